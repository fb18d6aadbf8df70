//! Subscriptions over a WebSocket, by the protocol `graphql-transport-ws`. Queries and mutations go by POST, where they have
//! media types, status codes and a time limit; over a socket they are refused.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::header::UPGRADE;
use axum::http::{HeaderMap, Request};
use axum::response::Response;
use futures_util::stream::{self, AbortHandle, BoxStream, SelectAll, StreamExt, abortable};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::{Instant, Interval, interval, sleep_until, timeout};

use super::answer::{Code, Problem};
use super::bearer;
use super::budget::Payer;
use super::client;
use super::graphql::{accept, begin, pay};
use super::media::Media;
use super::observe::RequestId;
use super::parameters::Parameters;
use super::part::Part;
use super::router::{Door, Refusal};
use super::streams::{Due, Ends, Place};

const PROTOCOL: &str = "graphql-transport-ws";

/// How often the other side is asked whether it is there.
const PING: Duration = Duration::from_secs(20);

/// How long it may say nothing.
const SILENCE: Duration = Duration::from_secs(60);

/// How long it may take to read what it is sent.
const SLOWNESS: Duration = Duration::from_secs(20);

/// How long goodbyes may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// Whether a request wants to become a WebSocket.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let upgrade = headers
        .get(UPGRADE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    upgrade.eq_ignore_ascii_case("websocket")
}

/// Answers such a request.
pub(super) async fn open(
    door: Arc<Door>,
    request: Request<Body>,
    request_id: RequestId,
) -> Response {
    match upgrade(door, request, request_id).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(Media::Json),
    }
}

async fn upgrade(
    door: Arc<Door>,
    request: Request<Body>,
    request_id: RequestId,
) -> Result<Response, Problem> {
    let token = bearer::token(request.headers())?;
    let visitor = Payer::Visitor(client::network(
        request.extensions(),
        request.headers(),
        door.proxy,
    ));
    let (mut parts, _) = request.into_parts();
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &())
        .await
        .map_err(|_| Problem::bad_request("This is not the handshake of a WebSocket."))?;
    if !upgrade.requested_protocols().any(|name| name == PROTOCOL) {
        return Err(Problem::bad_request(
            "Ask for the subprotocol `graphql-transport-ws`; there is no other.",
        ));
    }
    let place = door.streams.enter()?;
    let most = door.limits.max_body_bytes;
    Ok(upgrade
        .protocols([PROTOCOL])
        .max_message_size(most)
        .max_frame_size(most)
        .on_upgrade(move |socket| {
            Talk::new(door, socket, token, visitor, request_id, place).hold()
        }))
}

/// What a client says.
#[derive(Deserialize)]
struct Said<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: Option<String>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

/// How a client says who it is.
#[derive(Deserialize, Default)]
struct Credentials {
    #[serde(alias = "Authorization")]
    authorization: Option<String>,
}

