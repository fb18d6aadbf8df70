//! The broker's match: filters with what is not known, hours, reasons, near misses, facets and suggestions.

use jembatan::transfer;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::support::{TestDirectory, now};

/// A service by its name, with whatever else is to be said of it.
fn service(name: &str, more: Value) -> Value {
    let mut service = json!({
        "id": Uuid::now_v7(), "name": name, "status": "active", "description": "Layanan.",
        "organization": { "id": Uuid::now_v7(), "name": "Yayasan", "description": "Yayasan." }
    });
    for (field, value) in more.as_object().unwrap() {
        service[field] = value.clone();
    }
    service
}

/// A mark with a shipped term, which keeps its name.
async fn mark(directory: &TestDirectory, code: &str) -> Value {
    let id = jembatan::directory::shipped::term_id(code);
    let answer = directory
        .ask(&format!(
            "{{ taxonomyTerm(id: \"{id}\") {{ name description }} }}"
        ))
        .await;
    let term = &answer["taxonomyTerm"];
    json!({ "id": Uuid::now_v7(), "link_entity": "service", "taxonomy_term": { "id": id, "name": term["name"], "description": term["description"] } })
}

fn at(code: &str) -> Value {
    json!([{ "id": Uuid::now_v7(), "location": {
        "id": Uuid::now_v7(), "location_type": "physical", "name": "Kantor",
        "external_identifier": code, "external_identifier_type": "kemendagri" } }])
}

/// Weekly hours at the offset of Western Indonesia.
fn weekly(days: &str, opens_at: &str, closes_at: &str) -> Value {
    json!([{ "id": Uuid::now_v7(), "freq": "WEEKLY", "byday": days, "opens_at": opens_at, "closes_at": closes_at, "timezone": 7 }])
}

/// Each service found with the codes of its cautions.
async fn found(directory: &TestDirectory, input: &str) -> Vec<(String, Vec<String>)> {
    let answer = directory
        .ask(&format!("{{ findServices(input: {{{input}}}, first: 100) {{ nodes {{ service {{ name }} cautions {{ code sentence }} }} }} }}"))
        .await;
    let mut found: Vec<(String, Vec<String>)> = answer["findServices"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| {
            let codes = node["cautions"].as_array().unwrap().iter();
            (
                node["service"]["name"].as_str().unwrap().to_owned(),
                codes
                    .map(|it| it["code"].as_str().unwrap().to_owned())
                    .collect(),
            )
        })
        .collect();
    found.sort();
    found
}

async fn names(directory: &TestDirectory, input: &str) -> Vec<String> {
    let found = found(directory, input).await;
    found.into_iter().map(|(name, _)| name).collect()
}

/// Those that say yes pass, those that say no do not, and those that say nothing are kept with a caution unless strict.
async fn holds(
    directory: &TestDirectory,
    filter: &str,
    yes: &[&str],
    unknown: &[&str],
    caution: &str,
) {
    let all = found(directory, filter).await;
    let mut expected: Vec<&str> = yes.iter().chain(unknown).copied().collect();
    expected.sort_unstable();
    assert_eq!(
        all.iter()
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>(),
        expected,
        "{filter}"
    );
    for (name, cautions) in &all {
        let is_cautioned = cautions.iter().any(|code| code == caution);
        assert_eq!(
            is_cautioned,
            unknown.contains(&name.as_str()),
            "{filter}: {name} {cautions:?}"
        );
    }
    let mut yes = yes.to_vec();
    yes.sort_unstable();
    assert_eq!(
        names(directory, &format!("{filter}, strict: true")).await,
        yes,
        "{filter}, strictly"
    );
}

