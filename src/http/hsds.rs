//! HSDS's read-only API under `/hsds`: the same directory for partners who speak Open Referral. Without a token; it tells
//! what everyone may see.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use serde_json::json;
use tokio::time::Instant;
use uuid::Uuid;

use super::answer::{Code, Problem, internal};
use super::budget::Payer;
use super::client;
use super::condition::Edition;
use super::hsds_document;
use super::hsds_endpoint::{Asked, Endpoint};
use super::media::Media;
use super::observe::RequestId;
use super::router::Door;
use crate::transfer::{Detail, HsdsError, HsdsFace, HsdsPage, Tree};

/// The version of HSDS that is spoken.
const VERSION: &str = "3.2";

/// Where HSDS is described: the directory speaks it as it is, without a profile of its own.
const PROFILE: &str = "https://docs.openreferral.org/";

/// What a record costs of the budget of whoever asks, alone and with all that is nested in it: about what the schema
/// counts for as much.
const BRIEF_COST: u32 = 10;
const FULL_COST: u32 = 100;

/// What a stream of all records costs: few can be had in a minute.
const STREAM_COST: u32 = 20_000;

/// What follows the `?` of an address.
type Parameters = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// Why a request is not answered with what it asks for.
enum Refused {
    Problem(Problem),
    Failed(HsdsError),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl<E: Into<HsdsError>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Answers `/hsds`: which version is spoken, and where it is described.
pub(super) async fn about(State(door): State<Arc<Door>>, asked: Parts) -> Response {
    let host = asked.headers.get(HOST).and_then(|host| host.to_str().ok());
    // A proxy stands in front to speak TLS.
    let scheme = if door.proxy.is_some() {
        "https"
    } else {
        "http"
    };
    let host = host.unwrap_or("localhost");
    Json(json!({
        "version": VERSION,
        "profile": PROFILE,
        "openapi_url": format!("{scheme}://{host}/hsds/openapi.json"),
    }))
    .into_response()
}

/// Answers `/hsds/openapi.json`.
pub(super) async fn document() -> Response {
    Json(hsds_document::document()).into_response()
}

/// Answers the lists, such as `/hsds/services`.
pub(super) async fn list(
    State(door): State<Arc<Door>>,
    Path(name): Path<String>,
    parameters: Parameters,
    asked: Parts,
) -> Response {
    let answered = match Endpoint::named(&name) {
        Some(endpoint) => answer_list(&door, endpoint, parameters, &asked).await,
        None => Err(nothing_here()),
    };
    finish(answered, &asked)
}

/// Answers single records, such as `/hsds/services/{id}`.
pub(super) async fn single(
    State(door): State<Arc<Door>>,
    Path((name, id)): Path<(String, String)>,
    parameters: Parameters,
    asked: Parts,
) -> Response {
    let answered = match Endpoint::named(&name) {
        Some(endpoint) => answer_single(&door, endpoint, &id, parameters, &asked).await,
        None => Err(nothing_here()),
    };
    finish(answered, &asked)
}

async fn answer_list(
    door: &Door,
    endpoint: &'static Endpoint,
    parameters: Parameters,
    asked: &Parts,
) -> Result<Response, Refused> {
    let wanted = read(endpoint.list, parameters)?;
    let object = endpoint.described().ok_or_else(nothing_here)?;
    let face = (door.hsds)();
    pay(door, asked, cost(&wanted))?;
    let edition = edition(&face).await?;
    if edition.is_held(&asked.headers) {
        return Ok(edition.not_modified());
    }
    let mut response = if wanted.is_stream {
        let parts = face.all(object, &wanted.ask, wanted.detail).await?;
        let is_minimal = wanted.is_minimal;
        let lines = parts.map(move |part| match part {
            Ok(records) => lines(&records, is_minimal),
            Err(cause) => {
                tracing::error!(%cause, "a list could not be written to its end");
                Err(std::io::Error::other(
                    "the list could not be written to its end",
                ))
            }
        });
        let mut response = Response::new(Body::from_stream(lines));
        let media = HeaderValue::from_static("application/x-ndjson");
        response.headers_mut().insert(CONTENT_TYPE, media);
        response
    } else {
        let (page, per_page) = (wanted.page, wanted.per_page);
        let found = face.page(object, &wanted.ask, wanted.detail, page, per_page);
        Json(Page::of(&found.await?, &wanted)).into_response()
    };
    edition.tell(response.headers_mut());
    Ok(response)
}

async fn answer_single(
    door: &Door,
    endpoint: &'static Endpoint,
    id: &str,
    parameters: Parameters,
    asked: &Parts,
) -> Result<Response, Refused> {
    let wanted = read(endpoint.single, parameters)?;
    let object = endpoint.described().ok_or_else(nothing_here)?;
    let wrong = |_| Problem::bad_request(format!("\"{id}\" is no id; give a UUID."));
    let id = Uuid::try_parse(id).map_err(wrong)?;
    pay(door, asked, FULL_COST)?;
    let face = (door.hsds)();
    let edition = edition(&face).await?;
    let detail = match wanted.detail {
        Detail::FullWithServices => Detail::FullWithServices,
        _ => Detail::Full,
    };
    let found = face.record(object, id, detail).await?;
    let found = found.ok_or_else(|| {
        let sentence = format!("There is no {} with this id.", endpoint.object);
        Problem::http(StatusCode::NOT_FOUND, Code::NotFound, sentence)
    })?;
    if edition.is_held(&asked.headers) {
        return Ok(edition.not_modified());
    }
    let mut response = Json(found).into_response();
    edition.tell(response.headers_mut());
    Ok(response)
}

fn read(
    known: &[super::hsds_endpoint::Parameter],
    parameters: Parameters,
) -> Result<Asked, Problem> {
    let Ok(Query(given)) = parameters else {
        let sentence = "What follows the `?` of the address cannot be read.";
        return Err(Problem::bad_request(sentence));
    };
    Asked::read(known, given).map_err(Problem::bad_request)
}

/// Takes what an answer costs from the budget of whoever asks.
fn pay(door: &Door, asked: &Parts, cost: u32) -> Result<(), Problem> {
    let network = client::network(&asked.extensions, &asked.headers, door.proxy);
    let standing = door
        .budget
        .charge(&Payer::Visitor(network), cost, Instant::now());
    if let Some(standing) = standing
        && !standing.is_paid()
    {
        return Err(Problem::rate_limited(&standing));
    }
    Ok(())
}

/// Which state of the directory an answer will be of.
async fn edition(face: &HsdsFace) -> Result<Edition, Refused> {
    let (position, changed_at) = face.edition().await?;
    Ok(Edition::new(&position.to_string(), changed_at))
}

/// What an answer costs.
fn cost(wanted: &Asked) -> u32 {
    let each = match wanted.detail {
        _ if wanted.is_stream => return STREAM_COST,
        Detail::Brief => BRIEF_COST,
        Detail::Full | Detail::FullWithServices => FULL_COST,
    };
    let records = u32::try_from(wanted.per_page).unwrap_or(u32::MAX);
    each.saturating_mul(records)
}

fn nothing_here() -> Refused {
    let sentence = "Nothing is here. /hsds/openapi.json tells what there is.";
    Problem::http(StatusCode::NOT_FOUND, Code::NotFound, sentence).into()
}

fn finish(answered: Result<Response, Refused>, asked: &Parts) -> Response {
    match answered {
        Ok(response) => response,
        Err(Refused::Problem(problem)) => problem.into_response(Media::Json),
        Err(Refused::Failed(HsdsError::Invalid(sentence))) => {
            Problem::bad_request(sentence).into_response(Media::Json)
        }
        Err(Refused::Failed(cause)) => {
            let id = asked.extensions.get::<RequestId>().cloned();
            let id = id.unwrap_or_default();
            tracing::error!(request_id = id.as_str(), %cause, "records could not be listed");
            internal(Media::Json, id.as_str())
        }
    }
}

fn lines(records: &[Tree], is_minimal: bool) -> Result<Vec<u8>, std::io::Error> {
    let mut bytes = Vec::new();
    for record in records {
        match is_minimal {
            true => serde_json::to_writer(&mut bytes, &Minimal(record))?,
            false => serde_json::to_writer(&mut bytes, record)?,
        }
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// A page as HSDS writes it.
#[derive(Serialize)]
struct Page<'a> {
    total_items: u64,
    total_pages: u64,
    page_number: u64,
    size: usize,
    first_page: bool,
    last_page: bool,
    empty: bool,
    contents: Contents<'a>,
}

/// The records of a page.
#[derive(Serialize)]
#[serde(untagged)]
enum Contents<'a> {
    Whole(&'a [Tree]),
    Minimal(Vec<Minimal<'a>>),
}

impl<'a> Page<'a> {
    fn of(found: &'a HsdsPage, wanted: &Asked) -> Self {
        let total_pages = found.total.div_ceil(wanted.per_page.max(1));
        Self {
            total_items: found.total,
            total_pages,
            page_number: wanted.page,
            size: found.records.len(),
            first_page: wanted.page == 1,
            last_page: wanted.page >= total_pages,
            empty: found.records.is_empty(),
            contents: match wanted.is_minimal {
                true => Contents::Minimal(found.records.iter().map(Minimal).collect()),
                false => Contents::Whole(&found.records),
            },
        }
    }
}

/// Only the id of a service and when it was changed.
struct Minimal<'a>(&'a Tree);

impl Serialize for Minimal<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let changed = self.0.cell("last_modified").and_then(|cell| cell.as_text());
        let mut record = serializer.serialize_struct("minimal", 2)?;
        record.serialize_field("id", &self.0.id())?;
        if let Some(changed) = changed {
            record.serialize_field("last_modified", changed)?;
        }
        record.end()
    }
}
