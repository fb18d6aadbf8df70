//! The change log: every write is in it, in commit order.

use entity::object::object;
use jembatan::directory::{Draft, Editor, Outcome};
use jembatan::store::Cell;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::support::now;

fn organization(name: &str) -> Draft {
    let mut draft = Draft::new(Uuid::now_v7());
    draft.set(
        object("organization").unwrap(),
        "name",
        Cell::Text(name.to_owned()),
    );
    draft
}

both_backends! {
    // Writers that commit at the same time never let a reader of the log miss a change: whenever a number can be
    // seen, every smaller one of a committed write can be seen too.
    async fn numbers_grow_in_commit_order(directory: TestDirectory) {
        const WRITERS: usize = 8;
        const WRITES: usize = 25;
        let start = directory.head().await;
        let store = directory.opened.store.clone();
        let writers: Vec<_> = (0..WRITERS).map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for write in 0..WRITES {
                    let mut editor = Editor::begin(store.clone(), "test", now()).await.unwrap();
                    let drafts = [organization(&format!("{writer}.{write}.a")), organization(&format!("{writer}.{write}.b"))];
                    let outcomes = editor.put(object("organization").unwrap(), &drafts).await.unwrap();
                    assert_eq!(outcomes, [Outcome::Created, Outcome::Created]);
                    tokio::task::yield_now().await;
                    editor.commit().await.unwrap();
                }
            })
        }).collect();
        let mut seen: Vec<i64> = Vec::new();
        let mut position = start;
        while seen.len() < WRITERS * WRITES * 2 {
            for change in directory.opened.feed.after(position, 7).await.unwrap() {
                assert!(change.seq > position);
                position = change.seq;
                seen.push(change.seq);
            }
            tokio::task::yield_now().await;
        }
        for writer in writers {
            writer.await.unwrap();
        }
        let all: Vec<i64> = directory.opened.feed.after(start, 10_000).await.unwrap().iter().map(|change| change.seq).collect();
        assert_eq!(seen, all, "the tail saw every change once, in order");
        let batches: Vec<Uuid> = directory.opened.feed.after(start, 10_000).await.unwrap().iter().map(|change| change.batch).collect();
        assert!(batches.chunks(2).all(|pair| pair[0] == pair[1]), "changes of one transaction stand together");
    }

    async fn a_change_tells_before_and_after(directory: TestDirectory) {
        let start = directory.head().await;
        let id = Uuid::now_v7();
        let record = |fields: Value| {
            let mut record = json!({ "id": id, "name": "Sahabat", "description": "Membantu." });
            record.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            record
        };
        directory.import_json(&record(json!({ "email": "a@example.org" }))).await;
        directory.import_json(&record(json!({ "email": "b@example.org" }))).await;
        directory.import_json(&record(json!({ "email": null }))).await;
        let changes = directory.opened.feed.after(start, 100).await.unwrap();
        let told: Vec<(String, Value, Value)> = changes.iter().map(|change| {
            let json = |text: &Option<String>| text.as_deref().map_or(Value::Null, |text| serde_json::from_str(text).unwrap());
            assert_eq!((change.entity.as_str(), change.key.clone(), change.actor.as_str()), ("organization", id.to_string(), "import"));
            assert_eq!(change.at, "2026-05-28T20:26:40Z");
            (change.operation.clone(), json(&change.before), json(&change.after))
        }).collect();
        assert_eq!(told, [
            ("CREATE".to_owned(), Value::Null, json!({ "name": "Sahabat", "description": "Membantu.", "email": "a@example.org", "lifecycle": "ACTIVE" })),
            ("UPDATE".to_owned(), json!({ "email": "a@example.org" }), json!({ "email": "b@example.org" })),
            ("UPDATE".to_owned(), json!({ "email": "b@example.org" }), json!({ "email": null })),
        ]);
    }

    async fn a_write_undone_leaves_no_change(directory: TestDirectory) {
        let start = directory.head().await;
        let mut editor = Editor::begin(directory.opened.store.clone(), "test", now()).await.unwrap();
        editor.put(object("organization").unwrap(), &[organization("Gone")]).await.unwrap();
        editor.roll_back().await.unwrap();
        assert_eq!(directory.head().await, start);
        assert!(directory.opened.feed.after(start, 10).await.unwrap().is_empty());
    }

    async fn waiting_readers_are_woken_when_the_head_moves(directory: TestDirectory) {
        let mut waiting = directory.opened.feed.subscribe();
        waiting.mark_unchanged();
        directory.import_json(&json!({ "id": Uuid::now_v7(), "name": "New", "description": "New." })).await;
        waiting.changed().await.unwrap();
        let head = *waiting.borrow_and_update();
        assert_eq!(head, directory.head().await);
    }

    async fn rows_in_memory_follow_the_log(directory: TestDirectory) {
        let id = Uuid::now_v7();
        let record = |name: &str| json!({ "id": id, "name": name, "description": "x" });
        let name = format!("{{ organization(id: \"{id}\") {{ name }} }}");
        directory.import_json(&record("Before")).await;
        assert_eq!(directory.ask(&name).await["organization"]["name"], "Before");
        // Another process writes: only the log tells.
        let store = &directory.opened.store;
        let mut editor = Editor::begin(store.clone(), "test", now()).await.unwrap();
        let mut draft = Draft::new(id);
        draft.set(object("organization").unwrap(), "name", Cell::Text("After".to_owned()));
        editor.put(object("organization").unwrap(), &[draft]).await.unwrap();
        editor.commit().await.unwrap();
        directory.head().await;
        assert_eq!(directory.ask(&name).await["organization"]["name"], "After");
        let count = store.read().query_one_raw(Statement::from_string(store.backend(), "SELECT COUNT(*) FROM organization")).await.unwrap().unwrap();
        assert_eq!(count.try_get_by_index::<i64>(0).unwrap(), 1);
    }
}
