//! `metadata`: one change its publisher recorded about a record. One row of `metadata.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// One change its publisher recorded about a record.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "metadata")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The HSDS id of the record that was changed.
    pub resource_id: Option<Uuid>,
    /// The object the record is.
    pub resource_type: Option<String>,
    /// When it was changed.
    pub last_action_date: Option<String>,
    /// What was done, such as create or update.
    pub last_action_type: Option<String>,
    /// The field that was changed.
    pub field_name: Option<String>,
    /// The value before.
    pub previous_value: Option<String>,
    /// The value after.
    pub replacement_value: Option<String>,
    /// Who changed it.
    pub updated_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "metadata",
    key: "id",
    csv: "metadata.csv",
    fields: &[
        Field::hsds("resource_id", Kind::Id).required_in_tables(),
        Field::hsds("resource_type", Kind::Text).required_in_tables(),
        Field::hsds("last_action_date", Kind::Text).required(),
        Field::hsds("last_action_type", Kind::Text).required(),
        Field::hsds("field_name", Kind::Text).required(),
        Field::hsds("previous_value", Kind::Text).required(),
        Field::hsds("replacement_value", Kind::Text).required(),
        Field::hsds("updated_by", Kind::Text).required(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
