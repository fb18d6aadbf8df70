//! `attribute`: a term or a value that says more about a record. One row of `attributes.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object, Single};

/// A term or a value that says more about a record.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "attribute")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The HSDS id of the record described.
    pub link_id: Option<Uuid>,
    /// The term that describes it.
    pub taxonomy_term_id: Option<Uuid>,
    /// What the term says about the record, such as `need`.
    pub link_type: Option<String>,
    /// The object the record is, such as `service`.
    pub link_entity: Option<String>,
    /// A value that goes with the term.
    pub value: Option<String>,
    /// A label to show for the attribute.
    pub label: Option<String>,
    /// The row behind `taxonomy_term_id`.
    #[sea_orm(belongs_to, from = "taxonomy_term_id", to = "id")]
    pub taxonomy_term: BelongsTo<Option<super::taxonomy_term::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "attribute",
    key: "id",
    csv: "attributes.csv",
    fields: &[
        Field::hsds("link_id", Kind::Id).required_in_tables(),
        Field::hsds("taxonomy_term_id", Kind::Reference("taxonomy_term")).required_in_tables(),
        Field::hsds("link_type", Kind::Text),
        Field::hsds("link_entity", Kind::Text).required_in_tables(),
        Field::hsds("value", Kind::Text),
        Field::hsds("label", Kind::Text),
    ],
    lists: &[],
    singles: &[Single {
        property: "taxonomy_term",
        object: "taxonomy_term",
        reference: "taxonomy_term_id",
    }],
    has_attributes: false,
    has_metadata: true,
};
