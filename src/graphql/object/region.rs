//! `Region` as clients see it.

use std::sync::Arc;

use async_graphql::{Context, ID, Lookahead, Object, Result};
use futures_util::future::BoxFuture;

use super::GeoPoint;
use super::enumeration::{RegionLevel, TimeZone};
use crate::graphql::support::{GlobalId, Loader, Preload, region};

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
            Ok(())
        })
    }
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
}
