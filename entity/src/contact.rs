//! `contact`: a person or desk to speak to. One row of `contacts.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, List, Object};

/// A person or desk to speak to.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization the contact works for.
    pub organization_id: Option<Uuid>,
    /// The service the contact answers for.
    pub service_id: Option<Uuid>,
    /// The service at a location the contact answers for.
    pub service_at_location_id: Option<Uuid>,
    /// The location the contact sits at.
    pub location_id: Option<Uuid>,
    /// The name of the contact.
    pub name: Option<String>,
    /// The job title of the contact.
    pub title: Option<String>,
    /// The department of the contact.
    pub department: Option<String>,
    /// The e-mail address of the contact.
    pub email: Option<String>,
    /// The row behind `organization_id`.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<Option<super::organization::Entity>>,
    /// The row behind `service_id`.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<Option<super::service::Entity>>,
    /// The row behind `service_at_location_id`.
    #[sea_orm(belongs_to, from = "service_at_location_id", to = "id")]
    pub service_at_location: BelongsTo<Option<super::service_at_location::Entity>>,
    /// The row behind `location_id`.
    #[sea_orm(belongs_to, from = "location_id", to = "id")]
    pub location: BelongsTo<Option<super::location::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "contact",
    key: "id",
    csv: "contacts.csv",
    fields: &[
        Field::hsds("organization_id", Kind::Reference("organization")),
        Field::hsds("service_id", Kind::Reference("service")),
        Field::hsds(
            "service_at_location_id",
            Kind::Reference("service_at_location"),
        ),
        Field::hsds("location_id", Kind::Reference("location")),
        Field::hsds("name", Kind::Text),
        Field::hsds("title", Kind::Text),
        Field::hsds("department", Kind::Text),
        Field::hsds("email", Kind::Email),
    ],
    lists: &[List {
        property: "phones",
        object: "phone",
        owner: "contact_id",
    }],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
