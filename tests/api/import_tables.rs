//! HSDS tables, in a folder or a .zip, with and without a descriptor: what is sound goes in, what is broken is named by
//! file and row. Also the command line around it: what it returns, what it leaves behind, and what it survives.
//! It is long because every shape and fault of a table is written out.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use jembatan::transfer::{ImportOptions, Problem, ProblemCode, Report, Severity};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::both_backends;
use crate::support::import::keep_good;
use crate::support::{TestDirectory, shared};

const ONE: &str = "10000000-0000-4000-8000-000000000001";
const TWO: &str = "10000000-0000-4000-8000-000000000002";
const THREE: &str = "10000000-0000-4000-8000-000000000003";

fn zipped(path: &Path, files: &[(String, Vec<u8>)]) {
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, content) in files {
        archive
            .start_file(name.as_str(), zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap();
}

/// The files of a folder that are wanted, under the name that `rename` gives them.
fn files_of(folder: &Path, rename: impl Fn(&str) -> Option<String>) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            let path = entry.unwrap().path();
            let name = rename(path.file_name().unwrap().to_str().unwrap())?;
            Some((name, std::fs::read(path).unwrap()))
        })
        .collect();
    files.sort();
    files
}

/// The name in an archive for the name of a file; `None` leaves it out.
type Packing<'a> = &'a dyn Fn(&str) -> Option<String>;

/// File, row, field and what was found, of all errors.
fn errors(report: &Report) -> Vec<(String, String, String, String)> {
    let mut errors: Vec<_> = report
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| {
            let file = problem.file.rsplit('/').next().unwrap().to_owned();
            (
                file,
                problem.place.clone(),
                problem.field.clone(),
                problem.found.clone(),
            )
        })
        .collect();
    errors.sort();
    errors
}

/// The four references of the official example that lead nowhere.
fn broken() -> Vec<(String, String, String, String)> {
    [
        (
            "contacts.csv",
            "organization_id",
            "ae67a707-5893-4225-b0b1-320ab9cb596b",
        ),
        (
            "contacts.csv",
            "service_at_location_id",
            "93eaf18d-1cd2-4ec7-bffb-3c9172ee5070",
        ),
        (
            "locations.csv",
            "organization_id",
            "985e4a42-bd9f-4edc-911d-0243a4640aca",
        ),
        (
            "taxonomy_terms.csv",
            "taxonomy_id",
            "07ff6aee-a219-438c-b694-d2fcb6c5373b",
        ),
    ]
    .map(|(file, field, found)| {
        (
            file.to_owned(),
            "row 2".to_owned(),
            field.to_owned(),
            found.to_owned(),
        )
    })
    .to_vec()
}

async fn import_one(directory: &TestDirectory, file: &str, content: impl AsRef<[u8]>) -> Report {
    let report = directory
        .import_text(file, content, ImportOptions::default())
        .await;
    assert_eq!(report.is_written, report.errors() == 0);
    report
}

#[track_caller]
fn only_error(report: &Report) -> &Problem {
    assert_eq!(report.errors(), 1, "{:#?}", report.problems);
    report
        .problems
        .iter()
        .find(|problem| problem.severity == Severity::Error)
        .unwrap()
}

async fn organizations(directory: &TestDirectory) -> Value {
    let query = "{ organizations(first: 100) { nodes { name description alternateName yearIncorporated } } }";
    directory.ask(query).await["organizations"]["nodes"].take()
}

