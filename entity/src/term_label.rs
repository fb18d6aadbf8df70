//! `term_label`: a word or phrase by which people call a taxonomy term.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// One label of a term in one language.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "term_label")]
pub struct Model {
    /// Ours, derived from the term, language, kind and label.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The term that is called so.
    pub taxonomy_term_id: Uuid,
    /// The ISO 639 code of the label's language.
    pub language: String,
    /// The word or phrase.
    pub label: String,
    /// PREFERRED, SYNONYM, SLANG, ABBREVIATION, LEGAL, NEUTRAL or DEPRECATED.
    pub kind: String,
    /// What the term means, in the label's language; on preferred labels only.
    pub description: Option<String>,
    /// The row behind `taxonomy_term_id`.
    #[sea_orm(belongs_to, from = "taxonomy_term_id", to = "id")]
    pub taxonomy_term: BelongsTo<super::taxonomy_term::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself.
pub const OBJECT: Object = Object {
    name: "term_label",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("taxonomy_term_id", Kind::Reference("taxonomy_term")).never_null(),
        Field::ours("language", Kind::Text).never_null(),
        Field::ours("label", Kind::Text).never_null(),
        Field::ours(
            "kind",
            Kind::OneOf(&[
                "PREFERRED",
                "SYNONYM",
                "SLANG",
                "ABBREVIATION",
                "LEGAL",
                "NEUTRAL",
                "DEPRECATED",
            ]),
        )
        .never_null(),
        Field::ours("description", Kind::Text),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
