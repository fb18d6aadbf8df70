//! Answers of `/graphql`: the catalogue of this room's error codes, the status each gets under either media type, and the
//! bytes. A request error has no `data` entry, which async-graphql's own serialization would add.
//! Long because every refusal there is stands here, with its code and its status.

use std::collections::BTreeMap;

use async_graphql::{Pos, Response as Executed, ServerError, Value};
use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, VARY, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde::Serialize;

use super::budget::{Standing, whole_seconds};
use super::media::Media;
use super::part::Part;

/// A document may break a rule at every field; nobody reads more than this many errors.
pub(super) const MAX_REQUEST_ERRORS: usize = 50;

/// Why this room refuses a request, as clients see it in `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    BadRequest,
    DocumentInvalid,
    LimitExceeded,
    MethodNotAllowed,
    UnsupportedMediaType,
    NotAcceptable,
    PayloadTooLarge,
    NotFound,
    RateLimited,
    Unauthenticated,
    Unavailable,
    Timeout,
    Internal,
}

impl Code {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::DocumentInvalid => "DOCUMENT_INVALID",
            Self::LimitExceeded => "LIMIT_EXCEEDED",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::NotFound => "NOT_FOUND",
            Self::RateLimited => "RATE_LIMITED",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Unavailable => "UNAVAILABLE",
            Self::Timeout => "TIMEOUT",
            Self::Internal => "INTERNAL",
        }
    }
}

/// A request that is refused before its operation runs.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) code: Code,
    status: StatusCode,
    message: String,
    locations: Vec<Pos>,
    allow: Option<&'static str>,
    retry_after: Option<u64>,
    /// Whether the HTTP request was well formed, so that the older media type answers 200.
    is_request_error: bool,
}

impl Problem {
    /// The HTTP request itself is at fault: the status is the same under both media types.
    pub(super) fn http(status: StatusCode, code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            status,
            message: message.into(),
            locations: Vec::new(),
            allow: None,
            retry_after: None,
            is_request_error: false,
        }
    }

    /// The parameters are missing or of the wrong kind.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::http(StatusCode::BAD_REQUEST, Code::BadRequest, message)
    }

    /// The method may not be used here; `allow` lists those that may.
    pub(super) fn method(message: &str, allow: &'static str) -> Self {
        let problem = Self::http(
            StatusCode::METHOD_NOT_ALLOWED,
            Code::MethodNotAllowed,
            message,
        );
        Self {
            allow: Some(allow),
            ..problem
        }
    }

    /// The token is none that holds, or not in the form of one.
    pub(super) fn unauthenticated() -> Self {
        Self::http(
            StatusCode::UNAUTHORIZED,
            Code::Unauthenticated,
            "This token does not hold. Send one that does as `Authorization: Bearer ...`, or none.",
        )
    }

    /// The budget does not hold what the request costs, now or ever.
    pub(super) fn rate_limited(standing: &Standing) -> Self {
        let (cost, limit, left) = (standing.cost, standing.limit, standing.remaining);
        match standing.wait.map(whole_seconds) {
            Some(wait) => Self {
                retry_after: Some(wait),
                ..Self::http(
                    StatusCode::TOO_MANY_REQUESTS,
                    Code::RateLimited,
                    format!(
                        "This costs {cost} and {left} are left of {limit} a minute: send it again in {wait} seconds."
                    ),
                )
            },
            None => Self::request_error(
                Code::LimitExceeded,
                format!(
                    "This costs {cost}, and a minute's budget is {limit}: ask for less at a time."
                ),
            ),
        }
    }

    /// Nobody can be answered right now.
    pub(super) fn unavailable() -> Self {
        Self::http(
            StatusCode::SERVICE_UNAVAILABLE,
            Code::Unavailable,
            "The directory is not available right now; try again shortly.",
        )
    }

    /// A well-formed request whose document or operation cannot be executed.
    pub(super) fn request_error(code: Code, message: impl Into<String>) -> Self {
        Self {
            is_request_error: true,
            ..Self::http(StatusCode::BAD_REQUEST, code, message)
        }
    }

    pub(super) fn is_rate_limited(&self) -> bool {
        self.code == Code::RateLimited
    }

    pub(super) fn at(mut self, position: Pos) -> Self {
        self.locations.push(position);
        self
    }

    fn error(&self) -> ServerError {
        let mut error = ServerError::new(self.message.clone(), None);
        error.locations.clone_from(&self.locations);
        set_code(&mut error, self.code);
        error
    }

    /// The refusal where there is no HTTP answer any more.
    pub(super) fn into_part(self) -> Part {
        Part::refused(&[self.error()])
    }

    pub(super) fn into_response(self, media: Media) -> Response {
        let status = if self.is_request_error {
            media.request_error_status()
        } else {
            self.status
        };
        let error = self.error();
        let mut response = render(
            status,
            media,
            &Shown {
                errors: &[error],
                data: None,
                extensions: None,
            },
        );
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allow) = self.allow {
            response
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}

/// Whether execution never began: such an answer has neither data nor a path to a field.
pub(super) fn is_request_error(executed: &Executed) -> bool {
    executed.is_err()
        && executed.data == Value::Null
        && executed.errors.iter().all(|error| error.path.is_empty())
}

