//! The network door against those who mean no good: budgets, headers for browsers, pages of other sites, what answers and
//! logs give away. It is long because each promise of docs/SECURITY.md about the door is tried here.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_body_util::BodyExt;
use jembatan::auth::{Act, Grant, Role, grant};
use jembatan::http::{App, Limits, ProxyHeader};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use crate::both_backends;
use crate::confidential::{hide, shelter};
use crate::practitioner::with_three;
use crate::support::TestDirectory;
use crate::support::actor::{OTHER_SERVICE, ask_with, organization, secret};
use crate::support::server::Server;

/// One request and who sends it.
#[derive(Clone, Default)]
struct Sent {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    peer: Option<&'static str>,
    body: String,
}

impl Sent {
    fn query(text: &str) -> Self {
        Self {
            method: Method::POST,
            path: "/graphql".to_owned(),
            headers: vec![("content-type", "application/json".to_owned())],
            body: json!({ "query": text }).to_string(),
            ..Self::default()
        }
    }

    fn to(method: Method, path: &str) -> Self {
        Self {
            method,
            path: path.to_owned(),
            ..Self::default()
        }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn from(mut self, peer: &'static str) -> Self {
        self.peer = Some(peer);
        self
    }

    async fn through(self, router: &Router) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::builder().method(self.method).uri(self.path);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        if let Some(peer) = self.peer {
            let peer: SocketAddr = peer.parse().unwrap();
            request = request.extension(ConnectInfo(peer));
        }
        let request = request.body(Body::from(self.body)).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        (parts.status, parts.headers, text)
    }
}

