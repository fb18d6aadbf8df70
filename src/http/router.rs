//! Every route and every layer of the server, in one place and in order.

use std::sync::Arc;

use async_graphql::Request as Operation;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{any, get};
use futures_util::future::BoxFuture;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

use super::answer::{Code, Problem};
use super::budget::Budget;
use super::client::ProxyHeader;
use super::cors::{self, CorsOrigin};
use super::document::Documents;
use super::health::{self, Readiness};
use super::limits::Limits;
use super::media::Media;
use super::metrics::{self, MetricsText};
use super::streams::Streams;
use super::{graphql, hsds, observe, sheet};
use crate::graphql::Meter;
use crate::transfer::{HsdsFaces, Sheet, SheetError, SheetForm};

/// Puts what a request needs (its reader, the time it asks about) into it before it runs, for whoever the token names.
/// The request holds the parsed document; its text stays empty.
pub type Attach =
    Arc<dyn Fn(Operation, Option<String>) -> BoxFuture<'static, Attached> + Send + Sync>;

/// A request with what it needs, or why it has not.
pub type Attached = Result<Operation, Refusal>;

/// Why nothing could be put into a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The token is none that holds.
    Unauthenticated,
    /// Who asks could not be found out.
    Unavailable,
}

/// Finds out whether requests can be answered.
pub type Probe = Arc<dyn Fn() -> BoxFuture<'static, Readiness> + Send + Sync>;

/// Opens a file of the resource map by the parameters of an address.
pub type Sheets = Arc<
    dyn Fn(Vec<(String, String)>, SheetForm) -> BoxFuture<'static, Result<Sheet, SheetError>>
        + Send
        + Sync,
>;

/// What the door stands in front of.
pub struct App {
    /// The schema that executes operations, built with the depth, complexity and directive limits of `limits`.
    pub schema: crate::graphql::Schema,
    /// Called once for each operation.
    pub attach: Attach,
    /// Asked by `/health/ready`.
    pub readiness: Probe,
    /// Asked by `/map.csv` and `/map.geojson`.
    pub sheets: Sheets,
    /// Asked by `/hsds`.
    pub hsds: HsdsFaces,
    /// Checked before execution.
    pub limits: Limits,
    /// Shown at `/metrics`.
    pub metrics: MetricsText,
    /// Sites whose pages may ask the API from a browser.
    pub cors_origins: Vec<CorsOrigin>,
    /// Where the proxy in front tells whom it speaks for; `None` without a proxy.
    pub proxy: Option<ProxyHeader>,
    /// Told when the server stops.
    pub streams: Streams,
}

/// An [`App`] with what the handlers keep between requests.
pub(super) struct Door {
    pub(super) schema: crate::graphql::Schema,
    pub(super) attach: Attach,
    pub(super) readiness: Probe,
    pub(super) sheets: Sheets,
    pub(super) hsds: HsdsFaces,
    pub(super) limits: Limits,
    pub(super) metrics: MetricsText,
    pub(super) documents: Documents,
    pub(super) meter: Meter,
    pub(super) budget: Budget,
    pub(super) proxy: Option<ProxyHeader>,
    pub(super) streams: Streams,
}

/// Answers below this size travel in one packet anyway; compressing them costs more than it saves.
const COMPRESSED_FROM: u64 = 1024;

/// Builds the whole server: `/graphql`, `/hsds`, `/map.csv`, `/map.geojson`, `/health/live`, `/health/ready`, `/metrics` and a line
/// of text at `/`.
pub fn router(app: App) -> Router {
    let App {
        schema,
        attach,
        readiness,
        sheets,
        hsds: hsds_faces,
        limits,
        metrics,
        cors_origins,
        proxy,
        streams,
    } = app;
    let max_body_bytes = limits.max_body_bytes;
    let observed = metrics.clone();
    let door = Arc::new(Door {
        schema,
        attach,
        readiness,
        sheets,
        hsds: hsds_faces,
        budget: Budget::new(&limits),
        limits,
        metrics,
        documents: Documents::new(),
        meter: Meter::default(),
        proxy,
        streams,
    });
    let mut open = Router::new()
        .route("/graphql", any(graphql::handle))
        .route("/map.csv", get(sheet::csv))
        .route("/map.geojson", get(sheet::points))
        .route("/hsds", get(hsds::about))
        .route("/hsds/", get(hsds::about))
        .route("/hsds/openapi.json", get(hsds::document))
        .route("/hsds/{list}", get(hsds::list))
        .route("/hsds/{list}/{id}", get(hsds::single));
    if let Some(cors) = cors::layer(cors_origins) {
        open = open.layer(cors);
    }
    Router::new()
        .route("/", get(index))
        .merge(open)
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metrics::show))
        .fallback(not_found)
        // A request passes the layers from the last to the first. The time limit is the handler's own, because only the
        // handler can answer it in the form GraphQL clients read.
        .layer(DefaultBodyLimit::max(max_body_bytes))
        // Compression would hold events back until it has enough of them.
        .layer(
            CompressionLayer::new()
                .compress_when(SizeAbove::new(COMPRESSED_FROM).and(NotForContentType::SSE)),
        )
        .layer(from_fn_with_state(observed, observe::observe))
        .with_state(door)
}

async fn index() -> &'static str {
    "Jembatan, a directory of community services.\nIts GraphQL API is at /graphql, its HSDS API at /hsds.\n"
}

async fn not_found() -> Response {
    Problem::http(
        StatusCode::NOT_FOUND,
        Code::NotFound,
        "Nothing is here. The GraphQL API is at /graphql.",
    )
    .into_response(Media::Json)
}
