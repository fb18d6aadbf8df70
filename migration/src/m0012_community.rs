//! The community as client: needs that workers report, joint plans on them, and counters of searches that found little.

use sea_orm_migration::prelude::*;

use crate::table::{
    Table, create, drop, id, integer, one_of, refers, refers_to_code, table, text, uuid,
};

/// The community as client: needs that workers report, joint plans on them, and counters of searches that found little.
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
        community_need(),
        community_plan(),
        table(
            "community_plan_need",
            &[
                id(),
                refers("plan_id", "community_plan").not_null(),
                refers("need_id", "community_need").not_null(),
            ],
        ),
        community_plan_activity(),
        demand_signal(),
    ]
}

fn community_need() -> Table {
    table(
        "community_need",
        &[
            id(),
            refers("need_id", "taxonomy_term").not_null(),
            refers_to_code("region_code", "region").not_null(),
            one_of(
                "served_unit",
                &[
                    "INDIVIDUAL",
                    "FAMILY",
                    "GROUP",
                    "COMMUNITY",
                    "ORGANIZATION",
                    "SOCIETY",
                ],
            )
            .not_null(),
            integer("people_low").not_null(),
            integer("people_high"),
            one_of("severity", &["LOW", "MODERATE", "HIGH", "CRITICAL"]).not_null(),
            text("since"),
            text("evidence"),
            text("source"),
            one_of(
                "state",
                &[
                    "REPORTED",
                    "CONFIRMED",
                    "PLANNED",
                    "ADDRESSED",
                    "EVALUATED",
                    "DUPLICATE",
                    "WITHDRAWN",
                ],
            )
            .not_null()
            .indexed(),
            refers("duplicate_of", "community_need"),
            text("reason"),
            text("reporter").not_null().indexed(),
            text("reported_at").not_null().indexed(),
        ],
    )
}

fn community_plan() -> Table {
    table(
        "community_plan",
        &[
            id(),
            text("title").not_null(),
            text("goals").not_null(),
            text("notes"),
            one_of("state", &["ACTIVE", "EVALUATED"])
                .not_null()
                .indexed(),
            text("maker").not_null().indexed(),
            text("made_at").not_null(),
            integer("demand_before"),
            integer("supply_before"),
            text("evaluated_at"),
            integer("demand_after"),
            integer("supply_after"),
            text("outcome"),
        ],
    )
}

fn community_plan_activity() -> Table {
    table(
        "community_plan_activity",
        &[
            id(),
            refers("plan_id", "community_plan").not_null(),
            text("what").not_null(),
            refers("organization_id", "organization"),
            text("partners"),
            text("due").indexed(),
            one_of("state", &["PLANNED", "IN_PROGRESS", "DONE", "CANCELED"]).not_null(),
        ],
    )
}

fn demand_signal() -> Table {
    table(
        "demand_signal",
        &[
            uuid("need_id").not_null(),
            text("region_code").not_null(),
            text("month").not_null(),
            one_of("source", &["SEARCH_NONE", "SEARCH_FEW"]).not_null(),
            integer("number").not_null(),
        ],
    )
    .keyed_by(&["need_id", "region_code", "month", "source"])
}