fn code(text: &str) -> String {
    let answer: Value = serde_json::from_str(text).unwrap();
    let code = &answer["errors"][0]["extensions"]["code"];
    code.as_str().unwrap_or_default().to_owned()
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// The router of a directory whose budgets are these.
fn budgets(directory: &TestDirectory, visitor_budget: u32, known_budget: u32) -> Router {
    let limits = Limits {
        visitor_budget,
        known_budget,
        ..Limits::default()
    };
    jembatan::http::router(directory.app(limits))
}

const STANDING: &str = "{ rateLimit { cost limit remaining resetAt } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_is_told_what_it_costs_and_what_is_left() {
    let directory = TestDirectory::start().await;
    let router = budgets(&directory, 100, 0);
    let (status, headers, text) = Sent::query(STANDING).through(&router).await;
    let answer: Value = serde_json::from_str(&text).unwrap();
    let standing = &answer["data"]["rateLimit"];
    assert_eq!(status, StatusCode::OK, "{text}");
    assert_eq!(
        (
            &standing["cost"],
            &standing["limit"],
            &standing["remaining"]
        ),
        (&json!(5), &json!(100), &json!(95))
    );
    let reset = standing["resetAt"].as_str().unwrap();
    let reset = chrono::DateTime::parse_from_rfc3339(reset).unwrap();
    let seconds = (reset.to_utc() - jembatan::config::now()).num_seconds();
    assert!(
        (0..=3).contains(&seconds),
        "5 of 100 a minute come back in 3 seconds"
    );
    assert_eq!(
        header(&headers, "ratelimit-policy"),
        "\"visitor\";q=100;w=60"
    );
    assert_eq!(header(&headers, "ratelimit"), "\"visitor\";r=95;t=3");

    // A page costs each of its nodes, also when a variable says how long it is.
    let page = "query($n: Int!) { taxonomies(first: $n) { nodes { name } } rateLimit { cost } }";
    for (n, cost) in [(1, 5), (20, 43)] {
        let mut sent = Sent::query("");
        sent.body = json!({ "query": page, "variables": { "n": n } }).to_string();
        let (_, _, text) = sent.through(&budgets(&directory, 100, 0)).await;
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(answer["data"]["rateLimit"]["cost"], cost, "{text}");
    }

    let (_, headers, text) = Sent::query(STANDING)
        .through(&budgets(&directory, 0, 0))
        .await;
    assert_eq!(text, r#"{"data":{"rateLimit":null}}"#, "0 is no limit");
    assert_eq!(header(&headers, "ratelimit"), "");
}

both_backends! {
    async fn who_has_spent_their_budget_waits(directory: TestDirectory) {
        let partner = format!("Bearer {}", secret(&directory, Role::Partner).await.unwrap());
        let worker = format!("Bearer {}", secret(&directory, Role::Worker).await.unwrap());
        let router = budgets(&directory, 12, 12);
        for authorization in [None, Some(&partner)] {
            let sent = || match authorization {
                Some(token) => Sent::query(STANDING).with("authorization", token),
                None => Sent::query(STANDING),
            };
            for _ in 0..2 {
                assert_eq!(sent().through(&router).await.0, StatusCode::OK);
            }
            for accept in ["application/json", "application/graphql-response+json"] {
                let (status, headers, text) = sent().with("accept", accept).through(&router).await;
                assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{text}");
                assert_eq!(code(&text), "RATE_LIMITED");
                assert!(header(&headers, "content-type").starts_with(accept));
                let wait: u64 = header(&headers, "retry-after").parse().unwrap();
                assert!((1..=60).contains(&wait), "{wait}");
                assert!(header(&headers, "ratelimit").contains(";r="));
                assert!(!text.contains("\"data\""), "{text}");
            }
        }
        let other = Sent::query(STANDING).with("authorization", &worker);
        assert_eq!(other.through(&router).await.0, StatusCode::OK, "each token has a budget of its own");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn networks_have_budgets_of_their_own_and_cannot_be_invented() {
    let directory = TestDirectory::start().await;
    let router = budgets(&directory, 9, 0);
    let ask = |peer: &'static str| Sent::query(STANDING).from(peer);
    let (here, there) = ("192.0.2.1:1000", "192.0.2.2:1000");
    assert_eq!(ask(here).through(&router).await.0, StatusCode::OK);
    assert_eq!(
        ask(here).through(&router).await.0,
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(ask(there).through(&router).await.0, StatusCode::OK);
    let (first, second) = ("[2001:db8:0:1::1]:1000", "[2001:db8:0:1:ffff::2]:9");
    assert_eq!(ask(first).through(&router).await.0, StatusCode::OK);
    assert_eq!(
        ask(second).through(&router).await.0,
        StatusCode::TOO_MANY_REQUESTS,
        "one subscriber's network of IPv6"
    );
    for (name, value) in [
        ("x-forwarded-for", "198.51.100.7"),
        ("forwarded", "for=198.51.100.7"),
    ] {
        let invented = ask(here).with(name, value);
        assert_eq!(
            invented.through(&router).await.0,
            StatusCode::TOO_MANY_REQUESTS,
            "{name}"
        );
    }

    let limits = Limits {
        visitor_budget: 9,
        ..Limits::default()
    };
    let behind = jembatan::http::router(App {
        proxy: Some(ProxyHeader::XForwardedFor),
        ..directory.app(limits)
    });
    let ask = |told: &str| {
        Sent::query(STANDING)
            .from(here)
            .with("x-forwarded-for", told)
    };
    assert_eq!(ask("198.51.100.1").through(&behind).await.0, StatusCode::OK);
    assert_eq!(ask("198.51.100.2").through(&behind).await.0, StatusCode::OK);
    assert_eq!(
        ask("198.51.100.99, 198.51.100.1").through(&behind).await.0,
        StatusCode::TOO_MANY_REQUESTS,
        "what the client wrote before the proxy's entry does not count"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_requests_cost_too() {
    let directory = TestDirectory::start().await;
    let garbage = Sent {
        body: "nonsense".to_owned(),
        ..Sent::query("")
    };
    let wrong = format!("Bearer jbt_{}", "A".repeat(43));
    for (sent, status) in [
        (garbage, 400),
        (Sent::to(Method::DELETE, "/graphql"), 405),
        (Sent::query(STANDING).with("accept", "text/html"), 406),
        (Sent::query(STANDING).with("authorization", wrong), 401),
        (Sent::query(STANDING).with("authorization", "Basic x"), 401),
    ] {
        let router = budgets(&directory, 2, 0);
        for expected in [status, status, 429] {
            let (found, _, text) = sent.clone().through(&router).await;
            assert_eq!(found.as_u16(), expected, "{text}");
        }
        let next = Sent::query("{ __typename }").through(&router).await;
        assert_eq!(next.0, StatusCode::TOO_MANY_REQUESTS);
    }
    let router = budgets(&directory, 2, 0);
    let (status, headers, text) = Sent::query(STANDING).through(&router).await;
    assert_eq!(
        (status, code(&text).as_str()),
        (StatusCode::OK, "LIMIT_EXCEEDED"),
        "no waiting helps"
    );
    assert_eq!(header(&headers, "retry-after"), "");
}

/// Pages within pages multiply: the sum must neither run over nor come out small.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn costs_do_not_run_over() {
    let directory = TestDirectory::start().await;
    let mut text = "name".to_owned();
    for _ in 0..9 {
        text = format!("services(first: 100) {{ nodes {{ organization {{ {text} }} }} }}");
    }
    let text = format!("{{ organizations(first: 100) {{ nodes {{ {text} }} }} }}");
    let (status, _, answer) = Sent::query(&text).through(&directory.router()).await;
    assert_eq!(
        (status, code(&answer).as_str()),
        (StatusCode::OK, "LIMIT_EXCEEDED"),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_has_the_headers_that_bind_browsers() {
    let directory = TestDirectory::start().await;
    let token = format!(
        "Bearer {}",
        secret(&directory, Role::Partner).await.unwrap()
    );
    let router = directory.router();
    let spent = budgets(&directory, 1, 0);
    let get = "/graphql?query=%7B__typename%7D";
    for (sent, router, status, cache) in [
        (Sent::query("{ __typename }"), &router, 200, "no-store"),
        (Sent::to(Method::GET, get), &router, 200, "no-cache"),
        (
            Sent::to(Method::GET, get).with("authorization", &token),
            &router,
            200,
            "no-store",
        ),
        (
            Sent::to(Method::GET, get).with("authorization", "Bearer x"),
            &router,
            401,
            "no-store",
        ),
        (Sent::to(Method::PUT, "/graphql"), &router, 405, "no-cache"),
        (Sent::to(Method::GET, "/"), &router, 200, "no-cache"),
        (Sent::to(Method::GET, "/nowhere"), &router, 404, "no-cache"),
        (
            Sent::to(Method::GET, "/health/live"),
            &router,
            200,
            "no-cache",
        ),
        (Sent::to(Method::GET, "/metrics"), &router, 200, "no-cache"),
        (Sent::query("{ __typename }"), &spent, 200, "no-store"),
        (Sent::query("{ __typename }"), &spent, 429, "no-store"),
    ] {
        let path = sent.path.clone();
        let (found, headers, text) = sent.through(router).await;
        assert_eq!(found.as_u16(), status, "{path} {text}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            (
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'",
            ),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", cache),
        ] {
            assert_eq!(header(&headers, name), value, "{path} {status} {name}");
        }
        for absent in [
            "server",
            "x-powered-by",
            "access-control-allow-origin",
            "set-cookie",
        ] {
            assert_eq!(header(&headers, absent), "", "{path} {absent}");
        }
        if path.starts_with("/graphql") {
            let vary = headers.get_all("vary").iter();
            assert!(
                vary.into_iter().any(|value| value == "authorization"),
                "{path}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_other_sites_ask_only_when_they_were_let_in() {
    let directory = TestDirectory::start().await;
    let preflight = |origin: &str| {
        Sent::to(Method::OPTIONS, "/graphql")
            .with("origin", origin)
            .with("access-control-request-method", "POST")
            .with(
                "access-control-request-headers",
                "content-type,authorization",
            )
    };
    let (status, headers, _) = preflight("https://a.example")
        .through(&directory.router())
        .await;
    assert_eq!(
        status,
        StatusCode::METHOD_NOT_ALLOWED,
        "none is let in by default"
    );
    assert_eq!(header(&headers, "access-control-allow-origin"), "");

    let let_in = |origins: &[&str]| {
        jembatan::http::router(App {
            cors_origins: origins
                .iter()
                .map(|origin| origin.parse().unwrap())
                .collect(),
            ..directory.app(Limits::default())
        })
    };
    let two = let_in(&["https://a.example", "http://localhost:3000"]);
    for (router, origin, allowed) in [
        (&two, "https://a.example", "https://a.example"),
        (&two, "http://localhost:3000", "http://localhost:3000"),
        (&two, "https://b.example", ""),
        (&two, "https://a.example.evil.example", ""),
        (&two, "null", ""),
        (&let_in(&["*"]), "https://b.example", "*"),
    ] {
        let (status, headers, _) = preflight(origin).through(router).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(
            header(&headers, "access-control-allow-origin"),
            allowed,
            "{origin}"
        );
        assert_eq!(header(&headers, "access-control-allow-credentials"), "");
        assert_eq!(header(&headers, "access-control-allow-methods"), "GET,POST");
        assert_eq!(
            header(&headers, "access-control-allow-headers"),
            "authorization,content-type,x-request-id"
        );
        let (_, headers, text) = Sent::query("{ __typename }")
            .with("origin", origin)
            .through(router)
            .await;
        assert!(text.contains("Query"));
        assert_eq!(
            header(&headers, "access-control-allow-origin"),
            allowed,
            "{origin}"
        );
        let (_, headers, _) = Sent::to(Method::GET, "/metrics")
            .with("origin", origin)
            .through(router)
            .await;
        assert_eq!(
            header(&headers, "access-control-allow-origin"),
            "",
            "only the API is let out"
        );
    }
}

both_backends! {
    // A page may send these without asking first, and a browser would add what it knows of the user.
    async fn a_foreign_page_cannot_act(directory: TestDirectory) {
        let admin = format!("Bearer {}", secret(&directory, Role::Admin).await.unwrap());
        let router = directory.router();
        let before = directory.head().await;
        for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""] {
            let mut sent = Sent::query(crate::policy::CREATE).with("authorization", &admin).with("origin", "https://a.example");
            sent.headers.remove(0);
            if !content_type.is_empty() {
                sent = sent.with("content-type", content_type);
            }
            let (status, _, text) = sent.through(&router).await;
            assert_eq!((status.as_u16(), code(&text).as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"), "{content_type}");
        }
        let by_get = Sent::to(Method::GET, "/graphql?query=mutation%7BtokenCreate%28input%3A%7Bname%3A%22x%22%2Crole%3AADMIN%7D%29%7Bsecret%7D%7D");
        let (status, ..) = by_get.with("authorization", &admin).through(&router).await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(directory.head().await, before, "nothing was written");
    }
}

/// Things that are there and that this role must not see, with their GraphQL types.
async fn hidden(directory: &TestDirectory, role: Role) -> Vec<(&'static str, Uuid)> {
    let read = directory.opened.store.read();
    let mut hidden = Vec::new();
    macro_rules! rows {
        ($($kind:literal $table:ident $is_hidden:expr;)*) => {
            $(for row in entity::$table::Entity::find().all(read).await.unwrap() {
                let is_hidden: fn(&entity::$table::Model) -> bool = $is_hidden;
                if is_hidden(&row) {
                    hidden.push(($kind, row.id));
                }
            })*
        };
    }
    rows! {
        "Practitioner" practitioner |row| row.consent != "LISTED";
        "ApiToken" api_token |_| true;
    }
    let withheld: Vec<Uuid> = hidden.iter().map(|(_, id)| *id).collect();
    for row in entity::qualification::Entity::find()
        .all(read)
        .await
        .unwrap()
    {
        if withheld.contains(&row.practitioner_id) {
            hidden.push(("Qualification", row.id));
        }
    }
    if grant(role, Act::ReadConfidential) == Grant::Never {
        rows! {
            "Address" address |_| true;
            "Accessibility" accessibility |_| true;
            "Metadata" metadata |_| true;
            "Attribute" attribute |row| row.value.as_deref() == Some("Sukajadi");
        }
    }
    hidden
}

both_backends! {
    async fn what_is_hidden_and_what_is_not_there_answer_alike(directory: TestDirectory) {
        organization(&directory).await;
        let (service, location) = (Uuid::now_v7(), Uuid::now_v7());
        directory.import_json(&shelter(service, location)).await;
        hide(&directory, location).await;
        with_three(&directory).await;
        secret(&directory, Role::Partner).await;
        for role in Role::ALL {
            let secret = secret(&directory, role).await;
            // The first request notes the hour at which the token was used.
            ask_with(&directory, secret.as_deref(), "{ __typename }").await;
            let hidden = hidden(&directory, role).await;
            let kinds: std::collections::BTreeSet<_> = hidden.iter().map(|(kind, _)| *kind).collect();
            assert!(kinds.len() >= if role == Role::Admin { 3 } else { 7 }, "{kinds:?}");
            for (kind, id) in hidden {
                let none = Uuid::now_v7();
                let mut documents = vec![
                    "{ node(id: \"GLOBAL\") { id __typename } }",
                    "{ nodes(ids: [\"GLOBAL\", \"GLOBAL\"]) { id } }",
                    "{ service(id: \"PLAIN\") { name } organization(id: \"PLAIN\") { name } location(id: \"PLAIN\") { name } taxonomyTerm(id: \"PLAIN\") { name } }",
                    "mutation { serviceConfirm(id: \"PLAIN\") { service { id } userErrors { code path message } } }",
                ];
                if kind == "Practitioner" {
                    documents.push("{ practitioner(id: \"GLOBAL\") { id name } }");
                    documents.push("{ practitioner(id: \"PLAIN\") { id name } }");
                }
                if grant(role, Act::KeepTokens) == Grant::Never || kind != "ApiToken" {
                    documents.push("mutation { tokenRevoke(id: \"PLAIN\") { revokedId userErrors { code path message } } }");
                }
                for document in documents {
                    let mut told = Vec::new();
                    for id in [id, none] {
                        let global = URL_SAFE_NO_PAD.encode(format!("{kind}:{id}"));
                        let document = document.replace("PLAIN", &id.to_string()).replace("GLOBAL", &global);
                        directory.opened.store.forget();
                        let before = directory.opened.store.statements();
                        let answer = ask_with(&directory, secret.as_deref(), &document).await.to_string();
                        let statements = directory.opened.store.statements() - before;
                        told.push((answer.replace(&id.to_string(), "PLAIN").replace(&global, "GLOBAL"), statements));
                    }
                    assert_eq!(told[0], told[1], "{role:?} {kind} {document}");
                }
            }
        }
        // The same for an editor before the services of others.
        let editor = secret(&directory, Role::Editor).await;
        let confirm = |id: Uuid| format!("mutation {{ serviceConfirm(id: \"{id}\") {{ userErrors {{ code }} }} }}");
        let others = ask_with(&directory, editor.as_deref(), &confirm(service)).await;
        assert_eq!(others, ask_with(&directory, editor.as_deref(), &confirm(OTHER_SERVICE)).await);
    }
}

/// Words by which an answer would tell how the program is made.
const INTERNALS: [&str; 14] = [
    "select ",
    "insert ",
    "sql",
    "sea_orm",
    "sea-orm",
    "tantivy",
    ".rs",
    "panick",
    "relation",
    "no such table",
    "gone",
    "postgres",
    "/tmp",
    "jembatan-",
];

#[track_caller]
fn assert_no_internals(answer: &str) {
    let lower = answer.to_lowercase();
    for word in INTERNALS {
        assert!(!lower.contains(word), "`{word}` in {answer}");
    }
}

both_backends! {
    async fn failures_tell_nothing_of_the_inside(directory: TestDirectory) {
        directory.write("ALTER TABLE taxonomy RENAME TO gone").await;
        for (question, expected) in [
            ("{ taxonomies { nodes { name } } }", "INTERNAL"),
            ("{ taxonomies { totalCount } }", "INTERNAL"),
            ("{ node(id: \"VGF4b25vbXk6MDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAw\") { id } }", "INTERNAL"),
            ("{ node(id: \"%%%\") { id } }", "INVALID_ID"),
            ("{ service(id: \"' OR 1=1 --\") { name } }", "INVALID_ID"),
            ("{ services(after: \"AAAA\") { totalCount } }", "INVALID_ARGUMENT"),
            ("{ findServices(after: \"AAAA\") { totalCount } }", "INVALID_ARGUMENT"),
            ("{ services(first: -1) { totalCount } }", "LIMIT_EXCEEDED"),
            ("{ findServices(input: {near: {latitude: 1e308, longitude: -1e308}}) { totalCount } }", "INVALID_ARGUMENT"),
            ("{ findServices(input: {openAt: \"yesterday\"}) { totalCount } }", "INVALID_ARGUMENT"),
            ("{ services(first: 99999999999) { totalCount } }", "DOCUMENT_INVALID"),
        ] {
            let answer = directory.answer(question, Value::Null).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], expected, "{answer}");
            assert_no_internals(&answer.to_string());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_holds_no_secret_no_variable_and_no_address() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(
        folder.path(),
        "trace",
        &["--proxy-header", "x-forwarded-for"],
    );
    let client = reqwest::Client::new();
    let send = async |token: &str, query: &str, variables: Value| {
        let sent = client
            .post(&server.url)
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .header(CONTENT_TYPE, "application/json")
            .header("x-forwarded-for", "203.0.113.77")
            .header("cookie", "keju=rahasia")
            .body(json!({ "query": query, "variables": variables }).to_string());
        sent.send().await.unwrap().text().await.unwrap()
    };
    let find = "query Cari($text: String!) { findServices(input: {text: $text}) { totalCount } }";
    let found = send(
        &server.secret,
        find,
        json!({ "text": "kekerasan di rumah" }),
    )
    .await;
    assert!(found.contains("totalCount"), "{found}");
    let wrong = format!("jbt_{}", "B".repeat(43));
    send(&wrong, find, json!({ "text": "kekerasan di rumah" })).await;
    send(
        &server.secret,
        "{ service(id: \"pasal-rahasia\") { name } }",
        Value::Null,
    )
    .await;
    let path =
        server.url.clone() + "?query=%7B__typename%7D&variables=%7B%22x%22%3A%22kekerasan%22%7D";
    client.get(path).send().await.unwrap();
    let made = send(&server.secret, crate::policy::CREATE, Value::Null).await;
    let made: Value = serde_json::from_str(&made).unwrap();
    let made = made["data"]["tokenCreate"]["secret"]
        .as_str()
        .unwrap()
        .to_owned();

    // A table that is gone makes a failure inside, whose cause is logged.
    let file = rusqlite::Connection::open(folder.path().join("jembatan.sqlite")).unwrap();
    file.execute_batch("PRAGMA busy_timeout = 5000; ALTER TABLE taxonomy RENAME TO gone")
        .unwrap();
    let node = "query($id: ID!) { node(id: $id) { id } }";
    let id = URL_SAFE_NO_PAD.encode(format!("Taxonomy:{}", Uuid::now_v7()));
    let failed = send(&server.secret, node, json!({ "id": id })).await;
    assert_eq!(code(&failed), "INTERNAL", "{failed}");
    assert_no_internals(&failed);

    let log = server.log();
    assert!(
        log.contains("operation_name=\"Cari\""),
        "one line a request: {log}"
    );
    assert!(log.contains("a field could not be answered"), "{log}");
    for kept_out in [
        &server.secret[4..],
        &made[4..],
        &wrong[4..],
        &id,
        "kekerasan",
        "rahasia",
        "203.0.113.77",
        "variables=",
        "SELECT",
    ] {
        assert!(
            !log.contains(kept_out),
            "`{kept_out}` is in the log:\n{log}"
        );
    }
}
