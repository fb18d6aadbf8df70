//! What hangs on the change log: reading on from a position, and following as server-sent events. Long because a reader of
//! event streams is in it, and every way of following is asked what it must not tell.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use jembatan::auth::{Act, Grant, Role, grant};
use jembatan::directory::{Draft, Editor};
use jembatan::http::{Limits, MetricsText};
use jembatan::store::Cell;
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use crate::both_backends;
use crate::confidential::{CANARIES, hide, shelter};
use crate::support::actor::{ask_with, secret};
use crate::support::{TestDirectory, now};

const CHANGE: &str = "seq isResync change { seq at operation kind id hsdsId }";

/// Writes one row.
pub async fn write(directory: &TestDirectory, table: &str, id: Uuid, fields: &[(&str, Cell)]) {
    write_all(directory, table, vec![(id, fields.to_vec())]).await;
}

async fn write_all(directory: &TestDirectory, table: &str, rows: Vec<(Uuid, Vec<(&str, Cell)>)>) {
    let object = entity::object::object(table).unwrap();
    let drafts: Vec<Draft> = rows
        .into_iter()
        .map(|(id, fields)| {
            let mut draft = Draft::new(id);
            for (name, cell) in fields {
                draft.set(object, name, cell);
            }
            draft
        })
        .collect();
    let store = directory.opened.store.clone();
    let mut editor = Editor::begin(store, "test", now()).await.unwrap();
    editor.put(object, &drafts).await.unwrap();
    editor.commit().await.unwrap();
}

pub fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// A new organization.
pub async fn organization(directory: &TestDirectory, name: &str) -> Uuid {
    let id = Uuid::now_v7();
    write(directory, "organization", id, &[("name", text(name))]).await;
    id
}

/// All changes from a position on, read in pages of `first`.
pub async fn changes(
    directory: &TestDirectory,
    secret: Option<&str>,
    since: i64,
    first: usize,
) -> Vec<Value> {
    let mut since = since.to_string();
    let mut found = Vec::new();
    loop {
        let query = format!(
            "{{ changes(since: \"{since}\", first: {first}) {{ nodes {{ seq at operation kind id hsdsId }} seq head hasMore }} }}"
        );
        let answer = ask_with(directory, secret, &query).await;
        let page = &answer["data"]["changes"];
        found.extend(
            page["nodes"]
                .as_array()
                .unwrap_or_else(|| panic!("{answer}"))
                .clone(),
        );
        since = page["seq"].as_str().unwrap().to_owned();
        if page["hasMore"] == false {
            assert_eq!(page["seq"], page["head"]);
            return found;
        }
    }
}

pub fn kinds(changes: &[Value]) -> Vec<&str> {
    changes
        .iter()
        .map(|change| change["kind"].as_str().unwrap())
        .collect()
}

/// What a client reads of an event stream.
struct Events {
    body: Body,
    text: String,
}

impl Events {
    async fn open(router: &Router, secret: Option<&str>, query: &str) -> Self {
        let mut request = Request::post("/graphql")
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "text/event-stream")
            .header("accept-encoding", "gzip, br");
        if let Some(secret) = secret {
            request = request.header(AUTHORIZATION, format!("Bearer {secret}"));
        }
        let body = Body::from(json!({ "query": query }).to_string());
        let response = router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/event-stream");
        assert!(!response.headers().contains_key("content-encoding"));
        Self {
            body: response.into_body(),
            text: String::new(),
        }
    }

    /// The next event: its name and its data.
    async fn next(&mut self) -> (String, Value) {
        let next = async {
            loop {
                if let Some((event, rest)) = self.text.split_once("\n\n") {
                    let (event, rest) = (event.to_owned(), rest.to_owned());
                    self.text = rest;
                    let field = |name: &str| {
                        let line = event.lines().find_map(|line| line.strip_prefix(name));
                        line.map(|value| value.strip_prefix(' ').unwrap_or(value).to_owned())
                    };
                    if let Some(name) = field("event:") {
                        let data = field("data:").expect("clients read an event with data alone");
                        return (name, serde_json::from_str(&data).unwrap_or(Value::Null));
                    }
                    continue;
                }
                let frame = self.body.frame().await.expect("the stream goes on");
                let data = frame.unwrap().into_data().unwrap();
                self.text += std::str::from_utf8(&data).unwrap();
            }
        };
        tokio::time::timeout(Duration::from_secs(10), next)
            .await
            .expect("an event comes")
    }

    /// The next answer of a subscription.
    async fn answer(&mut self, field: &str) -> Value {
        let (name, data) = self.next().await;
        assert_eq!(name, "next", "{data}");
        assert!(data.get("errors").is_none(), "{data}");
        data["data"][field].clone()
    }

    async fn is_silent(&mut self) -> bool {
        tokio::time::timeout(Duration::from_millis(400), self.next())
            .await
            .is_err()
    }
}

