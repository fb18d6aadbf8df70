//! `jembatan check`.

use anyhow::Result;
use clap::Args;

use super::Ending;
use super::import::{Files, read, sentence, tell};
use super::opened::Opened;
use crate::config::StoreOptions;

/// What to check.
#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    files: Files,
}

pub(super) async fn run(store: &StoreOptions, options: Options) -> Result<Ending> {
    let opened = Opened::open_alone(store).await?;
    let report = read(&opened, &options.files, false, true).await?;
    tell(&report, &options.files)?;
    println!("Checked, nothing written: {}", sentence(&report));
    Ok(if report.errors() == 0 {
        Ending::Done
    } else {
        Ending::Refused
    })
}
