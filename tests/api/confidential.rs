//! A confidential place: nothing that tells where it stands leaves the store, on any surface.

use jembatan::directory::Hours;
use jembatan::search::{Fits, Judge, Marks, Query, Served, Traits, Verdict};
use jembatan::store::{Reader, Sight};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::support::TestDirectory;

pub const CANARIES: [&str; 9] = [
    "Jalan Kenari",
    "Gang Rahasia",
    "Pagar hijau",
    "Naik angkot",
    "40999",
    "32.73.05",
    "Sukajadi",
    "canary.example",
    "Lantai dua",
];

/// Sees what the index tells of an offer.
#[derive(Default)]
struct Witness {
    distances: std::sync::Mutex<Vec<Option<f64>>>,
    regions: std::sync::Mutex<Vec<Option<u64>>>,
}

impl Judge for Witness {
    fn marks(&self, _: &Marks) -> Verdict {
        Verdict::default()
    }
    fn traits(&self, _: &Traits) -> (Verdict, f64) {
        (Verdict::default(), 0.0)
    }
    fn hours(&self, _: &Hours) -> (Verdict, bool) {
        (Verdict::default(), false)
    }
    fn areas(&self, _: &[u64]) -> Option<Served> {
        None
    }
    fn place(&self, region: Option<u64>, _: Option<Served>) -> (Verdict, u8) {
        self.regions.lock().unwrap().push(region);
        (Verdict::default(), 0)
    }
    fn distance(&self, distance_m: Option<f64>) -> Verdict {
        self.distances.lock().unwrap().push(distance_m);
        Verdict::default()
    }
    fn assured(&self, _: Option<u64>) -> Verdict {
        Verdict::default()
    }
    fn score(&self, _: &Fits) -> f64 {
        0.0
    }
    fn facet_area(&self, region: u64) -> Option<u64> {
        Some(region)
    }
}

pub fn shelter(service: Uuid, location: Uuid) -> Value {
    json!({
        "id": service, "name": "Rumah aman", "status": "active", "description": "Tempat berlindung.",
        "organization": { "id": Uuid::now_v7(), "name": "Yayasan Pelindung", "description": "Melindungi." },
        "service_at_locations": [{
            "id": Uuid::now_v7(),
            "location": {
                "id": location, "location_type": "physical", "name": "Rumah aman", "description": "Pagar hijau",
                "transportation": "Naik angkot", "url": "https://canary.example/peta",
                "latitude": -6.887_654, "longitude": 107.598_765,
                "external_identifier": "32.73.05", "external_identifier_type": "kemendagri",
                "addresses": [{
                    "id": Uuid::now_v7(), "address_1": "Jalan Kenari 9", "address_2": "Gang Rahasia", "city": "Kota Bandung",
                    "region": "Sukajadi", "state_province": "Jawa Barat", "postal_code": "40999", "country": "ID",
                    "address_type": "physical",
                    "metadata": [{
                        "id": Uuid::now_v7(), "last_action_date": "2026-01-01", "last_action_type": "update", "field_name": "address_1",
                        "previous_value": "Jalan Kenari 7", "replacement_value": "Jalan Kenari 9", "updated_by": "admin"
                    }]
                }],
                "phones": [{ "id": Uuid::now_v7(), "number": "+62-000-1" }],
                "accessibility": [{ "id": Uuid::now_v7(), "description": "Lantai dua", "details": "Jalan Kenari" }],
                "attributes": [{ "id": Uuid::now_v7(), "link_type": "village", "value": "Sukajadi" }],
                "metadata": [{
                    "id": Uuid::now_v7(), "last_action_date": "2026-01-01", "last_action_type": "update", "field_name": "latitude",
                    "previous_value": "Jalan Kenari", "replacement_value": "-6.887654", "updated_by": "admin"
                }]
            }
        }]
    })
}

pub async fn hide(directory: &TestDirectory, location: Uuid) {
    use entity::object::object;
    use jembatan::directory::{Draft, Editor};
    let mut editor = Editor::begin(
        directory.opened.store.clone(),
        "test",
        crate::support::now(),
    )
    .await
    .unwrap();
    let mut draft = Draft::new(location);
    draft.set(
        object("location").unwrap(),
        "visibility",
        jembatan::store::Cell::Text("CONFIDENTIAL".to_owned()),
    );
    editor
        .put(object("location").unwrap(), &[draft])
        .await
        .unwrap();
    editor.commit().await.unwrap();
    directory.opened.catch_up().await.unwrap();
}

