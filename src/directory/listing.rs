//! Keeping listings: creating, changing and retiring records one by one, by whoever may. What a record may hold is read
//! from the description of its table, so every kind of record is kept in the same way.

use std::collections::VecDeque;

use entity::object::{Field, Kind, List, OBJECTS, OURS, Object};
use entity::{attribute, eligibility_rule, metadata, service, taxonomy_term};
use rustc_hash::FxHashSet;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::desk::Desk;
use super::draft::Draft;
use super::editor::{Editor, Outcome, default_of, moment};
use super::error::Error;
use super::validate;
use crate::auth::{Act, Grant};
use crate::change::newest;
use crate::store::{Cell, Key, Row, fetch, fetch_by};

/// What somebody gives for fields of a record; what is not given stays as it is, and null empties a field.
pub type Given = Vec<(&'static Field, serde_json::Value)>;

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

/// Fields that acts of their own set.
const KEPT_BACK: [(&str, &str); 11] = [
    ("organization", "lifecycle"),
    ("organization", "verified_at"),
    ("organization", "verified_by"),
    ("service", "assured_date"),
    ("service", "last_modified"),
    ("service_capacity", "updated"),
    // The program knows its own taxonomies by it.
    ("taxonomy", "code"),
    ("language", "practitioner_id"),
    ("schedule", "practitioner_id"),
    ("attribute", "link_type"),
    ("attribute", "link_entity"),
];

/// The fields of a kind of record that can be given.
pub fn fields(object: &'static Object) -> impl Iterator<Item = &'static Field> {
    object
        .fields
        .iter()
        .filter(|field| !KEPT_BACK.contains(&(object.name, field.name)))
}

/// Whether a new record must say what a field holds.
pub fn is_needed(object: &Object, field: &Field) -> bool {
    let is_kept_back = KEPT_BACK.contains(&(object.name, field.name));
    let is_never_empty = field.is_required || field.is_required_in_tables || field.is_never_null;
    is_never_empty && !is_kept_back && default_of(object, field).is_none()
}

/// Kinds of records that others belong to, and with them whose they are.
const PARENTS: [&str; 7] = [
    "organization",
    "program",
    "service",
    "service_at_location",
    "location",
    "contact",
    "phone",
];

/// The fields of a record that say what it belongs to. A service at a location is its service's: the place may be
/// another organization's, which lends a room.
fn parents(object: &'static Object) -> impl Iterator<Item = (usize, &'static str)> {
    object
        .fields
        .iter()
        .enumerate()
        .filter_map(move |(at, field)| {
            let Kind::Reference(target) = field.kind else {
                return None;
            };
            let is_guest = object.name == "service_at_location" && target == "location";
            (PARENTS.contains(&target) && !is_guest).then_some((at, target))
        })
}

/// Beside the lists of HSDS: records that end with another.
const CHILDREN: [(&str, List); 4] = [
    (
        "taxonomy_term",
        List {
            property: "labels",
            object: "term_label",
            owner: "taxonomy_term_id",
        },
    ),
    (
        "taxonomy_term",
        List {
            property: "mappings",
            object: "term_mapping",
            owner: "from_term_id",
        },
    ),
    (
        "taxonomy_term",
        List {
            property: "mappings",
            object: "term_mapping",
            owner: "to_term_id",
        },
    ),
    (
        "service",
        List {
            property: "eligibility_rules",
            object: "eligibility_rule",
            owner: "service_id",
        },
    ),
];

/// The kinds of records that end with a record, and the fields by which they name it.
fn children(object: &'static Object) -> Vec<(&'static Object, &'static str)> {
    let mut children: Vec<(&Object, &str)> = Vec::new();
    let more = CHILDREN.iter().filter(|(of, _)| *of == object.name);
    for list in object.lists.iter().chain(more.map(|(_, list)| list)) {
        children.extend(entity::object::object(list.object).map(|child| (child, list.owner)));
    }
    if object.has_attributes {
        children.push((&attribute::OBJECT, "link_id"));
    }
    if object.has_metadata {
        children.push((&metadata::OBJECT, "resource_id"));
    }
    children
}

/// How far up a chain of broader terms is followed; none is as long.
const HIGHEST: usize = 50;

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
        if let Err(refused) = fill(
            object,
            &mut row,
            given,
            &name_link(editor, object, given).await?,
        ) {
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
            let is_same = given.iter().all(|(field, _)| {
                let at = object.field(field.name).map(|(at, _)| at);
                at.is_some_and(|at| held.cells.get(at) == row.cells.get(at))
            });
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
        if let Err(refused) = fill(
            object,
            &mut row,
            given,
            &name_link(editor, object, given).await?,
        ) {
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

fn is_of_practitioner(object: &Object, row: &Row) -> bool {
    let field = object.field("practitioner_id");
    field.is_some_and(|(at, _)| row.cells.get(at).is_some_and(|cell| *cell != Cell::Null))
}

/// Whether a record still belongs to something when the record that `field` names is gone.
fn belongs_elsewhere(object: &'static Object, field: &str, row: &Row) -> bool {
    parents(object).any(|(at, _)| {
        let is_other = object
            .fields
            .get(at)
            .is_some_and(|other| other.name != field);
        is_other && row.cells.get(at).is_some_and(|cell| *cell != Cell::Null)
    })
}

/// The organizations that a record belongs to, by way of whatever it names.
pub(super) async fn owners(
    connection: &impl ConnectionTrait,
    object: &'static Object,
    row: &Row,
) -> Result<FxHashSet<Uuid>, Error> {
    let mut owners = FxHashSet::default();
    let mut open = vec![(object, row.clone())];
    if object.name == "organization"
        && let Key::Id(id) = row.key
    {
        owners.insert(id);
        open.clear();
    }
    while let Some((object, row)) = open.pop() {
        for (target, id) in named(object, &row) {
            if target.name == "organization" {
                owners.insert(id);
                continue;
            }
            open.extend(
                fetch(connection, target, &[Key::Id(id)])
                    .await?
                    .into_values()
                    .map(|row| (target, row)),
            );
        }
    }
    Ok(owners)
}

/// The records that a record belongs to.
fn named(object: &'static Object, row: &Row) -> Vec<(&'static Object, Uuid)> {
    let cell_of = |name: &str| object.field(name).and_then(|(at, _)| row.cells.get(at));
    let mut named: Vec<(&Object, Uuid)> = parents(object)
        .filter_map(|(at, target)| match row.cells.get(at) {
            Some(Cell::Id(id)) => Some((entity::object::object(target)?, *id)),
            _ => None,
        })
        .collect();
    // A mark names any kind of record.
    if let (Some(Cell::Text(kind)), Some(Cell::Id(id))) =
        (cell_of("link_entity"), cell_of("link_id"))
        && let Some(target) = entity::object::object(kind)
    {
        named.push((target, *id));
    }
    named
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

/// Puts what is given into a row.
fn fill(
    object: &'static Object,
    row: &mut Row,
    given: &Given,
    link: &Option<&'static str>,
) -> Result<(), Refused> {
    for (field, value) in given {
        let unfit =
            |expected: super::Expected| Refused::Unfit(field, format!("Give {}.", expected.0));
        let mut cell = validate::from_json(object, field, value).map_err(unfit)?;
        if matches!(&cell, Cell::Text(text) if text.trim().is_empty()) {
            cell = Cell::Null;
        }
        if let Some(expected) = validate::oddity(field.name, field.kind, &cell) {
            return Err(unfit(expected));
        }
        if cell == Cell::Null && (field.is_required || field.is_never_null) {
            return Err(Refused::Unfit(field, "It cannot be empty.".to_owned()));
        }
        if let (Cell::Number(number), false) = (
            &cell,
            matches!(field.name, "latitude" | "longitude" | "timezone"),
        ) && *number < 0.0
        {
            return Err(Refused::Unfit(
                field,
                "Give a number that is not negative.".to_owned(),
            ));
        }
        if let Some((at, _)) = object.field(field.name)
            && let Some(slot) = row.cells.get_mut(at)
        {
            *slot = cell;
        }
        if object.name == attribute::OBJECT.name && field.name == "link_id" {
            let Some(kind) = link else {
                let sentence = "There is no record with this id that can be marked.".to_owned();
                return Err(Refused::Unfit(field, sentence));
            };
            if let Some((at, _)) = object.field("link_entity")
                && let Some(slot) = row.cells.get_mut(at)
            {
                *slot = Cell::Text((*kind).to_owned());
            }
        }
    }
    Ok(())
}

/// Whether a new record says what it must.
fn whole(object: &'static Object, row: &Row) -> Result<(), Refused> {
    let is_empty = |at: usize| row.cells.get(at) == Some(&Cell::Null);
    let fields = object.fields.iter().enumerate();
    for (at, field) in fields {
        if is_needed(object, field) && is_empty(at) {
            let sentence = format!("Give {}.", validate::expected(field.kind).0);
            return Err(Refused::Unfit(field, sentence));
        }
    }
    let mut above = parents(object).peekable();
    let first = above.peek().and_then(|(at, _)| object.fields.get(*at));
    if let Some(field) = first
        && object.name != "location"
        && above.all(|(at, _)| is_empty(at))
    {
        let sentence = "Say what it belongs to, by this field or another that names a record.";
        return Err(Refused::Unfit(field, sentence.to_owned()));
    }
    Ok(())
}

/// Whether a write could be done as far as it tells by itself.
pub(super) fn check(write: &Write) -> Result<(), Refused> {
    let object = write.object();
    let mut row = Row {
        key: Key::Id(Uuid::nil()),
        cells: vec![Cell::Null; object.fields.len()],
    };
    match write {
        Write::Create { given, .. } => {
            fill(object, &mut row, given, &Some(object.name))?;
            whole(object, &row)
        }
        Write::Update { given, .. } => fill(object, &mut row, given, &Some(object.name)),
        Write::Retire { .. } => Ok(()),
    }
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
    let cell = object
        .field("service_id")
        .and_then(|(at, _)| rule.cells.get(at));
    if let Some(Cell::Id(id)) = cell {
        let mut draft = Draft::new(*id);
        draft.set(
            &service::OBJECT,
            "eligibility",
            Cell::Text("RULES".to_owned()),
        );
        editor.put(&service::OBJECT, &[draft]).await?;
    }
    Ok(())
}

/// The field that would make a term its own ancestor.
async fn ring(
    editor: &Editor,
    object: &'static Object,
    id: Uuid,
    row: &Row,
) -> Result<Option<&'static Field>, Error> {
    if object.name != taxonomy_term::OBJECT.name {
        return Ok(None);
    }
    let Some((at, field)) = object.field("parent_id") else {
        return Ok(None);
    };
    let mut above = row.cells.get(at).cloned();
    for _ in 0..HIGHEST {
        let Some(Cell::Id(parent)) = above else {
            return Ok(None);
        };
        if parent == id {
            return Ok(Some(field));
        }
        let rows = editor.rows(object, &[Key::Id(parent)]).await?;
        above = rows
            .into_values()
            .next()
            .and_then(|row| row.cells.get(at).cloned());
    }
    Ok(None)
}

/// What still names a record without ending with it, as a sentence; `None` when nothing does.
async fn users(
    editor: &Editor,
    object: &'static Object,
    id: Uuid,
) -> Result<Option<String>, Error> {
    let ending = children(object);
    for other in OBJECTS.iter().chain(OURS) {
        for field in other.fields {
            let names_it = field.kind == Kind::Reference(object.name)
                || (other.name == object.name && field.name == "parent_id");
            let is_child = ending
                .iter()
                .any(|(child, owner)| child.name == other.name && *owner == field.name);
            if !names_it || is_child {
                continue;
            }
            let count = fetch_by(editor.transaction(), other, field.name, &[id])
                .await?
                .len();
            if count > 0 {
                let what = other.name.replace('_', " ");
                return Ok(Some(format!(
                    "It is still named by {count} of kind {what}; change or retire those first."
                )));
            }
        }
    }
    Ok(None)
}
