//! Rows as HSDS nests them: a service with its organization, its places and all that hangs on them, as JSON in HSDS's
//! order. [`super::hsds_grove`] has read them.

use std::collections::BTreeMap;
use std::sync::Arc;

use entity::object::{Field, Kind, Object, object};
use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::hsds_grove::{Detail, Grove, is_nested};
use super::kept::{KeptProperty, extra_of, secrecy_of};
use crate::directory::{Error, PUBLISHED_ID};
use crate::store::{Cell, Reader};

/// One record with what is nested in it, as HSDS writes it in JSON: nothing stands for what is not known, and the keys of
/// an object come in HSDS's order.
#[derive(Clone)]
pub struct Tree {
    grove: Arc<Grove>,
    object: &'static Object,
    id: Uuid,
    detail: Detail,
}

/// The records of `object` with these ids as trees, in this order. Those that the reader is not shown are left out.
pub async fn trees(
    reader: &Reader,
    object: &'static Object,
    ids: &[Uuid],
    detail: Detail,
) -> Result<Vec<Tree>, Error> {
    let grove = Arc::new(Grove::grow(reader, object, ids, detail).await?);
    let shown = ids.iter().filter(|id| grove.row(object, id).is_some());
    let trees = shown.map(|id| Tree {
        grove: grove.clone(),
        object,
        id: *id,
        detail,
    });
    Ok(trees.collect())
}

impl Tree {
    /// The id of the record.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// What the record holds in the field called `name`.
    pub fn cell(&self, name: &str) -> Option<&Cell> {
        self.grove
            .row(self.object, &self.id)?
            .cell(self.object, name)
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let branch = Branch {
            grove: &self.grove,
            object: self.object,
            id: self.id,
            parent: None,
            is_listed: false,
            detail: self.detail,
        };
        branch.serialize(serializer)
    }
}

/// One record at its place in a tree.
#[derive(Clone, Copy)]
struct Branch<'a> {
    grove: &'a Grove,
    object: &'static Object,
    id: Uuid,
    /// What it is nested in.
    parent: Option<&'static str>,
    /// Whether it stands in a list of that.
    is_listed: bool,
    detail: Detail,
}

impl<'a> Branch<'a> {
    fn inner(self, object: &'static Object, id: Uuid, is_listed: bool) -> Self {
        Self {
            object,
            id,
            parent: Some(self.object.name),
            is_listed,
            ..self
        }
    }

    /// Whether a field says only where the record hangs, which its place in the tree says already.
    fn is_told_by_nesting(self, field: &Field, cell: &Cell) -> bool {
        let mut singles = self.object.singles.iter();
        let names_single = singles.any(|single| single.reference == field.name);
        let Some(parent) = self.parent else {
            return names_single;
        };
        match (self.object.name, field.name) {
            ("attribute", "link_id") | ("metadata", "resource_id") => true,
            ("attribute", "link_entity") | ("metadata", "resource_type") => {
                matches!(cell, Cell::Text(table) if table == parent)
            }
            _ => matches!(field.kind, Kind::Reference(_)),
        }
    }

    /// Nested in another record, a copy has the id under which it was published there; on its own it needs its own.
    fn shown_id(self) -> Uuid {
        match self.is_listed {
            true => self.grove.published_id(self.object, self.id),
            false => self.id,
        }
    }

    /// The properties that HSDS does not know, by name.
    fn extras(self) -> BTreeMap<&'a str, &'a str> {
        let extras = self.hanging("extra_property", "owner_id");
        let kept = extras
            .ids
            .iter()
            .filter_map(|id| extra_of(self.grove.row(extras.part, id)?))
            .filter(|extra| extra.name != PUBLISHED_ID);
        let row = self.grove.row(self.object, &self.id);
        let secrecy = row.and_then(|row| secrecy_of(self.object, row));
        let named = kept.chain(secrecy);
        named.map(|extra| (extra.name, extra.value)).collect()
    }

