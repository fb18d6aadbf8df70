//! One export from beginning to end: this task reads page by page while a thread writes, with a short queue between, so
//! memory stays flat and both processors work.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use entity::object::{Kind, OBJECTS, Object, object};
use entity::{extra_property, service, service_at_location};
use rustc_hash::{FxHashMap, FxHashSet};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::export_json::JsonWriter;
use super::export_tables::TableWriter;
use super::hsds_grove::{Detail, is_published, rows_of_trees};
use super::hsds_tree::{Tree, trees};
use super::kept::{extra_of, kept_names, secrecy_of};
use crate::directory::{Directory, Error, Position, Touched, services_in, touched_since};
use crate::store::{Cell, Listed, Row};

/// In which form an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportForm {
    /// One JSON document: an object with a list for each kind of record.
    Json,
    /// One record a line.
    Lines,
    /// A folder with a CSV file for each kind of record and their `datapackage.json`, or all of it in one .zip file.
    Tables {
        /// In one .zip file.
        is_zipped: bool,
    },
}

/// What is exported of all that the reader shows.
#[derive(Debug, Clone, Default)]
pub struct ExportScope {
    /// Only what has changed after this position of the log, each record whole.
    pub since: Option<Position>,
    /// Only services that stand in or serve the region with this code, with their organizations.
    pub region: Option<String>,
}

/// What an export holds: how many records of each kind.
pub type Exported = BTreeMap<&'static str, u64>;

/// Hears how many more records have been written.
pub type ExportProgress = Arc<dyn Fn(u64) + Send + Sync>;

/// How many services are read at once.
const PAGE: usize = 500;

/// How many rows of a table are read at once.
const TABLE_PAGE: u64 = 4_000;

/// How many pages wait between reading and writing.
const QUEUE: usize = 2;

