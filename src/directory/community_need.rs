//! Reports of community needs: handing one in, who sees it, and taking steps with it. What it tells in free words is for
//! its reporter and for reviewers alone.

use std::sync::Arc;

use chrono::{Days, NaiveDate, TimeDelta};
use entity::community_need::{Column, Entity, Model, OBJECT};
use entity::{region, taxonomy_term};
use rustc_hash::FxHashSet;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::demand::kept_region;
use super::desk::Desk;
use super::draft::Draft;
use super::editor::{Editor, moment};
use super::error::Error;
use super::free_text;
use super::need_life::{NEED_MOVES, NeedState, NeedStep};
use super::read::{any_of, inside};
use super::region::parent_code;
use super::shipped::taxonomy_id;
use super::sight::reader_for;
use super::step::lead;
use crate::auth::{Act, Grant};
use crate::store::{Cell, Fault, Key, Page, Slice, missing};

/// Reports of the same need are near-duplicates for so many days.
const NEAR_DAYS: u64 = 90;

/// How many near-duplicates are shown.
const SHOWN: u64 = 5;

/// The most people that a report may speak of: more than live in the country.
const MOST_PEOPLE: i32 = 1_000_000_000;

/// How many hours the east of the country is ahead of UTC: a day begins there first.
const EAST_HOURS: i64 = 9;

/// A need as it is reported.
#[derive(Debug, Clone)]
pub struct NewNeed {
    /// The term of the taxonomy `need`.
    pub need: Uuid,
    /// The Kemendagri code of the place.
    pub region_code: String,
    /// Who has the need, as the store spells it.
    pub served_unit: &'static str,
    /// The least number of people.
    pub people_low: i32,
    /// The greatest number of people; nothing when nobody can say.
    pub people_high: Option<i32>,
    /// How bad it is, as the store spells it.
    pub severity: &'static str,
    /// Since when.
    pub since: Option<NaiveDate>,
    /// What shows the need.
    pub evidence: Option<String>,
    /// From whom or where it is known.
    pub source: Option<String>,
}

/// What became of a report.
#[derive(Debug)]
pub enum NeedReported {
    /// It is kept, under this id.
    Done(Uuid),
    /// It may repeat one of these, and nothing was written.
    PossibleDuplicates(Vec<Arc<Model>>),
}

/// Why a step was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeedRefused {
    /// There is no such report, or none that the viewer may see.
    NotFound,
    /// The step does not lead on from where it stands.
    NotFromHere(NeedStep),
    /// What it is said to repeat is not there, is the report itself, or tells of no need of its own.
    NotAnOriginal,
}

/// Which reports; all that is stated must hold.
#[derive(Debug, Clone, Default)]
pub struct NeedFilter {
    /// Standing in one of these states.
    pub states: Vec<&'static str>,
    /// Of one of these needs or a narrower one.
    pub needs: Vec<Uuid>,
    /// In this region.
    pub region_code: Option<String>,
    /// Made by the viewer.
    pub is_mine: bool,
}

impl Desk {
    /// Hands in a report. One that may repeat another is only kept when it was confirmed to be new.
    pub async fn report_need(
        &self,
        given: &NewNeed,
        is_confirmed: bool,
    ) -> Result<NeedReported, Error> {
        let permit = self.permit(Act::ReportNeeds, None)?;
        let id = Uuid::now_v7();
        let mut draft = self.need_draft(id, given).await?;
        if !is_confirmed {
            let near = self.near_duplicates(given).await?;
            if !near.is_empty() {
                return Ok(NeedReported::PossibleDuplicates(near));
            }
        }
        draft.set(&OBJECT, "reporter", permit.actor().into());
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        editor.put(&OBJECT, &[draft]).await?;
        editor.commit().await?;
        Ok(NeedReported::Done(id))
    }

    /// The draft of a report, once everything it says can be so.
    async fn need_draft(&self, id: Uuid, given: &NewNeed) -> Result<Draft, Error> {
        self.check_terms("need", "need", &[given.need]).await?;
        self.check_region(&given.region_code).await?;
        if !(1..=MOST_PEOPLE).contains(&given.people_low) {
            let sentence = format!("Give a number of people from 1 to {MOST_PEOPLE}.");
            return Err(Error::unfit("people", sentence));
        }
        let today_in_the_east = (self.now + TimeDelta::hours(EAST_HOURS)).date_naive();
        if given.since.is_some_and(|day| day > today_in_the_east) {
            return Err(Error::unfit(
                "since",
                "Give a day that is not in the future.",
            ));
        }
        let evidence = free_text::optional("evidence", given.evidence.as_deref())?;
        let source = free_text::optional("source", given.source.as_deref())?;
        let region = kept_region(given.need, &given.region_code);
        let mut draft = Draft::new(id);
        for (field, cell) in [
            ("need_id", given.need.into()),
            ("region_code", region.into()),
            ("served_unit", given.served_unit.into()),
            ("people_low", given.people_low.into()),
            ("people_high", given.people_high.into()),
            ("severity", given.severity.into()),
            ("since", given.since.map(|day| day.to_string()).into()),
            ("evidence", evidence.into()),
            ("source", source.into()),
            ("state", NeedState::Reported.word().into()),
            ("reported_at", moment(self.now).into()),
        ] {
            draft.set(&OBJECT, field, cell);
        }
        Ok(draft)
    }

