//! `community_plan`: what several do together about needs that were confirmed, and what came of it.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// What several do together about needs that were confirmed, and what came of it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "community_plan")]
pub struct Model {
    /// The key; lists run in its order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// What shall be reached.
    pub goals: String,
    /// What else is to be known.
    pub notes: Option<String>,
    /// ACTIVE or EVALUATED.
    pub state: String,
    /// Who made it, as a role with the id of the account or token, never a name.
    pub maker: String,
    /// When it was made, in UTC as RFC 3339.
    pub made_at: String,
    /// How many people were in need when it was made.
    pub demand_before: Option<i32>,
    /// How many services helped when it was made.
    pub supply_before: Option<i32>,
    /// When it was evaluated.
    pub evaluated_at: Option<String>,
    /// How many people were in need when it was evaluated.
    pub demand_after: Option<i32>,
    /// How many services helped when it was evaluated.
    pub supply_after: Option<i32>,
    /// What came of it.
    pub outcome: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself. It is in no list of objects: nothing imports or exports it. What is told in free words
/// may tell of people, so the log does not repeat it.
pub const OBJECT: Object = Object {
    name: "community_plan",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("title", Kind::Text).never_null().personal(),
        Field::ours("goals", Kind::Text).never_null().personal(),
        Field::ours("notes", Kind::Text).personal(),
        Field::ours("state", Kind::OneOf(&["ACTIVE", "EVALUATED"])).never_null(),
        Field::ours("maker", Kind::Text).never_null(),
        Field::ours("made_at", Kind::DateTime).never_null(),
        Field::ours("demand_before", Kind::Integer),
        Field::ours("supply_before", Kind::Integer),
        Field::ours("evaluated_at", Kind::DateTime),
        Field::ours("demand_after", Kind::Integer),
        Field::ours("supply_after", Kind::Integer),
        Field::ours("outcome", Kind::Text).personal(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
