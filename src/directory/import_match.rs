//! Matching an import with what was there already. Of organizations that certainly are the same the new one is merged into
//! the old; one that only may be the same waits for review, where nobody else sees it nor what hangs on it. Locations are
//! compared within their organization: one that is, or may be, one that was there is answered for by that one, and what
//! came with it hangs there, until it is decided that they are two.

use chrono::{DateTime, Utc};
use entity::import_match::OBJECT;
use entity::{organization, registration};
use rustc_hash::FxHashSet;
use uuid::Uuid;

use super::draft::Draft;
use super::editor::{Editor, moment};
use super::error::Error;
use super::likeness::{Compared, compared_with_listed};
use super::merge::{Merged, merge_within};
use super::place_match::match_locations;
use super::review::Standing;
use crate::store::{Cell, Key, naming};

/// Who decides where there is no doubt.
pub(super) const IMPORT: &str = "import";

/// How certain a match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// There is no doubt.
    Exact,
    /// It may be; somebody must look.
    Probable,
}

/// A record of an import and the one that was there before.
#[derive(Debug, Clone)]
pub struct Matched {
    /// The table of both.
    pub entity: &'static str,
    /// The record that came in.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The one that was there.
    pub other: Uuid,
    /// What that is called.
    pub other_name: String,
    /// How certain it is.
    pub sameness: Sameness,
    /// By what they were told to be the same.
    pub reasons: Vec<&'static str>,
}

/// Matches organizations and locations that an editor has just made with those that were there, and links them.
pub async fn match_import(
    editor: &mut Editor,
    organizations: &FxHashSet<Uuid>,
    locations: &FxHashSet<Uuid>,
    now: DateTime<Utc>,
) -> Result<Vec<Matched>, Error> {
    let mut found = Vec::new();
    for matched in settle(&compared_with_listed(editor, organizations).await?) {
        let by = match matched.sameness {
            Sameness::Exact => {
                let both = (matched.id, matched.other);
                // One that is itself not listed any more is left for review.
                match merge_within(editor, both, true, IMPORT, now).await? {
                    Merged::Done(..) => Some(IMPORT),
                    Merged::WouldMove(_) | Merged::Refused(..) => continue,
                }
            }
            Sameness::Probable => {
                hold(editor, matched.id, now).await?;
                None
            }
        };
        note(editor, &matched, None, by, now).await?;
        found.push(matched);
    }
    found.extend(match_locations(editor, organizations, locations, now).await?);
    Ok(found)
}

/// One match for each organization: exact when exactly one is certain. What one may be stands together.
fn settle(compared: &[Compared]) -> Vec<Matched> {
    let of_one = compared.chunk_by(|one, next| one.likeness.id == next.likeness.id);
    let settled = of_one.filter_map(|all| {
        let mut certain = all.iter().filter(|it| it.is_certain);
        let (it, sameness) = match (certain.next(), certain.next()) {
            (Some(only), None) => (only, Sameness::Exact),
            _ => (all.first()?, Sameness::Probable),
        };
        Some(Matched {
            entity: "organization",
            id: it.likeness.id,
            name: it.likeness.name.clone(),
            other: it.likeness.other,
            other_name: it.likeness.other_name.clone(),
            sameness,
            reasons: it.reasons.clone(),
        })
    });
    settled.collect()
}

/// Lets an organization wait for review.
async fn hold(editor: &mut Editor, id: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut draft = Draft::new(id);
    let waiting = Standing::Pending;
    draft.set(
        &organization::OBJECT,
        "lifecycle",
        text(waiting.lifecycle()),
    );
    editor.put(&organization::OBJECT, &[draft]).await?;
    let mut paper = Draft::new(Uuid::now_v7());
    let object = &registration::OBJECT;
    paper.set(object, "organization_id", Cell::Id(id));
    paper.set(object, "state", text(waiting.word()));
    paper.set(object, "submitted_at", Cell::Text(moment(now)));
    editor.put(object, &[paper]).await?;
    Ok(())
}

/// Settles the match of an import about an organization, if one waits: it is the same as another, or is one of its own.
pub(super) async fn settle_waiting(
    editor: &mut Editor,
    organization: Uuid,
    same_as: Option<Uuid>,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let keys = naming(editor.transaction(), &OBJECT, "record_id", organization).await?;
    let rows = editor.rows(&OBJECT, &keys).await?;
    let waiting = rows
        .into_values()
        .filter(|row| row.text(&OBJECT, "state") == Some("PENDING"));
    let drafts: Vec<Draft> = waiting
        .map(|row| verdict(row.key, same_as, by, now))
        .collect();
    editor.put_as_stated(&OBJECT, &drafts).await?;
    Ok(())
}

/// What is noted of a match that somebody decided.
pub(super) fn verdict(
    key: impl Into<Key>,
    same_as: Option<Uuid>,
    by: &str,
    now: DateTime<Utc>,
) -> Draft {
    let mut draft = Draft::new(key);
    let state = same_as.map_or("DIFFERENT", |_| "SAME");
    draft.set(&OBJECT, "state", state.into());
    if let Some(other) = same_as {
        draft.set(&OBJECT, "candidate_id", other.into());
    }
    draft.set(&OBJECT, "reviewed_at", moment(now).into());
    draft.set(&OBJECT, "reviewed_by", by.into());
    draft
}

/// Keeps a match; `by` decided it, if anybody did.
pub(super) async fn note(
    editor: &mut Editor,
    matched: &Matched,
    moved: Option<String>,
    by: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut draft = Draft::new(Uuid::now_v7());
    draft.set(&OBJECT, "entity", text(matched.entity));
    draft.set(&OBJECT, "record_id", Cell::Id(matched.id));
    draft.set(&OBJECT, "candidate_id", Cell::Id(matched.other));
    draft.set(&OBJECT, "name", text(&matched.name));
    draft.set(&OBJECT, "reasons", text(&matched.reasons.join(", ")));
    draft.set(&OBJECT, "state", text(by.map_or("PENDING", |_| "SAME")));
    draft.set(&OBJECT, "moved", moved.into());
    draft.set(&OBJECT, "made_at", Cell::Text(moment(now)));
    if let Some(by) = by {
        draft.set(&OBJECT, "reviewed_at", Cell::Text(moment(now)));
        draft.set(&OBJECT, "reviewed_by", text(by));
    }
    editor.put(&OBJECT, &[draft]).await?;
    Ok(())
}
