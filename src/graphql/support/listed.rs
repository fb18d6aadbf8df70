//! Lists whose page is known as a whole as connections: those in memory, and those that only the desk may read and counts.

use std::fmt::Debug;

use async_graphql::{Lookahead, Object, Result, SimpleObject};
use uuid::Uuid;

use super::connection::{
    Order, OrderDirection, OrderField, PageInfo, binding, cursor, first_of, ordered_slice,
};
use super::loader::Loader;
use super::preload::Preload;
use crate::directory::{Page, Slice};
use crate::graphql::object::{
    CommunityNeed, CommunityPlan, ImportMatch, Registration, ResourceCell, Suggestion, WhoDoesWhat,
};

/// A page of a list: what stands on it, each with its cursor.
pub(crate) struct Listed<V> {
    edges: Vec<(String, V)>,
    has_next: bool,
    has_previous: bool,
    total: u64,
}

impl<V> Listed<V> {
    /// The first of the rest of a list, each with its cursor, out of `total` in all.
    pub(crate) fn page(
        mut rest: impl Iterator<Item = (String, V)>,
        first: u64,
        has_previous: bool,
        total: usize,
    ) -> Self {
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        Self {
            edges: rest.by_ref().take(first).collect(),
            has_next: rest.next().is_some(),
            has_previous,
            total: u64::try_from(total).unwrap_or(u64::MAX),
        }
    }

    /// A page of the desk in the order in which its rows were made; `total` when it was asked for.
    pub(crate) fn as_made<R: Into<V>>(
        page: Page<R>,
        slice: &Slice,
        filter: &impl Debug,
        total: Option<u64>,
        id: impl Fn(&V) -> Uuid,
    ) -> Self {
        let bound = binding(&slice.keyset, filter);
        let nodes = page.rows.into_iter().map(Into::into);
        Self {
            edges: nodes
                .map(|node| (cursor(bound, "", id(&node)), node))
                .collect(),
            has_next: page.has_next,
            has_previous: slice.after.is_some(),
            total: total.unwrap_or_default(),
        }
    }

    /// What stands on the page.
    pub(crate) fn all(&self) -> impl Iterator<Item = &V> + Clone {
        self.edges.iter().map(|(_, node)| node)
    }

    /// Loads ahead what is selected below the connection.
    pub(crate) async fn preload(&self, look: Lookahead<'_>, loader: &Loader) -> Result<()>
    where
        V: Preload + Clone,
    {
        for nodes in [look.field("nodes"), look.field("edges").field("node")] {
            V::preload(self.all().cloned().collect(), nodes, loader).await?;
        }
        Ok(())
    }

    fn page_info(&self) -> PageInfo {
        let cursor = |edge: Option<&(String, V)>| edge.map(|(cursor, _)| cursor.clone());
        PageInfo::new(
            self.has_next,
            self.has_previous,
            cursor(self.edges.first()),
            cursor(self.edges.last()),
        )
    }
}

/// One part of a list of the desk in the order in which its rows were made.
pub(crate) fn slice_as_made(
    table: &'static str,
    direction: OrderDirection,
    first: i32,
    after: Option<&str>,
    filter: &impl Debug,
) -> Result<Slice> {
    let order = Order {
        field: OrderField::Id,
        direction,
    };
    ordered_slice(table, Some(order), first_of(first)?, after, filter)
}

macro_rules! listed {
    ($($connection:ident $edge:ident $view:ident, $plural:literal, $total:literal;)*) => {
        $(
            #[doc = concat!("One page of ", $plural, ".")]
            pub struct $connection(pub(crate) Listed<$view>);

            #[doc = concat!("One of the ", $plural, ", with its place in the list.")]
            #[derive(SimpleObject)]
            pub struct $edge {
                /// The place in the list, for `after`.
                cursor: String,
                /// What stands there.
                node: $view,
            }

            #[doc = concat!("One page of ", $plural, ".")]
            #[Object]
            impl $connection {
                /// The page with the cursor of each node.
                async fn edges(&self) -> Vec<$edge> {
                    let edges = self.0.edges.iter().cloned();
                    edges.map(|(cursor, node)| $edge { cursor, node }).collect()
                }

                /// The page.
                async fn nodes(&self) -> Vec<&$view> {
                    self.0.all().collect()
                }

                /// Where the page stands in the list.
                async fn page_info(&self) -> PageInfo {
                    self.0.page_info()
                }

                #[doc = $total]
                async fn total_count(&self) -> u64 {
                    self.0.total
                }
            }
        )*
    };
}

listed! {
    ResourceCellConnection ResourceCellEdge ResourceCell,
        "cells of the resource map", "How many there are in all.";
    WhoDoesWhatConnection WhoDoesWhatEdge WhoDoesWhat,
        "rows of who does what", "How many there are in all.";
    RegistrationConnection RegistrationEdge Registration,
        "registrations", "How many there are in all; counted only when asked for.";
    CommunityNeedConnection CommunityNeedEdge CommunityNeed,
        "reports of community needs", "How many there are in all; counted only when asked for.";
    CommunityPlanConnection CommunityPlanEdge CommunityPlan,
        "joint plans", "How many there are in all; counted only when asked for.";
    SuggestionConnection SuggestionEdge Suggestion,
        "suggestions", "How many there are in all; counted only when asked for.";
    ImportMatchConnection ImportMatchEdge ImportMatch,
        "matches of imports", "How many there are in all; counted only when asked for.";
}
