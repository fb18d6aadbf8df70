//! `community_plan_need`: a reported need that a plan is about.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A reported need that a plan is about.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "community_plan_need")]
pub struct Model {
    /// The key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The plan.
    pub plan_id: Uuid,
    /// The report.
    pub need_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself. It is in no list of objects: nothing imports or exports it.
pub const OBJECT: Object = Object {
    name: "community_plan_need",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("plan_id", Kind::Reference("community_plan")).never_null(),
        Field::ours("need_id", Kind::Reference("community_need")).never_null(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
