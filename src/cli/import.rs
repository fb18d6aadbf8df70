//! `jembatan import`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::Ending;
use super::opened::Opened;
use crate::config::{StoreOptions, now};
use crate::transfer::{self, ImportOptions, Mapping, Progress, Report, Severity, Source};

/// What to import.
#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) files: Files,
    /// Keep the sound records when others are not; without it one bad record keeps all out
    #[arg(long, env = "JEMBATAN_KEEP_GOOD")]
    keep_good: bool,
}

/// What to read.
#[derive(Args, Debug)]
pub(super) struct Files {
    /// Files or folders: HSDS JSON, HSDS or Ohana tables (a folder or .zip), Ohana JSON, or a CSV with --mapping
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// For a CSV: a TOML file that says which column feeds which field
    #[arg(long, env = "JEMBATAN_MAPPING", value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// For older forms, whose ids are small numbers: what names their publisher in ids. Keep it from one import to the
    /// next; else it is the name of the file or folder
    #[arg(long, env = "JEMBATAN_SOURCE", value_name = "NAME")]
    source: Option<String>,
    /// Link organizations and locations to those that are there already, and queue the doubtful ones for review
    #[arg(long = "match", env = "JEMBATAN_MATCH")]
    matches: bool,
    /// Write every problem to this JSON file
    #[arg(long, env = "JEMBATAN_REPORT", value_name = "FILE")]
    report: Option<PathBuf>,
}

/// How many problems are shown on the terminal.
const SHOWN_PROBLEMS: usize = 20;

pub(super) async fn run(store: &StoreOptions, options: Options) -> Result<Ending> {
    let opened = Opened::open_alone(store).await?;
    let keeps_good = options.keep_good;
    let report = match options.files.paths.as_slice() {
        [word, path] if word == Path::new("regions") && !word.exists() => {
            transfer::import_regions(opened.store.clone(), path, keeps_good, now()).await?
        }
        [word, path] if word == Path::new("holidays") && !word.exists() => {
            transfer::import_holidays(opened.store.clone(), path, keeps_good, now()).await?
        }
        _ => read(&opened, &options.files, keeps_good, false).await?,
    };
    let ending = finish(&opened, &report, &options.files).await;
    opened.store.close().await?;
    ending
}

async fn finish(opened: &Opened, report: &Report, files: &Files) -> Result<Ending> {
    tell(report, files)?;
    if !report.is_written {
        eprintln!(
            "Nothing was imported. Mend the errors above, or keep the sound records with --keep-good."
        );
        return Ok(Ending::Refused);
    }
    opened.catch_up().await?;
    println!("Imported: {}", sentence(report));
    Ok(Ending::Done)
}

/// Reads the files into one transaction, which is kept unless this is a trial.
pub(super) async fn read(
    opened: &Opened,
    files: &Files,
    keeps_good: bool,
    is_trial: bool,
) -> Result<Report> {
    let mut sources = Vec::new();
    for path in &files.paths {
        let source = transfer::recognise(path)
            .with_context(|| format!("cannot read {}; check the path", path.display()))?;
        if let Some(dialect) = source.dialect {
            let name = files.source.clone().unwrap_or_else(|| source.name());
            let (path, title) = (path.display(), dialect.title);
            eprintln!("{path}: read as {title}; in ids it is named \"{name}\" (see --source)");
        }
        sources.push(source);
    }
    let mapping = files.mapping.as_deref().map(read_mapping).transpose()?;
    let (progress, bar) = progress(&sources);
    let options = ImportOptions {
        mapping,
        source: files.source.clone(),
        matches: files.matches,
        keeps_good,
        is_trial,
    };
    let report = transfer::import(opened.store.clone(), sources, options, progress, now()).await?;
    bar.finish_and_clear();
    Ok(report)
}

