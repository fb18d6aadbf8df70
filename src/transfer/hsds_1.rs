//! HSDS 1 and 2 in tables, as against HSDS 3: addresses are of two kinds, schedules too, terms are the taxonomy, and what
//! makes one eligible is a table.

use super::dialect::{CONTACTS, Dialect, Feed, TABLE, Table};

/// HSDS 1.0 to 2.0.
pub(super) const HSDS_1: Dialect = Dialect {
    name: "hsds1",
    title: "HSDS 1 or 2",
    signs: &[
        ("physical_addresses", &[]),
        ("physical_address", &[]),
        ("postal_addresses", &[]),
        ("postal_address", &[]),
        ("regular_schedules", &["service_at_location_id"]),
        ("holiday_schedules", &["service_at_location_id"]),
        ("services_at_location", &[]),
        ("services_taxonomy", &[]),
        ("service_taxonomy", &[]),
        ("accessibility_for_disabilities", &[]),
        ("organizations", &["url", "tax_status"]),
    ],
    marks: None,
    tables: &[
        Table {
            name: "taxonomies",
            object: "taxonomy",
            is_detail: false,
            ..TABLE
        },
        Table {
            name: "taxonomy",
            aliases: &["taxonomy_terms", "taxonomy_term"],
            object: "taxonomy_term",
            is_detail: false,
            feeds: &[
                ("term", Feed::To("name")),
                ("vocabulary", Feed::To("taxonomy")),
                ("parent_id", Feed::Row("parent_id", "taxonomy")),
                ("parent_name", Feed::Told),
            ],
            ..TABLE
        },
        Table {
            name: "organizations",
            aliases: &["organization"],
            object: "organization",
            is_detail: false,
            feeds: &[("url", Feed::To("website"))],
            ..TABLE
        },
        Table {
            name: "programs",
            aliases: &["program"],
            object: "program",
            is_detail: false,
            ..TABLE
        },
        Table {
            name: "locations",
            aliases: &["location"],
            object: "location",
            is_detail: false,
            defaults: &[("location_type", "physical")],
            ..TABLE
        },
        Table {
            name: "eligibility",
            aliases: &["eligibilities"],
            feeds: &[(
                "service_id",
                Feed::Gathered("services", "eligibility", "eligibility_description"),
            )],
            ..TABLE
        },
        Table {
            name: "services",
            aliases: &["service"],
            object: "service",
            is_detail: false,
            feeds: &[
                ("fees", Feed::To("fees_description")),
                ("taxonomy_ids", Feed::Marks("taxonomy")),
            ],
            ..TABLE
        },
        Table {
            name: "services_at_location",
            aliases: &["services_at_locations"],
            object: "service_at_location",
            is_detail: false,
            ..TABLE
        },
        CONTACTS,
        Table {
            name: "phones",
            aliases: &["phone"],
            object: "phone",
            feeds: &[
                ("language", Feed::Each("language", "phone_id", "")),
                ("department", Feed::Behind("description")),
            ],
            ..TABLE
        },
        Table {
            name: "physical_addresses",
            aliases: &["physical_address"],
            object: "address",
            feeds: ADDRESS,
            defaults: &[("address_type", "physical")],
            ..TABLE
        },
        Table {
            name: "postal_addresses",
            aliases: &["postal_address"],
            object: "address",
            is_second: true,
            feeds: ADDRESS,
            defaults: &[("address_type", "postal")],
            ..TABLE
        },
        REGULAR_SCHEDULES,
        HOLIDAY_SCHEDULES,
        Table {
            name: "service_areas",
            aliases: &["service_area"],
            object: "service_area",
            feeds: &[("service_area", Feed::To("name"))],
            ..TABLE
        },
        Table {
            name: "languages",
            aliases: &["language"],
            object: "language",
            feeds: &[("language", Feed::Language)],
            ..TABLE
        },
        Table {
            name: "accessibility_for_disabilities",
            aliases: &["accessibilities_for_disabilities"],
            object: "accessibility",
            feeds: &[("accessibility", Feed::To("description"))],
            ..TABLE
        },
        Table {
            name: "required_documents",
            aliases: &["required_document"],
            object: "required_document",
            ..TABLE
        },
        Table {
            name: "cost_options",
            object: "cost_option",
            ..TABLE
        },
        Table {
            name: "funding",
            aliases: &["fundings"],
            object: "funding",
            ..TABLE
        },
        Table {
            name: "services_taxonomy",
            aliases: &["service_taxonomy", "service_attributes"],
            object: "attribute",
            feeds: &[
                ("service_id", Feed::Row("link_id", "services")),
                ("taxonomy_id", Feed::Row("taxonomy_term_id", "taxonomy")),
                (
                    "taxonomy_term_id",
                    Feed::Row("taxonomy_term_id", "taxonomy"),
                ),
            ],
            defaults: &[("link_entity", "service")],
            ..TABLE
        },
        Table {
            name: "meta_table_descriptions",
            object: "meta_table_description",
            ..TABLE
        },
        Table {
            name: "metadata",
            object: "metadata",
            ..TABLE
        },
    ],
};

/// HSDS 3 has two lines.
const ADDRESS: &[(&str, Feed)] = &[
    ("address_3", Feed::Behind("address_2")),
    ("address_4", Feed::Behind("address_2")),
    ("country", Feed::Capitals("country")),
];

/// Hours by weekday, in HSDS 1 and in Ohana.
pub(super) const REGULAR_SCHEDULES: Table = Table {
    name: "regular_schedules",
    aliases: &["regular_schedule", "schedules", "schedule"],
    object: "schedule",
    feeds: &[
        ("weekday", Feed::Weekday),
        ("opens_at", Feed::Clock("opens_at")),
        ("closes_at", Feed::Clock("closes_at")),
    ],
    ..TABLE
};

/// Days on which other hours hold, in HSDS 1 and in Ohana.
pub(super) const HOLIDAY_SCHEDULES: Table = Table {
    name: "holiday_schedules",
    aliases: &["holiday_schedule"],
    object: "schedule",
    is_second: true,
    feeds: &[
        ("start_date", Feed::Day("valid_from")),
        ("end_date", Feed::Day("valid_to")),
        ("closed", Feed::Closed),
        ("opens_at", Feed::Clock("opens_at")),
        ("closes_at", Feed::Clock("closes_at")),
    ],
    ..TABLE
};
