//! The root fields of planners: the resource map, coverage, and who does what where.

use async_graphql::{Context, InputObject, Lookahead, Object, Result};
use uuid::Uuid;

use super::question::term_ids;
use crate::broker::{Cell, CellPlace, MapQuestion, Presence};
use crate::directory::{self, Level};
use crate::graphql::object::enumeration::OrganizationKind;
use crate::graphql::object::{
    NeedBrief, NeedCoverage, ResourceCell, ResourceMapLevel, ResourceMapOrder, ResourceReach,
    WhoDoesWhat, preload_places,
};
use crate::graphql::support::connection::{
    binding, cursor, first_of, many_complexity, page_complexity, read_cursor,
};
use crate::graphql::support::listed::{Listed, ResourceCellConnection, WhoDoesWhatConnection};
use crate::graphql::support::{Loader, fail, invalid, term_named};

/// What is asked of the resource map.
#[derive(InputObject, Debug)]
pub struct ResourceMapInput {
    /// Only areas in this region, by its Kemendagri code. Districts are shown within a region only.
    within: Option<String>,
    /// The level of the areas.
    level: ResourceMapLevel,
    /// Only these needs: codes such as `N09`, or the `id` or `hsdsId` of terms.
    needs: Option<Vec<String>>,
    /// Only help of these kinds of organizations.
    organization_kinds: Option<Vec<OrganizationKind>>,
    /// Which services the gap counts.
    #[graphql(default_with = "ResourceReach::Standing")]
    reach: ResourceReach,
}

/// How many needs there are, for what a list of them costs.
pub(crate) const NEEDS: usize = 40;

/// What looking for the nearest help costs, beside the fields of a brief.
const BRIEF: usize = 100;

/// Root fields for planners.
#[derive(Default)]
pub struct ResourceMapQuery;

#[Object]
impl ResourceMapQuery {
    /// Needs beside help, region by region: where needs outnumber help. Every need of every area is there. `gap` is
    /// `1 - services x 50 / people` and never below 0; demand is told in whole fives. Figures follow the directory within
    /// a second.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn resource_map(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which areas, needs and help.")] input: ResourceMapInput,
        #[graphql(desc = "In which order.", default_with = "ResourceMapOrder::Gap")]
        order_by: ResourceMapOrder,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<ResourceCellConnection> {
        let loader = Loader::of(ctx)?;
        let bound = binding(&order_by, &input);
        let after = after
            .map(|after| read_cell_cursor(&after, bound))
            .transpose()?;
        let question = MapQuestion {
            within: input.within,
            level: input.level.into(),
            needs: term_ids(input.needs.unwrap_or_default()),
            kinds: input
                .organization_kinds
                .into_iter()
                .flatten()
                .map(OrganizationKind::word)
                .collect(),
            counted: input.reach.into(),
            order: order_by.into(),
        };
        let map = loader.resource_map().await?;
        let cells = map.cells(&question).map_err(refuse)?;
        let node = |cell: &Cell| (cell_cursor(cell, bound), ResourceCell(cell.clone()));
        let (first, total) = (first_of(first)?, cells.iter().count());
        let page = match &after {
            None => Listed::page(cells.iter().map(node), first, false, total),
            Some(place) => Listed::page(cells.after(place).map(node), first, true, total),
        };
        for look in nodes(ctx) {
            ResourceCell::preload(page.all(), look, loader).await?;
        }
        Ok(ResourceCellConnection(page))
    }

