//! `holiday`: a day on which offices are closed.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A public holiday.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "holiday")]
pub struct Model {
    /// Ours, derived from the day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The day as `YYYY-MM-DD`.
    pub day: String,
    /// What it is called.
    pub name: String,
    /// CLOSED when offices are closed, OPEN when the day is only remembered.
    pub offices: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself.
pub const OBJECT: Object = Object {
    name: "holiday",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("day", Kind::Text).never_null(),
        Field::ours("name", Kind::Text).never_null(),
        Field::ours("offices", Kind::OneOf(&["CLOSED", "OPEN"])).never_null(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
