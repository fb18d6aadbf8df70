//! Who may write: tokens; and what becomes of an organization that somebody registers.

use sea_orm_migration::prelude::*;

use crate::table::{Table, create, drop, id, one_of, refers, table, text};

/// Who may write: tokens; and what becomes of an organization that somebody registers.
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
        "api_token",
        &[
            id(),
            text("name").not_null(),
            one_of("role", &["PARTNER", "WORKER", "EDITOR", "ADMIN"]).not_null(),
            text("scopes").not_null(),
            text("hash").not_null().unique(),
            text("created_at").not_null(),
            text("expires_at").not_null(),
            text("revoked_at"),
            refers("organization_id", "organization"),
            text("last_used_at"),
        ],
    )]
}
