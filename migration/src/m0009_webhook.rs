//! Who is told of changes by HTTP, and how that went.

use sea_orm_migration::prelude::*;

use crate::table::{
    Table, create, drop, id, integer, one_of, position, refers, refers_to_code, table, text, uuid,
};

/// Who is told of changes by HTTP, and how that went.
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
    vec![
        table(
            "webhook",
            &[
                id(),
                text("url").not_null(),
                text("secret").not_null(),
                text("tables"),
                refers_to_code("region_code", "region"),
                one_of("state", &["ACTIVE", "DISABLED"]).not_null(),
                text("created_at").not_null(),
                position("position"),
                position("until"),
                integer("failures"),
                text("failing_since"),
                text("next_attempt_at"),
                text("claimed_until"),
                uuid("claimed_by"),
            ],
        ),
        table(
            "webhook_delivery",
            &[
                id(),
                refers("webhook_id", "webhook").not_null(),
                text("at").not_null(),
                text("message").not_null(),
                position("first_seq").not_null(),
                position("last_seq").not_null(),
                integer("events").not_null(),
                integer("attempt").not_null(),
                integer("status"),
                text("failure"),
                integer("took_ms").not_null(),
            ],
        ),
    ]
}
