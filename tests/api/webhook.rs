//! Webhooks: what a receiver gets, what happens when it fails, and where webhooks may not go.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jembatan::auth::Role;
use jembatan::directory::{Backoff, Outbox};
use jembatan::notify::{Courier, Post};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::both_backends;
use crate::confidential::{CANARIES, hide, shelter};
use crate::feed::{organization, text, write};
use crate::support::TestDirectory;
use crate::support::actor::{ask_with, secret};

/// What a receiver got.
#[derive(Debug, Clone)]
struct Got {
    headers: HeaderMap,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// Verifies the signature as a receiver does, and gives what was said.
    fn verified(&self, secret: &str) -> Value {
        let key = STANDARD
            .decode(secret.strip_prefix("whsec_").unwrap())
            .unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        let (id, at) = (self.header("webhook-id"), self.header("webhook-timestamp"));
        mac.update(format!("{id}.{at}.{}", self.body).as_bytes());
        let given = self
            .header("webhook-signature")
            .strip_prefix("v1,")
            .unwrap();
        mac.verify_slice(&STANDARD.decode(given).unwrap())
            .expect("the signature is that of the message");
        let age = jembatan::config::now().timestamp() - at.parse::<i64>().unwrap();
        assert!((0..60).contains(&age), "the time is that of sending");
        serde_json::from_str(&self.body).unwrap()
    }

    fn ids(&self, secret: &str) -> Vec<String> {
        let said = self.verified(secret);
        let changes = said["data"]["changes"].as_array().unwrap().clone();
        let id = |change: &Value| change["hsdsId"].as_str().unwrap().to_owned();
        changes.iter().map(id).collect()
    }
}

/// A receiver that answers as it is told, and 204 after that.
#[derive(Clone, Default)]
struct Receiver {
    got: Arc<Mutex<Vec<Got>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

impl Receiver {
    async fn start(answers: &[u16]) -> (Self, String) {
        let receiver = Self::default();
        receiver.answers.lock().unwrap().extend(answers);
        let this = receiver.clone();
        let handler = move |headers: HeaderMap, body: Bytes| async move {
            let body = String::from_utf8(body.to_vec()).unwrap();
            this.got.lock().unwrap().push(Got { headers, body });
            let status = this.answers.lock().unwrap().pop_front().unwrap_or(204);
            let status = StatusCode::from_u16(status).unwrap();
            (status, [("location", "/elsewhere")]).into_response()
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = Router::new().route("/{*path}", post(handler));
        tokio::spawn(async move { axum::serve(listener, router).await });
        (receiver, url)
    }

    /// The first `count` messages, and that there are no more.
    async fn count(&self, count: usize) -> Vec<Got> {
        for _ in 0..200 {
            if self.got.lock().unwrap().len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        let got = self.got.lock().unwrap().clone();
        assert_eq!(got.len(), count, "{got:#?}");
        got
    }
}

/// Has messages carried until the handle is aborted.
fn carry(directory: &TestDirectory, patience: chrono::Duration) -> tokio::task::JoinHandle<()> {
    let backoff = Backoff {
        first: chrono::Duration::milliseconds(10),
        longest: chrono::Duration::milliseconds(10),
        patience,
    };
    let (store, changes) = (
        directory.opened.store.clone(),
        directory.opened.changes.clone(),
    );
    let outbox = Outbox::new(store, changes, backoff);
    let post = Post::new(true).unwrap();
    tokio::spawn(Courier::new(outbox, post, jembatan::config::now).run())
}

/// Makes a webhook; returns its id and its secret.
async fn create(directory: &TestDirectory, admin: &str, input: &str) -> (String, String) {
    let query = format!(
        "mutation {{ webhookCreate(input: {{{input}}}) {{ secret webhook {{ id state position }} userErrors {{ code path message }} }} }}"
    );
    let answer = ask_with(directory, Some(admin), &query).await;
    let made = &answer["data"]["webhookCreate"];
    assert_eq!(made["userErrors"], json!([]), "{answer}");
    assert_eq!(made["webhook"]["state"], "ACTIVE");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["webhook"]["id"]), text(&made["secret"]))
}

async fn only(directory: &TestDirectory, admin: &str) -> Value {
    let query = "{ webhooks { id url kinds regionCode state position failingSince nextAttemptAt
        deliveries(first: 100) { messageId attempt status failure changeCount firstSeq lastSeq tookMs at } } }";
    let answer = ask_with(directory, Some(admin), query).await;
    assert!(!answer.to_string().contains("whsec_"));
    answer["data"]["webhooks"][0].clone()
}

