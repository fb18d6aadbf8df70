//! Keeping listings: creating, changing and retiring records one by one, by whoever may. What a record may hold is read
//! from the description of its table, so every kind of record is kept in the same way.

use std::collections::VecDeque;

use entity::object::{Field, OBJECTS, Object};
use entity::{attribute, eligibility_rule, service};
use rustc_hash::FxHashSet;
use uuid::Uuid;

use super::belonging::{belongs_elsewhere, children, is_of_practitioner, owners, ring, users};
use super::desk::Desk;
use super::draft::Draft;
use super::editor::{Editor, Outcome, moment};
use super::error::Error;
use super::given::{Given, fill, whole};
use crate::auth::{Act, Grant};
use crate::change::newest;
use crate::store::{Cell, Key, Row, fetch_by};

/// One write to one record.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// A new record.
    Create {
        /// Its kind.
        object: &'static Object,
        /// The id it shall have; ours when not given.
        id: Option<Uuid>,
        /// What it holds.
        given: Given,
    },
    /// Other values for some fields of a record.
    Update {
        /// Its kind.
        object: &'static Object,
        /// Which one.
        id: Uuid,
        /// What changes.
        given: Given,
        /// The version that the sender has seen.
        expected_version: Option<String>,
    },
    /// The end of a record: a service is defunct from then on, anything else is taken out.
    Retire {
        /// Its kind.
        object: &'static Object,
        /// Which one.
        id: Uuid,
        /// The version that the sender has seen.
        expected_version: Option<String>,
    },
}

impl Write {
    /// The kind of record.
    pub fn object(&self) -> &'static Object {
        match self {
            Self::Create { object, .. }
            | Self::Update { object, .. }
            | Self::Retire { object, .. } => object,
        }
    }

    /// The record, where there is one already.
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::Create { .. } => None,
            Self::Update { id, .. } | Self::Retire { id, .. } => Some(*id),
        }
    }
}

/// Why a write was not done. Nothing of it was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// A field cannot hold what was given; the sentence says what to do.
    Unfit(&'static Field, String),
    /// There is no such record.
    NotFound,
    /// There is another record with this id.
    Exists,
    /// Somebody has changed the record since; its version now.
    Conflict(String),
    /// Other records still name it; the sentence says which.
    InUse(String),
    /// The viewer may not do it.
    Forbidden,
}

/// The record written, or why it was not.
pub type Written = Result<Uuid, Refused>;

impl Desk {
    /// Does writes in order, each for itself: one that is refused stops no other. The outcomes stand in the order of the
    /// writes.
    pub async fn write(&self, writes: &[Write]) -> Result<Vec<Written>, Error> {
        if self.viewer.may(Act::KeepListing) == Grant::Never {
            self.permit(Act::KeepListing, None)?;
        }
        let mut editor = Editor::begin(self.store.clone(), &self.viewer.actor(), self.now).await?;
        let mut outcomes = Vec::with_capacity(writes.len());
        for write in writes {
            outcomes.push(self.write_one(&mut editor, write).await?);
        }
        editor.commit().await?;
        Ok(outcomes)
    }

    pub(super) async fn write_one(
        &self,
        editor: &mut Editor,
        write: &Write,
    ) -> Result<Written, Error> {
        match write {
            Write::Create { object, id, given } => self.create(editor, object, *id, given).await,
            Write::Update {
                object,
                id,
                given,
                expected_version,
            } => {
                let row = self.row(editor, object, *id, expected_version.as_deref());
                match row.await? {
                    Ok(row) => self.update(editor, object, row, given).await,
                    Err(refused) => Ok(Err(refused)),
                }
            }
            Write::Retire {
                object,
                id,
                expected_version,
            } => {
                let row = self.row(editor, object, *id, expected_version.as_deref());
                match row.await? {
                    Ok(row) => self.retire(editor, object, *id, row).await,
                    Err(refused) => Ok(Err(refused)),
                }
            }
        }
    }

