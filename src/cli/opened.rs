//! The parts of a directory that a command works on, opened and held for it alone.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::issuer::TrustedIssuer;
use crate::auth::{Passphrases, Viewer};
use crate::broker::Broker;
use crate::change::Feed;
use crate::config::{StoreOptions, now};
use crate::directory::{Changes, Desk, Directory, Editor, reader_for, shipped, viewer_of};
use crate::graphql::{self, SchemaLimits};
use crate::http::{App, Attach, Limits, MetricsText, Readiness, Refusal, Sheets, Streams};
use crate::search::Index;
use crate::store::{Reader, Room, Sight, Store};
use crate::transfer::{HsdsFace, HsdsFaces, Sheet, SheetAsk};

/// A pool of 4 readers answers as fast as 16; one loses a third at 16 clients.
const READERS: u32 = 4;

/// An opened directory. The data folder stays locked as long as this lives.
pub struct Opened {
    /// The database.
    pub store: Arc<Store>,
    /// Its change log.
    pub feed: Feed,
    /// The search index.
    pub index: Arc<Index>,
    /// What follows its change log.
    pub changes: Changes,
    /// Whether webhooks may lead to this machine and its network.
    pub allows_private_webhooks: bool,
    passphrases: Arc<Passphrases>,
    issuer: Option<Arc<TrustedIssuer>>,
    _lock: File,
}

