//! `unit`: what a capacity is counted in, such as beds. One row of `units.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// What a capacity is counted in, such as beds.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name of the unit.
    pub name: String,
    /// The list the unit is taken from.
    pub scheme: Option<String>,
    /// The code of the unit in that list.
    pub identifier: Option<String>,
    /// A web identifier of the unit.
    pub uri: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "unit",
    key: "id",
    csv: "units.csv",
    fields: &[
        Field::hsds("name", Kind::Text).required().never_null(),
        Field::hsds("scheme", Kind::Text),
        Field::hsds("identifier", Kind::Text),
        Field::hsds("uri", Kind::Uri),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
