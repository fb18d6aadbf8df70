//! The made-up directory: always the same, a larger one beginning with the smaller, help for every need, and nothing in
//! it that could be taken for real.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::TestDirectory;

/// What each import wrote, in order: table, key and fields.
fn written(directory: &TestDirectory) -> Vec<(String, String, Option<String>)> {
    let database = rusqlite::Connection::open(directory.folder().join("jembatan.sqlite")).unwrap();
    let mut select = database
        .prepare("SELECT entity, key, after FROM change WHERE actor = 'sample' ORDER BY seq")
        .unwrap();
    let rows = select
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

/// All nodes of a list, page after page.
async fn all(directory: &TestDirectory, list: &str, fields: &str) -> Vec<Value> {
    let mut nodes = Vec::new();
    let mut after = Value::Null;
    loop {
        let query = format!(
            "query($after: String) {{ {list}(first: 100, after: $after) {{ nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let mut answer = directory.answer(&query, json!({"after": after})).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        let page = &mut answer["data"][list];
        nodes.append(page["nodes"].as_array_mut().unwrap());
        if page["pageInfo"]["hasNextPage"] == false {
            return nodes;
        }
        after = page["pageInfo"]["endCursor"].take();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_number_gives_the_same_directory() {
    let one = TestDirectory::start().await.with_sample(150).await;
    let other = TestDirectory::start().await.with_sample(150).await;
    let changes = written(&one);
    assert!(changes.len() > 1_000, "{} changes", changes.len());
    assert!(changes == written(&other));

    let head = one.head().await;
    let one = one.with_sample(150).await;
    assert_eq!(one.head().await, head, "filling again writes nothing");

    // Rows are written by the batch, so a larger sample holds the same rows in another order.
    let larger = one.with_sample(400).await;
    let before: BTreeSet<_> = changes.iter().map(|(table, key, _)| (table, key)).collect();
    let after = written(&larger);
    let kept: Vec<_> = after
        .iter()
        .filter(|(table, key, _)| before.contains(&(table, key)))
        .collect();
    assert_eq!(
        kept.len(),
        changes.len(),
        "growing changes no row that is there"
    );
    assert_eq!(
        larger.ask("{ services { totalCount } }").await["services"]["totalCount"],
        400
    );
    let afresh = TestDirectory::start().await.with_sample(400).await;
    let sorted = |mut changes: Vec<_>| {
        changes.sort();
        changes
    };
    assert!(
        sorted(after) == sorted(written(&afresh)),
        "grown or made at once, it is the same"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_services_answer_every_need() {
    let directory = TestDirectory::start().await.with_sample(2_000).await;
    let services = all(&directory, "services", "hsdsId name terms(taxonomy: \"need\") { code } schedules { byday }
        languages { code } costOptions { amount } serviceAtLocations { location { regionCode } }
        organization { kind name email phones { number } organizationIdentifiers { identifierType } }").await;
    assert_eq!(services.len(), 2_000);
    let ids: BTreeSet<&str> = services
        .iter()
        .map(|service| service["hsdsId"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 2_000);

    let mut needs: BTreeMap<&str, usize> = BTreeMap::new();
    for term in services
        .iter()
        .flat_map(|service| service["terms"].as_array().unwrap())
    {
        *needs.entry(term["code"].as_str().unwrap()).or_default() += 1;
    }
    let missing: Vec<String> = (1..=40)
        .map(|number| format!("N{number:02}"))
        .filter(|code| !needs.contains_key(code.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");

    let has = |list: &str| {
        services
            .iter()
            .filter(|service| !service[list].as_array().unwrap().is_empty())
            .count()
    };
    for list in [
        "schedules",
        "languages",
        "costOptions",
        "serviceAtLocations",
    ] {
        assert!(has(list) > 500, "{list}: {}", has(list));
    }
    let kinds: BTreeSet<&str> = services
        .iter()
        .filter_map(|service| service["organization"]["kind"].as_str())
        .collect();
    for kind in [
        "GOVERNMENT_AGENCY",
        "CLINIC",
        "SCHOOL",
        "RESIDENTIAL_HOME",
        "NGO",
    ] {
        assert!(kinds.contains(kind), "{kind} is not among {kinds:?}");
    }
    let in_bandung = services
        .iter()
        .flat_map(|service| service["serviceAtLocations"].as_array().unwrap())
        .filter(|place| {
            place["location"]["regionCode"]
                .as_str()
                .is_some_and(|code| code.starts_with("32.73"))
        })
        .count();
    assert!(in_bandung > 10, "{in_bandung} in Kota Bandung");

    let organizations = all(
        &directory,
        "organizations",
        "name email website phones { number } organizationIdentifiers { identifierType }",
    )
    .await;
    assert!(organizations.len() > 100);
    for organization in &organizations {
        assert!(
            organization["name"].as_str().unwrap().contains("(contoh)"),
            "{organization}"
        );
        let marks = organization["organizationIdentifiers"].as_array().unwrap();
        assert!(
            marks.iter().any(|mark| mark["identifierType"] == "sample"),
            "{organization}"
        );
        for phone in organization["phones"].as_array().unwrap() {
            assert!(
                phone["number"].as_str().unwrap().starts_with("+62-000-"),
                "{phone} could be called"
            );
        }
        for (field, part) in [("email", ".example"), ("website", "contoh.example")] {
            let is_safe = organization[field]
                .as_str()
                .is_none_or(|text| text.contains(part));
            assert!(is_safe, "{} could be real", organization[field]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_made_up_unasked() {
    let directory = TestDirectory::start().await;
    let head = directory.head().await;
    let directory = directory.with_sample(0).await;
    assert_eq!(directory.head().await, head);
    let directory = directory.with_sample(1).await;
    let data = directory
        .ask("{ services { totalCount } organizations { totalCount } }")
        .await;
    assert_eq!(
        data,
        json!({"services": {"totalCount": 1}, "organizations": {"totalCount": 1}})
    );
}
