//! `meta_table_description`: how a published table is written. One row of `meta_table_descriptions.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// How a published table is written.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "meta_table_description")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name of the table.
    pub name: Option<String>,
    /// The language of its text.
    pub language: Option<String>,
    /// Its character set.
    pub character_set: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "meta_table_description",
    key: "id",
    csv: "meta_table_descriptions.csv",
    fields: &[
        Field::hsds("name", Kind::Text),
        Field::hsds("language", Kind::Text),
        Field::hsds("character_set", Kind::Text),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
