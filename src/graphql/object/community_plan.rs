//! `CommunityPlan` and what belongs to it, as its maker and reviewers see them.

use async_graphql::{Context, ID, Lookahead, Object, Result, SimpleObject};
use entity::{organization, taxonomy_term};
use futures_util::future::BoxFuture;

use super::community_enumeration::{CommunityActivityState, CommunityPlanState};
use super::{CommunityNeed, Organization, TaxonomyTerm};
use crate::directory::{Plan, partner_terms};
use crate::graphql::support::scalar::{Date, DateTime};
use crate::graphql::support::{GlobalId, Loader, Preload, one, relations, view};

/// `CommunityPlan` as clients see it.
#[derive(Clone)]
pub struct CommunityPlan(pub(crate) Plan);

impl From<Plan> for CommunityPlan {
    fn from(plan: Plan) -> Self {
        Self(plan)
    }
}

impl CommunityPlan {
    fn views_of_needs(&self) -> impl Iterator<Item = CommunityNeed> + use<> {
        self.0.needs.clone().into_iter().map(CommunityNeed::from)
    }

    fn views_of_activities(&self) -> impl Iterator<Item = CommunityPlanActivity> + use<> {
        let rows = self.0.activities.clone().into_iter();
        rows.map(CommunityPlanActivity::from)
    }
}

impl Preload for CommunityPlan {
    fn preload<'a>(
        rows: Vec<Self>,
        look: Lookahead<'a>,
        loader: &'a Loader,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let needs = rows.iter().flat_map(Self::views_of_needs).collect();
            CommunityNeed::preload(needs, look.field("needs"), loader).await?;
            let activities = rows.iter().flat_map(Self::views_of_activities).collect();
            CommunityPlanActivity::preload(activities, look.field("activities"), loader).await
        })
    }
}

/// How great the need and the help are at one moment.
#[derive(SimpleObject)]
pub(super) struct CommunityFigures {
    /// How many people are in need; null when not said.
    demand: Option<i32>,
    /// How many services help; null when not said.
    supply: Option<i32>,
}

/// What several do together about confirmed needs. Only its maker and admins see it.
#[Object]
impl CommunityPlan {
    /// The opaque id, for changing and evaluating it and for `history`.
    async fn id(&self) -> ID {
        GlobalId::new("CommunityPlan", self.0.row.id).into()
    }

    /// What it is called.
    async fn title(&self) -> &str {
        &self.0.row.title
    }

    /// What shall be reached.
    async fn goals(&self) -> &str {
        &self.0.row.goals
    }

    /// What else is to be known.
    async fn notes(&self) -> Option<&str> {
        self.0.row.notes.as_deref()
    }

    /// Where it stands.
    async fn state(&self) -> Result<CommunityPlanState> {
        CommunityPlanState::of(&self.0.row.state)
    }

    /// The reports that it is about.
    async fn needs(&self) -> Vec<CommunityNeed> {
        self.views_of_needs().collect()
    }

    /// What is to be done, in the order in which it was stated.
    async fn activities(&self) -> Vec<CommunityPlanActivity> {
        self.views_of_activities().collect()
    }

    /// Who made it: a role with the id of the account or token, never a name.
    async fn maker(&self) -> &str {
        &self.0.row.maker
    }

    /// When it was made.
    async fn made_at(&self) -> DateTime {
        DateTime::of(&self.0.row.made_at)
    }

    /// How great need and help were when it was made.
    async fn before(&self) -> CommunityFigures {
        CommunityFigures {
            demand: self.0.row.demand_before,
            supply: self.0.row.supply_before,
        }
    }

    /// When it was evaluated; null while it is under way.
    async fn evaluated_at(&self) -> Option<DateTime> {
        self.0.row.evaluated_at.as_deref().map(DateTime::of)
    }

    /// How great need and help were when it was evaluated; null while it is under way.
    async fn after(&self) -> Option<CommunityFigures> {
        self.0.row.evaluated_at.as_ref()?;
        Some(CommunityFigures {
            demand: self.0.row.demand_after,
            supply: self.0.row.supply_after,
        })
    }

    /// What came of it.
    async fn outcome(&self) -> Option<&str> {
        self.0.row.outcome.as_deref()
    }
}

view!(CommunityPlanActivity(community_plan_activity));

relations! {
    CommunityPlanActivity(community_plan_activity) {
        "organization" => one(Organization, organization, organization_id);
    }
}

/// One thing to be done in a joint plan.
#[Object]
impl CommunityPlanActivity {
    /// The opaque id, for changing it.
    async fn id(&self) -> ID {
        GlobalId::new("CommunityPlanActivity", self.0.id).into()
    }

    /// What is to be done.
    async fn what(&self) -> &str {
        &self.0.what
    }

    /// The organization that answers for it; the one that stands for it when it was merged into another. Null when none
    /// is named, or when it is no longer shown.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        let reader = &Loader::of(ctx)?.directory.reader;
        let id = self.0.organization_id.map(|id| reader.standing_for(id));
        one::<organization::Entity, _>(ctx, id).await
    }

    /// Who takes part: kinds of social welfare resources, terms of the taxonomy `psks`.
    async fn partners(&self, ctx: &Context<'_>) -> Result<Vec<TaxonomyTerm>> {
        let wanted = partner_terms(&self.0);
        let loader = Loader::of(ctx)?;
        let found = loader
            .load_by_id::<taxonomy_term::Entity>(wanted.iter().copied())
            .await?;
        let terms = wanted.iter().filter_map(|id| found.get(id).cloned());
        Ok(terms.map(TaxonomyTerm::from).collect())
    }

    /// The day by which it is to be done.
    async fn due(&self) -> Option<Date> {
        self.0.due.as_deref().map(Date::of)
    }

    /// How far it is.
    async fn state(&self) -> Result<CommunityActivityState> {
        CommunityActivityState::of(&self.0.state)
    }
}