both_backends! {
    async fn a_receiver_gets_signed_messages_in_order(directory: TestDirectory) {
        let mut directory = directory;
        directory.opened.allows_private_webhooks = true;
        let admin = secret(&directory, Role::Admin).await.unwrap();
        let (receiver, url) = Receiver::start(&[]).await;
        organization(&directory, "Sebelum").await;
        let (_, key) = create(&directory, &admin, &format!("url: \"{url}\"")).await;
        let carrying = carry(&directory, chrono::Duration::days(1));
        let location = uuid::Uuid::now_v7();
        directory.import_json(&shelter(uuid::Uuid::now_v7(), location)).await;
        let got = receiver.count(1).await;
        assert_eq!(got[0].header("content-type"), "application/json");
        let said = got[0].verified(&key);
        assert_eq!(said["type"], "directory.changed");
        let changes = said["data"]["changes"].as_array().unwrap();
        assert!(changes.iter().any(|change| change["kind"] == "Service" && change["operation"] == "CREATE"));
        assert!(changes.iter().all(|change| change.as_object().unwrap().len() == 6), "ids and no more");

        // What a webhook is told is what everyone may know.
        hide(&directory, location).await;
        let address = directory.words(match directory.opened.store.backend() {
            sea_orm::DbBackend::Sqlite => "SELECT hex(id) FROM address",
            _ => "SELECT id::text FROM address",
        }).await;
        let address = uuid::Uuid::try_parse(&address[0]).unwrap();
        write(&directory, "address", address, &[("address_1", text("Jalan Kenari 11"))]).await;
        let seen = receiver.count(2).await;
        assert_eq!(seen[1].ids(&key), [location.to_string()]);
        assert!(!seen.iter().any(|got| CANARIES.iter().any(|canary| got.body.contains(canary))));

        // A receiver that was told before the start is told on from there, by whatever process.
        carrying.abort();
        let _ = carrying.await;
        let later = organization(&directory, "Kemudian").await;
        assert_eq!(receiver.count(2).await.len(), 2);
        let carrying = carry(&directory, chrono::Duration::days(1));
        let got = receiver.count(3).await;
        assert_eq!(got[2].ids(&key), [later.to_string()]);
        let webhook = only(&directory, &admin).await;
        assert_eq!(webhook["deliveries"].as_array().unwrap().len(), 3);
        assert_eq!(webhook["deliveries"][0]["status"], 204);
        assert_eq!(webhook["deliveries"][0]["changeCount"], 1);
        assert_eq!(webhook["position"], webhook["deliveries"][0]["lastSeq"]);
        carrying.abort();

        // Neither the log nor the API holds the secret.
        let log = directory.words("SELECT coalesce(after, '') FROM change WHERE entity = 'webhook'").await;
        assert!(log.len() == 1 && !log[0].contains("whsec_") && !log[0].contains(&url), "{log:?}");
    }

    async fn what_fails_is_sent_again_until_it_arrives(directory: TestDirectory) {
        let mut directory = directory;
        directory.opened.allows_private_webhooks = true;
        let admin = secret(&directory, Role::Admin).await.unwrap();
        // A redirect is not followed.
        let (receiver, url) = Receiver::start(&[500, 302]).await;
        let (_, key) = create(&directory, &admin, &format!("url: \"{url}\"")).await;
        let first = organization(&directory, "Satu").await;
        let carrying = carry(&directory, chrono::Duration::days(1));
        receiver.count(1).await;
        // What changes meanwhile waits for the message after.
        let second = organization(&directory, "Dua").await;
        let got = receiver.count(4).await;
        let ids: Vec<Vec<String>> = got.iter().map(|got| got.ids(&key)).collect();
        let (first, second) = (first.to_string(), second.to_string());
        assert_eq!(ids, [vec![first.clone()], vec![first.clone()], vec![first], vec![second]]);
        let name = |index: usize| got[index].header("webhook-id").to_owned();
        assert_eq!((name(0), name(0)), (name(1), name(2)), "the same message has the same id");
        assert_ne!(name(2), name(3));
        let webhook = only(&directory, &admin).await;
        let tried: Vec<(Value, Value, Value)> = webhook["deliveries"].as_array().unwrap().iter().rev().map(|delivery| (delivery["attempt"].clone(), delivery["status"].clone(), delivery["failure"].clone())).collect();
        assert_eq!(tried, [(json!(1), json!(500), json!("STATUS")), (json!(2), json!(302), json!("STATUS")), (json!(3), json!(204), Value::Null), (json!(1), json!(204), Value::Null)]);
        assert_eq!((&webhook["failingSince"], &webhook["state"]), (&Value::Null, &json!("ACTIVE")));
        carrying.abort();
    }

    async fn one_that_is_gone_or_fails_too_long_is_disabled(directory: TestDirectory) {
        let mut directory = directory;
        directory.opened.allows_private_webhooks = true;
        let admin = secret(&directory, Role::Admin).await.unwrap();
        for (answer, patience) in [(410, chrono::Duration::days(1)), (503, chrono::Duration::seconds(-2))] {
            let (receiver, url) = Receiver::start(&[answer]).await;
            let (id, key) = create(&directory, &admin, &format!("url: \"{url}\", kinds: [\"Organization\"]")).await;
            let carrying = carry(&directory, patience);
            let first = organization(&directory, "Satu").await;
            receiver.count(1).await;
            let webhook = only(&directory, &admin).await;
            assert_eq!(webhook["state"], "DISABLED", "{webhook}");
            assert_eq!(webhook["kinds"], json!(["Organization"]));
            let second = organization(&directory, "Dua").await;
            receiver.count(1).await;
            let enable = format!("mutation {{ webhookEnable(id: \"{id}\") {{ webhook {{ state failingSince deliveries {{ status }} }} userErrors {{ code }} }} }}");
            let enabled = ask_with(&directory, Some(&admin), &enable).await;
            assert_eq!(enabled["data"]["webhookEnable"], json!({ "webhook": { "state": "ACTIVE", "failingSince": null, "deliveries": [{ "status": answer }] }, "userErrors": [] }));
            let got = receiver.count(3).await;
            assert_eq!(got[1].ids(&key), [first.to_string()]);
            assert_eq!(got[2].ids(&key), [second.to_string()]);
            let delete = format!("mutation {{ webhookDelete(id: \"{id}\") {{ deletedId userErrors {{ code }} }} }}");
            let deleted = ask_with(&directory, Some(&admin), &delete).await;
            assert_eq!(deleted["data"]["webhookDelete"], json!({ "deletedId": id, "userErrors": [] }));
            let again = ask_with(&directory, Some(&admin), &delete).await;
            assert_eq!(again["data"]["webhookDelete"]["userErrors"][0]["code"], "NOT_FOUND");
            organization(&directory, "Tiga").await;
            receiver.count(3).await;
            carrying.abort();
        }
        assert_eq!(only(&directory, &admin).await, Value::Null);
        let log = directory.words("SELECT operation FROM change WHERE entity = 'webhook' ORDER BY seq").await;
        assert_eq!(log[..4], ["CREATE", "UPDATE", "UPDATE", "DELETE"]);
    }

    async fn many_changes_come_in_many_messages(directory: TestDirectory) {
        let mut directory = directory;
        directory.opened.allows_private_webhooks = true;
        let admin = secret(&directory, Role::Admin).await.unwrap();
        let (receiver, url) = Receiver::start(&[]).await;
        let (_, key) = create(&directory, &admin, &format!("url: \"{url}\"")).await;
        let mut ids = Vec::new();
        for number in 0..120 {
            ids.push(organization(&directory, &number.to_string()).await.to_string());
        }
        // Two processes over one database do not send the same twice.
        let carrying = [carry(&directory, chrono::Duration::days(1)), carry(&directory, chrono::Duration::days(1))];
        let got = receiver.count(2).await;
        let told: Vec<String> = got.iter().flat_map(|got| got.ids(&key)).collect();
        assert_eq!(told, ids);
        carrying.iter().for_each(tokio::task::JoinHandle::abort);
    }

    async fn webhooks_may_not_lead_inside(directory: TestDirectory) {
        let admin = secret(&directory, Role::Admin).await.unwrap();
        for url in ["http://127.0.0.1:9/", "http://example.org/", "https://127.0.0.1/", "https://localhost/", "https://10.0.0.7/", "https://[::1]/", "https://[::ffff:192.168.0.1]/", "https://169.254.169.254/latest", "https://100.64.0.1/", "https://224.0.0.1/", "https://0.0.0.0/", "https://[fd00::1]/", "https://a:b@example.org/", "https://example.org:25/", "file:///etc/passwd", "nothing"] {
            let before = directory.head().await;
            let query = format!("mutation {{ webhookCreate(input: {{url: \"{url}\"}}) {{ secret webhook {{ id }} userErrors {{ code path }} }} }}");
            let answer = ask_with(&directory, Some(&admin), &query).await;
            assert_eq!(answer["data"]["webhookCreate"], json!({ "secret": null, "webhook": null, "userErrors": [{ "code": "INVALID", "path": ["input", "url"] }] }), "{url}");
            assert_eq!(directory.head().await, before);
        }
        let query = "mutation { webhookCreate(input: {url: \"https://example.org/\", regionCode: \"99\"}) { secret userErrors { path } } }";
        let answer = ask_with(&directory, Some(&admin), query).await;
        assert_eq!(answer["data"]["webhookCreate"]["userErrors"][0]["path"], json!(["input", "regionCode"]));

        // A webhook made before the operator forbade it is not told either, nor one whose name leads inside.
        let (receiver, url) = Receiver::start(&[]).await;
        create(&directory, &admin, "url: \"https://example.org/\"").await;
        directory.write(&format!("UPDATE webhook SET url = '{url}'")).await;
        let outbox = Outbox::new(directory.opened.store.clone(), directory.opened.changes.clone(), Backoff::default());
        let carrying = tokio::spawn(Courier::new(outbox, Post::new(false).unwrap(), jembatan::config::now).run());
        organization(&directory, "Satu").await;
        for _ in 0..100 {
            if only(&directory, &admin).await["deliveries"] != json!([]) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(only(&directory, &admin).await["deliveries"][0]["failure"], "ADDRESS_REFUSED");
        receiver.count(0).await;
        carrying.abort();
    }
}
