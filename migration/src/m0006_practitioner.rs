//! Professionals at organizations, what shows that they may do the work, the languages they speak and their hours.

use sea_orm_migration::prelude::*;

use crate::table::{
    Column, Table, add_column, create, double, drop, drop_column, id, one_of, refers, table, text,
};

/// Professionals at organizations, what shows that they may do the work, the languages they speak and their hours.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Tables whose rows may belong to a practitioner.
const OWNED: [&str; 2] = ["language", "schedule"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, &tables()).await?;
        for table in OWNED {
            add_column(manager, table, &practitioner()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in OWNED {
            drop_column(manager, table, &practitioner()).await?;
        }
        drop(manager, &tables()).await
    }
}

fn practitioner() -> Column {
    refers("practitioner_id", "practitioner")
}

fn tables() -> Vec<Table> {
    vec![
        table(
            "practitioner",
            &[
                id(),
                refers("organization_id", "organization").not_null(),
                refers("location_id", "location"),
                text("name").not_null().listed(),
                text("title"),
                double("hours_per_week"),
                double("years_of_experience"),
                text("experience_verified_at"),
                one_of("accepts_clients", &["YES", "NO"]),
                one_of("consent", &["LISTED", "WITHHELD"])
                    .not_null()
                    .default("WITHHELD")
                    .indexed(),
                text("consent_on"),
            ],
        ),
        table(
            "qualification",
            &[
                id(),
                refers("practitioner_id", "practitioner").not_null(),
                refers("taxonomy_term_id", "taxonomy_term"),
                one_of(
                    "kind",
                    &[
                        "DEGREE",
                        "TRAINING",
                        "COMPETENCE_CERTIFICATE",
                        "REGISTRATION",
                        "PRACTICE_LICENSE",
                        "OTHER",
                    ],
                )
                .not_null(),
                text("name").not_null(),
                text("issuer"),
                text("number"),
                text("issued_on"),
                text("expires_on"),
                text("verified_at"),
                text("verified_by"),
            ],
        ),
    ]
}
