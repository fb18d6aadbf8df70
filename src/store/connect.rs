//! Opening the store: SQLite in a data directory, or PostgreSQL by its URL.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::watch;

use super::cache::{Generation, RowCache};
use super::fault::Fault;
use super::hidden::Hidden;

/// Where a store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// An SQLite file, made when missing.
    Sqlite(PathBuf),
    /// A PostgreSQL database by its URL.
    Postgres(String),
}

impl Location {
    /// The SQLite file of a data directory.
    pub fn in_directory(data_dir: &Path) -> Self {
        Self::Sqlite(data_dir.join("jembatan.sqlite"))
    }
}

/// The database, opened: readers, one writer, and the rows kept in memory.
///
/// SQLite has two pools because it allows one writer at a time: writers queue in our process rather than in its busy
/// handler, and readers never wait for them (WAL).
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    statements: Arc<AtomicU64>,
    head: watch::Sender<i64>,
    pub(super) cache: RowCache,
    pub(super) hidden: RwLock<Arc<Hidden>>,
}

/// How much of a store is held open and in memory.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// How many connections read. Each keeps pages of the database for itself.
    pub readers: u32,
    /// How many rows are kept.
    pub cached_rows: u64,
}

impl Store {
    /// Opens the store and brings its tables up to date.
    pub async fn open(location: &Location, room: Room) -> Result<Self, Fault> {
        let statements = Arc::new(AtomicU64::new(0));
        let (mut read, mut write) = match location {
            Location::Sqlite(file) => {
                let write = Database::connect(sqlite(file, 1, false)).await?;
                Migrator::up(&write, None).await?;
                let read = sqlite(file, room.readers, true);
                (Database::connect(read).await?, write)
            }
            Location::Postgres(url) => {
                let write = Database::connect(postgres(url, 4)).await?;
                Migrator::up(&write, None).await?;
                let read = postgres(url, room.readers * 2);
                (Database::connect(read).await?, write)
            }
        };
        for connection in [&mut read, &mut write] {
            let counter = statements.clone();
            connection.set_metric_callback(move |_| {
                counter.fetch_add(1, Ordering::Relaxed);
            });
        }
        Ok(Self {
            read,
            write,
            statements,
            head: watch::Sender::new(0),
            cache: RowCache::new(room.cached_rows),
            hidden: RwLock::default(),
        })
    }

    /// The pool for reading.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Begins a transaction that may write. On SQLite it takes the write lock at once: a deferred transaction that
    /// writes later fails when another has written between, and no time-out retries that.
    pub async fn begin(&self) -> Result<DatabaseTransaction, Fault> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.write.begin_with_options(options).await?)
    }

    /// Which database it is.
    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    /// How many SQL statements have been run since the store was opened.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Tells the store that the log has reached `seq`: rows kept in memory from before are not used again, and whoever
    /// follows the log is woken. What is hidden is looked at first, so that no row is kept under the new position by what
    /// was known at the old one.
    pub async fn advance(&self, seq: i64) -> Result<(), Fault> {
        if self.generation() < Generation(seq) {
            self.look_at_hidden(seq).await?;
            self.cache.advance(Generation(seq));
        }
        self.head.send_if_modified(|head| {
            let has_moved = seq > *head;
            *head = seq.max(*head);
            has_moved
        });
        Ok(())
    }

    /// The position of the log that the store knows of; wakes its holder each time that moves.
    pub fn head(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// Drops the rows kept in memory, as after a restart.
    pub fn forget(&self) {
        self.cache.forget();
    }

    /// The position of the log that the store knows of.
    pub fn generation(&self) -> Generation {
        self.cache.generation()
    }

    /// Waits for running statements and closes the connections. On SQLite the last one moves what the log of writes ahead
    /// holds to the database: whoever opens the file after a large import reads it without that log.
    pub async fn close(&self) -> Result<(), DbErr> {
        self.read.close_by_ref().await?;
        self.write.close_by_ref().await
    }
}

fn sqlite(file: &Path, connections: u32, is_reader: bool) -> ConnectOptions {
    // The path goes in below: in a URL some of its letters would mean something else.
    let mut options = ConnectOptions::new("sqlite::memory:");
    let file = file.to_owned();
    options
        .min_connections(connections)
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(30))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .filename(&file)
                .in_memory(false)
                .shared_cache(false)
                .create_if_missing(!is_reader)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .statement_cache_capacity(256)
                .row_buffer_size(512)
                .pragma("temp_store", "memory")
                // In KiB. With twice as much for the writer an import of 2.5 million rows took 91 s instead of 94. The file
                // is not mapped: each connection would count its pages again as memory of the process.
                .pragma("cache_size", if is_reader { "-16384" } else { "-32768" });
            if is_reader {
                options.pragma("query_only", "on")
            } else {
                options
            }
        });
    options
}

fn postgres(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(30))
        .sqlx_logging(false);
    options
}
