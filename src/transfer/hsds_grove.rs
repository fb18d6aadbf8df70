//! Reading the rows of trees: what hangs on rows and what they name, table after table, by the descriptions of the tables.
//! What is written of them is in [`super::hsds_tree`].

use entity::object::{OBJECTS, OURS, Object, object};
use entity::{attribute, extra_property, metadata};
use rustc_hash::{FxHashMap, FxHashSet};
use uuid::Uuid;

use super::kept::extra_of;
use crate::directory::{Error, PUBLISHED_ID};
use crate::store::{Key, Reader, Row};

/// How much of a record is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Its own fields, and those of the records that it names, as HSDS lists records.
    Brief,
    /// Everything that HSDS nests in it.
    Full,
    /// The same, and the services of an organization.
    FullWithServices,
}

/// Whether HSDS nests a property there. An organization tells its services, and a service at a location its service, only
/// where it is what the tree is of; so no tree comes back to where it began.
pub(super) fn is_nested(
    object: &Object,
    property: &str,
    parent: Option<&str>,
    detail: Detail,
) -> bool {
    let is_top = parent.is_none();
    match (object.name, property) {
        _ if detail == Detail::Brief => {
            let mut singles = object.singles.iter();
            is_top && singles.any(|single| single.property == property)
        }
        ("organization", "services") => is_top && detail == Detail::FullWithServices,
        ("service_at_location", "service") => is_top,
        ("service", "organization") => parent != Some("organization"),
        ("service", "service_at_locations") => parent != Some("service_at_location"),
        _ => true,
    }
}

/// The tables from the outside of a tree to its inside: what hangs on a row or is named by it stands after it. What is
/// not here has nothing that hangs on it but marks and metadata.
const INWARD: [&str; 8] = [
    "service",
    "organization",
    "service_at_location",
    "program",
    "location",
    "contact",
    "phone",
    "attribute",
];

/// The rows of some trees, each once, however often it stands in them.
#[derive(Default)]
pub(super) struct Grove {
    rows: FxHashMap<&'static str, FxHashMap<Uuid, Row>>,
    /// The rows that hang on another: by their table and the field that names it, and by its id.
    pub(super) hanging: FxHashMap<(&'static str, &'static str), FxHashMap<Uuid, Vec<Uuid>>>,
    /// The published ids of copies, by their table and their own ids.
    pub(super) published: FxHashMap<(&'static str, Uuid), Uuid>,
}

/// The rows of such trees, table by table, what they name before them.
pub(super) async fn rows_of_trees(
    reader: &Reader,
    object: &'static Object,
    ids: &[Uuid],
) -> Result<Vec<(&'static Object, Vec<Row>)>, Error> {
    let mut grove = Grove::grow(reader, object, ids, Detail::Full).await?;
    let mut tables = Vec::new();
    for object in OBJECTS {
        let rows = grove.rows.remove(object.name).unwrap_or_default();
        let mut rows: Vec<Row> = rows.into_values().collect();
        rows.sort_by(|a, b| a.key.cmp(&b.key));
        tables.push((object, rows));
    }
    Ok(tables)
}

/// Whether HSDS has a place for a row. It knows no practitioners, and their hours are not those of the place they work at.
pub(super) fn is_published(object: &Object, row: &Row) -> bool {
    let links_ours = || {
        let linked = row.text(object, "link_entity");
        OURS.iter().any(|ours| linked == Some(ours.name))
    };
    row.id(object, "practitioner_id").is_none() && !links_ours()
}

/// Rows whose parts are still to be read: their table, what they are nested in, and their ids.
type Open = (&'static Object, Option<&'static str>, Vec<Uuid>);

/// The next of them to go on from, outermost first, so that each table is read as seldom as can be.
fn next(open: &mut Vec<Open>) -> Option<Open> {
    let place = |object: &Object| {
        let known = INWARD.iter().position(|name| *name == object.name);
        known.unwrap_or(INWARD.len())
    };
    open.sort_by_key(|(object, parent, _)| {
        std::cmp::Reverse((place(object), object.name, *parent))
    });
    let (object, parent, mut ids) = open.pop()?;
    while let Some((_, _, more)) =
        open.pop_if(|(other, around, _)| (other.name, *around) == (object.name, parent))
    {
        ids.extend(more);
    }
    Some((object, parent, ids))
}

impl Grove {
    pub(super) async fn grow(
        reader: &Reader,
        top: &'static Object,
        ids: &[Uuid],
        detail: Detail,
    ) -> Result<Self, Error> {
        let mut grove = Self::default();
        let found = reader.described_rows(top, "id", ids).await?;
        let found = grove.plant(top, found);
        grove.spread(reader, (top, None, found), detail).await?;
        if detail == Detail::Brief {
            return Ok(grove);
        }
        let marked = grove.ids(|object| object.has_attributes);
        let marks = &attribute::OBJECT;
        let found = grove.hang(reader, marks, "link_id", &marked).await?;
        grove
            .spread(reader, (marks, Some(""), found), detail)
            .await?;
        let told = grove.ids(|object| object.has_metadata);
        grove
            .hang(reader, &metadata::OBJECT, "resource_id", &told)
            .await?;
        grove.add_extras(reader).await?;
        Ok(grove)
    }

