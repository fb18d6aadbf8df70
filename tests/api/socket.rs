//! Subscriptions over a WebSocket as a client meets them: the protocol `graphql-transport-ws`, word by word.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use jembatan::auth::Role;
use jembatan::http::{Limits, MetricsText, Streams};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::feed::organization;
use crate::support::TestDirectory;
use crate::support::actor::secret;

const CHANGED: &str = "subscription { changed { seq change { hsdsId } } }";

/// A server that runs until the test ends.
struct Server {
    address: String,
    streams: Streams,
    running: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn serve(directory: &TestDirectory) -> Server {
    let limits = Limits {
        socket_init: Duration::from_millis(300),
        stream_recheck: Duration::from_millis(100),
        max_socket_operations: 2,
        max_streams: 40,
        max_body_bytes: 10_000,
        ..Limits::default()
    };
    let broker = directory.opened.broker().await.unwrap();
    let app = directory.opened.app(broker, limits, MetricsText::install());
    let streams = app.streams.clone();
    let listener = jembatan::http::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = jembatan::http::router(app);
    let running = tokio::spawn(async move {
        let never = std::future::pending();
        jembatan::http::serve(
            listener,
            router,
            jembatan::http::Connections::default(),
            never,
        )
        .await
        .unwrap();
    });
    Server {
        address,
        streams,
        running,
    }
}

/// A client.
struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What a client hears.
#[derive(Debug, PartialEq)]
enum Heard {
    Said(Value),
    Closed(u16),
    Silence,
}

impl Client {
    async fn open(server: &Server) -> Self {
        Self::open_with(server, None).await.unwrap()
    }

