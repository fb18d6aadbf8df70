//! What happens around every request: it gets an id, a place in the metrics, one log line and the headers every answer
//! carries; and a panic below ends that request alone. Neither the address's query part nor any variable is ever logged.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use tracing::Instrument;
use uuid::Uuid;

use super::answer::{self, Errors};
use super::media::Media;
use super::metrics::{InFlight, MetricsText, Seen};

pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What every answer tells a browser: it is data, to be drawn nowhere and named to nobody, and no page of another site
/// may take it in as a script or picture (what pages may ask by CORS is in `cors.rs`). `Strict-Transport-Security` is not
/// here: it counts only over TLS, which is the proxy's.
const SECURITY: [(HeaderName, HeaderValue); 4] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    ),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// Longest id taken over from a client; a longer one would only fill logs.
const MAX_ID_LENGTH: usize = 64;

/// Longest path written to the log.
const MAX_LOGGED_PATH: usize = 120;

/// Names one request in its answer and in every log line about it.
#[derive(Clone, Debug)]
pub(super) struct RequestId(Arc<str>);

impl RequestId {
    /// Takes the client's id when it is a short plain token, or else makes one that sorts by time.
    fn of(headers: &HeaderMap) -> Self {
        let given = headers
            .get(X_REQUEST_ID)
            .and_then(|value| value.to_str().ok());
        given
            .filter(|id| is_plain(id))
            .map_or_else(Self::default, |id| Self(id.into()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for RequestId {
    fn default() -> Self {
        Self(Uuid::now_v7().to_string().into())
    }
}

fn is_plain(id: &str) -> bool {
    (1..=MAX_ID_LENGTH).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// What a handler learned about its operation, left on the response for the log line and the metrics.
#[derive(Clone, Debug, Default)]
pub(super) struct Observed {
    pub(super) operation_name: Option<String>,
    pub(super) operation_type: &'static str,
    pub(super) document: Option<Arc<str>>,
}

impl Observed {
    /// Whether the operation has many answers.
    pub(super) fn is_subscription(&self) -> bool {
        self.operation_type == "subscription"
    }
}

/// The outermost layer.
pub(super) async fn observe(
    State(metrics): State<MetricsText>,
    mut request: Request<Body>,
    next: Next,
) -> Response {
    let started = Instant::now();
    let _in_flight = InFlight::enter();
    let id = RequestId::of(request.headers());
    let method = request.method().clone();
    let is_known = request.headers().contains_key(AUTHORIZATION);
    let path: String = request.uri().path().chars().take(MAX_LOGGED_PATH).collect();
    let route = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(id.clone());

    let span = tracing::info_span!("request", request_id = id.as_str());
    let answered = AssertUnwindSafe(next.run(request))
        .catch_unwind()
        .instrument(span)
        .await;
    let mut response = answered.unwrap_or_else(|_| {
        // The panic hook has printed where and why; this line ties it to the request.
        tracing::error!(request_id = id.as_str(), "a request ended in a panic");
        answer::internal(Media::Json, id.as_str())
    });

    set_headers(&mut response, &method, is_known, &id);
    let observed = response
        .extensions_mut()
        .remove::<Observed>()
        .unwrap_or_default();
    let errors = response
        .extensions()
        .get::<Errors>()
        .map_or(0, |errors| errors.0);
    let elapsed = started.elapsed();
    metrics.record(&Seen {
        method: &method,
        route: route.as_ref().map(MatchedPath::as_str),
        status: response.status(),
        operation_type: observed.operation_type,
        elapsed,
    });
    let line = Line {
        id: &id,
        method: &method,
        path: &path,
        observed: &observed,
        errors,
    };
    line.write(
        response.status().as_u16(),
        (elapsed.as_secs_f64() * 1e6).round() / 1e3,
    );
    response
}

fn set_headers(response: &mut Response, method: &Method, is_known: bool, id: &RequestId) {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(X_REQUEST_ID, value);
    }
    headers.extend(SECURITY);
    // What somebody with a token may see is nobody else's.
    let cache = if method == Method::POST || is_known {
        "no-store"
    } else {
        "no-cache"
    };
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static(cache));
}

struct Line<'a> {
    id: &'a RequestId,
    method: &'a Method,
    path: &'a str,
    observed: &'a Observed,
    errors: usize,
}

impl Line<'_> {
    fn write(&self, status: u16, ms: f64) {
        let (request_id, method, path, errors) = (
            self.id.as_str(),
            self.method.as_str(),
            self.path,
            self.errors,
        );
        let name = self.observed.operation_name.as_deref();
        let kind = Some(self.observed.operation_type).filter(|kind| !kind.is_empty());
        let document = self.observed.document.as_deref();
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(
                    request_id,
                    method,
                    path,
                    status,
                    ms,
                    operation_type = kind,
                    operation_name = name,
                    document,
                    errors,
                    "request"
                )
            };
        }
        // Probes call every few seconds; their lines would bury the others.
        match (status, path) {
            (500.., _) => line!(error),
            (_, "/health/live" | "/health/ready" | "/metrics") => line!(debug),
            _ => line!(info),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::to_bytes;
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_panic_ends_one_request_with_its_id_and_no_detail() {
        async fn broken() -> &'static str {
            panic!("SELECT secret")
        }
        let router = Router::new()
            .route("/", get(broken))
            .layer(from_fn_with_state(MetricsText::install(), observe));
        let request = Request::get("/")
            .header(X_REQUEST_ID, "abc-1")
            .body(Body::empty())
            .unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()[X_REQUEST_ID], "abc-1");
        let body = String::from_utf8(to_bytes(response.into_body(), 4096).await.unwrap().to_vec())
            .unwrap();
        assert!(
            body.contains("INTERNAL") && body.contains("abc-1") && !body.contains("SELECT"),
            "{body}"
        );
    }

    #[test]
    fn only_short_plain_ids_are_taken_over() {
        let id = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(X_REQUEST_ID, HeaderValue::from_static(text));
            RequestId::of(&headers).as_str() == text
        };
        assert!(id("a-1_b.C"));
        assert!(!id("two words"));
        assert!(!id("<script>"));
        assert!(!id(
            "0123456789012345678901234567890123456789012345678901234567890123456789"
        ));
    }
}
