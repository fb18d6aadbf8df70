//! The resource map as files, and the brief of a need: what a planner opens in a spreadsheet or a map program, and reads.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use jembatan::directory::shipped::term_id;
use jembatan::directory::{SignalSource, Tally, add_signals, month_of};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use crate::both_backends;
use crate::resource_map::last_month;
use crate::support::TestDirectory;

async fn fetch(directory: &TestDirectory, path: &str, held: Option<&str>) -> Response {
    let mut request = Request::get(path);
    if let Some(held) = held {
        request = request.header(IF_NONE_MATCH, held);
    }
    let request = request.body(Body::empty()).unwrap();
    directory.router().oneshot(request).await.unwrap()
}

async fn text(response: Response) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The rows of a CSV file by the names of its columns.
async fn rows(directory: &TestDirectory, path: &str) -> Vec<Value> {
    let response = fetch(directory, path, None).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    let media = response.headers()[CONTENT_TYPE].to_str().unwrap();
    assert!(media.starts_with("text/csv"), "{media}");
    let text = text(response).await;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| -> Value {
        let cells = names.iter().zip(record.iter());
        cells
            .map(|(name, cell)| (name.to_owned(), json!(cell)))
            .collect::<serde_json::Map<String, Value>>()
            .into()
    };
    reader
        .records()
        .map(|record| row(record.unwrap()))
        .collect()
}

/// An organization whose name a spreadsheet would run, with a free shelter for victims of violence in Bandung.
async fn with_shelter(directory: &TestDirectory) {
    directory.import_json(&json!({
        "id": Uuid::now_v7(), "name": "Pendampingan korban kekerasan dalam rumah tangga", "status": "active",
        "description": "Pendampingan korban KDRT.", "fees_description": "Gratis",
        "organization": { "id": Uuid::now_v7(), "name": "=HYPERLINK(\"http://contoh.example\")", "description": "Uji." },
        "attributes": [{ "id": Uuid::now_v7(), "taxonomy_term_id": term_id("need:N09"), "link_entity": "service" }],
        "service_at_locations": [{ "id": Uuid::now_v7(), "location": {
            "id": Uuid::now_v7(), "location_type": "physical", "name": "Kantor",
            "addresses": [{ "id": Uuid::now_v7(), "address_1": "Jalan Uji 1", "city": "Kota Bandung", "state_province": "Jawa Barat",
                "postal_code": "40111", "country": "ID", "address_type": "physical" }] } }]
    })).await;
}

/// Seven searches for help with violence in Garut that found nothing.
async fn with_demand(directory: &TestDirectory) {
    let tally = Tally {
        need: term_id("need:N09"),
        region: "32.05".to_owned(),
        month: month_of(last_month()),
        source: SignalSource::SearchNone,
        number: 7,
    };
    add_signals(&directory.opened.store, &[tally])
        .await
        .unwrap();
}

