//! `service_at_location`: a service offered at one location, with what is particular to that place. One row of `service_at_location.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, List, Object, Single};

/// A service offered at one location, with what is particular to that place.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service_at_location")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The service offered.
    pub service_id: Option<Uuid>,
    /// The location where it is offered.
    pub location_id: Option<Uuid>,
    /// What is different about the service at this location.
    pub description: Option<String>,
    /// The row behind `service_id`.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<Option<super::service::Entity>>,
    /// The row behind `location_id`.
    #[sea_orm(belongs_to, from = "location_id", to = "id")]
    pub location: BelongsTo<Option<super::location::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "service_at_location",
    key: "id",
    csv: "service_at_location.csv",
    fields: &[
        Field::hsds("service_id", Kind::Reference("service")).required_in_tables(),
        Field::hsds("location_id", Kind::Reference("location")).required_in_tables(),
        Field::hsds("description", Kind::Text),
    ],
    lists: &[
        List {
            property: "service_areas",
            object: "service_area",
            owner: "service_at_location_id",
        },
        List {
            property: "contacts",
            object: "contact",
            owner: "service_at_location_id",
        },
        List {
            property: "phones",
            object: "phone",
            owner: "service_at_location_id",
        },
        List {
            property: "schedules",
            object: "schedule",
            owner: "service_at_location_id",
        },
    ],
    singles: &[
        Single {
            property: "location",
            object: "location",
            reference: "location_id",
        },
        Single {
            property: "service",
            object: "service",
            reference: "service_id",
        },
    ],
    has_attributes: true,
    has_metadata: true,
};