both_backends! {
    async fn what_is_not_known_is_kept_with_a_caution(directory: TestDirectory) {
        let hours = weekly("MO,TU,WE,TH,FR", "08:00", "16:00");
        let cost = |amount: f64| json!([{ "id": Uuid::now_v7(), "option": "Biaya", "currency": "IDR", "amount": amount }]);
        let speaks = |code: &str| json!([{ "id": Uuid::now_v7(), "code": code, "name": code }]);
        let mut remaja = service("Remaja", json!({ "minimum_age": 12, "maximum_age": 17, "schedules": hours, "cost_options": cost(0.0), "languages": speaks("ind") }));
        remaja["attributes"] = json!([mark(&directory, "practice_level:MICRO").await]);
        let mut dewasa = service("Dewasa", json!({ "minimum_age": 18, "schedules": weekly("SA,SU", "08:00", "16:00"), "cost_options": cost(50_000.0), "languages": speaks("en") }));
        dewasa["attributes"] = json!([mark(&directory, "practice_level:MACRO").await]);
        directory.import_json(&json!([remaja, dewasa, service("Diam", json!({}))])).await;
        holds(&directory, "age: 15", &["Remaja"], &["Diam"], "ELIGIBILITY_UNKNOWN").await;
        holds(&directory, "age: 17.5", &["Remaja"], &["Diam"], "ELIGIBILITY_UNKNOWN").await;
        holds(&directory, "age: 18", &["Dewasa"], &["Diam"], "ELIGIBILITY_UNKNOWN").await;
        holds(&directory, "free: true", &["Remaja"], &["Diam"], "COST_UNKNOWN").await;
        holds(&directory, "maxCost: 60000", &["Remaja", "Dewasa"], &["Diam"], "COST_UNKNOWN").await;
        holds(&directory, "languages: [\"Bahasa Indonesia\"]", &["Remaja"], &["Diam"], "LANGUAGE_UNKNOWN").await;
        holds(&directory, "languages: [\"eng\", \"jv\"]", &["Dewasa"], &["Diam"], "LANGUAGE_UNKNOWN").await;
        holds(&directory, "practiceLevels: [\"micro\", \"MEZZO\"]", &["Remaja"], &["Diam"], "NOT_STATED").await;
        // Monday 2026-11-23 in Western Indonesia.
        holds(&directory, "openAt: \"2026-11-23T08:00:00+07:00\"", &["Remaja"], &["Diam"], "CALL_FIRST").await;
        assert_eq!(names(&directory, "openAt: \"2026-11-23T16:00:00+07:00\"").await, ["Diam"]);
        assert_eq!(names(&directory, "openAt: \"2026-11-22T10:00:00+08:00\", free: true").await, ["Diam"]);
        for bad in ["age: -1", "age: 131", "maxCost: -1", "openAt: \"besok\"", "openAt: \"2026-11-23T08:00:00+07:00\", openNow: true", "practiceLevels: [\"N09\"]", "situations: [\"X\"]"] {
            assert_eq!(directory.refusal(&format!("{{ findServices(input: {{{bad}}}) {{ totalCount }} }}")).await, "INVALID_ARGUMENT", "{bad}");
        }
    }

    async fn the_rest_of_the_filters_hold(directory: TestDirectory) {
        let unit = json!({ "id": Uuid::now_v7(), "name": "Tempat tidur" });
        let room = |available: f64| json!([{ "id": Uuid::now_v7(), "unit": unit, "available": available, "updated": "2026-05-01T00:00:00Z" }]);
        let mut kursi = service("Kursi", json!({ "capacities": room(2.0), "assured_date": "2026-11-01", "service_at_locations": at("32.73") }));
        kursi["service_at_locations"][0]["location"]["accessibility"] = json!([{ "id": Uuid::now_v7(), "description": "Jalur kursi roda" }]);
        kursi["organization"]["attributes"] = json!([{ "id": Uuid::now_v7(), "link_entity": "organization", "taxonomy_term": {
            "id": Uuid::now_v7(), "code": "SCHOOL", "name": "Sekolah", "description": "Sekolah", "taxonomy": "organization-kind" } }]);
        let mut penuh = service("Penuh", json!({ "capacities": room(0.0), "assured_date": "2020-01-01", "service_at_locations": at("32.73") }));
        penuh["service_at_locations"][0]["location"]["accessibility"] = json!([{ "id": Uuid::now_v7(), "description": "Toilet" }]);
        let telepon = service("Telepon", json!({ "schedules": [{ "id": Uuid::now_v7(), "freq": "WEEKLY", "opens_at": "00:00", "closes_at": "23:59", "attending_type": "phone" }] }));
        let tutup = service("Tutup", json!({ "status": "temporarily closed" }));
        directory.import_json(&json!([kursi, penuh, telepon, tutup])).await;
        assert_eq!(names(&directory, "hasCapacity: true").await, ["Kursi", "Telepon"]);
        assert_eq!(names(&directory, "hasCapacity: true, strict: true").await, ["Kursi"]);
        assert_eq!(names(&directory, "accessibility: [\"Kursi Roda\"], strict: true").await, ["Kursi"]);
        assert_eq!(names(&directory, "organizationKinds: [SCHOOL], strict: true").await, ["Kursi"]);
        assert_eq!(names(&directory, "attendingType: [PHONE], strict: true").await, ["Telepon"]);
        assert_eq!(names(&directory, "attendingType: [IN_PERSON], strict: true").await, ["Kursi", "Penuh"]);
        assert_eq!(names(&directory, "serviceStatus: [TEMPORARILY_CLOSED]").await, ["Tutup"]);
        assert_eq!(names(&directory, "verifiedWithinDays: 2000, strict: true").await, ["Kursi"]);
        assert_eq!(names(&directory, "").await, ["Kursi", "Penuh", "Telepon"], "only running services when no status is asked for");
    }

    async fn unknown_no_restriction_and_rules_are_three_things(directory: TestDirectory) {
        directory.import_json(&json!([service("Tanpa kata", json!({})), service("Semua", json!({})), service("Perempuan", json!({}))])).await;
        for (name, eligibility) in [("Semua", "NONE"), ("Perempuan", "RULES")] {
            let sql = format!("UPDATE service SET eligibility = '{eligibility}' WHERE name = '{name}'");
            directory.write(&sql).await;
        }
        let id = directory.ask("{ services(filter: {name: \"Perempuan\"}) { nodes { hsdsId } } }").await["services"]["nodes"][0]["hsdsId"].clone();
        directory.put("eligibility_rule", json!({ "service_id": id, "kind": "GENDER", "gender": "FEMALE" })).await;
        directory.opened.index.rebuild(&directory.opened.store, &directory.opened.feed).await.unwrap();
        holds(&directory, "gender: MALE", &["Semua"], &["Tanpa kata"], "ELIGIBILITY_UNKNOWN").await;
        holds(&directory, "gender: FEMALE", &["Semua", "Perempuan"], &["Tanpa kata"], "ELIGIBILITY_UNKNOWN").await;
        // Rules about gender say nothing against an age.
        holds(&directory, "age: 30", &["Semua", "Perempuan"], &["Tanpa kata"], "ELIGIBILITY_UNKNOWN").await;
    }

    async fn a_near_miss_tells_what_would_satisfy_it(directory: TestDirectory) {
        let hours = weekly("MO,TU,WE,TH,FR", "08:00", "16:00");
        directory.import_json(&json!([
            service("Cocok", json!({ "minimum_age": 10, "schedules": weekly("SU", "09:00", "12:00") })),
            service("Terlalu muda", json!({ "minimum_age": 15, "schedules": weekly("SU", "09:00", "12:00") })),
            service("Hari kerja", json!({ "minimum_age": 10, "schedules": hours })),
            service("Dua hal", json!({ "minimum_age": 15, "schedules": hours })),
        ])).await;
        // Sunday 2026-11-22 at ten.
        let answer = directory.ask("{ findServices(input: {age: 12, openAt: \"2026-11-22T10:00:00+07:00\"}) { nodes { service { name } hours english: hours(language: EN) }
            nearMisses(first: 10) { filter remedy english: remedy(language: EN) node { service { name } } } } }").await;
        let found = &answer["findServices"];
        assert_eq!(found["nodes"], json!([{ "service": { "name": "Cocok" }, "hours": "Min 09.00-12.00", "english": "Sun 09:00-12:00" }]));
        let mut misses = found["nearMisses"].as_array().unwrap().clone();
        misses.sort_by_key(|miss| miss["filter"].as_str().unwrap().to_owned());
        assert_eq!(Value::Array(misses), json!([
            { "filter": "AGE", "remedy": "Menerima mulai usia 15 tahun.", "english": "Accepts from age 15.", "node": { "service": { "name": "Terlalu muda" } } },
            { "filter": "OPEN_AT", "remedy": "Buka Senin 08.00.", "english": "Opens Monday 08:00.", "node": { "service": { "name": "Hari kerja" } } },
        ]));
    }

    async fn beside_a_need_words_rank_and_leave_nothing_out(directory: TestDirectory) {
        let need = mark(&directory, "need:N11").await;
        directory.import_json(&json!([
            service("Pendampingan", json!({ "attributes": [need.clone()] })),
            service("Konseling", json!({ "attributes": [need] })),
            service("Konseling usaha", json!({})),
        ])).await;
        let order = async |input: &str| {
            let answer = directory.ask(&format!("{{ findServices(input: {{{input}}}) {{ nodes {{ service {{ name }} }} }} }}")).await;
            let nodes = answer["findServices"]["nodes"].as_array().unwrap().clone();
            nodes.iter().map(|node| node["service"]["name"].as_str().unwrap().to_owned()).collect::<Vec<String>>()
        };
        assert_eq!(order("needs: [\"N11\"], text: \"konseling\"").await, ["Konseling", "Pendampingan"]);
        assert_eq!(order("text: \"konseling usaha\"").await.first().map(String::as_str), Some("Konseling usaha"));
    }

    async fn another_need_or_another_region_is_a_near_miss(directory: TestDirectory) {
        let broader = mark(&directory, "need:N09").await;
        let narrower = mark(&directory, "need:N10").await;
        directory.import_json(&json!([
            service("Cocok", json!({ "attributes": [narrower.clone()], "service_at_locations": at("32.73") })),
            service("Lebih luas", json!({ "attributes": [broader.clone()], "service_at_locations": at("32.73") })),
            service("Kota lain", json!({ "attributes": [narrower], "service_at_locations": at("35.78") })),
            service("Dua hal", json!({ "attributes": [broader], "service_at_locations": at("35.78") })),
        ])).await;
        let asked = "needs: [\"N10\"], regionCode: \"32.73\", includeOutside: false";
        let answer = directory.ask(&format!("{{
            alone: findServices(input: {{{asked}}}) {{ totalCount nodes {{ service {{ name }} }} facets {{ needs {{ count }} }} }}
            both: findServices(input: {{{asked}}}) {{ totalCount nodes {{ service {{ name }} }} facets {{ needs {{ count }} }} nearMisses {{ filter remedy node {{ service {{ name }} }} }} }}
        }}")).await;
        assert_eq!(answer["alone"]["nodes"], json!([{ "service": { "name": "Cocok" } }]));
        for part in ["totalCount", "nodes", "facets"] {
            assert_eq!(answer["alone"][part], answer["both"][part], "near misses change nothing else");
        }
        let mut misses = answer["both"]["nearMisses"].as_array().unwrap().clone();
        misses.sort_by_key(|miss| miss["filter"].as_str().unwrap().to_owned());
        assert_eq!(misses.len(), 2, "{misses:#?}");
        assert_eq!((&misses[0]["filter"], &misses[0]["node"]["service"]["name"]), (&json!("NEEDS"), &json!("Lebih luas")));
        assert!(misses[0]["remedy"].as_str().unwrap().starts_with("Membantu untuk: "), "{}", misses[0]["remedy"]);
        assert_eq!(misses[1], json!({ "filter": "REGION", "remedy": "Ada di luar wilayah Anda.", "node": { "service": { "name": "Kota lain" } } }));
    }

    async fn offices_close_on_holidays_and_lines_that_never_close_do_not(directory: TestDirectory) {
        directory.import_json(&json!([
            service("Kantor", json!({ "schedules": weekly("MO,TU,WE,TH,FR,SA,SU", "08:00", "16:00") })),
            service("Siaga", json!({ "schedules": weekly("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59") })),
        ])).await;
        let path = directory.folder().join("libur.csv");
        std::fs::write(&path, "day,name,offices\n2026-12-25,Hari Raya Natal,\n2026-12-24,Sehari sebelumnya,open\n2026-13-01,Salah,\n").unwrap();
        let report = transfer::import_holidays(directory.opened.store.clone(), &path, false, now()).await.unwrap();
        assert!(!report.is_written, "a day that is none keeps the file out");
        assert_eq!(report.problems[0].field, "day");
        let report = transfer::import_holidays(directory.opened.store.clone(), &path, true, now()).await.unwrap();
        assert!(report.is_written);
        directory.settle().await;
        assert_eq!(names(&directory, "openAt: \"2026-12-25T10:00:00+07:00\"").await, ["Siaga"]);
        assert_eq!(names(&directory, "openAt: \"2026-12-24T10:00:00+07:00\"").await, ["Kantor", "Siaga"]);
    }

    async fn a_change_of_hours_is_found_at_once(directory: TestDirectory) {
        let mut service = service("Kantor", json!({ "schedules": weekly("MO", "08:00", "16:00") }));
        directory.import_json(&service).await;
        assert_eq!(names(&directory, "openAt: \"2026-11-24T10:00:00+07:00\"").await, Vec::<String>::new());
        service["schedules"][0]["byday"] = json!("MO,TU");
        directory.import_json(&service).await;
        assert_eq!(names(&directory, "openAt: \"2026-11-24T10:00:00+07:00\"").await, ["Kantor"]);
    }

    async fn places_are_read_from_words(directory: TestDirectory) {
        directory.import_json(&json!([
            service("Konseling di Sleman", json!({ "service_at_locations": at("34.04") })),
            service("Konseling keluarga di Bandung", json!({ "service_at_locations": at("32.73") })),
        ])).await;
        for (text, code) in [("konseling di Sleman", Some("34.04")), ("konseling kota bandung", Some("32.73")), ("kab. bandung konseling", Some("32.04")), ("konseling jogja", Some("34.71")), ("konseling keluarga", None)] {
            let answer = directory.ask(&format!("{{ findServices(input: {{text: \"{text}\"}}) {{ interpretedPlace {{ region {{ code }} }} }} }}")).await;
            let place = &answer["findServices"]["interpretedPlace"];
            assert_eq!(place["region"]["code"].as_str(), code, "{text}");
        }
        let answer = directory.ask("{ findServices(input: {text: \"konseling di Sleman\"}) { nodes { reach service { name } } } }").await;
        assert_eq!(answer["findServices"]["nodes"][0]["reach"], "REGENCY");
        let given = directory.ask("{ findServices(input: {text: \"konseling di Sleman\", regionCode: \"32.73\"}) { interpretedPlace { matchedText } } }").await;
        assert_eq!(given["findServices"]["interpretedPlace"], Value::Null, "a region that is given goes before words");
    }

    async fn typing_is_completed(directory: TestDirectory) {
        directory.import_json(&json!([service("Sleman Sehat", json!({ "organization": { "id": Uuid::now_v7(), "name": "Sleman Peduli", "description": "Yayasan." } }))])).await;
        let answer = directory.ask("{ suggest(text: \"slema\") { text thing { __typename } } }").await;
        let kinds: Vec<&str> = answer["suggest"].as_array().unwrap().iter().map(|it| it["thing"]["__typename"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["Region", "Service", "Organization"]);
        let answer = directory.ask("{ suggest(text: \"kekerasan dalam rum\", first: 3) { text thing { ... on TaxonomyTerm { code } } } }").await;
        assert_eq!(answer["suggest"][0]["thing"]["code"], "N09");
        let answer = directory.ask("{ suggest(text: \" \") { text } }").await;
        assert_eq!(answer["suggest"], json!([]));
    }

    async fn facets_count_what_fits(directory: TestDirectory) {
        let directory = directory.with_sample(300).await;
        let answer = directory.ask("{ findServices(input: {needs: [\"N26\"], regionCode: \"32\"}, first: 100) { totalCount pageInfo { hasNextPage } nodes { service { organization { kind } } }
            facets { needs { term { code } count } organizationKinds { kind count } regions { region { code } count } languages { language count } free openNow } } }").await;
        let found = &answer["findServices"];
        let total = found["totalCount"].as_u64().unwrap();
        let need = found["facets"]["needs"].as_array().unwrap().iter().find(|it| it["term"]["code"] == "N26").unwrap();
        assert_eq!(need["count"].as_u64().unwrap(), total, "each of them has the need");
        assert!(!found["pageInfo"]["hasNextPage"].as_bool().unwrap(), "all are on the page");
        let clinics = found["nodes"].as_array().unwrap().iter().filter(|it| it["service"]["organization"]["kind"] == "CLINIC").count();
        let counted = found["facets"]["organizationKinds"].as_array().unwrap().iter().find(|it| it["kind"] == "CLINIC").unwrap();
        assert_eq!(counted["count"].as_u64().unwrap() as usize, clinics);
        for region in found["facets"]["regions"].as_array().unwrap() {
            let code = region["region"]["code"].as_str().unwrap();
            assert!(code.starts_with("32.") && code.len() == 5, "the next level down inside the region: {code}");
        }
    }

    async fn shares_add_up_and_pages_add_up(directory: TestDirectory) {
        let directory = directory.with_sample(300).await;
        let mut runner = TestRunner::deterministic();
        for _ in 0..40 {
            let input = questions().new_tree(&mut runner).unwrap().current();
            let query = format!("query($after: String, $first: Int) {{ findServices(input: {{{input}}}, first: $first, after: $after) {{ totalCount pageInfo {{ hasNextPage endCursor }}
                nodes {{ score reasons {{ share sentence english: sentence(language: EN) }} service {{ hsdsId }} }} nearMisses {{ filter remedy }} facets {{ free openNow needs {{ count }} }} }} }}");
            let whole = directory.answer(&query, json!({ "first": 100 })).await;
            assert!(whole.get("errors").is_none(), "{input}: {whole:#}");
            let whole = &whole["data"]["findServices"];
            for node in whole["nodes"].as_array().unwrap() {
                let shares: f64 = node["reasons"].as_array().unwrap().iter().map(|it| it["share"].as_f64().unwrap()).sum();
                let score = node["score"].as_f64().unwrap();
                assert!((shares - score).abs() < 1e-9, "{input}: {shares} is not {score}");
                assert!((0.0..=1.0).contains(&score), "{input}: {score}");
            }
            let ids = |page: &Value| page["nodes"].as_array().unwrap().iter().map(|it| it["service"]["hsdsId"].clone()).collect::<Vec<_>>();
            let (mut paged, mut after) = (Vec::new(), Value::Null);
            while paged.len() < 100 {
                let page = directory.answer(&query, json!({ "first": 33, "after": after })).await;
                let page = &page["data"]["findServices"];
                paged.extend(ids(page));
                after = page["pageInfo"]["endCursor"].clone();
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
            }
            paged.truncate(100);
            assert_eq!(paged, ids(whole), "{input}");
        }
    }
}