    /// A record that the viewer may change, as it stands.
    async fn row(
        &self,
        editor: &Editor,
        object: &'static Object,
        id: Uuid,
        expected_version: Option<&str>,
    ) -> Result<Result<Row, Refused>, Error> {
        let key = Key::Id(id);
        let row = editor
            .rows(object, std::slice::from_ref(&key))
            .await?
            .remove(&key);
        // Practitioners decide over what is told of them, so their rows are not kept here.
        let row = row.filter(|row| !is_of_practitioner(object, row));
        let owners = match &row {
            Some(row) => owners(editor.transaction(), object, row).await?,
            None => FxHashSet::default(),
        };
        if !self.keeps(&owners) {
            return Ok(Err(Refused::Forbidden));
        }
        let Some(row) = row else {
            return Ok(Err(Refused::NotFound));
        };
        if let Some(expected) = expected_version {
            let versions = newest(editor.transaction(), object.name, &[id]).await?;
            let version = versions.get(&id).copied().unwrap_or_default().to_string();
            if version != expected {
                return Ok(Err(Refused::Conflict(version)));
            }
        }
        Ok(Ok(row))
    }

    /// Whether the viewer keeps what belongs to all of these organizations. What belongs to none is the admins'.
    fn keeps(&self, owners: &FxHashSet<Uuid>) -> bool {
        let is_kept = |owner| self.viewer.permit(Act::KeepListing, owner).is_some();
        if owners.is_empty() {
            return is_kept(None);
        }
        owners.iter().all(|owner| is_kept(Some(*owner)))
    }

    async fn create(
        &self,
        editor: &mut Editor,
        object: &'static Object,
        id: Option<Uuid>,
        given: &Given,
    ) -> Result<Written, Error> {
        let id = id.unwrap_or_else(Uuid::now_v7);
        let mut row = Row {
            key: Key::Id(id),
            cells: vec![Cell::Null; object.fields.len()],
        };
        let link = name_link(editor, object, given).await?;
        if let Err(refused) = fill(object, &mut row, given, &link) {
            return Ok(Err(refused));
        }
        if let Err(refused) = whole(object, &row) {
            return Ok(Err(refused));
        }
        let owners = owners(editor.transaction(), object, &row).await?;
        if !self.keeps(&owners) {
            return Ok(Err(Refused::Forbidden));
        }
        let stored = editor.rows(object, std::slice::from_ref(&row.key)).await?;
        if let Some(held) = stored.get(&row.key) {
            // Sent again because the answer was lost: it is there, as it was to be.
            let mut fields = given.iter().map(|(field, _)| field.name);
            let is_same = fields.all(|name| held.cell(object, name) == row.cell(object, name));
            return Ok(if is_same {
                Ok(id)
            } else {
                Err(Refused::Exists)
            });
        }
        self.stamp(object, &mut row);
        let outcome = put(editor, object, id, &row, None).await?;
        if outcome.is_ok() && object.name == eligibility_rule::OBJECT.name {
            state_rules(editor, object, &row).await?;
        }
        Ok(outcome.map(|()| id))
    }

    async fn update(
        &self,
        editor: &mut Editor,
        object: &'static Object,
        before: Row,
        given: &Given,
    ) -> Result<Written, Error> {
        let Key::Id(id) = before.key else {
            return Ok(Err(Refused::NotFound));
        };
        let mut row = before.clone();
        let link = name_link(editor, object, given).await?;
        if let Err(refused) = fill(object, &mut row, given, &link) {
            return Ok(Err(refused));
        }
        let owners = owners(editor.transaction(), object, &row).await?;
        if !self.keeps(&owners) {
            return Ok(Err(Refused::Forbidden));
        }
        if let Some(field) = ring(editor, object, id, &row).await? {
            let sentence = "Give a term that is not below this one.".to_owned();
            return Ok(Err(Refused::Unfit(field, sentence)));
        }
        if row == before {
            return Ok(Ok(id));
        }
        self.stamp(object, &mut row);
        let outcome = put(editor, object, id, &row, Some(&before)).await?;
        Ok(outcome.map(|()| id))
    }