    /// For each need, how far from a region the nearest help is, with counts.
    #[graphql(complexity = "many_complexity(NEEDS, child_complexity)")]
    async fn coverage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The Kemendagri code of the region: a province, regency or district.")]
        region_code: String,
    ) -> Result<Vec<NeedCoverage>> {
        let loader = Loader::of(ctx)?;
        let map = loader.resource_map().await?;
        let coverage = map.coverage(&region_code).map_err(refuse)?;
        let needs = coverage.iter().map(|row| row.need);
        preload_places(needs, std::iter::empty(), &ctx.look_ahead(), loader).await?;
        Ok(coverage.into_iter().map(NeedCoverage).collect())
    }

    /// What there is to say of one need in one region, for whoever asks others to act: the numbers, how they move, where the
    /// nearest help is, and a text to be read.
    #[graphql(complexity = "BRIEF + child_complexity")]
    async fn need_brief(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The Kemendagri code of the region: a province, regency or district.")]
        region_code: String,
        #[graphql(desc = "The need: a code such as `N09`, or the `id` or `hsdsId` of the term.")]
        need: String,
    ) -> Result<NeedBrief> {
        let loader = Loader::of(ctx)?;
        let now = loader.directory.now;
        let term = term_named("need", &need);
        let brief = loader.broker.need_brief(&region_code, term, now).await;
        let brief = brief
            .map_err(refuse)?
            .ok_or_else(|| invalid(format!("`need` is \"{need}\"; give a need, such as N09")))?;
        NeedBrief::load(brief, ctx.look_ahead(), loader).await
    }

    /// Who does what where: organizations by need and area, by the code of the area, then of the need. Services that are
    /// not known to stand in such an area are left out.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn who_does_what(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The Kemendagri code of the region to look in.")] within: String,
        #[graphql(desc = "The level of the areas.")] level: ResourceMapLevel,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<WhoDoesWhatConnection> {
        let loader = Loader::of(ctx)?;
        let level = Level::from(level);
        let bound = binding(&"whoDoesWhat", &(&within, level));
        let after = after
            .map(|after| read_presence_cursor(&after, bound))
            .transpose()?;
        let map = loader.resource_map().await?;
        let list = map.who_does_what(&within, level).map_err(refuse)?;
        let place = |one: &Presence| (one.area, map.rank(one.need), one.organization);
        let start = after.map_or(0, |after| list.partition_point(|one| place(one) <= after));
        let rest = list.iter().skip(start).map(|one| {
            let (area, rank, organization) = place(one);
            let cursor = cursor(bound, &format!("{area}:{rank}"), organization);
            (cursor, WhoDoesWhat(*one))
        });
        let page = Listed::page(rest, first_of(first)?, after.is_some(), list.len());
        for look in nodes(ctx) {
            WhoDoesWhat::preload(page.all(), look, loader).await?;
        }
        Ok(WhoDoesWhatConnection(page))
    }
}

/// Where the nodes of a connection are selected.
fn nodes<'a>(ctx: &'a Context<'_>) -> [Lookahead<'a>; 2] {
    let look = ctx.look_ahead();
    [look.field("nodes"), look.field("edges").field("node")]
}

fn refuse(error: crate::broker::Error) -> async_graphql::Error {
    fail(directory::Error::from(error))
}

fn cell_cursor(cell: &Cell, bound: u64) -> String {
    let place = cell.place();
    let value = format!(
        "{:016x}:{}:{}:{}",
        place.gap.to_bits(),
        place.people,
        place.area,
        place.rank
    );
    cursor(bound, &value, cell.need)
}

fn not_a_cursor() -> async_graphql::Error {
    invalid("`after` is not a cursor that this list returned")
}

fn read_cell_cursor(cursor: &str, bound: u64) -> Result<CellPlace> {
    let (value, _) = read_cursor(cursor, bound)?;
    let place = || {
        let mut parts = value.split(':');
        Some(CellPlace {
            gap: f64::from_bits(u64::from_str_radix(parts.next()?, 16).ok()?),
            people: parts.next()?.parse().ok()?,
            area: parts.next()?.parse().ok()?,
            rank: parts.next()?.parse().ok()?,
        })
    };
    place().ok_or_else(not_a_cursor)
}

fn read_presence_cursor(cursor: &str, bound: u64) -> Result<(u64, usize, Uuid)> {
    let (value, organization) = read_cursor(cursor, bound)?;
    let place = || {
        let (area, rank) = value.split_once(':')?;
        Some((area.parse().ok()?, rank.parse().ok()?, organization))
    };
    place().ok_or_else(not_a_cursor)
}
