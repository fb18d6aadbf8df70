//! Real files as publishers made them: all of a national list of providers, finer centroids of areas, and the answers of
//! other implementations of HSDS.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jembatan::transfer::{self, ImportOptions, ProblemCode, Severity};
use serde_json::{Value, json};

use crate::both_backends;
use crate::support::{TestDirectory, example_mapping, now, shared};

fn json_files(folder: PathBuf) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_national_list_of_providers_goes_in_whole() {
    let Some(path) = shared("data/providers/providers_id.csv") else {
        return;
    };
    let mut types: BTreeMap<String, u64> = BTreeMap::new();
    let mut in_bandung = Vec::new();
    let mut table = csv::Reader::from_path(&path).unwrap();
    let headers = table.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    for row in table.records() {
        let row = row.unwrap();
        *types.entry(row[at("type")].to_owned()).or_default() += 1;
        if &row[at("type")] == "puskesmas" && &row[at("regency_code")] == "32.73" {
            in_bandung.push(row[at("name")].to_owned());
        }
    }
    assert!(
        in_bandung.len() > 50,
        "the list has the puskesmas of Bandung"
    );

    let directory = TestDirectory::start().await;
    let mapping = || ImportOptions {
        mapping: Some(example_mapping("providers_id.toml")),
        ..ImportOptions::default()
    };
    let report = directory.import_with(&[&path], mapping()).await;
    assert!(
        report.is_written,
        "{:#?}",
        report
            .problems
            .iter()
            .find(|problem| problem.severity == Severity::Error)
    );
    for object in [
        "organization",
        "location",
        "service",
        "service_at_location",
        "address",
    ] {
        assert_eq!(report.counts[object].created, 15_487, "{object}");
    }
    assert!(
        !report
            .problem_counts
            .contains_key(&ProblemCode::UnresolvedRegion),
        "every row says where it is"
    );

    let head = directory.head().await;
    let again = directory.import_with(&[&path], mapping()).await;
    assert!(again.is_written);
    assert_eq!(
        (
            again.total(|counts| counts.created),
            again.total(|counts| counts.updated)
        ),
        (0, 0)
    );
    assert_eq!(
        directory.head().await,
        head,
        "importing the same again appends nothing to the log"
    );

    let kinds: [(&str, &[&str]); 4] = [
        ("HOSPITAL", &["rumah_sakit"]),
        ("CLINIC", &["puskesmas", "klinik", "klinik_gigi"]),
        ("COMMUNITY_GROUP", &["posyandu"]),
        ("NGO", &["lbh"]),
    ];
    for (kind, of_types) in kinds {
        let data = directory
            .ask(&format!(
                "{{ organizations(filter: {{kinds: [{kind}]}}) {{ totalCount }} }}"
            ))
            .await;
        let expected: u64 = of_types.iter().map(|name| types[*name]).sum();
        assert_eq!(data["organizations"]["totalCount"], expected, "{kind}");
    }
    let named = directory
        .ask("{ services(filter: {name: \"Layanan kesehatan puskesmas\"}) { totalCount } }")
        .await;
    assert_eq!(named["services"]["totalCount"], types["puskesmas"]);
    let all = directory
        .ask("{ organizations { totalCount } services { totalCount } locations { totalCount } }")
        .await;
    let total = json!({"totalCount": 15_487});
    assert_eq!(
        all,
        json!({"organizations": total, "services": total, "locations": total})
    );

    let found = directory
        .ask(
            "{ findServices(input: {text: \"puskesmas\", regionCode: \"32.73\"}, first: 50) {
            nodes { reach service { organization { name } } location { regionCode } } } }",
        )
        .await;
    let nodes = found["findServices"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 50);
    for node in nodes {
        let code = node["location"]["regionCode"].as_str().unwrap_or_default();
        assert!(code == "32.73" || code.starts_with("32.73."), "{node}");
        let name = node["service"]["organization"]["name"].as_str().unwrap();
        assert!(
            in_bandung.iter().any(|known| known == name),
            "{name} is a puskesmas of Bandung"
        );
    }
}

