//! A record as someone wants it.

use std::sync::LazyLock;

use entity::object::{Field, Kind, Object, in_order};
use rustc_hash::{FxHashMap, FxHashSet};
use uuid::Uuid;

use crate::store::{Cell, Key, Row, Store};

/// A record as someone wants it: only the cells that are stated; the others stay as they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The key of the row.
    pub key: Key,
    /// Places in the object's fields with what they shall hold.
    pub cells: Vec<(usize, Cell)>,
    /// For a record nested in another: the field that names its owner. When the row already belongs to another owner,
    /// the draft becomes a row of its own, because a row names one owner of a kind.
    pub owner: Option<usize>,
}

impl Draft {
    /// The rows that it names as a draft of `object`: the place of the field, the field, and the table and key of the row.
    pub fn references(
        &self,
        object: &'static Object,
    ) -> impl Iterator<Item = (usize, &'static Field, &'static str, Key)> {
        self.cells.iter().filter_map(|(at, cell)| {
            let field = object.fields.get(*at)?;
            let (table, key) = reference(field, cell)?;
            Some((*at, field, table, key))
        })
    }

    /// An empty draft for the row with this key.
    pub fn new(key: impl Into<Key>) -> Self {
        Self {
            key: key.into(),
            cells: Vec::new(),
            owner: None,
        }
    }

    /// States the field called `name`; names that the object does not have are not written.
    pub fn set(&mut self, object: &Object, name: &str, cell: Cell) {
        if let Some((index, _)) = object.field(name) {
            self.clear(object, name);
            self.cells.push((index, cell));
        }
    }

    /// No longer states the field called `name`.
    pub fn clear(&mut self, object: &Object, name: &str) {
        if let Some((index, _)) = object.field(name) {
            self.cells.retain(|(at, _)| *at != index);
        }
    }

    /// What the draft states for the field called `name`.
    pub fn get(&self, object: &Object, name: &str) -> Option<&Cell> {
        let (index, _) = object.field(name)?;
        self.cells
            .iter()
            .find(|(at, _)| *at == index)
            .map(|(_, cell)| cell)
    }

    /// Hangs on the organization or location that stands for another what would hang on one that was merged away. What
    /// hangs there already, because the other one has the same, stays.
    pub fn follow_merges(&mut self, store: &Store, object: &Object, stored: Option<&Row>) {
        for (at, cell) in &mut self.cells {
            let kind = object.fields.get(*at).map(|field| field.kind);
            let may_be_one = matches!(
                kind,
                Some(Kind::Reference("organization" | "location") | Kind::Id)
            );
            let is_held = stored.and_then(|row| row.cells.get(*at)) == Some(&*cell);
            if let Cell::Id(id) = cell
                && may_be_one
                && !is_held
            {
                *id = store.standing_for(*id);
            }
        }
    }
}

/// The drafts with merges followed; `None` when there are no merges.
pub(super) fn followed(
    store: &Store,
    object: &Object,
    drafts: &[Draft],
    stored: &FxHashMap<Key, Row>,
) -> Option<Vec<Draft>> {
    store.has_merged().then(|| {
        let mut drafts = drafts.to_vec();
        for draft in &mut drafts {
            let row = stored.get(&draft.key);
            draft.follow_merges(store, object, row);
        }
        drafts
    })
}

/// The id of the copy of a row that a second owner gets.
pub fn copy_id(id: Uuid, owner: Uuid) -> Uuid {
    Uuid::new_v5(&id, owner.as_bytes())
}

/// The draft under a key of its own, when the row it names already belongs to another owner.
pub(super) fn another_row(draft: &Draft, row: &Row) -> Option<Draft> {
    let owner = draft.owner?;
    let (_, wanted) = draft.cells.iter().find(|(at, _)| *at == owner)?;
    let held = row.cells.get(owner)?;
    if *held == Cell::Null || held == wanted {
        return None;
    }
    let (Key::Id(id), Cell::Id(owner_id)) = (&draft.key, wanted) else {
        return None;
    };
    Some(Draft {
        key: copy_id(*id, *owner_id).into(),
        cells: draft.cells.clone(),
        owner: None,
    })
}

/// The keys of drafts, in order.
pub(super) fn keys_of(drafts: &[Draft]) -> Vec<Key> {
    drafts.iter().map(|draft| draft.key.clone()).collect()
}

/// What a field of ours holds when nobody has said.
pub(super) fn default_of(object: &Object, field: &Field) -> Option<&'static str> {
    match (object.name, field.name) {
        ("organization", "lifecycle") => Some("ACTIVE"),
        ("location", "visibility") => Some("PUBLIC"),
        ("service", "eligibility") => Some("UNKNOWN"),
        ("practitioner", "consent") => Some("WITHHELD"),
        _ => None,
    }
}

/// The places of the fields that hold something.
pub(super) fn stated(row: &Row) -> Vec<usize> {
    let cells = row.cells.iter().enumerate();
    cells
        .filter(|(_, cell)| **cell != Cell::Null)
        .map(|(at, _)| at)
        .collect()
}

/// Whether rows of others name rows of this object; only of those it is worth remembering that they are there.
pub(super) fn is_referred_to(object: &Object) -> bool {
    static REFERRED_TO: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
        let fields = in_order().iter().flat_map(|object| object.fields);
        let targets = fields.filter_map(|field| match field.kind {
            Kind::Reference(table) => Some(table),
            Kind::Region => Some("region"),
            _ => None,
        });
        targets.collect()
    });
    REFERRED_TO.contains(object.name)
}

/// The row that a cell names.
pub(super) fn reference(field: &Field, cell: &Cell) -> Option<(&'static str, Key)> {
    match (field.kind, cell) {
        (Kind::Reference(table), Cell::Id(id)) => Some((table, Key::Id(*id))),
        (Kind::Region, Cell::Text(code)) => Some(("region", Key::Code(code.clone().into()))),
        _ => None,
    }
}
