//! `community_need`: a need that a community worker reports of a place.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A need that a community worker reports of a place.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "community_need")]
pub struct Model {
    /// The key; lists run in its order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The term of the taxonomy `need`.
    pub need_id: Uuid,
    /// The Kemendagri code of the place, to the village where it is known; to the district for needs that are sensitive.
    pub region_code: String,
    /// Who has the need, as the taxonomy `served_unit` spells it.
    pub served_unit: String,
    /// The least number of people.
    pub people_low: i32,
    /// The greatest number of people; null when nobody can say.
    pub people_high: Option<i32>,
    /// LOW, MODERATE, HIGH or CRITICAL.
    pub severity: String,
    /// Since which day, as `YYYY-MM-DD`.
    pub since: Option<String>,
    /// What shows the need, in the words of the reporter.
    pub evidence: Option<String>,
    /// From whom or where it is known, in the words of the reporter.
    pub source: Option<String>,
    /// Where the report stands.
    pub state: String,
    /// The report that this one repeats.
    pub duplicate_of: Option<Uuid>,
    /// Why it was withdrawn.
    pub reason: Option<String>,
    /// Who reported it, as a role with the id of the account or token, never a name.
    pub reporter: String,
    /// When it was reported, in UTC as RFC 3339.
    pub reported_at: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself. It is in no list of objects: nothing imports or exports it. What is told in free words
/// may tell of people, so the log does not repeat it.
pub const OBJECT: Object = Object {
    name: "community_need",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("need_id", Kind::Reference("taxonomy_term")).never_null(),
        Field::ours("region_code", Kind::Region).never_null(),
        Field::ours(
            "served_unit",
            Kind::OneOf(&[
                "INDIVIDUAL",
                "FAMILY",
                "GROUP",
                "COMMUNITY",
                "ORGANIZATION",
                "SOCIETY",
            ]),
        )
        .never_null(),
        Field::ours("people_low", Kind::Integer).never_null(),
        Field::ours("people_high", Kind::Integer),
        Field::ours(
            "severity",
            Kind::OneOf(&["LOW", "MODERATE", "HIGH", "CRITICAL"]),
        )
        .never_null(),
        Field::ours("since", Kind::Date),
        Field::ours("evidence", Kind::Text).personal(),
        Field::ours("source", Kind::Text).personal(),
        Field::ours(
            "state",
            Kind::OneOf(&[
                "REPORTED",
                "CONFIRMED",
                "PLANNED",
                "ADDRESSED",
                "EVALUATED",
                "DUPLICATE",
                "WITHDRAWN",
            ]),
        )
        .never_null(),
        Field::ours("duplicate_of", Kind::Reference("community_need")),
        Field::ours("reason", Kind::Text).personal(),
        Field::ours("reporter", Kind::Text).never_null(),
        Field::ours("reported_at", Kind::DateTime).never_null(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
