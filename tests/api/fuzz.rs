//! Whatever comes in: random documents and variables, and bytes that are no HTTP, against a running server. Nothing ends
//! it, nothing makes it answer 5xx but what it means to, and its memory does not grow. A slice runs with the other tests;
//! `JEMBATAN_FUZZ=full` runs 100,000 documents and 10,000 malformed requests. Each try follows from its number, which a
//! failure names.
//! Long because it speaks HTTP by hand, to speak it wrongly.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::chance::Chance;
use crate::support::composer::Composer;
use crate::support::say;
use crate::support::server::Server;

const SEED: u64 = 20_261_122;

/// How many ask at a time.
const CLIENTS: u64 = 8;

/// How much memory may grow once what is kept in memory is full.
const MAX_GROWTH_KIB: u64 = 64 * 1024;

/// How many documents it takes until then. The slice is shorter, so only the full run judges memory for documents.
const WARM_UP: u64 = 5_000;

/// How many documents and how many malformed requests.
fn tries() -> (u64, u64) {
    match std::env::var("JEMBATAN_FUZZ").as_deref() {
        Ok("full") => (100_000, 10_000),
        _ => (1_500, 400),
    }
}

fn start(folder: &std::path::Path) -> Server {
    let arguments = [
        "--sample",
        "60",
        "--visitor-budget",
        "0",
        "--known-budget",
        "0",
    ];
    Server::start(folder, "info", &arguments)
}

/// That the server is as well as at the beginning.
#[track_caller]
fn assert_sound(server: &mut Server, memory_before: Option<u64>) -> String {
    assert!(server.is_alive(), "the server has ended:\n{}", server.log());
    let log = server.log();
    let panics: Vec<&str> = log.lines().filter(|line| line.contains("panic")).collect();
    assert!(panics.is_empty(), "{panics:#?}");
    let Some((before, after)) = memory_before.zip(server.resident_kib()) else {
        return "memory not judged".to_owned();
    };
    assert!(
        after < before + MAX_GROWTH_KIB,
        "{before} KiB grew to {after} KiB"
    );
    format!("{before} KiB after the first fifth, {after} KiB at the end")
}

/// Ids of things in the sample.
async fn ids(client: &reqwest::Client, url: &str) -> Vec<String> {
    let query = "{ organizations(first: 5) { nodes { id hsdsId } } services(first: 10) { nodes { id hsdsId } }
        locations(first: 10) { nodes { id } } taxonomies { nodes { id } } taxonomyTerms(first: 10) { nodes { id } }
        regions(first: 5) { nodes { id } } practitioners(first: 5) { nodes { id } } }";
    let asked = client.post(url).json(&json!({ "query": query })).send();
    let answer: Value = asked.await.unwrap().json().await.unwrap();
    let lists = answer["data"].as_object().expect("the sample is there");
    let nodes = lists
        .values()
        .flat_map(|list| list["nodes"].as_array().unwrap());
    let ids = nodes.flat_map(|node| node.as_object().unwrap().values());
    ids.map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// The body of the n-th request, and whether an admin sends it.
