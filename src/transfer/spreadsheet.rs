//! A spreadsheet: any CSV whose mapping file says which column feeds which field. Each row makes the records that the
//! mapping lists; their ids come from the row's key, so the same row is the same records next time.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord, Trim};
use entity::object::{Field, Object, object};

use super::hsds_tabular::malformed;
use super::hsds_walk::derive;
use super::mapping::{Feed, Mapping, RecordMapping, pieces};
use super::prose_hours;
use super::record::{Closed, Item, Origin, Record, Sink};
use super::report::{Problem, ProblemCode};
use crate::directory::shipped::{derived_id, term_id};
use crate::directory::{Draft, Names, Regions, validate};
use crate::store::Cell;

/// One row under its header.
struct Cells<'a> {
    places: &'a BTreeMap<String, usize>,
    cells: &'a StringRecord,
}

impl<'a> Cells<'a> {
    /// The cell of a column, when it holds something.
    fn get(&self, column: &str) -> Option<&'a str> {
        let cell = self.cells.get(*self.places.get(column)?)?;
        (!cell.is_empty()).then_some(cell)
    }

    fn fill(&self, template: &str) -> Option<String> {
        let mut text = String::new();
        for (before, column) in pieces(template) {
            text.push_str(before);
            if let Some(column) = column {
                text.push_str(self.get(column)?);
            }
        }
        Some(text)
    }
}

/// Reads a spreadsheet and tells `sink`.
pub(super) fn read(
    mapping: &Mapping,
    regions: &Regions,
    file: &Arc<str>,
    input: impl Read,
    sink: &mut dyn Sink,
) -> Result<(), Closed> {
    let delimiter = u8::try_from(mapping.source.delimiter).unwrap_or(b',');
    let mut table = ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(Trim::All)
        .from_reader(input);
    let places: BTreeMap<String, usize> = match table.headers() {
        Ok(headers) => headers
            .iter()
            .enumerate()
            .map(|(at, name)| (name.to_owned(), at))
            .collect(),
        Err(error) => return malformed(file, 1, &error, sink),
    };
    let mut lacks_column = false;
    for column in mapping.columns() {
        if !places.contains_key(column) {
            lacks_column = true;
            let origin = Origin {
                file: file.clone(),
                place: "row 1".to_owned(),
            };
            let expected = "this column, which the mapping reads";
            sink.take(Item::Problem(Problem::new(
                ProblemCode::Malformed,
                &origin,
                column,
                "",
                expected,
            )))?;
        }
    }
    if lacks_column {
        return Ok(());
    }
    let mut cells = StringRecord::new();
    let mut row = 1;
    loop {
        row += 1;
        match table.read_record(&mut cells) {
            Ok(false) => return Ok(()),
            Ok(true) => {
                let origin = Origin {
                    file: file.clone(),
                    place: format!("row {row}"),
                };
                let cells = Cells {
                    places: &places,
                    cells: &cells,
                };
                RowReader {
                    mapping,
                    regions,
                    cells,
                    origin,
                    sink,
                }
                .read()?;
            }
            Err(error) => malformed(file, row, &error, sink)?,
        }
    }
}

/// Turns one row into its records.
struct RowReader<'a> {
    mapping: &'a Mapping,
    regions: &'a Regions,
    cells: Cells<'a>,
    origin: Origin,
    sink: &'a mut dyn Sink,
}

