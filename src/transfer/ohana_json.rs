//! Ohana as JSON: what its importer reads (an organization a line, with `locations`, `services_attributes` and their like,
//! and no ids) and what its API answers. Nested objects are rows of the tables that [`super::ohana`] describes.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::dialect::Table;
use super::dialect_row::{DialectReader, Given};
use super::hsds_walk::nested;
use super::record::{Closed, Item, Origin, Sink};
use super::report::{Problem, ProblemCode};

/// Properties that only Ohana has.
const SIGNS: [&str; 8] = [
    "services_attributes",
    "address_attributes",
    "mail_address_attributes",
    "phones_attributes",
    "contacts_attributes",
    "short_desc",
    "mail_address",
    "admin_emails",
];

/// The tables whose rows may stand at the top, with nested properties by which they are told.
const TOPS: [(&str, &[&str]); 3] = [
    ("organizations", &["locations"]),
    (
        "locations",
        &["address", "mail_address", "services", "services_attributes"],
    ),
    ("services", &["categories"]),
];

/// Whether an object is of Ohana. Ids of HSDS are texts; those of Ohana are numbers, or there are none.
pub(super) fn is_one(fields: &Map<String, Value>) -> bool {
    let has_sign =
        |fields: &Map<String, Value>| SIGNS.iter().any(|sign| fields.contains_key(*sign));
    let within = |property: &str| fields.get(property).and_then(Value::as_array);
    let locations = within("locations").into_iter().flatten();
    let locations = locations.filter_map(Value::as_object);
    match fields.get("id") {
        None | Some(Value::Null) => has_sign(fields) || locations.into_iter().any(has_sign),
        Some(id) => id.is_number(),
    }
}

/// Reads one object and all in it.
pub(super) fn read(
    reader: &mut DialectReader<'_>,
    fields: Map<String, Value>,
    file: &Arc<str>,
    path: String,
    sink: &mut dyn Sink,
) -> Result<(), Closed> {
    let score = |(name, nested): &(&str, &[&str])| {
        let fits = nested.iter().filter(|it| fields.contains_key(**it)).count();
        let known = reader.dialect.table(name).map_or(0, |table| {
            let columns = table.feeds.iter().map(|(column, _)| *column);
            columns
                .filter(|column| fields.contains_key(*column))
                .count()
        });
        (fits, known)
    };
    let top = TOPS.iter().rev().max_by_key(|top| score(top));
    let Some(table) = top.and_then(|(name, _)| reader.dialect.table(name)) else {
        return Ok(());
    };
    let mut walk = Walk { reader, file, sink };
    walk.object(table, fields, None, path).map(|_| ())
}

struct Walk<'w, 'r> {
    reader: &'w mut DialectReader<'r>,
    file: &'w Arc<str>,
    sink: &'w mut dyn Sink,
}

impl Walk<'_, '_> {
    /// Reads an object as a row, then what is nested in it; returns what the row is called.
    fn object(
        &mut self,
        table: &'static Table,
        fields: Map<String, Value>,
        owner: Option<(&str, &str)>,
        path: String,
    ) -> Result<String, Closed> {
        let origin = Origin {
            file: self.file.clone(),
            place: path.clone(),
        };
        let mut cells: Vec<(String, Given)> = Vec::new();
        let mut parts = Vec::new();
        cells.extend(owner.map(|(column, name)| (column.to_owned(), Given::One(name.to_owned()))));
        for (property, value) in fields {
            let within = nested(&path, &property);
            match (self.nested_table(&property), value) {
                (_, Value::Null) => {}
                // What a row belongs to comes before it.
                (Some(around), Value::Object(fields)) if property == "organization" => {
                    let name = self.object(around, fields, None, within)?;
                    cells.push(("organization_id".to_owned(), Given::One(name)));
                }
                (Some(table), Value::Object(fields)) => parts.push((table, fields, within)),
                (Some(table), Value::Array(values)) if values.iter().all(Value::is_object) => {
                    for (at, value) in values.into_iter().enumerate() {
                        if let Value::Object(fields) = value {
                            parts.push((table, fields, format!("{within}[{at}]")));
                        }
                    }
                }
                (_, value) => match given(&value) {
                    Some(given) => cells.push((property, given)),
                    None => {
                        let code = ProblemCode::UnknownProperty;
                        let expected = format!("a property of Ohana's {}", table.name);
                        let found = value.to_string();
                        let problem = Problem::new(code, &origin, &property, &found, &expected);
                        self.sink.take(Item::Problem(problem))?;
                    }
                },
            }
        }
        let name = name(table, &cells).or_else(|| {
            // What is nested in a row without a name needs one.
            let said = cells
                .iter()
                .map(|(column, given)| format!("{column}={given:?}"));
            (!parts.is_empty()).then(|| said.collect::<Vec<_>>().join("\u{1f}"))
        });
        if let Some(name) = &name
            && !cells.iter().any(|(column, _)| column == table.id)
        {
            cells.push((table.id.to_owned(), Given::One(name.clone())));
        }
        let columns = cells.iter().map(|(column, _)| column.as_str());
        self.reader.announce(table, columns, &origin, self.sink)?;
        let row: Vec<(&str, Given)> = cells
            .iter()
            .map(|(column, given)| (column.as_str(), given.clone()))
            .collect();
        self.reader.row(table, &row, &origin, self.sink)?;
        let name = name.unwrap_or_default();
        let owner = format!("{}_id", table.object);
        for (table, fields, path) in parts {
            self.object(table, fields, Some((&owner, &name)), path)?;
        }
        Ok(name)
    }

    /// The table of a nested property. Its importer says `phones_attributes` for `phones`.
    fn nested_table(&self, property: &str) -> Option<&'static Table> {
        let property = property.strip_suffix("_attributes").unwrap_or(property);
        self.reader.dialect.table(property)
    }
}

/// What a row is called: by its id, or else by its names, where it has any.
fn name(table: &Table, cells: &[(String, Given)]) -> Option<String> {
    let find = |wanted: &str| {
        let (_, given) = cells.iter().find(|(column, _)| column == wanted)?;
        match given {
            Given::One(text) => Some(text.clone()),
            Given::Many(_) => None,
        }
    };
    find(table.id).or_else(|| {
        let names: Option<Vec<String>> = table.names.iter().map(|column| find(column)).collect();
        names
            .filter(|names| !names.is_empty())
            .map(|names| names.join("/"))
    })
}

/// What a value is as a cell; none when it is nested.
fn given(value: &Value) -> Option<Given> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is_so) => Some(is_so.to_string()),
        _ => None,
    };
    match value {
        Value::Array(values) => {
            let texts: Option<Vec<String>> = values.iter().map(text).collect();
            texts.map(Given::Many)
        }
        value => text(value).map(Given::One),
    }
}
