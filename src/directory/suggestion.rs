//! Suggestions: what anybody thinks should change in a listing, kept until whoever keeps the listing accepts or declines
//! it.

use std::sync::Arc;

use entity::object::Object;
use entity::organization;
use entity::suggestion::{Column, Entity, Model, OBJECT};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::belonging::owners;
use super::desk::Desk;
use super::draft::Draft;
use super::editor::{Editor, moment};
use super::error::Error;
use super::free_text;
use super::given::{Given, check, fields};
use super::listing::{Refused, Write, Written};
use crate::auth::{Act, Grant};
use crate::store::{Cell, Fault, Key, Page, Slice, fetch};

/// How many suggestions wait for one record at most; more say little that is new.
const MOST_PENDING: u64 = 20;

/// How many wait in all at most. Beyond that somebody floods the directory, or nobody reviews.
const MOST_PENDING_IN_ALL: u64 = 10_000;

/// Which suggestions are asked for.
#[derive(Debug, Clone, Default)]
pub struct SuggestionFilter {
    /// In this state: PENDING, ACCEPTED or DECLINED.
    pub state: Option<&'static str>,
}

/// What a suggestion would do.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The table of the record.
    pub object: &'static Object,
    /// The write, to be done by whoever accepts it.
    pub write: Write,
}

impl Desk {
    /// Keeps a suggestion; anybody may make one.
    pub async fn suggest(&self, write: &Write, note: Option<&str>) -> Result<Written, Error> {
        let note = free_text::optional("note", note)?;
        let mut row = match check(write) {
            Ok(row) => row,
            Err(refused) => return Ok(Err(refused)),
        };
        let object = write.object();
        if let Some(id) = write.id() {
            let key = Key::Id(id);
            let mut rows = fetch(self.store.read(), object, std::slice::from_ref(&key)).await?;
            let Some(stored) = rows.remove(&key) else {
                return Ok(Err(Refused::NotFound));
            };
            row = stored;
            let same = Column::RecordId.eq(id);
            if self.pending(Condition::all().add(same)).await? >= MOST_PENDING {
                return Err(Error::LimitExceeded(
                    "enough suggestions wait for this record already; they will be looked at"
                        .to_owned(),
                ));
            }
        }
        if self.pending(Condition::all()).await? >= MOST_PENDING_IN_ALL {
            return Err(Error::LimitExceeded(
                "too many suggestions wait already; try again in some days".to_owned(),
            ));
        }
        let owners = owners(self.store.read(), object, &row).await?;
        let id = Uuid::now_v7();
        let text = |text: &str| Cell::Text(text.to_owned());
        let mut draft = Draft::new(id);
        draft.set(&OBJECT, "entity", text(object.name));
        if let Some(record) = write.id() {
            draft.set(&OBJECT, "record_id", Cell::Id(record));
        }
        // One that is not there is refused when the suggestion is accepted.
        let owner = owners.into_iter().next();
        if let Some(owner) = owner
            && !fetch(self.store.read(), &organization::OBJECT, &[Key::Id(owner)])
                .await?
                .is_empty()
        {
            draft.set(&OBJECT, "organization_id", Cell::Id(owner));
        }
        draft.set(&OBJECT, "proposal", Cell::Text(spell(write)));
        draft.set(&OBJECT, "note", note.into());
        draft.set(&OBJECT, "state", text("PENDING"));
        draft.set(&OBJECT, "created_at", Cell::Text(moment(self.now)));
        let mut editor = Editor::begin(self.store.clone(), &self.viewer.actor(), self.now).await?;
        editor.put(&OBJECT, &[draft]).await?;
        editor.commit().await?;
        Ok(Ok(id))
    }

    async fn pending(&self, condition: Condition) -> Result<u64, Error> {
        let pending = Entity::find()
            .filter(Column::State.eq("PENDING"))
            .filter(condition);
        Ok(pending
            .count(self.store.read())
            .await
            .map_err(Fault::from)?)
    }

    /// One part of the list of suggestions that the viewer may review, and how many there are in all when that is asked.
    pub async fn suggestions(
        &self,
        filter: &SuggestionFilter,
        slice: &Slice,
        is_counted: bool,
    ) -> Result<(Page<Arc<Model>>, Option<u64>), Error> {
        let mut select = Entity::find();
        match self.viewer.may(Act::ReviewSuggestions) {
            Grant::Always => {}
            Grant::Own => {
                let own = self.viewer.organizations.iter().copied();
                select = select.filter(Column::OrganizationId.is_in(own));
            }
            Grant::Never => {
                self.permit(Act::ReviewSuggestions, None)?;
            }
        }
        if let Some(state) = filter.state {
            select = select.filter(Column::State.eq(state));
        }
        self.listed(select, slice, is_counted).await
    }

