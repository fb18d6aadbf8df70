//! `eligibility_rule`: one condition on who may use a service, in a form a program can check.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// One condition; a person must meet all of a service's conditions. Ages stand on the service, as in HSDS.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "eligibility_rule")]
pub struct Model {
    /// Ours.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The service that sets the condition.
    pub service_id: Uuid,
    /// GENDER, RESIDENCE or SITUATION: which of the next fields holds the condition.
    pub kind: String,
    /// FEMALE or MALE.
    pub gender: Option<String>,
    /// The Kemendagri code of the area a person must live in.
    pub region_code: Option<String>,
    /// The situation a person must be in.
    pub taxonomy_term_id: Option<Uuid>,
    /// Remarks on the condition.
    pub note: Option<String>,
    /// The row behind `service_id`.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<super::service::Entity>,
    /// The row behind `region_code`.
    #[sea_orm(belongs_to, from = "region_code", to = "code")]
    pub region: BelongsTo<Option<super::region::Entity>>,
    /// The row behind `taxonomy_term_id`.
    #[sea_orm(belongs_to, from = "taxonomy_term_id", to = "id")]
    pub taxonomy_term: BelongsTo<Option<super::taxonomy_term::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself.
pub const OBJECT: Object = Object {
    name: "eligibility_rule",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("service_id", Kind::Reference("service")).never_null(),
        Field::ours("kind", Kind::OneOf(&["GENDER", "RESIDENCE", "SITUATION"])).never_null(),
        Field::ours("gender", Kind::OneOf(&["FEMALE", "MALE"])),
        Field::ours("region_code", Kind::Region),
        Field::ours("taxonomy_term_id", Kind::Reference("taxonomy_term")),
        Field::ours("note", Kind::Text),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
