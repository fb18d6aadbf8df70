//! `qualification`: what shows that a practitioner may do the work.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// What shows that a practitioner may do the work.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "qualification")]
pub struct Model {
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The practitioner who has it.
    pub practitioner_id: Uuid,
    /// The specialization it proves.
    pub taxonomy_term_id: Option<Uuid>,
    /// What kind it is.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// Who gave it.
    pub issuer: Option<String>,
    /// Its number, for those who check it; it never leaves the store.
    pub number: Option<String>,
    /// The day on which it was given.
    pub issued_on: Option<String>,
    /// The last day on which it holds; without it, for good.
    pub expires_on: Option<String>,
    /// When somebody last checked it.
    pub verified_at: Option<String>,
    /// Who checked it, as a role or an office, never a person.
    pub verified_by: Option<String>,
    /// The row behind `practitioner_id`.
    #[sea_orm(belongs_to, from = "practitioner_id", to = "id")]
    pub practitioner: BelongsTo<super::practitioner::Entity>,
    /// The row behind `taxonomy_term_id`.
    #[sea_orm(belongs_to, from = "taxonomy_term_id", to = "id")]
    pub taxonomy_term: BelongsTo<Option<super::taxonomy_term::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// The kinds: degrees, training, and what UU 14/2019 on social workers asks for.
const KINDS: &[&str] = &[
    "DEGREE",
    "TRAINING",
    "COMPETENCE_CERTIFICATE",
    "REGISTRATION",
    "PRACTICE_LICENSE",
    "OTHER",
];

/// How the table describes itself.
pub const OBJECT: Object = Object {
    name: "qualification",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("practitioner_id", Kind::Reference("practitioner")).never_null(),
        Field::ours("taxonomy_term_id", Kind::Reference("taxonomy_term")),
        Field::ours("kind", Kind::OneOf(KINDS)).never_null(),
        Field::ours("name", Kind::Text).never_null(),
        Field::ours("issuer", Kind::Text),
        Field::ours("number", Kind::Text).personal(),
        Field::ours("issued_on", Kind::Date),
        Field::ours("expires_on", Kind::Date),
        Field::ours("verified_at", Kind::DateTime),
        Field::ours("verified_by", Kind::Text),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
