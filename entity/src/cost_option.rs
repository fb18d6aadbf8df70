//! `cost_option`: what a service costs for a group of people or a period. One row of `cost_options.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// What a service costs for a group of people or a period.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cost_option")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The service that is paid for.
    pub service_id: Option<Uuid>,
    /// The first day on which the price holds.
    pub valid_from: Option<String>,
    /// The last day on which the price holds.
    pub valid_to: Option<String>,
    /// For whom or what the price is.
    pub option: Option<String>,
    /// The currency as an ISO 4217 code.
    pub currency: Option<String>,
    /// The price in units of `currency`; 0 is free.
    pub amount: Option<f64>,
    /// The price in words.
    pub amount_description: Option<String>,
    /// The row behind `service_id`.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<Option<super::service::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "cost_option",
    key: "id",
    csv: "cost_options.csv",
    fields: &[
        Field::hsds("service_id", Kind::Reference("service")).required_in_tables(),
        Field::hsds("valid_from", Kind::Date),
        Field::hsds("valid_to", Kind::Date),
        Field::hsds("option", Kind::Text),
        Field::hsds("currency", Kind::Text),
        Field::hsds("amount", Kind::Number),
        Field::hsds("amount_description", Kind::Text),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
