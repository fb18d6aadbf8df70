//! Lists that are in memory as connections: a page of one, with the cursor of each node.

use async_graphql::{Object, SimpleObject};

use super::connection::PageInfo;
use crate::graphql::object::{ResourceCell, WhoDoesWhat};

macro_rules! listed {
    ($($connection:ident $edge:ident $view:ident, $plural:literal;)*) => {
        $(
            #[doc = concat!("One page of ", $plural, ".")]
            pub struct $connection {
                edges: Vec<(String, $view)>,
                has_next: bool,
                has_previous: bool,
                total: usize,
            }

            #[doc = concat!("One of the ", $plural, ", with its place in the list.")]
            #[derive(SimpleObject)]
            pub struct $edge {
                /// The place in the list, for `after`.
                cursor: String,
                /// What stands there.
                node: $view,
            }

            impl $connection {
                /// The first of the rest of a list, each with its cursor, out of `total` in all.
                pub(crate) fn page(
                    mut rest: impl Iterator<Item = (String, $view)>,
                    first: u64,
                    has_previous: bool,
                    total: usize,
                ) -> Self {
                    let first = usize::try_from(first).unwrap_or(usize::MAX);
                    let edges = rest.by_ref().take(first).collect();
                    Self { edges, has_next: rest.next().is_some(), has_previous, total }
                }

                /// What stands on the page.
                pub(crate) fn all(&self) -> impl Iterator<Item = &$view> + Clone {
                    self.edges.iter().map(|(_, node)| node)
                }
            }

            #[doc = concat!("One page of ", $plural, ".")]
            #[Object]
            impl $connection {
                /// The page with the cursor of each node.
                async fn edges(&self) -> Vec<$edge> {
                    let edges = self.edges.iter().cloned();
                    edges.map(|(cursor, node)| $edge { cursor, node }).collect()
                }

                /// The page.
                async fn nodes(&self) -> Vec<&$view> {
                    self.all().collect()
                }

                /// Where the page stands in the list.
                async fn page_info(&self) -> PageInfo {
                    let cursor = |edge: Option<&(String, $view)>| edge.map(|(cursor, _)| cursor.clone());
                    PageInfo::new(
                        self.has_next,
                        self.has_previous,
                        cursor(self.edges.first()),
                        cursor(self.edges.last()),
                    )
                }

                /// How many there are in all.
                async fn total_count(&self) -> usize {
                    self.total
                }
            }
        )*
    };
}

listed! {
    ResourceCellConnection ResourceCellEdge ResourceCell, "cells of the resource map";
    WhoDoesWhatConnection WhoDoesWhatEdge WhoDoesWhat, "rows of who does what";
}
