//! `jembatan sample`.

use anyhow::{Result, bail};
use clap::Args;

use super::Ending;
use super::import::sentence;
use super::opened::Opened;
use crate::config::{StoreOptions, now};
use crate::store::{Reader, Sight};
use crate::transfer;

/// How much to make up.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// How many services; the same number makes the same directory
    services: usize,
}

pub(super) async fn run(store: &StoreOptions, options: Options) -> Result<Ending> {
    let opened = Opened::open_alone(store).await?;
    fill(&opened, options.services).await?;
    opened.catch_up().await?;
    opened.store.close().await?;
    Ok(Ending::Done)
}

/// Fills the directory with made-up services. One that holds real organizations is left alone.
pub(super) async fn fill(opened: &Opened, services: usize) -> Result<()> {
    let reader = Reader::new(opened.store.clone(), Sight::Everything);
    let organizations = reader
        .count::<entity::organization::Entity>(|select| select)
        .await?;
    let samples = reader
        .count::<entity::organization_identifier::Entity>(|select| {
            use sea_orm::{ColumnTrait, QueryFilter};
            select.filter(entity::organization_identifier::Column::IdentifierType.eq("sample"))
        })
        .await?;
    if organizations > samples {
        eprintln!("The directory holds real organizations already; no sample was added.");
        return Ok(());
    }
    let report = transfer::load_sample(opened.store.clone(), services, now()).await?;
    if !report.is_written {
        for problem in report.problems.iter().take(20) {
            eprintln!("{problem}");
        }
        bail!("the sample could not be written");
    }
    eprintln!("Sample data, made up: {}", sentence(&report));
    Ok(())
}
