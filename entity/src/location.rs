//! `location`: a place, postal or virtual address where services are given. One row of `locations.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, List, Object};

/// A place, postal or virtual address where services are given.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "location")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whether the location is a place, a postal address or virtual.
    pub location_type: String,
    /// The web page of a location, or the address of a virtual one.
    pub url: Option<String>,
    /// The organization that keeps the location.
    pub organization_id: Option<Uuid>,
    /// The name of the location.
    pub name: Option<String>,
    /// Another name for the location.
    pub alternate_name: Option<String>,
    /// What the location is.
    pub description: Option<String>,
    /// How to get there.
    pub transportation: Option<String>,
    /// Latitude in WGS 84 decimal degrees.
    pub latitude: Option<f64>,
    /// Longitude in WGS 84 decimal degrees.
    pub longitude: Option<f64>,
    /// The identifier of the place in an outside system.
    pub external_identifier: Option<String>,
    /// The outside system, such as `kemendagri`.
    pub external_identifier_type: Option<String>,
    /// CONFIDENTIAL places, such as shelters, show no address, no coordinates and no region below regency.
    pub visibility: String,
    /// The Kemendagri code of the smallest known area around the location; null when it could not be resolved.
    pub region_code: Option<String>,
    /// What the coordinates stand for: the place itself or the middle of an area; null when not known.
    pub coordinate_precision: Option<String>,
    /// The row behind `organization_id`.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<Option<super::organization::Entity>>,
    /// The row behind `region_code`.
    #[sea_orm(belongs_to, from = "region_code", to = "code")]
    pub region: BelongsTo<Option<super::region::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "location",
    key: "id",
    csv: "locations.csv",
    fields: &[
        Field::hsds(
            "location_type",
            Kind::OneOf(&["physical", "postal", "virtual"]),
        )
        .required()
        .never_null(),
        Field::hsds("url", Kind::Uri),
        Field::hsds("organization_id", Kind::Reference("organization")),
        Field::hsds("name", Kind::Text),
        Field::hsds("alternate_name", Kind::Text),
        Field::hsds("description", Kind::Text),
        Field::hsds("transportation", Kind::Text),
        Field::hsds("latitude", Kind::Number),
        Field::hsds("longitude", Kind::Number),
        Field::hsds("external_identifier", Kind::Text),
        Field::hsds("external_identifier_type", Kind::Text),
        Field::ours("visibility", Kind::OneOf(&["PUBLIC", "CONFIDENTIAL"])).never_null(),
        Field::ours("region_code", Kind::Region),
        Field::ours(
            "coordinate_precision",
            Kind::OneOf(&["POINT", "VILLAGE", "DISTRICT", "REGENCY", "PROVINCE"]),
        ),
    ],
    lists: &[
        List {
            property: "languages",
            object: "language",
            owner: "location_id",
        },
        List {
            property: "addresses",
            object: "address",
            owner: "location_id",
        },
        List {
            property: "contacts",
            object: "contact",
            owner: "location_id",
        },
        List {
            property: "accessibility",
            object: "accessibility",
            owner: "location_id",
        },
        List {
            property: "phones",
            object: "phone",
            owner: "location_id",
        },
        List {
            property: "schedules",
            object: "schedule",
            owner: "location_id",
        },
    ],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
