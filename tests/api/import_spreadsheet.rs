//! Spreadsheets through a mapping: what feeds which field, where a row's place is, and what is said of rows and mappings
//! that do not fit.
//! It is long because every part of a mapping is written out.

use jembatan::transfer::{ImportOptions, Mapping, Problem, ProblemCode, Report, Severity};
use serde_json::{Value, json};

use crate::both_backends;
use crate::support::TestDirectory;

/// A mapping with most of what one can say.
const MAPPING: &str = r#"
[source]
name = "uji"
key = ["kode", "sumber"]
delimiter = ";"

[region]
codes = ["kode_wilayah"]
province = "provinsi"
regency = "kabupaten"
district = "kecamatan"

[[record]]
object = "organization"
[record.fields]
name = "{nama} ({singkatan})"
alternate_name = "{singkatan}"
description = "Terdaftar"
kind = { column = "jenis", map = { lks = "NGO", puskesmas = "CLINIC" } }
legal_status = { column = "badan", map = { y = "yayasan" }, otherwise = "lain" }
year_incorporated = "{tahun}"

[[record]]
object = "location"
of = ["organization"]
[record.fields]
name = "Kantor {nama}"
location_type = "physical"
latitude = "{lintang}"

[[record]]
object = "address"
of = ["location"]
when = "alamat"
[record.fields]
address_1 = "{alamat}"
city = "{kabupaten}"
state_province = "{provinsi}"
postal_code = "{kodepos}"
country = "ID"
address_type = "physical"

[[record]]
object = "service"
of = ["organization"]
[record.fields]
name = "Layanan {nama}"
status = "active"

[[record]]
object = "service_at_location"
of = ["service", "location"]
fields = {}

[[record]]
object = "phone"
name = "kantor"
of = ["organization"]
when = "telepon"
fields = { number = "{telepon}" }

[[record]]
object = "phone"
name = "siaga"
of = ["service"]
when = "siaga"
fields = { number = "{siaga}", description = "24 jam" }

[[record]]
object = "attribute"
link = "organization"
when = "akreditasi"
fields = { link_type = "akreditasi", value = "{akreditasi}" }

[[term]]
of = "service"
taxonomy = "need"
column = "jenis"
map = { puskesmas = ["N26"], lks = ["N01", "N32"] }
"#;

const HEADER: &str = "kode;sumber;nama;singkatan;jenis;badan;tahun;kode_wilayah;provinsi;kabupaten;kecamatan;alamat;kodepos;lintang;telepon;siaga;akreditasi";

fn options(mapping: &str) -> ImportOptions {
    ImportOptions {
        mapping: Some(Mapping::parse(mapping).unwrap()),
        ..ImportOptions::default()
    }
}

/// A row under `HEADER`: the cells named here, the others empty.
fn row(cells: &[(&str, &str)]) -> String {
    let cell = |column: &str| {
        let given = cells
            .iter()
            .find(|(name, _)| *name == column)
            .map(|(_, cell)| *cell);
        given.unwrap_or(match column {
            "kode" => "1",
            "sumber" => "dinsos",
            "nama" => "Harapan",
            "singkatan" => "H",
            "jenis" => "lks",
            _ => "",
        })
    };
    HEADER.split(';').map(cell).collect::<Vec<_>>().join(";")
}

async fn import(directory: &TestDirectory, rows: &[String]) -> Report {
    let table = format!("{HEADER}\n{}\n", rows.join("\n"));
    directory
        .import_text("lembaga.csv", table, options(MAPPING))
        .await
}

fn told(report: &Report, severity: Severity) -> Vec<(ProblemCode, &str, &str, &str, &str)> {
    let problems = report
        .problems
        .iter()
        .filter(|problem| problem.severity == severity);
    problems
        .map(
            |Problem {
                 code,
                 place,
                 field,
                 found,
                 expected,
                 ..
             }| (*code, &**place, &**field, &**found, &**expected),
        )
        .collect()
}

