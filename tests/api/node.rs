//! Fetching again by id.

use serde_json::Value;

use crate::support::TestDirectory;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_id_leads_back_to_its_node() {
    let directory = TestDirectory::start().await.with_sample(60).await;
    let page = directory.ask("{
        organizations(first: 5) { nodes { id hsdsId __typename phones { id __typename } organizationIdentifiers { id __typename } } }
        services(first: 5) { nodes { id hsdsId __typename schedules { id __typename } attributes { id __typename taxonomyTerm { id __typename taxonomyDetail { id __typename } } } serviceAtLocations { id __typename location { id __typename addresses { id __typename } region { id __typename } } } } }
    }").await;
    let mut pairs = Vec::new();
    collect(&page, &mut pairs);
    assert!(pairs.len() > 30);
    for (id, kind) in pairs {
        let node = directory
            .ask(&format!("{{ node(id: \"{id}\") {{ __typename id }} }}"))
            .await;
        assert_eq!(node["node"]["__typename"], kind);
        assert_eq!(node["node"]["id"], id);
    }
    let service = &page["services"]["nodes"][0];
    for id in [&service["id"], &service["hsdsId"]] {
        let answer = directory
            .ask(&format!("{{ service(id: {id}) {{ hsdsId }} }}"))
            .await;
        assert_eq!(answer["service"]["hsdsId"], service["hsdsId"]);
    }
}

fn collect(value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            if let (Some(Value::String(id)), Some(Value::String(kind))) =
                (fields.get("id"), fields.get("__typename"))
            {
                pairs.push((id.clone(), kind.clone()));
            }
            fields.values().for_each(|value| collect(value, pairs));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, pairs)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_that_are_none_are_told_from_ids_of_nothing() {
    let directory = TestDirectory::start().await.with_sample(20).await;
    let page = directory
        .ask("{ organizations(first: 1) { nodes { id } } }")
        .await;
    let organization = page["organizations"]["nodes"][0]["id"].as_str().unwrap();
    assert_eq!(
        directory
            .refusal(&format!("{{ service(id: \"{organization}\") {{ name }} }}"))
            .await,
        "INVALID_ID"
    );
    assert_eq!(
        directory.refusal("{ service(id: \"x\") { name } }").await,
        "INVALID_ID"
    );
    assert_eq!(
        directory.refusal("{ node(id: \"x\") { id } }").await,
        "INVALID_ID"
    );
    let nothing = directory.ask("{ service(id: \"00000000-0000-4000-8000-000000000000\") { name } region(code: \"99\") { name } }").await;
    assert_eq!(
        nothing,
        serde_json::json!({ "service": null, "region": null })
    );
    let ids = vec!["\"x\""; 101].join(",");
    assert_eq!(
        directory
            .refusal(&format!("{{ nodes(ids: [{ids}]) {{ id }} }}"))
            .await,
        "LIMIT_EXCEEDED"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn regions_and_terms_can_be_walked_up_and_down() {
    let directory = TestDirectory::start().await;
    let answer = directory.ask("{
        region(code: \"32.73.05\") { name level timeZone parent { name point { latitude longitude } parent { name parent { name } } children { code } } }
        taxonomyTerms(filter: {taxonomy: \"need\", codes: [\"N10\"]}) { nodes { name parent { code } labels { language kind label } mappings { relation term { code taxonomyDetail { code } } } } }
    }").await;
    let region = &answer["region"];
    assert_eq!(
        (region["level"].as_str(), region["timeZone"].as_str()),
        (Some("DISTRICT"), Some("WIB"))
    );
    assert_eq!(region["parent"]["name"], "Kota Bandung");
    assert_eq!(region["parent"]["parent"]["name"], "Jawa Barat");
    assert_eq!(region["parent"]["parent"]["parent"], Value::Null);
    assert_eq!(region["parent"]["children"].as_array().unwrap().len(), 30);
    let latitude = region["parent"]["point"]["latitude"].as_f64().unwrap();
    assert!(
        (latitude + 6.92).abs() < 0.05,
        "GeoNames has Bandung at -6.92: {latitude}"
    );
    let term = &answer["taxonomyTerms"]["nodes"][0];
    assert_eq!(term["parent"]["code"], "N09");
    assert!(
        term["labels"]
            .as_array()
            .unwrap()
            .iter()
            .any(|label| label["language"] == "en" && label["kind"] == "PREFERRED")
    );
    assert!(
        term["mappings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|mapping| mapping["term"]["code"] == "06"
                && mapping["term"]["taxonomyDetail"]["code"] == "ppks")
    );
}
