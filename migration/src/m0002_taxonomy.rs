//! Taxonomies, their terms, labels and crosswalks.

use sea_orm_migration::prelude::*;

use crate::table::{Table, create, drop, id, one_of, refers, table, text, uuid};

/// Taxonomies, their terms, labels and crosswalks.
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
            "taxonomy",
            &[
                id(),
                text("name").not_null().listed(),
                text("description"),
                text("uri"),
                text("version"),
                text("code").unique(),
            ],
        ),
        table(
            "taxonomy_term",
            &[
                id(),
                text("code").listed().indexed(),
                text("name").not_null(),
                text("description"),
                uuid("parent_id").indexed(),
                text("taxonomy"),
                text("language"),
                refers("taxonomy_id", "taxonomy"),
                text("term_uri"),
            ],
        ),
        table(
            "term_label",
            &[
                id(),
                refers("taxonomy_term_id", "taxonomy_term").not_null(),
                text("language").not_null(),
                text("label").not_null(),
                one_of(
                    "kind",
                    &[
                        "PREFERRED",
                        "SYNONYM",
                        "SLANG",
                        "ABBREVIATION",
                        "LEGAL",
                        "NEUTRAL",
                        "DEPRECATED",
                    ],
                )
                .not_null(),
                text("description"),
            ],
        ),
        table(
            "term_mapping",
            &[
                id(),
                refers("from_term_id", "taxonomy_term").not_null(),
                refers("to_term_id", "taxonomy_term").not_null(),
                one_of(
                    "relation",
                    &["EXACT", "CLOSE", "BROAD", "NARROW", "RELATED"],
                )
                .not_null(),
            ],
        ),
    ]
}