both_backends! {
    async fn the_map_opens_in_a_spreadsheet(directory: TestDirectory) {
        with_shelter(&directory).await;
        with_demand(&directory).await;
        let all = rows(&directory, "/map.csv?level=REGENCY&within=32&orderBy=REGION").await;
        assert_eq!(all.len(), 27 * 40, "every need of every regency of West Java");
        let of = |region: &str, need: &str| all.iter().find(|row| row["region_code"] == region && row["need_code"] == need).unwrap();
        let bandung = of("32.73", "N09");
        for (name, cell) in [("region_name", "Kota Bandung"), ("standing_services", "1"), ("standing_organizations", "1"), ("standing_free", "1"), ("searches", "0"), ("gap", "0.0"), ("trend", "")] {
            assert_eq!(bandung[name], cell, "{name}");
        }
        let garut = of("32.05", "N09");
        for (name, cell) in [("standing_services", "0"), ("searches", "5"), ("trend", "RISING")] {
            assert_eq!(garut[name], cell, "{name}: demand is in whole fives");
        }
        let one = rows(&directory, "/map.csv?level=province&within=32&needs=N09&organizationKinds=NGO").await;
        assert_eq!((one.len(), &one[0]["standing_services"]), (1, &json!("0")), "the organization has no kind");

        let coverage = rows(&directory, "/map.csv?of=COVERAGE&regionCode=32.05").await;
        assert_eq!(coverage.len(), 40);
        let violence = coverage.iter().find(|row| row["need_code"] == "N09").unwrap();
        assert_eq!((&violence["nearest"], &violence["province_standing"]), (&json!("NEIGHBORING"), &json!("1")));

        let doing = rows(&directory, "/map.csv?of=WHO_DOES_WHAT&within=32&level=REGENCY").await;
        let violence = doing.iter().find(|row| row["need_code"] == "N09").unwrap();
        assert_eq!(violence["organization_name"], "'=HYPERLINK(\"http://contoh.example\")", "no spreadsheet runs it");
        assert_eq!((&violence["region_code"], &violence["services"]), (&json!("32.73"), &json!("1")));
    }

    async fn the_map_opens_in_a_map_program_and_is_kept_until_it_is_another(directory: TestDirectory) {
        with_shelter(&directory).await;
        let path = "/map.geojson?level=REGENCY&needs=N09";
        let response = fetch(&directory, path, None).await;
        assert_eq!(response.headers()[CONTENT_TYPE], "application/geo+json");
        let tag = response.headers()[ETAG].to_str().unwrap().to_owned();
        let map: Value = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!(map["type"], "FeatureCollection");
        let features = map["features"].as_array().unwrap();
        assert_eq!(features.len(), 514);
        let bandung = features.iter().find(|it| it["properties"]["region_code"] == "32.73").unwrap();
        assert_eq!((&bandung["type"], &bandung["geometry"]["type"]), (&json!("Feature"), &json!("Point")));
        let point = &bandung["geometry"]["coordinates"];
        assert!((point[0].as_f64().unwrap() - 107.6).abs() < 0.2 && (point[1].as_f64().unwrap() + 6.9).abs() < 0.2, "longitude first: {point}");
        assert_eq!(bandung["properties"]["standing_services"], 1);
        let provinces = fetch(&directory, "/map.geojson?needs=N09", None).await;
        let provinces: Value = serde_json::from_str(&text(provinces).await).unwrap();
        let java = provinces["features"].as_array().unwrap().iter().find(|it| it["properties"]["region_code"] == "32").unwrap();
        assert_eq!(java["geometry"]["type"], "Point", "in the middle of its regencies");

        let again = fetch(&directory, path, Some(&tag)).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(text(again).await, "");
        with_shelter(&directory).await;
        directory.broker().renew_map(jembatan::config::now()).await.unwrap();
        let moved = fetch(&directory, path, Some(&tag)).await;
        assert_eq!(moved.status(), StatusCode::OK);
    }

    async fn what_cannot_be_asked_is_refused_with_what_to_do(directory: TestDirectory) {
        for (path, telling) in [
            ("/map.csv?of=EVERYTHING", "MAP, COVERAGE, WHO_DOES_WHAT"),
            ("/map.csv?level=VILLAGE", "PROVINCE, REGENCY, DISTRICT"),
            ("/map.csv?level=DISTRICT", "`within`"),
            ("/map.csv?within=99", "`within`"),
            ("/map.csv?needs=N999", "N999"),
            ("/map.csv?organizationKinds=CLUB", "`organizationKinds`"),
            ("/map.csv?of=COVERAGE", "`regionCode` is missing"),
            ("/map.csv?of=COVERAGE&regionCode=32.73&level=REGENCY", "`level` is not known here, or is given twice"),
            ("/map.csv?region=32", "`region` is not known here"),
            ("/map.geojson?of=COVERAGE&regionCode=32.73", "/map.csv"),
        ] {
            let response = fetch(&directory, path, None).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
            let told: Value = serde_json::from_str(&text(response).await).unwrap();
            let message = told["errors"][0]["message"].as_str().unwrap();
            assert!(message.contains(telling), "{path}: {message}");
        }
    }

    async fn a_brief_says_it_all_in_both_languages(directory: TestDirectory) {
        with_shelter(&directory).await;
        with_demand(&directory).await;
        let brief = directory.ask(r#"{ needBrief(regionCode: "32.05", need: "N09") {
            date cell { region { name } need { name } demand { searches } supply { standing { services } } gap trend }
            coverage { nearest } nearest { service { name } reach } id: text en: text(language: EN) } }"#).await;
        let brief = &brief["needBrief"];
        assert_eq!(brief["cell"]["demand"]["searches"], 5);
        assert_eq!(brief["cell"]["trend"], "RISING");
        assert_eq!(brief["coverage"]["nearest"], "NEIGHBORING");
        assert_eq!(brief["nearest"][0]["service"]["name"], "Pendampingan korban kekerasan dalam rumah tangga");
        for (language, telling) in [
            ("id", ["Kabupaten Garut (32.05)", "5 pencarian", "naik", "di wilayah tetangga. Yang paling cocok bagi warga di sana: Pendampingan korban", "Sumber:"]),
            ("en", ["Kabupaten Garut (32.05)", "5 searches", "rising", "in a neighboring area. What fits people there best: Pendampingan korban", "Sources:"]),
        ] {
            let text = brief[language].as_str().unwrap();
            for telling in telling {
                assert!(text.contains(telling), "{telling} in {text}");
            }
        }
        for (region, need) in [("99", "N09"), ("32.05", "N999"), ("32.05", "S01"), ("32.05.01.1001", "N09")] {
            let query = format!("{{ needBrief(regionCode: \"{region}\", need: \"{need}\") {{ date }} }}");
            assert_eq!(directory.refusal(&query).await, "INVALID_ARGUMENT", "{query}");
        }
    }
}
