//! Properties of published records that HSDS does not know, so that they are given back.

use sea_orm_migration::prelude::*;

use crate::table::{Table, create, drop, id, table, text, uuid};

/// Properties of published records that HSDS does not know, so that they are given back.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, &tables()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &tables()).await
    }
}

fn tables() -> Vec<Table> {
    vec![table(
        "extra_property",
        &[
            id(),
            text("owner_object").not_null(),
            uuid("owner_id").not_null().indexed(),
            text("name").not_null(),
            text("value").not_null(),
        ],
    )]
}