    /// Says when a record was written, where HSDS has a field for it.
    fn stamp(&self, object: &Object, row: &mut Row) {
        let field = match object.name {
            "service" => "last_modified",
            "service_capacity" => "updated",
            _ => return,
        };
        if let Some((at, _)) = object.field(field)
            && let Some(cell) = row.cells.get_mut(at)
        {
            *cell = Cell::Text(moment(self.now));
        }
    }

    async fn retire(
        &self,
        editor: &mut Editor,
        object: &'static Object,
        id: Uuid,
        row: Row,
    ) -> Result<Written, Error> {
        if object.name == service::OBJECT.name {
            let mut draft = Draft::new(id);
            draft.set(object, "status", Cell::Text("defunct".to_owned()));
            draft.set(object, "last_modified", Cell::Text(moment(self.now)));
            editor.put(object, &[draft]).await?;
            return Ok(Ok(id));
        }
        if let Some(sentence) = users(editor, object, id).await? {
            return Ok(Err(Refused::InUse(sentence)));
        }
        let mut open = VecDeque::from([(object, row)]);
        while let Some((object, row)) = open.pop_front() {
            let Key::Id(id) = row.key else { continue };
            for (child, field) in children(object) {
                let ids = [id];
                for held in fetch_by(editor.transaction(), child, field, &ids).await? {
                    if belongs_elsewhere(child, field, &held) {
                        let mut draft = Draft::new(held.key);
                        draft.set(child, field, Cell::Null);
                        editor.put(child, &[draft]).await?;
                    } else {
                        open.push_back((child, held));
                    }
                }
            }
            editor.remove(object, &[row]).await?;
        }
        Ok(Ok(id))
    }
}

/// For a mark: the kind of record that it is on, found by its id, because nobody needs to say it.
async fn name_link(
    editor: &Editor,
    object: &'static Object,
    given: &Given,
) -> Result<Option<&'static str>, Error> {
    let link = given
        .iter()
        .find(|(field, _)| object.name == attribute::OBJECT.name && field.name == "link_id");
    let id = link.and_then(|(_, value)| Uuid::try_parse(value.as_str()?).ok());
    let Some(id) = id else { return Ok(None) };
    for target in OBJECTS.iter().filter(|target| target.has_attributes) {
        if !editor.rows(target, &[Key::Id(id)]).await?.is_empty() {
            return Ok(Some(target.name));
        }
    }
    Ok(None)
}

/// Writes the cells of a row that differ from what it was.
async fn put(
    editor: &mut Editor,
    object: &'static Object,
    id: Uuid,
    row: &Row,
    before: Option<&Row>,
) -> Result<Result<(), Refused>, Error> {
    let mut draft = Draft::new(id);
    for (at, cell) in row.cells.iter().enumerate() {
        let held = before.and_then(|before| before.cells.get(at));
        if held.unwrap_or(&Cell::Null) != cell {
            draft.cells.push((at, cell.clone()));
        }
    }
    let outcome = editor.put(object, &[draft]).await?;
    Ok(match outcome.into_iter().next() {
        Some(Outcome::Incomplete(field)) => {
            Err(Refused::Unfit(field, "It cannot be empty.".to_owned()))
        }
        Some(Outcome::BrokenReference(field)) => {
            let sentence = "There is no record with this id.".to_owned();
            Err(Refused::Unfit(field, sentence))
        }
        _ => Ok(()),
    })
}

/// A service that has a rule on who may use it is one with rules.
async fn state_rules(
    editor: &mut Editor,
    object: &'static Object,
    rule: &Row,
) -> Result<(), Error> {
    if let Some(id) = rule.id(object, "service_id") {
        let mut draft = Draft::new(id);
        draft.set(
            &service::OBJECT,
            "eligibility",
            Cell::Text("RULES".to_owned()),
        );
        editor.put(&service::OBJECT, &[draft]).await?;
    }
    Ok(())
}
