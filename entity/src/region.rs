//! `region`: an administrative area of Indonesia, from province to village.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// An administrative area, named by its Kemendagri code.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "region")]
pub struct Model {
    /// The Kemendagri code: `32`, `32.73`, `32.73.05` or `32.73.05.1003`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// The code of the area around it; null for a province.
    pub parent_code: Option<String>,
    /// PROVINCE, REGENCY, DISTRICT or VILLAGE.
    pub level: String,
    /// The name, with `Kabupaten` or `Kota` where that is part of it.
    pub name: String,
    /// Latitude of the seat or centroid in WGS 84 decimal degrees; null when not known.
    pub latitude: Option<f64>,
    /// Longitude of the seat or centroid in WGS 84 decimal degrees; null when not known.
    pub longitude: Option<f64>,
    /// The time zone of the province it is in: WIB (UTC+7), WITA (UTC+8) or WIT (UTC+9).
    pub time_zone: String,
    /// SEAT (the shipped coordinates of its town) or IMPORTED; null without coordinates.
    pub coordinates_from: Option<String>,
    /// The row behind `parent_code`.
    #[sea_orm(self_ref, relation_enum = "Parent", from = "parent_code", to = "code")]
    pub parent: BelongsTo<Option<Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself.
pub const OBJECT: Object = Object {
    name: "region",
    key: "code",
    csv: "",
    fields: &[
        Field::ours("parent_code", Kind::Region),
        Field::ours(
            "level",
            Kind::OneOf(&["PROVINCE", "REGENCY", "DISTRICT", "VILLAGE"]),
        )
        .never_null(),
        Field::ours("name", Kind::Text).never_null(),
        Field::ours("latitude", Kind::Number),
        Field::ours("longitude", Kind::Number),
        Field::ours("time_zone", Kind::OneOf(&["WIB", "WITA", "WIT"])).never_null(),
        Field::ours("coordinates_from", Kind::OneOf(&["SEAT", "IMPORTED"])),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
