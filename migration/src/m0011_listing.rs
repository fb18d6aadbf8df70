//! Keeping listings: what the log says of one record, links by which a service tells its room, and suggestions.

use sea_orm_migration::prelude::*;

use crate::table::{Table, create, drop, id, one_of, refers, table, text, uuid};

/// Keeping listings: what the log says of one record, links by which a service tells its room, and suggestions.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Indexes of the log: over the last letters of keys, since every import adds to it; and over what is no creation, which is
/// little.
const INDEXES: [(&str, &str); 2] = [
    ("change_record", "(substr(\"key\", 29))"),
    (
        "change_altered",
        "(\"entity\") WHERE \"operation\" <> 'CREATE'",
    ),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, &tables()).await?;
        for (name, over) in INDEXES {
            let sql = format!("CREATE INDEX {name} ON \"change\" {over}");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in INDEXES {
            let sql = format!("DROP INDEX {name}");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        drop(manager, &tables()).await
    }
}

fn tables() -> Vec<Table> {
    vec![
        table(
            "capacity_link",
            &[
                id(),
                refers("service_id", "service").not_null(),
                text("hash").not_null().unique(),
                text("created_at").not_null(),
                text("expires_at").not_null(),
                text("revoked_at"),
            ],
        ),
        table(
            "suggestion",
            &[
                id(),
                text("entity").not_null(),
                uuid("record_id").indexed(),
                refers("organization_id", "organization"),
                text("proposal").not_null(),
                text("note"),
                one_of("state", &["PENDING", "ACCEPTED", "DECLINED"])
                    .not_null()
                    .indexed(),
                text("created_at").not_null(),
                text("reviewed_at"),
                text("reviewed_by"),
                text("reason"),
            ],
        ),
    ]
}
