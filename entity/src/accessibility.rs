//! `accessibility`: help for people with disabilities at a location. One row of `accessibility.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// Help for people with disabilities at a location.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accessibility")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The location described.
    pub location_id: Option<Uuid>,
    /// What is there, such as a ramp or a hearing loop.
    pub description: Option<String>,
    /// More about it.
    pub details: Option<String>,
    /// A web page about it.
    pub url: Option<String>,
    /// The row behind `location_id`.
    #[sea_orm(belongs_to, from = "location_id", to = "id")]
    pub location: BelongsTo<Option<super::location::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "accessibility",
    key: "id",
    csv: "accessibility.csv",
    fields: &[
        Field::hsds("location_id", Kind::Reference("location")),
        Field::hsds("description", Kind::Text),
        Field::hsds("details", Kind::Text),
        Field::hsds("url", Kind::Uri),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