/// A page on its way to the file.
pub(super) enum Piece {
    /// Records, each with what is nested in it.
    Trees(&'static Object, Vec<Tree>),
    /// Rows of one table, and what HSDS does not know of them.
    Rows(&'static Object, Vec<Row>, Extras),
    /// Nothing more comes. Without it what was written is not all of it.
    End,
}

/// Why an export did not come about.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The directory could not be read.
    #[error(transparent)]
    Read(#[from] Error),
    /// The files could not be written.
    #[error("the files could not be written")]
    Write(#[from] std::io::Error),
    /// Reading has ended too early; that fault says why.
    #[error("the export was cut short")]
    CutShort,
}

/// What HSDS does not know of rows, by their ids: names, and what stands there as JSON.
pub(super) type Extras = FxHashMap<Uuid, Vec<(String, String)>>;

/// The lists that together hold every record once that is nested in no other. Services come by organization, so that a
/// page reads few organizations.
const TREES: [(&str, Listed); 7] = [
    (
        "service",
        Listed {
            grouped_by: Some("organization_id"),
            lacking: &[],
            unnamed_by: &[],
        },
    ),
    (
        "service",
        Listed {
            grouped_by: None,
            lacking: &["organization_id"],
            unnamed_by: &[],
        },
    ),
    (
        "organization",
        Listed {
            grouped_by: None,
            lacking: &[],
            unnamed_by: &[("service", "organization_id")],
        },
    ),
    (
        "service_at_location",
        Listed {
            grouped_by: None,
            lacking: &["service_id"],
            unnamed_by: &[],
        },
    ),
    (
        "location",
        Listed {
            grouped_by: None,
            lacking: &["organization_id"],
            unnamed_by: &[("service_at_location", "location_id")],
        },
    ),
    ("taxonomy", ALL),
    ("taxonomy_term", ALL),
];

/// The kinds of records that stand by themselves, in the order in which they are written.
const KINDS: [&str; 6] = [
    "service",
    "organization",
    "service_at_location",
    "location",
    "taxonomy",
    "taxonomy_term",
];

const ALL: Listed = Listed {
    grouped_by: None,
    lacking: &[],
    unnamed_by: &[],
};

/// Writes what the reader shows to `path`, whole or not at all.
pub async fn export(
    directory: Directory,
    path: PathBuf,
    form: ExportForm,
    scope: ExportScope,
    progress: ExportProgress,
) -> Result<Exported, ExportError> {
    let (pieces, waiting) = mpsc::channel(QUEUE);
    let writer = match form {
        ExportForm::Tables { is_zipped } => {
            let mut names = kept_names(&directory).await?;
            let tables = OBJECTS.iter().map(|object| {
                let names = names.remove(object.name).unwrap_or_default();
                (object, names.into_iter().collect())
            });
            let writer = TableWriter::begin(&path, is_zipped, tables.collect())?;
            tokio::task::spawn_blocking(move || writer.write(waiting, &*progress))
        }
        ExportForm::Json | ExportForm::Lines => {
            let writer = JsonWriter::begin(&path, form == ExportForm::Lines)?;
            tokio::task::spawn_blocking(move || writer.write(waiting, &*progress))
        }
    };
    let source = Source {
        directory,
        pieces,
        is_tabular: matches!(form, ExportForm::Tables { .. }),
        sent: FxHashSet::default(),
    };
    let read = source.read(&scope).await;
    let written = writer.await.map_err(Error::internal)?;
    match (read, written) {
        (Err(Ended::Failed(error)), _) => Err(error.into()),
        (_, written) => written,
    }
}

/// Why reading ended before its end.
enum Ended {
    Failed(Error),
    /// The writer listens no longer, and says itself why.
    Unheard,
}

impl<E: Into<Error>> From<E> for Ended {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// The reading end.
struct Source {
    directory: Directory,
    pieces: mpsc::Sender<Piece>,
    is_tabular: bool,
    /// Rows that were sent already, where tables are filled from trees.
    sent: FxHashSet<(&'static str, Uuid)>,
}

impl Source {
    async fn read(mut self, scope: &ExportScope) -> Result<(), Ended> {
        match (&scope.since, &scope.region) {
            (None, None) if self.is_tabular => self.tables().await?,
            (None, None) => self.all_trees().await?,
            (since, region) => self.some(*since, region.as_deref()).await?,
        }
        self.send(Piece::End).await
    }

    async fn send(&self, piece: Piece) -> Result<(), Ended> {
        self.pieces.send(piece).await.map_err(|_| Ended::Unheard)
    }

    async fn tables(&self) -> Result<(), Ended> {
        for object in OBJECTS {
            let mut after = None;
            loop {
                let places = self
                    .directory
                    .reader
                    .described_places(object, &ALL, after, TABLE_PAGE);
                let places = places.await?;
                let ids: Vec<Uuid> = places.iter().map(|place| place.id).collect();
                let rows = self
                    .directory
                    .reader
                    .described_rows(object, "id", &ids)
                    .await?;
                self.send_rows(object, rows).await?;
                after = places.last().copied();
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(())
    }

    async fn send_rows(&self, object: &'static Object, mut rows: Vec<Row>) -> Result<(), Ended> {
        rows.retain(|row| is_published(object, row));
        if rows.is_empty() {
            return Ok(());
        }
        let owners: Vec<Uuid> = rows.iter().filter_map(|row| row.key.id()).collect();
        let mut extras = Extras::default();
        for secrecy in rows.iter().filter_map(|row| secrecy_of(object, row)) {
            let said = (secrecy.name.to_owned(), secrecy.value.to_owned());
            extras.entry(secrecy.owner).or_default().push(said);
        }
        let kept = &extra_property::OBJECT;
        for row in self
            .directory
            .reader
            .described_rows(kept, "owner_id", &owners)
            .await?
        {
            if let Some(extra) = extra_of(&row).filter(|extra| extra.object.name == object.name) {
                let named: &mut Vec<_> = extras.entry(extra.owner).or_default();
                named.push((extra.name.to_owned(), extra.value.to_owned()));
            }
        }
        self.send(Piece::Rows(object, rows, extras)).await
    }

    async fn all_trees(&mut self) -> Result<(), Ended> {
        let page = u64::try_from(PAGE).unwrap_or(1);
        for (name, list) in &TREES {
            let Some(object) = object(name) else { continue };
            let mut after = None;
            loop {
                let places = self
                    .directory
                    .reader
                    .described_places(object, list, after, page);
                let places = places.await?;
                let ids: Vec<Uuid> = places.iter().map(|place| place.id).collect();
                after = places.last().copied();
                if after.is_none() {
                    break;
                }
                self.page(object, &ids).await?;
            }
        }
        Ok(())
    }

    /// What has changed, or what serves a region, or what of that has changed.
    async fn some(&mut self, since: Option<Position>, region: Option<&str>) -> Result<(), Ended> {
        let mut wanted = match since {
            Some(since) => touched_since(&self.directory.reader, since).await?,
            None => Touched::default(),
        };
        if let Some(code) = region {
            let mut serving = services_in(&self.directory, code).await?;
            if since.is_some() {
                let changed = self.services_of(&wanted).await?;
                serving.retain(|id| changed.contains(id));
            }
            wanted = [("service", serving.into_iter().collect())]
                .into_iter()
                .collect();
        }
        for name in KINDS {
            let ids = wanted.remove(name).unwrap_or_default();
            let mut ids: Vec<Uuid> = ids.into_iter().collect();
            ids.sort_unstable();
            let Some(object) = object(name) else { continue };
            for part in ids.chunks(PAGE) {
                self.page(object, part).await?;
            }
        }
        Ok(())
    }

    /// The services that have changed, or whose organization or place has.
    async fn services_of(&self, touched: &Touched) -> Result<FxHashSet<Uuid>, Error> {
        let ids = |name: &str| -> Vec<Uuid> {
            let ids = touched.get(name).into_iter().flatten();
            ids.copied().collect()
        };
        let mut services: FxHashSet<Uuid> = ids("service").into_iter().collect();
        let reader = &self.directory.reader;
        let of = &service::OBJECT;
        let of_organizations = ids("organization");
        let rows = reader.described_rows(of, "organization_id", &of_organizations);
        services.extend(rows.await?.iter().filter_map(|row| row.key.id()));
        let offers = &service_at_location::OBJECT;
        let at = ids("location");
        for row in reader.described_rows(offers, "location_id", &at).await? {
            services.extend(row.id(offers, "service_id"));
        }
        Ok(services)
    }

    async fn page(&mut self, object: &'static Object, ids: &[Uuid]) -> Result<(), Ended> {
        if !self.is_tabular {
            let trees = trees(&self.directory.reader, object, ids, Detail::Full).await?;
            return self.send(Piece::Trees(object, trees)).await;
        }
        let mut tables = rows_of_trees(&self.directory.reader, object, ids).await?;
        while !tables.is_empty() {
            let mut named: FxHashMap<&'static str, FxHashSet<Uuid>> = FxHashMap::default();
            let mut fresh = Vec::new();
            for (object, mut rows) in tables {
                rows.retain(|row| {
                    let id = row.key.id();
                    id.is_some_and(|id| self.sent.insert((object.name, id)))
                });
                for (target, id) in rows.iter().flat_map(|row| references(object, row)) {
                    named.entry(target).or_default().insert(id);
                }
                fresh.push((object, rows));
            }
            for (object, rows) in fresh {
                self.send_rows(object, rows).await?;
            }
            // A table must not name rows that the package does not hold; they come by themselves.
            tables = Vec::new();
            for (target, ids) in named {
                let is_new = |id: &Uuid| !self.sent.contains(&(target, *id));
                let mut ids: Vec<Uuid> = ids.into_iter().filter(is_new).collect();
                ids.sort_unstable();
                let Some(object) = entity::object::object(target).filter(|_| !ids.is_empty())
                else {
                    continue;
                };
                let rows = self
                    .directory
                    .reader
                    .described_rows(object, "id", &ids)
                    .await?;
                if !rows.is_empty() {
                    tables.push((object, rows));
                }
            }
        }
        Ok(())
    }
}

/// The rows that a row names, by their tables.
fn references(object: &'static Object, row: &Row) -> Vec<(&'static str, Uuid)> {
    let cells = object.fields.iter().zip(&row.cells);
    let named = cells.filter_map(|(field, cell)| match (field.kind, cell) {
        (Kind::Reference(target), Cell::Id(id)) if field.is_hsds => Some((target, *id)),
        _ => None,
    });
    named.collect()
}
