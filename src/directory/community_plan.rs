//! Joint plans on confirmed needs: who does what until when, and what came of it. A plan is for its maker and reviewers
//! alone, since its words may tell of people.

use chrono::NaiveDate;
use entity::community_plan::{Entity, OBJECT};
use entity::{community_need, community_plan_activity, community_plan_need, organization};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::community_need::{held, moved_draft};
use super::desk::Desk;
use super::draft::Draft;
use super::editor::{Editor, moment};
use super::error::Error;
use super::free_text;
use super::need_life::NeedStep;
use super::sight::reader_for;
use crate::auth::Act;
use crate::store::Fault;

const ACTIVITY: &entity::object::Object = &community_plan_activity::OBJECT;
const LINK: &entity::object::Object = &community_plan_need::OBJECT;

/// The state of a plan that is under way.
const ACTIVE: &str = "ACTIVE";

/// The state of a plan whose end has been looked back upon.
const EVALUATED: &str = "EVALUATED";

/// How many needs a plan may be about, and how many activities it may have.
const MOST_PARTS: usize = 100;

/// How great the need and the help are at one moment, as far as somebody can say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many people are in need.
    pub demand: Option<i32>,
    /// How many services help.
    pub supply: Option<i32>,
}

/// A plan as it is made.
#[derive(Debug, Clone)]
pub struct NewPlan {
    /// What it is called.
    pub title: String,
    /// What shall be reached.
    pub goals: String,
    /// What else is to be known.
    pub notes: Option<String>,
    /// The reports that it is about; all must be confirmed.
    pub needs: Vec<Uuid>,
    /// What is to be done.
    pub activities: Vec<NewActivity>,
    /// How great need and help are before it.
    pub before: Figures,
}

/// Something to be done.
#[derive(Debug, Clone)]
pub struct NewActivity {
    /// What is to be done.
    pub what: String,
    /// What is said of it; it is planned when no state is.
    pub detail: ActivityDetail,
}

/// What changes about an activity; what is not stated stays.
#[derive(Debug, Clone)]
pub struct ActivityChange {
    /// The activity.
    pub id: Uuid,
    /// What is to be done.
    pub what: Option<String>,
    /// What is said of it.
    pub detail: ActivityDetail,
}

/// What is said of an activity beside what is to be done.
#[derive(Debug, Clone, Default)]
pub struct ActivityDetail {
    /// The organization that answers for it.
    pub organization: Option<Uuid>,
    /// Who takes part: terms of the taxonomy `psks`.
    pub partners: Option<Vec<Uuid>>,
    /// The day by which it is to be done.
    pub due: Option<NaiveDate>,
    /// How far it is, as the store spells it.
    pub state: Option<&'static str>,
}

/// What changes about a plan; what is not stated stays.
#[derive(Debug, Clone, Default)]
pub struct PlanChange {
    /// What it is called.
    pub title: Option<String>,
    /// What shall be reached.
    pub goals: Option<String>,
    /// What else is to be known.
    pub notes: Option<String>,
    /// What is to be done beside the rest.
    pub new_activities: Vec<NewActivity>,
    /// What changes about activities that are there.
    pub activity_changes: Vec<ActivityChange>,
}

/// Why nothing was done with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanRefused {
    /// There is no such plan, or none that the viewer may see.
    NotFound,
    /// It has been evaluated and stays as it is.
    IsEvaluated,
}

impl Desk {
    /// Makes a plan on reports that the viewer may see and that are confirmed; they are then planned for.
    pub async fn make_plan(&self, given: &NewPlan) -> Result<Uuid, Error> {
        let permit = self.permit(Act::PlanJointly, None)?;
        let id = Uuid::now_v7();
        check_figures(given.before, "before")?;
        if !(1..=MOST_PARTS).contains(&given.needs.len()) {
            let sentence = format!("Name 1 to {MOST_PARTS} needs.");
            return Err(Error::unfit("needs", sentence));
        }
        let mut draft = Draft::new(id);
        for (field, cell) in [
            ("title", free_text::required("title", &given.title)?.into()),
            ("goals", free_text::required("goals", &given.goals)?.into()),
            (
                "notes",
                free_text::optional("notes", given.notes.as_deref())?.into(),
            ),
            ("state", ACTIVE.into()),
            ("maker", permit.actor().into()),
            ("made_at", moment(self.now).into()),
            ("demand_before", given.before.demand.into()),
            ("supply_before", given.before.supply.into()),
        ] {
            draft.set(&OBJECT, field, cell);
        }
        check_count(given.activities.len())?;
        let activities = self.new_activities(id, &given.activities).await?;
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        let needs = self.needs_to_plan(&editor, &given.needs).await?;
        let (needs, planned): (Vec<Uuid>, Vec<Draft>) = needs.into_iter().unzip();
        let links: Vec<Draft> = needs.iter().map(|need| link(id, *need)).collect();
        editor.put(&OBJECT, &[draft]).await?;
        editor.put(LINK, &links).await?;
        editor.put(ACTIVITY, &activities).await?;
        editor.put(&community_need::OBJECT, &planned).await?;
        editor.commit().await?;
        Ok(id)
    }

