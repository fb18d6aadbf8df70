//! The mapping file of a spreadsheet: which column feeds which field. It is checked before a row is read.

use std::collections::BTreeMap;

use entity::object::{Object, object};
use serde::Deserialize;

/// What a mapping file says. `docs/IMPORT.md` explains each part.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    pub(super) source: SourceMapping,
    #[serde(default)]
    pub(super) region: RegionMapping,
    pub(super) record: Vec<RecordMapping>,
    #[serde(default)]
    pub(super) term: Vec<TermMapping>,
}

/// Which columns name a row for good.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceMapping {
    pub(super) name: String,
    pub(super) key: Vec<String>,
    #[serde(default = "comma")]
    pub(super) delimiter: char,
}

fn comma() -> char {
    ','
}

/// Which columns say where the row's place is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegionMapping {
    #[serde(default)]
    pub(super) codes: Vec<String>,
    pub(super) province: Option<String>,
    pub(super) regency: Option<String>,
    pub(super) district: Option<String>,
    pub(super) village: Option<String>,
}

/// One record that a row makes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordMapping {
    pub(super) object: String,
    /// Tells two records of one object apart.
    #[serde(default)]
    pub(super) name: String,
    /// The records it hangs on, by object.
    #[serde(default)]
    pub(super) of: Vec<String>,
    /// For attributes: the record described.
    pub(super) link: Option<String>,
    /// The record is made only where this column holds something.
    pub(super) when: Option<String>,
    pub(super) fields: BTreeMap<String, Feed>,
}

/// What feeds a field.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Feed {
    /// Text in which `{column}` stands for the cell; empty when a cell it names is empty.
    Text(String),
    /// The value that the cell of a column stands for.
    Choice(Choice),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    pub(super) column: String,
    pub(super) map: BTreeMap<String, String>,
    pub(super) otherwise: Option<String>,
}

/// Terms that a record is marked with, by the value of a column.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermMapping {
    pub(super) of: String,
    pub(super) taxonomy: String,
    pub(super) column: String,
    pub(super) map: BTreeMap<String, Vec<String>>,
}

impl Mapping {
    /// Reads a mapping file and checks that what it names exists.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mapping: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if mapping.source.key.is_empty() {
            return Err("source.key: name at least one column that tells rows apart".to_owned());
        }
        for record in &mapping.record {
            let object = described(&record.object)?;
            for field in record.fields.keys() {
                if object.field(field).is_none() {
                    return Err(format!(
                        "record {}: there is no field {field}",
                        record.object
                    ));
                }
            }
            if let Some(linked) = &record.link
                && (object.name != "attribute"
                    || !mapping.record.iter().any(|other| other.object == *linked))
            {
                return Err(format!(
                    "record {}: it cannot describe {linked}",
                    record.object
                ));
            }
            for owner in &record.of {
                if object.field(&format!("{owner}_id")).is_none() {
                    return Err(format!(
                        "record {}: it cannot hang on {owner}",
                        record.object
                    ));
                }
                if !mapping.record.iter().any(|other| other.object == *owner) {
                    return Err(format!(
                        "record {}: no record makes its {owner}",
                        record.object
                    ));
                }
            }
        }
        for term in &mapping.term {
            described(&term.of)?;
        }
        Ok(mapping)
    }

    /// The columns that the mapping reads.
    pub(super) fn columns(&self) -> Vec<&str> {
        let region = &self.region;
        let mut columns: Vec<&str> = self
            .source
            .key
            .iter()
            .chain(&region.codes)
            .chain(
                [
                    &region.province,
                    &region.regency,
                    &region.district,
                    &region.village,
                ]
                .into_iter()
                .flatten(),
            )
            .chain(self.term.iter().map(|term| &term.column))
            .chain(self.record.iter().filter_map(|record| record.when.as_ref()))
            .map(String::as_str)
            .collect();
        for feed in self.record.iter().flat_map(|record| record.fields.values()) {
            match feed {
                Feed::Text(template) => {
                    columns.extend(pieces(template).filter_map(|(_, column)| column))
                }
                Feed::Choice(choice) => columns.push(&choice.column),
            }
        }
        columns
    }
}

pub(super) fn described(name: &str) -> Result<&'static Object, String> {
    object(name).ok_or_else(|| format!("there is no object {name}"))
}

/// A template taken apart: text, then the column that follows it.
pub(super) fn pieces(template: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    template
        .split('}')
        .map(|piece| match piece.split_once('{') {
            Some((text, column)) => (text, Some(column)),
            None => (piece, None),
        })
}
