//! Imports that match: which incoming organizations and locations are, or may be, ones that were there already.

use sea_orm_migration::prelude::*;

use crate::table::{Table, create, drop, id, one_of, table, text, uuid};

/// Imports that match: which incoming organizations and locations are, or may be, ones that were there already.
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
        "import_match",
        &[
            id(),
            one_of("entity", &["organization", "location"]).not_null(),
            uuid("record_id").not_null().unique(),
            uuid("candidate_id").not_null(),
            text("name"),
            text("reasons").not_null(),
            one_of("state", &["PENDING", "SAME", "DIFFERENT"])
                .not_null()
                .indexed(),
            text("moved"),
            text("made_at").not_null(),
            text("reviewed_at"),
            text("reviewed_by"),
        ],
    )]
}
