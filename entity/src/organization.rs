//! `organization`: an organization that provides help: an NGO, a government agency, a clinic, a school, a home or a private practice. One row of `organizations.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, List, Object};

/// An organization that provides help: an NGO, a government agency, a clinic, a school, a home or a private practice.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The official or public name.
    pub name: String,
    /// Another name or an acronym people use for it.
    pub alternate_name: Option<String>,
    /// A short account of what the organization is and does.
    pub description: Option<String>,
    /// The e-mail address for general questions.
    pub email: Option<String>,
    /// The main website.
    pub website: Option<String>,
    /// The tax status it declares (deprecated by HSDS; kept for older publications).
    pub tax_status: Option<String>,
    /// Its tax number (deprecated by HSDS; kept for older publications).
    pub tax_id: Option<String>,
    /// The calendar year in which it was founded.
    pub year_incorporated: Option<i32>,
    /// Its legal form, such as yayasan, perkumpulan or government body.
    pub legal_status: Option<String>,
    /// The address of a picture with its logo.
    pub logo: Option<String>,
    /// A lasting web identifier of the organization.
    pub uri: Option<String>,
    /// The HSDS id of the organization it is part of; it may name one that is not in this directory.
    pub parent_organization_id: Option<Uuid>,
    /// What kind of provider it is; null when not known.
    pub kind: Option<String>,
    /// Where the organization stands in its registration.
    pub lifecycle: String,
    /// When an admin last confirmed that it exists and is described truly.
    pub verified_at: Option<String>,
    /// Who confirmed it, as a role name, never a person.
    pub verified_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "organization",
    key: "id",
    csv: "organizations.csv",
    fields: &[
        Field::hsds("name", Kind::Text).required().never_null(),
        Field::hsds("alternate_name", Kind::Text),
        Field::hsds("description", Kind::Text).required(),
        Field::hsds("email", Kind::Email),
        Field::hsds("website", Kind::Uri),
        Field::hsds("tax_status", Kind::Text),
        Field::hsds("tax_id", Kind::Text),
        Field::hsds("year_incorporated", Kind::Integer),
        Field::hsds("legal_status", Kind::Text),
        Field::hsds("logo", Kind::Text),
        Field::hsds("uri", Kind::Uri),
        Field::hsds("parent_organization_id", Kind::Id),
        Field::ours(
            "kind",
            Kind::OneOf(&[
                "NGO",
                "GOVERNMENT_AGENCY",
                "CLINIC",
                "HOSPITAL",
                "SCHOOL",
                "REHABILITATION_CENTRE",
                "RESIDENTIAL_HOME",
                "MENTAL_HEALTH_CENTRE",
                "PRIVATE_PRACTICE",
                "RELIGIOUS",
                "COMMUNITY_GROUP",
                "BUSINESS",
                "OTHER",
            ]),
        ),
        Field::ours(
            "lifecycle",
            Kind::OneOf(&["DRAFT", "PENDING", "ACTIVE", "SUSPENDED", "CLOSED"]),
        )
        .never_null(),
        Field::ours("verified_at", Kind::DateTime),
        Field::ours("verified_by", Kind::Text),
    ],
    lists: &[
        List {
            property: "additional_websites",
            object: "url",
            owner: "organization_id",
        },
        List {
            property: "funding",
            object: "funding",
            owner: "organization_id",
        },
        List {
            property: "contacts",
            object: "contact",
            owner: "organization_id",
        },
        List {
            property: "phones",
            object: "phone",
            owner: "organization_id",
        },
        List {
            property: "locations",
            object: "location",
            owner: "organization_id",
        },
        List {
            property: "programs",
            object: "program",
            owner: "organization_id",
        },
        List {
            property: "organization_identifiers",
            object: "organization_identifier",
            owner: "organization_id",
        },
        List {
            property: "services",
            object: "service",
            owner: "organization_id",
        },
    ],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
