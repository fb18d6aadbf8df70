//! Answers that clients keep: what they hold is compared with what there is, and sent only when it is another.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use chrono::{DateTime, SubsecRound, Utc};

/// Which state of the directory an answer tells.
pub(super) struct Edition {
    tag: String,
    changed_at: Option<DateTime<Utc>>,
}

/// The form of a moment in a header (RFC 9110, 5.6.7).
const HTTP_DATE: &str = "%a, %d %b %Y %H:%M:%S GMT";

impl Edition {
    /// By a word that is another whenever the answer may be, and when it last became another. The same answer may be
    /// compressed on the way, so the tag is a weak one.
    pub(super) fn new(word: &str, changed_at: Option<DateTime<Utc>>) -> Self {
        Self {
            tag: format!("W/\"{word}\""),
            changed_at: changed_at.map(|at| at.trunc_subsecs(0)),
        }
    }

    /// Whether whoever asks holds this answer already. A tag says more than a time, so the time counts without one.
    pub(super) fn is_held(&self, asked: &HeaderMap) -> bool {
        let text = |name| asked.get(name).and_then(|held| held.to_str().ok());
        if let Some(held) = text(IF_NONE_MATCH) {
            let mut held = held.split(',').map(str::trim);
            return held.any(|one| one == self.tag || one == "*");
        }
        let since = text(IF_MODIFIED_SINCE);
        let since = since.and_then(|since| DateTime::parse_from_rfc2822(since).ok());
        since
            .zip(self.changed_at)
            .is_some_and(|(since, at)| at <= since)
    }

    /// Says of an answer which state it tells.
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        headers.insert(
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=0, must-revalidate"),
        );
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(ETAG, tag);
        }
        let at = self.changed_at.map(|at| at.format(HTTP_DATE).to_string());
        if let Some(Ok(at)) = at.map(HeaderValue::try_from) {
            headers.insert(LAST_MODIFIED, at);
        }
    }

    /// That the answer held is still good.
    pub(super) fn not_modified(&self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        self.tell(response.headers_mut());
        response
    }
}
