//! The handler of `/graphql`, following the GraphQL over HTTP specification: what a request must look like, which operations
//! a method may run, and the order of checks. Cheap checks come first, so that a refused request costs little.

use std::sync::Arc;

use async_graphql::Request as Operation;
use async_graphql::parser::types::OperationType;
use axum::RequestExt;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use tokio::time::{Instant, timeout_at};

use super::answer::{self, Code, Problem};
use super::bearer;
use super::document::{Document, check_variables, short};
use super::media::{self, Media};
use super::metrics;
use super::observe::{Observed, RequestId};
use super::parameters::Parameters;
use super::router::{Door, Refusal};

/// Answers one request, whatever its method.
pub(super) async fn handle(State(door): State<Arc<Door>>, request: Request<Body>) -> Response {
    let deadline = Instant::now() + door.limits.timeout;
    let media = match Media::negotiate(request.headers()) {
        Ok(media) => media,
        Err(problem) => return problem.into_response(Media::Json),
    };
    let request_id = request
        .extensions()
        .get::<RequestId>()
        .cloned()
        .unwrap_or_default();
    let is_post = request.method() == Method::POST;
    let token = match bearer::token(request.headers()) {
        Ok(token) => token,
        Err(problem) => return problem.into_response(media),
    };
    let accepted = match read(request, deadline).await {
        Ok(parameters) => accept(&door, parameters, is_post),
        Err(problem) => Err(problem),
    };
    match accepted {
        Ok(accepted) => run(&door, accepted, token, media, deadline, &request_id).await,
        Err(problem) => problem.into_response(media),
    }
}

/// Takes the parameters from where the method puts them. HEAD is GET without the answer's body, as HTTP demands.
async fn read(request: Request<Body>, deadline: Instant) -> Result<Parameters, Problem> {
    match *request.method() {
        Method::GET | Method::HEAD => Parameters::from_uri(request.uri()),
        Method::POST => {
            media::check_content(request.headers())?;
            let body = timeout_at(deadline, request.extract::<Bytes, _>())
                .await
                .map_err(|_| {
                    Problem::http(
                        StatusCode::REQUEST_TIMEOUT,
                        Code::Timeout,
                        "The request did not arrive in time.",
                    )
                })?;
            let body = body.map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Problem::http(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    Code::PayloadTooLarge,
                    "The body is too large.",
                ),
                _ => Problem::bad_request("The body could not be read to its end."),
            })?;
            Parameters::from_body(&body)
        }
        _ => Err(Problem::method(
            "Use GET for queries or POST for any operation.",
            "GET, HEAD, POST",
        )),
    }
}

/// A request that may run.
struct Accepted {
    parameters: Parameters,
    document: Arc<Document>,
    is_new: bool,
    observed: Observed,
}

/// Finds the document, checks the limits, and refuses what GET must not do.
fn accept(door: &Door, parameters: Parameters, is_post: bool) -> Result<Accepted, Problem> {
    let kept = door.documents.get(&parameters.query);
    let is_new = kept.is_none();
    metrics::count_document(!is_new);
    let document = match kept {
        Some(document) => document,
        None => Arc::new(Document::parse(&parameters.query, &door.limits)?),
    };
    let (name, operation) = document.operation(parameters.operation_name.as_deref())?;
    if operation.ty == OperationType::Mutation && !is_post {
        return Err(Problem::method("A mutation must be sent by POST.", "POST"));
    }
    check_variables(operation, &parameters.variables)?;
    let observed = Observed {
        operation_name: name.map(|name| short(name).to_owned()),
        operation_type: match operation.ty {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        },
        document: Some(document.hash.clone()),
    };
    Ok(Accepted {
        parameters,
        document,
        is_new,
        observed,
    })
}

async fn run(
    door: &Door,
    accepted: Accepted,
    token: Option<String>,
    media: Media,
    deadline: Instant,
    request_id: &RequestId,
) -> Response {
    let Accepted {
        parameters,
        document,
        is_new,
        observed,
    } = accepted;
    let Parameters {
        query,
        operation_name,
        variables,
    } = parameters;
    // The text goes to the cache, not to the schema, which needs the parsed form alone.
    let mut operation = Operation::new(String::new()).variables(variables);
    operation.operation_name = operation_name;
    operation.set_parsed_query(document.tree.clone());
    let operation = match (door.attach)(operation, token).await {
        Ok(operation) => operation,
        Err(Refusal::Unauthenticated) => return Problem::unauthenticated().into_response(media),
        Err(Refusal::Unavailable) => {
            return Problem::http(
                StatusCode::SERVICE_UNAVAILABLE,
                Code::Unavailable,
                "The directory is not available right now; try again shortly.",
            )
            .into_response(media);
        }
    };
    let mut response = match timeout_at(deadline, door.schema.execute(operation)).await {
        Ok(executed) => {
            if is_new && !answer::is_request_error(&executed) {
                door.documents.keep(query.into(), document);
            }
            answer::executed(executed, media, request_id.as_str())
        }
        Err(_) => Problem::http(
            StatusCode::GATEWAY_TIMEOUT,
            Code::Timeout,
            "The operation took too long.",
        )
        .into_response(media),
    };
    response.extensions_mut().insert(observed);
    response
}

#[cfg(test)]
mod tests {
    use axum::http::header::CONTENT_TYPE;

    use super::*;

    #[tokio::test]
    async fn a_body_that_never_arrives_is_given_up() {
        let body =
            Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
        let request = Request::post("/graphql")
            .header(CONTENT_TYPE, "application/json")
            .body(body)
            .unwrap();
        let problem = read(request, Instant::now()).await.err().unwrap();
        let response = problem.into_response(Media::Json);
        assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
    }
}
