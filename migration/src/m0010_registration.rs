//! How organizations come into the directory: what was decided about each, and which became part of another.

use sea_orm_migration::prelude::*;

use crate::table::{Table, create, drop, id, one_of, refers, table, text};

/// How organizations come into the directory: what was decided about each, and which became part of another.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Every question asks which organizations are not there for everyone.
const BY_LIFECYCLE: &str =
    "CREATE INDEX organization_lifecycle ON \"organization\" (\"lifecycle\", \"id\")";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, &tables()).await?;
        let connection = manager.get_connection();
        connection.execute_unprepared(BY_LIFECYCLE).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection
            .execute_unprepared("DROP INDEX organization_lifecycle")
            .await?;
        drop(manager, &tables()).await
    }
}

fn tables() -> Vec<Table> {
    vec![
        table(
            "registration",
            &[
                id(),
                refers("organization_id", "organization")
                    .not_null()
                    .unique(),
                text("registrant").indexed(),
                one_of(
                    "state",
                    &[
                        "PENDING",
                        "RETURNED",
                        "REJECTED",
                        "APPROVED",
                        "SUSPENDED",
                        "CLOSED",
                    ],
                )
                .not_null()
                .indexed(),
                text("submitted_at"),
                text("reviewed_at"),
                text("reviewed_by"),
                text("reason"),
            ],
        ),
        table(
            "merged_organization",
            &[id(), refers("into_id", "organization").not_null()],
        ),
    ]
}
