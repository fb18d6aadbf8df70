//! `taxonomy_term`: a term of a taxonomy, such as a need, a situation or a specialisation. One row of `taxonomy_terms.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object, Single};

/// A term of a taxonomy, such as a need, a situation or a specialisation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "taxonomy_term")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The code of the term in its taxonomy, such as `N09`.
    pub code: Option<String>,
    /// The name of the term in the taxonomy's own language.
    pub name: String,
    /// What the term means.
    pub description: Option<String>,
    /// The HSDS id of the broader term; it may name one that is not in this directory.
    pub parent_id: Option<Uuid>,
    /// The name of the taxonomy as the publisher wrote it.
    pub taxonomy: Option<String>,
    /// The ISO 639 code of the language of `name`.
    pub language: Option<String>,
    /// The taxonomy the term is in.
    pub taxonomy_id: Option<Uuid>,
    /// A web identifier of the term.
    pub term_uri: Option<String>,
    /// The row behind `taxonomy_id`.
    #[sea_orm(belongs_to, from = "taxonomy_id", to = "id")]
    pub taxonomy_detail: BelongsTo<Option<super::taxonomy::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "taxonomy_term",
    key: "id",
    csv: "taxonomy_terms.csv",
    fields: &[
        Field::hsds("code", Kind::Text),
        Field::hsds("name", Kind::Text).required().never_null(),
        Field::hsds("description", Kind::Text).required(),
        Field::hsds("parent_id", Kind::Id),
        Field::hsds("taxonomy", Kind::Text),
        Field::hsds("language", Kind::Text),
        Field::hsds("taxonomy_id", Kind::Reference("taxonomy")),
        Field::hsds("term_uri", Kind::Uri),
    ],
    lists: &[],
    singles: &[Single {
        property: "taxonomy_detail",
        object: "taxonomy",
        reference: "taxonomy_id",
    }],
    has_attributes: false,
    has_metadata: true,
};