    /// Reports, each with the draft by which it comes to be planned for.
    async fn needs_to_plan(
        &self,
        editor: &Editor,
        needs: &[Uuid],
    ) -> Result<Vec<(Uuid, Draft)>, Error> {
        let rows = self.held_needs(editor, needs).await?;
        if let Some(absent) = needs
            .iter()
            .find(|id| !rows.iter().any(|row| row.id == **id))
        {
            let sentence = format!("There is no report {absent} that you may see.");
            return Err(Error::unfit("needs", sentence));
        }
        let planned = rows
            .iter()
            .map(|row| Some((row.id, moved_draft(row, NeedStep::Plan)?)));
        let sentence = "Name only needs that are confirmed and not planned for.";
        planned
            .collect::<Option<_>>()
            .ok_or_else(|| Error::unfit("needs", sentence))
    }

    /// The drafts of activities that are new.
    async fn new_activities(&self, plan: Uuid, given: &[NewActivity]) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::with_capacity(given.len());
        for activity in given {
            let mut draft = Draft::new(Uuid::now_v7());
            draft.set(ACTIVITY, "plan_id", plan.into());
            draft.set(ACTIVITY, "state", "PLANNED".into());
            let what = free_text::required("activities", &activity.what)?;
            draft.set(ACTIVITY, "what", what.into());
            self.state_detail("activities", &mut draft, &activity.detail)
                .await?;
            drafts.push(draft);
        }
        Ok(drafts)
    }

    /// The drafts of activities that change.
    async fn changed_activities(&self, changes: &[ActivityChange]) -> Result<Vec<Draft>, Error> {
        let field = "activityChanges";
        let mut drafts = Vec::with_capacity(changes.len());
        for change in changes {
            let mut draft = Draft::new(change.id);
            if let Some(what) = &change.what {
                let what = free_text::required(field, what)?;
                draft.set(ACTIVITY, "what", what.into());
            }
            self.state_detail(field, &mut draft, &change.detail).await?;
            drafts.push(draft);
        }
        Ok(drafts)
    }

    /// States in a draft what is said of an activity.
    async fn state_detail(
        &self,
        field: &'static str,
        draft: &mut Draft,
        detail: &ActivityDetail,
    ) -> Result<(), Error> {
        if let Some(organization) = detail.organization {
            let organization = self.shown_organization(field, organization).await?;
            draft.set(ACTIVITY, "organization_id", organization.into());
        }
        if let Some(partners) = &detail.partners {
            self.check_terms(field, "psks", partners).await?;
            let ids: Vec<String> = partners.iter().map(Uuid::to_string).collect();
            draft.set(ACTIVITY, "partners", ids.join(" ").into());
        }
        if let Some(due) = detail.due {
            draft.set(ACTIVITY, "due", due.to_string().into());
        }
        if let Some(state) = detail.state {
            draft.set(ACTIVITY, "state", state.into());
        }
        Ok(())
    }

    /// The organization with this id, or the one that stands for it; refused when the viewer is not shown it.
    async fn shown_organization(&self, field: &'static str, id: Uuid) -> Result<Uuid, Error> {
        let id = self.store.standing_for(id);
        let reader = reader_for(self.store.clone(), &self.viewer);
        let found = reader.by_ids::<organization::Entity>([id]).await?;
        if found.is_empty() {
            let sentence = "Name an organization that is in this directory.";
            return Err(Error::unfit(field, sentence));
        }
        Ok(id)
    }

    /// Changes a plan that is under way, for its maker and reviewers.
    pub async fn change_plan(
        &self,
        id: Uuid,
        change: &PlanChange,
    ) -> Result<Result<Uuid, PlanRefused>, Error> {
        let permit = self.permit(Act::PlanJointly, None)?;
        let mut draft = Draft::new(id);
        for (field, text) in [("title", &change.title), ("goals", &change.goals)] {
            if let Some(text) = text {
                draft.set(&OBJECT, field, free_text::required(field, text)?.into());
            }
        }
        if let Some(notes) = &change.notes {
            let notes = free_text::optional("notes", Some(notes))?;
            draft.set(&OBJECT, "notes", notes.into());
        }
        let mut activities = self.new_activities(id, &change.new_activities).await?;
        activities.extend(self.changed_activities(&change.activity_changes).await?);
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        if let Err(refused) = self.held_plan(&editor, id).await? {
            return Ok(Err(refused));
        }
        let changed = change.activity_changes.iter().map(|change| change.id);
        check_activities(&editor, id, changed.collect(), change.new_activities.len()).await?;
        editor.put(&OBJECT, &[draft]).await?;
        editor.put(ACTIVITY, &activities).await?;
        editor.commit().await?;
        Ok(Ok(id))
    }

    /// Looks back upon a plan, for its maker and reviewers: keeps what came of it and how great need and help are now. Its
    /// needs are then evaluated, but for those that were withdrawn meanwhile.
    pub async fn evaluate_plan(
        &self,
        id: Uuid,
        outcome: &str,
        after: Figures,
    ) -> Result<Result<Uuid, PlanRefused>, Error> {
        let permit = self.permit(Act::PlanJointly, None)?;
        check_figures(after, "after")?;
        let mut draft = Draft::new(id);
        for (field, cell) in [
            ("outcome", free_text::required("outcome", outcome)?.into()),
            ("state", EVALUATED.into()),
            ("evaluated_at", moment(self.now).into()),
            ("demand_after", after.demand.into()),
            ("supply_after", after.supply.into()),
        ] {
            draft.set(&OBJECT, field, cell);
        }
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        if let Err(refused) = self.held_plan(&editor, id).await? {
            return Ok(Err(refused));
        }
        let of_plan = Query::select()
            .column(community_plan_need::Column::NeedId)
            .from(community_plan_need::Entity)
            .and_where(community_plan_need::Column::PlanId.eq(id))
            .to_owned();
        let wanted = Condition::all().add(community_need::Column::Id.in_subquery(of_plan));
        let needs = held(editor.transaction(), wanted).await?;
        let evaluated: Vec<Draft> = needs
            .iter()
            .filter_map(|need| moved_draft(need, NeedStep::Evaluate))
            .collect();
        editor.put(&OBJECT, &[draft]).await?;
        editor.put(&community_need::OBJECT, &evaluated).await?;
        editor.commit().await?;
        Ok(Ok(id))
    }

    /// Holds a plan that is under way and that the viewer may see, until the transaction ends.
    async fn held_plan(&self, editor: &Editor, id: Uuid) -> Result<Result<(), PlanRefused>, Error> {
        let select = Entity::find_by_id(id).filter(self.seen_plans());
        let row = select.lock_exclusive().one(editor.transaction()).await;
        Ok(match row.map_err(Fault::from)? {
            None => Err(PlanRefused::NotFound),
            Some(row) if row.state != ACTIVE => Err(PlanRefused::IsEvaluated),
            Some(_) => Ok(()),
        })
    }
}

