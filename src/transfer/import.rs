//! One import from beginning to end: a thread reads the files while this task writes, with a short queue between, so
//! memory stays flat.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use super::inlet::Inlet;
use super::mapping::Mapping;
use super::record::Item;
use super::report::Report;
use super::sample;
use super::source::Source;
use crate::directory::{Editor, Error, Regions};
use crate::store::Store;

/// How an import goes.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// For spreadsheets: which column feeds which field.
    pub mapping: Option<Mapping>,
    /// Keep the sound records when others are not.
    pub keeps_good: bool,
    /// Find out what would happen and write nothing.
    pub is_trial: bool,
}

/// Hears how many more bytes have been read.
pub type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// How many items wait between reading and writing.
const QUEUE: usize = 8_192;

/// What an import comes to. Boxed, so that callers in other crates do not compile the whole of it again.
pub type Importing = BoxFuture<'static, Result<Report, Error>>;

/// Imports `sources` in one transaction.
pub fn import(
    store: Arc<Store>,
    sources: Vec<Source>,
    options: ImportOptions,
    progress: Progress,
    now: DateTime<Utc>,
) -> Importing {
    Box::pin(async move {
        let regions = Arc::new(Regions::load(&store).await?);
        let reading = regions.clone();
        let mapping = options.mapping;
        let read = move |mut sink: mpsc::Sender<Item>| {
            for source in &sources {
                let outcome = source.read(mapping.as_ref(), &reading, &*progress, &mut sink);
                if outcome.is_err() {
                    return;
                }
            }
        };
        let (keeps_good, is_trial) = (options.keeps_good, options.is_trial);
        run(store, regions, keeps_good, is_trial, "import", now, read).await
    })
}

/// Fills the directory with `services` made-up services.
pub fn load_sample(store: Arc<Store>, services: usize, now: DateTime<Utc>) -> Importing {
    Box::pin(async move {
        let regions = Arc::new(Regions::load(&store).await?);
        let reading = regions.clone();
        let read = move |mut sink: mpsc::Sender<Item>| {
            // A closed queue means that writing has failed, which the writer reports.
            let _ = sample::generate(&reading, services, &mut sink);
        };
        run(store, regions, false, false, "sample", now, read).await
    })
}

async fn run(
    store: Arc<Store>,
    regions: Arc<Regions>,
    keeps_good: bool,
    is_trial: bool,
    actor: &str,
    now: DateTime<Utc>,
    read: impl FnOnce(mpsc::Sender<Item>) + Send + 'static,
) -> Result<Report, Error> {
    let editor = Editor::begin(store, actor, now).await?;
    let mut inlet = Inlet::new(editor, regions);
    // Made-up organizations have made-up names.
    if actor == "import" {
        inlet = inlet.watching_duplicates();
    }
    let (sender, mut receiver) = mpsc::channel(QUEUE);
    let reader = tokio::task::spawn_blocking(move || read(sender));
    while let Some(item) = receiver.recv().await {
        inlet.take(item).await?;
    }
    reader.await.map_err(Error::internal)?;
    inlet.finish(keeps_good, is_trial).await
}
