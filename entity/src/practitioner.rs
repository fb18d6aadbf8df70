//! `practitioner`: a professional who helps people at an organization. Nobody is shown who did not consent.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A professional who helps people at an organization.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "practitioner")]
pub struct Model {
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization the practitioner works at; a private practice is an organization of one person.
    pub organization_id: Uuid,
    /// The location the practitioner works at; any of the organization's when it is not said.
    pub location_id: Option<Uuid>,
    /// The name, with academic titles.
    pub name: String,
    /// The job title at the organization.
    pub title: Option<String>,
    /// Hours of work a week.
    pub hours_per_week: Option<f64>,
    /// Years of experience in the work.
    pub years_of_experience: Option<f64>,
    /// When somebody last checked the years of experience; without it they are the practitioner's own word.
    pub experience_verified_at: Option<String>,
    /// Whether new clients are taken: YES or NO; nothing when nobody has said.
    pub accepts_clients: Option<String>,
    /// LISTED when the practitioner consented to be shown, else WITHHELD.
    pub consent: String,
    /// The day on which consent was last given or withdrawn.
    pub consent_on: Option<String>,
    /// The row behind `organization_id`.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
    /// The row behind `location_id`.
    #[sea_orm(belongs_to, from = "location_id", to = "id")]
    pub location: BelongsTo<Option<super::location::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself.
pub const OBJECT: Object = Object {
    name: "practitioner",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("organization_id", Kind::Reference("organization")).never_null(),
        Field::ours("location_id", Kind::Reference("location")),
        Field::ours("name", Kind::Text).never_null().personal(),
        Field::ours("title", Kind::Text),
        Field::ours("hours_per_week", Kind::Number),
        Field::ours("years_of_experience", Kind::Number),
        Field::ours("experience_verified_at", Kind::DateTime),
        Field::ours("accepts_clients", Kind::OneOf(&["YES", "NO"])),
        Field::ours("consent", Kind::OneOf(&["LISTED", "WITHHELD"])).never_null(),
        Field::ours("consent_on", Kind::Date),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: false,
};
