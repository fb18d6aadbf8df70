//! `service`: a service: one kind of help an organization gives. One row of `services.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, List, Object, Single};

/// A service: one kind of help an organization gives.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization that provides the service.
    pub organization_id: Option<Uuid>,
    /// The program the service belongs to.
    pub program_id: Option<Uuid>,
    /// The name people know the service by.
    pub name: String,
    /// Another name for the service.
    pub alternate_name: Option<String>,
    /// What the service does for the person who comes.
    pub description: Option<String>,
    /// The web page of the service.
    pub url: Option<String>,
    /// The e-mail address of the service.
    pub email: Option<String>,
    /// Whether the service is running now.
    pub status: String,
    /// Which interpretation is available, in words.
    pub interpretation_services: Option<String>,
    /// The steps a person takes to receive the service.
    pub application_process: Option<String>,
    /// What the service costs, in words.
    pub fees_description: Option<String>,
    /// How long people wait (deprecated by HSDS; kept for older publications).
    pub wait_time: Option<String>,
    /// Fees as text (deprecated by HSDS; see `feesDescription` and `costOptions`).
    pub fees: Option<String>,
    /// Accreditations the service holds.
    pub accreditations: Option<String>,
    /// Who may use the service, in words.
    pub eligibility_description: Option<String>,
    /// The youngest age served, in years.
    pub minimum_age: Option<f64>,
    /// The oldest age served, in years.
    pub maximum_age: Option<f64>,
    /// The day the listing was last confirmed as true.
    pub assured_date: Option<String>,
    /// The role address of whoever confirmed the listing.
    pub assurer_email: Option<String>,
    /// Licences held (deprecated by HSDS; kept for older publications).
    pub licenses: Option<String>,
    /// A short notice about the service that matters now.
    pub alert: Option<String>,
    /// When the publisher last changed the service.
    pub last_modified: Option<String>,
    /// Whether anything is known about who may use the service: UNKNOWN, NONE (stated: no restriction), or RULES.
    pub eligibility: String,
    /// The row behind `organization_id`.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<Option<super::organization::Entity>>,
    /// The row behind `program_id`.
    #[sea_orm(belongs_to, from = "program_id", to = "id")]
    pub program: BelongsTo<Option<super::program::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "service",
    key: "id",
    csv: "services.csv",
    fields: &[
        Field::hsds("organization_id", Kind::Reference("organization")).required_in_tables(),
        Field::hsds("program_id", Kind::Reference("program")),
        Field::hsds("name", Kind::Text).required().never_null(),
        Field::hsds("alternate_name", Kind::Text),
        Field::hsds("description", Kind::Text),
        Field::hsds("url", Kind::Uri),
        Field::hsds("email", Kind::Email),
        Field::hsds(
            "status",
            Kind::OneOf(&["active", "inactive", "defunct", "temporarily closed"]),
        )
        .required()
        .never_null(),
        Field::hsds("interpretation_services", Kind::Text),
        Field::hsds("application_process", Kind::Text),
        Field::hsds("fees_description", Kind::Text),
        Field::hsds("wait_time", Kind::Text),
        Field::hsds("fees", Kind::Text),
        Field::hsds("accreditations", Kind::Text),
        Field::hsds("eligibility_description", Kind::Text),
        Field::hsds("minimum_age", Kind::Number),
        Field::hsds("maximum_age", Kind::Number),
        Field::hsds("assured_date", Kind::Date),
        Field::hsds("assurer_email", Kind::Email),
        Field::hsds("licenses", Kind::Text),
        Field::hsds("alert", Kind::Text),
        Field::hsds("last_modified", Kind::DateTime),
        Field::ours("eligibility", Kind::OneOf(&["UNKNOWN", "NONE", "RULES"])).never_null(),
    ],
    lists: &[
        List {
            property: "additional_urls",
            object: "url",
            owner: "service_id",
        },
        List {
            property: "phones",
            object: "phone",
            owner: "service_id",
        },
        List {
            property: "schedules",
            object: "schedule",
            owner: "service_id",
        },
        List {
            property: "service_areas",
            object: "service_area",
            owner: "service_id",
        },
        List {
            property: "service_at_locations",
            object: "service_at_location",
            owner: "service_id",
        },
        List {
            property: "languages",
            object: "language",
            owner: "service_id",
        },
        List {
            property: "funding",
            object: "funding",
            owner: "service_id",
        },
        List {
            property: "cost_options",
            object: "cost_option",
            owner: "service_id",
        },
        List {
            property: "required_documents",
            object: "required_document",
            owner: "service_id",
        },
        List {
            property: "contacts",
            object: "contact",
            owner: "service_id",
        },
        List {
            property: "capacities",
            object: "service_capacity",
            owner: "service_id",
        },
    ],
    singles: &[
        Single {
            property: "organization",
            object: "organization",
            reference: "organization_id",
        },
        Single {
            property: "program",
            object: "program",
            reference: "program_id",
        },
    ],
    has_attributes: true,
    has_metadata: true,
};
