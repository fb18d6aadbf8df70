//! Where log lines go and how they look: standard error, as text for people or as JSON for machines. What is logged is
//! decided where it happens.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// The filter used when the given one cannot be read.
const DEFAULT_FILTER: &str = "info";

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// Lines for people, in colour on a terminal
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

/// Starts logging for the whole process. `filter` is written as in `info,jembatan=debug`; a filter that cannot be read is
/// reported and replaced by `info`. Later calls change nothing.
pub fn init(format: LogFormat, filter: &str) {
    let (chosen, problem) = match EnvFilter::try_new(filter) {
        Ok(chosen) => (chosen, None),
        Err(problem) => (EnvFilter::new(DEFAULT_FILTER), Some(problem)),
    };
    let builder = fmt().with_env_filter(chosen).with_writer(stderr);
    let started = match format {
        LogFormat::Text => builder.with_ansi(stderr().is_terminal()).try_init(),
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .try_init(),
    };
    if let (Ok(()), Some(problem)) = (started, problem) {
        tracing::warn!(filter, %problem, "the log filter cannot be read, using `{DEFAULT_FILTER}`");
    }
}
