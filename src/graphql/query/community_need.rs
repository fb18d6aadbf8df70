//! Root fields for reports of community needs.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::directory::{Desk, NeedFilter};
use crate::graphql::object::CommunityNeed;
use crate::graphql::object::community_enumeration::CommunityNeedState;
use crate::graphql::support::connection::{OrderDirection, page_complexity};
use crate::graphql::support::listed::{CommunityNeedConnection, Listed, slice_as_made};
use crate::graphql::support::{Loader, Preload, fail, record_id, term_named};

/// Root fields for reports of community needs.
#[derive(Default)]
pub struct CommunityNeedQuery;

/// Which reports; all that is stated must hold.
#[derive(InputObject, Default)]
struct CommunityNeedFilter {
    /// Standing in one of these states.
    states: Option<Vec<CommunityNeedState>>,
    /// Of one of these needs or a narrower one: codes such as `N09`, or the `id` or `hsdsId` of terms.
    needs: Option<Vec<String>>,
    /// In this region, by its Kemendagri code.
    region_code: Option<String>,
    /// Only those that you have made.
    #[graphql(default)]
    mine: bool,
}

impl From<CommunityNeedFilter> for NeedFilter {
    fn from(filter: CommunityNeedFilter) -> Self {
        let states = filter.states.into_iter().flatten();
        let needs = filter.needs.into_iter().flatten();
        Self {
            states: states.map(CommunityNeedState::word).collect(),
            needs: needs.map(|need| term_named("need", &need)).collect(),
            region_code: filter.region_code,
            is_mine: filter.mine,
        }
    }
}

#[Object]
impl CommunityNeedQuery {
    /// The report of a community need with this id; null when there is none, or none that you may see.
    async fn community_need(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its `id`.")] id: ID,
    ) -> Result<Option<CommunityNeed>> {
        let id = record_id("CommunityNeed", &id)?;
        let desk = ctx.data::<Desk>()?;
        let row = desk.community_need(id).await.map_err(fail)?;
        let need = row.map(CommunityNeed::from);
        let needs = need.iter().cloned().collect();
        CommunityNeed::preload(needs, ctx.look_ahead(), Loader::of(ctx)?).await?;
        Ok(need)
    }

    /// Reports of community needs, newest first: all for admins, for workers their own.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn community_needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reports; all when left out.")] filter: Option<CommunityNeedFilter>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<CommunityNeedConnection> {
        let filter = NeedFilter::from(filter.unwrap_or_default());
        let newest = OrderDirection::Desc;
        let slice = slice_as_made("community_need", newest, first, after.as_deref(), &filter)?;
        let is_counted = ctx.look_ahead().field("totalCount").exists();
        let desk = ctx.data::<Desk>()?;
        let found = desk.community_needs(&filter, &slice, is_counted).await;
        let (page, total) = found.map_err(fail)?;
        let id = |node: &CommunityNeed| node.0.id;
        let page = Listed::as_made(page, &slice, &filter, total, id);
        page.preload(ctx.look_ahead(), Loader::of(ctx)?).await?;
        Ok(CommunityNeedConnection(page))
    }
}
