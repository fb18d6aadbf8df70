//! HSDS that leaves: exports of a directory, and JSON compared by what it says.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jembatan::directory::Directory;
use jembatan::store::{Reader, Sight};
use jembatan::transfer::{self, ExportError, ExportForm, ExportScope, Exported};
use serde_json::{Map, Value};

use super::{TestDirectory, now};

/// All forms of an export, with a name for a file of each.
pub const FORMS: [(ExportForm, &str); 4] = [
    (ExportForm::Json, "out.json"),
    (ExportForm::Lines, "out.ndjson"),
    (ExportForm::Tables { is_zipped: false }, "out"),
    (ExportForm::Tables { is_zipped: true }, "out.zip"),
];

impl TestDirectory {
    /// The directory as somebody sees it who may see this much.
    pub fn seen(&self, sight: Sight) -> Directory {
        Directory {
            reader: Reader::new(self.opened.store.clone(), sight),
            now: now(),
        }
    }

    /// Exports to a path.
    pub async fn try_export(
        &self,
        sight: Sight,
        path: &Path,
        form: ExportForm,
        scope: ExportScope,
    ) -> Result<Exported, ExportError> {
        let quiet: transfer::ExportProgress = Arc::new(|_| {});
        transfer::export(self.seen(sight), path.to_owned(), form, scope, quiet).await
    }

    /// Exports what everyone may see, and returns where it is.
    pub async fn export(&self, form: ExportForm, name: &str) -> PathBuf {
        let path = self.folder().join(name);
        self.try_export(Sight::Public, &path, form, ExportScope::default())
            .await
            .unwrap();
        path
    }

    /// The records of the JSON document that the directory exports, by kind.
    pub async fn document(&self, scope: ExportScope) -> Map<String, Value> {
        let path = self.folder().join("document.json");
        self.try_export(Sight::Public, &path, ExportForm::Json, scope)
            .await
            .unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        serde_json::from_str(&text).unwrap()
    }
}

/// All that an export has written, by the names of its files.
pub fn bytes(path: &Path) -> Vec<(String, Vec<u8>)> {
    if path.is_file() {
        return vec![(String::new(), std::fs::read(path).unwrap())];
    }
    let mut files: Vec<_> = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// What JSON says, whatever its spelling: HSDS gives lists no order, a number is the same with and without a fraction of
/// nothing, and neither null nor an empty list says anything.
pub fn said(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| (name.clone(), said(value)));
            let is_empty =
                |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            Value::Object(fields.filter(|(_, value)| !is_empty(value)).collect())
        }
        Value::Array(values) => {
            let mut values: Vec<Value> = values.iter().map(said).collect();
            if values.iter().all(|value| value.get("id").is_some()) {
                values.sort_by_key(|value| value["id"].to_string());
            }
            Value::Array(values)
        }
        Value::Number(number) => number.as_f64().into(),
        other => other.clone(),
    }
}
