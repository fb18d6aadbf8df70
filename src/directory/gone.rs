//! What ends for a reader, and what begins: a record is told of as gone when the reader could know of it and is shown what
//! it belonged to; what belonged to a record that is gone has gone with it, and is not told of by itself. So nothing is
//! told of what hangs on a hidden organization or tells of a confidential place.

use entity::location;
use entity::object::{Field, Kind, Object};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::changes::{HOLDERS, Owners, PUBLISHED, Record, shown};
use super::discretion::tells_of_place;
use super::error::Error;
use crate::change::{Operation, Position, STANDING, Write};
use crate::store::{Cell, Key, NOT_PUBLIC, Reader, Sight, Store, fetch};

type Fields = Map<String, Value>;

fn fields(json: Option<&str>) -> Option<Fields> {
    serde_json::from_str(json?).ok()
}

fn word<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name)?.as_str()
}

/// Whether everyone could know of a row that held these fields, as far as it says so itself; `None` when they do not tell.
fn is_open(table: &str, fields: &Fields) -> Option<bool> {
    match table {
        "organization" => Some(!NOT_PUBLIC.contains(&word(fields, "lifecycle")?)),
        "practitioner" => Some(word(fields, "consent")? == "LISTED"),
        _ => Some(true),
    }
}

/// Whether a write makes an organization wait for review.
pub(super) fn waits(write: &Write) -> bool {
    let after = fields(write.after.as_deref());
    write.entity == "organization"
        && after.is_some_and(|after| word(&after, "lifecycle") == Some("PENDING"))
}

/// What was done to a record that is shown, as its reader sees it: what could not be known of before is new.
pub(super) fn operation_seen(write: &Write) -> Operation {
    let before = fields(write.before.as_deref());
    match before.and_then(|before| is_open(&write.entity, &before)) {
        Some(false) => Operation::Create,
        _ => write.operation,
    }
}

/// A record with what it belonged to when it ended.
struct End {
    seq: Position,
    record: Record,
    owners: Vec<(&'static str, Record)>,
}

/// The writes that may end a record that is not shown: those before which everyone could know of it.
async fn ends<'a>(
    store: &Store,
    not_shown: impl Iterator<Item = (&'a Write, Record)>,
) -> Result<Vec<End>, Error> {
    let mut found = Vec::new();
    let mut kept: FxHashMap<&'static str, (&'static Object, Vec<Key>)> = FxHashMap::default();
    for (write, record) in not_shown {
        let before = fields(write.before.as_deref()).unwrap_or_default();
        let Some(object) = entity::object::object(record.0) else {
            continue;
        };
        let is_deleted = write.operation == Operation::Delete;
        let tells = is_deleted || STANDING.contains(&record.0);
        if tells && is_open(record.0, &before) == Some(true) {
            // Of a row that is still there the log tells what has changed alone.
            if !is_deleted {
                let kept = kept.entry(record.0).or_insert((object, Vec::new()));
                kept.1.push(Key::Id(record.1));
            }
            found.push((write.seq, record, object, before));
        }
    }
    let mut rows: FxHashMap<Record, Fields> = FxHashMap::default();
    for (object, keys) in kept.into_values() {
        rows.extend(whole(store, object, &keys).await?);
    }
    let end = |(seq, record, object, before)| End {
        seq,
        record,
        owners: owners(object, rows.get(&record).unwrap_or(&before)),
    };
    Ok(found.into_iter().map(end).collect())
}

/// The fields of the rows that are still there.
async fn whole(
    store: &Store,
    object: &'static Object,
    keys: &[Key],
) -> Result<Vec<(Record, Fields)>, Error> {
    let mut found = Vec::new();
    for (key, row) in fetch(store.read(), object, keys).await? {
        let Key::Id(id) = key else { continue };
        let cell = |(field, cell): (&Field, &Cell)| {
            let value = serde_json::to_value(cell).map_err(Error::internal)?;
            Ok((field.name.to_owned(), value))
        };
        let cells = object.fields.iter().zip(&row.cells).map(cell);
        found.push(((object.name, id), cells.collect::<Result<Fields, Error>>()?));
    }
    Ok(found)
}

/// The records that a row with these fields belongs to. What tells of a place always belongs to something.
fn owners(object: &'static Object, fields: &Fields) -> Vec<(&'static str, Record)> {
    let id = |name: &str| Uuid::try_parse(word(fields, name)?).ok();
    let published = |table: &str| PUBLISHED.iter().copied().find(|known| *known == table);
    let named = object.fields.iter().filter_map(|field| match field.kind {
        Kind::Reference(target) => Some((field.name, (published(target)?, id(field.name)?))),
        Kind::Id => {
            let target = match field.name {
                "link_id" => word(fields, "link_entity")?,
                "resource_id" => word(fields, "resource_type")?,
                _ => return None,
            };
            Some((field.name, (published(target)?, id(field.name)?)))
        }
        _ => None,
    });
    named.collect()
}

/// Which of these writes end a record for the reader, by their place in the log: the record and those that it belonged to.
pub(super) async fn ended<'a>(
    store: &Store,
    reader: &Reader,
    not_shown: impl Iterator<Item = (&'a Write, Record)>,
) -> Result<FxHashMap<Position, (Record, Owners)>, Error> {
    let mut ends = ends(store, not_shown).await?;
    if ends.is_empty() {
        return Ok(FxHashMap::default());
    }
    let mut asked: FxHashMap<&'static str, FxHashSet<Uuid>> = FxHashMap::default();
    for (_, (table, id)) in ends.iter().flat_map(|end| &end.owners) {
        asked.entry(table).or_default().insert(*id);
    }
    let mut known: FxHashSet<Record> = FxHashSet::default();
    for (table, ids) in asked {
        let rows = shown(reader, table, ids).await?;
        known.extend(rows.into_iter().map(|(id, _)| (table, id)));
    }
    let secret = secret_places(reader, &known).await?;
    ends.retain(|end| {
        let mut owners = end.owners.iter().map(|(_, owner)| owner);
        let tells = tells_of_place(end.record.0);
        owners.all(|owner| known.contains(owner) && !(tells && secret.contains(&owner.1)))
            && !(tells && end.owners.is_empty())
    });
    let holders = |end: &End| -> Owners {
        let of = end.owners.iter().filter(|(name, _)| HOLDERS.contains(name));
        of.map(|(name, (_, id))| (*name, *id)).collect()
    };
    let ends = ends.iter().map(|end| (end.seq, (end.record, holders(end))));
    Ok(ends.collect())
}

/// Those of the locations whose address the reader is not shown.
async fn secret_places(
    reader: &Reader,
    known: &FxHashSet<Record>,
) -> Result<FxHashSet<Uuid>, Error> {
    if reader.sight() != Sight::Public {
        return Ok(FxHashSet::default());
    }
    let places = known.iter().filter(|(table, _)| *table == "location");
    let rows = reader
        .by_ids::<location::Entity>(places.map(|(_, id)| *id))
        .await?;
    let secret = rows.values().filter(|row| row.visibility != "PUBLIC");
    Ok(secret.map(|row| row.id).collect())
}
