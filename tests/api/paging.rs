//! Lists: pages, cursors, order and filters.

use serde_json::{Value, json};

use crate::both_backends;
use crate::support::TestDirectory;

async fn walk(directory: &TestDirectory, list: &str, arguments: &str, first: usize) -> Vec<Value> {
    let mut all = Vec::new();
    let mut after = Value::Null;
    loop {
        let query = format!("query($after: String) {{ {list}({arguments} first: {first}, after: $after) {{
            nodes {{ id name }} edges {{ cursor }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}");
        let answer = directory.answer(&query, json!({ "after": after })).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        let page = &answer["data"][list];
        let info = &page["pageInfo"];
        assert_eq!(info["hasPreviousPage"], after != Value::Null);
        assert_eq!(info["startCursor"], page["edges"][0]["cursor"]);
        all.extend(page["nodes"].as_array().unwrap().iter().cloned());
        if info["hasNextPage"] == false {
            return all;
        }
        assert_eq!(page["nodes"].as_array().unwrap().len(), first);
        after = info["endCursor"].clone();
    }
}

both_backends! {
    async fn pages_add_up_to_the_list(directory: TestDirectory) {
        let directory = directory.with_sample(90).await;
        for (list, arguments) in [
            ("services", ""), ("services", "orderBy: {field: NAME, direction: DESC},"), ("services", "orderBy: {field: ID},"),
            ("organizations", "filter: {kinds: [NGO, CLINIC]},"), ("locations", "orderBy: {direction: DESC},"),
            ("taxonomyTerms", "filter: {taxonomy: \"need\"},"), ("taxonomies", ""), ("regions", "filter: {level: PROVINCE},"),
        ] {
            let whole = walk(&directory, list, arguments, 100).await;
            let parts = walk(&directory, list, arguments, 7).await;
            assert_eq!(whole, parts, "{list} {arguments}");
            let mut ids: Vec<String> = parts.iter().map(|node| node["id"].to_string()).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), parts.len(), "{list} {arguments}: no row comes twice");
            let counted = directory.ask(&format!("{{ {list}{} {{ totalCount }} }}", if arguments.is_empty() { String::new() } else { format!("({})", arguments.trim_end_matches(',')) })).await;
            assert_eq!(counted[list]["totalCount"], parts.len(), "{list} {arguments}");
        }
    }

    async fn equal_names_are_paged_by_id(directory: TestDirectory) {
        let records: Vec<Value> = (0..9).map(|_| json!({ "id": uuid::Uuid::now_v7(), "name": "Sama", "description": "x" })).collect();
        directory.import_json(&Value::Array(records)).await;
        assert_eq!(walk(&directory, "organizations", "", 2).await.len(), 9);
    }

    async fn names_are_found_in_any_case_and_to_the_letter(directory: TestDirectory) {
        let record = |name: &str| json!({ "id": uuid::Uuid::now_v7(), "name": name, "description": "x" });
        directory.import_json(&json!([record("100% Gratis"), record("100 Gratis"), record("A_B"), record("AxB")])).await;
        for (words, found) in [("100%", 1), ("gratis", 2), ("A_b", 1), ("a", 4), ("\\\\", 0)] {
            let answer = directory.ask(&format!("{{ organizations(filter: {{name: \"{words}\"}}) {{ totalCount }} }}")).await;
            assert_eq!(answer["organizations"]["totalCount"], found, "{words}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cursors_are_bound_to_their_list() {
    let directory = TestDirectory::start().await.with_sample(60).await;
    let page = directory.ask("{ services(first: 2) { pageInfo { endCursor } } organizations(first: 1) { pageInfo { endCursor } } findServices(first: 1) { pageInfo { endCursor } } regions(first: 1) { pageInfo { endCursor } } }").await;
    let cursor = |list: &str| {
        page[list]["pageInfo"]["endCursor"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    for (list, arguments) in [
        (
            "services",
            format!(
                "orderBy: {{direction: DESC}}, after: \"{}\"",
                cursor("services")
            ),
        ),
        (
            "services",
            format!("filter: {{name: \"a\"}}, after: \"{}\"", cursor("services")),
        ),
        (
            "services",
            format!("after: \"{}\"", cursor("organizations")),
        ),
        ("services", "after: \"nonsense\"".to_owned()),
        ("services", "after: \"\"".to_owned()),
        ("regions", format!("after: \"{}\"", cursor("services"))),
        (
            "regions",
            format!(
                "filter: {{level: REGENCY}}, after: \"{}\"",
                cursor("regions")
            ),
        ),
        (
            "findServices",
            format!(
                "input: {{text: \"x\"}}, after: \"{}\"",
                cursor("findServices")
            ),
        ),
        ("findServices", format!("after: \"{}\"", cursor("regions"))),
    ] {
        let code = directory
            .refusal(&format!("{{ {list}({arguments}) {{ totalCount }} }}"))
            .await;
        assert_eq!(code, "INVALID_ARGUMENT", "{list} {arguments}");
    }
    for first in ["0", "-1", "101", "2147483647"] {
        for list in [
            "services",
            "organizations",
            "locations",
            "taxonomies",
            "taxonomyTerms",
            "regions",
            "findServices",
        ] {
            assert_eq!(
                directory
                    .refusal(&format!("{{ {list}(first: {first}) {{ totalCount }} }}"))
                    .await,
                "LIMIT_EXCEEDED",
                "{list} {first}"
            );
        }
    }
}