fn read_mapping(path: &Path) -> Result<Mapping> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the mapping {}; check the path", path.display()))?;
    match Mapping::parse(&text) {
        Ok(mapping) => Ok(mapping),
        Err(error) => bail!("the mapping {} cannot be used: {error}", path.display()),
    }
}

/// A bar over all bytes on a terminal, a line now and then elsewhere.
fn progress(sources: &[Source]) -> (Progress, ProgressBar) {
    let bytes: u64 = sources.iter().map(|source| source.bytes).sum();
    let bar = "{bar:40} {bytes}/{total_bytes} {elapsed_precise}";
    telling(bytes, bar, move |done| {
        format!("Read {done} of {bytes} bytes")
    })
}

/// Tells how far something has come: a bar on a terminal, a line now and then elsewhere.
pub(super) fn telling(
    length: u64,
    bar: &str,
    line: impl Fn(u64) -> String + Send + Sync + 'static,
) -> (Progress, ProgressBar) {
    const LINE_EVERY: Duration = Duration::from_secs(5);
    if std::io::stderr().is_terminal() {
        let style = ProgressStyle::with_template(bar);
        let bar = ProgressBar::new(length);
        if let Ok(style) = style {
            bar.set_style(style);
        }
        let shown = bar.clone();
        return (Arc::new(move |more| shown.inc(more)), bar);
    }
    let started = Instant::now();
    let (done, lines) = (AtomicU64::new(0), AtomicU64::new(0));
    let tell = move |more: u64| {
        let done = done.fetch_add(more, Ordering::Relaxed) + more;
        let due = started.elapsed().as_secs() / LINE_EVERY.as_secs();
        if lines.fetch_max(due, Ordering::Relaxed) < due {
            eprintln!("{}", line(done));
        }
    };
    (Arc::new(tell), ProgressBar::hidden())
}

/// Says what was found wrong, and writes the report file.
pub(super) fn tell(report: &Report, files: &Files) -> Result<()> {
    let shown = report
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .chain(
            report
                .problems
                .iter()
                .filter(|problem| problem.severity == Severity::Warning),
        );
    for problem in shown.take(SHOWN_PROBLEMS) {
        eprintln!("{problem}");
    }
    for (code, count) in &report.problem_counts {
        let name = serde_json::to_value(code).ok();
        let name = name
            .as_ref()
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default();
        eprintln!("{count} x {name}");
    }
    if let Some(matches) = &report.matches {
        // What somebody must look at comes first.
        let (linked, doubtful): (Vec<_>, Vec<_>) = matches
            .records
            .iter()
            .partition(|record| record.sameness == "EXACT");
        for record in doubtful.into_iter().chain(linked).take(SHOWN_PROBLEMS) {
            eprintln!("{record}");
        }
        for (what, counts) in [
            ("organizations", matches.organization),
            ("locations", matches.location),
        ] {
            let (exact, probable, new) = (counts.exact, counts.probable, counts.new);
            eprintln!("{what}: {exact} linked, {probable} to review, {new} new");
        }
    }
    if let Some(path) = &files.report {
        let file = std::fs::File::create(path)
            .with_context(|| format!("cannot write the report {}", path.display()))?;
        serde_json::to_writer_pretty(std::io::BufWriter::new(file), report)
            .with_context(|| format!("cannot write the report {}", path.display()))?;
    }
    Ok(())
}

/// What became of the records, in a line.
pub(super) fn sentence(report: &Report) -> String {
    let total = format!(
        "{} new, {} changed, {} as they were, {} left out",
        report.total(|counts| counts.created),
        report.total(|counts| counts.updated),
        report.total(|counts| counts.unchanged),
        report.total(|counts| counts.refused),
    );
    let objects: Vec<String> = report
        .counts
        .iter()
        .map(|(object, counts)| {
            format!(
                "{} {object}",
                counts.created + counts.updated + counts.unchanged
            )
        })
        .collect();
    format!("{total} ({})", objects.join(", "))
}