both_backends! {
    async fn a_row_becomes_its_records(directory: TestDirectory) {
        let whole = row(&[("badan", "y"), ("tahun", "2001"), ("kode_wilayah", "32.73.05"), ("alamat", "Jl. Merdeka 1"), ("kodepos", "40111"),
            ("kabupaten", "Kota Bandung"), ("provinsi", "Jawa Barat"), ("lintang", "-6.9"), ("telepon", "022-1"), ("siaga", "112"),
            ("akreditasi", "A")]);
        let clinic = row(&[("kode", "2"), ("nama", "\"Sehat; Kuat\""), ("jenis", "puskesmas"), ("badan", "?"), ("kode_wilayah", "32.73")]);
        let report = import(&directory, &[whole.clone(), clinic.clone(), whole.clone()]).await;
        assert!(report.is_written && report.problems.is_empty(), "{:#?}", report.problems);
        assert_eq!((report.counts["organization"].created, report.counts["organization"].unchanged), (2, 1));

        let data = directory.ask("{ organizations { nodes { name alternateName description kind legalStatus yearIncorporated phones { number }
            attributes { linkType value } locations { name latitude regionCode addresses { address1 postalCode } }
            services { nodes { name status phones { number description } terms(taxonomy: \"need\") { code }
                serviceAtLocations { location { name } } } } } } }").await;
        let mut nodes = data["organizations"]["nodes"].clone();
        nodes[0]["services"]["nodes"][0]["terms"].as_array_mut().unwrap().sort_by_key(Value::to_string);
        assert_eq!(nodes, json!([
            {"name": "Harapan (H)", "alternateName": "H", "description": "Terdaftar", "kind": "NGO", "legalStatus": "yayasan",
                "yearIncorporated": 2001, "phones": [{"number": "022-1"}], "attributes": [{"linkType": "akreditasi", "value": "A"}],
                "locations": [{"name": "Kantor Harapan", "latitude": -6.9, "regionCode": "32.73.05",
                    "addresses": [{"address1": "Jl. Merdeka 1", "postalCode": "40111"}]}],
                "services": {"nodes": [{"name": "Layanan Harapan", "status": "ACTIVE", "phones": [{"number": "112", "description": "24 jam"}],
                    "terms": [{"code": "N01"}, {"code": "N32"}], "serviceAtLocations": [{"location": {"name": "Kantor Harapan"}}]}]}},
            {"name": "Sehat; Kuat (H)", "alternateName": "H", "description": "Terdaftar", "kind": "CLINIC", "legalStatus": "lain",
                "yearIncorporated": null, "phones": [], "attributes": [],
                "locations": [{"name": "Kantor Sehat; Kuat", "latitude": null, "regionCode": "32.73", "addresses": []}],
                "services": {"nodes": [{"name": "Layanan Sehat; Kuat", "status": "ACTIVE", "phones": [], "terms": [{"code": "N26"}],
                    "serviceAtLocations": [{"location": {"name": "Kantor Sehat; Kuat"}}]}]}},
        ]));

        let head = directory.head().await;
        import(&directory, &[clinic.clone(), whole.clone()]).await;
        assert_eq!(directory.head().await, head, "the order of rows says nothing");
        let moved = whole.replace("32.73.05", "32.04").replace("022-1", "022-2");
        let report = import(&directory, &[moved, clinic]).await;
        assert_eq!(directory.head().await, head + 2);
        assert_eq!((report.counts["location"].updated, report.counts["phone"].updated), (1, 1));
        let found = directory.ask("{ organizations(filter: {regionCode: \"32.04\"}) { nodes { phones { number } } } }").await;
        assert_eq!(found["organizations"]["nodes"], json!([{"phones": [{"number": "022-2"}]}]));
    }

    async fn a_code_that_names_no_region_is_told(directory: TestDirectory) {
        let mapping = "[source]\nname = \"x\"\nkey = [\"kode\"]\n[[record]]\nobject = \"location\"\n\
            fields = { name = \"{kode}\", location_type = \"physical\", region_code = \"{wilayah}\" }\n";
        let table = "kode,wilayah\n1,32.73\n2,99.99\n";
        let report = directory.import_text("tempat.csv", table, options(mapping)).await;
        assert!(!report.is_written);
        assert_eq!(told(&report, Severity::Error), [
            (ProblemCode::BrokenReference, "row 3", "region_code", "99.99", "the code of a known region"),
        ]);
        let kept = ImportOptions { keeps_good: true, ..options(mapping) };
        let report = directory.import_text("tempat.csv", table, kept).await;
        assert!(report.is_written);
        let data = directory.ask("{ locations { nodes { name regionCode } } }").await;
        assert_eq!(data["locations"]["nodes"], json!([{"name": "1", "regionCode": "32.73"}, {"name": "2", "regionCode": null}]));
    }
}

