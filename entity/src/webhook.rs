//! `webhook`: an address that is told of changes.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// An address that is told of changes, and how far it has been told.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    /// The id, by which it is listed and deleted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Where to post.
    pub url: String,
    /// The key that signs what is posted. It is kept as it is, since a hash signs nothing.
    pub secret: String,
    /// The tables whose changes it wants, words separated by spaces; all when null.
    pub tables: Option<String>,
    /// The region whose changes it wants; all when null.
    pub region_code: Option<String>,
    /// Whether it is told.
    pub state: String,
    /// When it was made.
    pub created_at: String,
    /// The place in the log up to which it has been told.
    pub position: Option<i64>,
    /// The end of the message that is under way, so that sending it again sends the same.
    pub until: Option<i64>,
    /// How many attempts have failed in a row.
    pub failures: Option<i32>,
    /// When the first of them failed.
    pub failing_since: Option<String>,
    /// When the next attempt is made.
    pub next_attempt_at: Option<String>,
    /// Until when a process keeps the others from sending.
    pub claimed_until: Option<String>,
    /// The process.
    pub claimed_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself. It is in no list of objects: nothing imports or exports it. What sending notes is not
/// here, so that the log holds what people did alone.
pub const OBJECT: Object = Object {
    name: "webhook",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("url", Kind::Text).never_null().personal(),
        Field::ours("secret", Kind::Text).never_null().personal(),
        Field::ours("tables", Kind::Text),
        Field::ours("region_code", Kind::Region),
        Field::ours("state", Kind::OneOf(&["ACTIVE", "DISABLED"])).never_null(),
        Field::ours("created_at", Kind::DateTime).never_null(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
