//! Reads rows of a dialect by its description. Ids of older forms are small numbers that only their publisher knows, so
//! each becomes a UUID made from the dialect, the name of the source, the table and the id: the same row is the same
//! record next time.

use entity::object::{Kind, Object, object};
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::dialect::{Dialect, Feed, Table};
use super::dialect_feed::attribute_id;
use super::dialect_making::{Making, finish};
use super::record::{Closed, Item, Origin, Record, Sink};
use super::report::{Problem, ProblemCode};
use crate::directory::Draft;
use crate::directory::shipped::derived_id;
use crate::store::Cell;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given {
    /// The text of a cell, which may be a list with commas.
    One(String),
    /// A list.
    Many(Vec<String>),
}

impl Given {
    fn is_blank(&self) -> bool {
        self.parts().is_empty()
    }

    /// The whole cell.
    pub(super) fn text(&self) -> String {
        match self {
            Self::One(text) => text.trim().to_owned(),
            Self::Many(parts) => parts.join(", "),
        }
    }

    /// The parts of a list.
    pub(super) fn parts(&self) -> Vec<&str> {
        let parts: Vec<&str> = match self {
            Self::One(text) => text.split(',').collect(),
            Self::Many(parts) => parts.iter().map(String::as_str).collect(),
        };
        let parts = parts.into_iter().map(str::trim);
        parts.filter(|part| !part.is_empty()).collect()
    }
}

