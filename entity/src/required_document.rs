//! `required_document`: a document a person must bring. One row of `required_documents.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A document a person must bring.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "required_document")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The service that asks for it.
    pub service_id: Option<Uuid>,
    /// The document, such as KTP, KK or SKTM.
    pub document: Option<String>,
    /// A web page about the document.
    pub uri: Option<String>,
    /// The row behind `service_id`.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<Option<super::service::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "required_document",
    key: "id",
    csv: "required_documents.csv",
    fields: &[
        Field::hsds("service_id", Kind::Reference("service")),
        Field::hsds("document", Kind::Text),
        Field::hsds("uri", Kind::Uri),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
