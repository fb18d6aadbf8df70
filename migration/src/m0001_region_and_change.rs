//! Areas, the change log, and the register of shipped data.

use sea_orm_migration::prelude::*;

use crate::table::{
    Table, code_key, create, double, drop, one_of, refers_to_code, sequence, table, text, uuid,
};

/// Areas, the change log, and the register of shipped data.
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
            "region",
            &[
                code_key("code"),
                refers_to_code("parent_code", "region"),
                one_of("level", &["PROVINCE", "REGENCY", "DISTRICT", "VILLAGE"]).not_null(),
                text("name").not_null().indexed(),
                double("latitude"),
                double("longitude"),
                one_of("time_zone", &["WIB", "WITA", "WIT"]).not_null(),
                one_of("coordinates_from", &["SEAT", "IMPORTED"]),
            ],
        ),
        table(
            "shipped_data",
            &[code_key("part"), text("fingerprint").not_null()],
        ),
        table(
            "change",
            &[
                sequence("seq"),
                text("at").not_null(),
                text("actor").not_null(),
                text("entity").not_null(),
                text("key").not_null(),
                one_of("operation", &["CREATE", "UPDATE", "DELETE"]).not_null(),
                text("before"),
                text("after"),
                uuid("batch").not_null(),
            ],
        ),
    ]
}
