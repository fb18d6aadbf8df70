//! What becomes of each cell of a row of a dialect, by what its column feeds.

use chrono::{Datelike, NaiveDate};
use entity::object::{Kind, object};
use uuid::Uuid;

use super::dialect::Feed;
use super::dialect_making::Making;
use super::dialect_row::{DialectReader, Given};
use super::prose_hours;
use super::report::ProblemCode;
use crate::directory::shipped::derived_id;
use crate::directory::validate;
use crate::store::Cell;

impl DialectReader<'_> {
    /// Feeds one cell.
    pub(super) fn feed(&self, making: &mut Making<'_>, column: &str, given: &Given, feed: Feed) {
        let text = given.text();
        if text.is_empty() && !matches!(feed, Feed::To(_)) {
            return;
        }
        match feed {
            Feed::To(field) => self.to(making, column, given, field),
            Feed::Behind(field) => making.add(column, field, &text, ", "),
            Feed::Capitals(field) => making.set(column, field, &text.to_uppercase()),
            Feed::Words(field, words) => {
                let lower = text.to_lowercase();
                let word = words.iter().find(|(word, _)| *word == lower);
                making.set(column, field, word.map_or(&*text, |(_, meant)| *meant));
            }
            Feed::Row(field, table) => making.link(field, self.id(table, &text), &text),
            Feed::Through(field, table, target) => {
                match self.remembered.get(&(table, text.clone())) {
                    Some(name) => making.link(field, self.id(target, name), name),
                    None => {
                        let expected = format!("the id of a row of {table} that has its {field}");
                        making.problem(ProblemCode::BrokenReference, column, &text, &expected);
                    }
                }
            }
            Feed::At(table) => {
                let (service, location) = (making.id, self.id(table, &text));
                let name = format!("{}@{text}", making.name);
                let id = self.derived("service_at_location", &name);
                let fields = [
                    ("service_id", Cell::Id(service)),
                    ("location_id", Cell::Id(location)),
                ];
                making.other(
                    "service_at_location",
                    id,
                    &fields,
                    &[("location_id", &text)],
                );
            }
            Feed::Day(field) => match day(&text) {
                Some(day) => making.set(column, field, &day.to_string()),
                None => {
                    let expected = "a day with its year; kept in words among the notes";
                    making.problem(ProblemCode::Doubtful, column, &text, expected);
                    making.add(column, "notes", &format!("{column}: {text}"), "; ");
                }
            },
            Feed::Year(field) => match day(&text) {
                Some(day) => making.set(column, field, &day.year().to_string()),
                None => making.set(column, field, &text),
            },
            Feed::Clock(field) => match prose_hours::clock(&text) {
                Some(time) => making.set(column, field, &time),
                None => {
                    let expected = "a time of day such as 08:00 or 4:30 PM";
                    making.problem(ProblemCode::BadValue, column, &text, expected);
                }
            },
            Feed::Weekday => match prose_hours::weekday(&text) {
                Some(day) => {
                    making.set(column, "freq", "WEEKLY");
                    making.set(column, "byday", day);
                }
                None => {
                    let expected = "a day of the week, or 1 for Monday to 7 for Sunday";
                    making.problem(ProblemCode::BadValue, column, &text, expected);
                }
            },
            Feed::Closed => match &*text.to_lowercase() {
                "true" | "t" | "yes" | "1" => making.add(column, "description", "Closed", "; "),
                "false" | "f" | "no" | "0" => {}
                _ => making.problem(ProblemCode::BadValue, column, &text, "true or false"),
            },
            Feed::Language => making.set(column, language_field(&text), &text),
            Feed::Each(object, owner, field) => {
                for part in given.parts() {
                    self.part(making, column, part, (object, owner, field));
                }
            }
            Feed::Part(object, owner, field) => {
                self.part(making, column, &text, (object, owner, field));
            }
            Feed::Hours(owner) => {
                self.part(making, column, &text, ("schedule", owner, "description"))
            }
            Feed::Marks(terms) => {
                for part in given.parts() {
                    self.attribute(making, making.id, (terms, part));
                }
            }
            Feed::Marked(table) => {
                let marked = self.id(table, &text);
                let term = making.name.clone();
                self.attribute(making, marked, (making.table.name, &term));
            }
            Feed::Gathered(..) | Feed::Told => {}
        }
    }

    fn to(&self, making: &mut Making<'_>, column: &str, given: &Given, field: &str) {
        let kind = making.object.field(field).map(|(_, field)| field.kind);
        match (kind, given) {
            (Some(Kind::Uri), Given::Many(parts)) => {
                let mut parts = parts.iter();
                let first = parts.next().map_or("", String::as_str);
                making.set(column, field, first);
                for more in parts {
                    let expected = "one address: HSDS has no place for another here";
                    making.problem(ProblemCode::UnknownProperty, column, more, expected);
                }
            }
            _ => making.set(column, field, &given.text()),
        }
    }

    /// A record of its own for a part of a cell.
    fn part(
        &self,
        making: &mut Making<'_>,
        column: &str,
        text: &str,
        (name, owner, field): (&str, &str, &str),
    ) {
        let field = if field.is_empty() {
            language_field(text)
        } else {
            field
        };
        let Some(object) = object(name) else { return };
        let Some((_, described)) = object.field(field) else {
            return;
        };
        match validate::from_text(object, described, text) {
            Ok(cell) => {
                if let Some(expected) = validate::oddity(field, described.kind, &cell) {
                    making.problem(ProblemCode::Doubtful, column, text, &expected.0);
                }
                let name_of_part = format!("{}:{column}:{text}", making.name);
                let id = self.derived(making.table.name, &name_of_part);
                let fields = [(owner, Cell::Id(making.id)), (field, cell)];
                making.other(name, id, &fields, &[]);
            }
            Err(expected) => making.problem(ProblemCode::BadValue, column, text, &expected.0),
        }
    }

    fn attribute(&self, making: &mut Making<'_>, marked: Uuid, (terms, term): (&str, &str)) {
        let entity = match self.dialect.table(terms) {
            Some(table) if table.name == making.table.name => "service",
            _ => making.object.name,
        };
        let row = self.id(terms, term);
        let fields = [
            ("link_id", Cell::Id(marked)),
            ("link_entity", Cell::Text(entity.to_owned())),
            ("taxonomy_term_id", Cell::Id(row)),
        ];
        let said = [("taxonomy_term_id", term)];
        making.other("attribute", attribute_id(marked, row), &fields, &said);
    }

    /// Says which required fields lack a value. What the dialect has no column for stays unknown, unless no row can be
    /// without it.
    pub(super) fn miss(&self, making: &mut Making<'_>, cells: &[(&str, Given)]) {
        let object = making.object;
        for field in object.fields {
            let is_reference = matches!(field.kind, Kind::Reference(_));
            let is_required = field.is_required || (field.is_required_in_tables && is_reference);
            let is_there = !matches!(
                making.draft.get(object, field.name),
                None | Some(Cell::Null)
            );
            if !is_required || is_there {
                continue;
            }
            let feeds_it = |column: &str| {
                let feeds = self.feeds(making.table, object, column);
                feeds.iter().any(|feed| feed.field() == Some(field.name))
            };
            let column = cells.iter().map(|(column, _)| *column);
            let column = column.into_iter().find(|column| feeds_it(column));
            if column.is_none() && !field.is_never_null && !is_reference {
                continue;
            }
            let column = column.unwrap_or(field.name);
            let is_told = making
                .problems
                .iter()
                .any(|problem| problem.field == column);
            if is_told {
                continue;
            }
            if (object.name, field.name) == ("address", "postal_code") {
                making.problem(ProblemCode::UnknownPostalCode, column, "", "a postal code");
            } else {
                let expected = format!("a value: HSDS requires it of every {}", object.name);
                making.problem(ProblemCode::Missing, column, "", &expected);
            }
        }
    }
}

impl Feed {
    /// The field of the row itself that it states.
    fn field(self) -> Option<&'static str> {
        match self {
            Self::To(field)
            | Self::Capitals(field)
            | Self::Words(field, _)
            | Self::Row(field, _)
            | Self::Through(field, ..) => Some(field),
            _ => None,
        }
    }
}

/// A mark is known by what it marks, and with what.
pub(super) fn attribute_id(marked: Uuid, term: Uuid) -> Uuid {
    derived_id(&format!("mark:{marked}:{term}"))
}

/// Where the name or code of a language belongs.
fn language_field(text: &str) -> &'static str {
    let is_code = matches!(text.len(), 2 | 3) && text.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_code { "code" } else { "name" }
}

/// A day as older forms write it, the month first; none when it has no year of our time.
fn day(text: &str) -> Option<NaiveDate> {
    let is_short = text.rsplit('/').next().is_some_and(|year| year.len() == 2);
    let slashes = if is_short { "%m/%d/%y" } else { "%m/%d/%Y" };
    let mut forms = ["%Y-%m-%d", slashes, "%B %d, %Y"].into_iter();
    let day = forms.find_map(|form| NaiveDate::parse_from_str(text, form).ok());
    day.filter(|day| day.year() > 1000)
}
