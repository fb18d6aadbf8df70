//! `phone`: a telephone number. One row of `phones.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, List, Object};

/// A telephone number.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "phone")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The location the number reaches.
    pub location_id: Option<Uuid>,
    /// The service the number reaches.
    pub service_id: Option<Uuid>,
    /// The organization the number reaches.
    pub organization_id: Option<Uuid>,
    /// The contact the number reaches.
    pub contact_id: Option<Uuid>,
    /// The service at a location the number reaches.
    pub service_at_location_id: Option<Uuid>,
    /// The number as published.
    pub number: String,
    /// The extension to ask for.
    pub extension: Option<i32>,
    /// What the number is for: voice, text, fax, cell, video or pager.
    pub r#type: Option<String>,
    /// When and for what to call.
    pub description: Option<String>,
    /// The row behind `location_id`.
    #[sea_orm(belongs_to, from = "location_id", to = "id")]
    pub location: BelongsTo<Option<super::location::Entity>>,
    /// The row behind `service_id`.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<Option<super::service::Entity>>,
    /// The row behind `organization_id`.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<Option<super::organization::Entity>>,
    /// The row behind `contact_id`.
    #[sea_orm(belongs_to, from = "contact_id", to = "id")]
    pub contact: BelongsTo<Option<super::contact::Entity>>,
    /// The row behind `service_at_location_id`.
    #[sea_orm(belongs_to, from = "service_at_location_id", to = "id")]
    pub service_at_location: BelongsTo<Option<super::service_at_location::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "phone",
    key: "id",
    csv: "phones.csv",
    fields: &[
        Field::hsds("location_id", Kind::Reference("location")),
        Field::hsds("service_id", Kind::Reference("service")),
        Field::hsds("organization_id", Kind::Reference("organization")),
        Field::hsds("contact_id", Kind::Reference("contact")),
        Field::hsds(
            "service_at_location_id",
            Kind::Reference("service_at_location"),
        ),
        Field::hsds("number", Kind::Text).required().never_null(),
        Field::hsds("extension", Kind::Integer),
        Field::hsds("type", Kind::Text),
        Field::hsds("description", Kind::Text),
    ],
    lists: &[List {
        property: "languages",
        object: "language",
        owner: "phone_id",
    }],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