/// Who sends what stands in the header `Authorization`.
async fn viewer_by(
    store: &Store,
    issuer: Option<&TrustedIssuer>,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<Viewer>> {
    match issuer {
        // Our own secrets have no dots; a JWT has two.
        Some(issuer) if token.contains('.') => issuer.viewer_of(token).await,
        _ => Ok(viewer_of(store, token, now).await?),
    }
}

/// Opens files of the resource map, which hold what everyone may see.
fn sheets(store: Arc<Store>, broker: Broker) -> Sheets {
    Arc::new(move |parameters, form| {
        let (reader, broker) = (Reader::new(store.clone(), Sight::Public), broker.clone());
        Box::pin(async move {
            let ask = SheetAsk::read(parameters)?;
            let map = broker.resource_map(now()).await?;
            Sheet::open(map, reader, &ask, form)
        })
    })
}

fn lock(data_dir: &Path) -> Result<Option<File>> {
    let make = || {
        format!(
            "cannot make the data folder {}; choose another with --data-dir",
            data_dir.display()
        )
    };
    std::fs::create_dir_all(data_dir).with_context(make)?;
    let path = data_dir.join("jembatan.lock");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

impl Opened {
    /// Opens the directory for many who ask, brings its tables up to date and takes in the shipped data.
    pub fn open(options: &StoreOptions) -> BoxFuture<'_, Result<Self>> {
        Self::open_with(options, READERS)
    }

    /// The same for a command that works alone, in less memory.
    pub(super) fn open_alone(options: &StoreOptions) -> BoxFuture<'_, Result<Self>> {
        Self::open_with(options, 1)
    }

    fn open_with(options: &StoreOptions, readers: u32) -> BoxFuture<'_, Result<Self>> {
        // Boxed here, so that callers in other crates do not compile the whole of it again.
        Box::pin(Self::open_parts(options, readers))
    }

    async fn open_parts(options: &StoreOptions, readers: u32) -> Result<Self> {
        let data_dir = &options.data_dir;
        let Some(lock) = lock(data_dir)? else {
            bail!(
                "another jembatan is using {}; stop it first, or choose another folder with --data-dir",
                data_dir.display()
            );
        };
        let room = Room {
            readers,
            cached_rows: options.cached_rows,
        };
        let store = Store::open(&options.location(), room).await.with_context(|| match &options.database_url {
            Some(_) => "cannot open the PostgreSQL database; check --database-url (DATABASE_URL) and that the server runs".to_owned(),
            None => format!("cannot open the database in {}", data_dir.display()),
        })?;
        let store = Arc::new(store);
        let mut editor = Editor::begin(store.clone(), "shipped data", now()).await?;
        shipped::take_in(&mut editor)
            .await
            .context("cannot take in the shipped regions and taxonomies")?;
        editor.commit().await?;
        let folder = data_dir.join("index");
        let index = Index::open(&folder).with_context(|| {
            format!(
                "cannot open the search index in {}; remove that folder to make it anew",
                folder.display()
            )
        })?;
        let feed = Feed::new(store.clone());
        feed.head().await?;
        Ok(Self {
            changes: Changes::new(store.clone()),
            allows_private_webhooks: false,
            store,
            feed,
            index: Arc::new(index),
            passphrases: Arc::default(),
            issuer: None,
            _lock: lock,
        })
    }

    /// Accepts JWTs of this issuer.
    pub fn trust(&mut self, issuer: TrustedIssuer) {
        self.issuer = Some(Arc::new(issuer));
    }

    /// Brings the search index up to the change log.
    pub fn catch_up(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.catch_up_parts())
    }

    async fn catch_up_parts(&self) -> Result<()> {
        self.index
            .catch_up(&self.store, &self.feed)
            .await
            .context("cannot bring the search index up to date")?;
        self.rest()
    }

    /// Waits until the search index is at rest.
    pub(super) fn rest(&self) -> Result<()> {
        tokio::task::block_in_place(|| self.index.rest()).context("cannot merge the search index")
    }

    /// The broker over this directory.
    pub async fn broker(&self) -> Result<Broker> {
        Ok(Broker::new(self.index.clone(), &self.store).await?)
    }

    /// What the network door serves of this directory.
    pub fn app(&self, broker: Broker, limits: Limits, metrics: MetricsText) -> App {
        let schema = graphql::build(SchemaLimits {
            depth: limits.max_depth,
            complexity: limits.max_complexity,
            directives: limits.max_directives,
        });
        let sheets = sheets(self.store.clone(), broker.clone());
        let face_broker = broker.clone();
        let (store, changes) = (self.store.clone(), self.changes.clone());
        let allows_private_webhooks = self.allows_private_webhooks;
        let (passphrases, issuer) = (self.passphrases.clone(), self.issuer.clone());
        let attach: Attach = Arc::new(move |request, token| {
            let (store, broker, changes) = (store.clone(), broker.clone(), changes.clone());
            let (passphrases, issuer) = (passphrases.clone(), issuer.clone());
            Box::pin(async move {
                let now = now();
                let viewer = match token {
                    None => Viewer::visitor(),
                    Some(token) => match viewer_by(&store, issuer.as_deref(), &token, now).await {
                        Ok(Some(viewer)) => viewer,
                        Ok(None) => return Err(Refusal::Unauthenticated),
                        Err(error) => {
                            let cause = format!("{error:#}");
                            tracing::error!(cause, "who asks could not be found out");
                            return Err(Refusal::Unavailable);
                        }
                    },
                };
                let reader = reader_for(store.clone(), &viewer);
                let desk = Desk::new(store, viewer.clone(), passphrases, now)
                    .with_private_webhooks(allows_private_webhooks);
                Ok(graphql::attach(
                    request, reader, broker, viewer, desk, changes, now,
                ))
            })
        });
        let (feed, index) = (self.feed.clone(), self.index.clone());
        let readiness: crate::http::Probe = Arc::new(move || {
            let (feed, index) = (feed.clone(), index.clone());
            Box::pin(async move {
                let head = feed.head().await;
                let index_position = index.position();
                Readiness {
                    is_ready: head.is_ok() && index_position > 0,
                    store: head.is_ok(),
                    index_position,
                    log_position: head.unwrap_or_default(),
                }
            })
        });
        let (store, changes) = (self.store.clone(), self.changes.clone());
        let hsds: HsdsFaces = Arc::new(move || {
            let reader = Reader::new(store.clone(), Sight::Public);
            let directory = Directory { reader, now: now() };
            HsdsFace::new(directory, face_broker.clone(), changes.clone())
        });
        App {
            hsds,
            streams: Streams::new(limits.max_streams),
            schema,
            attach,
            readiness,
            sheets,
            limits,
            metrics,
            cors_origins: Vec::new(),
            proxy: None,
        }
    }
}
