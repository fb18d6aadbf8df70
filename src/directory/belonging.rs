//! What records belong to and what belongs to them, as the references of their tables tell it: whose a record is, what ends
//! with it, and what holds it.

use entity::object::{Field, Kind, List, OBJECTS, OURS, Object};
use entity::{attribute, extra_property, metadata, taxonomy_term};
use rustc_hash::FxHashSet;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::editor::Editor;
use super::error::Error;
use crate::store::{Cell, Key, Row, fetch, fetch_by};

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
pub(super) fn parents(object: &'static Object) -> impl Iterator<Item = (usize, &'static str)> {
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
pub(super) fn children(object: &'static Object) -> Vec<(&'static Object, &'static str)> {
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
    if !object.csv.is_empty() {
        children.push((&extra_property::OBJECT, "owner_id"));
    }
    children
}

pub(super) fn is_of_practitioner(object: &Object, row: &Row) -> bool {
    let field = object.field("practitioner_id");
    field.is_some_and(|(at, _)| row.cells.get(at).is_some_and(|cell| *cell != Cell::Null))
}

/// Whether a record still belongs to something when the record that `field` names is gone.
pub(super) fn belongs_elsewhere(object: &'static Object, field: &str, row: &Row) -> bool {
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
    let mut named: Vec<(&Object, Uuid)> = parents(object)
        .filter_map(|(at, target)| {
            let id = row.cells.get(at)?.as_id()?;
            Some((entity::object::object(target)?, id))
        })
        .collect();
    // A mark names any kind of record.
    if let (Some(kind), Some(id)) = (row.text(object, "link_entity"), row.id(object, "link_id"))
        && let Some(target) = entity::object::object(kind)
    {
        named.push((target, id));
    }
    named
}

/// What still names a record without ending with it, as a sentence; `None` when nothing does.
pub(super) async fn users(
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

/// How far up a chain of broader terms is followed; none is as long.
const HIGHEST: usize = 50;

/// The field that would make a term its own ancestor.
pub(super) async fn ring(
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
