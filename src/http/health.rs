//! Health, for what starts and watches the process: alive means that it answers at all, ready means that requests may be
//! sent to it.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use super::router::Door;

/// Longest wait for the parts a readiness check asks. A probe that hangs says less than one that fails.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether this process can answer queries, and what it found out about its parts.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Readiness {
    /// Requests may be sent here.
    pub is_ready: bool,
    /// The store answers.
    pub store: bool,
    /// Last change the search index has taken in.
    pub index_position: i64,
    /// Last change in the log.
    pub log_position: i64,
}

/// Answers `/health/live`.
pub(super) async fn live() -> &'static str {
    "ok"
}

/// Answers `/health/ready`.
pub(super) async fn ready(State(door): State<Arc<Door>>) -> (StatusCode, Json<Readiness>) {
    let readiness = tokio::time::timeout(PATIENCE, (door.readiness)())
        .await
        .unwrap_or_default();
    let status = if readiness.is_ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(readiness))
}