fn subscription(arguments: &str) -> String {
    format!("subscription {{ changed{arguments} {{ {CHANGE} }} }}")
}

both_backends! {
    async fn nothing_is_told_of_what_must_not_be_known(directory: TestDirectory) {
        let start = directory.head().await;
        let location = Uuid::now_v7();
        directory.import_json(&shelter(Uuid::now_v7(), location)).await;
        hide(&directory, location).await;
        let (company, person) = (Uuid::now_v7(), Uuid::now_v7());
        write(&directory, "organization", company, &[("name", text("Praktik"))]).await;
        write(&directory, "practitioner", person, &[("organization_id", Cell::Id(company)), ("name", text("Kenanga")), ("consent", text("WITHHELD"))]).await;
        for (table, field) in [("qualification", ("kind", "DEGREE")), ("language", ("code", "id")), ("schedule", ("byday", "MO"))] {
            let mut fields = vec![("practitioner_id", Cell::Id(person)), (field.0, text(field.1))];
            if table == "qualification" {
                fields.push(("name", text("Ijazah")));
            }
            write(&directory, table, Uuid::now_v7(), &fields).await;
        }
        let admin = secret(&directory, Role::Admin).await;
        let everyone = changes(&directory, None, start, 100).await;
        let told = kinds(&everyone);
        for hidden in ["Address", "Accessibility", "Attribute", "Metadata", "Practitioner", "Qualification", "Language", "Schedule", "ApiToken", "Region"] {
            assert!(!told.contains(&hidden), "{hidden} is told of: {everyone:?}");
        }
        for shown in ["Service", "Location", "ServiceAtLocation", "Phone", "Organization"] {
            assert!(told.contains(&shown), "{shown} is not told of");
        }
        let said = json!(everyone).to_string();
        assert!(!CANARIES.iter().any(|canary| said.contains(canary)) && !said.contains("Kenanga"), "{said}");
        assert!(!said.contains("admin") && !said.contains("import"), "nobody is named");
        for role in [Role::Partner, Role::Worker, Role::Editor] {
            let secret = secret(&directory, role).await;
            let theirs = changes(&directory, secret.as_deref(), start, 100).await;
            let theirs: Vec<Value> = theirs.into_iter().filter(|change| everyone.contains(change) || change["kind"] != "Organization" && change["kind"] != "Service").collect();
            assert_eq!(theirs, everyone, "{role:?} is told what everyone is");
        }
        let admins = changes(&directory, admin.as_deref(), start, 100).await;
        for (kind, is_told) in [("Address", true), ("Accessibility", true), ("Attribute", true), ("Metadata", true), ("Practitioner", false), ("Qualification", false), ("Language", false), ("Schedule", false), ("ApiToken", false)] {
            assert_eq!(kinds(&admins).contains(&kind), is_told, "{kind}");
        }
        // Who consents is told of from then on, with what was written before.
        write(&directory, "practitioner", person, &[("consent", text("LISTED"))]).await;
        let consented = changes(&directory, None, start, 100).await;
        for kind in ["Practitioner", "Qualification", "Language", "Schedule"] {
            assert!(kinds(&consented).contains(&kind), "{kind}");
        }
    }

    async fn pages_add_up_to_the_whole(directory: TestDirectory) {
        let start = directory.head().await;
        let rows: Vec<(Uuid, Vec<(&str, Cell)>)> = (0..1_234).map(|number| (Uuid::now_v7(), vec![("name", text(&number.to_string()))])).collect();
        let ids: Vec<String> = rows.iter().map(|(id, _)| id.to_string()).collect();
        write_all(&directory, "organization", rows).await;
        let whole = changes(&directory, None, start, 100).await;
        let told: Vec<&str> = whole.iter().map(|change| change["hsdsId"].as_str().unwrap()).collect();
        assert_eq!(told, ids, "each once, in order");
        assert_eq!(changes(&directory, None, start, 37).await, whole);
        let last: i64 = whole.last().unwrap()["seq"].as_str().unwrap().parse().unwrap();
        assert_eq!(changes(&directory, None, last, 100).await, Vec::<Value>::new());
        // What is told can be fetched.
        let node = format!("{{ node(id: {}) {{ id ... on Organization {{ hsdsId }} }} }}", whole[7]["id"]);
        assert_eq!(directory.ask(&node).await["node"], json!({ "id": whole[7]["id"], "hsdsId": ids[7] }));
        // From the beginning on, the shipped taxonomies are there and the regions are not.
        let first = directory.ask("{ changes(first: 5) { nodes { kind } hasMore } }").await;
        assert_eq!(first["changes"]["nodes"].as_array().unwrap().len(), 5);
        assert_eq!(first["changes"]["hasMore"], true);
        let beyond = directory.head().await + 1;
        assert_eq!(directory.refusal(&format!("{{ changes(since: \"{beyond}\") {{ seq }} }}")).await, "INVALID_ARGUMENT");
        for since in ["\"-1\"", "\"x\"", "1.5"] {
            assert_eq!(directory.refusal(&format!("{{ changes(since: {since}) {{ seq }} }}")).await, "BAD_REQUEST", "{since}");
        }
    }

    async fn followers_are_told_of_what_they_want(directory: TestDirectory) {
        let router = directory.router();
        let mut services = Events::open(&router, None, &subscription("(kinds: [\"Service\"])")).await;
        let mut bandung = Events::open(&router, None, &subscription("(regionCode: \"32.73\")")).await;
        let mut sukajadi = Events::open(&router, None, &subscription("(regionCode: \"32.73.05\")")).await;
        // Streams begin where the log stands when they are first read.
        for events in [&mut services, &mut bandung, &mut sukajadi] {
            assert!(events.is_silent().await);
        }
        let (company, service, place) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let (near, far) = (Uuid::now_v7(), Uuid::now_v7());
        write(&directory, "organization", company, &[("name", text("Induk"))]).await;
        write(&directory, "location", far, &[("location_type", text("physical")), ("region_code", text("31.71"))]).await;
        write(&directory, "location", near, &[("location_type", text("physical")), ("region_code", text("32.73.05"))]).await;
        write(&directory, "service", service, &[("name", text("Bantuan")), ("status", text("active")), ("organization_id", Cell::Id(company))]).await;
        write(&directory, "service_at_location", place, &[("service_id", Cell::Id(service)), ("location_id", Cell::Id(near))]).await;
        write(&directory, "phone", Uuid::now_v7(), &[("service_id", Cell::Id(service)), ("number", text("1"))]).await;
        write(&directory, "phone", Uuid::now_v7(), &[("organization_id", Cell::Id(company)), ("number", text("2"))]).await;
        let event = services.answer("changed").await;
        assert_eq!((&event["change"]["kind"], &event["change"]["hsdsId"]), (&json!("Service"), &json!(service.to_string())));
        assert_eq!(event["seq"], event["change"]["seq"]);
        assert!(services.is_silent().await, "of other kinds nothing is told");
        // The service stands in Bandung once it has a place there: its phone is told of, not what came before.
        for (kind, id) in [("Location", Some(near)), ("ServiceAtLocation", Some(place)), ("Phone", None)] {
            for events in [&mut bandung, &mut sukajadi] {
                let mut event = events.answer("changed").await;
                // Written in one go with its place, the service itself may be told of too.
                if event["change"]["kind"] == "Service" {
                    event = events.answer("changed").await;
                }
                assert_eq!(event["change"]["kind"], kind, "{event}");
                if let Some(id) = id {
                    assert_eq!(event["change"]["hsdsId"], id.to_string());
                }
            }
        }
        assert!(bandung.is_silent().await, "the organization has no location there");
        write(&directory, "location", near, &[("visibility", text("CONFIDENTIAL"))]).await;
        assert_eq!(bandung.answer("changed").await["change"]["hsdsId"], near.to_string());
        assert!(sukajadi.is_silent().await, "in which district it stands is not told");
        for (arguments, _) in [("(kinds: [\"Region\"])", 0), ("(kinds: [])", 0), ("(regionCode: \"Bandung\")", 0), ("(since: \"999999999\")", 0)] {
            let mut refused = Events::open(&router, None, &subscription(arguments)).await;
            let (name, data) = refused.next().await;
            assert_eq!((name.as_str(), data["errors"][0]["extensions"]["code"].as_str()), ("next", Some("INVALID_ARGUMENT")), "{arguments}");
            assert_eq!(refused.next().await.0, "complete");
        }
    }

    // Whoever is cut off at any moment and goes on with `since` sees every change once, in order, though others write.
    async fn there_is_no_gap_and_no_double_at_the_seam(directory: TestDirectory) {
        const WRITERS: usize = 4;
        const WRITES: usize = 30;
        let start = directory.head().await;
        let store = directory.opened.store.clone();
        let writers: Vec<_> = (0..WRITERS).map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for write in 0..WRITES {
                    let object = entity::object::object("organization").unwrap();
                    let mut draft = Draft::new(Uuid::now_v7());
                    draft.set(object, "name", text(&format!("{writer}.{write}")));
                    let mut editor = Editor::begin(store.clone(), "test", now()).await.unwrap();
                    editor.put(object, &[draft]).await.unwrap();
                    tokio::task::yield_now().await;
                    editor.commit().await.unwrap();
                }
            })
        }).collect();
        let router = directory.router();
        let mut beside = Events::open(&router, None, &subscription(&format!("(since: \"{start}\")"))).await;
        let (mut seen, mut steady) = (Vec::new(), Vec::new());
        let mut since = start.to_string();
        while seen.len() < WRITERS * WRITES {
            let mut events = Events::open(&router, None, &subscription(&format!("(since: \"{since}\")"))).await;
            for _ in 0..(7 + seen.len() % 5).min(WRITERS * WRITES - seen.len()) {
                let event = events.answer("changed").await;
                assert_eq!(event["isResync"], false);
                since = event["seq"].as_str().unwrap().to_owned();
                seen.push(event["change"].clone());
            }
        }
        for writer in writers {
            writer.await.unwrap();
        }
        while steady.len() < WRITERS * WRITES {
            steady.push(beside.answer("changed").await["change"].clone());
        }
        let all = changes(&directory, None, start, 100).await;
        assert_eq!(all.len(), WRITERS * WRITES);
        assert_eq!(seen, all);
        assert_eq!(steady, all);
    }

    async fn who_falls_behind_is_told_once_and_goes_on_from_the_head(directory: TestDirectory) {
        let router = directory.router();
        let mut slow = Events::open(&router, None, &subscription("")).await;
        assert!(slow.is_silent().await);
        let before = organization(&directory, "Sebelum").await;
        assert_eq!(slow.answer("changed").await["change"]["hsdsId"], before.to_string());
        let left_at = directory.head().await.to_string();
        for part in 0..3 {
            let rows = (0..1_800).map(|number| (Uuid::now_v7(), vec![("name", text(&format!("{part}.{number}")))])).collect();
            write_all(&directory, "organization", rows).await;
        }
        let event = slow.answer("changed").await;
        assert_eq!(event, json!({ "seq": left_at, "isResync": true, "change": null }));
        let after = organization(&directory, "Sesudah").await;
        let event = slow.answer("changed").await;
        assert_eq!(event["change"]["hsdsId"], after.to_string(), "it goes on from the head");
        // Who comes back after too long is told the same.
        let mut late = Events::open(&router, None, &subscription(&format!("(since: \"{left_at}\")"))).await;
        assert_eq!(late.answer("changed").await, json!({ "seq": left_at, "isResync": true, "change": null }));
        assert_eq!(changes(&directory, None, left_at.parse().unwrap(), 100).await.len(), 5_401, "and finds it all");
    }

    async fn admins_are_told_of_registrations_that_wait(directory: TestDirectory) {
        let router = directory.router();
        let query = format!("subscription {{ registrationQueued {{ {CHANGE} }} }}");
        for role in Role::ALL {
            let secret = secret(&directory, role).await;
            let mut events = Events::open(&router, secret.as_deref(), &query).await;
            if grant(role, Act::WatchRegistrations) == Grant::Always {
                assert!(events.is_silent().await);
                let id = Uuid::now_v7();
                organization(&directory, "Lain").await;
                write(&directory, "organization", id, &[("name", text("Menunggu")), ("lifecycle", text("PENDING"))]).await;
                let event = events.answer("registrationQueued").await;
                assert_eq!(event["change"]["hsdsId"], id.to_string());
                write(&directory, "organization", id, &[("name", text("Menunggu lagi"))]).await;
                write(&directory, "organization", id, &[("lifecycle", text("ACTIVE"))]).await;
                assert!(events.is_silent().await, "only coming to wait is told");
                write(&directory, "organization", id, &[("lifecycle", text("PENDING"))]).await;
                let again = events.answer("registrationQueued").await;
                assert_eq!(again["change"]["operation"], "UPDATE");
                let replayed = query.replace("Queued", &format!("Queued(since: {})", event["seq"]));
                let mut replayed = Events::open(&router, secret.as_deref(), &replayed).await;
                assert_eq!(replayed.answer("registrationQueued").await, again);
            } else {
                let (_, data) = events.next().await;
                let expected = if role == Role::Visitor { "UNAUTHENTICATED" } else { "FORBIDDEN" };
                assert_eq!(data["errors"][0]["extensions"]["code"], expected, "{role:?}");
                assert_eq!(events.next().await.0, "complete");
            }
        }
    }

    async fn streams_end_with_their_token_and_with_the_server(directory: TestDirectory) {
        let limits = Limits { stream_recheck: Duration::from_millis(100), max_streams: 3, ..Limits::default() };
        let broker = directory.opened.broker().await.unwrap();
        let app = directory.opened.app(broker, limits, MetricsText::install());
        let streams = app.streams.clone();
        let router = jembatan::http::router(app);
        let partner = secret(&directory, Role::Partner).await;
        let mut theirs = Events::open(&router, partner.as_deref(), &subscription("")).await;
        let mut open = Events::open(&router, None, &subscription("")).await;
        assert!(open.is_silent().await);
        assert!(theirs.is_silent().await, "a token that holds keeps its stream");
        let id = organization(&directory, "Satu").await;
        assert_eq!(theirs.answer("changed").await["change"]["hsdsId"], id.to_string());
        directory.write("UPDATE api_token SET revoked_at = '2026-01-01T00:00:00Z' WHERE role = 'PARTNER'").await;
        assert_eq!(theirs.next().await.0, "complete");
        assert_eq!(open.answer("changed").await["change"]["hsdsId"], id.to_string(), "others go on");
        drop(theirs);

        let _second = Events::open(&router, None, &subscription("")).await;
        let _third = Events::open(&router, None, &subscription("")).await;
        let request = Request::post("/graphql").header(CONTENT_TYPE, "application/json").header(ACCEPT, "text/event-stream");
        let body = Body::from(json!({ "query": subscription("") }).to_string());
        let full = router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        assert_eq!(full.status(), StatusCode::SERVICE_UNAVAILABLE);

        let closing = tokio::spawn(async move { streams.close().await });
        assert_eq!(open.next().await.0, "complete");
        drop((open, _second, _third));
        closing.await.unwrap();
    }
}

