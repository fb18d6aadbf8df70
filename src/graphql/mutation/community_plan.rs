//! Making joint plans, changing them and looking back upon them.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use uuid::Uuid;

use crate::directory::{
    ActivityChange, ActivityDetail, Desk, Figures, NewActivity, NewPlan, PlanChange, PlanRefused,
};
use crate::graphql::object::CommunityPlan;
use crate::graphql::object::community_enumeration::CommunityActivityState;
use crate::graphql::support::scalar::Date;
use crate::graphql::support::{UserError, fail, invalid, record_id, settle, term_named};

/// Acts on joint plans.
#[derive(Default)]
pub struct CommunityPlanMutation;

/// A joint plan to be made.
#[derive(InputObject)]
struct CommunityPlanCreateInput {
    /// What it is called.
    title: String,
    /// What shall be reached.
    goals: String,
    /// What else is to be known.
    notes: Option<String>,
    /// The `id`s of the reports that it is about: 1 to 100, all confirmed.
    needs: Vec<ID>,
    /// What is to be done, at most 100 activities.
    #[graphql(default)]
    activities: Vec<CommunityPlanActivityInput>,
    /// How great need and help are now.
    before: Option<CommunityFiguresInput>,
}

/// Something to be done in a joint plan.
#[derive(InputObject)]
struct CommunityPlanActivityInput {
    /// What is to be done.
    what: String,
    /// The organization that answers for it, by its `id` or `hsdsId`.
    organization: Option<ID>,
    /// Who takes part: kinds of social welfare resources, by their codes, such as `02`, or the `id` or `hsdsId` of terms
    /// of the taxonomy `psks`.
    partners: Option<Vec<String>>,
    /// The day by which it is to be done.
    due: Option<Date>,
    /// How far it is; planned when left out.
    state: Option<CommunityActivityState>,
}

/// What changes about an activity of a joint plan; what is left out stays.
#[derive(InputObject)]
struct CommunityPlanActivityChangeInput {
    /// The `id` of the activity.
    id: ID,
    /// What is to be done.
    what: Option<String>,
    /// The organization that answers for it, by its `id` or `hsdsId`.
    organization: Option<ID>,
    /// Who takes part: kinds of social welfare resources, by their codes, such as `02`, or the `id` or `hsdsId` of terms
    /// of the taxonomy `psks`.
    partners: Option<Vec<String>>,
    /// The day by which it is to be done.
    due: Option<Date>,
    /// How far it is.
    state: Option<CommunityActivityState>,
}

/// What changes about a joint plan; what is left out stays.
#[derive(InputObject)]
struct CommunityPlanUpdateInput {
    /// What it is called.
    title: Option<String>,
    /// What shall be reached.
    goals: Option<String>,
    /// What else is to be known.
    notes: Option<String>,
    /// What is to be done beside what is there already.
    #[graphql(default)]
    activities: Vec<CommunityPlanActivityInput>,
    /// What changes about activities that are there already.
    #[graphql(default)]
    activity_changes: Vec<CommunityPlanActivityChangeInput>,
}

/// What came of a joint plan.
#[derive(InputObject)]
struct CommunityPlanEvaluateInput {
    /// What came of it, in at most 2,000 letters.
    outcome: String,
    /// How great need and help are now.
    after: Option<CommunityFiguresInput>,
}

/// How great the need and the help are at one moment.
#[derive(InputObject)]
struct CommunityFiguresInput {
    /// How many people are in need.
    demand: Option<i32>,
    /// How many services help.
    supply: Option<i32>,
}

