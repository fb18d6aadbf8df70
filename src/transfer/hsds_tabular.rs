//! HSDS 3.x tabular: one CSV file for each object.

use std::io::Read;
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord, Trim};
use entity::object::{Field, Object};
use uuid::Uuid;

use super::hsds_walk::derive;
use super::record::{Closed, Item, Origin, Record, Sink};
use super::report::{Problem, ProblemCode};
use crate::directory::{Draft, validate};
use crate::store::Cell;

/// What a column feeds.
enum Column {
    Id,
    Field(usize, &'static Field),
    Unknown,
}

/// Reads one table of `object` and tells `sink`. Blank cells mean that nothing is known.
pub(super) fn read(
    object: &'static Object,
    file: &Arc<str>,
    input: impl Read,
    sink: &mut dyn Sink,
) -> Result<(), Closed> {
    let mut table = ReaderBuilder::new().trim(Trim::All).from_reader(input);
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
            Ok(true) => read_row(object, &columns, &cells, origin(file, row), sink)?,
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
                let expected = format!("a column of HSDS's {}", object.csv);
                let problem = Problem::new(
                    ProblemCode::UnknownProperty,
                    &origin(file, 1),
                    header,
                    "",
                    &expected,
                );
                sink.take(Item::Problem(problem))?;
                Column::Unknown
            }
        };
        columns.push(column);
    }
    Ok(columns)
}

fn read_row(
    object: &'static Object,
    columns: &[Column],
    cells: &StringRecord,
    origin: Origin,
    sink: &mut dyn Sink,
) -> Result<(), Closed> {
    let mut problems = Vec::new();
    let mut draft = Draft::new(Uuid::nil());
    let mut has_id = false;
    for (column, text) in columns.iter().zip(cells) {
        match column {
            Column::Unknown => {}
            Column::Id => match Uuid::try_parse(text) {
                Ok(id) => {
                    draft.key = id.into();
                    has_id = true;
                }
                Err(_) => problems.push(Problem::new(
                    ProblemCode::BadId,
                    &origin,
                    "id",
                    text,
                    "a UUID",
                )),
            },
            Column::Field(index, field) => match validate::from_text(object, field, text) {
                Ok(cell) => {
                    if let Some(expected) = validate::oddity(field.name, field.kind, &cell) {
                        problems.push(Problem::new(
                            ProblemCode::Doubtful,
                            &origin,
                            field.name,
                            text,
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
                        text,
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
        sink.take(Item::Record(Record {
            object,
            draft,
            origin,
            nesting: None,
        }))?;
    }
    Ok(())
}
