//! Pages of other sites: which may ask the API from a browser. Without configuration none may.

use std::str::FromStr;
use std::time::Duration;

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, Method, Uri};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

use super::budget::{RATE_LIMIT, RATE_LIMIT_POLICY};
use super::observe::X_REQUEST_ID;

/// How long a browser may remember what it was allowed.
const REMEMBERED: Duration = Duration::from_secs(3_600);

/// A site whose pages may ask the API, or all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorsOrigin(HeaderValue);

impl CorsOrigin {
    fn is_any(&self) -> bool {
        self.0 == "*"
    }
}

impl FromStr for CorsOrigin {
    type Err = String;

    /// Reads `*`, or an origin as browsers send it: a scheme and a host, and a port where it is not the usual one.
    fn from_str(text: &str) -> Result<Self, String> {
        let unfit =
            || format!("`{text}` is no origin: write it as `https://example.org`, or `*` for all");
        let is_origin = || {
            let (_, host) = text.split_once("://")?;
            let uri = text.parse::<Uri>().ok()?;
            let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
            let is_whole = uri.authority().is_some_and(|found| found.as_str() == host);
            let is_lower = !text.contains(|letter: char| letter.is_ascii_uppercase());
            Some(is_web && is_whole && is_lower && !host.contains(['@', '*']))
        };
        if text != "*" && is_origin() != Some(true) {
            return Err(unfit());
        }
        HeaderValue::from_str(text).map(Self).map_err(|_| unfit())
    }
}

/// Answers preflights and names the sites that may read answers; `None` when there are none. Cookies and other
/// credentials of the browser are never allowed: tokens come in a header that the page itself sets.
pub(super) fn layer(origins: Vec<CorsOrigin>) -> Option<CorsLayer> {
    let allowed = if origins.iter().any(CorsOrigin::is_any) {
        AllowOrigin::from(Any)
    } else if origins.is_empty() {
        return None;
    } else {
        AllowOrigin::list(origins.into_iter().map(|origin| origin.0))
    };
    let layer = CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, X_REQUEST_ID])
        .expose_headers([X_REQUEST_ID, RETRY_AFTER, RATE_LIMIT, RATE_LIMIT_POLICY])
        .max_age(REMEMBERED);
    Some(layer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        for good in [
            "*",
            "https://example.org",
            "http://localhost:3000",
            "https://[::1]:8443",
        ] {
            assert!(good.parse::<CorsOrigin>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "example.org",
            "https://example.org/",
            "https://example.org/page",
            "https://Example.org",
            "ftp://example.org",
            "https://me@example.org",
            "null",
            "https://*.example.org",
            "https://a b",
        ] {
            assert!(bad.parse::<CorsOrigin>().is_err(), "{bad}");
        }
    }
}
