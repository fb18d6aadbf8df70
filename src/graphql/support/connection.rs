//! Lists as Relay connections: bounded pages, keyset cursors bound to their order and filter, a count only when asked for.

use std::fmt::Debug;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::error::{fail, invalid};
use super::loader::Loader;
use super::preload::Preload;
use crate::directory::{
    Error, Keyset, LocationFilter, OrganizationFilter, Page, PractitionerFilter, ServiceFilter,
    Slice, TermFilter,
};
use crate::graphql::object::{
    Location, Organization, Practitioner, Service, Taxonomy, TaxonomyTerm,
};

/// How many rows a page holds when nothing is said.
pub(crate) const PAGE: i32 = 25;

/// The longest page.
const LONGEST_PAGE: i32 = 100;

/// The highest complexity that is told apart, far above what any server allows; the sums of many such fit a number.
const HIGHEST_COMPLEXITY: usize = 1_000_000_000;

/// What a page costs: each node as much as its selection.
pub(crate) fn page_complexity(first: i32, node: usize) -> usize {
    let first = usize::try_from(first.clamp(1, LONGEST_PAGE));
    many_complexity(first.unwrap_or(1), node)
}

/// What so many nodes cost. Pages within pages multiply, and a sum that ran over would come out small.
pub(crate) fn many_complexity(count: usize, node: usize) -> usize {
    count
        .saturating_mul(node)
        .saturating_add(1)
        .min(HIGHEST_COMPLEXITY)
}

/// Where a page stands in its list.
#[derive(SimpleObject, Clone)]
pub(crate) struct PageInfo {
    /// Whether more follow.
    has_next_page: bool,
    /// Whether some come before, as far as the cursor tells.
    has_previous_page: bool,
    /// The cursor of the first.
    start_cursor: Option<String>,
    /// The cursor of the last; give it as `after` to go on.
    end_cursor: Option<String>,
}

impl PageInfo {
    pub(crate) fn new(
        has_next_page: bool,
        has_previous_page: bool,
        start_cursor: Option<String>,
        end_cursor: Option<String>,
    ) -> Self {
        Self {
            has_next_page,
            has_previous_page,
            start_cursor,
            end_cursor,
        }
    }
}

/// In which direction a list runs.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OrderDirection {
    /// From A to Z.
    #[default]
    Asc,
    /// From Z to A.
    Desc,
}

/// What a list is ordered by.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OrderField {
    /// By name, capital letters before small ones.
    #[default]
    Name,
    /// By HSDS id.
    Id,
}

/// The order of a list; equal names are ordered by id, so that pages never overlap.
#[derive(InputObject, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Order {
    /// What to order by.
    #[graphql(default)]
    pub(crate) field: OrderField,
    /// In which direction.
    #[graphql(default)]
    pub(crate) direction: OrderDirection,
}

/// The number of rows wanted, when it is in bounds.
pub(crate) fn first_of(first: i32) -> Result<u64> {
    if !(1..=LONGEST_PAGE).contains(&first) {
        let text = format!("`first` is {first}; ask for 1 to {LONGEST_PAGE}");
        return Err(fail(Error::LimitExceeded(text)));
    }
    Ok(u64::try_from(first).unwrap_or(1))
}

/// What binds a cursor to its order and filter.
pub(crate) fn binding(keyset: &impl Debug, filter: &impl Debug) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    format!("{keyset:?} {filter:?}").hash(&mut hasher);
    hasher.finish()
}

/// The cursor of a row by the value it is ordered by and its id.
pub(crate) fn cursor(binding: u64, value: &str, id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(format!("{binding:016x}{}{value}", id.simple()))
}

/// The value and id that a cursor stands for.
pub(crate) fn read_cursor(cursor: &str, binding: u64) -> Result<(String, Uuid)> {
    let parts = URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| {
            let bound = u64::from_str_radix(text.get(..16)?, 16).ok()?;
            let id = Uuid::try_parse(text.get(16..48)?).ok()?;
            Some((bound, id, text.get(48..)?.to_owned()))
        });
    match parts {
        Some((bound, id, value)) if bound == binding => Ok((value, id)),
        Some(_) => Err(invalid(
            "`after` is the cursor of another list, order or filter; leave it out to start over",
        )),
        None => Err(invalid("`after` is not a cursor that this API returned")),
    }
}

fn slice(keyset: Keyset, first: u64, after: Option<&str>, filter: &impl Debug) -> Result<Slice> {
    let after = after
        .map(|after| read_cursor(after, binding(&keyset, filter)))
        .transpose()?;
    Ok(Slice {
        keyset,
        after,
        skip: 0,
        first,
    })
}

/// A part of a list in the order that a client asks for.
pub(crate) fn ordered_slice(
    table: &'static str,
    order: Option<Order>,
    first: u64,
    after: Option<&str>,
    filter: &impl Debug,
) -> Result<Slice> {
    let order = order.unwrap_or_default();
    let column = match order.field {
        OrderField::Name => "name",
        OrderField::Id => "",
    };
    let is_descending = order.direction == OrderDirection::Desc;
    slice(
        Keyset {
            table,
            column,
            is_descending,
        },
        first,
        after,
        filter,
    )
}

