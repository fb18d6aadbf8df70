//! Reads the four parameters of a GraphQL request, from the address or from a JSON body, and says which one is wrong.

use async_graphql::{Request as Operation, Variables};
use axum::extract::Query;
use axum::http::Uri;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::answer::{Code, Problem};
use super::document::Document;

/// What a client asks to have executed.
pub(super) struct Parameters {
    pub(super) query: String,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Variables,
}

/// Unparsed values, so that a wrong one can be named; unknown names are ignored as the specification asks.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw<'a> {
    #[serde(borrow)]
    query: Option<&'a RawValue>,
    #[serde(borrow)]
    operation_name: Option<&'a RawValue>,
    #[serde(borrow)]
    variables: Option<&'a RawValue>,
    #[serde(borrow)]
    extensions: Option<&'a RawValue>,
}

impl Parameters {
    /// The request to the schema. Its text stays empty, since the schema needs the parsed form alone.
    pub(super) fn request(&self, document: &Document) -> Operation {
        let mut operation = Operation::new(String::new()).variables(self.variables.clone());
        operation.operation_name.clone_from(&self.operation_name);
        operation.set_parsed_query(document.tree.clone());
        operation
    }

    /// From the query part of the address. An empty operation name counts as none.
    pub(super) fn from_uri(uri: &Uri) -> Result<Self, Problem> {
        let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else {
            return Err(Problem::bad_request(
                "The query part of the address cannot be read.",
            ));
        };
        let (mut query, mut operation_name, mut variables, mut extensions) =
            (None, None, None, None);
        for (name, value) in pairs {
            let place = match name.as_str() {
                "query" => &mut query,
                "operationName" => &mut operation_name,
                "variables" => &mut variables,
                "extensions" => &mut extensions,
                _ => continue,
            };
            if place.replace(value).is_some() {
                return Err(Problem::bad_request(format!("`{name}` is given twice.")));
            }
        }
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        check_extensions(filled(extensions).as_deref())?;
        Ok(Self {
            query: query.ok_or_else(query_missing)?,
            operation_name: filled(operation_name),
            variables: read_variables(filled(variables).as_deref())?,
        })
    }

    /// From a JSON body.
    pub(super) fn from_body(body: &[u8]) -> Result<Self, Problem> {
        if body.trim_ascii_start().first() == Some(&b'[') {
            return Err(Problem::http(
                axum::http::StatusCode::BAD_REQUEST,
                Code::LimitExceeded,
                "Batches are not accepted: send one request at a time.",
            ));
        }
        let raw: Raw<'_> = serde_json::from_slice(body).map_err(|error| {
            Problem::bad_request(if error.is_data() {
                "The body must be a JSON object that gives each parameter once.".to_owned()
            } else {
                format!(
                    "The body is not valid JSON (line {}, column {}).",
                    error.line(),
                    error.column()
                )
            })
        })?;
        check_extensions(raw.extensions.map(RawValue::get))?;
        let text = |name: &str, value: &RawValue| {
            let read = serde_json::from_str::<String>(value.get());
            read.map_err(|_| Problem::bad_request(format!("`{name}` must be a string.")))
        };
        let operation_name = raw
            .operation_name
            .map(|value| text("operationName", value))
            .transpose()?;
        Ok(Self {
            query: text("query", raw.query.ok_or_else(query_missing)?)?,
            operation_name: operation_name.filter(|name| !name.is_empty()),
            variables: read_variables(raw.variables.map(RawValue::get))?,
        })
    }
}

fn query_missing() -> Problem {
    Problem::bad_request("`query` is missing: it holds the GraphQL document.")
}

fn read_variables(json: Option<&str>) -> Result<Variables, Problem> {
    let Some(json) = json else {
        return Ok(Variables::default());
    };
    serde_json::from_str(json)
        .map_err(|_| Problem::bad_request("`variables` must be a JSON object."))
}

/// Nothing reads extensions yet; a client that sends something else than an object is told all the same.
fn check_extensions(json: Option<&str>) -> Result<(), Problem> {
    let Some(json) = json else { return Ok(()) };
    let read = serde_json::from_str::<Option<serde_json::Map<String, serde_json::Value>>>(json);
    read.map(drop)
        .map_err(|_| Problem::bad_request("`extensions` must be a JSON object."))
}
