//! Finding help: words, needs, places and the order of what is found.

use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::support::TestDirectory;

/// A service with a name, marked with needs, at a place when one is given.
fn service(name: &str, needs: &[&str], place: Option<(&str, f64, f64)>) -> Value {
    let attributes: Vec<Value> = needs.iter().map(|need| json!({
        "id": Uuid::now_v7(), "link_type": "need",
        "taxonomy_term": { "id": jembatan::directory::shipped::term_id(&format!("need:{need}")), "name": need, "description": need }
    })).collect();
    let places: Vec<Value> = place.into_iter().map(|(code, latitude, longitude)| json!({
        "id": Uuid::now_v7(),
        "location": {
            "id": Uuid::now_v7(), "location_type": "physical", "name": "Kantor", "latitude": latitude, "longitude": longitude,
            "external_identifier": code, "external_identifier_type": "kemendagri"
        }
    })).collect();
    json!({
        "id": Uuid::now_v7(), "name": name, "status": "active",
        "organization": { "id": Uuid::now_v7(), "name": "Yayasan", "description": "Yayasan." },
        "attributes": attributes, "service_at_locations": places
    })
}

/// Terms keep their shipped names: only the marks are wanted.
async fn import(directory: &TestDirectory, mut services: Vec<Value>) {
    for service in &mut services {
        for attribute in service["attributes"].as_array_mut().unwrap() {
            let id = attribute["taxonomy_term"]["id"].clone();
            let answer = directory
                .ask(&format!(
                    "{{ taxonomyTerm(id: {id}) {{ name description }} }}"
                ))
                .await;
            attribute["taxonomy_term"]["name"] = answer["taxonomyTerm"]["name"].clone();
            attribute["taxonomy_term"]["description"] =
                answer["taxonomyTerm"]["description"].clone();
        }
    }
    directory.import_json(&Value::Array(services)).await;
}

async fn names(directory: &TestDirectory, input: &str) -> Vec<String> {
    let answer = directory
        .ask(&format!(
            "{{ findServices(input: {{{input}}}) {{ nodes {{ service {{ name }} }} }} }}"
        ))
        .await;
    answer["findServices"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["service"]["name"].as_str().unwrap().to_owned())
        .collect()
}