/// The cells that do not fit, and what is said of them: code, field, found and expected.
type Case<'a> = (
    &'a [(&'a str, &'a str)],
    ProblemCode,
    &'a str,
    &'a str,
    &'a str,
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_fit_is_named_by_row() {
    let directory = TestDirectory::start().await;
    let good = row(&[("kode_wilayah", "32.73")]);
    let cases: [Case<'_>; 7] = [
        (
            &[("jenis", "panti")],
            ProblemCode::BadValue,
            "jenis",
            "panti",
            "one of: lks, puskesmas",
        ),
        (
            &[("tahun", "dulu")],
            ProblemCode::BadValue,
            "organization.year_incorporated",
            "dulu",
            "a whole number",
        ),
        (
            &[("lintang", "6,9")],
            ProblemCode::BadValue,
            "location.latitude",
            "6,9",
            "a number with a decimal point, such as -6.9",
        ),
        (
            &[("singkatan", "")],
            ProblemCode::Missing,
            "organization.name",
            "",
            "a value: no record of its kind can be without it",
        ),
        (
            &[("kode", " ")],
            ProblemCode::BadId,
            "kode, sumber",
            "",
            "a value in every column of the key",
        ),
        (
            &[("sumber", "")],
            ProblemCode::BadId,
            "kode, sumber",
            "",
            "a value in every column of the key",
        ),
        (
            &[("nama", "a\0b")],
            ProblemCode::BadValue,
            "organization.name",
            "a\0b (H)",
            "text without NUL characters",
        ),
    ];
    let head = directory.head().await;
    for (cells, code, field, found, expected) in cases {
        let bad = row(&[&[("kode", "9"), ("kode_wilayah", "32.73")], cells]
            .concat()
            .iter()
            .rev()
            .copied()
            .collect::<Vec<_>>());
        let report = import(&directory, &[good.clone(), bad]).await;
        assert!(!report.is_written);
        let told = told(&report, Severity::Error);
        assert_eq!(told[0], (code, "row 3", field, found, expected), "{told:?}");
        assert!(told.iter().all(|problem| problem.1 == "row 3"), "{told:?}");
        assert_eq!(directory.head().await, head);
    }
    for (rows, place) in [
        (vec![good.clone(), "1;2".to_owned()], "row 3"),
        (vec![good.clone() + ";x", good.clone()], "row 2"),
    ] {
        let report = import(&directory, &rows).await;
        let told = told(&report, Severity::Error);
        assert_eq!(
            (told.len(), told[0].0, told[0].1),
            (1, ProblemCode::Malformed, place)
        );
    }
    let report = directory
        .import_text("lembaga.csv", "kode;nama\n1;x\n", options(MAPPING))
        .await;
    assert!(!report.is_written);
    let told = told(&report, Severity::Error);
    assert!(
        told.contains(&(
            ProblemCode::Malformed,
            "row 1",
            "siaga",
            "",
            "this column, which the mapping reads"
        )),
        "{told:?}"
    );
    assert!(
        told.iter()
            .all(|(code, place, column, ..)| *code == ProblemCode::Malformed
                && *place == "row 1"
                && !["kode", "nama"].contains(column))
    );

    let refused = directory
        .import_text(
            "lembaga.csv",
            format!("{HEADER}\n{good}\n"),
            ImportOptions::default(),
        )
        .await;
    assert!(
        refused.problems[0].expected.contains("--mapping"),
        "{}",
        refused.problems[0]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_is_found_by_code_or_name_and_never_guessed() {
    let directory = TestDirectory::start().await;
    let places: [(&[(&str, &str)], Value); 13] = [
        (&[("kode_wilayah", "32.73")], json!("32.73")),
        (&[("kode_wilayah", "urn:kemendagri:32.73")], json!("32.73")),
        (
            &[
                ("kode_wilayah", "00.00"),
                ("provinsi", "Jawa Barat"),
                ("kabupaten", "Kota Bandung"),
            ],
            json!("32.73"),
        ),
        (
            &[("provinsi", "JAWA BARAT"), ("kabupaten", "Kab. Bandung")],
            json!("32.04"),
        ),
        (&[("provinsi", "Prov. Jawa Barat")], Value::Null),
        (&[("provinsi", "Provinsi Jawa Barat")], json!("32")),
        (&[("kabupaten", "Kota Bandung")], json!("32.73")),
        (
            &[
                ("kabupaten", "Kota Bandung"),
                ("kecamatan", "Bandung Wetan"),
            ],
            json!("32.73.09"),
        ),
        (
            &[("kabupaten", "Kota Bandung"), ("kecamatan", "Tidak Ada")],
            json!("32.73"),
        ),
        (&[("kabupaten", "Bandung")], Value::Null),
        (&[("kabupaten", "Kota Sukamaju")], Value::Null),
        (
            &[("provinsi", "DKI"), ("kabupaten", "Jakarta Selatan")],
            json!("31.74"),
        ),
        (&[], Value::Null),
    ];
    let numbers: Vec<String> = (10..)
        .take(places.len())
        .map(|number| number.to_string())
        .collect();
    let rows: Vec<String> = places
        .iter()
        .zip(&numbers)
        .map(|((cells, _), number)| {
            row(&[
                &[("kode", number.as_str()), ("nama", number.as_str())],
                *cells,
            ]
            .concat())
        })
        .collect();
    let report = import(&directory, &rows).await;
    assert!(report.is_written, "{:#?}", report.problems);
    let unknown: Vec<(ProblemCode, String, &str)> = told(&report, Severity::Warning)
        .into_iter()
        .map(|(code, place, _, found, _)| (code, place.to_owned(), found))
        .collect();
    let expected: Vec<(ProblemCode, String, &str)> = places
        .iter()
        .zip(2..)
        .filter(|((_, code), _)| code.is_null())
        .map(|((cells, _), row)| {
            (
                ProblemCode::UnresolvedRegion,
                format!("row {row}"),
                cells.first().map_or("", |(_, cell)| cell),
            )
        })
        .collect();
    assert_eq!(unknown, expected);
    assert_eq!(report.problem_counts[&ProblemCode::UnresolvedRegion], 4);
    let data = directory
        .ask("{ locations(first: 100) { nodes { name regionCode } } }")
        .await;
    for ((cells, code), (node, number)) in places.iter().zip(
        data["locations"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .zip(&numbers),
    ) {
        assert_eq!(node["name"], format!("Kantor {number}"));
        assert_eq!(node["regionCode"], *code, "{cells:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postal_code_that_is_not_known_is_counted() {
    let directory = TestDirectory::start().await;
    let rows = [
        row(&[("kode_wilayah", "32.73"), ("alamat", "Jl. A")]),
        row(&[
            ("kode", "2"),
            ("nama", "Cahaya"),
            ("kode_wilayah", "32.73"),
            ("alamat", "Jl. B"),
            ("kodepos", "40111"),
        ]),
        row(&[
            ("kode", "3"),
            ("nama", "Mandiri"),
            ("kode_wilayah", "32.73"),
            ("alamat", "Jl. C"),
        ]),
    ];
    let report = import(&directory, &rows).await;
    assert!(report.is_written);
    assert_eq!(
        report.problem_counts,
        [(ProblemCode::UnknownPostalCode, 2)].into()
    );
    assert_eq!(report.problems[1].place, "row 4");
    let data = directory
        .ask("{ locations { nodes { addresses { address1 postalCode } } } }")
        .await;
    let mut codes: Vec<String> = data["locations"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["addresses"][0]["postalCode"].to_string())
        .collect();
    codes.sort();
    assert_eq!(codes, ["\"40111\"", "null", "null"]);
}

#[test]
fn a_mapping_that_cannot_hold_is_refused_in_words() {
    let start = "[source]\nname = \"x\"\nkey = [\"id\"]\n";
    let organization = "[[record]]\nobject = \"organization\"\nfields = { name = \"{a}\" }\n";
    let cases = [
        (String::new(), "missing field `source`"),
        ("[source]\nname = \"x\"\nkey = []\n[[record]]\nobject = \"organization\"\nfields = {}\n".to_owned(), "source.key"),
        (format!("{start}[[record]]\nobject = \"castle\"\nfields = {{}}\n"), "no object castle"),
        (format!("{start}[[record]]\nobject = \"organization\"\nfields = {{ mood = \"{{a}}\" }}\n"), "no field mood"),
        (format!("{start}[[record]]\nobject = \"phone\"\nof = [\"organization\"]\nfields = {{}}\n"), "no record makes its organization"),
        (format!("{start}{organization}[[record]]\nobject = \"program\"\nof = [\"taxonomy\"]\nfields = {{}}\n"), "cannot hang on taxonomy"),
        (format!("{start}{organization}[[record]]\nobject = \"phone\"\nlink = \"organization\"\nfields = {{}}\n"), "cannot describe organization"),
        (format!("{start}{organization}[[term]]\nof = \"castle\"\ntaxonomy = \"need\"\ncolumn = \"a\"\nmap = {{}}\n"), "no object castle"),
        (format!("{start}colour = \"red\"\n{organization}"), "unknown field `colour`"),
        ("not toml at all".to_owned(), "line 1"),
    ];
    for (text, part) in cases {
        let error = Mapping::parse(&text).unwrap_err();
        assert!(error.contains(part), "{text}\n{error}");
    }
    Mapping::parse(&format!("{start}{organization}")).unwrap();
}
