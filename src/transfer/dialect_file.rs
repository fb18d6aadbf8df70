//! Reads the files of a package in a dialect.

use std::io::{self, Read};
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord, Trim};
use serde_json::{Map, Value};

use super::dialect::{Dialect, Table};
use super::dialect_row::{DialectReader, Given};
use super::hsds_tabular::malformed;
use super::package::{Hearing, Package, table_stem};
use super::record::{Closed, Item, Origin, Sink};
use super::report::{Problem, ProblemCode};

/// Reads all tables of a package and tells `sink`. `source` names it in ids.
pub(super) fn read(
    dialect: &'static Dialect,
    package: &mut Package,
    source: &str,
    report: Hearing<'_>,
    sink: &mut dyn Sink,
) -> io::Result<Result<(), Closed>> {
    let mut reader = DialectReader::new(dialect, source);
    for name in package.names() {
        let stem = table_stem(name).filter(|stem| dialect.table(stem).is_none());
        if stem.is_some() {
            let origin = Origin {
                file: package.label(name).into(),
                place: String::new(),
            };
            let expected = format!("a table of {} that HSDS 3 has a place for", dialect.title);
            let problem = Problem::new(ProblemCode::UnknownFile, &origin, "", name, &expected);
            if let Err(closed) = sink.take(Item::Problem(problem)) {
                return Ok(Err(closed));
            }
        }
    }
    for table in dialect.tables {
        let Some(name) = table.file(package).map(str::to_owned) else {
            continue;
        };
        let file: Arc<str> = package.label(&name).into();
        let input = package.open(&name, report)?;
        if let Err(closed) = read_table(&mut reader, table, &file, input, sink) {
            return Ok(Err(closed));
        }
    }
    let Some((name, ..)) = dialect.marks else {
        return Ok(Ok(()));
    };
    if !package.names().iter().any(|other| other == name) {
        return Ok(Ok(()));
    }
    let file: Arc<str> = package.label(name).into();
    let marks = serde_json::from_reader(package.open(name, report)?);
    Ok(read_marks(&reader, &file, marks, sink))
}

fn read_table(
    reader: &mut DialectReader<'_>,
    table: &'static Table,
    file: &Arc<str>,
    input: impl Read,
    sink: &mut dyn Sink,
) -> Result<(), Closed> {
    let mut rows = ReaderBuilder::new().trim(Trim::All).from_reader(input);
    let origin = |row: u64| Origin {
        file: file.clone(),
        place: format!("row {row}"),
    };
    let headers = match rows.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => return malformed(file, 1, &error, sink),
    };
    reader.announce(table, headers.iter(), &origin(1), sink)?;
    let mut cells = StringRecord::new();
    let mut row = 1;
    loop {
        row += 1;
        match rows.read_record(&mut cells) {
            Ok(false) => return Ok(()),
            Ok(true) => {
                let cells = headers.iter().zip(&cells);
                let cells: Vec<(&str, Given)> = cells
                    .map(|(column, cell)| (column, Given::One(cell.to_owned())))
                    .collect();
                reader.row(table, &cells, &origin(row), sink)?;
            }
            Err(error) => malformed(file, row, &error, sink)?,
        }
    }
}

/// Reads which rows are marked with which.
fn read_marks(
    reader: &DialectReader<'_>,
    file: &Arc<str>,
    marks: serde_json::Result<Map<String, Value>>,
    sink: &mut dyn Sink,
) -> Result<(), Closed> {
    let origin = |place: &str| Origin {
        file: file.clone(),
        place: place.to_owned(),
    };
    let Some((_, marked, terms)) = reader.dialect.marks else {
        return Ok(());
    };
    let malformed = |place: &str, found: &str| {
        let expected = "an object with an array of ids for each id";
        let code = ProblemCode::Malformed;
        Item::Problem(Problem::new(code, &origin(place), "", found, expected))
    };
    let Ok(marks) = marks else {
        return sink.take(malformed("", ""));
    };
    for (name, value) in marks {
        let Value::Array(ids) = value else {
            sink.take(malformed(&name, &value.to_string()))?;
            continue;
        };
        for id in ids {
            let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
            reader.mark((marked, &name), (terms, &id), &origin(&name), sink)?;
        }
    }
    Ok(())
}
