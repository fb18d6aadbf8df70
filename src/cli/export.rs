//! `jembatan export`.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use super::Ending;
use super::import::telling;
use super::opened::Opened;
use crate::config::{StoreOptions, now};
use crate::directory::{Directory, Level};
use crate::store::{Reader, Sight};
use crate::transfer::{self, ExportForm, ExportScope};

/// What to export, and where to.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// The file to write, or the folder for tables; it is there whole or not at all
    path: PathBuf,
    /// How to write it
    #[arg(long, env = "JEMBATAN_FORMAT", value_enum, value_name = "FORMAT")]
    format: Format,
    /// For hsds-tabular: all tables in one .zip file
    #[arg(long)]
    zip: bool,
    /// Only what has changed after this position of the change log, each record whole
    #[arg(long, value_name = "SEQ")]
    since: Option<i64>,
    /// Only services that stand in or serve the region with this code, with their organizations
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
    /// Also where confidential places are. Whoever may run commands on the data folder may do so: it is the admin's
    #[arg(long)]
    include_confidential: bool,
}

/// The forms of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON document: full records, in a list for each kind
    #[value(name = "hsds-json")]
    Json,
    /// One full record a line
    #[value(name = "hsds-ndjson")]
    Lines,
    /// A folder of CSV files with their datapackage.json
    #[value(name = "hsds-tabular")]
    Tables,
}

pub(super) async fn run(store: &StoreOptions, options: Options) -> Result<Ending> {
    let form = match (options.format, options.zip) {
        (Format::Tables, is_zipped) => ExportForm::Tables { is_zipped },
        (_, true) => bail!("--zip is for --format hsds-tabular"),
        (Format::Json, false) => ExportForm::Json,
        (Format::Lines, false) => ExportForm::Lines,
    };
    if let Some(code) = &options.region
        && Level::of(code).is_none()
    {
        bail!("{code} is not the code of a region, such as 32.73");
    }
    let opened = Opened::open_alone(store).await?;
    let sight = match options.include_confidential {
        true => Sight::Confidential,
        false => Sight::Public,
    };
    let directory = Directory {
        reader: Reader::new(opened.store.clone(), sight),
        now: now(),
    };
    let head = opened.feed.head().await?;
    let scope = ExportScope {
        since: options.since,
        region: options.region,
    };
    let line = |done| format!("Wrote {done} records");
    let (progress, bar) = telling(0, "{spinner} {human_pos} records {elapsed_precise}", line);
    let exported = transfer::export(directory, options.path.clone(), form, scope, progress)
        .await
        .with_context(|| format!("cannot export to {}", options.path.display()))?;
    bar.finish_and_clear();
    opened.store.close().await?;
    if options.include_confidential {
        eprintln!(
            "The files tell where confidential places are. Give them only to those who may know."
        );
    }
    let counts: Vec<String> = exported
        .iter()
        .map(|(object, count)| format!("{count} {object}"))
        .collect();
    println!(
        "Exported: {}. The change log stands at {head}.",
        counts.join(", ")
    );
    Ok(Ending::Done)
}