fn body(composer: &Composer, n: u64) -> (Vec<u8>, bool) {
    let mut chance = Chance::of(SEED, n);
    let (mut text, variables) = composer.compose(&mut chance);
    if chance.percent(25) {
        let mut bytes = text.into_bytes();
        chance.spoil(&mut bytes);
        text = String::from_utf8_lossy(&bytes).into_owned();
    }
    let mut body = json!({ "query": text, "variables": variables })
        .to_string()
        .into_bytes();
    if chance.percent(10) {
        chance.spoil(&mut body);
    }
    (body, chance.percent(50))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_documents_do_no_harm() {
    let (tries, _) = tries();
    let folder = tempfile::tempdir().unwrap();
    let mut server = start(folder.path());
    let client = reqwest::Client::new();
    let composer = Arc::new(Composer::new(ids(&client, &server.url).await));
    let next = Arc::new(AtomicU64::new(0));
    let seen: Arc<Mutex<BTreeMap<String, u64>>> = Arc::default();
    let run = async |end: u64| {
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..CLIENTS {
            let (composer, next, seen) = (composer.clone(), next.clone(), seen.clone());
            let (client, url, secret) = (client.clone(), server.url.clone(), server.secret.clone());
            asking.spawn(async move {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= end {
                        next.fetch_sub(1, Ordering::Relaxed);
                        return;
                    }
                    let (body, is_admin) = body(&composer, n);
                    let mut request = client
                        .post(&url)
                        .header("content-type", "application/json")
                        .header("accept", "application/graphql-response+json")
                        .body(body.clone());
                    if is_admin {
                        request = request.bearer_auth(&secret);
                    }
                    let shown = || format!("try {n}: {}", String::from_utf8_lossy(&body));
                    let response = request.send().await;
                    let response = response.unwrap_or_else(|error| panic!("{error}: {}", shown()));
                    let status = response.status().as_u16();
                    let text = response.text().await.unwrap();
                    let is_meant = status < 500 || matches!(status, 503 | 504);
                    assert!(is_meant, "{status} {text}\n{}", shown());
                    let answer: Value = serde_json::from_str(&text)
                        .unwrap_or_else(|error| panic!("{error}: {text}\n{}", shown()));
                    let errors = answer["errors"].as_array().cloned().unwrap_or_default();
                    let mut words = vec![status.to_string()];
                    for error in &errors {
                        let code = error["extensions"]["code"].as_str().unwrap_or("none");
                        assert!(!matches!(code, "INTERNAL" | "none"), "{text}\n{}", shown());
                        words.push(code.to_owned());
                    }
                    words.dedup();
                    words.truncate(2);
                    *seen.lock().unwrap().entry(words.join(" ")).or_default() += 1;
                }
            });
        }
        asking.join_all().await;
    };
    let warm_up = (tries / 5).max(WARM_UP);
    run(warm_up.min(tries)).await;
    let memory = server.resident_kib().filter(|_| warm_up < tries);
    run(tries).await;
    let seen = seen.lock().unwrap().clone();
    let told = assert_sound(&mut server, memory);
    assert_eq!(seen.values().sum::<u64>(), tries);
    let executed = seen.iter().filter(|(word, _)| word.starts_with("200"));
    let executed: u64 = executed.map(|(_, count)| count).sum();
    assert!(
        executed > tries / 2,
        "too few documents reached the resolvers: {seen:?}"
    );
    say(&format!("{tries} random documents: {seen:?}; {told}"));
}

/// The n-th malformed request: its bytes, where it is cut into pieces, and whether the client then closes its half.
fn malformed(secret: &str, n: u64) -> (Vec<Vec<u8>>, bool) {
    let mut chance = Chance::of(!SEED, n);
    let document = r#"{"query":"{ __typename services(first: 2) { nodes { name } } }"}"#;
    let length = document.len();
    let good = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer {secret}\r\ncontent-length: {length}\r\n\r\n{document}"
    );
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    let chunked = format!("{head}transfer-encoding: chunked\r\n\r\n");
    let mut bytes = match chance.below(12) {
        0 => {
            let count = chance.below(2_000);
            chance.bytes(count)
        }
        1 | 2 => {
            let mut bytes = good.into_bytes();
            chance.spoil(&mut bytes);
            bytes
        }
        3 => {
            let size = *chance.pick(&[
                "0",
                "5",
                "zz",
                "-1",
                "fffffffffffffffff",
                "7fffffffffffffff",
                "5;x=\"",
                "",
            ]);
            let end = *chance.pick(&["\r\n", "\n", "\r", ""]);
            format!("{chunked}{size}{end}{document}{end}{size}{end}{end}").into_bytes()
        }
        4 => {
            let count = chance.below(20_000);
            let size = chance.below(40);
            format!(
                "{chunked}{}",
                format!("{size:x}\r\n{}\r\n", "[".repeat(size)).repeat(count / (size + 4))
            )
            .into_bytes()
        }
        5 => {
            let length = *chance.pick(&[
                "-1",
                "0",
                "1",
                "99999",
                "99999999999999999999999",
                "12, 12",
                "12\r\ncontent-length: 13",
                "0x10",
                "+5",
                "",
            ]);
            format!("{head}content-length: {length}\r\n\r\n{document}").into_bytes()
        }
        6 => format!(
            "{head}content-length: {length}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{good}"
        )
        .into_bytes(),
        7 => {
            let name = *chance.pick(&[
                "accept",
                "content-type",
                "authorization",
                "x-request-id",
                "x-forwarded-for",
                "origin",
                "expect",
                "connection",
                "upgrade",
                "te",
                "accept-encoding",
                "content-encoding",
                "host",
                "range",
                "if-none-match",
            ]);
            let count = chance.below(300);
            let mut value = chance.bytes(count);
            if chance.percent(50) {
                value.retain(|byte| byte.is_ascii_graphic());
            }
            let mut bytes = format!("{head}content-length: {length}\r\n{name}: ").into_bytes();
            bytes.extend(value);
            bytes.extend(format!("\r\n\r\n{document}").into_bytes());
            bytes
        }
        8 => {
            let (count, size) = (chance.below(200), chance.below(1_000));
            let field = format!("x-{count}: {}\r\n", "v".repeat(size));
            format!("{head}{}\r\n", field.repeat(count)).into_bytes()
        }
        9 => {
            let method = *chance.pick(&[
                "GET", "HEAD", "PUT", "OPTIONS", "CONNECT", "TRACE", "PRI", "get", "G\tT", "", "X",
            ]);
            let path = *chance.pick(&[
                "/graphql",
                "/graphql?query=%",
                "/graphql?query=%00",
                "*",
                "//",
                "http://[",
                "/\u{7f}",
                "",
                "/graphql?query=%7B__typename%7D&query",
                "/metrics",
                "/health/ready",
                "graphql",
            ]);
            let version =
                *chance.pick(&["HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9", "", "http/1.1"]);
            format!("{method} {path} {version}\r\nhost: x\r\n\r\n").into_bytes()
        }
        10 => {
            let size = chance.below(400_000);
            format!(
                "{head}content-length: {size}\r\n\r\n{{\"query\":\"{}",
                "a".repeat(size)
            )
            .into_bytes()
        }
        _ => {
            let count = 1 + chance.below(6);
            good.repeat(count).into_bytes()
        }
    };
    let mut pieces = Vec::new();
    for _ in 0..chance.below(4) {
        let at = chance.below(bytes.len() + 1);
        let rest = bytes.split_off(at);
        pieces.push(std::mem::replace(&mut bytes, rest));
    }
    pieces.push(bytes);
    (pieces, chance.percent(50))
}