/// A table and the id of one of its rows.
type RowName = (&'static str, String);

/// Reads the rows of one source.
pub(super) struct DialectReader<'a> {
    /// The dialect it reads.
    pub(super) dialect: &'static Dialect,
    /// The name of the source.
    source: &'a str,
    other_ids: FxHashMap<RowName, String>,
    /// What rows say that others ask for.
    pub(super) remembered: FxHashMap<RowName, String>,
    gathered: FxHashMap<RowName, Vec<(&'static str, String)>>,
}

impl<'a> DialectReader<'a> {
    /// A reader of the rows of `source`, whose name goes into the ids.
    pub(super) fn new(dialect: &'static Dialect, source: &'a str) -> Self {
        Self {
            dialect,
            source,
            other_ids: FxHashMap::default(),
            remembered: FxHashMap::default(),
            gathered: FxHashMap::default(),
        }
    }

    /// Says which columns of a table feed nothing.
    pub(super) fn announce<'c>(
        &self,
        table: &Table,
        columns: impl Iterator<Item = &'c str>,
        origin: &Origin,
        sink: &mut dyn Sink,
    ) -> Result<(), Closed> {
        for column in columns.filter(|column| !is_known(table, column)) {
            let expected = format!("a column of {} that HSDS 3 has a place for", table.name);
            let code = ProblemCode::UnknownProperty;
            let problem = Problem::new(code, origin, column, "", &expected);
            sink.take(Item::Problem(problem))?;
        }
        Ok(())
    }

    /// Reads one row and tells `sink`.
    pub(super) fn row(
        &mut self,
        table: &'static Table,
        cells: &[(&str, Given)],
        origin: &Origin,
        sink: &mut dyn Sink,
    ) -> Result<(), Closed> {
        let Some(object) = object(table.object) else {
            self.gather(table, cells);
            return Ok(());
        };
        let Some((id, name)) = self.identify(table, cells) else {
            let expected = format!("the id of a row of {}", table.name);
            let problem = Problem::new(ProblemCode::BadId, origin, table.id, "", &expected);
            return sink.take(Item::Problem(problem));
        };
        self.note(table, &name, cells);
        let mut making = Making {
            table,
            object,
            id,
            name,
            origin,
            draft: Draft::new(id),
            said: Vec::new(),
            others: Vec::new(),
            problems: Vec::new(),
        };
        for is_behind in [false, true] {
            for (column, given) in cells {
                for feed in self.feeds(table, object, column) {
                    if matches!(feed, Feed::Behind(_)) == is_behind {
                        self.feed(&mut making, column, given, feed);
                    }
                }
            }
        }
        for (field, text) in self.gathered(table, &making.name) {
            making.add(field, field, &text, "; ");
        }
        for (field, value) in table.defaults {
            if matches!(making.draft.get(object, field), None | Some(Cell::Null)) {
                making.set(field, field, value);
            }
        }
        self.miss(&mut making, cells);
        finish(making, sink)
    }

    /// Marks a row of one table with a row of another, which is named by its other id.
    pub(super) fn mark(
        &self,
        (marked, name): (&str, &str),
        (terms, term): (&str, &str),
        origin: &Origin,
        sink: &mut dyn Sink,
    ) -> Result<(), Closed> {
        let (Some(table), Some(attribute)) = (self.dialect.table(marked), object("attribute"))
        else {
            return Ok(());
        };
        let of_terms = self.dialect.table(terms).map_or("", |table| table.name);
        let other = self.other_ids.get(&(of_terms, term.to_owned()));
        let term_row = self.id(terms, other.map_or(term, String::as_str));
        let row = self.id(marked, name);
        let mut draft = Draft::new(attribute_id(row, term_row));
        draft.set(attribute, "link_id", Cell::Id(row));
        draft.set(
            attribute,
            "link_entity",
            Cell::Text(table.object.to_owned()),
        );
        draft.set(attribute, "taxonomy_term_id", Cell::Id(term_row));
        let (at, _) = attribute.field("taxonomy_term_id").unzip();
        sink.take(Item::Record(Record {
            object: attribute,
            draft,
            origin: origin.clone(),
            nesting: None,
            said: at.map(|at| (at, term.to_owned())).into_iter().collect(),
        }))
    }

    /// The id of a row, and the one that the source gives it.
    fn identify(&self, table: &'static Table, cells: &[(&str, Given)]) -> Option<(Uuid, String)> {
        let given = cells.iter().find(|(column, _)| *column == table.id);
        if let Some((_, given)) = given.filter(|(_, given)| !given.is_blank()) {
            let text = given.text();
            return Some((self.id(table.name, &text), text));
        }
        table.is_detail.then(|| {
            let said = cells.iter().filter(|(_, given)| !given.is_blank());
            let said = said.map(|(column, given)| format!("{column}={}", given.text()));
            let said = said.collect::<Vec<_>>().join("\u{1f}");
            (self.derived(table.name, &said), said)
        })
    }

    /// The id of the row of a table that the source calls `text`. What is a UUID already stays one.
    pub(super) fn id(&self, table: &str, text: &str) -> Uuid {
        let Some(table) = self.dialect.table(table) else {
            return self.derived(table, text);
        };
        match Uuid::try_parse(text) {
            Ok(id) if !table.is_second => id,
            _ => self.derived(table.name, text),
        }
    }

    /// An id made from what the source says.
    pub(super) fn derived(&self, table: &str, text: &str) -> Uuid {
        let (dialect, source) = (self.dialect.name, self.source);
        derived_id(&format!("{dialect}:{source}:{table}:{text}"))
    }

    /// Notes what other rows will ask for.
    fn note(&mut self, table: &'static Table, name: &str, cells: &[(&str, Given)]) {
        let find = |wanted: Option<&str>| {
            let (_, given) = cells.iter().find(|(column, _)| Some(*column) == wanted)?;
            (!given.is_blank()).then(|| given.text())
        };
        if let Some(text) = find(table.remembered) {
            self.remembered.insert((table.name, name.to_owned()), text);
        }
        if let Some(text) = find(table.other_id) {
            self.other_ids.insert((table.name, text), name.to_owned());
        }
    }

    fn gather(&mut self, table: &'static Table, cells: &[(&str, Given)]) {
        for (column, feed) in table.feeds {
            let Feed::Gathered(of, from, field) = feed else {
                continue;
            };
            let find = |wanted: &str| {
                let (_, given) = cells.iter().find(|(column, _)| *column == wanted)?;
                (!given.is_blank()).then(|| given.text())
            };
            if let (Some(name), Some(text)) = (find(column), find(from)) {
                let all = self.gathered.entry((of, name)).or_default();
                all.push((field, text));
            }
        }
    }

    fn gathered(&mut self, table: &'static Table, name: &str) -> Vec<(&'static str, String)> {
        let gathered = self.gathered.remove(&(table.name, name.to_owned()));
        gathered.unwrap_or_default()
    }

    /// What a column feeds: as the table says, or the field of its name.
    pub(super) fn feeds(&self, table: &Table, object: &Object, column: &str) -> Vec<Feed> {
        let said = table.feeds.iter().filter(|(name, _)| *name == column);
        let mut feeds: Vec<Feed> = said.map(|(_, feed)| *feed).collect();
        let is_own = !feeds
            .iter()
            .any(|feed| !matches!(feed, Feed::At(_) | Feed::Through(..)));
        if is_own && let Some((_, field)) = object.field(column).filter(|(_, field)| field.is_hsds)
        {
            let target = match field.kind {
                Kind::Reference(target) => {
                    let mut tables = self.dialect.tables.iter();
                    tables.find(|table| table.object == target)
                }
                _ => None,
            };
            feeds.push(match target {
                Some(target) => Feed::Row(field.name, target.name),
                None => Feed::To(field.name),
            });
        }
        feeds
    }
}

/// Whether a column of a table is read.
fn is_known(table: &Table, column: &str) -> bool {
    let is_field = object(table.object)
        .and_then(|object| object.field(column))
        .is_some_and(|(_, field)| field.is_hsds);
    is_field
        || column == table.id
        || Some(column) == table.other_id
        || table.names.contains(&column)
        || table.feeds.iter().any(|(name, feed)| {
            *name == column || matches!(feed, Feed::Gathered(_, from, _) if *from == column)
        })
}