both_backends! {
    async fn centroids_of_regions_go_in_and_stay(directory: TestDirectory) {
        let Some(regencies) = shared("data/admin/regencies_centroids.csv") else { return };
        let store = &directory.opened.store;
        let before = directory.ask("{ region(code: \"32.73\") { name point { latitude } } }").await;
        for (path, rows) in [(regencies.clone(), 514), (regencies.with_file_name("provinces_centroids.csv"), 38)] {
            let report = transfer::import_regions(store.clone(), &path, false, now()).await.unwrap();
            assert!(report.is_written, "{:#?}", report.problems.first());
            assert_eq!(report.counts["region"].updated + report.counts["region"].unchanged, rows);
            assert_eq!(report.counts["region"].created, 0, "the regions are known");
            let head = directory.head().await;
            let again = transfer::import_regions(store.clone(), &path, false, now()).await.unwrap();
            assert_eq!(again.counts["region"].unchanged, rows);
            assert_eq!(directory.head().await, head);
        }
        let line = std::fs::read_to_string(&regencies).unwrap();
        let line = line.lines().find(|line| line.starts_with("32.73,")).unwrap();
        let latitude: f64 = line.split(',').nth(3).unwrap().parse().unwrap();
        let after = directory.ask("{ region(code: \"32.73\") { name point { latitude } } }").await;
        assert_eq!(after["region"]["name"], before["region"]["name"]);
        assert_eq!(after["region"]["point"]["latitude"], json!(latitude));
        assert_ne!(after["region"]["point"], before["region"]["point"]);
    }

    async fn villages_are_added_where_their_district_is_known(directory: TestDirectory) {
        let table = "code,name,latitude,longitude\n32.73.09.1001,Cihapit,-6.9,107.6\n32.73.09.1002,Tanpa Titik,,\n";
        let path = directory.folder().join("desa.csv");
        std::fs::write(&path, table).unwrap();
        let report = transfer::import_regions(directory.opened.store.clone(), &path, false, now()).await.unwrap();
        assert_eq!((report.is_written, report.counts["region"].created), (true, 2), "{:#?}", report.problems);
        directory.head().await;
        let data = directory.ask("{ region(code: \"32.73.09.1001\") { name level timeZone parent { name } point { longitude } } }").await;
        assert_eq!(data["region"], json!({"name": "Cihapit", "level": "VILLAGE", "timeZone": "WIB",
            "parent": {"name": "Bandung Wetan"}, "point": {"longitude": 107.6}}));

        let faults = [
            ("99.01,Entah,0,0", ProblemCode::BrokenReference, "code"),
            ("32.73.99.1001,Entah,0,0", ProblemCode::BrokenReference, "code"),
            ("3273,Bandung,0,0", ProblemCode::BadId, "code"),
            ("32.73.09.1003,,0,0", ProblemCode::Missing, "name"),
            ("32.73,Kota Bandung,-96.9,107.6", ProblemCode::BadValue, "latitude"),
            ("32.73,Kota Bandung,selatan,107.6", ProblemCode::Malformed, ""),
        ];
        let head = directory.head().await;
        for (row, code, field) in faults {
            std::fs::write(&path, format!("code,name,latitude,longitude\n32.73,Kota Bandung,-6.9,107.6\n{row}\n")).unwrap();
            let report = transfer::import_regions(directory.opened.store.clone(), &path, false, now()).await.unwrap();
            assert!(!report.is_written, "{row}");
            let [problem] = report.problems.as_slice() else { panic!("{:#?}", report.problems) };
            assert_eq!((problem.code, &*problem.place, &*problem.field), (code, "row 3", field), "{row}");
            assert_eq!(directory.head().await, head);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answers_of_another_implementation_go_in() {
    let Some(folder) = shared("data/hsds/hsds3_examples/mock_hsds_api") else {
        return;
    };
    let directory = TestDirectory::start().await;
    let files: Vec<PathBuf> = json_files(folder)
        .into_iter()
        .filter(|path| !path.ends_with("root.json"))
        .collect();
    assert_eq!(files.len(), 5);
    let paths: Vec<_> = files.iter().map(PathBuf::as_path).collect();
    let report = directory.import(&paths).await;
    assert!(report.is_written, "{:#?}", report.problems);
    let data = directory.ask("{ services { nodes { name organization { name } serviceAtLocations { location { name } } } } }").await;
    assert_eq!(
        data["services"]["nodes"],
        json!([{"name": "Community Counselling", "organization": {"name": "Example Organization Inc."},
            "serviceAtLocations": [{"location": {"name": "MyCity Civic Center"}}]}])
    );
    let head = directory.head().await;
    assert_eq!(
        directory
            .import(&paths)
            .await
            .total(|counts| counts.created),
        0
    );
    assert_eq!(directory.head().await, head);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_with_faults_are_told_fault_by_fault() {
    let Some(folder) = shared("data/hsds/hsds3_examples/oruk_mocks") else {
        return;
    };
    let directory = TestDirectory::start().await;
    let mut files = 0;
    for path in json_files(folder) {
        let options = ImportOptions {
            keeps_good: true,
            is_trial: true,
            ..ImportOptions::default()
        };
        let report = directory.import_with(&[&path], options).await;
        let name = path.display();
        for problem in &report.problems {
            assert!(
                !problem.expected.is_empty() && problem.file.ends_with(".json"),
                "{name}: {problem}"
            );
        }
        let is_about_the_api = path.ends_with("api_details.json");
        let content: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let has_records = content["contents"]
            .as_array()
            .is_none_or(|items| !items.is_empty());
        let is_told = !report.problems.is_empty()
            || report.total(|counts| counts.created + counts.unchanged) > 0;
        assert!(
            is_told || !has_records,
            "{name}: neither records nor faults"
        );
        if is_about_the_api {
            assert!(
                report.counts.is_empty() && (report.errors(), report.warnings()) == (0, 1),
                "{name}: no record, and no fault"
            );
        } else if has_records && name.to_string().contains("-Default") {
            assert!(!report.counts.is_empty(), "{name}: {:#?}", report.problems);
        }
        files += 1;
    }
    assert!(files >= 40, "{files} files");
}
