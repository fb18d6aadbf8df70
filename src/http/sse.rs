//! Subscriptions as server-sent events, in the distinct connections mode of GraphQL over SSE: a request is one operation,
//! each answer an event `next`, its end an event `complete`. Queries and mutations are answered the ordinary way.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use futures_util::stream::{self, BoxStream, StreamExt};

use super::graphql::{Ready, begin};
use super::media::Media;
use super::observe::RequestId;
use super::part::Part;
use super::router::Door;
use super::streams::{Due, Ends, Place};

/// How often an idle stream sends a comment, so that nothing on the way takes it for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Tells proxies that hold answers back not to.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Whether a request names the media type of events.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|range| range.split(';').next())
        .any(|range| range.trim().eq_ignore_ascii_case("text/event-stream"))
}

/// A subscription that is being answered.
struct Answers {
    parts: BoxStream<'static, Part>,
    ends: Ends,
    token: Option<String>,
    _place: Place,
}

/// Answers a subscription.
pub(super) fn answer(
    door: &Arc<Door>,
    ready: Ready,
    media: Media,
    request_id: &RequestId,
) -> Response {
    let (observed, token) = (ready.observed.clone(), ready.token.clone());
    let place = match door.streams.enter() {
        Ok(place) => place,
        Err(problem) => return problem.into_response(media),
    };
    let answers = Answers {
        parts: begin(door, ready, request_id),
        ends: Ends::new(door),
        token,
        _place: place,
    };
    let events = stream::unfold(Some(answers), next).map(Ok::<_, Infallible>);
    let mut response = Response::new(Body::from_stream(events));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(X_ACCEL_BUFFERING, HeaderValue::from_static("no"));
    response.extensions_mut().insert(observed);
    response
}

async fn next(answers: Option<Answers>) -> Option<(String, Option<Answers>)> {
    let mut answers = answers?;
    loop {
        tokio::select! {
            biased;
            due = answers.ends.due() => {
                if due == Due::Stop || !answers.ends.holds(answers.token.as_deref()).await {
                    return Some((complete(), None));
                }
            }
            part = answers.parts.next() => {
                return Some(match part {
                    Some(Part::Answer(json)) => (event("next", &json), Some(answers)),
                    Some(Part::Refused(errors)) => {
                        (event("next", &format!("{{\"errors\":{errors}}}")), Some(answers))
                    }
                    None => (complete(), None),
                });
            }
            () = tokio::time::sleep(KEEP_ALIVE) => return Some((":\n\n".to_owned(), Some(answers))),
        }
    }
}

/// JSON written on one line is one line of data.
fn event(name: &str, json: &str) -> String {
    format!("event: {name}\ndata: {json}\n\n")
}

/// Browsers pass an event on only when it has data, so it has an empty line of it.
fn complete() -> String {
    event("complete", "")
}
