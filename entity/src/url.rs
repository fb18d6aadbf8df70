//! `url`: a web address of an organization or a service. One row of `url.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A web address of an organization or a service.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "url")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What the address leads to.
    pub label: Option<String>,
    /// The web address.
    pub url: String,
    /// The organization the address is of.
    pub organization_id: Option<Uuid>,
    /// The service the address is of.
    pub service_id: Option<Uuid>,
    /// The row behind `organization_id`.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<Option<super::organization::Entity>>,
    /// The row behind `service_id`.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<Option<super::service::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "url",
    key: "id",
    csv: "url.csv",
    fields: &[
        Field::hsds("label", Kind::Text),
        Field::hsds("url", Kind::Uri).required().never_null(),
        Field::hsds("organization_id", Kind::Reference("organization")),
        Field::hsds("service_id", Kind::Reference("service")),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
