//! What leaves as HSDS: that it conforms, that it tells nobody where a confidential place is, that it is there whole or
//! not at all, and that a part is what was asked for.

use std::path::Path;
use std::process::Command;

use jembatan::store::Sight;
use jembatan::transfer::{ExportForm, ExportScope};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::confidential::{CANARIES, hide, shelter};
use crate::support::hsds::{FORMS, bytes};
use crate::support::{TestDirectory, shared};

/// What a schema has against records.
fn faults(kind: &str, records: &[Value]) -> Option<Vec<String>> {
    let file = shared(&format!("hsds/compiled/{kind}.json"))?;
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut faults = Vec::new();
    for record in records {
        for error in validator.iter_errors(record) {
            faults.push(format!(
                "{kind} {}: {error} at {}",
                record["id"],
                error.instance_path()
            ));
        }
    }
    Some(faults)
}

/// Checks every record of the JSON document against the official schema of its kind. False where there are none.
pub async fn conforms(directory: &TestDirectory) -> bool {
    let document = directory.document(ExportScope::default()).await;
    for (kind, records) in &document {
        let records = records.as_array().unwrap();
        let Some(faults) = faults(kind, records) else {
            return false;
        };
        assert!(
            faults.is_empty(),
            "{} faults, first {:#?}",
            faults.len(),
            &faults[..faults.len().min(5)]
        );
    }
    for kind in ["service_at_location", "location", "organization"] {
        let object = entity::object::object(kind).unwrap();
        let ids = directory
            .words(&format!("SELECT lower(hex(id)) FROM {kind}"))
            .await;
        let ids: Vec<Uuid> = ids.iter().map(|id| Uuid::try_parse(id).unwrap()).collect();
        let reader = directory.seen(Sight::Public).reader;
        let trees =
            jembatan::transfer::trees(&reader, object, &ids, jembatan::transfer::Detail::Full);
        let trees = trees.await.unwrap();
        assert_eq!(trees.len(), ids.len());
        let records: Vec<Value> = trees
            .iter()
            .map(|tree| serde_json::to_value(tree).unwrap())
            .collect();
        assert_eq!(faults(kind, &records).unwrap(), Vec::<String>::new());
    }
    true
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_made_up_record_conforms() {
    let directory = TestDirectory::start().await.with_sample(60).await;
    if conforms(&directory).await {
        let document = directory.document(ExportScope::default()).await;
        let kinds: Vec<&str> = document.keys().map(String::as_str).collect();
        assert!(
            kinds.contains(&"service")
                && kinds.contains(&"taxonomy")
                && kinds.contains(&"taxonomy_term")
        );
        assert!(document["service"].as_array().unwrap().len() >= 60);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_official_record_conforms() {
    let Some(examples) = shared("hsds/examples") else {
        return;
    };
    let directory = TestDirectory::start().await;
    for name in ["service_full.json", "location.json", "taxonomy_term.json"] {
        let report = directory.import(&[&examples.join(name)]).await;
        assert!(report.is_written, "{:#?}", report.problems);
    }
    conforms(&directory).await;
}

/// All the text of an export, whatever its form.
fn text(path: &Path) -> String {
    if path.extension().is_some_and(|end| end == "zip") {
        let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
        let mut text = String::new();
        for at in 0..archive.len() {
            std::io::Read::read_to_string(&mut archive.by_index(at).unwrap(), &mut text).unwrap();
        }
        return text;
    }
    let files = bytes(path).into_iter();
    files
        .map(|(_, content)| String::from_utf8(content).unwrap())
        .collect()
}

both_backends! {
    async fn a_confidential_place_leaves_with_the_flag_alone(directory: TestDirectory) {
        let location = Uuid::now_v7();
        let mut service = shelter(Uuid::now_v7(), location);
        service["service_at_locations"][0]["location"]["extra_sign"] = json!("Jalan Kenari");
        service["service_at_locations"][0]["location"]["addresses"][0]["extra_sign"] = json!("Gang Rahasia");
        directory.import_json(&service).await;
        hide(&directory, location).await;
        let secret = CANARIES.iter().chain(&["-6.88", "107.59"]);
        for (form, name) in FORMS {
            let path = directory.export(form, name).await;
            let public = text(&path);
            for canary in secret.clone() {
                assert!(!public.contains(canary), "{canary} in {form:?}");
            }
            assert!(public.contains("Rumah aman"), "{form:?}");
            assert!(!public.contains("extra_sign"), "nor what is kept of the place: {form:?}");
            let path = directory.folder().join(format!("secret-{name}"));
            directory.try_export(Sight::Confidential, &path, form, ExportScope::default()).await.unwrap();
            let told = text(&path);
            for canary in secret.clone() {
                assert!(told.contains(canary), "no {canary} in {form:?}");
            }
            // Where it comes in it is as secret, and has lost nothing.
            let other = TestDirectory::start().await;
            let report = other.import(&[&path]).await;
            assert!(report.is_written, "{form:?}");
            let named = |name: &str| report.problems.iter().any(|problem| problem.field == name);
            assert!(!named("jembatan:visibility"), "what export adds is no surprise: {:#?}", report.problems);
            let public = text(&other.export(form, name).await);
            for canary in secret.clone() {
                assert!(!public.contains(canary), "{canary} elsewhere in {form:?}");
            }
            let again = other.folder().join(format!("secret-{name}"));
            other.try_export(Sight::Confidential, &again, form, ExportScope::default()).await.unwrap();
            assert_eq!(bytes(&again), bytes(&path), "{form:?}");
        }
    }

    async fn a_part_is_what_was_asked_for(directory: TestDirectory) {
        let place = |name: &str, code: &str| json!({
            "id": Uuid::now_v7(), "name": name, "status": "active",
            "organization": {"id": Uuid::now_v7(), "name": format!("Yayasan {name}"), "description": "-"},
            "service_at_locations": [{"id": Uuid::now_v7(), "location": {
                "id": Uuid::now_v7(), "location_type": "physical", "name": name,
                "external_identifier": code, "external_identifier_type": "kemendagri"}}],
        });
        let area = |name: &str, code: &str| json!({
            "id": Uuid::now_v7(), "name": name, "status": "active",
            "service_areas": [{"id": Uuid::now_v7(), "name": name, "uri": code}],
        });
        directory.import_json(&json!([
            place("Bandung", "32.73"), place("Surabaya", "35.78"), area("Jawa Barat", "32"), area("Sukajadi", "32.73.07"), area("Jawa Timur", "35"),
        ])).await;
        let names = |document: &serde_json::Map<String, Value>, kind: &str| -> Vec<String> {
            let mut names: Vec<String> = document.get(kind).and_then(Value::as_array).into_iter().flatten()
                .map(|record| record["name"].as_str().unwrap().to_owned()).collect();
            names.sort();
            names
        };
        let of = |code: &str| ExportScope { region: Some(code.to_owned()), since: None };
        let document = directory.document(of("32.73")).await;
        assert_eq!(names(&document, "service"), ["Bandung", "Jawa Barat", "Sukajadi"]);
        assert_eq!(document.len(), 1, "organizations come with their services");
        let head = directory.head().await;
        let since = |since| ExportScope { since: Some(since), region: None };
        let nothing = directory.document(since(head)).await;
        assert_eq!(nothing["service"], json!([]));

        let location = directory.words("SELECT name FROM location WHERE name = 'Surabaya'").await;
        assert_eq!(location, ["Surabaya"]);
        let whole = directory.document(ExportScope::default()).await;
        let service = whole["service"].as_array().unwrap().iter().find(|service| service["name"] == "Surabaya").unwrap();
        let mut changed = service["service_at_locations"][0]["location"].clone();
        changed["addresses"] = json!([{"id": Uuid::now_v7(), "address_1": "Jl. Pemuda 1", "city": "Kota Surabaya",
            "state_province": "Jawa Timur", "postal_code": "60271", "country": "ID", "address_type": "physical"}]);
        directory.import_json(&changed).await;
        let document = directory.document(since(head)).await;
        assert_eq!(names(&document, "location"), ["Surabaya"], "a new address changes its location");
        assert_eq!(document["location"][0]["addresses"][0]["address_1"], "Jl. Pemuda 1");
        assert_eq!(document.len(), 1);
        let both = ExportScope { since: Some(head), region: Some("35".to_owned()) };
        assert_eq!(names(&directory.document(both).await, "service"), ["Surabaya"]);

        let folder = directory.folder().join("part");
        directory.try_export(Sight::Public, &folder, ExportForm::Tables { is_zipped: false }, of("32.73")).await.unwrap();
        let services = std::fs::read_to_string(folder.join("services.csv")).unwrap();
        assert_eq!(services.lines().count(), 4);
        let organizations = std::fs::read_to_string(folder.join("organizations.csv")).unwrap();
        assert_eq!(organizations.lines().count(), 2);
    }
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_leaves_no_half_file() {
    let directory = TestDirectory::start().await.with_sample(30).await;
    let place = tempfile::tempdir().unwrap();
    let full = place.path().join("full");
    std::fs::create_dir(&full).unwrap();
    std::fs::write(full.join("precious.txt"), "mine").unwrap();
    std::fs::write(place.path().join("out.json"), "the export of yesterday").unwrap();
    let before = names(place.path());

    let all = ExportScope::default;
    let tables = ExportForm::Tables { is_zipped: false };
    let refused = directory
        .try_export(Sight::Public, &full, tables, all())
        .await;
    assert!(
        refused.is_err(),
        "a folder that holds something is not written over"
    );
    let nowhere = place.path().join("missing/out.json");
    let refused = directory
        .try_export(Sight::Public, &nowhere, ExportForm::Json, all())
        .await;
    assert!(refused.is_err());

    // Halfway the tables are gone: reading fails when part of it has been written.
    directory.write("DROP TABLE metadata").await;
    for (form, name) in FORMS {
        let path = place.path().join(name);
        let failed = directory
            .try_export(Sight::Public, &path, form, all())
            .await;
        assert!(failed.is_err(), "{form:?}");
    }
    assert_eq!(names(place.path()), before);
    assert_eq!(names(&full), ["precious.txt"]);
    let kept = std::fs::read_to_string(place.path().join("out.json")).unwrap();
    assert_eq!(kept, "the export of yesterday");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spreadsheet_runs_nothing() {
    let directory = TestDirectory::start().await;
    let names = [
        "=1+1",
        "'=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "'",
        "''",
        "'tis",
        "\tx",
        "+62 (22) 420-1234",
    ];
    let records: Vec<Value> = names
        .iter()
        .map(|name| json!({"id": Uuid::now_v7(), "name": name, "description": " blank ", "alternate_name": "",
            "phones": [{"id": Uuid::now_v7(), "number": "+62224201234"}]}))
        .collect();
    directory
        .import_json(&json!({"organization": records}))
        .await;
    let folder = directory
        .export(ExportForm::Tables { is_zipped: false }, "out")
        .await;
    for table in ["organizations.csv", "phones.csv"] {
        let mut reader = csv::Reader::from_path(folder.join(table)).unwrap();
        for row in reader.records() {
            for cell in &row.unwrap() {
                let is_number = cell.starts_with("+62") && !cell.contains(char::is_alphabetic);
                assert!(
                    is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{cell:?}"
                );
            }
        }
    }
    let other = TestDirectory::start().await;
    let report = other.import(&[&folder]).await;
    assert!(report.is_written, "{:#?}", report.problems);
    let sql = "SELECT name || '|' || description || '|' || alternate_name FROM organization";
    let mut came: Vec<String> = other.words(sql).await;
    came.sort();
    let mut went: Vec<String> = names
        .iter()
        .map(|name| format!("{name}| blank |"))
        .collect();
    went.sort();
    assert_eq!(came, went);
    assert_eq!(
        other.words("SELECT DISTINCT number FROM phone").await,
        ["+62224201234"]
    );
}

#[test]
fn the_command_says_what_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let jembatan = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_jembatan"))
            .args(["--data-dir", "data"])
            .args(arguments)
            .env_remove("DATABASE_URL")
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    assert!(jembatan(&["sample", "20"]).status.success());
    let done = jembatan(&["export", "out.ndjson", "--format", "hsds-ndjson"]);
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert_eq!(
        done.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    assert!(
        said.starts_with("Exported: ") && said.contains(" service"),
        "{said}"
    );
    let lines = std::fs::read_to_string(folder.path().join("out.ndjson")).unwrap();
    assert!(
        lines
            .lines()
            .all(|line| serde_json::from_str::<Value>(line).unwrap().is_object())
    );
    for (arguments, code) in [
        (&["export", "out"][..], 2),
        (&["export", "out", "--format", "xml"], 2),
        (&["export", "out.json", "--format", "hsds-json", "--zip"], 1),
        (
            &[
                "export",
                "out.json",
                "--format",
                "hsds-json",
                "--region",
                "nowhere",
            ],
            1,
        ),
        (&["export", "missing/out.json", "--format", "hsds-json"], 1),
    ] {
        let refused = jembatan(arguments);
        assert_eq!(refused.status.code(), Some(code), "{arguments:?}");
        assert!(!refused.stderr.is_empty());
    }
    assert_eq!(names(folder.path()), ["data", "out.ndjson"]);
    let checked = jembatan(&["check", "out.ndjson"]);
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stderr)
    );
}
