//! Public holidays, by which opening hours are told.

use sea_orm_migration::prelude::*;

use crate::table::{Table, create, drop, id, one_of, table, text};

/// Public holidays, by which opening hours are told.
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
        "holiday",
        &[
            id(),
            text("day").not_null().unique(),
            text("name").not_null(),
            one_of("offices", &["CLOSED", "OPEN"]).not_null(),
        ],
    )]
}
