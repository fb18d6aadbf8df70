//! Merging one organization into another: what hangs on the one moves to the other, whose answer its id gets from then on.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::object::{Kind, OBJECTS, OURS, Object};
use entity::{api_token, merged_organization, organization, organization_identifier, registration};
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::desk::Desk;
use super::draft::Draft;
use super::editor::Editor;
use super::error::Error;
use super::import_match::settle_waiting;
use super::review::{Standing, decided, standing};
use crate::auth::Act;
use crate::store::{Cell, Key, Row, naming};

/// What an identifier that was an organization's HSDS id is called.
const FORMER_ID: &str = "HSDS id before merging";

/// Rows that nothing hangs on: one that `into` has already stays where it is.
const LEAVES: [&str; 11] = [
    "phone",
    "url",
    "funding",
    "organization_identifier",
    "attribute",
    "metadata",
    "extra_property",
    "address",
    "schedule",
    "language",
    "accessibility",
];

/// What became of merging.
#[derive(Debug)]
pub enum Merged {
    /// It was done: the organization that now answers, and how many rows of each table moved.
    Done(Uuid, BTreeMap<&'static str, u64>),
    /// It is not confirmed; so many rows would move.
    WouldMove(BTreeMap<&'static str, u64>),
    /// It cannot be done; the argument that is wrong, and what to do.
    Refused(&'static str, &'static str),
}

impl Desk {
    /// Merges an organization into another that is listed. It cannot be undone, so it is only done when confirmed.
    pub async fn merge(&self, from: Uuid, into: Uuid, is_confirmed: bool) -> Result<Merged, Error> {
        let permit = self.permit(Act::ReviewRegistrations, None)?;
        let into = self.store.standing_for(into);
        if self.store.standing_for(from) != from {
            let sentence = "It was merged already; its id answers with the other organization.";
            return Ok(Merged::Refused("from", sentence));
        }
        if from == into {
            let sentence = "Name another organization than the one to be merged.";
            return Ok(Merged::Refused("into", sentence));
        }
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        let by = self.viewer.role.word();
        let merged = merge_within(&mut editor, (from, into), is_confirmed, by, self.now).await?;
        if matches!(merged, Merged::Done(..)) {
            editor.commit().await?;
        }
        Ok(merged)
    }
}

/// Merges one organization into another within a transaction, which is whoever calls's to keep.
pub(super) async fn merge_within(
    editor: &mut Editor,
    (from, into): (Uuid, Uuid),
    is_confirmed: bool,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Merged, Error> {
    // Both are held in one order, so that two merges at once do not wait for each other.
    let mut both = FxHashMap::default();
    for id in [from.min(into), from.max(into)] {
        both.insert(id, standing(editor, id).await?);
    }
    let (Some(of_from), Some(of_into)) =
        (both.remove(&from).flatten(), both.remove(&into).flatten())
    else {
        let sentence = "There is no organization with this id.";
        let is_from_there = !editor
            .rows(&organization::OBJECT, &[from.into()])
            .await?
            .is_empty();
        let argument = if is_from_there { "into" } else { "from" };
        return Ok(Merged::Refused(argument, sentence));
    };
    if is_merged(editor, &[from, into]).await? {
        let sentence = "One of them has just been merged; look at both again.";
        return Ok(Merged::Refused("from", sentence));
    }
    if of_into.standing != Standing::Approved {
        let sentence = "It is not listed; merge into one that is.";
        return Ok(Merged::Refused("into", sentence));
    }
    let moving = moving(editor, "organization", from, into).await?;
    let counts = moving
        .iter()
        .map(|(object, drafts)| (object.name, u64::try_from(drafts.len()).unwrap_or_default()))
        .filter(|(_, count)| *count > 0)
        .collect();
    if !is_confirmed {
        return Ok(Merged::WouldMove(counts));
    }
    for (object, drafts) in &moving {
        editor.put(object, drafts).await?;
    }
    let mut former = Draft::new(Uuid::now_v7());
    let object = &organization_identifier::OBJECT;
    former.set(object, "organization_id", Cell::Id(into));
    let kind = Cell::Text(FORMER_ID.to_owned());
    former.set(object, "identifier_type", kind);
    former.set(object, "identifier", Cell::Text(from.to_string()));
    editor.put(object, &[former]).await?;
    let mut gone = Draft::new(from);
    let lifecycle = Cell::Text(Standing::Closed.lifecycle().to_owned());
    gone.set(&organization::OBJECT, "lifecycle", lifecycle);
    editor.put(&organization::OBJECT, &[gone]).await?;
    let mut paper = Draft::new(of_from.key());
    let reason = format!("Merged into {into}.");
    decided(&mut paper, from, Standing::Closed, by, Some(&reason), now);
    editor.put(&registration::OBJECT, &[paper]).await?;
    // Those merged into it before now answer with what it became part of.
    let object = &merged_organization::OBJECT;
    let mut answers = naming(editor.transaction(), object, "into_id", from).await?;
    answers.push(from.into());
    let drafts: Vec<Draft> = answers
        .into_iter()
        .map(|key| {
            let mut draft = Draft::new(key);
            draft.set(object, "into_id", Cell::Id(into));
            draft
        })
        .collect();
    editor.put(object, &drafts).await?;
    settle_waiting(editor, from, Some(into), by, now).await?;
    Ok(Merged::Done(into, counts))
}

async fn is_merged(editor: &Editor, ids: &[Uuid]) -> Result<bool, Error> {
    let keys: Vec<Key> = ids.iter().copied().map(Key::Id).collect();
    let rows = editor.rows(&merged_organization::OBJECT, &keys).await?;
    Ok(!rows.is_empty())
}

/// The columns by which rows of `object` hang on a row of a table.
fn columns(object: &Object, table: &str) -> Vec<&'static str> {
    let fields = object.fields.iter().filter(|field| match field.kind {
        Kind::Reference(target) => target == table,
        Kind::Id if field.name == "parent_organization_id" => table == "organization",
        Kind::Id => ["link_id", "resource_id", "owner_id"].contains(&field.name),
        _ => false,
    });
    fields.map(|field| field.name).collect()
}

/// Drafts of one table.
type Drafts = (&'static Object, Vec<Draft>);

/// The drafts by which what hangs on `from` comes to hang on `into`, table by table. Both are rows of `of`.
pub(super) async fn moving(
    editor: &Editor,
    of: &str,
    from: Uuid,
    into: Uuid,
) -> Result<Vec<Drafts>, Error> {
    let mut all = Vec::new();
    let tables = OBJECTS.iter().chain(OURS).chain([&api_token::OBJECT]);
    for object in tables {
        for column in columns(object, of) {
            let keys = naming(editor.transaction(), object, column, from).await?;
            if keys.is_empty() {
                continue;
            }
            let mut held: Vec<Row> = Vec::new();
            let mut moved = FxHashMap::default();
            if LEAVES.contains(&object.name) {
                let others = naming(editor.transaction(), object, column, into).await?;
                held = editor.rows(object, &others).await?.into_values().collect();
                moved = editor.rows(object, &keys).await?;
            }
            let is_held = |key: &Key| {
                let row = moved.get(key);
                row.is_some_and(|row| held.iter().any(|other| is_same(object, column, row, other)))
            };
            let mut drafts = Vec::new();
            for key in keys.into_iter().filter(|key| !is_held(key)) {
                // No organization becomes a part of itself.
                let cell = match key {
                    Key::Id(id) if id == into => Cell::Null,
                    _ => Cell::Id(into),
                };
                let mut draft = Draft::new(key);
                draft.set(object, column, cell);
                drafts.push(draft);
            }
            all.push((object, drafts));
        }
    }
    Ok(all)
}

/// Two rows say the same, but for whom they belong to.
fn is_same(object: &Object, column: &str, row: &Row, other: &Row) -> bool {
    let cells = row.cells.iter().zip(&other.cells).zip(object.fields);
    cells
        .into_iter()
        .all(|((cell, other), field)| cell == other || field.name == column)
}
