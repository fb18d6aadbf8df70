//! `taxonomy`: a list of terms that belong together, such as needs or practice levels. One row of `taxonomies.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A list of terms that belong together, such as needs or practice levels.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "taxonomy")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name of the taxonomy.
    pub name: String,
    /// What the taxonomy is for.
    pub description: Option<String>,
    /// A web identifier of the taxonomy.
    pub uri: Option<String>,
    /// The version of the taxonomy.
    pub version: Option<String>,
    /// The short code of a taxonomy shipped with Jembatan, such as `need`; null for others.
    pub code: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "taxonomy",
    key: "id",
    csv: "taxonomies.csv",
    fields: &[
        Field::hsds("name", Kind::Text).required().never_null(),
        Field::hsds("description", Kind::Text).required(),
        Field::hsds("uri", Kind::Uri),
        Field::hsds("version", Kind::Text),
        Field::ours("code", Kind::Text),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: true,
};