/// Sends it and returns the statuses of what comes back, until nothing has come for so long.
fn exchange(
    address: SocketAddr,
    pieces: &[Vec<u8>],
    is_half_closed: bool,
    patience: Duration,
) -> Vec<u16> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(patience)).unwrap();
    stream
        .set_write_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    stream.set_nodelay(true).unwrap();
    for piece in pieces {
        // The server may have closed already.
        if stream.write_all(piece).is_err() {
            break;
        }
        std::thread::yield_now();
    }
    if is_half_closed {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut answer = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => answer.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    let text = String::from_utf8_lossy(&answer).into_owned();
    let heads = text.split("HTTP/1.").skip(1);
    heads
        .filter_map(|head| head.get(2..5)?.parse().ok())
        .collect()
}

#[test]
fn malformed_requests_do_no_harm() {
    let (_, tries) = tries();
    let folder = tempfile::tempdir().unwrap();
    let mut server = start(folder.path());
    let (address, secret) = (server.address, server.secret.clone());
    let next = AtomicU64::new(0);
    let seen: Mutex<BTreeMap<String, u64>> = Mutex::default();
    let run = |end: u64| {
        std::thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| {
                    loop {
                        let n = next.fetch_add(1, Ordering::Relaxed);
                        if n >= end {
                            next.fetch_sub(1, Ordering::Relaxed);
                            return;
                        }
                        let (pieces, is_half_closed) = malformed(&secret, n);
                        let statuses =
                            exchange(address, &pieces, is_half_closed, Duration::from_millis(40));
                        for status in &statuses {
                            let is_meant = *status < 500 || matches!(status, 503 | 504);
                            let sent = String::from_utf8_lossy(&pieces.concat()).into_owned();
                            assert!(is_meant, "try {n}: {status} to {sent}");
                        }
                        let word = statuses.first().map_or("none".to_owned(), u16::to_string);
                        *seen.lock().unwrap().entry(word).or_default() += 1;
                    }
                });
            }
        });
    };
    run(tries / 5);
    let memory = server.resident_kib();
    run(tries);
    let good = b"GET /health/ready HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_vec();
    assert_eq!(
        exchange(address, &[good], false, Duration::from_secs(10)),
        [200],
        "it goes on serving"
    );
    let told = assert_sound(&mut server, memory);
    let seen = seen.into_inner().unwrap();
    assert_eq!(seen.values().sum::<u64>(), tries);
    assert!(
        seen.contains_key("400") && seen.contains_key("200"),
        "{seen:?}"
    );
    say(&format!(
        "{tries} malformed requests, first status: {seen:?}; {told}"
    ));
}
