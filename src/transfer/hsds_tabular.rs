//! HSDS 3.x tabular: one CSV file for each object.

use std::io::Read;
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord, Trim};
use entity::extra_property;
use entity::object::{Field, Object};
use serde_json::Value;
use uuid::Uuid;

use super::csv_safe::{exact_text, plain_cell};
use super::hsds_package::Told;
use super::hsds_walk::derive;
use super::kept::{hide, is_ours, kept};
use super::record::{Closed, Item, Origin, Record, Sink};
use super::report::{Problem, ProblemCode};
use crate::directory::{Draft, Expected, extra, validate};
use crate::store::Cell;

/// What a column feeds.
enum Column {
    Id,
    Field(usize, &'static Field),
    /// A property that HSDS does not know.
    Extra(String),
}

/// Reads one table of `object` and tells `sink`. Blank cells mean that nothing is known.
pub(super) fn read(
    object: &'static Object,
    told: &Told,
    file: &Arc<str>,
    input: impl Read,
    sink: &mut dyn Sink,
) -> Result<(), Closed> {
    let trim = if told.is_exact { Trim::None } else { Trim::All };
    let mut table = ReaderBuilder::new().trim(trim).from_reader(input);
    let headers = match table.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => return malformed(file, 1, &error, sink),
    };
    let columns = columns(object, &headers, file, sink)?;
    if !columns.iter().any(|column| matches!(column, Column::Id)) {
        let origin = origin(file, 1);
        let found = headers.iter().collect::<Vec<_>>().join(",");
        let problem = Problem::new(
            ProblemCode::Malformed,
            &origin,
            "id",
            &found,
            "a header line with a column id",
        );
        return sink.take(Item::Problem(problem));
    }
    let mut cells = StringRecord::new();
    let mut row = 1;
    loop {
        row += 1;
        match table.read_record(&mut cells) {
            Ok(false) => return Ok(()),
            Ok(true) => read_row(object, told, &columns, &cells, origin(file, row), sink)?,
            Err(error) => malformed(file, row, &error, sink)?,
        }
    }
}

fn origin(file: &Arc<str>, row: u64) -> Origin {
    Origin {
        file: file.clone(),
        place: format!("row {row}"),
    }
}

/// Reports a row that is no row. The reader goes on with the next one.
pub(super) fn malformed(
    file: &Arc<str>,
    row: u64,
    error: &csv::Error,
    sink: &mut dyn Sink,
) -> Result<(), Closed> {
    let expected = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "text in UTF-8".to_owned(),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("{expected_len} cells as in the header, not {len}")
        }
        csv::ErrorKind::Io(error) => format!("a file that can be read ({})", error.kind()),
        _ => "a row of CSV".to_owned(),
    };
    sink.take(Item::Problem(Problem::new(
        ProblemCode::Malformed,
        &origin(file, row),
        "",
        "",
        &expected,
    )))
}

fn columns(
    object: &'static Object,
    headers: &StringRecord,
    file: &Arc<str>,
    sink: &mut dyn Sink,
) -> Result<Vec<Column>, Closed> {
    let mut columns = Vec::new();
    for header in headers {
        let column = match object.field(header) {
            _ if header == "id" => Column::Id,
            Some((index, field)) if field.is_hsds => Column::Field(index, field),
            _ => {
                if !is_ours(header) {
                    let expected = format!("a column of HSDS's {}; it is kept", object.csv);
                    let problem = Problem::new(
                        ProblemCode::UnknownProperty,
                        &origin(file, 1),
                        header,
                        "",
                        &expected,
                    );
                    sink.take(Item::Problem(problem))?;
                }
                let name = exact_text(header).unwrap_or_default();
                Column::Extra(kept(name))
            }
        };
        columns.push(column);
    }
    Ok(columns)
}

fn read_row(
    object: &'static Object,
    told: &Told,
    columns: &[Column],
    cells: &StringRecord,
    origin: Origin,
    sink: &mut dyn Sink,
) -> Result<(), Closed> {
    let mut problems = Vec::new();
    let mut draft = Draft::new(Uuid::nil());
    let mut has_id = false;
    let mut extras = Vec::new();
    for (column, written) in columns.iter().zip(cells) {
        let text = match told.is_exact {
            true => exact_text(written),
            false => Some(plain_cell(written)).filter(|text| !text.is_empty()),
        };
        match column {
            Column::Extra(name) => {
                let Some(text) = text else { continue };
                let json = told
                    .json
                    .contains(name)
                    .then(|| serde_json::from_str(text).ok());
                let value = json.flatten().unwrap_or_else(|| Value::from(text));
                if !hide(object, &mut draft, name, &value) {
                    extras.push((name, value));
                }
            }
            Column::Id => match Uuid::try_parse(written) {
                Ok(id) => {
                    draft.key = id.into();
                    has_id = true;
                }
                Err(_) => problems.push(Problem::new(
                    ProblemCode::BadId,
                    &origin,
                    "id",
                    written,
                    "a UUID",
                )),
            },
            Column::Field(index, field) => match read_cell(object, field, text, told) {
                Ok(cell) => {
                    if let Some(expected) = validate::oddity(field.name, field.kind, &cell) {
                        problems.push(Problem::new(
                            ProblemCode::Doubtful,
                            &origin,
                            field.name,
                            written,
                            &expected.0,
                        ));
                    }
                    draft.cells.push((*index, cell));
                }
                Err(expected) => {
                    problems.push(Problem::new(
                        ProblemCode::BadValue,
                        &origin,
                        field.name,
                        written,
                        &expected.0,
                    ));
                }
            },
        }
    }
    for field in object.fields {
        let is_required = field.is_required || field.is_required_in_tables;
        let is_refused = problems.iter().any(|problem| problem.field == field.name);
        if !is_required
            || is_refused
            || !matches!(draft.get(object, field.name), None | Some(Cell::Null))
        {
            continue;
        }
        let (code, expected) = if (object.name, field.name) == ("address", "postal_code") {
            (ProblemCode::UnknownPostalCode, "a postal code".to_owned())
        } else if told.unknown.contains(field.name) && !field.is_never_null {
            continue;
        } else {
            (
                ProblemCode::Missing,
                format!("a value: HSDS requires it of every {}", object.name),
            )
        };
        problems.push(Problem::new(code, &origin, field.name, "", &expected));
    }
    let is_sound = has_id
        && problems
            .iter()
            .all(|problem| problem.severity == super::report::Severity::Warning);
    for problem in problems {
        sink.take(Item::Problem(problem))?;
    }
    if is_sound {
        derive(object, &mut draft);
        let id = draft.key.id().unwrap_or_default();
        sink.take(Item::Record(Record {
            object,
            draft,
            origin: origin.clone(),
            nesting: None,
            said: Vec::new(),
        }))?;
        for (name, value) in extras {
            sink.take(Item::Record(Record {
                object: &extra_property::OBJECT,
                draft: extra(object, id, name, &value),
                origin: origin.clone(),
                nesting: None,
                said: Vec::new(),
            }))?;
        }
    }
    Ok(())
}

/// What a field holds by the text of its cell, which may be told to the letter.
fn read_cell(
    object: &Object,
    field: &Field,
    text: Option<&str>,
    told: &Told,
) -> Result<Cell, Expected> {
    match text {
        None => Ok(Cell::Null),
        Some(text) if told.is_exact => validate::from_json(object, field, &Value::from(text)),
        Some(text) => validate::from_text(object, field, text),
    }
}