/// Why a socket is closed: a code and a word. `None` when nobody is there to be told.
type Close = Option<(u16, &'static str)>;

/// What an operation gives: one of its answers, or `None` at its end.
type Given = (Arc<str>, Option<Part>);

/// One socket.
struct Talk {
    door: Arc<Door>,
    socket: WebSocket,
    token: Option<String>,
    /// Who pays as long as no token names somebody.
    visitor: Payer,
    is_known: bool,
    request_id: RequestId,
    given: SelectAll<BoxStream<'static, Given>>,
    running: HashMap<Arc<str>, AbortHandle>,
    ends: Ends,
    pings: Interval,
    heard_at: Instant,
    init_by: Instant,
    _place: Place,
}

impl Talk {
    fn new(
        door: Arc<Door>,
        socket: WebSocket,
        token: Option<String>,
        visitor: Payer,
        request_id: RequestId,
        place: Place,
    ) -> Self {
        Self {
            ends: Ends::new(&door),
            socket,
            token,
            visitor,
            is_known: false,
            request_id,
            given: SelectAll::new(),
            running: HashMap::new(),
            pings: interval(PING),
            heard_at: Instant::now(),
            init_by: Instant::now() + door.limits.socket_init,
            door,
            _place: place,
        }
    }

    /// Holds the talk until either side ends it.
    async fn hold(mut self) {
        let Err(Some((code, reason))) = self.talk().await else {
            return;
        };
        let close = Message::Close(Some(CloseFrame {
            code,
            reason: reason.into(),
        }));
        let goodbye = async {
            // What is left unread would tear the connection down before the client has read why.
            if self.socket.send(close).await.is_ok() {
                while let Some(Ok(_)) = self.socket.recv().await {}
            }
        };
        // A client that does not answer a goodbye goes without one.
        let _ = timeout(FAREWELL, goodbye).await;
    }

    async fn talk(&mut self) -> Result<(), Close> {
        loop {
            tokio::select! {
                biased;
                due = self.ends.due() => match due {
                    Due::Stop => return Err(Some((1001, "Going away"))),
                    Due::Recheck => {
                        if !self.ends.holds(self.token.as_deref()).await {
                            return Err(Some((4403, "Forbidden")));
                        }
                    }
                },
                () = sleep_until(self.init_by), if !self.is_known => {
                    return Err(Some((4408, "Connection initialisation timeout")));
                }
                _ = self.pings.tick() => {
                    if self.heard_at.elapsed() > SILENCE {
                        return Err(None);
                    }
                    self.send(Message::Ping(Default::default())).await?;
                }
                message = self.socket.recv() => {
                    self.heard_at = Instant::now();
                    match message {
                        Some(Ok(Message::Text(text))) => self.hear(text.as_str()).await?,
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                        Some(Ok(Message::Binary(_))) => return Err(Some((4400, "Send text"))),
                        Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(None),
                    }
                }
                Some(given) = self.given.next(), if !self.given.is_empty() => {
                    self.pass_on(given).await?;
                }
            }
        }
    }

    async fn send(&mut self, message: Message) -> Result<(), Close> {
        match timeout(SLOWNESS, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(None),
        }
    }

    /// Says something about an operation; `payload` is JSON.
    async fn say(&mut self, kind: &str, id: &str, payload: Option<String>) -> Result<(), Close> {
        let id = serde_json::Value::from(id);
        let payload = payload.map_or_else(String::new, |json| format!(",\"payload\":{json}"));
        let text = format!("{{\"type\":\"{kind}\",\"id\":{id}{payload}}}");
        self.send(Message::text(text)).await
    }

    async fn pass_on(&mut self, (id, part): Given) -> Result<(), Close> {
        match part {
            Some(Part::Answer(json)) => self.say("next", &id, Some(json)).await,
            Some(Part::Refused(errors)) => {
                self.finish(&id);
                self.say("error", &id, Some(errors)).await
            }
            None => {
                self.finish(&id);
                self.say("complete", &id, None).await
            }
        }
    }

    fn finish(&mut self, id: &str) {
        if let Some(running) = self.running.remove(id) {
            running.abort();
        }
    }

    async fn hear(&mut self, text: &str) -> Result<(), Close> {
        let Ok(said) = serde_json::from_str::<Said<'_>>(text) else {
            return Err(Some((4400, "Invalid message")));
        };
        match (said.kind, said.id) {
            ("connection_init", _) => self.meet(said.payload).await,
            ("ping", _) => self.send(Message::text("{\"type\":\"pong\"}")).await,
            ("pong", _) => Ok(()),
            ("subscribe", Some(id)) if !id.is_empty() => match said.payload {
                Some(payload) => self.subscribe(id.into(), payload.get()).await,
                None => Err(Some((4400, "Invalid message"))),
            },
            ("complete", Some(id)) => {
                self.finish(&id);
                Ok(())
            }
            _ => Err(Some((4400, "Invalid message"))),
        }
    }

    /// Finds out who it is.
    async fn meet(&mut self, payload: Option<&RawValue>) -> Result<(), Close> {
        if self.is_known {
            return Err(Some((4429, "Too many initialisation requests")));
        }
        let credentials = match payload {
            Some(payload) => serde_json::from_str::<Option<Credentials>>(payload.get()),
            None => Ok(None),
        };
        let Ok(credentials) = credentials else {
            return Err(Some((4400, "Invalid message")));
        };
        if let Some(text) = credentials.unwrap_or_default().authorization {
            self.token = Some(bearer::read(&text).ok_or((4403, "Forbidden"))?);
        }
        match self.ends.check(self.token.as_deref()).await {
            Ok(()) => {}
            Err(Refusal::Unauthenticated) => return Err(Some((4403, "Forbidden"))),
            Err(Refusal::Unavailable) => return Err(Some((1013, "Try again later"))),
        }
        self.is_known = true;
        self.send(Message::text("{\"type\":\"connection_ack\"}"))
            .await
    }

    async fn subscribe(&mut self, id: Arc<str>, payload: &str) -> Result<(), Close> {
        if !self.is_known {
            return Err(Some((4401, "Unauthorized")));
        }
        if self.running.contains_key(&id) {
            return Err(Some((4409, "Subscriber already exists")));
        }
        match self.begin(payload).await {
            Ok(parts) => {
                let ending = stream::once(async { None });
                let named = id.clone();
                let given = parts.map(Some).chain(ending);
                // One that is given up says nothing more, not even that it ends: its id may be in use again.
                let (given, handle) = abortable(given.map(move |part| (named.clone(), part)));
                self.running.insert(id, handle);
                self.given.push(given.boxed());
                Ok(())
            }
            Err(problem) => {
                let (Part::Answer(errors) | Part::Refused(errors)) = problem.into_part();
                self.say("error", &id, Some(errors)).await
            }
        }
    }

    async fn begin(&mut self, payload: &str) -> Result<BoxStream<'static, Part>, Problem> {
        if self.running.len() >= self.door.limits.max_socket_operations {
            return Err(Problem::request_error(
                Code::LimitExceeded,
                format!(
                    "At most {} operations may run over one socket.",
                    self.door.limits.max_socket_operations
                ),
            ));
        }
        let parameters = Parameters::from_body(payload.as_bytes())?;
        let accepted = accept(&self.door, parameters, true)?;
        if !accepted.is_subscription() {
            return Err(Problem::request_error(
                Code::BadRequest,
                "Send queries and mutations by POST; over a socket there are subscriptions alone.",
            ));
        }
        let mut payer = self.visitor.clone();
        let ready = pay(&self.door, accepted, self.token.clone(), &mut payer).await?;
        Ok(begin(&self.door, ready, &self.request_id))
    }
}