    /// The suggestion with this id; who made it may see it right then.
    pub async fn suggestion(&self, id: Uuid) -> Result<Option<Model>, Error> {
        let row = Entity::find_by_id(id).one(self.store.read()).await;
        Ok(row.map_err(Fault::from)?)
    }

    /// A suggestion that waits and that the viewer may review.
    async fn reviewed(&self, id: Uuid) -> Result<Option<Model>, Error> {
        let row = self.suggestion(id).await?;
        let organization = row.as_ref().and_then(|row| row.organization_id);
        self.permit(Act::ReviewSuggestions, organization)?;
        Ok(row.filter(|row| row.state == "PENDING"))
    }

    /// Does what a suggestion says, with the viewer's own leave, and notes that it was accepted, both or neither. The log
    /// names the viewer and the suggestion.
    pub async fn accept_suggestion(&self, id: Uuid) -> Result<Option<(Proposal, Written)>, Error> {
        let Some(row) = self.reviewed(id).await? else {
            return Ok(None);
        };
        let proposal = read(&row)?;
        let actor = format!("{} suggestion {id}", self.viewer.actor());
        let mut editor = Editor::begin(self.store.clone(), &actor, self.now).await?;
        let written = self.write_one(&mut editor, &proposal.write).await?;
        if written.is_ok() {
            self.close(&mut editor, id, "ACCEPTED", None).await?;
            editor.commit().await?;
        } else {
            editor.roll_back().await?;
        }
        Ok(Some((proposal, written)))
    }

    /// Notes that a suggestion was declined, and why; `false` when there is none that waits.
    pub async fn decline_suggestion(&self, id: Uuid, reason: &str) -> Result<bool, Error> {
        if self.reviewed(id).await?.is_none() {
            return Ok(false);
        }
        let reason = free_text::required("reason", reason)?;
        let mut editor = Editor::begin(self.store.clone(), &self.viewer.actor(), self.now).await?;
        self.close(&mut editor, id, "DECLINED", Some(&reason))
            .await?;
        editor.commit().await?;
        Ok(true)
    }

    async fn close(
        &self,
        editor: &mut Editor,
        id: Uuid,
        state: &str,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        let mut draft = Draft::new(id);
        draft.set(&OBJECT, "state", Cell::Text(state.to_owned()));
        draft.set(&OBJECT, "reviewed_at", Cell::Text(moment(self.now)));
        draft.set(&OBJECT, "reviewed_by", Cell::Text(self.viewer.actor()));
        if let Some(reason) = reason {
            draft.set(&OBJECT, "reason", Cell::Text(reason.to_owned()));
        }
        editor.put(&OBJECT, &[draft]).await?;
        Ok(())
    }
}

/// A write as JSON.
fn spell(write: &Write) -> String {
    let map = |given: &Given| -> Map<String, Value> {
        let given = given.iter();
        given
            .map(|(field, value)| (field.name.to_owned(), value.clone()))
            .collect()
    };
    match write {
        Write::Create { id, given, .. } => json!({ "create": map(given), "id": id }),
        Write::Update { given, .. } => json!({ "update": map(given) }),
        Write::Retire { .. } => json!({ "retire": {} }),
    }
    .to_string()
}

/// What a kept suggestion would do.
pub fn read(row: &Model) -> Result<Proposal, Error> {
    let unknown = || Error::internal("a suggestion that cannot be read");
    let object = entity::object::object(&row.entity).ok_or_else(unknown)?;
    let proposal: Value = serde_json::from_str(&row.proposal).map_err(Error::internal)?;
    let given = |act: &str| -> Option<Given> {
        let values = proposal.get(act)?.as_object()?;
        let field = |(name, value): (&String, &Value)| {
            let field = fields(object).find(|field| field.name == name)?;
            Some((field, value.clone()))
        };
        values.iter().map(field).collect()
    };
    let id = proposal.get("id").and_then(Value::as_str);
    let write = if let Some(given) = given("create") {
        Write::Create {
            object,
            id: id.and_then(|id| Uuid::try_parse(id).ok()),
            given,
        }
    } else {
        let id = row.record_id.ok_or_else(unknown)?;
        match given("update") {
            Some(given) => Write::Update {
                object,
                id,
                given,
                expected_version: None,
            },
            None => Write::Retire {
                object,
                id,
                expected_version: None,
            },
        }
    };
    Ok(Proposal { object, write })
}
