//! The resource map as files at `/map.csv` and `/map.geojson`: for spreadsheets and maps, without a token, and kept by
//! whoever has them until the map is another.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use futures_util::StreamExt;
use tokio::time::Instant;

use super::answer::{Problem, internal};
use super::budget::Payer;
use super::client;
use super::condition::Edition;
use super::media::Media;
use super::observe::RequestId;
use super::router::Door;
use crate::transfer::{Sheet, SheetError, SheetForm};

/// What a file costs of the budget of whoever asks: less than its cells would as answers of the schema, and enough that
/// nobody fetches all there are again and again.
const COST: u32 = 2_000;

/// What follows the `?` of an address.
type Parameters = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// Answers `/map.csv`.
pub(super) async fn csv(
    State(door): State<Arc<Door>>,
    parameters: Parameters,
    asked: Parts,
) -> Response {
    answer(&door, parameters, &asked, SheetForm::Csv).await
}

/// Answers `/map.geojson`.
pub(super) async fn points(
    State(door): State<Arc<Door>>,
    parameters: Parameters,
    asked: Parts,
) -> Response {
    answer(&door, parameters, &asked, SheetForm::GeoJson).await
}

async fn answer(door: &Door, parameters: Parameters, asked: &Parts, form: SheetForm) -> Response {
    let network = client::network(&asked.extensions, &asked.headers, door.proxy);
    let standing = door
        .budget
        .charge(&Payer::Visitor(network), COST, Instant::now());
    let mut response = match &standing {
        Some(standing) if !standing.is_paid() => {
            Problem::rate_limited(standing).into_response(Media::Json)
        }
        _ => open(door, parameters, asked, form).await,
    };
    if let Some(standing) = standing {
        standing.tell(response.headers_mut());
    }
    response
}

async fn open(door: &Door, parameters: Parameters, asked: &Parts, form: SheetForm) -> Response {
    let Ok(Query(parameters)) = parameters else {
        let problem = Problem::bad_request("What follows the `?` of the address cannot be read.");
        return problem.into_response(Media::Json);
    };
    match (door.sheets)(parameters, form).await {
        Ok(sheet) => send(sheet, form, &asked.headers),
        Err(SheetError::Invalid(sentence)) => {
            Problem::bad_request(sentence).into_response(Media::Json)
        }
        Err(cause) => {
            let id = asked.extensions.get::<RequestId>().cloned();
            let id = id.unwrap_or_default();
            tracing::error!(request_id = id.as_str(), %cause, "a file of the map could not be opened");
            internal(Media::Json, id.as_str())
        }
    }
}

/// Sends a file, or word that the one at hand is still good.
fn send(sheet: Sheet, form: SheetForm, asked: &HeaderMap) -> Response {
    let edition = Edition::new(sheet.edition(), None);
    if edition.is_held(asked) {
        return edition.not_modified();
    }
    let parts = sheet.parts().inspect(|part| {
        if let Err(cause) = part {
            tracing::error!(%cause, "a file of the map could not be written to its end");
        }
    });
    let mut response = Response::new(Body::from_stream(parts));
    let media = match form {
        SheetForm::Csv => "text/csv; charset=utf-8; header=present",
        SheetForm::GeoJson => "application/geo+json",
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    edition.tell(headers);
    response
}
