//! The list of regions as a connection. Regions are keyed by code, so their cursors hold a code instead of an id.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::connection::{PageInfo, binding};
use super::error::{fail, invalid};
use super::loader::Loader;
use super::preload::Preload;
use crate::directory::{Page, RegionFilter};
use crate::graphql::object::Region;

/// One page of regions.
pub(crate) struct RegionConnection {
    nodes: Vec<Region>,
    has_next: bool,
    has_previous: bool,
    filter: RegionFilter,
}

/// One of the regions, with its place in the list.
#[derive(SimpleObject)]
pub(crate) struct RegionEdge {
    /// The place in the list, for `after`.
    cursor: String,
    /// What stands there.
    node: Region,
}

impl RegionConnection {
    pub(crate) fn new(
        page: Page<Arc<entity::region::Model>>,
        has_previous: bool,
        filter: RegionFilter,
    ) -> Self {
        let nodes = page.rows.into_iter().map(Region::from).collect();
        Self {
            nodes,
            has_next: page.has_next,
            has_previous,
            filter,
        }
    }

    /// Loads ahead what is selected below the connection.
    pub(crate) async fn preload(
        &self,
        look: async_graphql::Lookahead<'_>,
        loader: &Loader,
    ) -> Result<()> {
        Region::preload(self.nodes.clone(), look.field("nodes"), loader).await?;
        Region::preload(
            self.nodes.clone(),
            look.field("edges").field("node"),
            loader,
        )
        .await
    }

    /// The code that a cursor of this list stands for.
    pub(crate) fn read_cursor(cursor: &str, filter: &RegionFilter) -> Result<String> {
        let text = URL_SAFE_NO_PAD
            .decode(cursor)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok());
        let parts = text.as_deref().and_then(|text| {
            let (bound, code) = text.strip_prefix("region:")?.split_once(':')?;
            Some((u64::from_str_radix(bound, 16).ok()?, code))
        });
        match parts {
            Some((bound, code)) if bound == binding(&"region", filter) => Ok(code.to_owned()),
            _ => Err(invalid(
                "`after` is not a cursor of this list and filter; leave it out to start over",
            )),
        }
    }

    fn cursor(&self, node: &Region) -> String {
        let bound = binding(&"region", &self.filter);
        URL_SAFE_NO_PAD.encode(format!("region:{bound:016x}:{}", node.0.code))
    }
}

/// One page of regions.
#[Object]
impl RegionConnection {
    /// The page with the cursor of each node.
    async fn edges(&self) -> Vec<RegionEdge> {
        let edge = |node: &Region| RegionEdge {
            cursor: self.cursor(node),
            node: node.clone(),
        };
        self.nodes.iter().map(edge).collect()
    }

    /// The page.
    async fn nodes(&self) -> &[Region] {
        &self.nodes
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        PageInfo::new(
            self.has_next,
            self.has_previous,
            self.nodes.first().map(|node| self.cursor(node)),
            self.nodes.last().map(|node| self.cursor(node)),
        )
    }

    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        Loader::of(ctx)?
            .directory
            .count_regions(&self.filter)
            .await
            .map_err(fail)
    }
}
