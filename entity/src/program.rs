//! `program`: a set of services an organization runs under one name. One row of `programs.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A set of services an organization runs under one name.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "program")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization that runs the program.
    pub organization_id: Option<Uuid>,
    /// The name of the program.
    pub name: String,
    /// Another name for the program.
    pub alternate_name: Option<String>,
    /// What the program offers and to whom.
    pub description: Option<String>,
    /// The row behind `organization_id`.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<Option<super::organization::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "program",
    key: "id",
    csv: "programs.csv",
    fields: &[
        Field::hsds("organization_id", Kind::Reference("organization")).required_in_tables(),
        Field::hsds("name", Kind::Text).required().never_null(),
        Field::hsds("alternate_name", Kind::Text),
        Field::hsds("description", Kind::Text).required(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
