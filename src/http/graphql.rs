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
use futures_util::stream::{BoxStream, StreamExt};
use tokio::time::{Instant, timeout_at};

use super::answer::{self, Code, Problem};
use super::bearer;
use super::budget::{FLOOR, Payer, Standing};
use super::client;
use super::document::{Document, check_variables, short};
use super::media::{self, Media};
use super::metrics;
use super::observe::{Observed, RequestId};
use super::parameters::Parameters;
use super::part::Part;
use super::router::{Door, Refusal};
use super::{socket, sse};
use crate::graphql::{RateLimit, payer as payer_of};

/// Answers one request, whatever its method.
pub(super) async fn handle(State(door): State<Arc<Door>>, request: Request<Body>) -> Response {
    let deadline = Instant::now() + door.limits.timeout;
    let request_id = request
        .extensions()
        .get::<RequestId>()
        .cloned()
        .unwrap_or_default();
    if socket::is_wanted(request.headers()) {
        return socket::open(door, request, request_id).await;
    }
    let network = client::network(request.extensions(), request.headers(), door.proxy);
    let mut payer = Payer::Visitor(network);
    let wants_events = sse::is_wanted(request.headers());
    let negotiated = Media::negotiate(request.headers());
    let media = match &negotiated {
        Ok(media) => *media,
        // Whoever asks for events alone is told in the newer form why there are none.
        Err(_) if wants_events => Media::GraphqlResponse,
        Err(_) => Media::Json,
    };
    let ready = match negotiated {
        Err(problem) if !wants_events => Err(problem),
        _ => prepare(&door, request, deadline, &mut payer).await,
    };
    match ready {
        Ok(ready) if ready.is_subscription() && wants_events => {
            sse::answer(&door, ready, media, &request_id)
        }
        Ok(ready) if ready.is_subscription() => {
            let message = "A subscription has many answers: send it with `Accept: text/event-stream`, or over a WebSocket with the subprotocol `graphql-transport-ws`.";
            Problem::request_error(Code::BadRequest, message).into_response(media)
        }
        Ok(ready) => run(&door, ready, media, deadline, &request_id).await,
        Err(problem) => refuse(&door, &payer, problem, media),
    }
}

/// A refused request costs too, or refusals would be free to those who try things out.
fn refuse(door: &Door, payer: &Payer, problem: Problem, media: Media) -> Response {
    let standing = door.budget.charge(payer, FLOOR, Instant::now());
    let problem = match &standing {
        Some(standing) if !standing.is_paid() && !problem.is_rate_limited() => {
            Problem::rate_limited(standing)
        }
        _ => problem,
    };
    let mut response = problem.into_response(media);
    if let Some(standing) = standing {
        standing.tell(response.headers_mut());
    }
    response
}

/// An operation that may run and is paid for.
pub(super) struct Ready {
    operation: Operation,
    query: String,
    document: Arc<Document>,
    is_new: bool,
    pub(super) observed: Observed,
    pub(super) token: Option<String>,
    standing: Option<Standing>,
}

impl Ready {
    /// Whether it has many answers.
    fn is_subscription(&self) -> bool {
        self.observed.is_subscription()
    }
}

/// Everything before execution. `payer` becomes whoever the token names, once that is known.
async fn prepare(
    door: &Door,
    request: Request<Body>,
    deadline: Instant,
    payer: &mut Payer,
) -> Result<Ready, Problem> {
    let is_post = request.method() == Method::POST;
    let token = bearer::token(request.headers())?;
    // A visitor who has spent everything is turned away before the body is read.
    if token.is_none()
        && let Some(spent) = door.budget.spent(payer, Instant::now())
    {
        return Err(Problem::rate_limited(&spent));
    }
    let parameters = read(request, deadline).await?;
    let accepted = accept(door, parameters, is_post)?;
    pay(door, accepted, token, payer).await
}

/// Puts what the resolvers need into an operation and charges whoever sends it. `payer` becomes whoever the token names,
/// once that is known.
pub(super) async fn pay(
    door: &Door,
    accepted: Accepted,
    token: Option<String>,
    payer: &mut Payer,
) -> Result<Ready, Problem> {
    let Accepted {
        parameters,
        document,
        is_new,
        observed,
    } = accepted;
    let operation = parameters.request(&document);
    let operation =
        (door.attach)(operation, token.clone())
            .await
            .map_err(|refusal| match refusal {
                Refusal::Unauthenticated => Problem::unauthenticated(),
                Refusal::Unavailable => Problem::unavailable(),
            })?;
    if let Some(known) = payer_of(&operation) {
        *payer = Payer::Known(known.into());
    }
    let cost = document.cost(&door.meter, &parameters).await;
    let standing = door.budget.charge(payer, cost, Instant::now());
    let operation = match &standing {
        Some(standing) if !standing.is_paid() => return Err(Problem::rate_limited(standing)),
        Some(standing) => operation.data(RateLimit {
            cost: standing.cost,
            limit: standing.limit,
            remaining: standing.remaining,
            until_full: standing.until_full,
        }),
        None => operation,
    };
    Ok(Ready {
        operation,
        query: parameters.query,
        document,
        is_new,
        observed,
        token,
        standing,
    })
}

/// Begins a subscription that is paid for: its answers, one after the other.
pub(super) fn begin(door: &Door, ready: Ready, request_id: &RequestId) -> BoxStream<'static, Part> {
    let request_id = request_id.clone();
    let answers = door.schema.execute_stream(ready.operation);
    answers
        .map(move |answer| Part::of(answer, request_id.as_str()))
        .boxed()
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
pub(super) struct Accepted {
    parameters: Parameters,
    document: Arc<Document>,
    is_new: bool,
    pub(super) observed: Observed,
}

impl Accepted {
    /// Whether it has many answers.
    pub(super) fn is_subscription(&self) -> bool {
        self.observed.is_subscription()
    }
}

/// Finds the document, checks the limits, and refuses what GET must not do.
pub(super) fn accept(
    door: &Door,
    parameters: Parameters,
    is_post: bool,
) -> Result<Accepted, Problem> {
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
    ready: Ready,
    media: Media,
    deadline: Instant,
    request_id: &RequestId,
) -> Response {
    let Ready {
        operation,
        query,
        document,
        is_new,
        observed,
        standing,
        ..
    } = ready;
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
    if let Some(standing) = standing {
        standing.tell(response.headers_mut());
    }
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
