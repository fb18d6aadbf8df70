//! `organization_identifier`: a number by which an outside register knows an organization. One row of `organization_identifiers.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A number by which an outside register knows an organization.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organization_identifier")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization identified.
    pub organization_id: Option<Uuid>,
    /// The register, as a code of org-id.guide where there is one.
    pub identifier_scheme: Option<String>,
    /// What the number is, such as company number or LKS registration.
    pub identifier_type: String,
    /// The number itself.
    pub identifier: String,
    /// The row behind `organization_id`.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<Option<super::organization::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "organization_identifier",
    key: "id",
    csv: "organization_identifiers.csv",
    fields: &[
        Field::hsds("organization_id", Kind::Reference("organization")).required_in_tables(),
        Field::hsds("identifier_scheme", Kind::Text),
        Field::hsds("identifier_type", Kind::Text)
            .required()
            .never_null(),
        Field::hsds("identifier", Kind::Text)
            .required()
            .never_null(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