    /// Refuses terms that are not of a taxonomy.
    pub(super) async fn check_terms(
        &self,
        field: &'static str,
        taxonomy: &str,
        terms: &[Uuid],
    ) -> Result<(), Error> {
        let reader = reader_for(self.store.clone(), &self.viewer);
        let found = reader
            .by_ids::<taxonomy_term::Entity>(terms.iter().copied())
            .await?;
        let wanted = Some(taxonomy_id(taxonomy));
        let is_of_taxonomy = |id: &Uuid| found.get(id).is_some_and(|row| row.taxonomy_id == wanted);
        if !terms.iter().all(is_of_taxonomy) {
            let sentence = format!("Name a term of the taxonomy `{taxonomy}`.");
            return Err(Error::unfit(field, sentence));
        }
        Ok(())
    }

    async fn check_region(&self, code: &str) -> Result<(), Error> {
        let keys = FxHashSet::from_iter([Key::Code(code.to_owned().into())]);
        let absent = missing(self.store.read(), &region::OBJECT, keys).await?;
        if !absent.is_empty() {
            let sentence = "Give the Kemendagri code of a region in this directory, such as 32.73.";
            return Err(Error::unfit("regionCode", sentence));
        }
        Ok(())
    }

    /// Reports that tell of the same need in the same region, in one around it or in one inside it, not long ago.
    async fn near_duplicates(&self, given: &NewNeed) -> Result<Vec<Arc<Model>>, Error> {
        let region = kept_region(given.need, &given.region_code);
        let around = std::iter::successors(parent_code(region), |code| parent_code(code));
        let near = Condition::any()
            .add(inside(Column::RegionCode, region))
            .add(Column::RegionCode.is_in(around));
        let since = self.now - Days::new(NEAR_DAYS);
        let mut rows = Entity::find()
            .filter(Column::NeedId.eq(given.need))
            .filter(near)
            .filter(Column::ReportedAt.gte(moment(since)))
            .filter(Column::State.is_not_in(NeedState::VOID.map(NeedState::word)))
            .order_by_desc(Column::Id)
            .limit(SHOWN)
            .all(self.store.read())
            .await
            .map_err(Fault::from)?;
        // How many others have reported must not be told to those who see no reports but their own.
        if !self.reviews_needs() {
            let mut is_first = true;
            let own = self.viewer.actor();
            rows.retain(|row| row.reporter == own || std::mem::take(&mut is_first));
        }
        Ok(rows.into_iter().map(Arc::new).collect())
    }

    /// Whether the viewer reviews needs, and so sees those of all.
    pub(super) fn reviews_needs(&self) -> bool {
        self.viewer.may(Act::ReviewNeeds) == Grant::Always
    }

    /// The reports that the viewer may see: all for reviewers, their own for others.
    pub(super) fn seen_needs(&self) -> Condition {
        let own = Column::Reporter.eq(self.viewer.actor());
        Condition::all().add_option((!self.reviews_needs()).then_some(own))
    }

    /// One part of the list of reports that the viewer may see, newest first, and how many there are in all when that is
    /// asked.
    pub async fn community_needs(
        &self,
        filter: &NeedFilter,
        slice: &Slice,
        is_counted: bool,
    ) -> Result<(Page<Arc<Model>>, Option<u64>), Error> {
        self.permit(Act::ReportNeeds, None)?;
        let mut wanted = self
            .seen_needs()
            .add_option(any_of(Column::State, &filter.states));
        if filter.is_mine {
            wanted = wanted.add(Column::Reporter.eq(self.viewer.actor()));
        }
        if let Some(code) = &filter.region_code {
            wanted = wanted.add(inside(Column::RegionCode, code));
        }
        if !filter.needs.is_empty() {
            wanted = wanted.add(Column::NeedId.is_in(self.with_narrower(&filter.needs).await?));
        }
        self.listed(Entity::find().filter(wanted), slice, is_counted)
            .await
    }

