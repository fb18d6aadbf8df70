//! `Region` as clients see it.

use std::sync::Arc;

use async_graphql::{Context, ID, Lookahead, Object, Result};
use futures_util::future::BoxFuture;

use entity::taxonomy_term;

use super::enumeration::{RegionLevel, TimeZone};
use super::{
    GeoPoint, ResourceCell, ResourceSupply, SpecializationCount, TaxonomyTerm, preload_places,
};
use crate::graphql::query::NEEDS;
use crate::graphql::support::connection::many_complexity;
use crate::graphql::support::{GlobalId, Loader, Preload, region};

/// About how many specializations there are, for what a list of them costs.
const SPECIALIZATIONS: usize = 40;

/// `Region` as clients see it.
#[derive(Clone)]
pub struct Region(pub(crate) Arc<entity::region::Model>);

impl From<Arc<entity::region::Model>> for Region {
    fn from(row: Arc<entity::region::Model>) -> Self {
        Self(row)
    }
}

impl Preload for Region {
    fn preload<'a>(
        rows: Vec<Self>,
        look: Lookahead<'a>,
        loader: &'a Loader,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let below = look.field("parent");
            if below.exists() {
                let codes = rows.iter().filter_map(|row| row.0.parent_code.clone());
                let found: Vec<Self> = loader
                    .load_regions(codes)
                    .await?
                    .into_iter()
                    .map(Self)
                    .collect();
                if !found.is_empty() {
                    Self::preload(found, below, loader).await?;
                }
            }
            let below = look.field("children");
            if below.exists() {
                let codes = rows.iter().map(|row| row.0.code.clone()).collect();
                let found: Vec<Self> = loader
                    .load_children(codes)
                    .await?
                    .into_iter()
                    .map(Self)
                    .collect();
                if !found.is_empty() {
                    Self::preload(found, below, loader).await?;
                }
            }
            preload_picture(&rows, look, loader).await
        })
    }
}

/// Loads the terms and regions that are selected below what the resource map tells of regions.
async fn preload_picture(rows: &[Region], look: Lookahead<'_>, loader: &Loader) -> Result<()> {
    let below = look.field("needs");
    if below.exists() {
        let map = loader.resource_map().await?;
        let needs = map.needs().iter().map(|(_, need)| *need);
        let codes = rows.iter().map(|row| row.0.code.clone());
        preload_places(needs, codes, &below, loader).await?;
    }
    let below = look.field("practitioners").field("specialization");
    if below.exists() {
        let map = loader.resource_map().await?;
        let terms = rows
            .iter()
            .filter_map(|row| map.picture(&row.0.code))
            .flat_map(|picture| map.specializations(&picture))
            .map(|(term, _)| term);
        let terms = loader.load::<taxonomy_term::Entity>(terms).await?;
        let terms = terms.into_iter().map(TaxonomyTerm::from).collect();
        TaxonomyTerm::preload(terms, below, loader).await?;
    }
    Ok(())
}

/// An administrative area of Indonesia, named by its Kemendagri code.
#[Object]
impl Region {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Region", &self.0.code).into()
    }

    /// The Kemendagri code: `32`, `32.73`, `32.73.05` or `32.73.05.1003`.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The name, with `Kabupaten` or `Kota` where that is part of it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The level of the area.
    async fn level(&self) -> Result<RegionLevel> {
        RegionLevel::of(&self.0.level)
    }

    /// The seat or the middle of the area; null when not known.
    async fn point(&self) -> Option<GeoPoint> {
        GeoPoint::of(self.0.latitude, self.0.longitude)
    }

    /// The time zone of the area.
    async fn time_zone(&self) -> Result<TimeZone> {
        TimeZone::of(&self.0.time_zone)
    }

    /// The area around it; null for a province.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, self.0.parent_code.as_deref()).await
    }

    /// The areas directly inside it, by code; some hundred at the most.
    async fn children(&self, ctx: &Context<'_>) -> Result<Vec<Region>> {
        let rows = Loader::of(ctx)?.children(&self.0.code).await?;
        Ok(rows.into_iter().map(Region::from).collect())
    }

    /// Each need with the help that there is, the widest gap first; empty for villages, of which nothing is told. The gap
    /// counts help that stands in the region.
    #[graphql(complexity = "many_complexity(NEEDS, child_complexity)")]
    async fn needs(&self, ctx: &Context<'_>) -> Result<Vec<ResourceCell>> {
        let map = Loader::of(ctx)?.resource_map().await?;
        let picture = map.picture(&self.0.code);
        let cells = picture.into_iter().flat_map(|picture| picture.cells);
        Ok(cells.map(ResourceCell).collect())
    }

    /// Help whatever the need; null for villages, of which nothing is told.
    async fn services(&self, ctx: &Context<'_>) -> Result<Option<ResourceSupply>> {
        let map = Loader::of(ctx)?.resource_map().await?;
        let picture = map.picture(&self.0.code);
        Ok(picture.map(|picture| ResourceSupply(picture.supply)))
    }

    /// The share of all people in need for whom there is not enough help that stands in the region, 0 to 1: the gaps of
    /// the broadest needs, each weighed by its people; null for villages, of which nothing is told.
    async fn gap(&self, ctx: &Context<'_>) -> Result<Option<f64>> {
        let map = Loader::of(ctx)?.resource_map().await?;
        Ok(map.picture(&self.0.code).map(|picture| picture.gap))
    }

    /// How many practitioners work in the region, by specialization, most first.
    #[graphql(complexity = "many_complexity(SPECIALIZATIONS, child_complexity)")]
    async fn practitioners(&self, ctx: &Context<'_>) -> Result<Vec<SpecializationCount>> {
        let map = Loader::of(ctx)?.resource_map().await?;
        let counted = map.picture(&self.0.code).into_iter();
        let counted = counted.flat_map(|picture| map.specializations(&picture));
        let count = |(term, practitioners)| SpecializationCount {
            term,
            practitioners,
        };
        Ok(counted.map(count).collect())
    }
}