/// Any words with any filters.
fn questions() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        "[a-z ]{0,30}",
        "\\PC{0,20}",
        Just("anak kabur dari rumah di sleman".to_owned()),
        Just("KDRT".to_owned()),
        Just("pskesmas terdekt".to_owned()),
    ];
    let text = text.prop_map(|text| format!("text: {}", json!(text)));
    let filters = [
        "needs: [\"N26\", \"N09\"]",
        "situations: [\"S05\"]",
        "near: {latitude: -6.9, longitude: 107.6}",
        "near: {latitude: -6.9, longitude: 107.6, radiusM: 30000}",
        "regionCode: \"32.73\"",
        "regionCode: \"32\", includeOutside: false",
        "age: 15",
        "gender: FEMALE",
        "languages: [\"id\"]",
        "openAt: \"2026-11-23T20:00:00+07:00\"",
        "openNow: true",
        "free: true",
        "maxCost: 100000",
        "accessibility: [\"kursi roda\"]",
        "organizationKinds: [NGO, CLINIC]",
        "serviceStatus: [ACTIVE, INACTIVE]",
        "specializations: [\"SCHOOL\"]",
        "practiceLevels: [\"MICRO\"]",
        "practiceFields: [\"CASEWORK\"]",
        "settings: [\"CLINIC\"]",
        "methods: [\"COUNSELING\"]",
        "roles: [\"BROKER\"]",
        "servesUnits: [\"FAMILY\"]",
        "attendingType: [IN_PERSON, PHONE]",
        "hasCapacity: true",
        "verifiedWithinDays: 400",
        "strict: true",
    ];
    let filters = proptest::sample::subsequence(filters.to_vec(), 0..5);
    (proptest::option::of(text), filters).prop_map(|(text, filters)| {
        let mut fields: Vec<String> = text.into_iter().collect();
        for filter in filters {
            let name = filter.split(':').next().unwrap();
            let is_there = fields.iter().any(|known| known.starts_with(name));
            let is_second_time =
                name.starts_with("open") && fields.iter().any(|it| it.starts_with("open"));
            if !is_there && !is_second_time {
                fields.push(filter.to_owned());
            }
        }
        fields.join(", ")
    })
}