    /// Reads what HSDS does not know of all rows.
    async fn add_extras(&mut self, reader: &Reader) -> Result<(), Error> {
        let owners = self.ids(|_| true);
        let extras = &extra_property::OBJECT;
        for id in self.hang(reader, extras, "owner_id", &owners).await? {
            let extra = self.row(extras, &id).and_then(extra_of);
            let published = extra.filter(|extra| extra.name == PUBLISHED_ID);
            if let Some(extra) = published
                && let Ok(id) = serde_json::from_str(extra.value)
            {
                let copy = (extra.object.name, extra.owner);
                self.published.insert(copy, id);
            }
        }
        Ok(())
    }

    /// The id under which a row was published.
    pub(super) fn published_id(&self, object: &Object, id: Uuid) -> Uuid {
        let published = self.published.get(&(object.name, id));
        published.copied().unwrap_or(id)
    }

    /// Reads what hangs on rows and what they name, and so on.
    async fn spread(&mut self, reader: &Reader, from: Open, detail: Detail) -> Result<(), Error> {
        let mut open = vec![from];
        let mut told: FxHashSet<(&str, Option<&str>, Uuid)> = FxHashSet::default();
        while let Some((of, parent, mut ids)) = next(&mut open) {
            // What these tell depends on what they stand in; others tell the same everywhere.
            let around = match of.name {
                "service" | "organization" | "service_at_location" => parent,
                _ => None,
            };
            ids.retain(|id| told.insert((of.name, around, *id)));
            if ids.is_empty() {
                continue;
            }
            let is_nested = |property| is_nested(of, property, parent, detail);
            for list in of.lists.iter().filter(|list| is_nested(list.property)) {
                if let Some(part) = object(list.object) {
                    let found = self.hang(reader, part, list.owner, &ids).await?;
                    open.push((part, Some(of.name), found));
                }
            }
            for single in of.singles.iter().filter(|one| is_nested(one.property)) {
                if let Some(part) = object(single.object) {
                    let named = self.named(of, single.reference, &ids);
                    let missing = self.missing(part, &named);
                    let found = reader.described_rows(part, "id", &missing).await?;
                    self.plant(part, found);
                    open.push((part, Some(of.name), named));
                }
            }
        }
        Ok(())
    }

    pub(super) fn row(&self, object: &Object, id: &Uuid) -> Option<&Row> {
        self.rows.get(object.name)?.get(id)
    }

    /// Takes rows in, and returns their ids.
    fn plant(&mut self, object: &'static Object, rows: Vec<Row>) -> Vec<Uuid> {
        let planted = self.rows.entry(object.name).or_default();
        let mut ids = Vec::with_capacity(rows.len());
        for row in rows {
            if let Key::Id(id) = row.key {
                ids.push(id);
                planted.insert(id, row);
            }
        }
        ids
    }

    /// Reads the rows that hang on others by `owner`, and returns their ids.
    async fn hang(
        &mut self,
        reader: &Reader,
        part: &'static Object,
        owner: &'static str,
        owners: &[Uuid],
    ) -> Result<Vec<Uuid>, Error> {
        let mut rows = reader.described_rows(part, owner, owners).await?;
        rows.retain(|row| is_published(part, row));
        let hanging = self.hanging.entry((part.name, owner)).or_default();
        for row in &rows {
            if let (Some(owner), Key::Id(id)) = (row.id(part, owner), &row.key) {
                let ids: &mut Vec<Uuid> = hanging.entry(owner).or_default();
                ids.push(*id);
            }
        }
        Ok(self.plant(part, rows))
    }

    /// The ids that rows hold in a field.
    fn named(&self, object: &Object, field: &str, ids: &[Uuid]) -> Vec<Uuid> {
        let rows = ids.iter().filter_map(|id| self.row(object, id));
        let named: FxHashSet<Uuid> = rows.filter_map(|row| row.id(object, field)).collect();
        let mut named: Vec<Uuid> = named.into_iter().collect();
        named.sort_unstable();
        named
    }

    fn missing(&self, object: &Object, ids: &[Uuid]) -> Vec<Uuid> {
        let is_missing = |id: &&Uuid| self.row(object, id).is_none();
        ids.iter().filter(is_missing).copied().collect()
    }

    /// The ids of all rows of such objects.
    fn ids(&self, is_such: impl Fn(&Object) -> bool) -> Vec<Uuid> {
        let rows = self.rows.iter();
        let such = rows.filter(|(name, _)| object(name).is_some_and(&is_such));
        let ids: FxHashSet<Uuid> = such.flat_map(|(_, rows)| rows.keys().copied()).collect();
        ids.into_iter().collect()
    }

    /// Whether a mark or metadata that names a row by its id alone is of the row in this table: two rows of different
    /// tables may have one id, and then the name of the table that it states decides where it fits one of them.
    pub(super) fn is_of(&self, part: &Object, row: &Row, owner: &Object, id: &Uuid) -> bool {
        let stated = match part.name {
            "attribute" => row.text(part, "link_entity"),
            "metadata" => row.text(part, "resource_type"),
            "extra_property" => return row.text(part, "owner_object") == Some(owner.name),
            _ => return true,
        };
        match stated {
            Some(table) if table != owner.name => {
                object(table).is_none_or(|other| self.row(other, id).is_none())
            }
            _ => true,
        }
    }
}
