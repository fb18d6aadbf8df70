//! Media types of GraphQL over HTTP. `application/graphql-response+json` is preferred when a client names it and answers
//! request errors with 400. `application/json` is for older clients, which read a body only under 200: a well-formed request
//! whose document is refused answers 200 there. A client that names neither (no `Accept`, or `*/*`) is taken for an older
//! one, as the audits of the GraphQL foundation expect. 400 rather than 422 for the same reason: the audits, and the clients
//! tested by them, know no other code.

use axum::http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};

use super::answer::{Code, Problem};

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`
    GraphqlResponse,
    /// `application/json`
    Json,
}

impl Media {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The status of a well-formed request whose operation cannot be executed.
    pub(super) fn request_error_status(self) -> StatusCode {
        match self {
            Self::GraphqlResponse => StatusCode::BAD_REQUEST,
            Self::Json => StatusCode::OK,
        }
    }

    /// Chooses by the `Accept` header.
    pub(super) fn negotiate(headers: &HeaderMap) -> Result<Self, Problem> {
        let header: Vec<&str> = headers
            .get_all(ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect();
        if !headers.contains_key(ACCEPT) || header.iter().any(|value| value.trim().is_empty()) {
            return Ok(Self::Json);
        }
        let ranges = || {
            header
                .iter()
                .flat_map(|value| value.split(','))
                .filter_map(Range::parse)
        };
        let best = |wanted: &str| {
            let matching = ranges().filter_map(|range| {
                range
                    .precision(wanted)
                    .map(|precision| (precision, range.quality))
            });
            matching.max_by(|left, right| left.0.cmp(&right.0).then(left.1.total_cmp(&right.1)))
        };
        let (named, modern) = best("graphql-response+json").unwrap_or((Precision::Any, 0.0));
        let (_, older) = best("json").unwrap_or((Precision::Any, 0.0));
        if modern > 0.0 && (modern > older || (modern == older && named == Precision::Exact)) {
            Ok(Self::GraphqlResponse)
        } else if older > 0.0 {
            Ok(Self::Json)
        } else {
            Err(Problem::http(
                StatusCode::NOT_ACCEPTABLE,
                Code::NotAcceptable,
                "Answers are written as `application/graphql-response+json` or `application/json`.",
            ))
        }
    }
}

/// Refuses a body that is not JSON in UTF-8. Browsers send every other type from foreign pages without asking first, so
/// this is also what keeps such pages from acting in a user's name.
pub(super) fn check_content(headers: &HeaderMap) -> Result<(), Problem> {
    let refuse = |message: &str| {
        Err(Problem::http(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::UnsupportedMediaType,
            message,
        ))
    };
    if headers
        .get(CONTENT_ENCODING)
        .is_some_and(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"))
    {
        return refuse("The body must not be compressed.");
    }
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut parts = content_type.split(';').map(str::trim);
    if !parts
        .next()
        .is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
    {
        return refuse("Send the request with `Content-Type: application/json`.");
    }
    if !parts.all(is_utf8_or_no_charset) {
        return refuse("The body must be encoded in UTF-8.");
    }
    Ok(())
}

fn is_utf8_or_no_charset(parameter: &str) -> bool {
    match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            let value = value.trim().trim_matches('"');
            value.eq_ignore_ascii_case("utf-8") || value.eq_ignore_ascii_case("utf8")
        }
        _ => true,
    }
}

/// How closely a range of the `Accept` header names a type; the closest one decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    Any,
    Family,
    Exact,
}

struct Range<'a> {
    family: &'a str,
    subtype: &'a str,
    quality: f32,
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (family, subtype) = parts.next()?.split_once('/')?;
        let mut quality = 1.0;
        for parameter in parts {
            match parameter.split_once('=') {
                Some((name, value)) if name.trim().eq_ignore_ascii_case("q") => {
                    quality = value
                        .trim()
                        .parse()
                        .ok()
                        .filter(|quality| (0.0..=1.0).contains(quality))?;
                }
                _ if !is_utf8_or_no_charset(parameter) => return None,
                _ => {}
            }
        }
        Some(Self {
            family,
            subtype,
            quality,
        })
    }

    fn precision(&self, wanted: &str) -> Option<Precision> {
        match (self.family, self.subtype) {
            ("*", "*") => Some(Precision::Any),
            (family, _) if !family.eq_ignore_ascii_case("application") => None,
            (_, "*") => Some(Precision::Family),
            (_, subtype) => subtype
                .eq_ignore_ascii_case(wanted)
                .then_some(Precision::Exact),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn accept_header_decides() {
        for (accept, expected) in [
            ("", Some(Media::Json)),
            ("*/*", Some(Media::Json)),
            ("application/*", Some(Media::Json)),
            ("application/json", Some(Media::Json)),
            (
                "Application/GraphQL-Response+JSON",
                Some(Media::GraphqlResponse),
            ),
            (
                "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
                Some(Media::GraphqlResponse),
            ),
            (
                "application/json, application/graphql-response+json",
                Some(Media::GraphqlResponse),
            ),
            (
                "application/graphql-response+json;q=0.5, application/json",
                Some(Media::Json),
            ),
            (
                "application/graphql-response+json, application/json;q=0.9",
                Some(Media::GraphqlResponse),
            ),
            ("application/json, */*", Some(Media::Json)),
            ("application/json;q=0, */*", Some(Media::GraphqlResponse)),
            ("text/html, */*;q=0.1", Some(Media::Json)),
            ("text/html", None),
            ("application/json; charset=iso-8859-1", None),
            ("application/json;q=0", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(Media::negotiate(&headers).ok(), expected, "{accept}");
        }
        assert_eq!(Media::negotiate(&HeaderMap::new()).ok(), Some(Media::Json));
    }
}
