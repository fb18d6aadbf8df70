//! `community_plan_activity`: one thing to be done in a joint plan.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// One thing to be done in a joint plan.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "community_plan_activity")]
pub struct Model {
    /// The key; the activities of a plan stand in its order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The plan.
    pub plan_id: Uuid,
    /// What is to be done.
    pub what: String,
    /// The organization that answers for it.
    pub organization_id: Option<Uuid>,
    /// Who takes part: the ids of terms of the taxonomy `psks`, with spaces between them.
    pub partners: Option<String>,
    /// The day by which it is to be done, as `YYYY-MM-DD`.
    pub due: Option<String>,
    /// PLANNED, IN_PROGRESS, DONE or CANCELED.
    pub state: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself. It is in no list of objects: nothing imports or exports it. What is told in free words
/// may tell of people, so the log does not repeat it.
pub const OBJECT: Object = Object {
    name: "community_plan_activity",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("plan_id", Kind::Reference("community_plan")).never_null(),
        Field::ours("what", Kind::Text).never_null().personal(),
        Field::ours("organization_id", Kind::Reference("organization")),
        Field::ours("partners", Kind::Text),
        Field::ours("due", Kind::Date),
        Field::ours(
            "state",
            Kind::OneOf(&["PLANNED", "IN_PROGRESS", "DONE", "CANCELED"]),
        )
        .never_null(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