/// A part of a list ordered by name.
pub(crate) fn name_slice(
    table: &'static str,
    first: u64,
    after: Option<&str>,
    filter: &impl Debug,
) -> Result<Slice> {
    ordered_slice(table, None, first, after, filter)
}

/// A part of the list of terms, by code.
pub(crate) fn code_slice(first: u64, after: Option<&str>, filter: &impl Debug) -> Result<Slice> {
    slice(
        Keyset {
            table: "taxonomy_term",
            column: "code",
            is_descending: false,
        },
        first,
        after,
        filter,
    )
}

/// The value a row is ordered by.
trait Ordered {
    fn value(&self, column: &str) -> &str;
    fn key(&self) -> Uuid;
}

macro_rules! ordered {
    ($($view:ident: |$row:ident| $name:expr;)*) => {
        $(impl Ordered for $view {
            fn value(&self, column: &str) -> &str {
                let $row = &self.0;
                match column {
                    "" => "",
                    _ => $name,
                }
            }

            fn key(&self) -> Uuid {
                self.0.id
            }
        })*
    };
}

ordered! {
    Organization: |row| &row.name;
    Service: |row| &row.name;
    Practitioner: |row| &row.name;
    Location: |row| row.name.as_deref().unwrap_or_default();
    Taxonomy: |row| &row.name;
    TaxonomyTerm: |row| row.code.as_deref().unwrap_or_default();
}

macro_rules! connections {
    ($($connection:ident $edge:ident $view:ident($table:ident) $filter:ty, $count:expr, $plural:literal;)*) => {
        $(
            #[doc = concat!("One page of ", $plural, ".")]
            pub struct $connection {
                nodes: Vec<$view>,
                has_next: bool,
                slice: Slice,
                filter: $filter,
                total: Option<u64>,
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
                pub(crate) fn new(page: Page<Arc<entity::$table::Model>>, slice: Slice, filter: $filter) -> Self {
                    let nodes = page.rows.into_iter().map($view::from).collect();
                    Self { nodes, has_next: page.has_next, slice, filter, total: None }
                }

                /// Loads ahead what is selected below the connection.
                pub(crate) async fn preload(
                    &self,
                    look: async_graphql::Lookahead<'_>,
                    loader: &Loader,
                ) -> Result<()> {
                    if self.nodes.is_empty() {
                        return Ok(());
                    }
                    $view::preload(self.nodes.clone(), look.field("nodes"), loader).await?;
                    $view::preload(self.nodes.clone(), look.field("edges").field("node"), loader).await
                }

                fn cursor(&self, node: &$view) -> String {
                    let value = node.value(self.slice.keyset.column);
                    cursor(binding(&self.slice.keyset, &self.filter), value, node.key())
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
                    PageInfo {
                        has_next_page: self.has_next,
                        has_previous_page: self.slice.after.is_some(),
                        start_cursor: self.nodes.first().map(|node| self.cursor(node)),
                        end_cursor: self.nodes.last().map(|node| self.cursor(node)),
                    }
                }

                /// How many there are in all; counted only when asked for.
                async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
                    if let Some(total) = self.total {
                        return Ok(total);
                    }
                    let loader = Loader::of(ctx)?;
                    ($count)(loader, &self.filter).await.map_err(fail)
                }
            }
        )*
    };
}

connections! {
    OrganizationConnection OrganizationEdge Organization(organization) OrganizationFilter,
        async |loader: &Loader, filter: &OrganizationFilter| loader.directory.count_organizations(filter).await,
        "organizations";
    ServiceConnection ServiceEdge Service(service) ServiceFilter,
        async |loader: &Loader, filter: &ServiceFilter| loader.directory.count_services(filter).await,
        "services";
    PractitionerConnection PractitionerEdge Practitioner(practitioner) PractitionerFilter,
        async |loader: &Loader, filter: &PractitionerFilter| loader.directory.count_practitioners(filter).await,
        "practitioners";
    LocationConnection LocationEdge Location(location) LocationFilter,
        async |loader: &Loader, filter: &LocationFilter| loader.directory.count_locations(filter).await,
        "locations";
    TaxonomyConnection TaxonomyEdge Taxonomy(taxonomy) (),
        async |loader: &Loader, (): &()| loader.directory.count_taxonomies().await,
        "taxonomies";
    TaxonomyTermConnection TaxonomyTermEdge TaxonomyTerm(taxonomy_term) TermFilter,
        async |loader: &Loader, filter: &TermFilter| loader.directory.count_taxonomy_terms(filter).await,
        "taxonomy terms";
}

impl ServiceConnection {
    /// A page from services loaded ahead, one more than `first` where there are more.
    pub(crate) fn from_kept(
        mut rows: Vec<Arc<entity::service::Model>>,
        total: u64,
        first: u64,
        filter: ServiceFilter,
    ) -> Self {
        let length = usize::try_from(first).unwrap_or(usize::MAX);
        let has_next = rows.len() > length;
        rows.truncate(length);
        let keyset = Keyset {
            table: "service",
            column: "name",
            is_descending: false,
        };
        let slice = Slice {
            keyset,
            after: None,
            skip: 0,
            first,
        };
        Self {
            total: Some(total),
            ..Self::new(Page { rows, has_next }, slice, filter)
        }
    }
}