both_backends! {
    async fn the_official_tables_have_four_broken_references(directory: TestDirectory) {
        let Some(folder) = shared("hsds/examples/csv") else { return };
        let head = directory.head().await;
        let report = directory.import(&[&folder]).await;
        assert!(!report.is_written);
        assert_eq!(errors(&report), broken());
        assert!(report.problems.iter().all(|problem| problem.file.contains("examples/csv/")));
        assert_eq!(directory.head().await, head, "a refused package leaves no trace");
        assert_eq!(directory.ask("{ services { totalCount } }").await["services"]["totalCount"], 0);

        let report = directory.import_with(&[&folder], keep_good()).await;
        assert!(report.is_written);
        assert_eq!(errors(&report), broken());
        assert_eq!(report.total(|counts| counts.refused), 0, "what does without the reference is kept");
        assert_eq!(report.total(|counts| counts.created), 24, "one row in each of 24 tables");
        let data = directory.ask("{ services { nodes { name status organization { name identifiers: organizationIdentifiers { identifier } }
            program { name } costOptions { amount currency } capacities { available unit { name } }
            serviceAtLocations { location { name organization { name } accessibility { details } addresses { postalCode } } }
            contacts { name organization { name } } schedules { byday } languages { code } requiredDocuments { uri } funding { source }
            serviceAreas { extentType } additionalUrls { url } } }
            taxonomyTerms(filter: {codes: [\"code\"]}) { nodes { name taxonomyDetail { name } } } }").await;
        let service = &data["services"]["nodes"][0];
        assert_eq!(service["organization"], json!({"name": "Example Organization Inc.", "identifiers": [{"identifier": "1234567"}]}));
        assert_eq!(service["program"]["name"], "Community Mental Health Support");
        assert_eq!(service["costOptions"], json!([{"amount": 35.0, "currency": "gbp"}]));
        assert_eq!(service["capacities"], json!([{"available": 12.0, "unit": {"name": "Kilogram"}}]));
        assert_eq!(service["serviceAtLocations"][0]["location"]["organization"], Value::Null);
        assert_eq!(service["contacts"], json!([{"name": "Ann Persona", "organization": null}]));
        for list in ["schedules", "languages", "requiredDocuments", "funding", "serviceAreas", "additionalUrls"] {
            assert_eq!(service[list].as_array().unwrap().len(), 1, "{list}");
        }
        assert_eq!(data["taxonomyTerms"]["nodes"], json!([{"name": "name", "taxonomyDetail": null}]));

        let head = directory.head().await;
        let again = directory.import_with(&[&folder], keep_good()).await;
        assert!(again.is_written);
        assert_eq!(again.total(|counts| counts.unchanged), 24);
        assert_eq!(directory.head().await, head, "importing the same again appends nothing to the log");

        // The same in an archive, however it is packed, is the same.
        let archive = directory.folder().join("package.zip");
        let packings: [Packing<'_>; 4] = [
            &|name| Some(name.to_owned()),
            &|name| name.ends_with(".csv").then(|| name.to_owned()),
            &|name| Some(format!("export/hsds/{name}")),
            &|name| Some(if name == "organizations.csv" { "x_organizations.csv".to_owned() } else { name.to_owned() }),
        ];
        for (number, packing) in packings.into_iter().enumerate() {
            zipped(&archive, &files_of(&folder, packing));
            let report = directory.import_with(&[&archive], keep_good()).await;
            assert_eq!(errors(&report), broken(), "packing {number}");
            let unchanged = if number == 3 { 23 } else { 24 };
            assert_eq!(report.total(|counts| counts.unchanged), unchanged, "packing {number}");
            assert_eq!(directory.head().await, head, "packing {number}");
        }
    }

    async fn a_reference_may_name_a_row_of_a_later_table(directory: TestDirectory) {
        let folder = directory.package("package", &[
            ("services.csv", &format!("id,organization_id,program_id,name,status\n{ONE},{TWO},{THREE},Layanan,active\n")),
            ("programs.csv", &format!("id,organization_id,name,description\n{THREE},{TWO},Program,-\n")),
            ("organizations.csv", &format!("id,name,description\n{TWO},Yayasan,-\n")),
        ]);
        // Given one by one, the file that refers comes first.
        let paths = ["services.csv", "programs.csv", "organizations.csv"].map(|name| folder.join(name));
        let report = directory.import(&paths.each_ref().map(PathBuf::as_path)).await;
        assert!(report.is_written && report.problems.is_empty(), "{:#?}", report.problems);
        let data = directory.ask("{ services { nodes { organization { name } program { name } } } }").await;
        assert_eq!(data["services"]["nodes"], json!([{"organization": {"name": "Yayasan"}, "program": {"name": "Program"}}]));
        let head = directory.head().await;
        directory.import(&[&folder]).await;
        assert_eq!(directory.head().await, head);
    }

    async fn any_cell_comes_out_as_it_went_in(directory: TestDirectory) {
        // An apostrophe may guard what a spreadsheet would run, and is taken away then.
        let texts = proptest::collection::vec("[^\\x00']{0,30}", 20);
        let mut runner = TestRunner::new(Config { cases: 3, failure_persistence: None, ..Config::default() });
        runner
            .run(&texts, |texts| {
                let mut table = csv::Writer::from_writer(Vec::new());
                table.write_record(["id", "name", "description", "legal_status"]).unwrap();
                for (number, text) in texts.iter().enumerate() {
                    let id = format!("10000000-0000-4000-8000-{number:012}");
                    table.write_record([&id, "x", "y", text]).unwrap();
                }
                let table = table.into_inner().unwrap();
                let data = tokio::task::block_in_place(|| {
                    tokio::runtime::Handle::current().block_on(async {
                        let report = import_one(&directory, "organizations.csv", table).await;
                        assert!(report.is_written, "{:#?}", report.problems);
                        directory.ask("{ organizations(first: 100) { nodes { legalStatus } } }").await
                    })
                });
                // All are of one name, so they come in the order of their ids.
                for (node, text) in data["organizations"]["nodes"].as_array().unwrap().iter().zip(&texts) {
                    let text = text.trim();
                    let expected = if text.is_empty() { Value::Null } else { json!(text) };
                    prop_assert_eq!(&node["legalStatus"], &expected);
                }
                Ok(())
            })
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_descriptor_may_rename_the_tables() {
    let directory = TestDirectory::start().await;
    let descriptor = json!({"resources": [{"name": "organization", "path": "lembaga.csv"},
        {"name": "service", "path": "layanan-2026.csv"}, {"name": "phone", "path": "absent.csv"}]});
    let organizations = format!("id,name,description\n{TWO},Yayasan,-\n");
    let services = format!("id,organization_id,name,status\n{ONE},{TWO},Layanan,active\n");
    let phones = format!("id,service_id,number\n{THREE},{ONE},021\n");
    let files = [
        ("datapackage.json", descriptor.to_string()),
        ("lembaga.csv", organizations),
        ("layanan-2026.csv", services),
        ("phones.csv", phones),
        ("pegawai.csv", "id,name\n".to_owned()),
    ];
    let folder = directory.package(
        "package",
        &files
            .each_ref()
            .map(|(name, content)| (*name, content.as_str())),
    );
    let archive = directory.folder().join("package.zip");
    let inside: Vec<_> = files
        .iter()
        .map(|(name, content)| (format!("unduh/{name}"), content.clone().into_bytes()))
        .collect();
    zipped(&archive, &inside);
    for (path, created) in [(&archive, 3), (&folder, 0)] {
        let report = directory.import(&[path]).await;
        assert!(report.is_written, "{:#?}", report.problems);
        assert_eq!(report.total(|counts| counts.created), created);
        assert_eq!(report.total(|counts| counts.unchanged), 3 - created);
        let [stranger] = report.problems.as_slice() else {
            panic!("{:#?}", report.problems)
        };
        assert_eq!(
            (stranger.code, stranger.severity),
            (ProblemCode::UnknownFile, Severity::Warning)
        );
        assert!(stranger.file.ends_with("pegawai.csv"), "{stranger}");
    }
    let data = directory
        .ask("{ services { nodes { name organization { name } phones { number } } } }")
        .await;
    assert_eq!(
        data["services"]["nodes"],
        json!([{"name": "Layanan", "organization": {"name": "Yayasan"}, "phones": [{"number": "021"}]}])
    );

    // A descriptor that is no JSON leaves the usual names.
    let folder = directory.package(
        "other",
        &[
            ("datapackage.json", "{"),
            (
                "organizations.csv",
                &format!("id,name,description\n{THREE},Lain,-\n"),
            ),
        ],
    );
    let report = directory.import(&[&folder]).await;
    assert_eq!(report.counts["organization"].created, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn marks_line_ends_quotes_and_blanks_are_read() {
    let directory = TestDirectory::start().await;
    let table = format!(
        "\u{feff}id, name ,description,alternate_name,year_incorporated\r\n\
         {ONE} ,  Yayasan Satu  ,\"dua\nbaris, \"\"kutip\"\"\",   ,1999\r\n\
         {},Yayasan Dua,\" tepi \",,  \r\n",
        TWO.to_uppercase()
    );
    let report = import_one(&directory, "organizations.csv", &table).await;
    assert!(
        report.is_written && report.problems.is_empty(),
        "{:#?}",
        report.problems
    );
    assert_eq!(
        organizations(&directory).await,
        json!([
            {"name": "Yayasan Dua", "description": "tepi", "alternateName": null, "yearIncorporated": null},
            {"name": "Yayasan Satu", "description": "dua\nbaris, \"kutip\"", "alternateName": null, "yearIncorporated": 1999},
        ])
    );
    let head = directory.head().await;
    let same = table.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    assert!(
        import_one(&directory, "organizations.csv", same)
            .await
            .is_written
    );
    assert_eq!(
        directory.head().await,
        head,
        "marks and line ends say nothing"
    );

    let mut compressed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    compressed.write_all(table.as_bytes()).unwrap();
    let compressed = compressed.finish().unwrap();
    assert!(
        import_one(&directory, "organizations.csv.gz", &compressed)
            .await
            .errors()
            > 0,
        "the name tells the table"
    );
    let report = import_one(&directory, "organizations.csv", &compressed).await;
    assert_eq!(
        (report.is_written, report.counts["organization"].unchanged),
        (true, 2)
    );
    assert_eq!(directory.head().await, head);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_is_no_row_is_named() {
    let directory = TestDirectory::start().await;
    let good = format!("{ONE},Yayasan,Membantu,2001");
    let cases: [(Vec<u8>, ProblemCode, &str, &str, &str); 12] = [
        (
            format!("{good}\n,Tanpa,Membantu,").into(),
            ProblemCode::BadId,
            "row 3",
            "id",
            "a UUID",
        ),
        (
            format!("{good}\n   ,Tanpa,Membantu,").into(),
            ProblemCode::BadId,
            "row 3",
            "id",
            "a UUID",
        ),
        (
            format!("{good}\n17,Tanpa,Membantu,").into(),
            ProblemCode::BadId,
            "row 3",
            "id",
            "a UUID",
        ),
        (
            format!("{good}\n{TWO},Pendek").into(),
            ProblemCode::Malformed,
            "row 3",
            "",
            "4 cells as in the header, not 2",
        ),
        (
            format!("{TWO},Panjang,a,2001,b,c\n{good}").into(),
            ProblemCode::Malformed,
            "row 2",
            "",
            "4 cells as in the header, not 6",
        ),
        (
            [
                good.as_bytes(),
                b"\n",
                TWO.as_bytes(),
                b",Caf\xE9,Membantu,",
            ]
            .concat(),
            ProblemCode::Malformed,
            "row 3",
            "",
            "text in UTF-8",
        ),
        (
            format!("{good}\n{TWO},,Membantu,").into(),
            ProblemCode::Missing,
            "row 3",
            "name",
            "a value: HSDS requires it of every organization",
        ),
        (
            format!("{good}\n{TWO},Nama,  ,").into(),
            ProblemCode::Missing,
            "row 3",
            "description",
            "a value: HSDS requires it of every organization",
        ),
        (
            format!("{TWO},\"dua\nbaris\",a,\n{THREE},Nama,a,dulu\n{good}").into(),
            ProblemCode::BadValue,
            "row 3",
            "year_incorporated",
            "a whole number",
        ),
        (
            format!("{good}\n{TWO},Nama,a,20.5").into(),
            ProblemCode::BadValue,
            "row 3",
            "year_incorporated",
            "a whole number",
        ),
        (
            format!("{good}\n{TWO},Na\0ma,a,").into(),
            ProblemCode::BadValue,
            "row 3",
            "name",
            "text without NUL characters",
        ),
        (
            format!("{good}\n{TWO},\"{},a,", "n".repeat(200_000)).into(),
            ProblemCode::Malformed,
            "row 3",
            "",
            "4 cells as in the header, not 2",
        ),
    ];
    let head = directory.head().await;
    for (rows, code, place, field, expected) in cases {
        let table = [b"id,name,description,year_incorporated\n".as_slice(), &rows].concat();
        let report = import_one(&directory, "organizations.csv", &table).await;
        let problem = only_error(&report);
        let told = (
            problem.code,
            &*problem.place,
            &*problem.field,
            &*problem.expected,
        );
        assert_eq!(
            told,
            (code, place, field, expected),
            "{}",
            String::from_utf8_lossy(&rows[..rows.len().min(200)])
        );
        assert_eq!(directory.head().await, head);
        let path = directory.folder().join("organizations.csv");
        let trial = directory
            .import_with(
                &[&path],
                ImportOptions {
                    is_trial: true,
                    ..keep_good()
                },
            )
            .await;
        assert!(
            trial.counts["organization"].created >= 1,
            "the sound row could be kept"
        );
        assert_eq!(directory.head().await, head, "a trial writes nothing");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_is_no_table_is_named() {
    let directory = TestDirectory::start().await;
    for (content, field) in [
        ("", "id"),
        ("\n\n", "id"),
        ("name,description\nYayasan,-\n", "id"),
        ("Id,name\n", "id"),
    ] {
        let report = import_one(&directory, "organizations.csv", content).await;
        let problem = only_error(&report);
        assert_eq!(
            (problem.code, &*problem.place, &*problem.field),
            (ProblemCode::Malformed, "row 1", field),
            "{content:?}"
        );
    }
    let report = import_one(&directory, "organizations.csv", "id,name,description\n").await;
    assert!(
        report.is_written && report.counts.is_empty() && report.problems.is_empty(),
        "a header alone is an empty table"
    );

    let table = format!("id,name,description,mood,kind\n{ONE},Yayasan,-,senang,NGO\n");
    let report = import_one(&directory, "organizations.csv", table).await;
    assert!(report.is_written);
    let told: Vec<_> = report
        .problems
        .iter()
        .map(|problem| (problem.code, &*problem.place, &*problem.field))
        .collect();
    assert_eq!(
        told,
        [
            (ProblemCode::UnknownProperty, "row 1", "mood"),
            (ProblemCode::UnknownProperty, "row 1", "kind")
        ]
    );
    let query = "{ organizations { nodes { kind } } }";
    assert_eq!(
        directory.ask(query).await["organizations"]["nodes"],
        json!([{"kind": null}]),
        "`kind` is not HSDS's"
    );

    for (name, content) in [
        ("lembaga.csv", "id,name\n"),
        ("package.zip", "PK\u{3}\u{4}nothing"),
    ] {
        let report = import_one(&directory, name, content).await;
        assert_eq!(only_error(&report).code, ProblemCode::Malformed, "{name}");
    }
    let empty = directory.package("empty", &[("readme.txt", "")]);
    assert!(
        only_error(&directory.import(&[&empty]).await)
            .expected
            .contains("organizations.csv")
    );
    let archive = directory.folder().join("strange.zip");
    zipped(
        &archive,
        &[("../../organizations.txt".to_owned(), b"id\n".to_vec())],
    );
    assert_eq!(
        only_error(&directory.import(&[&archive]).await).code,
        ProblemCode::Malformed
    );

    // An archive that breaks off inside a table.
    let rows: String = (0..2_000_u32)
        .map(|number| format!("10000000-0000-4000-8000-{number:012},Nama {number},-\n"))
        .collect();
    let mut whole = Cursor::new(Vec::new());
    let mut writer = zip::ZipWriter::new(&mut whole);
    writer
        .start_file(
            "organizations.csv",
            zip::write::SimpleFileOptions::default(),
        )
        .unwrap();
    writer
        .write_all(format!("id,name,description\n{rows}").as_bytes())
        .unwrap();
    writer.finish().unwrap();
    let mut bytes = whole.into_inner();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 40].fill(0xFF);
    let head = directory.head().await;
    let report = import_one(&directory, "damaged.zip", &bytes).await;
    assert!(!report.is_written && report.errors() > 0);
    assert_eq!(directory.head().await, head);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_id_twice_is_one_row() {
    let directory = TestDirectory::start().await;
    let head = directory.head().await;
    let table = format!("id,name,description\n{ONE},Lama,-\n{TWO},Lain,-\n{ONE},Baru,-\n");
    let report = import_one(&directory, "organizations.csv", &table).await;
    assert!(report.is_written);
    assert_eq!(report.counts["organization"].created, 2);
    assert_eq!(directory.head().await, head + 2, "one change a row");
    let names: Vec<_> = organizations(&directory)
        .await
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["name"].clone())
        .collect();
    assert_eq!(names, ["Baru", "Lain"], "the later row holds");
    import_one(&directory, "organizations.csv", &table).await;
    assert_eq!(directory.head().await, head + 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_bytes_stop_the_reader() {
    let directory = TestDirectory::start().await;
    let pieces = prop_oneof![
        Just(b"id,name,description\n".to_vec()),
        Just(ONE.as_bytes().to_vec()),
        Just(b",".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\xEF\xBB\xBF".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..12),
    ];
    let bytes = proptest::collection::vec(pieces, 0..16).prop_map(|pieces| pieces.concat());
    let mut runner = TestRunner::new(Config {
        cases: 10,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&bytes, |bytes| {
            let content = [b"id,name,description\n".as_slice(), &bytes].concat();
            for content in [bytes, content] {
                let report = tokio::task::block_in_place(|| {
                    let import = directory.import_text(
                        "organizations.csv",
                        &content,
                        ImportOptions::default(),
                    );
                    tokio::runtime::Handle::current().block_on(import)
                });
                prop_assert_eq!(report.is_written, report.errors() == 0);
            }
            Ok(())
        })
        .unwrap();
}

fn jembatan(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jembatan"));
    command
        .arg("--data-dir")
        .arg(folder.join("data"))
        .args(arguments)
        .env_remove("DATABASE_URL")
        .current_dir(folder);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    jembatan(folder, arguments).output().unwrap()
}

/// Rows of a table in the data folder, read past the program.
fn rows(folder: &Path, table: &str) -> i64 {
    let database = rusqlite::Connection::open(folder.join("data/jembatan.sqlite")).unwrap();
    database
        .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
            row.get(0)
        })
        .unwrap()
}

/// Ends with the test, whatever becomes of it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn an_import_killed_halfway_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert!(run(folder, &["migrate"]).status.success());
    let log = rows(folder, "change");
    let table: String = (0..200_000_u32)
        .map(|number| {
            format!(
                "10000000-0000-4000-8000-{number:012},Yayasan {number},{:0>80}\n",
                number
            )
        })
        .collect();
    std::fs::write(
        folder.join("organizations.csv"),
        format!("id,name,description\n{table}"),
    )
    .unwrap();

    let mut import = jembatan(folder, &["import", "organizations.csv"]);
    let mut import = Running(
        import
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let started = Instant::now();
    let written =
        || std::fs::metadata(folder.join("data/jembatan.sqlite-wal")).map_or(0, |file| file.len());
    while written() < 2_000_000 {
        assert!(
            import.0.try_wait().unwrap().is_none(),
            "the import ended before it was killed"
        );
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "nothing was written"
        );
        std::thread::yield_now();
    }
    import.0.kill().unwrap();
    assert!(
        import.0.wait().unwrap().code().is_none(),
        "it was killed rather than done"
    );

    assert!(
        run(folder, &["reindex"]).status.success(),
        "the folder opens again"
    );
    assert_eq!(
        (rows(folder, "organization"), rows(folder, "change")),
        (0, log)
    );
    std::fs::write(
        folder.join("organizations.csv"),
        format!("id,name,description\n{ONE},Yayasan,-\n"),
    )
    .unwrap();
    assert!(
        run(folder, &["import", "organizations.csv"])
            .status
            .success()
    );
    assert_eq!(rows(folder, "organization"), 1);
}

#[test]
fn the_command_line_tells_how_it_went() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(
        folder.join("good.json"),
        json!({"id": ONE, "name": "Yayasan", "description": "-"}).to_string(),
    )
    .unwrap();
    let bad = json!([{"id": TWO, "name": "Lain", "description": "-"}, {"id": "7", "name": "Yayasan", "description": "-"}]);
    std::fs::write(folder.join("bad.json"), bad.to_string()).unwrap();
    std::fs::write(
        folder.join("bad.toml"),
        "[source]\nname = \"x\"\nkey = []\nrecord = []\n",
    )
    .unwrap();

    let checked = run(folder, &["check", "good.json"]);
    assert_eq!(checked.status.code(), Some(0));
    assert_eq!(rows(folder, "organization"), 0, "a check writes nothing");
    let done = run(folder, &["import", "good.json"]);
    assert_eq!(done.status.code(), Some(0));
    assert!(
        String::from_utf8_lossy(&done.stdout).contains("1 new"),
        "{done:?}"
    );

    for command in ["check", "import"] {
        let refused = run(folder, &[command, "bad.json", "--report", "report.json"]);
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(
            said.contains("bad.json, [1], id: found \"7\": expected a UUID"),
            "{said}"
        );
        let report: Value =
            serde_json::from_slice(&std::fs::read(folder.join("report.json")).unwrap()).unwrap();
        assert_eq!(report["is_written"], false);
        assert_eq!(report["problem_counts"], json!({"BAD_ID": 1}));
        assert_eq!(
            report["problems"],
            json!([{"severity": "ERROR", "code": "BAD_ID", "file": "bad.json", "place": "[1]", "field": "id", "found": "7",
                "expected": "a UUID"}])
        );
        std::fs::remove_file(folder.join("report.json")).unwrap();
    }
    assert_eq!(rows(folder, "organization"), 1);
    assert_eq!(
        run(folder, &["import", "--keep-good", "bad.json"])
            .status
            .code(),
        Some(0)
    );
    assert_eq!(rows(folder, "organization"), 2);

    for arguments in [
        ["import", "absent.json"].as_slice(),
        &["import", "good.json", "--mapping", "bad.toml"],
    ] {
        let refused = run(folder, arguments);
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        assert!(!refused.stderr.is_empty());
    }
    for arguments in [
        ["import"].as_slice(),
        &["import", "--nonsense", "good.json"],
        &["dance"],
        &[],
    ] {
        assert_eq!(
            run(folder, arguments).status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
}
