//! `webhook_delivery`: one attempt to tell an address of changes. The newest attempts of each address are kept.

use sea_orm::entity::prelude::*;

/// One attempt to tell an address of changes.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub struct Model {
    /// The id; later ones are greater.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The address.
    pub webhook_id: Uuid,
    /// When it was made.
    pub at: String,
    /// The id of the message, the same when it is sent again.
    pub message: String,
    /// The first place in the log that it tells of.
    pub first_seq: i64,
    /// The last one.
    pub last_seq: i64,
    /// How many changes it tells of.
    pub events: i32,
    /// Which attempt of this message it is, from 1 on.
    pub attempt: i32,
    /// The status of the answer; null when there was none.
    pub status: Option<i32>,
    /// Why there was no answer, or none that counts.
    pub failure: Option<String>,
    /// How long it took.
    pub took_ms: i32,
}

impl ActiveModelBehavior for ActiveModel {}
