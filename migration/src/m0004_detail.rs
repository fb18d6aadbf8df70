//! What hangs on organizations, locations and services: contacts, phones, hours, costs and the rest.

use sea_orm_migration::prelude::*;

use crate::table::{
    Table, create, double, drop, id, integer, one_of, refers, refers_to_code, table, text, uuid,
};

/// What hangs on organizations, locations and services: contacts, phones, hours, costs and the rest.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, &tables()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &tables()).await
    }
}

fn tables() -> Vec<Table> {
    vec![
        table(
            "contact",
            &[
                id(),
                refers("organization_id", "organization"),
                refers("service_id", "service"),
                refers("service_at_location_id", "service_at_location"),
                refers("location_id", "location"),
                text("name"),
                text("title"),
                text("department"),
                text("email"),
            ],
        ),
        table(
            "phone",
            &[
                id(),
                refers("location_id", "location"),
                refers("service_id", "service"),
                refers("organization_id", "organization"),
                refers("contact_id", "contact"),
                refers("service_at_location_id", "service_at_location"),
                text("number").not_null(),
                integer("extension"),
                text("type"),
                text("description"),
            ],
        ),
        table(
            "address",
            &[
                id(),
                refers("location_id", "location"),
                text("attention"),
                text("address_1"),
                text("address_2"),
                text("city"),
                text("region"),
                text("state_province"),
                text("postal_code"),
                text("country").not_null(),
                one_of("address_type", &["physical", "postal", "virtual"]).not_null(),
            ],
        ),
        table(
            "schedule",
            &[
                id(),
                refers("service_id", "service"),
                refers("location_id", "location"),
                refers("service_at_location_id", "service_at_location"),
                text("valid_from"),
                text("valid_to"),
                text("dtstart"),
                double("timezone"),
                text("until"),
                integer("count"),
                one_of("wkst", &["MO", "TU", "WE", "TH", "FR", "SA", "SU"]),
                one_of("freq", &["WEEKLY", "MONTHLY"]),
                integer("interval"),
                text("byday"),
                text("byweekno"),
                text("bymonthday"),
                text("byyearday"),
                text("description"),
                text("opens_at"),
                text("closes_at"),
                text("schedule_link"),
                text("attending_type"),
                text("notes"),
            ],
        ),
        table(
            "service_area",
            &[
                id(),
                refers("service_id", "service"),
                refers("service_at_location_id", "service_at_location"),
                text("name"),
                text("description"),
                text("extent"),
                text("extent_type"),
                text("uri"),
                refers_to_code("region_code", "region"),
            ],
        ),
        table(
            "language",
            &[
                id(),
                refers("service_id", "service"),
                refers("location_id", "location"),
                refers("phone_id", "phone"),
                text("name"),
                text("code"),
                text("note"),
            ],
        ),
        table(
            "accessibility",
            &[
                id(),
                refers("location_id", "location"),
                text("description"),
                text("details"),
                text("url"),
            ],
        ),
        table(
            "cost_option",
            &[
                id(),
                refers("service_id", "service"),
                text("valid_from"),
                text("valid_to"),
                text("option"),
                text("currency"),
                double("amount"),
                text("amount_description"),
            ],
        ),
        table(
            "required_document",
            &[
                id(),
                refers("service_id", "service"),
                text("document"),
                text("uri"),
            ],
        ),
        table(
            "unit",
            &[
                id(),
                text("name").not_null(),
                text("scheme"),
                text("identifier"),
                text("uri"),
            ],
        ),
        table(
            "service_capacity",
            &[
                id(),
                refers("service_id", "service"),
                refers("unit_id", "unit"),
                double("available").not_null(),
                double("maximum"),
                text("description"),
                text("updated").not_null(),
            ],
        ),
        table(
            "funding",
            &[
                id(),
                refers("organization_id", "organization"),
                refers("service_id", "service"),
                text("source"),
            ],
        ),
        table(
            "organization_identifier",
            &[
                id(),
                refers("organization_id", "organization"),
                text("identifier_scheme"),
                text("identifier_type").not_null(),
                text("identifier").not_null(),
            ],
        ),
        table(
            "url",
            &[
                id(),
                text("label"),
                text("url").not_null(),
                refers("organization_id", "organization"),
                refers("service_id", "service"),
            ],
        ),
        table(
            "meta_table_description",
            &[id(), text("name"), text("language"), text("character_set")],
        ),
        table(
            "attribute",
            &[
                id(),
                uuid("link_id").indexed(),
                refers("taxonomy_term_id", "taxonomy_term"),
                text("link_type"),
                text("link_entity"),
                text("value"),
                text("label"),
            ],
        ),
        table(
            "metadata",
            &[
                id(),
                uuid("resource_id").indexed(),
                text("resource_type"),
                text("last_action_date"),
                text("last_action_type"),
                text("field_name"),
                text("previous_value"),
                text("replacement_value"),
                text("updated_by"),
            ],
        ),
        table(
            "eligibility_rule",
            &[
                id(),
                refers("service_id", "service").not_null(),
                one_of("kind", &["GENDER", "RESIDENCE", "SITUATION"]).not_null(),
                one_of("gender", &["FEMALE", "MALE"]),
                refers_to_code("region_code", "region"),
                refers("taxonomy_term_id", "taxonomy_term"),
                text("note"),
            ],
        ),
    ]
}