/// Turns what the schema answered into bytes, giving every error a code.
pub(super) fn executed(mut executed: Executed, media: Media, request_id: &str) -> Response {
    let request_error = is_request_error(&executed);
    if request_error {
        executed.errors.truncate(MAX_REQUEST_ERRORS);
    }
    for error in &mut executed.errors {
        complete(error, request_error, request_id);
    }
    let status = if request_error {
        media.request_error_status()
    } else {
        StatusCode::OK
    };
    let data = (!request_error).then_some(&executed.data);
    let extensions = (!executed.extensions.is_empty()).then_some(&executed.extensions);
    render(
        status,
        media,
        &Shown {
            errors: &executed.errors,
            data,
            extensions,
        },
    )
}

/// The answer to a request that broke off inside the server; the log has the cause under the same id.
pub(super) fn internal(media: Media, request_id: &str) -> Response {
    let mut error = internal_error(request_id);
    set_code(&mut error, Code::Internal);
    render(
        StatusCode::INTERNAL_SERVER_ERROR,
        media,
        &Shown {
            errors: &[error],
            data: None,
            extensions: None,
        },
    )
}

fn internal_error(request_id: &str) -> ServerError {
    ServerError::new(
        format!("Something went wrong on our side. Quote request {request_id} when you report it."),
        None,
    )
}

/// Sets the code of an error that came without one: those of async-graphql itself, or a cause nobody sorted.
pub(super) fn complete(error: &mut ServerError, request_error: bool, request_id: &str) {
    if error
        .extensions
        .as_ref()
        .is_some_and(|extensions| extensions.get("code").is_some())
    {
        return;
    }
    let code = if is_schema_limit(&error.message) {
        Code::LimitExceeded
    } else if request_error {
        Code::DocumentInvalid
    } else if error.source.is_some() {
        // A resolver passed on a foreign error as it was. Its text may hold SQL or a path, so it is logged, not shown.
        tracing::error!(request_id, cause = %error.message, "a resolver failed with an unsorted error");
        error.message = internal_error(request_id).message;
        Code::Internal
    } else {
        Code::BadRequest
    };
    set_code(error, code);
}

fn set_code(error: &mut ServerError, code: Code) {
    error
        .extensions
        .get_or_insert_default()
        .set("code", code.as_str());
}

/// The limits a schema checks come as plain messages. A test holds these words against the library's own.
fn is_schema_limit(message: &str) -> bool {
    message == "Query is too complex."
        || message == "Query is nested too deep."
        || message.starts_with("The recursion depth of the query cannot be greater than")
        || message.starts_with("The number of directives on the field")
}

/// Errors first, so that a reader of a long answer meets them.
#[derive(Serialize)]
pub(super) struct Shown<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) extensions: Option<&'a BTreeMap<String, Value>>,
}

fn render(status: StatusCode, media: Media, shown: &Shown<'_>) -> Response {
    let (status, body) = match serde_json::to_vec(shown) {
        Ok(body) => (status, Body::from(body)),
        Err(cause) => {
            tracing::error!(%cause, "an answer could not be written as JSON");
            (StatusCode::INTERNAL_SERVER_ERROR, Body::empty())
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
    response
        .headers_mut()
        .append(VARY, HeaderValue::from_static("accept"));
    response
        .headers_mut()
        .append(VARY, HeaderValue::from_static("authorization"));
    response.extensions_mut().insert(Errors(shown.errors.len()));
    response
}

/// How many errors an answer has, left on the response for the log line.
#[derive(Clone, Copy)]
pub(super) struct Errors(pub(super) usize);

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};

    use super::*;

    struct Root;

    #[Object]
    impl Root {
        async fn inner(&self) -> Root {
            Root
        }

        async fn leaf(&self) -> i32 {
            1
        }

        async fn broken(&self) -> Result<i32, std::fmt::Error> {
            Err(std::fmt::Error)
        }
    }

    async fn codes(text: &str) -> Vec<String> {
        let schema = Schema::build(Root, EmptyMutation, EmptySubscription)
            .limit_depth(4)
            .limit_complexity(6)
            .limit_directives(1)
            .limit_recursive_depth(8)
            .finish();
        let mut answer = schema.execute(text).await;
        let request_error = is_request_error(&answer);
        for error in &mut answer.errors {
            complete(error, request_error, "r");
        }
        let code = |error: &ServerError| {
            error
                .extensions
                .as_ref()
                .and_then(|all| all.get("code").cloned())
        };
        answer
            .errors
            .iter()
            .filter_map(code)
            .map(|code| code.to_string())
            .collect()
    }

    #[tokio::test]
    async fn every_limit_of_the_schema_is_recognized() {
        for text in [
            "{ inner { inner { inner { inner { leaf } } } } }",
            "{ a: leaf b: leaf c: leaf d: leaf e: leaf f: leaf g: leaf }",
            "{ inner @include(if: true) @skip(if: false) { leaf } }",
            &format!("{}leaf{}", "{ inner ".repeat(12), "}".repeat(12))
                .replace("inner leaf", "inner { leaf }"),
        ] {
            assert_eq!(codes(text).await, ["\"LIMIT_EXCEEDED\""], "{text}");
        }
    }

    #[tokio::test]
    async fn other_errors_are_told_apart() {
        assert_eq!(codes("{ nothing }").await, ["\"DOCUMENT_INVALID\""]);
        assert_eq!(codes("{ broken }").await, ["\"INTERNAL\""]);
    }
}
