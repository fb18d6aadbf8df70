//! What reviewers decide about matches of imports.

use std::sync::Arc;

use entity::import_match::{Column, Entity, Model, OBJECT};
use entity::location;
use rustc_hash::FxHashSet;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::desk::Desk;
use super::editor::Editor;
use super::error::Error;
use super::import_match::verdict;
use super::merge::{Merged, merge_within};
use super::place_match::{give_back, match_locations};
use super::review::{Step, take_within};
use crate::auth::Act;
use crate::store::{Fault, Key, Page, Slice, naming};

/// Which matches are asked for.
#[derive(Debug, Clone, Default)]
pub struct MatchFilter {
    /// In this state: PENDING, SAME or DIFFERENT.
    pub state: Option<&'static str>,
}

impl Desk {
    /// One part of the list of matches of imports, and how many there are in all when that is asked. For reviewers.
    pub async fn import_matches(
        &self,
        filter: &MatchFilter,
        slice: &Slice,
        is_counted: bool,
    ) -> Result<(Page<Arc<Model>>, Option<u64>), Error> {
        self.permit(Act::ReviewRegistrations, None)?;
        let wanted = Condition::all().add_option(filter.state.map(|state| Column::State.eq(state)));
        self.listed(Entity::find().filter(wanted), slice, is_counted)
            .await
    }

    /// Decides whether both of a match are one; `None` when no such match waits, else what is now kept, or why it cannot
    /// be done.
    pub async fn decide_match(
        &self,
        id: Uuid,
        is_same: bool,
    ) -> Result<Option<Result<Model, &'static str>>, Error> {
        let permit = self.permit(Act::ReviewRegistrations, None)?;
        let by = self.viewer.role.word();
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        let row = Entity::find_by_id(id)
            .lock_exclusive()
            .one(editor.transaction())
            .await
            .map_err(Fault::from)?;
        let Some(row) = row.filter(|row| row.state == "PENDING") else {
            return Ok(None);
        };
        let into = self.store.standing_for(row.candidate_id);
        let refusal = match (row.entity.as_str(), is_same) {
            ("location", _) => {
                if !is_same {
                    give_back(&mut editor, &row).await?;
                }
                let draft = verdict(id, is_same.then_some(into), by, self.now);
                editor.put_as_stated(&OBJECT, &[draft]).await?;
                None
            }
            (_, true) => {
                self.link_organization(&mut editor, row.record_id, into)
                    .await?
            }
            (_, false) => {
                let step = Step::Approve;
                let taken = take_within(&mut editor, step, row.record_id, None, by, self.now);
                taken.await?.err().map(
                    |_| "The organization does not wait for review any more; see `registrations`.",
                )
            }
        };
        if let Some(refusal) = refusal {
            return Ok(Some(Err(refusal)));
        }
        editor.commit().await?;
        let row = Entity::find_by_id(id).one(self.store.read()).await;
        Ok(row.map_err(Fault::from)?.map(Ok))
    }

    /// Links an organization that waited to the one that was there, and its locations to those of that one.
    async fn link_organization(
        &self,
        editor: &mut Editor,
        from: Uuid,
        into: Uuid,
    ) -> Result<Option<&'static str>, Error> {
        let of_from = naming(
            editor.transaction(),
            &location::OBJECT,
            "organization_id",
            from,
        );
        let of_from: FxHashSet<Uuid> = of_from
            .await?
            .into_iter()
            .filter_map(|key| match key {
                Key::Id(id) => Some(id),
                Key::Code(_) => None,
            })
            .collect();
        let by = self.viewer.role.word();
        Ok(
            match merge_within(editor, (from, into), true, by, self.now).await? {
                Merged::Done(..) => {
                    let none = FxHashSet::default();
                    match_locations(editor, &none, &of_from, self.now).await?;
                    None
                }
                Merged::Refused(_, sentence) => Some(sentence),
                Merged::WouldMove(_) => Some("It was not merged; try again."),
            },
        )
    }
}
