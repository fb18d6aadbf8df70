//! What somebody gives for the fields of a record: which fields there are, and whether they can hold it.

use entity::attribute;
use entity::object::{Field, Object};
use uuid::Uuid;

use super::belonging::parents;
use super::draft::default_of;
use super::listing::{Refused, Write};
use super::validate;
use crate::store::{Cell, Key, Row};

/// What somebody gives for fields of a record; what is not given stays as it is, and null empties a field.
pub type Given = Vec<(&'static Field, serde_json::Value)>;

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

/// Puts what is given into a row.
pub(super) fn fill(
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
pub(super) fn whole(object: &'static Object, row: &Row) -> Result<(), Refused> {
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

/// The record as a write gives it, once that could be done as far as it tells by itself.
pub(super) fn check(write: &Write) -> Result<Row, Refused> {
    let object = write.object();
    let mut row = Row {
        key: Key::Id(Uuid::nil()),
        cells: vec![Cell::Null; object.fields.len()],
    };
    if let Write::Create { given, .. } | Write::Update { given, .. } = write {
        fill(object, &mut row, given, &Some(object.name))?;
    }
    if let Write::Create { .. } = write {
        whole(object, &row)?;
    }
    Ok(row)
}
