//! What becomes of registrations: where an organization can stand, which steps lead from where to where, and taking them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::registration::{Column, Entity, Model};
use entity::{organization, registration};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::desk::Desk;
use super::draft::Draft;
use super::editor::{Editor, moment};
use super::error::Error;
use super::import_match::settle_waiting;
use super::step::{Moves, lead};
use crate::auth::{Act, Grant};
use crate::store::{Cell, Fault, Page, Slice};

/// Where an organization stands in its registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It waits for review.
    Pending,
    /// It was given back to whoever handed it in, to be mended.
    Returned,
    /// It will not be listed.
    Rejected,
    /// It is listed.
    Approved,
    /// It was taken off the list for a time.
    Suspended,
    /// It no longer works.
    Closed,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Pending,
        Self::Returned,
        Self::Rejected,
        Self::Approved,
        Self::Suspended,
        Self::Closed,
    ];

    /// The word that the store keeps.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Returned => "RETURNED",
            Self::Rejected => "REJECTED",
            Self::Approved => "APPROVED",
            Self::Suspended => "SUSPENDED",
            Self::Closed => "CLOSED",
        }
    }

    /// The lifecycle of an organization that stands here. What was returned or rejected is its registrant's draft.
    pub fn lifecycle(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Returned | Self::Rejected => "DRAFT",
            Self::Approved => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::Closed => "CLOSED",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    /// Where an organization stands by its lifecycle alone.
    fn of_lifecycle(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.lifecycle() == word)
    }
}

/// A step that somebody takes with an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Hand in again what was returned.
    Resubmit,
    /// List it.
    Approve,
    /// Give it back to be mended.
    Return,
    /// Decide that it will not be listed.
    Reject,
    /// Confirm that it exists and is described truly.
    Verify,
    /// Take it off the list for a time.
    Suspend,
    /// List it again.
    Reinstate,
    /// Note that it no longer works.
    Close,
}

use Standing::{Approved, Closed, Pending, Rejected, Returned, Suspended};

/// The life of an organization in the directory.
pub const MOVES: &Moves<Step, Standing> = &[
    (Step::Resubmit, &[Returned], Pending),
    (Step::Approve, &[Pending], Approved),
    (Step::Return, &[Pending], Returned),
    (Step::Reject, &[Pending, Returned], Rejected),
    (Step::Verify, &[Approved], Approved),
    (Step::Suspend, &[Approved], Suspended),
    (Step::Reinstate, &[Suspended, Closed], Approved),
    (Step::Close, &[Approved], Closed),
];

/// Why a step was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveRefused {
    /// There is no such organization.
    NotFound,
    /// The step does not lead on from where it stands.
    NotFromHere(Step),
    /// The step wants a reason.
    NoReason,
}

/// Where an organization stands.
pub(super) struct Stands {
    pub(super) standing: Standing,
    pub(super) registrant: Option<String>,
    registration: Option<Uuid>,
}

impl Stands {
    /// The key of its registration; a new one when it came by an import.
    pub(super) fn key(&self) -> Uuid {
        self.registration.unwrap_or_else(Uuid::now_v7)
    }
}

/// Where an organization stands in a transaction; nobody else takes a step with it until that ends.
pub(super) async fn standing(editor: &Editor, id: Uuid) -> Result<Option<Stands>, Error> {
    let transaction = editor.transaction();
    let found = organization::Entity::find_by_id(id)
        .lock_exclusive()
        .one(transaction)
        .await
        .map_err(Fault::from)?;
    let Some(organization) = found else {
        return Ok(None);
    };
    let row = Entity::find()
        .filter(Column::OrganizationId.eq(id))
        .one(transaction)
        .await
        .map_err(Fault::from)?;
    let lifecycle = organization.lifecycle.as_str();
    let noted = row.as_ref().and_then(|row| Standing::of(&row.state));
    // What the organization itself says counts: an import may have said it.
    let standing = noted
        .filter(|noted| noted.lifecycle() == lifecycle)
        .or_else(|| Standing::of_lifecycle(lifecycle));
    let Some(standing) = standing else {
        return Err(Error::internal(format!("a lifecycle {lifecycle}")));
    };
    Ok(Some(Stands {
        standing,
        registration: row.as_ref().map(|row| row.id),
        registrant: row.and_then(|row| row.registrant),
    }))
}

