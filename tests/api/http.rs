//! GraphQL over HTTP as a client meets it: methods, media types, status codes, limits, and the pages beside `/graphql`.
//! It is long because every status and media type of GraphQL over HTTP is asked once.

use std::io::Read;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::TestDirectory;

const MODERN: &str = "application/graphql-response+json";
const OLDER: &str = "application/json";

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Status and code in one, and that no answer to a refused request has a `data` entry.
    #[track_caller]
    fn assert_refused(&self, status: u16, code: &str) {
        let body = self.json();
        assert_eq!(
            (self.status.as_u16(), self.code().as_str()),
            (status, code),
            "{body}"
        );
        assert!(body.get("data").is_none(), "{body}");
        assert!(
            body["errors"][0]["message"]
                .as_str()
                .is_some_and(|message| !message.is_empty()),
            "{body}"
        );
    }
}

async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

async fn post_as(
    router: &Router,
    accept: &str,
    content_type: &str,
    body: impl Into<Body>,
) -> Answer {
    let mut request = Request::post("/graphql");
    if !accept.is_empty() {
        request = request.header("accept", accept);
    }
    if !content_type.is_empty() {
        request = request.header("content-type", content_type);
    }
    send(router, request.body(body.into()).unwrap()).await
}

async fn post(router: &Router, accept: &str, body: Value) -> Answer {
    post_as(router, accept, "application/json", body.to_string()).await
}

async fn query(router: &Router, text: &str) -> Answer {
    post(router, MODERN, json!({ "query": text })).await
}

async fn call(router: &Router, method: Method, path_and_query: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path_and_query)
        .header("accept", MODERN);
    send(router, request.body(Body::empty()).unwrap()).await
}

