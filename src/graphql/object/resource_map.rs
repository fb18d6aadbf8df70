//! The resource map as clients see it: what help there is beside what is needed, by region and need.

use async_graphql::{Context, Enum, Lookahead, Object, Result, SimpleObject};
use entity::taxonomy_term;
use uuid::Uuid;

use super::{Region, TaxonomyTerm};
use crate::broker::{self, Counted, Figures, MapOrder, Trend};
use crate::directory::Level;
use crate::graphql::support::{Loader, Preload, one, region};

/// The levels of areas that the map knows.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResourceMapLevel {
    /// Provinsi.
    Province,
    /// Kabupaten or kota.
    Regency,
    /// Kecamatan.
    District,
}

impl From<ResourceMapLevel> for Level {
    fn from(level: ResourceMapLevel) -> Self {
        match level {
            ResourceMapLevel::Province => Self::Province,
            ResourceMapLevel::Regency => Self::Regency,
            ResourceMapLevel::District => Self::District,
        }
    }
}

/// Which services count as help.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "Counted")]
pub enum ResourceReach {
    /// Those that stand in the region.
    Standing,
    /// Those that say they serve the region, one around it or a part of it.
    Serving,
}

/// The order of the cells of the resource map.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "MapOrder")]
pub enum ResourceMapOrder {
    /// The widest gap first, then the most people in need, then by region and need.
    Gap,
    /// By the code of the region, then of the need.
    Region,
}

/// Whether demand grows from the twelve months before to the last twelve. People reported and searches count.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "Trend")]
pub enum DemandTrend {
    /// By a fifth or more.
    Rising,
    /// Neither.
    Steady,
    /// It falls by a fifth or more.
    Falling,
}

/// One need in one region: what help there is and what is needed.
#[derive(Clone)]
pub struct ResourceCell(pub(crate) broker::Cell);

impl ResourceCell {
    /// Loads the needs and regions that are selected below cells.
    pub(crate) async fn preload(
        cells: impl Iterator<Item = &Self> + Clone,
        look: Lookahead<'_>,
        loader: &Loader,
    ) -> Result<()> {
        let needs = cells.clone().map(|cell| cell.0.need);
        let codes = cells.map(|cell| cell.0.region_code());
        preload_places(needs, codes, &look, loader).await
    }
}

/// Loads the needs under `need` and the regions under `region`, each in one statement.
pub(crate) async fn preload_places(
    needs: impl Iterator<Item = Uuid>,
    codes: impl Iterator<Item = String>,
    look: &Lookahead<'_>,
    loader: &Loader,
) -> Result<()> {
    let below = look.field("need");
    if below.exists() {
        let terms = loader.load::<taxonomy_term::Entity>(needs).await?;
        let terms = terms.into_iter().map(TaxonomyTerm::from).collect();
        TaxonomyTerm::preload(terms, below, loader).await?;
    }
    let below = look.field("region");
    if below.exists() {
        let regions = loader.load_regions(codes).await?;
        let regions = regions.into_iter().map(Region::from).collect();
        Region::preload(regions, below, loader).await?;
    }
    Ok(())
}

/// One need in one region: what help there is and what is needed.
#[Object]
impl ResourceCell {
    /// The region.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, Some(&self.0.region_code())).await
    }

    /// The need. Its figures hold those of narrower needs.
    async fn need(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.need).await
    }

    /// What help there is.
    async fn supply(&self) -> ResourceSupply {
        ResourceSupply(self.0.supply)
    }

    /// What is known to be needed, in whole fives: 0 is none, or fewer than five.
    async fn demand(&self) -> ResourceDemand {
        ResourceDemand(self.0.demand)
    }

    /// The share of the people in need for whom there is not enough help, 0 to 1: `1 - services x 50 / people`, and 0
    /// where that is less or where no people are told of. `people` is `demand.people`; `services` are those that `reach`
    /// chooses; that a service helps 50 people a year is our convention. Searches do not count.
    async fn gap(&self) -> f64 {
        self.0.gap
    }

    /// Whether demand grows from year to year; null when nothing is told of either year.
    async fn trend(&self) -> Option<DemandTrend> {
        self.0.trend().map(DemandTrend::from)
    }
}

/// What help there is in a region. Where help stands and where it says it serves are kept apart: a service may be in both.
pub(crate) struct ResourceSupply(pub(crate) broker::Supply);

/// What help there is in a region. Where help stands and where it says it serves are kept apart: a service may be in both.
#[Object]
impl ResourceSupply {
    /// Services that stand in the region. What stands at a confidential place counts in its regency and above only.
    async fn standing(&self) -> SupplyFigures {
        self.0.standing.into()
    }

    /// Services that say they serve the region, one around it or a part of it.
    async fn serving(&self) -> SupplyFigures {
        self.0.serving.into()
    }

    /// Practitioners who work in the region and help with the need; 0 where no need is asked about.
    async fn practitioners(&self) -> u32 {
        self.0.practitioners
    }
}

/// Counts of services, each service and organization once.
#[derive(SimpleObject)]
pub(crate) struct SupplyFigures {
    /// Services that help with the need, also those whose text alone speaks of it.
    services: u32,
    /// Organizations that offer them.
    organizations: u32,
    /// Services that cost nothing.
    free: u32,
    /// Services that were assured within a year.
    verified_within_year: u32,
    /// Services that, in the coming four weeks, are open at some time on a Saturday or Sunday, before 08:00 or after 16:00.
    open_outside_office_hours: u32,
    /// Services that had room when that was last said.
    with_capacity: u32,
}

impl From<Figures> for SupplyFigures {
    fn from(figures: Figures) -> Self {
        Self {
            services: figures.services,
            organizations: figures.organizations,
            free: figures.free,
            verified_within_year: figures.verified,
            open_outside_office_hours: figures.open_outside_office_hours,
            with_capacity: figures.with_capacity,
        }
    }
}

/// What is known to be needed, as it may be told: every number is in whole fives, and 0 is none, or fewer than five.
pub(crate) struct ResourceDemand(broker::Demand);

/// What is known to be needed, as it may be told: every number is in whole fives, and 0 is none, or fewer than five.
#[Object]
impl ResourceDemand {
    /// People of whom a need was reported this month or in the eleven before and has not been met; at the least.
    async fn people(&self) -> u64 {
        self.0.open.people
    }

    /// The reports of them.
    async fn reports(&self) -> u64 {
        self.0.open.reports
    }

    /// Searches that found nothing or little in the last twelve months that have ended.
    async fn searches(&self) -> u64 {
        self.0.open.searches
    }

    /// Reports of the same months whose needs were met.
    async fn answered(&self) -> DemandFigures {
        self.0.answered.into()
    }

    /// All of the twelve months before those.
    async fn year_before(&self) -> DemandFigures {
        self.0.year_before.into()
    }
}

/// Demand of one time, in whole fives: 0 is none, or fewer than five.
#[derive(SimpleObject)]
pub(crate) struct DemandFigures {
    /// People of whom a need was reported, at the least.
    people: u64,
    /// Reports.
    reports: u64,
    /// Searches that found nothing or little.
    searches: u64,
}

impl From<broker::Voices> for DemandFigures {
    fn from(voices: broker::Voices) -> Self {
        Self {
            people: voices.people,
            reports: voices.reports,
            searches: voices.searches,
        }
    }
}