    /// The records that hang on this one by a field of theirs.
    fn hanging(self, part: &str, owner: &'static str) -> Branches<'a> {
        let none = Branches {
            of: self,
            part: self.object,
            ids: Vec::new(),
        };
        let Some(part) = object(part) else {
            return none;
        };
        let Some(hanging) = self.grove.hanging.get(&(part.name, owner)) else {
            return none;
        };
        let ids = hanging.get(&self.id).map(Vec::as_slice).unwrap_or_default();
        let is_here = |id: &&Uuid| {
            let row = self.grove.row(part, id);
            row.is_some_and(|row| self.grove.is_of(part, row, self.object, &self.id))
        };
        let mut ids: Vec<Uuid> = ids.iter().filter(is_here).copied().collect();
        if !self.grove.published.is_empty() {
            ids.sort_by_key(|id| self.grove.published_id(part, *id));
        }
        Branches { part, ids, ..none }
    }
}

impl Serialize for Branch<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (grove, object) = (self.grove, self.object);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.shown_id())?;
        let cells = grove.row(object, &self.id).map(|row| row.cells.as_slice());
        for (field, cell) in object.fields.iter().zip(cells.unwrap_or_default()) {
            if !field.is_hsds || self.is_told_by_nesting(field, cell) {
                continue;
            }
            if let Some(published) = Published::of(field, cell) {
                map.serialize_entry(field.name, &published)?;
            }
        }
        for single in object.singles {
            let row = grove.row(object, &self.id);
            let named = row.and_then(|row| row.id(object, single.reference));
            let part = entity::object::object(single.object);
            if let (Some(id), Some(part)) = (named, part)
                && is_nested(object, single.property, self.parent, self.detail)
                && grove.row(part, &id).is_some()
            {
                map.serialize_entry(single.property, &self.inner(part, id, false))?;
            }
        }
        for list in object.lists {
            if is_nested(object, list.property, self.parent, self.detail) {
                let parts = self.hanging(list.object, list.owner);
                parts.serialize_as(list.property, &mut map)?;
            }
        }
        if object.has_attributes {
            let marks = self.hanging("attribute", "link_id");
            marks.serialize_as("attributes", &mut map)?;
        }
        if self.detail == Detail::Brief {
            return map.end();
        }
        let extras = self.extras();
        if object.has_metadata {
            let said = Metadata {
                published: self.hanging("metadata", "resource_id"),
                kept: extras,
            };
            if !said.published.ids.is_empty() || !said.kept.is_empty() {
                map.serialize_entry("metadata", &said)?;
            }
            return map.end();
        }
        for (name, value) in extras {
            let value: &RawValue = serde_json::from_str(value).map_err(S::Error::custom)?;
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Records in an array.
struct Branches<'a> {
    of: Branch<'a>,
    part: &'static Object,
    ids: Vec<Uuid>,
}

impl Branches<'_> {
    fn serialize_as<M: SerializeMap>(&self, property: &str, map: &mut M) -> Result<(), M::Error> {
        match self.ids.is_empty() {
            true => Ok(()),
            false => map.serialize_entry(property, self),
        }
    }
}

impl Serialize for Branches<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(
            self.ids
                .iter()
                .map(|id| self.of.inner(self.part, *id, true)),
        )
    }
}

/// What is said about a record, and its properties that HSDS does not know.
struct Metadata<'a> {
    published: Branches<'a>,
    kept: BTreeMap<&'a str, &'a str>,
}

impl Serialize for Metadata<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Branches { of, part, ids } = &self.published;
        let mut list = serializer.serialize_seq(Some(ids.len() + self.kept.len()))?;
        for id in ids {
            list.serialize_element(&of.inner(part, *id, true))?;
        }
        for (name, value) in &self.kept {
            let entry = KeptProperty::new(of.object, of.shown_id(), name, value);
            list.serialize_element(&entry)?;
        }
        list.end()
    }
}

/// What a field holds as HSDS writes it.
pub(super) enum Published<'a> {
    /// Text, a word, an id.
    Text(&'a str),
    /// An id.
    Id(Uuid),
    /// A whole number.
    Whole(i64),
    /// Another number.
    Number(f64),
}

impl<'a> Published<'a> {
    /// `None` for what is not known. HSDS requires some text that may not be known here; it is published empty.
    pub(super) fn of(field: &Field, cell: &'a Cell) -> Option<Self> {
        match cell {
            Cell::Text(text) => Some(Self::Text(text)),
            Cell::Id(id) => Some(Self::Id(*id)),
            Cell::Integer(number) => Some(Self::Whole(i64::from(*number))),
            Cell::Number(number) => Some(whole(*number).map_or(Self::Number(*number), Self::Whole)),
            Cell::Null if field.is_required && matches!(field.kind, Kind::Text) => {
                Some(Self::Text(""))
            }
            Cell::Null => None,
        }
    }
}

/// A number without a fraction, within what a float tells exactly.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let is_whole = number.fract() == 0.0 && number.abs() <= EXACT;
    is_whole
        .then(|| format!("{number:.0}").parse().ok())
        .flatten()
}

impl Serialize for Published<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Id(id) => id.serialize(serializer),
            Self::Whole(number) => serializer.serialize_i64(*number),
            Self::Number(number) => serializer.serialize_f64(*number),
        }
    }
}
