//! Ohana, the directory of Code for America, in tables and JSON, as against HSDS 3: a service stands at one location and
//! belongs to its organization through it, and lists are cells with commas.

use super::dialect::{CONTACTS, Dialect, Feed, TABLE, Table};
use super::hsds_1::{HOLIDAY_SCHEDULES, REGULAR_SCHEDULES};

/// Ohana.
pub(super) const OHANA: Dialect = Dialect {
    name: "ohana",
    title: "Ohana",
    signs: &[
        ("services", &["location_id"]),
        ("locations", &["virtual"]),
        ("locations", &["admin_emails"]),
        ("phones", &["number_type"]),
        ("organizations", &["date_incorporated"]),
        ("mail_addresses", &[]),
    ],
    marks: Some(("service_categories.json", "services", "categories")),
    tables: &[
        Table {
            name: "categories",
            aliases: &["taxonomy"],
            object: "taxonomy_term",
            id: "taxonomy_id",
            other_id: Some("id"),
            names: &["oe_id"],
            is_detail: false,
            feeds: &[
                ("taxonomy_id", Feed::To("code")),
                ("oe_id", Feed::To("code")),
                ("parent_id", Feed::Row("parent_id", "categories")),
                ("parent_name", Feed::Told),
                ("service_id", Feed::Marked("services")),
            ],
            ..TABLE
        },
        Table {
            name: "organizations",
            aliases: &["organization"],
            object: "organization",
            names: &["name"],
            is_detail: false,
            feeds: &[
                ("date_incorporated", Feed::Year("year_incorporated")),
                ("urls", Feed::To("website")),
                ("url", Feed::Told),
                ("slug", Feed::Told),
                (
                    "funding_sources",
                    Feed::Each("funding", "organization_id", "source"),
                ),
            ],
            ..TABLE
        },
        Table {
            name: "programs",
            aliases: &["program"],
            object: "program",
            names: &["organization_id", "name"],
            is_detail: false,
            ..TABLE
        },
        Table {
            name: "locations",
            aliases: &["location"],
            object: "location",
            names: &["organization_id", "name"],
            is_detail: false,
            feeds: &[
                (
                    "accessibility",
                    Feed::Each("accessibility", "location_id", "description"),
                ),
                ("languages", Feed::Each("language", "location_id", "")),
                ("email", Feed::Part("contact", "location_id", "email")),
                ("emails", Feed::Each("contact", "location_id", "email")),
                ("website", Feed::To("url")),
                ("urls", Feed::To("url")),
                ("hours", Feed::Hours("location_id")),
                // The place in the API, and the coordinates once more.
                ("url", Feed::Told),
                ("slug", Feed::Told),
                ("coordinates", Feed::Told),
                (
                    "virtual",
                    Feed::Words(
                        "location_type",
                        &[("true", "virtual"), ("false", "physical")],
                    ),
                ),
            ],
            // As in Ohana's own database.
            defaults: &[("location_type", "physical")],
            remembered: Some("organization_id"),
            ..TABLE
        },
        Table {
            name: "services",
            aliases: &["service"],
            object: "service",
            names: &["location_id", "name"],
            is_detail: false,
            feeds: &[
                (
                    "location_id",
                    Feed::Through("organization_id", "locations", "organizations"),
                ),
                ("location_id", Feed::At("locations")),
                ("eligibility", Feed::To("eligibility_description")),
                ("fees", Feed::To("fees_description")),
                ("how_to_apply", Feed::To("application_process")),
                ("wait", Feed::To("wait_time")),
                ("website", Feed::To("url")),
                ("urls", Feed::To("url")),
                (
                    "funding_sources",
                    Feed::Each("funding", "service_id", "source"),
                ),
                ("languages", Feed::Each("language", "service_id", "")),
                (
                    "required_documents",
                    Feed::Each("required_document", "service_id", "document"),
                ),
                (
                    "service_areas",
                    Feed::Each("service_area", "service_id", "name"),
                ),
                ("taxonomy_ids", Feed::Marks("categories")),
                ("hours", Feed::Hours("service_id")),
            ],
            // As in Ohana's own database.
            defaults: &[("status", "active")],
            ..TABLE
        },
        CONTACTS,
        Table {
            name: "phones",
            aliases: &["phone"],
            object: "phone",
            feeds: &[
                ("department", Feed::To("description")),
                ("number_type", Feed::To("type")),
            ],
            ..TABLE
        },
        Table {
            name: "addresses",
            aliases: &["address"],
            object: "address",
            feeds: ADDRESS,
            defaults: &[("address_type", "physical")],
            ..TABLE
        },
        Table {
            name: "mail_addresses",
            aliases: &["mail_address"],
            object: "address",
            is_second: true,
            feeds: ADDRESS,
            defaults: &[("address_type", "postal")],
            ..TABLE
        },
        REGULAR_SCHEDULES,
        HOLIDAY_SCHEDULES,
    ],
};

/// Older data of Ohana has other names for some lines.
const ADDRESS: &[(&str, Feed)] = &[
    ("street", Feed::To("address_1")),
    ("street_1", Feed::To("address_1")),
    ("street_2", Feed::To("address_2")),
    ("state", Feed::To("state_province")),
    ("zip", Feed::To("postal_code")),
    ("country", Feed::Capitals("country")),
    ("country_code", Feed::Capitals("country")),
];
