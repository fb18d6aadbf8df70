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
    /// What names the source in ids, where those of the source are not UUIDs; else the name of its file or folder.
    pub source: Option<String>,
    /// Match organizations and locations with those that were there.
    pub matches: bool,
    /// Keep the sound records when others are not.
    pub keeps_good: bool,
    /// Find out what would happen and write nothing.
    pub is_trial: bool,
}

/// Hears how many more bytes have been read.
pub type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// How many items wait between reading and writing.
const QUEUE: usize = 2_048;

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
        let (mapping, name) = (options.mapping, options.source);
        let read = move |mut sink: mpsc::Sender<Item>| {
            for source in &sources {
                let (mapping, name) = (mapping.as_ref(), name.as_deref());
                let outcome = source.read(mapping, name, &reading, &*progress, &mut sink);
                if outcome.is_err() {
                    return;
                }
            }
        };
        let ending = Ending {
            matches: options.matches,
            keeps_good: options.keeps_good,
            is_trial: options.is_trial,
        };
        run(store, regions, ending, "import", now, read).await
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
        run(store, regions, Ending::default(), "sample", now, read).await
    })
}

/// What becomes of what was read.
#[derive(Default)]
struct Ending {
    matches: bool,
    keeps_good: bool,
    is_trial: bool,
}

async fn run(
    store: Arc<Store>,
    regions: Arc<Regions>,
    ending: Ending,
    actor: &str,
    now: DateTime<Utc>,
    read: impl FnOnce(mpsc::Sender<Item>) + Send + 'static,
) -> Result<Report, Error> {
    let editor = Editor::begin(store, actor, now).await?;
    let mut inlet = Inlet::new(editor, regions);
    // Made-up organizations have made-up names.
    if actor == "import" {
        inlet = if ending.matches {
            inlet.matching(now)
        } else {
            inlet.watching_duplicates()
        };
    }
    let (sender, mut receiver) = mpsc::channel(QUEUE);
    let reader = tokio::task::spawn_blocking(move || read(sender));
    while let Some(item) = receiver.recv().await {
        inlet.take(item).await?;
    }
    reader.await.map_err(Error::internal)?;
    inlet.finish(ending.keeps_good, ending.is_trial).await
}
