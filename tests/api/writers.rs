//! Many clients writing at once: whatever was acknowledged is in the store and in the change log, in order and once, also
//! when the server is killed in the middle.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::server::Server;
use crate::support::{client, say};

const CLIENTS: usize = 64;

/// How long they write before the server is killed, and again after: 2 s, or 30 s altogether with
/// `JEMBATAN_WRITERS=full`.
fn spell() -> Duration {
    let is_full = std::env::var("JEMBATAN_WRITERS").is_ok_and(|word| word == "full");
    Duration::from_secs(if is_full { 15 } else { 2 })
}

/// One client: makes units and renames them until told to stop; returns the ids whose making and renaming were
/// acknowledged, in order.
async fn write(url: String, token: String, stop: Arc<AtomicBool>) -> Vec<(Uuid, bool)> {
    let client = client();
    let mut acknowledged = Vec::new();
    let send = async |document: String| -> Option<Value> {
        let request = client
            .post(&url)
            .bearer_auth(&token)
            .header("content-type", "application/json")
            .body(json!({ "query": document }).to_string());
        let answer = request.send().await.ok()?.text().await.ok()?;
        let answer: Value = serde_json::from_str(&answer).ok()?;
        let is_done =
            answer.get("errors").is_none() && answer["data"]["it"]["userErrors"] == json!([]);
        assert!(is_done, "{answer}");
        Some(answer)
    };
    while !stop.load(Ordering::Relaxed) {
        let id = Uuid::now_v7();
        let make = format!(
            "mutation {{ it: unitCreate(input: {{hsdsId: \"{id}\", name: \"satu\"}}) {{ userErrors {{ code }} }} }}"
        );
        if send(make).await.is_none() {
            break;
        }
        acknowledged.push((id, false));
        let rename = format!(
            "mutation {{ it: unitUpdate(id: \"{id}\", input: {{name: \"dua\"}}) {{ userErrors {{ code }} }} }}"
        );
        if send(rename).await.is_none() {
            break;
        }
        acknowledged.push((id, true));
    }
    acknowledged
}

/// Compares what was acknowledged with the store and the log, as they stand in the file.
fn check(folder: &Path, clients: &[Vec<(Uuid, bool)>]) {
    let file = rusqlite::Connection::open(folder.join("jembatan.sqlite")).unwrap();
    let mut units = HashMap::new();
    let mut rows = file.prepare("SELECT id, name FROM unit").unwrap();
    let mut rows = rows.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let id = Uuid::from_slice(&row.get::<_, Vec<u8>>(0).unwrap()).unwrap();
        assert!(units.insert(id, row.get::<_, String>(1).unwrap()).is_none());
    }
    let mut log: HashMap<(Uuid, bool), i64> = HashMap::new();
    let mut entries = file
        .prepare("SELECT seq, key, operation FROM change WHERE entity = 'unit' ORDER BY seq")
        .unwrap();
    let mut entries = entries.query([]).unwrap();
    while let Some(row) = entries.next().unwrap() {
        let id: Uuid = row.get::<_, String>(1).unwrap().parse().unwrap();
        let is_update = row.get::<_, String>(2).unwrap() == "UPDATE";
        let before = log.insert((id, is_update), row.get(0).unwrap());
        assert!(before.is_none(), "{id} is in the log twice");
    }
    for writes in clients {
        let mut last = 0;
        for write @ (id, is_update) in writes {
            let seq = *log
                .get(write)
                .unwrap_or_else(|| panic!("{id} is not in the log"));
            assert!(seq > last, "{id} is out of order");
            last = seq;
            let name = units
                .get(id)
                .unwrap_or_else(|| panic!("{id} is not in the store"));
            assert!(!is_update || name == "dua", "{id} was renamed");
        }
    }
    // Neither knows of anything that the other does not.
    assert_eq!(
        units.len(),
        log.keys().filter(|(_, is_update)| !is_update).count()
    );
    let renamed = units.values().filter(|name| *name == "dua").count();
    assert_eq!(
        renamed,
        log.keys().filter(|(_, is_update)| *is_update).count()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut token = String::new();
    let mut all: Vec<Vec<(Uuid, bool)>> = Vec::new();
    for _ in 0..2 {
        let server = Server::start(folder.path(), "error", &["--known-budget", "0"]);
        if token.is_empty() {
            token.clone_from(&server.secret);
        }
        let stop = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| tokio::spawn(write(server.url.clone(), token.clone(), stop.clone())))
            .collect();
        tokio::time::sleep(spell()).await;
        drop(server);
        stop.store(true, Ordering::Relaxed);
        let mut count = 0;
        for client in clients {
            let writes = client.await.unwrap();
            count += writes.len();
            all.push(writes);
        }
        assert!(count > CLIENTS, "only {count} writes were acknowledged");
        say(&format!(
            "{CLIENTS} clients: {count} writes acknowledged in {:?}, then killed",
            spell()
        ));
        check(folder.path(), &all);
    }
}