/// Everything of a location that the API can be asked for.
const LOCATION: &str = "name alternateName description transportation url latitude longitude externalIdentifier
    externalIdentifierType regionCode visibility coordinatePrecision region { code name point { latitude longitude } parent { code } }
    addresses { address1 address2 city region stateProvince postalCode } phones { number } languages { name } contacts { name }
    schedules { byday } accessibility { description details } attributes { value } terms { code }
    metadata { previousValue replacementValue } organization { name }";

both_backends! {
    async fn nothing_tells_where_it_stands(directory: TestDirectory) {
        let (service, location) = (Uuid::now_v7(), Uuid::now_v7());
        directory.import_json(&shelter(service, location)).await;
        let queries = [
            format!("{{ location(id: \"{location}\") {{ {LOCATION} }} }}"),
            format!("{{ locations(first: 3) {{ nodes {{ {LOCATION} }} }} }}"),
            format!("{{ service(id: \"{service}\") {{ name serviceAtLocations {{ location {{ {LOCATION} }} }} }} }}"),
            format!("{{ services(first: 3) {{ edges {{ node {{ serviceAtLocations {{ location {{ {LOCATION} }} service {{ name }} }} }} }} }} }}"),
            format!("{{ findServices(input: {{text: \"rumah aman\", regionCode: \"32.73.05\", near: {{latitude: -6.887654, longitude: 107.598765}}}}, first: 3) {{ nodes {{ score distanceM reach location {{ {LOCATION} }} }} }} }}"),
            format!("{{ organizations(filter: {{regionCode: \"32.73\"}}, first: 3) {{ nodes {{ name services(first: 3) {{ nodes {{ serviceAtLocations {{ location {{ {LOCATION} }} }} }} }} }} }} }}"),
        ];
        let before = directory.ask(&queries[0]).await.to_string();
        assert!(CANARIES.iter().all(|canary| before.contains(canary)), "a public place shows it all: {before}");

        hide(&directory, location).await;
        for query in &queries {
            let answer = directory.ask(query).await.to_string();
            for canary in CANARIES.iter().chain(&["-6.88", "107.59"]) {
                assert!(!answer.contains(canary), "{canary} in {answer}");
            }
        }
        let shown = directory.ask(&queries[0]).await;
        assert_eq!(shown["location"]["name"], "Rumah aman");
        assert_eq!(shown["location"]["regionCode"], "32.73");
        assert_eq!(shown["location"]["visibility"], "CONFIDENTIAL");
        assert_eq!(shown["location"]["phones"][0]["number"], "+62-000-1");
    }

    async fn asking_for_a_finer_area_does_not_tell_either(directory: TestDirectory) {
        let (service, location) = (Uuid::now_v7(), Uuid::now_v7());
        directory.import_json(&shelter(service, location)).await;
        hide(&directory, location).await;
        let answer = directory.ask("{
            locations(filter: {regionCode: \"32.73.05\"}) { totalCount }
            regency: locations(filter: {regionCode: \"32.73\"}) { totalCount }
            organizations(filter: {regionCode: \"32.73.05\"}) { totalCount }
            near: findServices(input: {near: {latitude: -6.887654, longitude: 107.598765, radiusM: 50000}}) { totalCount }
            inside: findServices(input: {regionCode: \"32.73.05\", includeOutside: false}) { totalCount }
        }").await;
        assert_eq!(answer["locations"]["totalCount"], 0);
        assert_eq!(answer["organizations"]["totalCount"], 0);
        assert_eq!(answer["regency"]["totalCount"], 1);
        assert_eq!(answer["near"]["totalCount"], 0);
        assert_eq!(answer["inside"]["totalCount"], 0);
        let found = directory.ask("{ findServices(input: {regionCode: \"32.73.05\", needs: []}) { nodes { reach } } }").await;
        let elsewhere = directory.ask("{ findServices(input: {regionCode: \"32.73.06\", needs: []}) { nodes { reach } } }").await;
        assert_eq!(found, elsewhere, "the reach is the same from every district");
    }

    async fn near_misses_facets_suggestions_and_errors_do_not_tell_either(directory: TestDirectory) {
        let (service, location) = (Uuid::now_v7(), Uuid::now_v7());
        directory.import_json(&shelter(service, location)).await;
        let address = directory.ask(&format!("{{ location(id: \"{location}\") {{ addresses {{ id }} accessibility {{ id }} }} }}")).await;
        let hidden = ["addresses", "accessibility"].map(|list| address["location"][list][0]["id"].as_str().unwrap().to_owned());
        let nodes = format!("nodes {{ distanceM reach reasons {{ sentence }} cautions {{ sentence }} location {{ {LOCATION} }} }}");
        let misses = format!("nearMisses(first: 9) {{ filter remedy node {{ distanceM reach reasons {{ sentence }} location {{ {LOCATION} }} }} }}");
        let facets = "facets { regions { region { code name } count } organizationKinds { count } }";
        let near = "near: {latitude: -6.887654, longitude: 107.598765, radiusM: 900}";
        let queries = [
            format!("{{ findServices(input: {{text: \"rumah aman\", {near}}}) {{ totalCount {nodes} {facets} {misses} }} }}"),
            format!("{{ findServices(input: {{text: \"rumah aman\", serviceStatus: [INACTIVE]}}) {{ totalCount {nodes} {facets} {misses} }} }}"),
            format!("{{ findServices(input: {{regionCode: \"32.73\"}}) {{ totalCount {nodes} {facets} {misses} }} }}"),
            format!("{{ findServices(input: {{text: \"jalan kenari gang rahasia 40999\"}}) {{ totalCount {nodes} {facets} {misses} }} }}"),
            "{ jalan: suggest(text: \"jalan ken\") { text } pagar: suggest(text: \"pagar\") { text } rumah: suggest(text: \"rumah am\") { text } }".to_owned(),
            format!("{{ nodes(ids: [\"{}\", \"{}\"]) {{ id }} }}", hidden[0], hidden[1]),
            format!("{{ location(id: \"{}\") {{ name }} }}", hidden[0]),
            "{ findServices(input: {regionCode: \"99.99.99.99.9\"}) { totalCount } }".to_owned(),
            "{ findServices(input: {near: {latitude: 106.887654, longitude: 0}}) { totalCount } }".to_owned(),
        ];
        let public = directory.answer(&queries[0], Value::Null).await.to_string();
        assert!(public.contains("Jalan Kenari") && public.contains("32.73.05"), "a public place shows it all: {public}");

        hide(&directory, location).await;
        let mut said = Vec::new();
        for query in &queries {
            let answer = directory.answer(query, Value::Null).await.to_string();
            for canary in CANARIES.iter().chain(&["-6.88", "107.59"]) {
                assert!(!answer.contains(canary), "{canary} in {answer}");
            }
            said.push(answer);
        }
        assert!(said[1].contains("SERVICE_STATUS") && said[1].contains("Rumah aman"), "it is a near miss all the same: {}", said[1]);
        assert!(said[2].contains("\"totalCount\":1"), "it is found in its regency: {}", said[2]);
        assert!(said[3].contains("\"totalCount\":0"), "its address finds nothing: {}", said[3]);
        assert!(said[4].contains("Rumah aman"), "its name is suggested: {}", said[4]);
    }

    async fn the_index_holds_none_of_it(directory: TestDirectory) {
        let (service, location) = (Uuid::now_v7(), Uuid::now_v7());
        directory.import_json(&shelter(service, location)).await;
        hide(&directory, location).await;
        let judge = std::sync::Arc::new(Witness::default());
        let query = Query { first: 10, near: Some((-6.887_654, 107.598_765)), ..Query::default() };
        let found = directory.opened.index.find(&query, judge.clone()).unwrap();
        assert_eq!(found.hits.len(), 1);
        assert!(found.hits[0].traits().is_confidential);
        assert_eq!(*judge.distances.lock().unwrap(), [None]);
        assert_eq!(*judge.regions.lock().unwrap(), [Some(3_273_000_000)]);
    }

    async fn those_with_the_right_see_it(directory: TestDirectory) {
        let (service, location) = (Uuid::now_v7(), Uuid::now_v7());
        directory.import_json(&shelter(service, location)).await;
        hide(&directory, location).await;
        for (sight, addresses) in [(Sight::Confidential, 1), (Sight::Public, 0), (Sight::Confidential, 1)] {
            let reader = Reader::new(directory.opened.store.clone(), sight);
            let rows = reader.by_parents::<entity::address::Entity>(entity::address::Column::LocationId, [location]).await.unwrap();
            assert_eq!(rows[&location].len(), addresses, "{sight:?}: what is kept in memory is kept apart");
            let rows = reader.by_ids::<entity::location::Entity>([location]).await.unwrap();
            assert_eq!(rows[&location].latitude.is_some(), addresses == 1);
        }
    }
}
