//! Joint plans as they are read: which ones, with the reports they are about and what is to be done.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::community_plan::{Column, Entity, Model};
use entity::{community_need, community_plan_activity, community_plan_need};
use rustc_hash::FxHashMap;
use sea_orm::sea_query::{ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::desk::Desk;
use super::error::Error;
use super::read::{any_of, inside};
use crate::auth::{Act, Grant};
use crate::store::{Fault, Page, Slice};

/// The states of activities that nobody waits for.
const SETTLED: [&str; 2] = ["DONE", "CANCELED"];

/// How many hours the west of the country is ahead of UTC: a day ends there last.
const WEST_HOURS: i64 = 7;

/// A plan with what belongs to it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The plan.
    pub row: Arc<Model>,
    /// The reports that it is about.
    pub needs: Vec<Arc<community_need::Model>>,
    /// What is to be done.
    pub activities: Vec<Arc<community_plan_activity::Model>>,
}

/// Which plans; all that is stated must hold.
#[derive(Debug, Clone, Default)]
pub struct PlanFilter {
    /// About a need in this region.
    pub region_code: Option<String>,
    /// With an activity that should have been done by now; without one.
    pub is_overdue: Option<bool>,
    /// In one of these states.
    pub states: Vec<&'static str>,
}

/// The terms of those who take part in an activity.
pub fn partner_terms(activity: &community_plan_activity::Model) -> Vec<Uuid> {
    let partners = activity.partners.as_deref().unwrap_or_default();
    let ids = partners.split(' ');
    ids.filter_map(|id| Uuid::try_parse(id).ok()).collect()
}

/// The plans of activities that should have been done by now.
fn overdue_activities(now: DateTime<Utc>) -> SelectStatement {
    use community_plan_activity::{Column, Entity};
    let today_in_the_west = (now + TimeDelta::hours(WEST_HOURS)).date_naive();
    Query::select()
        .column(Column::PlanId)
        .from(Entity)
        .and_where(Column::Due.lt(today_in_the_west.to_string()))
        .and_where(Column::State.is_not_in(SETTLED))
        .to_owned()
}

fn plans_in(region: &str) -> SelectStatement {
    use community_plan_need::{Column, Entity};
    let needs = Query::select()
        .column(community_need::Column::Id)
        .from(community_need::Entity)
        .cond_where(inside(community_need::Column::RegionCode, region))
        .to_owned();
    Query::select()
        .column(Column::PlanId)
        .from(Entity)
        .and_where(Column::NeedId.in_subquery(needs))
        .to_owned()
}

impl Desk {
    /// The plans that the viewer may see: all for reviewers of needs, their own for others.
    pub(super) fn seen_plans(&self) -> Condition {
        let own = Column::Maker.eq(self.viewer.actor());
        Condition::all().add_option((!self.reviews_needs()).then_some(own))
    }

    /// One part of the list of plans that the viewer may see, newest first, and how many there are in all when that is
    /// asked.
    pub async fn community_plans(
        &self,
        filter: &PlanFilter,
        slice: &Slice,
        is_counted: bool,
    ) -> Result<(Page<Plan>, Option<u64>), Error> {
        self.permit(Act::PlanJointly, None)?;
        let overdue = |is_overdue| {
            let is_one = Column::Id.in_subquery(overdue_activities(self.now));
            if is_overdue { is_one } else { is_one.not() }
        };
        let region = filter.region_code.as_deref();
        let wanted = self
            .seen_plans()
            .add_option(region.map(|code| Column::Id.in_subquery(plans_in(code))))
            .add_option(filter.is_overdue.map(overdue))
            .add_option(any_of(Column::State, &filter.states));
        let select = Entity::find().filter(wanted);
        let (page, total) = self.listed(select, slice, is_counted).await?;
        let page = Page {
            rows: self.with_parts(page.rows).await?,
            has_next: page.has_next,
        };
        Ok((page, total))
    }

    /// The plan with this id, when the viewer may see it.
    pub async fn community_plan(&self, id: Uuid) -> Result<Option<Plan>, Error> {
        if self.viewer.may(Act::PlanJointly) == Grant::Never {
            return Ok(None);
        }
        let select = Entity::find_by_id(id).filter(self.seen_plans());
        let row = select.one(self.store.read()).await.map_err(Fault::from)?;
        let rows = row.into_iter().map(Arc::new).collect();
        Ok(self.with_parts(rows).await?.pop())
    }

    /// Plans with what belongs to them, in their order.
    async fn with_parts(&self, rows: Vec<Arc<Model>>) -> Result<Vec<Plan>, Error> {
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut needs = self.needs_of(&ids).await?;
        let mut activities = self.activities_of(&ids).await?;
        let plans = rows.into_iter().map(|row| Plan {
            needs: needs.remove(&row.id).unwrap_or_default(),
            activities: activities.remove(&row.id).unwrap_or_default(),
            row,
        });
        Ok(plans.collect())
    }

    async fn needs_of(
        &self,
        plans: &[Uuid],
    ) -> Result<FxHashMap<Uuid, Vec<Arc<community_need::Model>>>, Error> {
        use community_plan_need::{Column, Entity};
        let connection = self.store.read();
        let links = Entity::find()
            .filter(Column::PlanId.is_in(plans.iter().copied()))
            .order_by_asc(Column::NeedId)
            .all(connection)
            .await
            .map_err(Fault::from)?;
        let ids = links.iter().map(|link| link.need_id);
        let rows = community_need::Entity::find()
            .filter(community_need::Column::Id.is_in(ids))
            .all(connection)
            .await
            .map_err(Fault::from)?;
        let rows: FxHashMap<Uuid, Arc<community_need::Model>> = rows
            .into_iter()
            .map(|row| (row.id, Arc::new(row)))
            .collect();
        let mut needs: FxHashMap<Uuid, Vec<_>> = FxHashMap::default();
        for link in links {
            let row = rows.get(&link.need_id).cloned();
            needs.entry(link.plan_id).or_default().extend(row);
        }
        Ok(needs)
    }

    async fn activities_of(
        &self,
        plans: &[Uuid],
    ) -> Result<FxHashMap<Uuid, Vec<Arc<community_plan_activity::Model>>>, Error> {
        use community_plan_activity::{Column, Entity};
        let rows = Entity::find()
            .filter(Column::PlanId.is_in(plans.iter().copied()))
            .order_by_asc(Column::Id)
            .all(self.store.read())
            .await
            .map_err(Fault::from)?;
        let mut activities: FxHashMap<Uuid, Vec<_>> = FxHashMap::default();
        for row in rows {
            activities
                .entry(row.plan_id)
                .or_default()
                .push(Arc::new(row));
        }
        Ok(activities)
    }
}
