//! People who sign in: their accounts, the organizations that editors keep, and their sessions.

use sea_orm_migration::prelude::*;

use crate::table::{Table, create, drop, id, one_of, refers, table, text};

/// People who sign in: their accounts, the organizations that editors keep, and their sessions.
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
            "account",
            &[
                id(),
                text("email").not_null().unique(),
                one_of("role", &["WORKER", "EDITOR", "ADMIN"]).not_null(),
                text("passphrase_hash"),
                text("created_at").not_null(),
                text("invitation_hash").unique(),
                text("invitation_expires_at"),
                text("disabled_at"),
                text("last_sign_in_at"),
            ],
        ),
        table(
            "account_organization",
            &[
                id(),
                refers("account_id", "account").not_null(),
                refers("organization_id", "organization").not_null(),
                text("ended_at"),
            ],
        ),
        table(
            "account_session",
            &[
                id(),
                refers("account_id", "account").not_null(),
                text("hash").not_null().unique(),
                text("created_at").not_null(),
                text("expires_at").not_null(),
            ],
        ),
    ]
}
