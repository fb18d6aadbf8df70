//! `jembatan reindex` and `jembatan migrate`.

use anyhow::{Context, Result};

use super::Ending;
use super::opened::Opened;
use crate::config::StoreOptions;

pub(super) async fn run(store: &StoreOptions) -> Result<Ending> {
    let opened = Opened::open_alone(store).await?;
    opened
        .index
        .rebuild(&opened.store, &opened.feed)
        .await
        .context("cannot make the search index anew")?;
    opened.rest()?;
    println!(
        "The search index holds {} offers, up to change {}.",
        opened.index.offers(),
        opened.index.position()
    );
    Ok(Ending::Done)
}

/// Opening a directory brings it up to this version, so there is nothing more to do.
pub(super) async fn migrate(store: &StoreOptions) -> Result<Ending> {
    let opened = Opened::open_alone(store).await?;
    println!(
        "The tables and the shipped data are up to version {}.",
        env!("CARGO_PKG_VERSION")
    );
    opened.store.close().await?;
    Ok(Ending::Done)
}
