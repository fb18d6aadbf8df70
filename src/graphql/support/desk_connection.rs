//! Lists that only the desk may read, as connections. They are counted where they are read.

use std::fmt::Debug;
use std::sync::Arc;

use async_graphql::{Object, Result, SimpleObject};

use super::connection::{
    Order, OrderDirection, OrderField, PageInfo, binding, cursor, first_of, ordered_slice,
};
use super::loader::Loader;
use super::preload::Preload;
use crate::directory::{NeedFilter, Page, Plan, PlanFilter, RegistrationFilter, Slice};
use crate::graphql::object::{CommunityNeed, CommunityPlan, Registration};

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

macro_rules! desk_connections {
    ($($connection:ident $edge:ident $view:ident($row:ty) $filter:ty, |$node:ident| $id:expr, $plural:literal;)*) => {
        $(
            #[doc = concat!("One page of ", $plural, ".")]
            pub(crate) struct $connection {
                nodes: Vec<$view>,
                has_next: bool,
                slice: Slice,
                filter: $filter,
                total: Option<u64>,
            }

            #[doc = concat!("One of the ", $plural, ", with its place in the list.")]
            #[derive(SimpleObject)]
            pub(crate) struct $edge {
                /// The place in the list, for `after`.
                cursor: String,
                /// What stands there.
                node: $view,
            }

            impl $connection {
                pub(crate) fn new(page: Page<$row>, slice: Slice, filter: $filter, total: Option<u64>) -> Self {
                    Self {
                        nodes: page.rows.into_iter().map($view::from).collect(),
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
                        $view::preload(self.nodes.clone(), nodes, loader).await?;
                    }
                    Ok(())
                }

                fn cursor(&self, $node: &$view) -> String {
                    cursor(binding(&self.slice.keyset, &self.filter), "", $id)
                }
            }

            #[doc = concat!("One page of ", $plural, ".")]
            #[Object]
            impl $connection {
                /// The page with the cursor of each node.
                async fn edges(&self) -> Vec<$edge> {
                    let edge = |node: &$view| $edge { cursor: self.cursor(node), node: node.clone() };
                    self.nodes.iter().map(edge).collect()
                }

                /// The page.
                async fn nodes(&self) -> &[$view] {
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
        )*
    };
}

desk_connections! {
    RegistrationConnection RegistrationEdge Registration(Arc<entity::registration::Model>) RegistrationFilter,
        |node| node.0.id, "registrations";
    CommunityNeedConnection CommunityNeedEdge CommunityNeed(Arc<entity::community_need::Model>) NeedFilter,
        |node| node.0.id, "reports of community needs";
    CommunityPlanConnection CommunityPlanEdge CommunityPlan(Plan) PlanFilter,
        |node| node.0.row.id, "joint plans";
}
