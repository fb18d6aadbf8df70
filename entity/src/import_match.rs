//! `import_match`: an organization or location of an import that is, or may be, one that was there already.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A record of an import that is, or may be, one that was there already.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_match")]
pub struct Model {
    /// The id; lists run in its order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The table of both: `organization` or `location`.
    pub entity: String,
    /// The record that came in.
    pub record_id: Uuid,
    /// The one that was there.
    pub candidate_id: Uuid,
    /// What the record that came in is called.
    pub name: Option<String>,
    /// By what they were told to be the same, with commas.
    pub reasons: String,
    /// PENDING, SAME or DIFFERENT.
    pub state: String,
    /// For a location: what moved to the other one, as JSON, so that it can move back.
    pub moved: Option<String>,
    /// When it was made, in UTC as RFC 3339.
    pub made_at: String,
    /// When it was decided.
    pub reviewed_at: Option<String>,
    /// Who decided it, as a role; `import` when there was no doubt.
    pub reviewed_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table is written. It is in no list of objects: nothing imports or exports it.
pub const OBJECT: Object = Object {
    name: "import_match",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("entity", Kind::OneOf(&["organization", "location"])).never_null(),
        Field::ours("record_id", Kind::Id).never_null(),
        Field::ours("candidate_id", Kind::Id).never_null(),
        Field::ours("name", Kind::Text),
        Field::ours("reasons", Kind::Text).never_null(),
        Field::ours("state", Kind::OneOf(&["PENDING", "SAME", "DIFFERENT"])).never_null(),
        Field::ours("moved", Kind::Text),
        Field::ours("made_at", Kind::DateTime).never_null(),
        Field::ours("reviewed_at", Kind::DateTime),
        Field::ours("reviewed_by", Kind::Text),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