async fn status(router: &Router, accept: &str, query: &str) -> (StatusCode, String, Value) {
    let request = Request::post("/graphql")
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT, accept);
    let body = Body::from(json!({ "query": query }).to_string());
    let response = router
        .clone()
        .oneshot(request.body(body).unwrap())
        .await
        .unwrap();
    let (status, media) = (response.status(), response.headers()[CONTENT_TYPE].clone());
    let media = media.to_str().unwrap().to_owned();
    if media == "text/event-stream" {
        return (status, media, Value::Null);
    }
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, media, serde_json::from_slice(&bytes).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_are_for_subscriptions_and_subscriptions_are_events() {
    let directory = TestDirectory::start().await;
    let router = directory.router();
    let both = "text/event-stream, application/json";
    let (code, media, _) = status(&router, both, &subscription("")).await;
    assert_eq!((code.as_u16(), media.as_str()), (200, "text/event-stream"));
    let (code, media, answer) = status(&router, both, "{ viewer { role } }").await;
    assert_eq!(code.as_u16(), 200);
    assert!(media.starts_with("application/json"));
    assert_eq!(answer["data"]["viewer"]["role"], "VISITOR");
    let (code, _, answer) = status(&router, "application/json", &subscription("")).await;
    assert_eq!(code.as_u16(), 200);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_REQUEST");
    // What is refused before it runs is no stream.
    let deep = format!(
        "subscription {{ {} x {} }}",
        "a {".repeat(70),
        "}".repeat(70)
    );
    for (query, expected) in [
        (deep.as_str(), "LIMIT_EXCEEDED"),
        ("subscription {", "DOCUMENT_INVALID"),
    ] {
        let (code, media, answer) = status(&router, "text/event-stream", query).await;
        assert_eq!(code.as_u16(), 400, "{answer}");
        assert!(media.starts_with("application/graphql-response+json"));
        assert_eq!(answer["errors"][0]["extensions"]["code"], expected);
    }
    // What the schema refuses comes as an event.
    let mut events = Events::open(&router, None, "subscription { nothing }").await;
    let (name, data) = events.next().await;
    assert_eq!(name, "next");
    assert_eq!(
        data["errors"][0]["extensions"]["code"], "DOCUMENT_INVALID",
        "{data}"
    );
    assert_eq!(events.next().await.0, "complete");
}