/// What became of a joint plan.
#[derive(SimpleObject)]
struct CommunityPlanPayload {
    /// The plan; null when nothing was done.
    community_plan: Option<CommunityPlan>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

fn figures(given: Option<CommunityFiguresInput>) -> Figures {
    let figures = given.map(|given| Figures {
        demand: given.demand,
        supply: given.supply,
    });
    figures.unwrap_or_default()
}

/// What is said of an activity beside what is to be done.
fn detail(
    organization: Option<ID>,
    partners: Option<Vec<String>>,
    due: Option<Date>,
    state: Option<CommunityActivityState>,
) -> Result<ActivityDetail> {
    let organization = organization.map(|id| record_id("Organization", &id));
    let term = |given: String| term_named("psks", &given);
    let no_day = || invalid("`due` must be a day such as 2026-01-31");
    let due = due.map(|day| day.day().ok_or_else(no_day));
    Ok(ActivityDetail {
        organization: organization.transpose()?,
        partners: partners.map(|partners| partners.into_iter().map(term).collect()),
        due: due.transpose()?,
        state: state.map(CommunityActivityState::word),
    })
}

impl CommunityPlanActivityInput {
    fn read(self) -> Result<NewActivity> {
        Ok(NewActivity {
            what: self.what,
            detail: detail(self.organization, self.partners, self.due, self.state)?,
        })
    }
}

impl CommunityPlanActivityChangeInput {
    fn read(self) -> Result<ActivityChange> {
        Ok(ActivityChange {
            id: record_id("CommunityPlanActivity", &self.id)?,
            what: self.what,
            detail: detail(self.organization, self.partners, self.due, self.state)?,
        })
    }
}

fn new_activities(given: Vec<CommunityPlanActivityInput>) -> Result<Vec<NewActivity>> {
    let given = given.into_iter();
    given.map(CommunityPlanActivityInput::read).collect()
}

#[Object]
impl CommunityPlanMutation {
    /// Makes a joint plan on confirmed needs, which are then planned for. For workers on needs that they have reported,
    /// and for admins. Who made it and admins see it.
    async fn community_plan_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan to be made.")] input: CommunityPlanCreateInput,
    ) -> Result<Option<CommunityPlanPayload>> {
        let needs = input.needs.iter();
        let needs = needs.map(|id| record_id("CommunityNeed", id));
        let plan = NewPlan {
            title: input.title,
            goals: input.goals,
            notes: input.notes,
            needs: needs.collect::<Result<_>>()?,
            activities: new_activities(input.activities)?,
            before: figures(input.before),
        };
        let desk = ctx.data::<Desk>()?;
        let made = desk.make_plan(&plan).await.map(Ok);
        Ok(Some(told(desk, settle(made)?).await?))
    }

    /// Changes a joint plan that is under way, and how far its activities are. For who made it and admins.
    async fn community_plan_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the plan.")] id: ID,
        #[graphql(desc = "What changes.")] input: CommunityPlanUpdateInput,
    ) -> Result<Option<CommunityPlanPayload>> {
        let id = record_id("CommunityPlan", &id)?;
        let changes = input.activity_changes.into_iter();
        let changes = changes.map(CommunityPlanActivityChangeInput::read);
        let change = PlanChange {
            title: input.title,
            goals: input.goals,
            notes: input.notes,
            new_activities: new_activities(input.activities)?,
            activity_changes: changes.collect::<Result<_>>()?,
        };
        let desk = ctx.data::<Desk>()?;
        let changed = desk.change_plan(id, &change).await;
        Ok(Some(told(desk, settle(changed)?).await?))
    }

    /// Looks back upon a joint plan: keeps what came of it, and how great need and help are now. It then stays as it is,
    /// and its needs are evaluated. For who made it and admins.
    async fn community_plan_evaluate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the plan.")] id: ID,
        #[graphql(desc = "What came of it.")] input: CommunityPlanEvaluateInput,
    ) -> Result<Option<CommunityPlanPayload>> {
        let id = record_id("CommunityPlan", &id)?;
        let desk = ctx.data::<Desk>()?;
        let after = figures(input.after);
        let evaluated = desk.evaluate_plan(id, &input.outcome, after).await;
        Ok(Some(told(desk, settle(evaluated)?).await?))
    }
}

/// The plan as it now is, and what is to be mended.
async fn told(
    desk: &Desk,
    (done, mut user_errors): (
        Option<std::result::Result<Uuid, PlanRefused>>,
        Vec<UserError>,
    ),
) -> Result<CommunityPlanPayload> {
    let mut community_plan = None;
    match done {
        Some(Ok(id)) => {
            let plan = desk.community_plan(id).await.map_err(fail)?;
            community_plan = plan.map(CommunityPlan::from);
        }
        Some(Err(refused)) => user_errors.push(refusal(refused)),
        None => {}
    }
    Ok(CommunityPlanPayload {
        community_plan,
        user_errors,
    })
}

/// Why nothing was done, and what to do.
fn refusal(refused: PlanRefused) -> UserError {
    match refused {
        PlanRefused::NotFound => {
            UserError::new("NOT_FOUND", &["id"], "There is no plan with this id.")
        }
        PlanRefused::IsEvaluated => UserError::new(
            "WRONG_STATE",
            &["id"],
            "It has been evaluated and stays as it is; make another plan.",
        ),
    }
}
