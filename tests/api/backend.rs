//! The store itself: both databases, migrations, checks and indexes.

use entity::object::{Kind, OBJECTS, OURS};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::both_backends;
use crate::support::TestDirectory;

both_backends! {
    async fn every_reference_has_an_index(directory: TestDirectory) {
        let sql = match directory.opened.store.backend() {
            DbBackend::Postgres => "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public'",
            _ => "SELECT name FROM sqlite_master WHERE type = 'index'",
        };
        let indexes = directory.words(sql).await;
        for object in OBJECTS.iter().chain(OURS) {
            for field in object.fields {
                if matches!(field.kind, Kind::Reference(_) | Kind::Region | Kind::Id) {
                    let index = format!("{}_{}", object.name, field.name);
                    assert!(indexes.contains(&index), "no index {index}");
                }
            }
        }
    }

    async fn every_column_is_described(directory: TestDirectory) {
        for object in OBJECTS.iter().chain(OURS) {
            let sql = match directory.opened.store.backend() {
                DbBackend::Postgres => format!("SELECT column_name::text FROM information_schema.columns WHERE table_name = '{}'", object.name),
                _ => format!("SELECT name FROM pragma_table_info('{}')", object.name),
            };
            let mut columns = directory.words(&sql).await;
            let mut described: Vec<String> = object.fields.iter().map(|field| field.name.to_owned()).collect();
            described.push(object.key.to_owned());
            columns.sort();
            described.sort();
            assert_eq!(columns, described, "{}", object.name);
        }
    }

    async fn closed_sets_and_references_are_held_by_the_database(directory: TestDirectory) {
        let transaction = directory.opened.store.begin().await.unwrap();
        let bad = "INSERT INTO region (code, level, name, time_zone) VALUES ('99', 'CONTINENT', 'Nowhere', 'WIB')";
        assert!(transaction.execute_unprepared(bad).await.is_err(), "the level is checked");
        transaction.rollback().await.unwrap();
        let transaction = directory.opened.store.begin().await.unwrap();
        let bad = "INSERT INTO region (code, parent_code, level, name, time_zone) VALUES ('99.01', '99', 'REGENCY', 'Nowhere', 'WIB')";
        transaction.execute_unprepared(bad).await.unwrap();
        assert!(transaction.commit().await.is_err(), "the parent must be there at the commit");
    }

    async fn the_shipped_data_is_taken_in_once(directory: TestDirectory) {
        use jembatan::directory::{Editor, shipped};
        let head = directory.head().await;
        let mut editor = Editor::begin(directory.opened.store.clone(), "test", crate::support::now()).await.unwrap();
        assert_eq!(shipped::take_in(&mut editor).await.unwrap(), 0);
        editor.commit().await.unwrap();
        assert_eq!(directory.head().await, head);
        let counts = directory.ask("{
            provinces: regions(filter: {level: PROVINCE}) { totalCount }
            regencies: regions(filter: {level: REGENCY}) { totalCount }
            districts: regions(filter: {level: DISTRICT}) { totalCount }
            needs: taxonomyTerms(filter: {taxonomy: \"need\"}) { totalCount }
            ppks: taxonomyTerms(filter: {taxonomy: \"ppks\"}) { totalCount }
            psks: taxonomyTerms(filter: {taxonomy: \"psks\"}) { totalCount }
            openEligibility: taxonomyTerms(filter: {taxonomy: \"oe\"}) { totalCount }
        }").await;
        for (list, count) in [("provinces", 38), ("regencies", 514), ("districts", 7285), ("needs", 40), ("ppks", 26), ("psks", 12), ("openEligibility", 385)] {
            assert_eq!(counts[list]["totalCount"], count, "{list}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_are_read_from_their_indexes() {
    let directory = TestDirectory::start().await;
    for (table, order) in [
        ("service", "\"name\""),
        ("organization", "\"name\""),
        ("taxonomy", "\"name\""),
        ("location", "COALESCE(\"name\", '')"),
        ("taxonomy_term", "COALESCE(\"code\", '')"),
    ] {
        for after in ["", "WHERE (ORDER, id) > ('x', x'00')"] {
            let store = &directory.opened.store;
            let after = after.replace("ORDER", order);
            let sql = format!(
                "EXPLAIN QUERY PLAN SELECT id FROM \"{table}\" {after} ORDER BY {order}, id LIMIT 51"
            );
            let rows = store
                .read()
                .query_all_raw(Statement::from_string(store.backend(), sql))
                .await
                .unwrap();
            let plan: Vec<String> = rows
                .iter()
                .map(|row| row.try_get("", "detail").unwrap())
                .collect();
            assert!(
                plan[0].contains("USING COVERING INDEX") && plan.len() == 1,
                "{table}: {plan:?}"
            );
        }
    }
}
