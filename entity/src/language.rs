//! `language`: a language in which help is given. One row of `languages.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A language in which help is given.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "language")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The service given in the language.
    pub service_id: Option<Uuid>,
    /// The location where the language is spoken.
    pub location_id: Option<Uuid>,
    /// The number where the language is spoken.
    pub phone_id: Option<Uuid>,
    /// The name of the language.
    pub name: Option<String>,
    /// The ISO 639-1 or 639-3 code of the language.
    pub code: Option<String>,
    /// Remarks, such as when an interpreter is there.
    pub note: Option<String>,
    /// The practitioner who speaks the language.
    pub practitioner_id: Option<Uuid>,
    /// The row behind `service_id`.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<Option<super::service::Entity>>,
    /// The row behind `location_id`.
    #[sea_orm(belongs_to, from = "location_id", to = "id")]
    pub location: BelongsTo<Option<super::location::Entity>>,
    /// The row behind `phone_id`.
    #[sea_orm(belongs_to, from = "phone_id", to = "id")]
    pub phone: BelongsTo<Option<super::phone::Entity>>,
    /// The row behind `practitioner_id`.
    #[sea_orm(belongs_to, from = "practitioner_id", to = "id")]
    pub practitioner: BelongsTo<Option<super::practitioner::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "language",
    key: "id",
    csv: "languages.csv",
    fields: &[
        Field::hsds("service_id", Kind::Reference("service")),
        Field::hsds("location_id", Kind::Reference("location")),
        Field::hsds("phone_id", Kind::Reference("phone")),
        Field::hsds("name", Kind::Text),
        Field::hsds("code", Kind::Text),
        Field::hsds("note", Kind::Text),
        Field::ours("practitioner_id", Kind::Reference("practitioner")),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
