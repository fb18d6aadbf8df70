//! `funding`: a source of funding. One row of `funding.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A source of funding.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "funding")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization that is funded.
    pub organization_id: Option<Uuid>,
    /// The service that is funded.
    pub service_id: Option<Uuid>,
    /// Where the money comes from.
    pub source: Option<String>,
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
    name: "funding",
    key: "id",
    csv: "funding.csv",
    fields: &[
        Field::hsds("organization_id", Kind::Reference("organization")),
        Field::hsds("service_id", Kind::Reference("service")),
        Field::hsds("source", Kind::Text),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
