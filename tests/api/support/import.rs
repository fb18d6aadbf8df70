//! Importing what a test gives.

use std::path::{Path, PathBuf};

use jembatan::transfer::{self, ImportOptions, Report};
use serde_json::Value;

use super::{TestDirectory, now};

/// Keeps the sound records when others are not.
pub fn keep_good() -> ImportOptions {
    ImportOptions {
        keeps_good: true,
        ..ImportOptions::default()
    }
}

impl TestDirectory {
    /// Imports files, all or nothing.
    pub async fn import(&self, paths: &[&Path]) -> Report {
        self.import_with(paths, ImportOptions::default()).await
    }

    pub async fn import_with(&self, paths: &[&Path], options: ImportOptions) -> Report {
        let sources = paths
            .iter()
            .map(|path| transfer::recognise(path).unwrap())
            .collect();
        let quiet: transfer::Progress = std::sync::Arc::new(|_| {});
        let report = transfer::import(self.opened.store.clone(), sources, options, quiet, now())
            .await
            .unwrap();
        self.opened.catch_up().await.unwrap();
        report
    }

    /// Writes files into a folder of this name, anew.
    pub fn package(&self, name: &str, files: &[(&str, &str)]) -> PathBuf {
        let folder = self.folder().join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).unwrap();
        for (file, content) in files {
            std::fs::write(folder.join(file), content).unwrap();
        }
        folder
    }

    /// Imports text as if it stood in a file of this name.
    pub async fn import_text(
        &self,
        name: &str,
        content: impl AsRef<[u8]>,
        options: ImportOptions,
    ) -> Report {
        let path = self.folder().join(name);
        std::fs::write(&path, content).unwrap();
        self.import_with(&[&path], options).await
    }

    /// Imports HSDS JSON that must be sound.
    pub async fn import_json(&self, value: &Value) -> Report {
        let report = self
            .import_text("given.json", value.to_string(), ImportOptions::default())
            .await;
        assert!(report.is_written, "{:#?}", report.problems);
        report
    }
}