both_backends! {
    async fn plain_words_are_understood_as_needs(directory: TestDirectory) {
        import(&directory, vec![service("Layanan A", &["N09"], None), service("Layanan B", &["N07"], None), service("Layanan C", &["N10"], None)]).await;
        let answer = directory.ask("{ findServices(input: {text: \"suami suka mukul, tolong\"}) {
            interpretedAs { matchedText confidence term { code name } } nodes { service { name } } totalCount } }").await;
        let found = &answer["findServices"];
        assert_eq!(found["interpretedAs"], json!([{ "matchedText": "suami suka mukul", "confidence": 1.0,
            "term": { "code": "N09", "name": "Kekerasan dan perlindungan segera" } }]));
        assert_eq!(found["nodes"][0]["service"]["name"], "Layanan A");
        assert_eq!(found["nodes"][1]["service"]["name"], "Layanan C", "a narrower need comes after");
        assert_eq!(found["totalCount"], 2);
    }

    async fn needs_hold_their_narrower_needs(directory: TestDirectory) {
        import(&directory, vec![service("Luas", &["N09"], None), service("Sempit", &["N10"], None), service("Lain", &["N26"], None)]).await;
        assert_eq!(names(&directory, "needs: [\"N09\"]").await, ["Luas", "Sempit"]);
        assert_eq!(names(&directory, "needs: [\"n10\"]").await, ["Sempit"]);
        let page = directory.ask("{ taxonomyTerms(filter: {taxonomy: \"need\", codes: [\"N10\"]}) { nodes { id hsdsId } } }").await;
        for id in ["id", "hsdsId"] {
            assert_eq!(names(&directory, &format!("needs: [{}]", page["taxonomyTerms"]["nodes"][0][id])).await, ["Sempit"]);
        }
        assert_eq!(directory.refusal("{ findServices(input: {needs: [\"N99\"]}) { totalCount } }").await, "INVALID_ARGUMENT");
    }

    async fn words_are_found_in_all_their_forms(directory: TestDirectory) {
        import(&directory, vec![service("Pendampingan perumahan keluarga", &[], None), service("Child counselling", &[], None)]).await;
        for text in ["pendampingan", "damping", "mendampingi", "perumahan", "rumah", "keluarga", "keluaga", "PENDAMPINGAN", "pendamp"] {
            assert_eq!(names(&directory, &format!("text: \"{text}\"")).await, ["Pendampingan perumahan keluarga"], "{text}");
        }
        for text in ["counselling", "counsel", "child", "counseling"] {
            assert_eq!(names(&directory, &format!("text: \"{text}\"")).await.first().unwrap(), "Child counselling", "{text}");
        }
        assert_eq!(names(&directory, "text: \"zzzzzz\"").await, [] as [&str; 0]);
    }

    async fn a_question_without_words_finds_all(directory: TestDirectory) {
        import(&directory, vec![service("Satu", &[], None), service("Dua", &[], None)]).await;
        for text in ["", "   ", "?!.,", "yang di dan", "the of"] {
            assert_eq!(names(&directory, &format!("text: \"{text}\"")).await.len(), 2, "{text:?}");
        }
    }

    async fn near_measures_and_bounds_distances(directory: TestDirectory) {
        import(&directory, vec![
            service("Dekat", &["N26"], Some(("32.73.05", -6.9, 107.6))),
            service("Jauh", &["N26"], Some(("32.73.05", -6.95, 107.6))),
            service("Tanpa tempat", &["N26"], None),
        ]).await;
        let near = "needs: [\"N26\"], near: {latitude: -6.9, longitude: 107.6";
        assert_eq!(names(&directory, &format!("{near}}}")).await, ["Dekat", "Jauh", "Tanpa tempat"]);
        assert_eq!(names(&directory, &format!("{near}, radiusM: 1000}}")).await, ["Dekat"]);
        let answer = directory.ask(&format!("{{ findServices(input: {{{near}}}}}) {{ nodes {{ distanceM }} }} }}")).await;
        let distances: Vec<Option<f64>> = answer["findServices"]["nodes"].as_array().unwrap().iter().map(|node| node["distanceM"].as_f64()).collect();
        // 0.05 degrees of latitude on a sphere of 6,371,008.8 m.
        assert_eq!(distances, [Some(0.0), Some(5560.0), None]);
        for near in ["latitude: 91, longitude: 0", "latitude: 0, longitude: 181", "latitude: 0, longitude: 0, radiusM: 0", "latitude: 0, longitude: 0, radiusM: -5"] {
            assert_eq!(directory.refusal(&format!("{{ findServices(input: {{near: {{{near}}}}}) {{ totalCount }} }}")).await, "INVALID_ARGUMENT", "{near}");
        }
    }

    async fn help_comes_in_the_order_of_the_ladder(directory: TestDirectory) {
        let mut nation = service("Nasional", &["N12"], None);
        nation["service_areas"] = json!([{ "id": Uuid::now_v7(), "uri": "urn:iso3166:ID", "name": "Indonesia" }]);
        let mut serving = service("Melayani kota", &["N12"], Some(("31.71", -6.2, 106.8)));
        serving["service_areas"] = json!([{ "id": Uuid::now_v7(), "uri": "urn:kemendagri:32.73", "name": "Kota Bandung" }]);
        import(&directory, vec![
            service("Luar", &["N12"], Some(("35.78", -7.25, 112.75))), nation,
            service("Provinsi", &["N12"], Some(("32.04", -7.0, 107.5))), serving,
            service("Kecamatan", &["N12"], Some(("32.73.05", -6.89, 107.6))),
            service("Kota", &["N12"], Some(("32.73.06", -6.9, 107.61))),
        ]).await;
        let answer = directory.ask("{ findServices(input: {needs: [\"N12\"], regionCode: \"32.73.05\"}) { nodes { reach service { name } } } }").await;
        let mut ladder: Vec<(String, String)> = answer["findServices"]["nodes"].as_array().unwrap().iter()
            .map(|node| (node["reach"].as_str().unwrap().to_owned(), node["service"]["name"].as_str().unwrap().to_owned())).collect();
        ladder[1..3].sort();
        let expected = [("DISTRICT", "Kecamatan"), ("REGENCY", "Kota"), ("REGENCY", "Melayani kota"), ("NATION", "Nasional"), ("NEIGHBOR", "Provinsi"), ("OUTSIDE", "Luar")];
        assert_eq!(ladder, expected.map(|(reach, name)| (reach.to_owned(), name.to_owned())));
        let mut inside = names(&directory, "needs: [\"N12\"], regionCode: \"32.73\", includeOutside: false").await;
        inside.sort();
        assert_eq!(inside, ["Kecamatan", "Kota", "Melayani kota", "Nasional"]);
        assert_eq!(directory.refusal("{ findServices(input: {regionCode: \"Bandung\"}) { totalCount } }").await, "INVALID_ARGUMENT");
    }

    async fn a_service_at_many_places_is_one_answer(directory: TestDirectory) {
        let mut many = service("Keliling", &["N26"], None);
        many["service_at_locations"] = (0..150).map(|place| json!({ "id": Uuid::now_v7(), "location": {
            "id": Uuid::now_v7(), "location_type": "physical", "name": format!("Pos {place}"), "latitude": -6.9 - f64::from(place) / 1000.0, "longitude": 107.6 } })).collect();
        import(&directory, vec![many, service("Tetap", &["N26"], Some(("32.73", -6.9, 107.7)))]).await;
        let answer = directory.ask("{ findServices(input: {needs: [\"N26\"], near: {latitude: -7.0, longitude: 107.6}}) { totalCount nodes { service { name } location { name } } } }").await;
        let found = &answer["findServices"];
        assert_eq!(found["totalCount"], 2);
        assert_eq!(found["nodes"], json!([
            { "service": { "name": "Keliling" }, "location": { "name": "Pos 100" } },
            { "service": { "name": "Tetap" }, "location": { "name": "Kantor" } }
        ]));
    }

    async fn the_index_follows_the_log(directory: TestDirectory) {
        let mut one = service("Klinik Melati", &["N26"], Some(("32.73", -6.9, 107.6)));
        import(&directory, vec![one.clone()]).await;
        let offers = directory.opened.index.offers();
        assert_eq!(directory.opened.index.position(), directory.head().await);
        one["name"] = "Klinik Mawar".into();
        import(&directory, vec![one.clone()]).await;
        assert_eq!(names(&directory, "text: \"melati\"").await, [] as [&str; 0]);
        assert_eq!(names(&directory, "text: \"mawar\"").await, ["Klinik Mawar"]);
        one["organization"]["name"] = "Bunga Bangsa".into();
        import(&directory, vec![one.clone()]).await;
        assert_eq!(names(&directory, "text: \"bangsa\"").await, ["Klinik Mawar"]);
        one["status"] = "defunct".into();
        import(&directory, vec![one]).await;
        assert_eq!(names(&directory, "").await, [] as [&str; 0]);
        assert_eq!(directory.opened.index.offers(), offers - 1);
    }

    async fn the_index_can_be_made_anew(directory: TestDirectory) {
        let directory = directory.with_sample(150).await;
        let question = "{ findServices(input: {text: \"konseling anak\", regionCode: \"32.73\"}, first: 50) { totalCount nodes { score reach service { hsdsId } location { hsdsId } } } }";
        let before = directory.ask(question).await;
        directory.opened.index.rebuild(&directory.opened.store, &directory.opened.feed).await.unwrap();
        assert_eq!(directory.ask(question).await, before);
        assert_eq!(directory.opened.index.position(), directory.head().await);
    }

    async fn pages_of_what_is_found_add_up(directory: TestDirectory) {
        let directory = directory.with_sample(150).await;
        let question = |first: usize| format!("query($after: String) {{ findServices(input: {{text: \"layanan anak\"}}, first: {first}, after: $after) {{ totalCount nodes {{ score service {{ hsdsId }} }} pageInfo {{ endCursor hasNextPage }} }} }}");
        let whole = directory.answer(&question(100), Value::Null).await["data"]["findServices"].take();
        let (mut parts, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = directory.answer(&question(9), json!({ "after": after })).await["data"]["findServices"].take();
            parts.extend(page["nodes"].as_array().unwrap().clone());
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false || parts.len() >= 99 {
                break;
            }
        }
        assert!(parts.len() > 30);
        assert_eq!(parts, whole["nodes"].as_array().unwrap()[..parts.len()]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_of_another_store_or_version_is_made_anew() {
    let directory = TestDirectory::start().await.with_sample(30).await;
    let folder = directory.folder().join("other");
    let index = jembatan::search::Index::open(&folder).unwrap();
    assert_eq!(index.position(), 0);
    std::fs::write(folder.join("meta.json"), "rubbish").unwrap();
    drop(index);
    let index = jembatan::search::Index::open(&folder).unwrap();
    index
        .catch_up(&directory.opened.store, &directory.opened.feed)
        .await
        .unwrap();
    assert_eq!(index.offers(), directory.opened.index.offers());
}

#[test]
fn any_text_gets_an_answer() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let directory = runtime.block_on(async { TestDirectory::start().await.with_sample(60).await });
    let question = "query($text: String, $needs: [String!], $near: NearInput, $code: String) {
        findServices(input: {text: $text, needs: $needs, near: $near, regionCode: $code}) { totalCount nodes { score } interpretedAs { confidence } } }";
    let code = prop_oneof![
        Just(None),
        Just(Some("32.73".to_owned())),
        Just(Some("32".to_owned())),
        Just(Some("32.73.05.1001".to_owned()))
    ];
    let cases = (
        any::<String>(),
        prop::option::of((-90.0..90.0, -180.0..180.0)),
        code,
    );
    proptest!(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() }, |((text, near, code) in cases)| {
        let near = near.map(|(latitude, longitude)| json!({ "latitude": latitude, "longitude": longitude }));
        let answer = runtime.block_on(directory.answer(question, json!({ "text": text, "near": near, "code": code })));
        prop_assert!(answer.get("errors").is_none(), "{answer}");
        for node in answer["data"]["findServices"]["nodes"].as_array().unwrap() {
            prop_assert!((0.0..=1.0).contains(&node["score"].as_f64().unwrap()));
        }
    });
}
