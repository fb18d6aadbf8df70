//! `service_area`: an area whose residents a service is for. One row of `service_areas.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// An area whose residents a service is for.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service_area")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The service that covers the area.
    pub service_id: Option<Uuid>,
    /// The service at a location that covers the area.
    pub service_at_location_id: Option<Uuid>,
    /// The name of the area.
    pub name: Option<String>,
    /// The area in words.
    pub description: Option<String>,
    /// The boundary of the area.
    pub extent: Option<String>,
    /// The form of `extent`, such as geojson, topojson or kml.
    pub extent_type: Option<String>,
    /// A web identifier of the area, such as `urn:kemendagri:32.73`.
    pub uri: Option<String>,
    /// The Kemendagri code of the area; null when it could not be resolved.
    pub region_code: Option<String>,
    /// The row behind `service_id`.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<Option<super::service::Entity>>,
    /// The row behind `service_at_location_id`.
    #[sea_orm(belongs_to, from = "service_at_location_id", to = "id")]
    pub service_at_location: BelongsTo<Option<super::service_at_location::Entity>>,
    /// The row behind `region_code`.
    #[sea_orm(belongs_to, from = "region_code", to = "code")]
    pub region: BelongsTo<Option<super::region::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "service_area",
    key: "id",
    csv: "service_areas.csv",
    fields: &[
        Field::hsds("service_id", Kind::Reference("service")),
        Field::hsds(
            "service_at_location_id",
            Kind::Reference("service_at_location"),
        ),
        Field::hsds("name", Kind::Text),
        Field::hsds("description", Kind::Text),
        Field::hsds("extent", Kind::Text),
        Field::hsds("extent_type", Kind::Text),
        Field::hsds("uri", Kind::Uri),
        Field::ours("region_code", Kind::Region),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