async fn router() -> (TestDirectory, Router) {
    let dir = TestDirectory::start().await;
    let router = dir.router();
    (dir, router)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn post_answers_data() {
    let (_dir, router) = router().await;
    let answer = query(&router, "{ __typename }").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json(), json!({ "data": { "__typename": "Query" } }));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let count = query(&router, "{ taxonomies { totalCount } }").await.json();
    assert!(
        count["data"]["taxonomies"]["totalCount"].is_number(),
        "{count}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn get_answers_queries() {
    let (_dir, router) = router().await;
    let answer = call(&router, Method::GET, "/graphql?query=%7B__typename%7D").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["data"]["__typename"], "Query");
    assert_eq!(answer.header("cache-control"), "no-cache");

    let all = "/graphql?query=query+A%7B__typename%7Dquery+B%28%24n%3AInt%29%7Bt%3A__typename+services%28first%3A%24n%29%7B__typename%7D%7D\
               &operationName=B&variables=%7B%22n%22%3A1%7D&extensions=%7B%7D";
    let answer = call(&router, Method::GET, all).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.json()["data"]["t"], "Query");

    let empty = "/graphql?query=%7B__typename%7D&operationName=&variables=&extensions=";
    assert_eq!(
        call(&router, Method::GET, empty).await.status,
        StatusCode::OK
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn get_parameters_are_checked() {
    let (_dir, router) = router().await;
    for parameters in [
        "",
        "?operationName=A",
        "?query=%7B__typename%7D&variables=7",
        "?query=%7B__typename%7D&variables=%7B",
        "?query=%7B__typename%7D&extensions=%5B%5D",
        "?query=%7B__typename%7D&query=%7B__typename%7D",
    ] {
        call(&router, Method::GET, &format!("/graphql{parameters}"))
            .await
            .assert_refused(400, "BAD_REQUEST");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn get_does_not_run_mutations() {
    let (_dir, router) = router().await;
    for accept in [MODERN, OLDER] {
        let request = Request::get("/graphql?query=mutation%7Bx%7D")
            .header("accept", accept)
            .body(Body::empty())
            .unwrap();
        let answer = send(&router, request).await;
        answer.assert_refused(405, "METHOD_NOT_ALLOWED");
        assert_eq!(answer.header("allow"), "POST");
    }
    // The operation that would run decides, not what else the document holds.
    let text = "/graphql?query=mutation+M%7Bx%7Dquery+Q%7B__typename%7D&operationName=M";
    call(&router, Method::GET, text)
        .await
        .assert_refused(405, "METHOD_NOT_ALLOWED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn head_is_get_without_a_body() {
    let (_dir, router) = router().await;
    let answer = call(&router, Method::HEAD, "/graphql?query=%7B__typename%7D").await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
    let answer = call(&router, Method::HEAD, "/graphql?query=mutation%7Bx%7D").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_methods_are_refused() {
    let (_dir, router) = router().await;
    for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
        let answer = call(&router, method, "/graphql").await;
        answer.assert_refused(405, "METHOD_NOT_ALLOWED");
        assert_eq!(answer.header("allow"), "GET, HEAD, POST");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accept_chooses_the_media_type() {
    let (_dir, router) = router().await;
    let body = json!({ "query": "{ __typename }" });
    for (accept, expected) in [
        (MODERN, MODERN),
        (OLDER, OLDER),
        ("", OLDER),
        ("*/*", OLDER),
        ("application/*", OLDER),
        (
            "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
            MODERN,
        ),
        (
            "application/graphql-response+json;q=0.1, application/json",
            OLDER,
        ),
        (
            "text/event-stream, application/graphql-response+json",
            MODERN,
        ),
    ] {
        let answer = post(&router, accept, body.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{accept}");
        assert_eq!(
            answer.header("content-type"),
            format!("{expected}; charset=utf-8"),
            "{accept}"
        );
        assert!(
            answer
                .headers
                .get_all("vary")
                .iter()
                .any(|value| value == "accept"),
            "{accept}"
        );
    }
    post(&router, "text/html", body.clone())
        .await
        .assert_refused(406, "NOT_ACCEPTABLE");
    post(&router, "application/json;q=0", body)
        .await
        .assert_refused(406, "NOT_ACCEPTABLE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_json_in_utf8_is_read() {
    let (_dir, router) = router().await;
    let body = r#"{"query":"{ __typename }"}"#;
    for accepted in [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=\"UTF-8\"",
    ] {
        let answer = post_as(&router, MODERN, accepted, body).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{accepted}: {}",
            answer.text()
        );
    }
    for refused in [
        "",
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/jsonx",
    ] {
        post_as(&router, MODERN, refused, body)
            .await
            .assert_refused(415, "UNSUPPORTED_MEDIA_TYPE");
    }
    let compressed = Request::post("/graphql")
        .header("content-type", OLDER)
        .header("content-encoding", "gzip");
    let answer = send(&router, compressed.body(Body::from(body)).unwrap()).await;
    answer.assert_refused(415, "UNSUPPORTED_MEDIA_TYPE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_bodies_are_refused_under_either_media_type() {
    let (_dir, router) = router().await;
    for accept in [MODERN, OLDER] {
        for body in [
            "",
            "NONSENSE",
            r#"{"query":"#,
            "7",
            r#""{ __typename }""#,
            "{}",
            r#"{"qeury":"{ __typename }"}"#,
            r#"{"query":null}"#,
            r#"{"query":7}"#,
            r#"{"query":{"a":1}}"#,
            r#"{"query":"{ __typename }","query":"{ __typename }"}"#,
            r#"{"query":"{ __typename }","variables":[7]}"#,
            r#"{"query":"{ __typename }","variables":"{}"}"#,
            r#"{"query":"{ __typename }","operationName":7}"#,
            r#"{"query":"{ __typename }","extensions":"x"}"#,
        ] {
            let answer = post_as(&router, accept, "application/json", body).await;
            assert_eq!(answer.code(), "BAD_REQUEST", "{body}");
            answer.assert_refused(400, "BAD_REQUEST");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_parameter_is_named() {
    let (_dir, router) = router().await;
    let answer = post(
        &router,
        MODERN,
        json!({ "query": "{ __typename }", "variables": ["secret"] }),
    )
    .await;
    let message = answer.json()["errors"][0]["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        message.contains("`variables`") && !message.contains("secret"),
        "{message}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn null_and_unknown_parameters_are_ignored() {
    let (_dir, router) = router().await;
    let body = json!({
        "query": "{ __typename }", "operationName": null, "variables": null, "extensions": null, "id": 7,
    });
    let answer = post(&router, MODERN, body).await;
    assert_eq!(answer.json()["data"]["__typename"], "Query");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn batches_are_refused() {
    let (_dir, router) = router().await;
    let one = json!({ "query": "{ __typename }" });
    for batch in [json!([]), json!([one]), json!([one, one])] {
        post(&router, MODERN, batch)
            .await
            .assert_refused(400, "LIMIT_EXCEEDED");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_that_cannot_run_answer_by_media_type() {
    let (_dir, router) = router().await;
    for (text, code) in [
        ("{", "DOCUMENT_INVALID"),
        ("", "DOCUMENT_INVALID"),
        ("{ thereIsNoSuchField }", "DOCUMENT_INVALID"),
        (
            "query A { __typename } query A { __typename }",
            "DOCUMENT_INVALID",
        ),
        ("fragment F on Query { __typename }", "DOCUMENT_INVALID"),
        (
            "query A { __typename } query B { __typename }",
            "BAD_REQUEST",
        ),
        ("subscription { changed { seq } }", "BAD_REQUEST"),
        ("mutation { thereIsNoSuchMutation }", "DOCUMENT_INVALID"),
    ] {
        post(&router, MODERN, json!({ "query": text }))
            .await
            .assert_refused(400, code);
        post(&router, OLDER, json!({ "query": text }))
            .await
            .assert_refused(200, code);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn variables_must_fit_before_anything_runs() {
    let (_dir, router) = router().await;
    let text = "query Q($n: Int!) { __typename services(first: $n) { __typename } }";
    for variables in [json!({}), json!({ "n": null })] {
        let answer = post(
            &router,
            MODERN,
            json!({ "query": text, "variables": variables }),
        )
        .await;
        answer.assert_refused(400, "BAD_REQUEST");
    }
    let answer = post(
        &router,
        MODERN,
        json!({ "query": text, "variables": { "n": "many" } }),
    )
    .await;
    answer.assert_refused(400, "DOCUMENT_INVALID");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_syntax_error_has_its_position() {
    let (_dir, router) = router().await;
    let answer = query(&router, "{\n  taxonomies(first: ) { totalCount }\n}").await;
    answer.assert_refused(400, "DOCUMENT_INVALID");
    let error = answer.json()["errors"][0].clone();
    assert_eq!(error["locations"][0]["line"], 2, "{error}");
    assert!(
        error["locations"][0]["column"]
            .as_u64()
            .is_some_and(|column| column > 2),
        "{error}"
    );
    let message = error["message"].as_str().unwrap();
    assert!(
        message.starts_with("Syntax error: ") && !message.contains('\n'),
        "{message}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operation_is_chosen_by_name() {
    let (_dir, router) = router().await;
    let text = "query A { a: __typename } query B { b: __typename }";
    let answer = post(
        &router,
        MODERN,
        json!({ "query": text, "operationName": "B" }),
    )
    .await;
    assert_eq!(answer.json()["data"], json!({ "b": "Query" }));
    let answer = post(
        &router,
        MODERN,
        json!({ "query": text, "operationName": "C" }),
    )
    .await;
    answer.assert_refused(400, "BAD_REQUEST");
    let answer = post(
        &router,
        MODERN,
        json!({ "query": "{ __typename }", "operationName": "C" }),
    )
    .await;
    answer.assert_refused(400, "BAD_REQUEST");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn aliases_are_limited() {
    let (_dir, router) = router().await;
    let aliased = |count: usize| {
        (0..count)
            .map(|n| format!("a{n}: __typename "))
            .collect::<String>()
    };
    assert_eq!(
        query(&router, &format!("{{ {} }}", aliased(50)))
            .await
            .status,
        StatusCode::OK
    );
    query(&router, &format!("{{ {} }}", aliased(51)))
        .await
        .assert_refused(400, "LIMIT_EXCEEDED");
    let spread = format!("{{ ...F ...F }} fragment F on Query {{ {} }}", aliased(26));
    query(&router, &spread)
        .await
        .assert_refused(400, "LIMIT_EXCEEDED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_documents_are_refused_before_they_are_parsed() {
    let (_dir, router) = router().await;
    let padded = |bytes: usize| format!("{{ __typename }}{}", " ".repeat(bytes - 14));
    assert_eq!(
        query(&router, &padded(32 * 1024)).await.status,
        StatusCode::OK
    );
    query(&router, &padded(32 * 1024 + 1))
        .await
        .assert_refused(400, "LIMIT_EXCEEDED");
    post(&router, OLDER, json!({ "query": padded(33 * 1024) }))
        .await
        .assert_refused(200, "LIMIT_EXCEEDED");
    query(&router, &format!("{{ {} }}", "a ".repeat(6000)))
        .await
        .assert_refused(400, "LIMIT_EXCEEDED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_bodies_are_refused() {
    let (_dir, router) = router().await;
    let body =
        json!({ "query": "{ __typename }", "variables": { "padding": "x".repeat(256 * 1024) } });
    post(&router, MODERN, body)
        .await
        .assert_refused(413, "PAYLOAD_TOO_LARGE");
    let fits =
        json!({ "query": "{ __typename }", "extensions": { "padding": "x".repeat(255 * 1024) } });
    assert_eq!(post(&router, MODERN, fits).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deep_documents_are_refused() {
    let (_dir, router) = router().await;
    for depth in [40, 70, 8_000] {
        let text = format!("{}a{}", "{a".repeat(depth), "}".repeat(depth));
        query(&router, &text)
            .await
            .assert_refused(400, "LIMIT_EXCEEDED");
    }
    let lists = format!(
        "{{ services(first: {}1{}) {{ __typename }} }}",
        "[".repeat(8_000),
        "]".repeat(8_000)
    );
    query(&router, &lists)
        .await
        .assert_refused(400, "LIMIT_EXCEEDED");
    // Variables nest as JSON does; its reader has its own bound.
    let nested = format!(
        r#"{{"query":"{{ __typename }}","variables":{{"a":{}1{}}}}}"#,
        "[".repeat(9_000),
        "]".repeat(9_000)
    );
    post_as(&router, MODERN, "application/json", nested)
        .await
        .assert_refused(400, "BAD_REQUEST");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fragments_cannot_multiply_the_work() {
    let (_dir, router) = router().await;
    let chain: String = (0..30)
        .map(|n| format!("fragment F{n} on Query {{ ...F{0} ...F{0} }} ", n + 1))
        .collect();
    let bomb = format!("{{ ...F0 }} {chain} fragment F30 on Query {{ __typename }}");
    query(&router, &bomb)
        .await
        .assert_refused(400, "LIMIT_EXCEEDED");
    let cycle = "{ ...A } fragment A on Query { ...B ...B } fragment B on Query { ...A ...A }";
    query(&router, cycle)
        .await
        .assert_refused(400, "DOCUMENT_INVALID");
    let long: String = (0..600)
        .map(|n| format!("fragment F{n} on Query {{ ...F{} }} ", n + 1))
        .collect();
    let answer = query(
        &router,
        &format!("{{ ...F0 }} {long} fragment F600 on Query {{ __typename }}"),
    )
    .await;
    answer.assert_refused(400, "LIMIT_EXCEEDED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn introspection_is_within_the_limits() {
    let (_dir, router) = router().await;
    let of_type = "{ kind name ofType ".repeat(8) + "{ kind name }" + &" }".repeat(8);
    let text = format!(
        "{{ __schema {{ types {{ name fields {{ name args {{ name type {of_type} }} type {of_type} }} }} }} }}"
    );
    let answer = query(&router, &text).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(answer.json()["data"]["__schema"]["types"].is_array());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_document_answers_the_same() {
    let (_dir, router) = router().await;
    let text = "query Again($n: Int) { services(first: $n) { __typename } }";
    for n in [1, 2] {
        let answer = post(
            &router,
            MODERN,
            json!({ "query": text, "variables": { "n": n } }),
        )
        .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    let wrong = post(
        &router,
        MODERN,
        json!({ "query": text, "variables": { "n": "many" } }),
    )
    .await;
    assert!(
        wrong.json()["errors"][0]["extensions"]["code"].is_string(),
        "{}",
        wrong.text()
    );
    for _ in 0..2 {
        query(&router, "{ notAField }")
            .await
            .assert_refused(400, "DOCUMENT_INVALID");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_answers_are_compressed_when_asked() {
    let (_dir, router) = router().await;
    let body = json!({ "query": "{ __schema { types { name description fields { name description } } } }" });
    let request = |encoding: &str| {
        let request = Request::post("/graphql")
            .header("content-type", OLDER)
            .header("accept-encoding", encoding);
        request.body(Body::from(body.to_string())).unwrap()
    };
    let plain = send(&router, request("identity")).await;
    assert_eq!(plain.header("content-encoding"), "");
    let zipped = send(&router, request("gzip")).await;
    assert_eq!(zipped.header("content-encoding"), "gzip");
    assert!(zipped.body.len() < plain.body.len());
    let mut unzipped = Vec::new();
    flate2::read::GzDecoder::new(zipped.body.as_slice())
        .read_to_end(&mut unzipped)
        .unwrap();
    assert_eq!(unzipped, plain.body);
    assert_eq!(
        send(&router, request("br"))
            .await
            .header("content-encoding"),
        "br"
    );
    let short = query(&router, "{ __typename }").await;
    assert_eq!(short.header("content-encoding"), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_id_is_taken_over_or_made() {
    let (_dir, router) = router().await;
    let ask = |id: Option<&str>| {
        let request = Request::get("/health/live");
        let request = match id {
            Some(id) => request.header("x-request-id", id),
            None => request,
        };
        request.body(Body::empty()).unwrap()
    };
    assert_eq!(
        send(&router, ask(Some("till-7.42_a")))
            .await
            .header("x-request-id"),
        "till-7.42_a"
    );
    let made = send(&router, ask(None))
        .await
        .header("x-request-id")
        .to_owned();
    assert_eq!(made.len(), 36, "{made}");
    for unfit in ["two words", "a\"b", "<b>", &"x".repeat(65)] {
        let id = send(&router, ask(Some(unfit)))
            .await
            .header("x-request-id")
            .to_owned();
        assert_eq!(id.len(), 36, "{id}");
    }
    let refused = Request::put("/graphql")
        .header("x-request-id", "till-8")
        .body(Body::empty())
        .unwrap();
    assert_eq!(
        send(&router, refused).await.header("x-request-id"),
        "till-8"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_is_told() {
    let (_dir, router) = router().await;
    let live = call(&router, Method::GET, "/health/live").await;
    assert_eq!((live.status, live.text().as_str()), (StatusCode::OK, "ok"));
    let ready = call(&router, Method::GET, "/health/ready").await;
    let body = ready.json();
    assert_eq!(
        (ready.status, &body["isReady"], &body["store"]),
        (StatusCode::OK, &json!(true), &json!(true)),
        "{body}"
    );
    assert!(
        body["indexPosition"].is_i64() && body["logPosition"].is_i64(),
        "{body}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metrics_count_requests_and_hold_no_text_of_them() {
    let (_dir, router) = router().await;
    for _ in 0..2 {
        query(&router, "query VerySecretName { secretAlias: __typename }").await;
    }
    call(&router, Method::GET, "/secret-path?token=secret-token").await;
    let answer = call(&router, Method::GET, "/metrics").await;
    assert!(answer.header("content-type").starts_with("text/plain"));
    let text = answer.text();
    for expected in [
        "jembatan_http_requests_total{",
        "route=\"/graphql\"",
        "route=\"unmatched\"",
        "operation=\"query\"",
        "status=\"200\"",
        "jembatan_http_request_duration_seconds_bucket{",
        "jembatan_http_requests_in_flight 1",
        "jembatan_document_cache_requests_total{outcome=\"hit\"}",
        "jembatan_document_cache_requests_total{outcome=\"miss\"}",
    ] {
        // Other tests of this process are counted too, so only the shape of the gauge is certain.
        let expected = expected.trim_end_matches(" 1");
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
    assert!(!text.to_lowercase().contains("secret"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_front_page_and_other_paths_name_the_api() {
    let (_dir, router) = router().await;
    let front = call(&router, Method::GET, "/").await;
    assert_eq!(front.status, StatusCode::OK);
    assert!(front.text().contains("/graphql"));
    let missing = call(&router, Method::GET, "/no/such/page").await;
    missing.assert_refused(404, "NOT_FOUND");
    assert_eq!(missing.header("x-content-type-options"), "nosniff");
}
