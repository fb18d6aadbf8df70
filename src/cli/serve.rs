//! `jembatan serve`.

use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;

use super::Ending;
use super::following::Following;
use super::issuer::{IssuerOptions, TrustedIssuer};
use super::opened::Opened;
use super::sample::fill;
use crate::auth::{Role, Scope};
use crate::config::{StoreOptions, now};
use crate::directory::{Backoff, NewToken, Outbox, has_tokens, make_token};
use crate::http::{self, App, Connections, CorsOrigin, Limits, MetricsText, ProxyHeader};
use crate::notify::{Courier, Post};

/// How to serve.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// Address and port to listen on
    #[arg(
        long,
        env = "JEMBATAN_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS"
    )]
    listen: String,
    /// Fill an empty directory with this many made-up services first
    #[arg(long, env = "JEMBATAN_SAMPLE", value_name = "SERVICES")]
    sample: Option<usize>,
    /// Longest time for one request, in milliseconds
    #[arg(
        long,
        env = "JEMBATAN_TIMEOUT_MS",
        default_value_t = 10_000,
        value_name = "MS"
    )]
    timeout_ms: u64,
    /// Most fields one document may ask for, counting each node of a page
    #[arg(
        long,
        env = "JEMBATAN_MAX_COMPLEXITY",
        default_value_t = 20_000,
        value_name = "FIELDS"
    )]
    max_complexity: usize,
    /// Deepest nesting of a document
    #[arg(
        long,
        env = "JEMBATAN_MAX_DEPTH",
        default_value_t = 15,
        value_name = "LEVELS"
    )]
    max_depth: usize,
    #[command(flatten)]
    issuer: IssuerOptions,
    /// What the requests of visitors from one network may cost together in a minute; 0 for no limit
    #[arg(
        long,
        env = "JEMBATAN_VISITOR_BUDGET",
        default_value_t = 60_000,
        value_name = "COST"
    )]
    visitor_budget: u32,
    /// The same for each account or token
    #[arg(
        long,
        env = "JEMBATAN_KNOWN_BUDGET",
        default_value_t = 600_000,
        value_name = "COST"
    )]
    known_budget: u32,
    /// Most connections at once
    #[arg(
        long,
        env = "JEMBATAN_MAX_CONNECTIONS",
        default_value_t = 900,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000),
        value_name = "COUNT"
    )]
    max_connections: u32,
    /// Header in which the proxy in front tells the client's address; without a proxy leave it out
    #[arg(long, env = "JEMBATAN_PROXY_HEADER", value_name = "HEADER")]
    proxy_header: Option<Told>,
    /// Site whose pages may ask the API from a browser, such as https://example.org, or * for all; may be given again
    #[arg(
        long = "cors-origin",
        env = "JEMBATAN_CORS_ORIGINS",
        value_delimiter = ',',
        value_name = "ORIGIN"
    )]
    cors_origins: Vec<CorsOrigin>,
    /// Count searches that find nothing or little by need, region and month, for the resource map
    #[arg(
        long,
        env = "JEMBATAN_COUNT_UNMET_SEARCHES",
        default_value_t = true,
        action = clap::ArgAction::Set,
        value_name = "BOOL"
    )]
    count_unmet_searches: bool,
    /// Let webhooks lead to this machine and its network, and there go without TLS; for trying them out
    #[arg(long, env = "JEMBATAN_WEBHOOK_ALLOW_PRIVATE")]
    webhook_allow_private: bool,
}

/// Headers in which proxies tell whom they speak for.
#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Told {
    XForwardedFor,
    Forwarded,
}

impl From<Told> for ProxyHeader {
    fn from(told: Told) -> Self {
        match told {
            Told::XForwardedFor => Self::XForwardedFor,
            Told::Forwarded => Self::Forwarded,
        }
    }
}

/// Tells webhooks of changes until the server stops.
fn carry(opened: &Opened) -> Option<tokio::task::JoinHandle<()>> {
    let post = match Post::new(opened.allows_private_webhooks) {
        Ok(post) => post,
        // Everything else can be served all the same.
        Err(error) => {
            tracing::error!(%error, "webhooks are told nothing: what TLS needs is not there");
            return None;
        }
    };
    let (store, changes) = (opened.store.clone(), opened.changes.clone());
    let outbox = Outbox::new(store, changes, Backoff::default());
    Some(tokio::spawn(Courier::new(outbox, post, now).run()))
}

/// How many days the first token holds: enough to make others with it.
const FIRST_TOKEN_DAYS: u32 = 30;

/// Prints an admin's token when the directory has never had one, so that its keeper can begin.
async fn first_token(opened: &Opened) -> Result<()> {
    if has_tokens(&opened.store).await? {
        return Ok(());
    }
    let token = NewToken {
        name: "first admin".to_owned(),
        role: Role::Admin,
        scopes: Scope::ALL.to_vec(),
        days: FIRST_TOKEN_DAYS,
        organization: None,
    };
    let (_, secret) = make_token(&opened.store, None, &token, now()).await?;
    println!(
        "A token for the admin, shown this once and good for {FIRST_TOKEN_DAYS} days: {}\n\
         Make others with it (`tokenCreate`), or with `jembatan token create --role admin --name NAME`.",
        secret.reveal()
    );
    Ok(())
}

pub(super) async fn run(store: &StoreOptions, options: Options) -> Result<Ending> {
    let listener = http::bind(&options.listen).await.with_context(|| {
        format!(
            "cannot listen on {}; choose another address with --listen",
            options.listen
        )
    })?;
    let issuer = TrustedIssuer::open(&options.issuer).await?;
    let mut opened = Opened::open(store).await?;
    if let Some(issuer) = issuer {
        opened.trust(issuer);
    }
    opened.allows_private_webhooks = options.webhook_allow_private;
    if let Some(services) = options.sample {
        fill(&opened, services).await?;
    }
    opened.catch_up().await?;
    let mut broker = opened.broker().await?;
    if options.count_unmet_searches {
        broker = broker.counting_unmet_searches();
    }
    let limits = Limits {
        timeout: Duration::from_millis(options.timeout_ms),
        max_complexity: options.max_complexity,
        max_depth: options.max_depth,
        visitor_budget: options.visitor_budget,
        known_budget: options.known_budget,
        ..Limits::default()
    };
    let app = App {
        cors_origins: options.cors_origins,
        proxy: options.proxy_header.map(ProxyHeader::from),
        ..opened.app(broker.clone(), limits, MetricsText::install())
    };
    let connections = Connections {
        max: options.max_connections,
        ..Connections::default()
    };
    let streams = app.streams.clone();
    let following = Following::new(&opened, broker.clone());
    let following = tokio::spawn(following.run());
    first_token(&opened).await?;
    println!("Jembatan is serving at {}/graphql", http::url(&listener)?);
    let carrying = carry(&opened);
    let stopping = streams.clone();
    let stop = async move {
        http::shutdown_signal().await;
        // Streams have no end of their own that the server could wait for.
        tokio::spawn(async move { stopping.close().await });
    };
    http::serve(listener, http::router(app), connections, stop).await?;
    streams.close().await;
    following.abort();
    if let Err(error) = broker.write_unmet_searches(now()).await {
        tracing::error!(%error, "the last searches that found little were not counted");
    }
    if let Some(carrying) = carrying {
        carrying.abort();
    }
    opened.store.close().await?;
    Ok(Ending::Done)
}
