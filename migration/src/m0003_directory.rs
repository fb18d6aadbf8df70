//! Organizations, locations, services and what is common to them.

use sea_orm_migration::prelude::*;

use crate::table::{
    Table, create, double, drop, id, integer, one_of, refers, refers_to_code, table, text, uuid,
};

/// Organizations, locations, services and what is common to them.
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
            "organization",
            &[
                id(),
                text("name").not_null().listed(),
                text("alternate_name"),
                text("description"),
                text("email"),
                text("website"),
                text("tax_status"),
                text("tax_id"),
                integer("year_incorporated"),
                text("legal_status"),
                text("logo"),
                text("uri"),
                uuid("parent_organization_id").indexed(),
                one_of(
                    "kind",
                    &[
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
                    ],
                ),
                one_of(
                    "lifecycle",
                    &["DRAFT", "PENDING", "ACTIVE", "SUSPENDED", "CLOSED"],
                )
                .not_null()
                .default("ACTIVE"),
                text("verified_at"),
                text("verified_by"),
            ],
        ),
        table(
            "program",
            &[
                id(),
                refers("organization_id", "organization"),
                text("name").not_null(),
                text("alternate_name"),
                text("description"),
            ],
        ),
        table(
            "location",
            &[
                id(),
                one_of("location_type", &["physical", "postal", "virtual"]).not_null(),
                text("url"),
                refers("organization_id", "organization"),
                text("name").listed(),
                text("alternate_name"),
                text("description"),
                text("transportation"),
                double("latitude"),
                double("longitude"),
                text("external_identifier"),
                text("external_identifier_type"),
                one_of("visibility", &["PUBLIC", "CONFIDENTIAL"])
                    .not_null()
                    .default("PUBLIC"),
                refers_to_code("region_code", "region"),
                one_of(
                    "coordinate_precision",
                    &["POINT", "VILLAGE", "DISTRICT", "REGENCY", "PROVINCE"],
                ),
            ],
        ),
        table(
            "service",
            &[
                id(),
                refers("organization_id", "organization"),
                refers("program_id", "program"),
                text("name").not_null().listed(),
                text("alternate_name"),
                text("description"),
                text("url"),
                text("email"),
                one_of(
                    "status",
                    &["active", "inactive", "defunct", "temporarily closed"],
                )
                .not_null(),
                text("interpretation_services"),
                text("application_process"),
                text("fees_description"),
                text("wait_time"),
                text("fees"),
                text("accreditations"),
                text("eligibility_description"),
                double("minimum_age"),
                double("maximum_age"),
                text("assured_date"),
                text("assurer_email"),
                text("licenses"),
                text("alert"),
                text("last_modified"),
                one_of("eligibility", &["UNKNOWN", "NONE", "RULES"])
                    .not_null()
                    .default("UNKNOWN"),
            ],
        ),
        table(
            "service_at_location",
            &[
                id(),
                refers("service_id", "service"),
                refers("location_id", "location"),
                text("description"),
            ],
        ),
    ]
}
