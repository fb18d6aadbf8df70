//! Root fields for joint plans.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::directory::{Desk, PlanFilter};
use crate::graphql::object::CommunityPlan;
use crate::graphql::object::community_enumeration::CommunityPlanState;
use crate::graphql::support::connection::{OrderDirection, page_complexity};
use crate::graphql::support::listed::{CommunityPlanConnection, Listed, slice_as_made};
use crate::graphql::support::{Loader, Preload, fail, record_id};

/// Root fields for joint plans.
#[derive(Default)]
pub struct CommunityPlanQuery;

/// Which plans; all that is stated must hold.
#[derive(InputObject, Default)]
struct CommunityPlanFilter {
    /// About a need in this region, by its Kemendagri code.
    region_code: Option<String>,
    /// Whether an activity should have been done before today and is neither done nor canceled.
    overdue: Option<bool>,
    /// In one of these states.
    states: Option<Vec<CommunityPlanState>>,
}

impl From<CommunityPlanFilter> for PlanFilter {
    fn from(filter: CommunityPlanFilter) -> Self {
        let states = filter.states.into_iter().flatten();
        Self {
            region_code: filter.region_code,
            is_overdue: filter.overdue,
            states: states.map(CommunityPlanState::word).collect(),
        }
    }
}

#[Object]
impl CommunityPlanQuery {
    /// The joint plan with this id; null when there is none, or none that you may see.
    async fn community_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its `id`.")] id: ID,
    ) -> Result<Option<CommunityPlan>> {
        let id = record_id("CommunityPlan", &id)?;
        let desk = ctx.data::<Desk>()?;
        let plan = desk.community_plan(id).await.map_err(fail)?;
        let plan = plan.map(CommunityPlan::from);
        let plans = plan.iter().cloned().collect();
        CommunityPlan::preload(plans, ctx.look_ahead(), Loader::of(ctx)?).await?;
        Ok(plan)
    }

    /// Joint plans, newest first: all for admins, for workers their own.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn community_plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plans; all when left out.")] filter: Option<CommunityPlanFilter>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<CommunityPlanConnection> {
        let filter = PlanFilter::from(filter.unwrap_or_default());
        let newest = OrderDirection::Desc;
        let slice = slice_as_made("community_plan", newest, first, after.as_deref(), &filter)?;
        let is_counted = ctx.look_ahead().field("totalCount").exists();
        let desk = ctx.data::<Desk>()?;
        let found = desk.community_plans(&filter, &slice, is_counted).await;
        let (page, total) = found.map_err(fail)?;
        let id = |node: &CommunityPlan| node.0.row.id;
        let page = Listed::as_made(page, &slice, &filter, total, id);
        page.preload(ctx.look_ahead(), Loader::of(ctx)?).await?;
        Ok(CommunityPlanConnection(page))
    }
}
