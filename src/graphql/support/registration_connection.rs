//! The list of registrations as a connection. It is counted where it is read, because only the desk may read it.

use std::sync::Arc;

use async_graphql::{Object, Result, SimpleObject};

use super::connection::{PageInfo, binding, cursor};
use super::loader::Loader;
use super::preload::Preload;
use crate::directory::{Page, RegistrationFilter, Slice};
use crate::graphql::object::Registration;

/// One page of registrations.
pub(crate) struct RegistrationConnection {
    nodes: Vec<Registration>,
    has_next: bool,
    slice: Slice,
    filter: RegistrationFilter,
    total: Option<u64>,
}

/// One of the registrations, with its place in the list.
#[derive(SimpleObject)]
pub(crate) struct RegistrationEdge {
    /// The place in the list, for `after`.
    cursor: String,
    /// What stands there.
    node: Registration,
}

impl RegistrationConnection {
    pub(crate) fn new(
        page: Page<Arc<entity::registration::Model>>,
        slice: Slice,
        filter: RegistrationFilter,
        total: Option<u64>,
    ) -> Self {
        Self {
            nodes: page.rows.into_iter().map(Registration::from).collect(),
            has_next: page.has_next,
            slice,
            filter,
            total,
        }
    }

    /// Loads ahead what is selected below the connection.
    pub(crate) async fn preload(
        &self,
        look: async_graphql::Lookahead<'_>,
        loader: &Loader,
    ) -> Result<()> {
        for nodes in [look.field("nodes"), look.field("edges").field("node")] {
            Registration::preload(self.nodes.clone(), nodes, loader).await?;
        }
        Ok(())
    }

    fn cursor(&self, node: &Registration) -> String {
        cursor(binding(&self.slice.keyset, &self.filter), "", node.0.id)
    }
}

/// One page of registrations.
#[Object]
impl RegistrationConnection {
    /// The page with the cursor of each node.
    async fn edges(&self) -> Vec<RegistrationEdge> {
        let edge = |node: &Registration| RegistrationEdge {
            cursor: self.cursor(node),
            node: node.clone(),
        };
        self.nodes.iter().map(edge).collect()
    }

    /// The page.
    async fn nodes(&self) -> &[Registration] {
        &self.nodes
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        PageInfo::new(
            self.has_next,
            self.slice.after.is_some(),
            self.nodes.first().map(|node| self.cursor(node)),
            self.nodes.last().map(|node| self.cursor(node)),
        )
    }

    /// How many there are in all; counted only when asked for.
    async fn total_count(&self) -> u64 {
        self.total.unwrap_or_default()
    }
}
