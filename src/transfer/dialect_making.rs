//! A row of a dialect on its way to become records.

use entity::object::{Object, object};
use uuid::Uuid;

use super::dialect::Table;
use super::hsds_walk::derive;
use super::prose_hours;
use super::record::{Closed, Item, Origin, Record, Sink};
use super::report::{Problem, ProblemCode, Severity};
use crate::directory::{Draft, validate};
use crate::store::Cell;

/// One row on its way.
pub(super) struct Making<'a> {
    /// Its table.
    pub(super) table: &'static Table,
    /// What it becomes.
    pub(super) object: &'static Object,
    /// The id of that.
    pub(super) id: Uuid,
    /// The id as the source has it.
    pub(super) name: String,
    /// Where it stands.
    pub(super) origin: &'a Origin,
    /// What it states.
    pub(super) draft: Draft,
    /// What the source says where the draft has ids made from it.
    pub(super) said: Vec<(usize, String)>,
    /// More records that it makes.
    pub(super) others: Vec<Record>,
    /// What is wrong with it.
    pub(super) problems: Vec<Problem>,
}

impl Making<'_> {
    /// Tells of a problem with a column.
    pub(super) fn problem(&mut self, code: ProblemCode, column: &str, found: &str, expected: &str) {
        let problem = Problem::new(code, self.origin, column, found, expected);
        self.problems.push(problem);
    }

    /// States a field, when it can hold the text. What is stated stays when there is no text.
    pub(super) fn set(&mut self, column: &str, field: &str, text: &str) {
        let Some((_, described)) = self.object.field(field) else {
            return;
        };
        if text.is_empty() {
            if self.draft.get(self.object, field).is_none() {
                self.draft.set(self.object, field, Cell::Null);
            }
            return;
        }
        match validate::from_text(self.object, described, text) {
            Ok(cell) => {
                if let Some(expected) = validate::oddity(field, described.kind, &cell) {
                    self.problem(ProblemCode::Doubtful, column, text, &expected.0);
                }
                self.draft.set(self.object, field, cell);
            }
            Err(expected) => self.problem(ProblemCode::BadValue, column, text, &expected.0),
        }
    }

    /// Adds text to a field of words.
    pub(super) fn add(&mut self, column: &str, field: &str, text: &str, between: &str) {
        let all = match self.draft.get(self.object, field) {
            Some(Cell::Text(before)) => format!("{before}{between}{text}"),
            _ => text.to_owned(),
        };
        self.set(column, field, &all);
    }

    /// States the id of another row, and what the source calls that.
    pub(super) fn link(&mut self, field: &str, id: Uuid, text: &str) {
        self.draft.set(self.object, field, Cell::Id(id));
        if let Some((at, _)) = self.object.field(field) {
            self.said.push((at, text.to_owned()));
        }
    }

    /// Another record that this row makes.
    pub(super) fn other(
        &mut self,
        name: &str,
        id: Uuid,
        fields: &[(&str, Cell)],
        said: &[(&str, &str)],
    ) {
        let Some(object) = object(name) else { return };
        let mut draft = Draft::new(id);
        for (field, cell) in fields {
            draft.set(object, field, cell.clone());
        }
        let said = said.iter().filter_map(|(field, text)| {
            let (at, _) = object.field(field)?;
            Some((at, (*text).to_owned()))
        });
        self.others.push(Record {
            object,
            draft,
            origin: self.origin.clone(),
            nesting: None,
            said: said.collect(),
        });
    }
}

/// Tells of the problems, and of the records when the row is sound.
pub(super) fn finish(mut making: Making<'_>, sink: &mut dyn Sink) -> Result<(), Closed> {
    let mut problems = making.problems.iter();
    let is_sound = problems.all(|problem| problem.severity == Severity::Warning);
    for problem in making.problems {
        sink.take(Item::Problem(problem))?;
    }
    if !is_sound {
        return Ok(());
    }
    derive(making.object, &mut making.draft);
    let row = Record {
        object: making.object,
        draft: making.draft,
        origin: making.origin.clone(),
        nesting: None,
        said: making.said,
    };
    for record in std::iter::once(row).chain(making.others) {
        for record in prose_hours::with_hours(record) {
            sink.take(Item::Record(record))?;
        }
    }
    Ok(())
}
