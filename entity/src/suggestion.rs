//! `suggestion`: what somebody thinks should change in a listing.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// What somebody thinks should change in a listing.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "suggestion")]
pub struct Model {
    /// The key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The table of the record.
    pub entity: String,
    /// The record; null when it shall be made.
    pub record_id: Option<Uuid>,
    /// The organization it belongs to, whose editors may review.
    pub organization_id: Option<Uuid>,
    /// What shall be done, as a JSON object.
    pub proposal: String,
    /// Why, in the words of whoever suggests it.
    pub note: Option<String>,
    /// PENDING, ACCEPTED or DECLINED.
    pub state: String,
    /// When it was made, in UTC as RFC 3339.
    pub created_at: String,
    /// When it was reviewed.
    pub reviewed_at: Option<String>,
    /// Who reviewed it, as a role with the id of a token or an account.
    pub reviewed_by: Option<String>,
    /// Why it was declined.
    pub reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table is written. What strangers send is personal: the log does not repeat it.
pub const OBJECT: Object = Object {
    name: "suggestion",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("entity", Kind::Text).never_null(),
        Field::ours("record_id", Kind::Id),
        Field::ours("organization_id", Kind::Reference("organization")),
        Field::ours("proposal", Kind::Text).never_null().personal(),
        Field::ours("note", Kind::Text).personal(),
        Field::ours("state", Kind::OneOf(&["PENDING", "ACCEPTED", "DECLINED"])).never_null(),
        Field::ours("created_at", Kind::DateTime).never_null(),
        Field::ours("reviewed_at", Kind::DateTime),
        Field::ours("reviewed_by", Kind::Text),
        Field::ours("reason", Kind::Text).personal(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