impl RowReader<'_> {
    fn read(mut self) -> Result<(), Closed> {
        let key: Vec<&str> = self
            .mapping
            .source
            .key
            .iter()
            .filter_map(|column| self.cells.get(column))
            .collect();
        if key.len() < self.mapping.source.key.len() {
            let columns = self.mapping.source.key.join(", ");
            return self.problem(
                ProblemCode::BadId,
                &columns,
                "",
                "a value in every column of the key",
            );
        }
        let key = format!("row:{}:{}", self.mapping.source.name, key.join(":"));
        let region = self.region()?;
        let mut records = Vec::new();
        let mut is_sound = true;
        for mapping in &self.mapping.record {
            let Some(object) = object(&mapping.object) else {
                continue;
            };
            if mapping
                .when
                .as_ref()
                .is_some_and(|column| self.cells.get(column).is_none())
            {
                continue;
            }
            let mut draft = Draft::new(record_id(&key, mapping));
            for owner in &mapping.of {
                if let Some(owner_mapping) = self
                    .mapping
                    .record
                    .iter()
                    .find(|other| other.object == *owner)
                {
                    draft.set(
                        object,
                        &format!("{owner}_id"),
                        Cell::Id(record_id(&key, owner_mapping)),
                    );
                }
            }
            let linked = self
                .mapping
                .record
                .iter()
                .find(|other| Some(&other.object) == mapping.link.as_ref());
            if let Some(linked) = linked {
                draft.set(object, "link_id", Cell::Id(record_id(&key, linked)));
                draft.set(object, "link_entity", Cell::Text(linked.object.clone()));
            }
            if let (Some(code), "location" | "service_area") = (&region, object.name) {
                draft.set(object, "region_code", Cell::Text(code.clone()));
            }
            for (name, feed) in &mapping.fields {
                if let Some((_, field)) = object.field(name) {
                    is_sound &= self.feed(object, field, feed, &mut draft)?;
                }
            }
            for field in object
                .fields
                .iter()
                .filter(|field| field.is_never_null && field.is_hsds)
            {
                if matches!(draft.get(object, field.name), None | Some(Cell::Null)) {
                    is_sound = false;
                    let what = format!("{}.{}", object.name, field.name);
                    self.problem(
                        ProblemCode::Missing,
                        &what,
                        "",
                        "a value: no record of its kind can be without it",
                    )?;
                }
            }
            if object.name == "address"
                && !matches!(draft.get(object, "postal_code"), Some(Cell::Text(_)))
            {
                self.problem(
                    ProblemCode::UnknownPostalCode,
                    "address.postal_code",
                    "",
                    "a postal code",
                )?;
            }
            derive(object, &mut draft);
            records.extend(prose_hours::with_hours(Record {
                object,
                draft,
                origin: self.origin.clone(),
                nesting: None,
                said: Vec::new(),
            }));
        }
        records.extend(self.marks(&key));
        if is_sound {
            for record in records {
                self.sink.take(Item::Record(record))?;
            }
        }
        Ok(())
    }

    fn problem(
        &mut self,
        code: ProblemCode,
        field: &str,
        found: &str,
        expected: &str,
    ) -> Result<(), Closed> {
        self.sink.take(Item::Problem(Problem::new(
            code,
            &self.origin,
            field,
            found,
            expected,
        )))
    }

    fn region(&mut self) -> Result<Option<String>, Closed> {
        let mapping = &self.mapping.region;
        let names = Names {
            province: mapping
                .province
                .as_ref()
                .and_then(|column| self.cells.get(column)),
            regency: mapping
                .regency
                .as_ref()
                .and_then(|column| self.cells.get(column)),
            district: mapping
                .district
                .as_ref()
                .and_then(|column| self.cells.get(column)),
            village: mapping
                .village
                .as_ref()
                .and_then(|column| self.cells.get(column)),
        };
        let codes: Vec<&str> = mapping
            .codes
            .iter()
            .filter_map(|column| self.cells.get(column))
            .collect();
        let place = codes
            .iter()
            .find_map(|code| self.regions.by_identifier(code))
            .or_else(|| self.regions.resolve(&names));
        if place.is_none() && (!mapping.codes.is_empty() || mapping.regency.is_some()) {
            let named = [names.village, names.district, names.regency, names.province];
            let found: Vec<&str> = codes
                .iter()
                .copied()
                .chain(named.into_iter().flatten())
                .collect();
            let found = found.join(", ");
            self.problem(
                ProblemCode::UnresolvedRegion,
                "region",
                &found,
                "the code or names of one known region",
            )?;
        }
        Ok(place.map(|place| place.code.clone()))
    }

    /// Feeds one field; whether the record is still sound.
    fn feed(
        &mut self,
        object: &Object,
        field: &Field,
        feed: &Feed,
        draft: &mut Draft,
    ) -> Result<bool, Closed> {
        let text = match feed {
            Feed::Text(template) => self.cells.fill(template),
            Feed::Choice(choice) => match self.cells.get(&choice.column) {
                None => None,
                Some(cell) => match choice.map.get(cell).or(choice.otherwise.as_ref()) {
                    Some(value) => Some(value.clone()),
                    None => {
                        let expected = format!(
                            "one of: {}",
                            choice.map.keys().cloned().collect::<Vec<_>>().join(", ")
                        );
                        self.problem(ProblemCode::BadValue, &choice.column, cell, &expected)?;
                        return Ok(false);
                    }
                },
            },
        };
        let what = format!("{}.{}", object.name, field.name);
        match validate::from_text(object, field, text.as_deref().unwrap_or_default()) {
            Ok(cell) => {
                if let Some(expected) = validate::oddity(field.name, field.kind, &cell) {
                    self.problem(
                        ProblemCode::Doubtful,
                        &what,
                        text.as_deref().unwrap_or_default(),
                        &expected.0,
                    )?;
                }
                draft.set(object, field.name, cell);
                Ok(true)
            }
            Err(expected) => {
                self.problem(
                    ProblemCode::BadValue,
                    &what,
                    text.as_deref().unwrap_or_default(),
                    &expected.0,
                )?;
                Ok(false)
            }
        }
    }

    /// The attributes that mark the row's records with terms.
    fn marks(&self, key: &str) -> Vec<Record> {
        let Some(attribute) = object("attribute") else {
            return Vec::new();
        };
        let mut records = Vec::new();
        for term in &self.mapping.term {
            let marked = self
                .mapping
                .record
                .iter()
                .find(|record| record.object == term.of);
            let codes = self
                .cells
                .get(&term.column)
                .and_then(|cell| term.map.get(cell));
            for (marked, code) in codes
                .into_iter()
                .flatten()
                .filter_map(|code| Some((marked?, code)))
            {
                let global_code = format!("{}:{code}", term.taxonomy);
                let mut draft = Draft::new(derived_id(&format!("{key}:{}:{global_code}", term.of)));
                draft.set(attribute, "link_id", Cell::Id(record_id(key, marked)));
                draft.set(attribute, "link_entity", Cell::Text(term.of.clone()));
                draft.set(attribute, "link_type", Cell::Text(term.taxonomy.clone()));
                draft.set(
                    attribute,
                    "taxonomy_term_id",
                    Cell::Id(term_id(&global_code)),
                );
                records.push(Record {
                    object: attribute,
                    draft,
                    origin: self.origin.clone(),
                    nesting: None,
                    said: Vec::new(),
                });
            }
        }
        records
    }
}

fn record_id(key: &str, mapping: &RecordMapping) -> uuid::Uuid {
    derived_id(&format!("{key}:{}:{}", mapping.object, mapping.name))
}