    /// Terms with all that are narrower.
    async fn with_narrower(&self, terms: &[Uuid]) -> Result<Vec<Uuid>, Error> {
        let reader = reader_for(self.store.clone(), &self.viewer);
        let mut all = terms.to_vec();
        let mut broader = terms.to_vec();
        while !broader.is_empty() {
            let narrower = reader
                .by_parents::<taxonomy_term::Entity>(taxonomy_term::Column::ParentId, broader)
                .await?;
            let ids = narrower
                .values()
                .flat_map(|rows| rows.iter())
                .map(|row| row.id);
            broader = ids.filter(|id| !all.contains(id)).collect();
            all.extend(&broader);
        }
        Ok(all)
    }

    /// The report with this id, when the viewer may see it.
    pub async fn community_need(&self, id: Uuid) -> Result<Option<Arc<Model>>, Error> {
        if self.viewer.may(Act::ReportNeeds) == Grant::Never {
            return Ok(None);
        }
        let select = Entity::find_by_id(id).filter(self.seen_needs());
        let row = select.one(self.store.read()).await.map_err(Fault::from)?;
        Ok(row.map(Arc::new))
    }

    /// Confirms that a need is there, for reviewers.
    pub async fn confirm_need(&self, id: Uuid) -> Result<Result<Uuid, NeedRefused>, Error> {
        self.permit(Act::ReviewNeeds, None)?;
        self.take_with_need(id, NeedStep::Confirm, None).await
    }

    /// Notes that a report repeats another, for reviewers.
    pub async fn mark_need_duplicate(
        &self,
        id: Uuid,
        original: Uuid,
    ) -> Result<Result<Uuid, NeedRefused>, Error> {
        self.permit(Act::ReviewNeeds, None)?;
        let row = Entity::find_by_id(original).one(self.store.read()).await;
        let state = row
            .map_err(Fault::from)?
            .and_then(|row| NeedState::of(&row.state));
        let is_original = state.is_some_and(|state| !NeedState::VOID.contains(&state));
        if !is_original || original == id {
            return Ok(Err(NeedRefused::NotAnOriginal));
        }
        let said = ("duplicate_of", original.into());
        self.take_with_need(id, NeedStep::MarkDuplicate, Some(said))
            .await
    }

    /// Takes a report back, for its reporter and reviewers.
    pub async fn withdraw_need(
        &self,
        id: Uuid,
        reason: &str,
    ) -> Result<Result<Uuid, NeedRefused>, Error> {
        self.permit(Act::ReportNeeds, None)?;
        let reason = free_text::required("reason", reason)?;
        let said = ("reason", reason.into());
        self.take_with_need(id, NeedStep::Withdraw, Some(said))
            .await
    }

    /// Notes that something was done about a need, for its reporter and reviewers.
    pub async fn address_need(&self, id: Uuid) -> Result<Result<Uuid, NeedRefused>, Error> {
        self.permit(Act::ReportNeeds, None)?;
        self.take_with_need(id, NeedStep::Address, None).await
    }

    /// Takes a step with a report that the viewer may see. Leave for it has been asked.
    async fn take_with_need(
        &self,
        id: Uuid,
        step: NeedStep,
        said: Option<(&str, Cell)>,
    ) -> Result<Result<Uuid, NeedRefused>, Error> {
        let actor = self.viewer.actor();
        let mut editor = Editor::begin(self.store.clone(), &actor, self.now).await?;
        let Some(row) = self.held_needs(&editor, &[id]).await?.pop() else {
            return Ok(Err(NeedRefused::NotFound));
        };
        let Some(mut draft) = moved_draft(&row, step) else {
            return Ok(Err(NeedRefused::NotFromHere(step)));
        };
        if let Some((field, cell)) = said {
            draft.set(&OBJECT, field, cell);
        }
        editor.put(&OBJECT, &[draft]).await?;
        editor.commit().await?;
        Ok(Ok(id))
    }

    /// Those of the reports that the viewer may see, in a transaction; nobody else takes a step with them until that ends.
    pub(super) async fn held_needs(
        &self,
        editor: &Editor,
        ids: &[Uuid],
    ) -> Result<Vec<Model>, Error> {
        let wanted = self.seen_needs().add(Column::Id.is_in(ids.iter().copied()));
        held(editor.transaction(), wanted).await
    }
}

/// Reports in a transaction, in one order, so that two that hold several do not wait for each other.
pub(super) async fn held(
    transaction: &DatabaseTransaction,
    wanted: Condition,
) -> Result<Vec<Model>, Error> {
    let select = Entity::find().filter(wanted).order_by_asc(Column::Id);
    let rows = select.lock_exclusive().all(transaction).await;
    Ok(rows.map_err(Fault::from)?)
}

/// The draft by which a report takes a step; `None` when it cannot be taken from where it stands.
pub(super) fn moved_draft(row: &Model, step: NeedStep) -> Option<Draft> {
    let to = lead(NEED_MOVES, NeedState::of(&row.state)?, step)?;
    let mut draft = Draft::new(row.id);
    draft.set(&OBJECT, "state", to.word().into());
    Some(draft)
}
