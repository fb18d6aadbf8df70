//! The door for the network: one axum router that speaks GraphQL over HTTP, gives the resource map as files, with subscriptions over a WebSocket or as
//! server-sent events, answers health and metrics, and writes one log line a request. `cli` builds an [`App`] and calls [`router()`] and [`serve()`]; nothing below this room knows that HTTP exists.

mod answer;
mod bearer;
mod budget;
mod client;
mod condition;
mod cors;
mod document;
mod graphql;
mod health;
mod hsds;
mod hsds_document;
mod hsds_endpoint;
mod limits;
mod media;
mod metrics;
mod observe;
mod parameters;
mod part;
mod router;
mod serve;
mod sheet;
mod socket;
mod sse;
mod streams;

pub use client::ProxyHeader;
pub use cors::CorsOrigin;
pub use health::Readiness;
pub use limits::Limits;
pub use metrics::MetricsText;
pub use router::{App, Attach, Attached, Probe, Refusal, Sheets, router};
pub use serve::{Connections, bind, serve, shutdown_signal, url};
pub use streams::Streams;
