//! `address`: the address of a location. One row of `addresses.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// The address of a location.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "address")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The location this is the address of.
    pub location_id: Option<Uuid>,
    /// To whom letters should be addressed.
    pub attention: Option<String>,
    /// Street and house number.
    pub address_1: Option<String>,
    /// Building, floor or neighbourhood.
    pub address_2: Option<String>,
    /// City or regency.
    pub city: Option<String>,
    /// District or village.
    pub region: Option<String>,
    /// Province.
    pub state_province: Option<String>,
    /// Postal code; null when not known.
    pub postal_code: Option<String>,
    /// Country as an ISO 3166-1 alpha-2 code.
    pub country: String,
    /// Whether the address is for visiting, for letters or virtual.
    pub address_type: String,
    /// The row behind `location_id`.
    #[sea_orm(belongs_to, from = "location_id", to = "id")]
    pub location: BelongsTo<Option<super::location::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "address",
    key: "id",
    csv: "addresses.csv",
    fields: &[
        Field::hsds("location_id", Kind::Reference("location")),
        Field::hsds("attention", Kind::Text),
        Field::hsds("address_1", Kind::Text).required(),
        Field::hsds("address_2", Kind::Text),
        Field::hsds("city", Kind::Text).required(),
        Field::hsds("region", Kind::Text),
        Field::hsds("state_province", Kind::Text).required(),
        Field::hsds("postal_code", Kind::Text).required(),
        Field::hsds("country", Kind::Text).required().never_null(),
        Field::hsds(
            "address_type",
            Kind::OneOf(&["physical", "postal", "virtual"]),
        )
        .required()
        .never_null(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
