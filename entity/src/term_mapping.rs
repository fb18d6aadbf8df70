//! `term_mapping`: how a term of one taxonomy stands to a term of another, in SKOS words.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// One line of a crosswalk.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "term_mapping")]
pub struct Model {
    /// Ours, derived from both terms and the relation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The term mapped.
    pub from_term_id: Uuid,
    /// The term it is mapped to.
    pub to_term_id: Uuid,
    /// EXACT, CLOSE, BROAD, NARROW or RELATED, as SKOS means them.
    pub relation: String,
    /// The row behind `from_term_id`.
    #[sea_orm(
        belongs_to,
        relation_enum = "FromTerm",
        from = "from_term_id",
        to = "id"
    )]
    pub from_term: BelongsTo<super::taxonomy_term::Entity>,
    /// The row behind `to_term_id`.
    #[sea_orm(belongs_to, relation_enum = "ToTerm", from = "to_term_id", to = "id")]
    pub to_term: BelongsTo<super::taxonomy_term::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself.
pub const OBJECT: Object = Object {
    name: "term_mapping",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("from_term_id", Kind::Reference("taxonomy_term")).never_null(),
        Field::ours("to_term_id", Kind::Reference("taxonomy_term")).never_null(),
        Field::ours(
            "relation",
            Kind::OneOf(&["EXACT", "CLOSE", "BROAD", "NARROW", "RELATED"]),
        )
        .never_null(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