/// The row that says that a plan is about a need.
fn link(plan: Uuid, need: Uuid) -> Draft {
    let mut draft = Draft::new(Uuid::now_v7());
    draft.set(LINK, "plan_id", plan.into());
    draft.set(LINK, "need_id", need.into());
    draft
}

fn check_figures(figures: Figures, field: &'static str) -> Result<(), Error> {
    let mut numbers = [figures.demand, figures.supply].into_iter().flatten();
    if numbers.any(|number| number < 0) {
        return Err(Error::unfit(field, "Give numbers of 0 or more."));
    }
    Ok(())
}

/// Refuses to change activities of other plans, and to have too many.
async fn check_activities(
    editor: &Editor,
    plan: Uuid,
    changed: Vec<Uuid>,
    added: usize,
) -> Result<(), Error> {
    use community_plan_activity::{Column, Entity};
    let held: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::PlanId.eq(plan))
        .into_tuple()
        .all(editor.transaction())
        .await
        .map_err(Fault::from)?;
    if !changed.iter().all(|id| held.contains(id)) {
        return Err(Error::unfit(
            "activityChanges",
            "Name only activities of this plan.",
        ));
    }
    check_count(held.len() + added)
}

fn check_count(activities: usize) -> Result<(), Error> {
    if activities > MOST_PARTS {
        let sentence = format!("A plan has at most {MOST_PARTS} activities.");
        return Err(Error::unfit("activities", sentence));
    }
    Ok(())
}