/// Notes in a draft of a registration that something was decided.
pub(super) fn decided(
    registration: &mut Draft,
    organization: Uuid,
    standing: Standing,
    by: &str,
    reason: Option<&str>,
    now: DateTime<Utc>,
) {
    let object = &registration::OBJECT;
    let text = |text: &str| Cell::Text(text.to_owned());
    registration.set(object, "organization_id", Cell::Id(organization));
    registration.set(object, "state", text(standing.word()));
    registration.set(object, "reviewed_at", Cell::Text(moment(now)));
    registration.set(object, "reviewed_by", text(by));
    registration.set(object, "reason", reason.map_or(Cell::Null, text));
}

/// Which registrations; all that is stated must hold.
#[derive(Debug, Clone, Default)]
pub struct RegistrationFilter {
    /// Standing here.
    pub standing: Option<Standing>,
}

impl Desk {
    /// Takes a step with an organization, for reviewers.
    pub async fn take(
        &self,
        step: Step,
        id: Uuid,
        reason: Option<&str>,
    ) -> Result<Result<Uuid, MoveRefused>, Error> {
        let permit = self.permit(Act::ReviewRegistrations, None)?;
        let id = self.store.standing_for(id);
        let reason = reason.map(str::trim);
        if reason.is_some_and(str::is_empty) {
            return Ok(Err(MoveRefused::NoReason));
        }
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        let by = self.viewer.role.word();
        let taken = take_within(&mut editor, step, id, reason, by, self.now).await?;
        if taken.is_ok() {
            editor.commit().await?;
        }
        Ok(taken)
    }

    /// One part of the list of registrations, oldest first, and how many there are in all when that is asked: all for
    /// reviewers, their own for others.
    pub async fn registrations(
        &self,
        filter: &RegistrationFilter,
        slice: &Slice,
        is_counted: bool,
    ) -> Result<(Page<Arc<Model>>, Option<u64>), Error> {
        self.permit(Act::RegisterOrganization, None)?;
        let is_own = || {
            let kept = self.viewer.organizations.iter().copied();
            Condition::any()
                .add(Column::Registrant.eq(self.viewer.actor()))
                .add(Column::OrganizationId.is_in(kept))
        };
        let is_reviewer = self.viewer.may(Act::ReviewRegistrations) == Grant::Always;
        let wanted = Condition::all()
            .add_option((!is_reviewer).then(is_own))
            .add_option(filter.standing.map(|it| Column::State.eq(it.word())));
        self.listed(Entity::find().filter(wanted), slice, is_counted)
            .await
    }
}

/// Takes a step with an organization within a transaction, which is whoever calls's to keep.
pub(super) async fn take_within(
    editor: &mut Editor,
    step: Step,
    id: Uuid,
    reason: Option<&str>,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Result<Uuid, MoveRefused>, Error> {
    let Some(stands) = standing(editor, id).await? else {
        return Ok(Err(MoveRefused::NotFound));
    };
    let Some(to) = lead(MOVES, stands.standing, step) else {
        return Ok(Err(MoveRefused::NotFromHere(step)));
    };
    let mut draft = Draft::new(id);
    let text = |text: &str| Cell::Text(text.to_owned());
    if step == Step::Verify {
        let now = Cell::Text(moment(now));
        draft.set(&organization::OBJECT, "verified_at", now);
        draft.set(&organization::OBJECT, "verified_by", text(by));
    } else {
        draft.set(&organization::OBJECT, "lifecycle", text(to.lifecycle()));
        let mut registration = Draft::new(stands.key());
        decided(&mut registration, id, to, by, reason, now);
        editor.put(&registration::OBJECT, &[registration]).await?;
    }
    if step == Step::Approve {
        settle_waiting(editor, id, None, by, now).await?;
    }
    editor.put(&organization::OBJECT, &[draft]).await?;
    Ok(Ok(id))
}
