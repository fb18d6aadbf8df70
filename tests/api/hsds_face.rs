//! HSDS's read-only API: pages that add up, filters, what is kept from everyone, and answers that clients keep.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::header::{
    ALLOW, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use jembatan::auth::Role;
use jembatan::directory::shipped::{taxonomy_id, term_id};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use crate::both_backends;
use crate::confidential::{CANARIES, hide, shelter};
use crate::support::TestDirectory;
use crate::support::actor::{ask_with, secret};

const LISTS: [&str; 5] = [
    "services",
    "organizations",
    "service_at_locations",
    "taxonomies",
    "taxonomy_terms",
];

async fn send(directory: &TestDirectory, request: Request<Body>) -> Response {
    directory.router().oneshot(request).await.unwrap()
}

async fn fetch(directory: &TestDirectory, path: &str) -> Response {
    let request = Request::get(path).body(Body::empty()).unwrap();
    send(directory, request).await
}

async fn text(response: Response) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The JSON at a path under `/hsds/`, which must be there.
async fn read(directory: &TestDirectory, path: &str) -> Value {
    let response = fetch(directory, &format!("/hsds/{path}")).await;
    let status = response.status();
    let text = text(response).await;
    assert_eq!(status, StatusCode::OK, "{path}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// Why a path under `/hsds/` is refused.
async fn refusal(directory: &TestDirectory, path: &str, status: StatusCode) -> String {
    let response = fetch(directory, &format!("/hsds/{path}")).await;
    assert_eq!(response.status(), status, "{path}");
    let answer: Value = serde_json::from_str(&text(response).await).unwrap();
    answer["errors"][0]["message"].as_str().unwrap().to_owned()
}

fn ids(page: &Value) -> Vec<String> {
    let records = page["contents"].as_array().unwrap().iter();
    records
        .map(|record| record["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The ids of a list as a stream.
async fn streamed(directory: &TestDirectory, path: &str) -> Vec<Value> {
    let response = fetch(directory, &format!("/hsds/{path}")).await;
    assert_eq!(response.headers()[CONTENT_TYPE], "application/x-ndjson");
    let text = text(response).await;
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

both_backends! {
    async fn pages_add_up_to_the_stream(directory: TestDirectory) {
        let directory = directory.with_sample(60).await;
        for list in LISTS {
            let mut paged = Vec::new();
            let first = read(&directory, &format!("{list}?per_page=17")).await;
            let pages = first["total_pages"].as_u64().unwrap();
            for number in 1..=pages {
                let page = read(&directory, &format!("{list}?per_page=17&page={number}")).await;
                assert_eq!(page["first_page"], number == 1, "{list} {number}");
                assert_eq!(page["last_page"], number == pages, "{list} {number}");
                assert_eq!(page["page_number"], number);
                assert_eq!(page["empty"], false);
                assert_eq!(page["size"], ids(&page).len());
                paged.extend(ids(&page));
            }
            assert_eq!(first["total_items"], paged.len(), "{list}");
            let lines = streamed(&directory, &format!("{list}?format=ndjson")).await;
            let lines: Vec<&str> = lines.iter().map(|line| line["id"].as_str().unwrap()).collect();
            assert_eq!(lines, paged, "{list}");
            assert_eq!(paged.iter().collect::<BTreeSet<_>>().len(), paged.len());
            let beyond = read(&directory, &format!("{list}?page={}", pages + 100)).await;
            assert_eq!((&beyond["empty"], &beyond["contents"]), (&json!(true), &json!([])));
            // Each record of a list is found by its id, and says the same there.
            let one = &first["contents"][0];
            let alone = read(&directory, &format!("{list}/{}", one["id"].as_str().unwrap())).await;
            for (name, value) in one.as_object().unwrap() {
                if !value.is_object() {
                    assert_eq!(&alone[name], value, "{list} {name}");
                }
            }
        }
        let full = read(&directory, "services?full=true&per_page=100").await;
        let services = full["contents"].as_array().unwrap();
        assert!(services.iter().any(|service| service["service_at_locations"][0]["location"]["addresses"][0]["city"].is_string()));
        assert!(services.iter().all(|service| service["organization"]["name"].is_string()));
        let minimal = read(&directory, "services?minimal=true").await;
        let keys: BTreeSet<&str> = minimal["contents"].as_array().unwrap().iter()
            .flat_map(|record| record.as_object().unwrap().keys().map(String::as_str)).collect();
        assert!(keys.contains("id") && keys.iter().all(|key| ["id", "last_modified"].contains(key)), "{keys:?}");
        let owner = services[0]["organization"]["id"].as_str().unwrap();
        let whole = read(&directory, &format!("organizations/{owner}?full_service=true")).await;
        let owned = whole["services"].as_array().unwrap();
        assert!(owned.iter().any(|service| service["id"] == services[0]["id"]), "{whole}");
    }

    async fn filters_hold_together(directory: TestDirectory) {
        let owners = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
        let services = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
        let needs = ["need:N09", "need:N09", "need:N13"].map(term_id);
        let changed = ["2026-01-10T08:00:00Z", "2026-03-10T08:00:00Z", "2026-05-10T08:00:00Z"];
        let names = ["Rumah aman", "Pendampingan korban", "Beras dan sembako"];
        let codes = [("40111", -6.90, 107.60), ("40112", -6.91, 107.61), ("60111", -7.25, 112.75)];
        for at in 0..3 {
            let (code, latitude, longitude) = codes[at];
            directory.import_json(&json!({
                "id": services[at], "name": names[at], "status": "active", "last_modified": changed[at],
                "organization": { "id": owners[at], "name": format!("Yayasan {at}"), "description": "Uji." },
                "attributes": [{ "id": Uuid::now_v7(), "taxonomy_term_id": needs[at], "link_entity": "service" }],
                "service_at_locations": [{ "id": Uuid::now_v7(), "location": {
                    "id": Uuid::now_v7(), "location_type": "physical", "name": "Kantor", "latitude": latitude, "longitude": longitude,
                    "addresses": [{ "id": Uuid::now_v7(), "address_1": "Jalan Uji 1", "city": "Kota", "state_province": "Jawa",
                        "postal_code": code, "country": "ID", "address_type": "physical" }] } }]
            })).await;
        }
        let found = async |query: String| -> BTreeSet<usize> {
            let page = read(&directory, &format!("services?{query}")).await;
            ids(&page).iter().map(|id| services.iter().position(|known| known.to_string() == *id).unwrap()).collect()
        };
        let set = |all: &[usize]| all.iter().copied().collect::<BTreeSet<_>>();
        let (first, last) = (owners[0], owners[2]);
        assert_eq!(found(format!("organization_id={first}")).await, set(&[0]));
        assert_eq!(found(format!("organization_id={first}&organization_id={last}")).await, set(&[0, 2]));
        let violence = needs[0];
        assert_eq!(found(format!("taxonomy_term_id={violence}")).await, set(&[0, 1]));
        assert_eq!(found(format!("taxonomy_term_id={violence}&organization_id={last}")).await, set(&[]));
        assert_eq!(found(format!("taxonomy_id={}", taxonomy_id("need"))).await, set(&[0, 1, 2]));
        assert_eq!(found(format!("taxonomy_id={}", taxonomy_id("specialization"))).await, set(&[]));
        assert_eq!(found("modified_after=2026-03-10T15:00:00%2B07:00".to_owned()).await, set(&[1, 2]));
        assert_eq!(found("search=sembako".to_owned()).await, set(&[2]));
        assert_eq!(found(format!("search=sembako&organization_id={first}")).await, set(&[]));
        let organizations = read(&directory, &format!("organizations?taxonomy_term_id={violence}&search=yayasan")).await;
        assert_eq!(organizations["total_items"], 2);
        let places = async |query: &str| read(&directory, &format!("service_at_locations?{query}")).await["total_items"].clone();
        assert_eq!(places("postcode=40111").await, 1);
        assert_eq!(places("postcode=99999").await, 0);
        assert_eq!(places("postcode=40111&proximity=5000").await, 2);
        assert_eq!(places("proximity=5000").await, places("page=1").await, "around nothing is everywhere");
        assert_eq!(places("postcode=40111&proximity=5000&search=sembako").await, 0);
        assert_eq!(places(&format!("organization_id={last}&postcode=60111")).await, 1);
        let tops = read(&directory, &format!("taxonomy_terms?top_only=true&taxonomy_id={}", taxonomy_id("specialization"))).await;
        let top = tops["contents"].as_array().unwrap().iter().find(|term| term["code"].is_string()).unwrap();
        let below = read(&directory, &format!("taxonomy_terms?parent_id={}", top["id"].as_str().unwrap())).await;
        assert!(below["contents"].as_array().unwrap().iter().all(|term| term["parent_id"] == top["id"]), "{below}");
    }

    async fn what_cannot_be_answered_is_said(directory: TestDirectory) {
        let bad = StatusCode::BAD_REQUEST;
        for (path, says) in [
            ("services?page=0", "`page` is \"0\"; give a number from 1 to"),
            ("services?per_page=101", "a number from 1 to 100"),
            ("services?full=yes", "true or false"),
            ("services?organization_id=7", "a UUID"),
            ("services?modified_after=kemarin", "a moment such as"),
            ("services?format=xml", "json or ndjson"),
            ("services?page=1&page=2", "given twice"),
            ("services?postcode=40111", "`postcode` is not known here"),
            ("service_at_locations?postcode=40111&proximity=-1", "meters, from 0 to 50000"),
            ("service_at_locations?postcode=", "letters or digits"),
            ("services/7", "give a UUID"),
            ("taxonomies/00000000-0000-0000-0000-000000000000?full=true", "nothing is asked here but the id"),
        ] {
            let sentence = refusal(&directory, path, bad).await;
            assert!(sentence.contains(says), "{path}: {sentence}");
        }
        let missing = "services/00000000-0000-0000-0000-000000000000";
        assert!(refusal(&directory, missing, StatusCode::NOT_FOUND).await.contains("no service"));
        refusal(&directory, "clinics", StatusCode::NOT_FOUND).await;
        for list in LISTS {
            let request = Request::builder().method(Method::DELETE).uri(format!("/hsds/{list}")).body(Body::empty()).unwrap();
            let response = send(&directory, request).await;
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
            assert!(response.headers()[ALLOW].to_str().unwrap().contains("GET"));
        }
    }

    async fn what_everyone_may_not_see_is_not_told(directory: TestDirectory) {
        let (service, location) = (Uuid::now_v7(), Uuid::now_v7());
        directory.import_json(&shelter(service, location)).await;
        let paths = [
            "services?full=true".to_owned(),
            "services?format=ndjson&full=true".to_owned(),
            "organizations?full_service=true".to_owned(),
            "service_at_locations?full=true".to_owned(),
            format!("services/{service}"),
        ];
        let before = read(&directory, &paths[4]).await.to_string();
        assert!(CANARIES.iter().all(|canary| before.contains(canary)), "a public place shows it all: {before}");
        assert_eq!(read(&directory, "service_at_locations?postcode=40999").await["total_items"], 1);
        hide(&directory, location).await;
        for path in &paths {
            let answer = text(fetch(&directory, &format!("/hsds/{path}")).await).await;
            assert!(answer.contains(&service.to_string()), "{path}");
            for canary in CANARIES.iter().chain(&["-6.88", "107.59"]) {
                assert!(!answer.contains(canary), "{canary} in {path}: {answer}");
            }
        }
        // Nor does a question that its postcode or its point would answer.
        directory.import_json(&json!({ "id": Uuid::now_v7(), "location_type": "physical", "name": "Tetangga", "latitude": -6.8877, "longitude": 107.5988,
            "addresses": [{ "id": Uuid::now_v7(), "address_1": "Jalan Uji 1", "city": "Kota Bandung", "state_province": "Jawa Barat", "postal_code": "40162", "country": "ID", "address_type": "physical" }] })).await;
        for query in ["postcode=40999", "postcode=40162&proximity=1000"] {
            assert_eq!(read(&directory, &format!("service_at_locations?{query}")).await["total_items"], 0, "{query}");
        }
        let owner = read(&directory, &paths[4]).await["organization"]["id"].clone();
        let secret = secret(&directory, Role::Admin).await;
        let suspend = format!("mutation {{ it: organizationSuspend(id: {owner}, reason: \"Uji.\") {{ userErrors {{ code }} }} }}");
        let answer = ask_with(&directory, secret.as_deref(), &suspend).await;
        assert_eq!(answer["data"]["it"]["userErrors"], json!([]), "{answer}");
        assert_eq!(read(&directory, "services").await["total_items"], 0);
        assert_eq!(read(&directory, "service_at_locations").await["total_items"], 0);
        refusal(&directory, &format!("services/{service}"), StatusCode::NOT_FOUND).await;
    }

    async fn answers_are_kept_until_something_changes(directory: TestDirectory) {
        let (service, location) = (Uuid::now_v7(), Uuid::now_v7());
        directory.import_json(&shelter(service, location)).await;
        for path in ["/hsds/services".to_owned(), format!("/hsds/services/{service}"), "/hsds/services?format=ndjson".to_owned()] {
            let first = fetch(&directory, &path).await;
            let (tag, changed) = (first.headers()[ETAG].clone(), first.headers()[LAST_MODIFIED].clone());
            for (header, held) in [(IF_NONE_MATCH, &tag), (IF_MODIFIED_SINCE, &changed)] {
                let request = Request::get(&path).header(&header, held).body(Body::empty()).unwrap();
                let again = send(&directory, request).await;
                assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path} by {header}");
                assert_eq!(again.headers()[ETAG], tag);
                assert_eq!(text(again).await, "");
            }
            directory.import_json(&json!({ "id": service, "name": format!("Rumah {path}"), "status": "active" })).await;
            let request = Request::get(&path).header(IF_NONE_MATCH, &tag).body(Body::empty()).unwrap();
            let changed = send(&directory, request).await;
            assert_eq!(changed.status(), StatusCode::OK);
            assert!(text(changed).await.contains(&format!("Rumah {path}")));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_document_tells_of_every_path() {
    let directory = TestDirectory::start().await;
    let document = read(&directory, "openapi.json").await;
    assert_eq!(document["openapi"], "3.1.0");
    let paths: BTreeSet<&str> = document["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let told = LISTS
        .iter()
        .flat_map(|list| [format!("/hsds/{list}"), format!("/hsds/{list}/{{id}}")]);
    let mut told: BTreeSet<String> = told.collect();
    told.insert("/hsds".to_owned());
    assert_eq!(paths, told.iter().map(String::as_str).collect());
    // Every schema that is named is there.
    let text = document.to_string();
    for name in text.split("#/components/schemas/").skip(1) {
        let name = name.split('"').next().unwrap();
        assert!(
            document["components"]["schemas"][name].is_object(),
            "{name}"
        );
    }
    let about = read(&directory, "").await;
    assert_eq!(about["version"], "3.2");
    assert!(
        about["openapi_url"]
            .as_str()
            .unwrap()
            .ends_with("/hsds/openapi.json")
    );
}
