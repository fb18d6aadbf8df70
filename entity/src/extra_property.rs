//! `extra_property`: a property of a published record that HSDS does not know, kept so that it can be given back. Not one
//! of HSDS's objects; it is read from its files and written to them, and shown nowhere else.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A property of a published record that HSDS does not know.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "extra_property")]
pub struct Model {
    /// Ours, derived from the record and the name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The object the record is, such as `service`.
    pub owner_object: String,
    /// The HSDS id of the record.
    pub owner_id: Uuid,
    /// The name of the property.
    pub name: String,
    /// What it holds, as JSON.
    pub value: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself.
pub const OBJECT: Object = Object {
    name: "extra_property",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("owner_object", Kind::Text).never_null(),
        Field::ours("owner_id", Kind::Id).never_null(),
        Field::ours("name", Kind::Text).never_null(),
        Field::ours("value", Kind::Text).never_null(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
