//! Settings that every command shares, and the clock. Each has a flag, an environment variable and a default.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;

use crate::store::StoreLocation;

/// Where the directory is kept.
#[derive(Args, Debug, Clone)]
pub struct StoreOptions {
    /// Folder for the database and the search index; made when missing
    #[arg(
        long,
        env = "JEMBATAN_DATA_DIR",
        default_value = "jembatan-data",
        value_name = "DIR",
        global = true
    )]
    pub data_dir: PathBuf,
    /// Keep the directory in this PostgreSQL database instead; the search index stays in the data folder
    #[arg(
        long,
        env = "DATABASE_URL",
        value_name = "URL",
        hide_env_values = true,
        global = true
    )]
    pub database_url: Option<String>,
    /// How many rows to keep in memory
    #[arg(
        long,
        env = "JEMBATAN_CACHED_ROWS",
        default_value_t = 200_000,
        value_name = "ROWS",
        global = true
    )]
    pub cached_rows: u64,
}

impl StoreOptions {
    /// The database these options name.
    pub fn location(&self) -> StoreLocation {
        match &self.database_url {
            Some(url) => StoreLocation::Postgres(url.clone()),
            None => StoreLocation::in_directory(&self.data_dir),
        }
    }
}

/// The time now. Only the doors ask; below them time is an argument.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the clock"
)]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
