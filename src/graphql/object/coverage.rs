//! How far the nearest help is, and who does what where, as clients see it.

use async_graphql::{Context, Enum, Lookahead, Object, Result, SimpleObject};
use entity::{organization, taxonomy_term};
use uuid::Uuid;

use super::{Organization, Region, TaxonomyTerm, preload_places};
use crate::broker::{self, Rung, region_code};
use crate::graphql::support::{Loader, Preload, one, region};

/// How far from a region help is, nearest first.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum CoverageRung {
    /// In the region, or for it or a part of it.
    Inside,
    /// In a neighboring regency, or, for a district, elsewhere in its regency or for that. Regencies whose seats lie within
    /// 60 km are neighbors.
    Neighboring,
    /// In the province, or for it.
    Province,
    /// Somewhere in the country, or for all of it.
    Nation,
    /// Nowhere that is known.
    None,
}

impl From<Rung> for CoverageRung {
    fn from(rung: Rung) -> Self {
        match rung {
            Rung::Inside => Self::Inside,
            Rung::Neighboring => Self::Neighboring,
            Rung::Province => Self::Province,
            Rung::Nation => Self::Nation,
        }
    }
}

/// How far help with one need is from a region.
#[derive(Clone)]
pub struct NeedCoverage(pub(crate) broker::Coverage);

/// How far help with one need is from a region.
#[Object]
impl NeedCoverage {
    /// The need. Its figures hold those of narrower needs.
    async fn need(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.need).await
    }

    /// The nearest rung on which there is help.
    async fn nearest(&self) -> CoverageRung {
        let nearest = self.0.nearest();
        nearest.map_or(CoverageRung::None, |count| count.rung.into())
    }

    /// All rungs, nearest first.
    async fn rungs(&self) -> Vec<CoverageCount> {
        let rungs = self.0.rungs.iter();
        rungs.map(|count| CoverageCount::from(*count)).collect()
    }
}

/// How many services there are on one rung. The same service may stand on several.
#[derive(SimpleObject)]
pub(crate) struct CoverageCount {
    /// The rung.
    rung: CoverageRung,
    /// Services that stand there. One with places in several neighboring regencies counts in each.
    standing: u32,
    /// Services that reach the region because they say they serve this area.
    serving: u32,
}

impl From<broker::RungCount> for CoverageCount {
    fn from(count: broker::RungCount) -> Self {
        Self {
            rung: count.rung.into(),
            standing: count.standing,
            serving: count.serving,
        }
    }
}

/// What one organization does about one need in one region.
#[derive(Clone)]
pub struct WhoDoesWhat(pub(crate) broker::Presence);

impl WhoDoesWhat {
    /// Loads what is selected below rows.
    pub(crate) async fn preload(
        rows: impl Iterator<Item = &Self> + Clone,
        look: Lookahead<'_>,
        loader: &Loader,
    ) -> Result<()> {
        let needs = rows.clone().map(|row| row.0.need);
        let codes = rows.clone().map(|row| region_code(row.0.area));
        preload_places(needs, codes, &look, loader).await?;
        let below = look.field("organization");
        if below.exists() {
            let ids = rows.map(|row| row.0.organization);
            let found = loader.load::<organization::Entity>(ids).await?;
            let found = found.into_iter().map(Organization::from).collect();
            Organization::preload(found, below, loader).await?;
        }
        Ok(())
    }
}

/// What one organization does about one need in one region.
#[Object]
impl WhoDoesWhat {
    /// The organization.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        one::<organization::Entity, _>(ctx, self.0.organization).await
    }

    /// The need that its services are marked with or speak of.
    async fn need(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.need).await
    }

    /// The region.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, Some(&region_code(self.0.area))).await
    }

    /// How many services of the organization that help with the need stand in the region.
    async fn services(&self) -> u32 {
        self.0.services
    }
}

/// How many practitioners with a specialization work in a region.
pub(crate) struct SpecializationCount {
    pub(crate) term: Uuid,
    pub(crate) practitioners: u32,
}

/// How many practitioners with a specialization work in a region.
#[Object]
impl SpecializationCount {
    /// The specialization. Its figure holds those of narrower ones.
    async fn specialization(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.term).await
    }

    /// How many.
    async fn practitioners(&self) -> u32 {
        self.practitioners
    }
}
