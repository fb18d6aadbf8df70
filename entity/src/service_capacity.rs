//! `service_capacity`: how much room a service has. One row of `service_capacity.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object, Single};

/// How much room a service has.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service_capacity")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The service counted.
    pub service_id: Option<Uuid>,
    /// What is counted.
    pub unit_id: Option<Uuid>,
    /// How many are free.
    pub available: f64,
    /// How many there are in all.
    pub maximum: Option<f64>,
    /// Remarks on the count.
    pub description: Option<String>,
    /// When the count was made.
    pub updated: String,
    /// The row behind `service_id`.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<Option<super::service::Entity>>,
    /// The row behind `unit_id`.
    #[sea_orm(belongs_to, from = "unit_id", to = "id")]
    pub unit: BelongsTo<Option<super::unit::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "service_capacity",
    key: "id",
    csv: "service_capacity.csv",
    fields: &[
        Field::hsds("service_id", Kind::Reference("service")).required_in_tables(),
        Field::hsds("unit_id", Kind::Reference("unit")).required_in_tables(),
        Field::hsds("available", Kind::Number)
            .required()
            .never_null(),
        Field::hsds("maximum", Kind::Number),
        Field::hsds("description", Kind::Text),
        Field::hsds("updated", Kind::DateTime)
            .required()
            .never_null(),
    ],
    lists: &[],
    singles: &[Single {
        property: "unit",
        object: "unit",
        reference: "unit_id",
    }],
    has_attributes: true,
    has_metadata: true,
};
