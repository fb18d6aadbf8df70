//! Numbers about the work of this door, in Prometheus' text format. Labels come from closed sets only, so that no client can
//! make the list grow, and no text of a query can appear in it.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::response::IntoResponse;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::router::Door;

const REQUESTS: &str = "jembatan_http_requests_total";
const DURATION: &str = "jembatan_http_request_duration_seconds";
const IN_FLIGHT: &str = "jembatan_http_requests_in_flight";
const STREAMS: &str = "jembatan_http_streams_open";
const DOCUMENTS: &str = "jembatan_document_cache_requests_total";

/// Upper bounds of the latency histogram in seconds: most answers take less than a millisecond, the timeout is ten seconds.
const BUCKETS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Requests between two rounds of upkeep. Observations pile up until then when nobody reads `/metrics`.
const UPKEEP_EVERY: u32 = 4096;

/// The text of `/metrics`. All clones, and all that are installed in one process, show the same numbers.
#[derive(Clone)]
pub struct MetricsText {
    handle: PrometheusHandle,
    recorded: Arc<AtomicU32>,
}

impl MetricsText {
    /// Starts recording for the whole process, once; later calls return the first one's numbers.
    pub fn install() -> Self {
        static INSTALLED: OnceLock<MetricsText> = OnceLock::new();
        INSTALLED
            .get_or_init(|| {
                let builder = PrometheusBuilder::new().set_buckets(&BUCKETS);
                let recorder = builder
                    .unwrap_or_else(|_| PrometheusBuilder::new())
                    .build_recorder();
                let handle = recorder.handle();
                if metrics::set_global_recorder(recorder).is_err() {
                    tracing::warn!("another recorder is installed; /metrics stays empty");
                }
                describe();
                Self {
                    handle,
                    recorded: Arc::default(),
                }
            })
            .clone()
    }

    pub(super) fn record(&self, seen: &Seen<'_>) {
        let route = seen.route.unwrap_or("unmatched").to_owned();
        let operation = if seen.operation_type.is_empty() {
            "none"
        } else {
            seen.operation_type
        };
        let method = method_label(seen.method);
        let status = seen.status.as_u16().to_string();
        metrics::counter!(REQUESTS, "route" => route.clone(), "status" => status, "method" => method, "operation" => operation)
            .increment(1);
        metrics::histogram!(DURATION, "route" => route, "method" => method, "operation" => operation)
            .record(seen.elapsed.as_secs_f64());
        if self
            .recorded
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(UPKEEP_EVERY)
        {
            self.handle.run_upkeep();
        }
    }
}

/// One answered request.
pub(super) struct Seen<'a> {
    pub(super) method: &'a Method,
    pub(super) route: Option<&'a str>,
    pub(super) status: StatusCode,
    pub(super) operation_type: &'static str,
    pub(super) elapsed: Duration,
}

/// Counts a request as running until it is dropped, also when the client goes away early.
pub(super) struct InFlight;

impl InFlight {
    pub(super) fn enter() -> Self {
        metrics::gauge!(IN_FLIGHT).increment(1.0);
        Self
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        metrics::gauge!(IN_FLIGHT).decrement(1.0);
    }
}

/// Counts a WebSocket or an event stream as open until it is dropped.
pub(super) struct OpenStream;

impl OpenStream {
    pub(super) fn enter() -> Self {
        metrics::gauge!(STREAMS).increment(1.0);
        Self
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        metrics::gauge!(STREAMS).decrement(1.0);
    }
}

/// Counts whether a document was at hand in parsed form.
pub(super) fn count_document(was_kept: bool) {
    metrics::counter!(DOCUMENTS, "outcome" => if was_kept { "hit" } else { "miss" }).increment(1);
}

/// Answers `/metrics`.
pub(super) async fn show(State(door): State<Arc<Door>>) -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        door.metrics.handle.render(),
    )
}

/// Clients may invent methods; metrics do not follow them.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "OTHER",
    }
}

fn describe() {
    metrics::describe_counter!(
        REQUESTS,
        "Requests answered, by route, method, status and type of operation"
    );
    metrics::describe_histogram!(
        DURATION,
        "Seconds from reading a request's head to the head of its answer"
    );
    metrics::describe_gauge!(IN_FLIGHT, "Requests being answered now");
    metrics::describe_gauge!(STREAMS, "WebSockets and event streams that are open");
    metrics::describe_counter!(
        DOCUMENTS,
        "GraphQL documents looked up among the parsed ones, by outcome"
    );
}