    async fn open_with(server: &Server, header: Option<&str>) -> Result<Self, u16> {
        let url = format!("ws://{}/graphql", server.address);
        let mut request = url.into_client_request().unwrap();
        let headers = request.headers_mut();
        let protocol = "graphql-transport-ws".parse().unwrap();
        headers.insert("sec-websocket-protocol", protocol);
        if let Some(header) = header {
            headers.insert("authorization", header.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((socket, response)) => {
                assert_eq!(
                    response.headers()["sec-websocket-protocol"],
                    "graphql-transport-ws"
                );
                Ok(Self(socket))
            }
            Err(tokio_tungstenite::tungstenite::Error::Http(response)) => {
                Err(response.status().as_u16())
            }
            Err(error) => panic!("{error}"),
        }
    }

    async fn ready(server: &Server) -> Self {
        let mut client = Self::open(server).await;
        client.say(json!({ "type": "connection_init" })).await;
        assert_eq!(
            client.hear().await,
            Heard::Said(json!({ "type": "connection_ack" }))
        );
        client
    }

    async fn say(&mut self, message: Value) {
        self.0
            .send(Message::text(message.to_string()))
            .await
            .unwrap();
    }

    async fn subscribe(&mut self, id: &str, query: &str) {
        let payload = json!({ "query": query });
        self.say(json!({ "type": "subscribe", "id": id, "payload": payload }))
            .await;
    }

    async fn hear(&mut self) -> Heard {
        loop {
            let next = tokio::time::timeout(Duration::from_millis(1_500), self.0.next());
            match next.await {
                Err(_) => return Heard::Silence,
                Ok(Some(Ok(Message::Text(text)))) => {
                    return Heard::Said(serde_json::from_str(&text).unwrap());
                }
                Ok(Some(Ok(Message::Close(Some(frame))))) => {
                    return Heard::Closed(frame.code.into());
                }
                Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
                Ok(other) => panic!("{other:?}"),
            }
        }
    }

    async fn code(&mut self, id: &str) -> String {
        match self.hear().await {
            Heard::Said(said) if said["type"] == "error" && said["id"] == id => said["payload"][0]
                ["extensions"]["code"]
                .as_str()
                .unwrap()
                .to_owned(),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_protocol_is_kept() {
    let directory = TestDirectory::start().await;
    let server = serve(&directory).await;

    let mut silent = Client::open(&server).await;
    assert_eq!(silent.hear().await, Heard::Closed(4408));
    let mut early = Client::open(&server).await;
    early.subscribe("1", CHANGED).await;
    assert_eq!(early.hear().await, Heard::Closed(4401));
    let mut twice = Client::ready(&server).await;
    twice.say(json!({ "type": "connection_init" })).await;
    assert_eq!(twice.hear().await, Heard::Closed(4429));
    for nonsense in [
        json!({ "type": "start", "id": "1" }),
        json!({ "type": "subscribe", "id": "1" }),
        json!({ "type": "subscribe", "id": "", "payload": {} }),
        json!([1]),
        json!({ "id": "1" }),
    ] {
        let mut client = Client::ready(&server).await;
        client.say(nonsense).await;
        assert_eq!(client.hear().await, Heard::Closed(4400));
    }
    let mut binary = Client::ready(&server).await;
    binary.0.send(Message::binary(vec![1])).await.unwrap();
    assert_eq!(binary.hear().await, Heard::Closed(4400));

    let mut client = Client::ready(&server).await;
    client.say(json!({ "type": "ping", "payload": {} })).await;
    assert_eq!(client.hear().await, Heard::Said(json!({ "type": "pong" })));
    let tricky = "a\"} {\\";
    client.subscribe(tricky, CHANGED).await;
    assert_eq!(client.hear().await, Heard::Silence);
    let id = organization(&directory, "Satu").await;
    let Heard::Said(said) = client.hear().await else {
        panic!("nothing was said");
    };
    assert_eq!(
        (&said["type"], &said["id"]),
        (&json!("next"), &json!(tricky))
    );
    assert_eq!(
        said["payload"]["data"]["changed"]["change"]["hsdsId"],
        id.to_string()
    );
    // An id that was given up may be used again, and nothing of the former operation is heard.
    client
        .say(json!({ "type": "complete", "id": tricky }))
        .await;
    client.subscribe(tricky, CHANGED).await;
    assert_eq!(client.hear().await, Heard::Silence);
    organization(&directory, "Dua").await;
    assert!(matches!(client.hear().await, Heard::Said(said) if said["type"] == "next"));
    assert_eq!(client.hear().await, Heard::Silence);
    client.subscribe(tricky, CHANGED).await;
    assert_eq!(client.hear().await, Heard::Closed(4409));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operations_meet_the_same_limits() {
    let directory = TestDirectory::start().await;
    let server = serve(&directory).await;
    let mut client = Client::ready(&server).await;
    let deep = format!("subscription {{ {}x{} }}", "a {".repeat(70), "}".repeat(70));
    for (query, code) in [
        ("{ viewer { role } }", "BAD_REQUEST"),
        (
            "mutation { tokenRevoke(id: \"x\") { revokedId } }",
            "BAD_REQUEST",
        ),
        (deep.as_str(), "LIMIT_EXCEEDED"),
        ("subscription {", "DOCUMENT_INVALID"),
        ("subscription { nothing }", "DOCUMENT_INVALID"),
        (
            "subscription($n: Position!) { changed(since: $n) { seq } }",
            "BAD_REQUEST",
        ),
    ] {
        client.subscribe("1", query).await;
        assert_eq!(client.code("1").await, code, "{query}");
    }
    client.subscribe("1", CHANGED).await;
    client.subscribe("2", CHANGED).await;
    client.subscribe("3", CHANGED).await;
    assert_eq!(client.code("3").await, "LIMIT_EXCEEDED");
    client.say(json!({ "type": "complete", "id": "2" })).await;
    client.subscribe("3", CHANGED).await;
    assert_eq!(client.hear().await, Heard::Silence);
    // An operation that ends by itself says so.
    let mut other = Client::ready(&server).await;
    other
        .subscribe("1", "subscription { registrationQueued { seq } }")
        .await;
    let Heard::Said(said) = other.hear().await else {
        panic!("nothing was said");
    };
    assert_eq!(
        said["payload"]["errors"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
    assert_eq!(
        other.hear().await,
        Heard::Said(json!({ "type": "complete", "id": "1" }))
    );
    // A message that is too long ends the socket without being read.
    let long = format!(
        "subscription {{ changed {{ seq }} }} #{}",
        "x".repeat(20_000)
    );
    let payload = json!({ "type": "subscribe", "id": "9", "payload": { "query": long } });
    let _ = other.0.send(Message::text(payload.to_string())).await;
    let next = tokio::time::timeout(Duration::from_secs(5), other.0.next()).await;
    assert!(
        !matches!(next, Ok(Some(Ok(Message::Text(_))))),
        "{next:?} was said"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_lasts_as_long_as_its_token() {
    let directory = TestDirectory::start().await;
    let server = serve(&directory).await;
    let partner = secret(&directory, Role::Partner).await.unwrap();
    let admin = secret(&directory, Role::Admin).await.unwrap();
    for wrong in ["Bearer jbt_none", "jbt_none", "", "Basic x"] {
        let mut client = Client::open(&server).await;
        client
            .say(json!({ "type": "connection_init", "payload": { "Authorization": wrong } }))
            .await;
        assert_eq!(client.hear().await, Heard::Closed(4403), "{wrong}");
    }
    assert_eq!(
        Client::open_with(&server, Some("Basic x")).await.err(),
        Some(401)
    );
    let mut by_header = Client::open_with(&server, Some("Bearer jbt_none"))
        .await
        .unwrap();
    by_header.say(json!({ "type": "connection_init" })).await;
    assert_eq!(by_header.hear().await, Heard::Closed(4403));

    let queued = "subscription { registrationQueued { seq } }";
    for (name, place) in [("authorization", false), ("Authorization", true)] {
        let header = format!("Bearer {admin}");
        let mut client = Client::open_with(&server, Some(&header).filter(|_| place).map(|x| &**x))
            .await
            .unwrap();
        let payload = if place {
            Value::Null
        } else {
            json!({ name: header })
        };
        client
            .say(json!({ "type": "connection_init", "payload": payload }))
            .await;
        assert!(matches!(client.hear().await, Heard::Said(_)));
        client.subscribe("1", queued).await;
        assert_eq!(client.hear().await, Heard::Silence, "an admin may");
    }

    let mut theirs = Client::open(&server).await;
    theirs
        .say(json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {partner}") } }))
        .await;
    assert!(matches!(theirs.hear().await, Heard::Said(_)));
    theirs.subscribe("1", CHANGED).await;
    assert_eq!(theirs.hear().await, Heard::Silence);
    directory
        .write("UPDATE api_token SET expires_at = '2020-01-01T00:00:00Z' WHERE role = 'PARTNER'")
        .await;
    assert_eq!(theirs.hear().await, Heard::Closed(4403));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sockets_are_told_when_the_server_stops() {
    let directory = TestDirectory::start().await;
    let server = serve(&directory).await;
    let mut client = Client::ready(&server).await;
    client.subscribe("1", CHANGED).await;
    assert_eq!(client.hear().await, Heard::Silence);
    let streams = server.streams.clone();
    let started = std::time::Instant::now();
    let closing = tokio::spawn(async move { streams.close().await });
    assert_eq!(client.hear().await, Heard::Closed(1001));
    drop(client);
    closing.await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_protocol_is_refused_in_words() {
    let directory = TestDirectory::start().await;
    let server = serve(&directory).await;
    for protocol in [None, Some("graphql-ws")] {
        let url = format!("ws://{}/graphql", server.address);
        let mut request = url.into_client_request().unwrap();
        if let Some(protocol) = protocol {
            let value = protocol.parse().unwrap();
            request
                .headers_mut()
                .insert("sec-websocket-protocol", value);
        }
        let refused = connect_async(request).await.unwrap_err();
        let tokio_tungstenite::tungstenite::Error::Http(response) = refused else {
            panic!("{refused}");
        };
        assert_eq!(response.status(), 400);
    }
}
