//! The command line: what can be asked, and where each command is.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{check, export, import, reindex, relevance, sample, schema, serve, token};
use crate::config::StoreOptions;
use crate::telemetry::{self, LogFormat};

/// A directory of community services: who helps, with what, where, when and for whom
#[derive(Parser, Debug)]
#[command(version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    store: StoreOptions,
    /// How to write logs
    #[arg(
        long,
        env = "JEMBATAN_LOG_FORMAT",
        value_enum,
        default_value = "text",
        global = true
    )]
    log_format: LogFormat,
    /// Which logs to write, such as `info` or `jembatan=debug`
    #[arg(
        long,
        env = "JEMBATAN_LOG",
        default_value = "info",
        value_name = "FILTER",
        global = true
    )]
    log: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Serve the GraphQL API
    Serve(serve::Options),
    /// Import HSDS files, spreadsheets or, as `import regions FILE` or `import holidays FILE`, lists
    Import(import::Options),
    /// Say what importing the same files would do, and write nothing
    Check(check::Options),
    /// Write the directory out as Open Referral HSDS 3.2
    Export(export::Options),
    /// Fill the directory with made-up services
    Sample(sample::Options),
    /// Ask questions whose right answers are known, and print how well they are answered
    Relevance(relevance::Options),
    /// Make the search index anew
    Reindex,
    /// Bring the tables and the shipped data up to this version
    Migrate,
    /// Make, list and revoke the tokens by which requests say who sends them
    Token(token::Options),
    /// Print the GraphQL schema
    Schema,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It did what it was asked.
    Done,
    /// It refused or failed; the reason has been said.
    Refused,
}

/// Reads the command line and does what it asks. Futures are run here rather than in the program, because the compiler
/// would otherwise make the machine code of the whole library twice.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    telemetry::init(cli.log_format, &cli.log);
    let ending = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(run(cli)));
    match ending {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Refused) => ExitCode::from(1),
        Err(error) => {
            eprintln!("jembatan: {error:#}");
            ExitCode::from(1)
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<Ending> {
    match cli.command {
        Command::Serve(options) => serve::run(&cli.store, options).await,
        Command::Import(options) => import::run(&cli.store, options).await,
        Command::Export(options) => export::run(&cli.store, options).await,
        Command::Check(options) => check::run(&cli.store, options).await,
        Command::Sample(options) => sample::run(&cli.store, options).await,
        Command::Relevance(options) => relevance::run(&cli.store, options).await,
        Command::Reindex => reindex::run(&cli.store).await,
        Command::Migrate => reindex::migrate(&cli.store).await,
        Command::Token(options) => token::run(&cli.store, options).await,
        Command::Schema => schema::run(),
    }
}
