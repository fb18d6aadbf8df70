//! The `datapackage.json` of HSDS's tabular form: written from the descriptions of the tables, and read for what it says
//! of cells that the tables alone do not tell.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use entity::object::{Field, Kind, Object};
use serde_json::{Map, Value, json};

/// The file that names the tables of a package.
pub(super) const DESCRIPTOR: &str = "datapackage.json";

/// The property of the package that says its cells hold text to the letter: nothing is trimmed, a lone apostrophe is text
/// without letters and a blank cell is nothing.
const EXACT: &str = "jembatan:exact";

/// The property of a field that says its cells hold JSON.
const AS_JSON: &str = "jembatan:json";

/// What a descriptor says of the cells of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Cells hold text to the letter.
    pub(super) is_exact: bool,
    /// Fields that HSDS requires and the publisher does not always know.
    pub(super) unknown: BTreeSet<String>,
    /// Columns of JSON.
    pub(super) json: BTreeSet<String>,
}

/// A descriptor as far as it matters here.
#[derive(Debug, Clone, Default)]
pub(super) struct Descriptor {
    package: Option<Value>,
}

impl Descriptor {
    /// Reads a descriptor; one that is no JSON says nothing.
    pub(super) fn read(input: Option<impl Read>) -> Self {
        Self {
            package: input.and_then(|input| serde_json::from_reader(input).ok()),
        }
    }

    fn resource(&self, object: &Object) -> Option<&Value> {
        let resources = self.package.as_ref()?.get("resources")?.as_array()?;
        let is_of =
            |resource: &&Value| resource.get("name").and_then(Value::as_str) == Some(object.name);
        resources.iter().find(is_of)
    }

    /// The file of an object's table.
    pub(super) fn path(&self, object: &Object) -> Option<&str> {
        self.resource(object)?.get("path")?.as_str()
    }

    /// What it says of the cells of an object's table.
    pub(super) fn told(&self, object: &Object) -> Told {
        let is =
            |value: Option<&Value>, wanted: bool| value.and_then(Value::as_bool) == Some(wanted);
        let package = self.package.as_ref();
        let mut told = Told {
            is_exact: is(package.and_then(|package| package.get(EXACT)), true),
            ..Told::default()
        };
        let schema = self.resource(object).and_then(|it| it.get("schema"));
        let fields = schema.and_then(|schema| schema.get("fields")?.as_array());
        for field in fields.into_iter().flatten() {
            let Some(name) = field.get("name").and_then(Value::as_str) else {
                continue;
            };
            let constraints = field.get("constraints");
            if is(constraints.and_then(|it| it.get("required")), false) {
                told.unknown.insert(name.to_owned());
            }
            if is(field.get(AS_JSON), true) {
                told.json.insert(name.to_owned());
            }
        }
        told
    }
}

/// One table of a package that was written.
pub(super) struct Table {
    pub(super) object: &'static Object,
    /// Fields that HSDS requires and some row lacks.
    pub(super) unknown: BTreeSet<&'static str>,
    /// The columns that HSDS does not know, and whether they hold text rather than JSON.
    pub(super) extras: Vec<(String, bool)>,
}

/// Whether HSDS requires a field of each row of a table.
pub(super) fn is_required(field: &Field) -> bool {
    field.is_required || field.is_required_in_tables
}

/// The descriptor of a package of these tables.
pub(super) fn descriptor(tables: &[Table]) -> Value {
    let names: BTreeSet<&str> = tables.iter().map(|table| table.object.name).collect();
    let resources: Vec<Value> = tables.iter().map(|table| resource(table, &names)).collect();
    json!({
        "name": "human_services_data",
        "title": "Human Services Data Specification",
        "profile": "tabular-data-package",
        EXACT: true,
        "resources": resources,
    })
}

fn resource(table: &Table, names: &BTreeSet<&str>) -> Value {
    let object = table.object;
    let mut fields = vec![json!({
        "name": "id",
        "type": "string",
        "format": "uuid",
        "constraints": {"required": true, "unique": true},
    })];
    let mut foreign_keys = Vec::new();
    for field in object.fields.iter().filter(|field| field.is_hsds) {
        fields.push(Value::Object(described(field, &table.unknown)));
        if let Kind::Reference(target) = field.kind
            && names.contains(target)
        {
            // A table names itself by nothing.
            let resource = if target == object.name { "" } else { target };
            foreign_keys.push(json!({
                "fields": [field.name],
                "reference": {"resource": resource, "fields": ["id"]},
            }));
        }
    }
    for (name, is_text) in &table.extras {
        fields.push(match is_text {
            true => json!({"name": name, "type": "string"}),
            false => json!({"name": name, "type": "string", AS_JSON: true}),
        });
    }
    json!({
        "name": object.name,
        "path": object.csv,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": fields,
            "primaryKey": ["id"],
            "foreignKeys": foreign_keys,
            "missingValues": [""],
        },
    })
}

fn described(field: &Field, unknown: &BTreeSet<&str>) -> Map<String, Value> {
    let mut said = Map::new();
    let mut constraints = BTreeMap::new();
    said.insert("name".to_owned(), field.name.into());
    let (kind, format) = match field.kind {
        Kind::Integer => ("integer", None),
        Kind::Number => ("number", None),
        Kind::Reference(_) | Kind::Id => ("string", Some("uuid")),
        Kind::OneOf(words) => {
            constraints.insert("enum", json!(words));
            ("string", None)
        }
        // Addresses and dates are kept as published, also when they are doubtful.
        Kind::Text | Kind::Uri | Kind::Email | Kind::Date | Kind::DateTime | Kind::Region => {
            ("string", None)
        }
    };
    said.insert("type".to_owned(), kind.into());
    if let Some(format) = format {
        said.insert("format".to_owned(), format.into());
    }
    if is_required(field) {
        let is_known = !unknown.contains(field.name);
        constraints.insert("required", is_known.into());
    }
    if !constraints.is_empty() {
        said.insert("constraints".to_owned(), json!(constraints));
    }
    said
}
