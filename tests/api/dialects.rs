//! Older and other forms of the same data: HSDS 1 and 2 in tables, Ohana in tables and JSON, pages of Open Referral UK. Each
//! goes in by the same pipeline, whole but for what the report names, and a second time changes nothing.
//! Long because every form that is read has its files and its faults here, side by side.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use jembatan::transfer::{ImportOptions, ProblemCode, Report, Severity};
use serde_json::json;

use crate::both_backends;
use crate::support::import::keep_good;
use crate::support::{TestDirectory, shared};

fn created(report: &Report, object: &str) -> u64 {
    report.counts.get(object).map_or(0, |counts| counts.created)
}

/// The rows of a table of a package, plain or gzipped.
fn rows(path: &Path) -> Vec<csv::StringRecord> {
    let file = std::fs::File::open(path).unwrap();
    let input: Box<dyn std::io::Read> = if path.extension().is_some_and(|it| it == "gz") {
        Box::new(flate2::read::GzDecoder::new(file))
    } else {
        Box::new(file)
    };
    csv::Reader::from_reader(input)
        .records()
        .map(Result::unwrap)
        .collect()
}

/// The rows of a file that the report keeps out, by their places.
fn refused(report: &Report, file: &str) -> u64 {
    let problems = report.problems.iter();
    let places: BTreeSet<&str> = problems
        .filter(|problem| {
            problem.severity == Severity::Error && Path::new(&problem.file).ends_with(file)
        })
        // A reference that is broken is left out, and the row kept, where HSDS can do without it.
        .filter(|problem| problem.code != ProblemCode::BrokenReference)
        .map(|problem| &*problem.place)
        .collect();
    u64::try_from(places.len()).unwrap()
}

async fn again_nothing_changes(directory: &TestDirectory, path: &Path) {
    let head = directory.head().await;
    let again = directory.import_with(&[path], keep_good()).await;
    let changed = again.total(|counts| counts.created + counts.updated);
    assert_eq!(
        (changed, directory.head().await),
        (0, head),
        "{:#?}",
        again.counts
    );
}

const OHANA: &[(&str, &str)] = &[
    (
        "organizations.csv",
        "id,name,description,website,date_incorporated,funding_sources,licenses\n\
        1,Dapur Umum,Memberi makan,http://dapur.example,\"January 02, 1990\",\"State, Donations\",A\n",
    ),
    (
        "locations.csv",
        "id,organization_id,name,description,latitude,longitude,accessibility,languages,email,virtual,admin_emails\n\
        1,1,Dapur Utama,Di pasar,-6.9,107.6,\"ramp, restroom\",\"Spanish, Tagalog\",a@dapur.example,false,x@y.example\n\
        2,1,Saluran,Telepon,,,,,,true,\n",
    ),
    (
        "services.csv",
        "id,location_id,name,description,eligibility,fees,service_areas,required_documents,status,website,taxonomy_ids\n\
        1,1,Makan siang,Setiap hari,Siapa saja,None,Coblong,\"KTP, KK\",,http://dapur.example/s,\"101, 101-01\"\n\
        2,2,Telepon,,,,,,inactive,,\n\
        3,9,Tanpa tempat,,,,,,active,,\n",
    ),
    (
        // The second is called 101 by its other id, as the first is by its code.
        "categories.csv",
        "id,name,taxonomy_id,parent_id,parent_name\n7,Emergency,101,,\n101,Disaster,101-01,101,Emergency\n",
    ),
    (
        "addresses.csv",
        "id,location_id,address_1,address_2,city,state_province,postal_code,country\n\
        1,1,Jl. Pasar 1,,Bandung,Jawa Barat,,id\n2,1,,,Bandung,Jawa Barat,40115,id\n",
    ),
    (
        "mail_addresses.csv",
        "id,location_id,attention,address_1,city,state_province,postal_code,country\n\
        1,1,Kantor,Kotak 5,Bandung,Jawa Barat,40115,ID\n2,77,Kantor,Kotak 6,Bandung,Jawa Barat,40115,ID\n",
    ),
    (
        "phones.csv",
        "id,contact_id,location_id,organization_id,service_id,number,extension,department,number_type,vanity_number\n\
        1,1,1,,,022-1,12,Dapur,voice,\n",
    ),
    (
        "contacts.csv",
        "id,location_id,organization_id,service_id,name,title,email,department\n1,1,,,Ibu Ani,Ketua,ani@dapur.example,\n",
    ),
    (
        "programs.csv",
        "id,organization_id,name,alternate_name\n1,1,Lawan Lapar,\n",
    ),
    (
        "regular_schedules.csv",
        "id,location_id,service_id,weekday,opens_at,closes_at\n1,1,,Monday,9am,4:00 PM\n2,,1,Sunday,08:00,12:00\n3,1,,Someday,08:00,12:00\n",
    ),
    (
        "holiday_schedules.csv",
        "id,location_id,service_id,start_date,end_date,closed,opens_at,closes_at\n\
        1,1,,\"January 01, 0001\",\"January 01, 0001\",true,,\n2,1,,12/24/2015,12/24/15,false,10:00,14:00\n3,1,,12/25/2015,12/25/2015,true,,\n",
    ),
    (
        "service_categories.json",
        "{\"1\": [\"7\", \"7\"], \"2\": [\"101\"]}",
    ),
];

both_backends! {
    async fn ohana_in_tables(directory: TestDirectory) {
        let folder = directory.package("dapur", OHANA);
        let report = directory.import(&[&folder]).await;
        assert!(!report.is_written, "one bad row keeps all out, as always");
        let report = directory.import_with(&[&folder], keep_good()).await;
        let errors: Vec<(String, &str, &str, &str)> = report.problems.iter()
            .filter(|problem| problem.severity == Severity::Error)
            .map(|it| (it.file.rsplit('/').next().unwrap().to_owned(), &*it.place, &*it.field, &*it.found)).collect();
        assert_eq!(errors, [
            ("services.csv".to_owned(), "row 4", "location_id", "9"),
            ("addresses.csv".to_owned(), "row 3", "address_1", ""),
            ("regular_schedules.csv".to_owned(), "row 4", "weekday", "Someday"),
            ("mail_addresses.csv".to_owned(), "row 3", "location_id", "77"),
        ]);
        let unknown: Vec<&str> = report.problems.iter().filter(|it| it.code == ProblemCode::UnknownProperty).map(|it| &*it.field).collect();
        assert_eq!(unknown, ["licenses", "admin_emails", "vanity_number"]);
        for (object, count) in [("organization", 1), ("location", 2), ("service", 2), ("service_at_location", 2), ("address", 3),
            ("phone", 1), ("contact", 2), ("program", 1), ("schedule", 5), ("accessibility", 2), ("language", 2), ("funding", 2),
            ("required_document", 2), ("service_area", 1), ("taxonomy_term", 2), ("attribute", 3)] {
            assert_eq!(created(&report, object), count, "{object}");
        }
        let data = directory.ask("{ services(filter: {name: \"Makan siang\"}) { nodes { status eligibilityDescription feesDescription url organization { name yearIncorporated website }
            attributes { taxonomyTerm { code name } } serviceAtLocations { location { name locationType addresses { addressType country postalCode } phones { number extension description type }
            schedules { byday freq opensAt closesAt validFrom validTo description notes } } } } } }").await;
        let service = &data["services"]["nodes"][0];
        assert_eq!((&service["status"], &service["eligibilityDescription"], &service["feesDescription"], &service["url"]),
            (&json!("ACTIVE"), &json!("Siapa saja"), &json!("None"), &json!("http://dapur.example/s")), "{service}");
        assert_eq!(service["organization"], json!({"name": "Dapur Umum", "yearIncorporated": 1990, "website": "http://dapur.example"}));
        let place = &service["serviceAtLocations"][0]["location"];
        assert_eq!(place["locationType"], "PHYSICAL");
        assert_eq!(place["phones"], json!([{"number": "022-1", "extension": 12, "description": "Dapur", "type": "voice"}]));
        let schedules = place["schedules"].as_array().unwrap();
        let has = |expected: serde_json::Value| assert!(schedules.contains(&expected), "{expected}: {schedules:#?}");
        has(json!({"byday": "MO", "freq": "WEEKLY", "opensAt": "09:00", "closesAt": "16:00", "validFrom": null, "validTo": null, "description": null, "notes": null}));
        has(json!({"byday": null, "freq": null, "opensAt": null, "closesAt": null, "validFrom": null, "validTo": null, "description": "Closed",
            "notes": "start_date: January 01, 0001; end_date: January 01, 0001"}));
        has(json!({"byday": null, "freq": null, "opensAt": "10:00", "closesAt": "14:00", "validFrom": "2015-12-24", "validTo": "2015-12-24", "description": null, "notes": null}));
        again_nothing_changes(&directory, &folder).await;
    }

    async fn ohana_in_json(directory: TestDirectory) {
        let line = |name: &str, hours: &str| json!({"name": name, "description": "Memberi makan", "urls": ["http://dapur.example"], "locations": [{
            "name": "Dapur Utama", "short_desc": "Dapur", "description": "Di pasar", "hours": hours, "accessibility": ["ramp"], "languages": ["Tagalog", "Spanish"],
            "address_attributes": {"street": "Jl. Pasar 1", "city": "Bandung", "state": "Jawa Barat", "zip": "40115", "country_code": "id"},
            "mail_address_attributes": {"attention": "Kantor", "street_1": "Kotak 5", "city": "Bandung", "state": "Jawa Barat", "postal_code": "40115", "country_code": "ID"},
            "contacts_attributes": [{"name": "Ibu Ani", "title": "Ketua", "phones_attributes": [{"number": "022-3"}]}],
            "phones_attributes": [{"number": "022-1", "number_type": "voice"}],
            "services_attributes": [{"name": "Makan siang", "how_to_apply": "Datang saja", "wait": "Tidak ada", "service_areas": ["Coblong"], "fees": null, "funding_sources": ["City", "County"]}]
        }]}).to_string();
        let text = format!("{}\n{}\n", line("Dapur Umum", "Mon-Fri 9am-5pm"), line("Dapur Lain", "Monday-Friday, 9-5"));
        let path = directory.folder().join("dapur.json");
        std::fs::write(&path, text).unwrap();
        let report = directory.import(&[&path]).await;
        assert!(report.is_written, "{:#?}", report.problems);
        for (object, count) in [("organization", 2), ("location", 2), ("service", 2), ("service_at_location", 2), ("address", 4), ("phone", 4), ("contact", 2),
            ("schedule", 2), ("accessibility", 2), ("language", 4), ("service_area", 2), ("funding", 4)] {
            assert_eq!(created(&report, object), count, "{object}");
        }
        let data = directory.ask("{ organizations(orderBy: {field: NAME}) { nodes { name website locations { contacts { phones { number } } addresses { address1 addressType }
            schedules { byday opensAt closesAt description } } services { nodes { applicationProcess waitTime status } } } } }").await;
        let nodes = data["organizations"]["nodes"].as_array().unwrap();
        assert_eq!(nodes[0]["locations"][0]["schedules"], json!([{"byday": null, "opensAt": null, "closesAt": null, "description": "Monday-Friday, 9-5"}]),
            "what may be of the evening stays in words");
        assert_eq!(nodes[1]["locations"][0]["schedules"], json!([{"byday": "MO,TU,WE,TH,FR", "opensAt": "09:00", "closesAt": "17:00", "description": "Mon-Fri 9am-5pm"}]));
        assert_eq!(nodes[1]["locations"][0]["contacts"], json!([{"phones": [{"number": "022-3"}]}]));
        again_nothing_changes(&directory, &path).await;

        // What its API answers: ids are numbers, a service names its categories.
        let answer = json!([{"id": 5, "name": "Tempat", "description": "D", "short_desc": "S", "slug": "tempat", "url": "http://api.example/5", "website": "http://t.example", "coordinates": [107.6, -6.9],
            "latitude": -6.9, "longitude": 107.6, "address": {"id": 3, "address_1": "Jl. B", "city": "Bandung", "state_province": "Jawa Barat", "postal_code": "40116", "country": "ID"},
            "organization": {"id": 4, "name": "Induk", "slug": "induk"}, "phones": [{"id": 8, "number": "022-8", "number_type": "tty"}],
            "services": [{"id": 6, "name": "Kursus", "status": "active", "categories": [{"id": 1, "taxonomy_id": "106", "name": "Care", "depth": 0}],
                "regular_schedules": [{"weekday": "Tuesday", "opens_at": "08:00", "closes_at": "12:00"}]}]}]);
        let report = directory.import_text("api.json", answer.to_string(), ImportOptions::default()).await;
        assert!(report.is_written, "{:#?}", report.problems);
        let data = directory.ask("{ services(filter: {name: \"Kursus\"}) { nodes { organization { name } attributes { taxonomyTerm { code } } schedules { byday } serviceAtLocations { location { name url } } } } }").await;
        assert_eq!(data["services"]["nodes"], json!([{"organization": {"name": "Induk"}, "attributes": [{"taxonomyTerm": {"code": "106"}}], "schedules": [{"byday": "TU"}],
            "serviceAtLocations": [{"location": {"name": "Tempat", "url": "http://t.example"}}]}]));
    }

    async fn hsds_1_in_tables(directory: TestDirectory) {
        let files = [
            ("organizations.csv", "id,name,alternate_name,description,email,url,tax_status,tax_id,year_incorporated,legal_status\n1,Rumah,,Singgah,,http://r.example,nonprofit,7,1997,ngo\n"),
            ("programs.csv", "id,organization_id,name,alternate_name\n1,1,Program,\n"),
            ("services.csv", "id,organization_id,program_id,name,description,status,fees,taxonomy_ids\n1,1,1,Menginap,Tiap malam,active,Gratis,\n2,1,,Tanpa status,,,,\n"),
            ("locations.csv", "id,organization_id,name,latitude,longitude\n1,1,Rumah Satu,-6.9,107.6\n"),
            ("services_at_location.csv", "id,service_id,location_id,description\n1,1,1,Lantai 2\n"),
            ("physical_addresses.csv", "id,location_id,address_1,address_2,address_3,address_4,city,region,state_province,postal_code,country\n1,1,Jl. A,,Blok B,No 3,Bandung,,Jawa Barat,40115,ID\n"),
            ("postal_addresses.csv", "id,location_id,address_1,city,state_province,postal_code,country\n1,1,Kotak 1,Bandung,Jawa Barat,40115,\n"),
            ("regular_schedules.csv", "id,service_id,location_id,service_at_location_id,weekday,opens_at,closes_at\n1,,1,,1,09:00:00,17:00:00\n2,,1,,Sunday,,\n"),
            ("holiday_schedules.csv", "id,service_id,location_id,service_at_location_id,closed,opens_at,closes_at,start_date,end_date\n1,,1,,true,,,2019-12-24,2019-12-26\n"),
            ("eligibility.csv", "id,service_id,eligibility\n1,1,adult\n2,1,female\n"),
            ("taxonomy.csv", "id,name,parent_id,parent_name,vocabulary\nA,Shelter,B,Housing,AIRS\nB,Housing,,,AIRS\n"),
            ("services_taxonomy.csv", "id,service_id,taxonomy_id,taxonomy_detail\n1,1,A,\n"),
            ("languages.csv", "id,service_id,location_id,language\n1,1,,English\n2,1,,es\n"),
            ("phones.csv", "id,location_id,service_id,organization_id,contact_id,service_at_location_id,number,extension,type,language,description,department\n,1,,,,,022-1,,voice,\"en, id\",Meja,Depan\n"),
            ("accessibility_for_disabilities.csv", "id,location_id,accessibility,details\n1,1,ramp,Di samping\n"),
            ("service_areas.csv", "id,service_id,service_area,description\n1,1,Coblong,\n"),
            ("payments_accepted.csv", "id,service_id,payment\n1,1,cash\n"),
        ];
        let folder = directory.package("rumah", &files);
        let report = directory.import_with(&[&folder], keep_good()).await;
        let errors: Vec<(&str, &str)> = report.problems.iter().filter(|it| it.severity == Severity::Error).map(|it| (&*it.place, &*it.field)).collect();
        assert_eq!(errors, [("row 3", "status"), ("row 2", "country")], "{:#?}", report.problems);
        assert_eq!(report.problem_counts[&ProblemCode::UnknownFile], 1, "payments_accepted is named");
        let data = directory.ask("{ services { nodes { name program { name } eligibilityDescription feesDescription attributes { taxonomyTerm { name taxonomy } } languages { name code } serviceAreas { name }
            serviceAtLocations { description location { locationType accessibility { description details } addresses { address1 address2 addressType } phones { number description languages { code } }
            schedules { byday opensAt closesAt validFrom validTo description } } } organization { website yearIncorporated } } } }").await;
        let service = &data["services"]["nodes"][0];
        assert_eq!(service["eligibilityDescription"], "adult; female");
        assert_eq!(service["program"]["name"], "Program");
        assert_eq!(service["organization"], json!({"website": "http://r.example", "yearIncorporated": 1997}));
        assert_eq!(service["attributes"], json!([{"taxonomyTerm": {"name": "Shelter", "taxonomy": "AIRS"}}]));
        let place = &service["serviceAtLocations"][0]["location"];
        assert_eq!(place["addresses"], json!([{"address1": "Jl. A", "address2": "Blok B, No 3", "addressType": "PHYSICAL"}]));
        assert_eq!(place["phones"][0]["description"], "Meja, Depan");
        assert_eq!(place["phones"][0]["languages"].as_array().unwrap().len(), 2);
        let schedules = place["schedules"].as_array().unwrap();
        assert_eq!(schedules.len(), 3, "{schedules:#?}");
        for expected in [
            json!({"byday": "MO", "opensAt": "09:00:00", "closesAt": "17:00:00", "validFrom": null, "validTo": null, "description": null}),
            json!({"byday": "SU", "opensAt": null, "closesAt": null, "validFrom": null, "validTo": null, "description": null}),
            json!({"byday": null, "opensAt": null, "closesAt": null, "validFrom": "2019-12-24", "validTo": "2019-12-26", "description": "Closed"}),
        ] {
            assert!(schedules.contains(&expected), "{expected}: {schedules:#?}");
        }
        again_nothing_changes(&directory, &folder).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_small_ids_of_two_publishers_are_two_records() {
    let directory = TestDirectory::start().await;
    let one = |name: &str| format!("id,name,description,url,tax_status\n1,{name},D,,\n");
    for (source, name, expected) in [
        ("a", "Satu", (1, 0)),
        ("b", "Dua", (1, 0)),
        ("a", "Tiga", (0, 1)),
    ] {
        let folder = directory.folder().join("data");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("organizations.csv"), one(name)).unwrap();
        let options = ImportOptions {
            source: Some(source.to_owned()),
            ..ImportOptions::default()
        };
        let report = directory.import_with(&[&folder], options).await;
        let counts = report.counts["organization"];
        assert_eq!(
            (counts.created, counts.updated),
            expected,
            "{source} {name}"
        );
    }
    let data = directory
        .ask("{ organizations(orderBy: {field: NAME}) { nodes { name } } }")
        .await;
    assert_eq!(
        data["organizations"]["nodes"],
        json!([{"name": "Dua"}, {"name": "Tiga"}])
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gzipped_tables_and_archives_are_read_alike() {
    let directory = TestDirectory::start().await;
    let gzipped = directory.package("dapur", &[]);
    let zip = directory.folder().join("zipped/dapur.zip");
    std::fs::create_dir(directory.folder().join("zipped")).unwrap();
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&zip).unwrap());
    for (name, content) in OHANA {
        let mut bytes = content.as_bytes().to_vec();
        let mut name = format!("deep/{name}");
        if name.ends_with("services.csv") {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&bytes).unwrap();
            bytes = encoder.finish().unwrap();
            name.push_str(".gz");
        }
        std::fs::write(gzipped.join(name.strip_prefix("deep/").unwrap()), &bytes).unwrap();
        archive
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(&bytes).unwrap();
    }
    archive.finish().unwrap();
    let report = directory.import_with(&[&gzipped], keep_good()).await;
    assert_eq!(
        (
            created(&report, "service"),
            created(&report, "service_at_location")
        ),
        (2, 2)
    );
    // The archive has the folder's name, so its rows are the same rows.
    again_nothing_changes(&directory, &zip).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hours_in_words_of_a_spreadsheet_become_hours() {
    let directory = TestDirectory::start().await;
    let mapping = "[source]\nname = \"jam\"\nkey = [\"no\"]\n[[record]]\nobject = \"organization\"\n[record.fields]\nname = \"{nama}\"\n\
        [[record]]\nobject = \"location\"\nof = [\"organization\"]\n[record.fields]\nname = \"{nama}\"\nlocation_type = \"physical\"\n\
        [[record]]\nobject = \"schedule\"\nof = [\"location\"]\nwhen = \"jam\"\n[record.fields]\ndescription = \"{jam}\"\n";
    let options = || ImportOptions {
        mapping: Some(jembatan::transfer::Mapping::parse(mapping).unwrap()),
        ..ImportOptions::default()
    };
    let table = "no,nama,jam\n1,A,\"Senin-Kamis 08.00-16.00, Jumat 08.00-11.30 WIB\"\n2,B,Hari kerja 8-4\n3,C,\n";
    for expected in [3, 0] {
        let report = directory.import_text("jam.csv", table, options()).await;
        assert!(report.is_written, "{:#?}", report.problems);
        assert_eq!(created(&report, "schedule"), expected);
    }
    let data = directory
        .ask("{ locations { nodes { name schedules { byday opensAt closesAt timezone description } } } }")
        .await;
    let nodes = data["locations"]["nodes"].as_array().unwrap();
    let of = |name: &str| {
        nodes.iter().find(|node| node["name"] == name).unwrap()["schedules"]
            .as_array()
            .unwrap()
    };
    assert_eq!(of("A").len(), 2);
    for (byday, opens, closes) in [("MO,TU,WE,TH", "08:00", "16:00"), ("FR", "08:00", "11:30")] {
        let expected = json!({"byday": byday, "opensAt": opens, "closesAt": closes, "timezone": 7.0,
            "description": "Senin-Kamis 08.00-16.00, Jumat 08.00-11.30 WIB"});
        assert!(of("A").contains(&expected), "{:#?}", of("A"));
    }
    assert_eq!(
        of("B"),
        &[
            json!({"byday": null, "opensAt": null, "closesAt": null, "timezone": null, "description": "Hari kerja 8-4"})
        ]
    );
    assert!(of("C").is_empty());
}

/// Object, how many came in, and the files whose rows they are.
type Expected<'a> = (&'a str, u64, &'a [&'a str]);

/// Imports a package of `shared` and compares the counts with the rows of its files, less those that the report names.
async fn goes_in_whole(
    directory: &TestDirectory,
    folder: &Path,
    expected: &[Expected<'_>],
) -> Report {
    let report = directory.import_with(&[folder], keep_good()).await;
    assert!(report.is_written);
    for (object, count, files) in expected {
        let lines: u64 = files
            .iter()
            .map(|file| {
                let named = refused(&report, file);
                u64::try_from(rows(&folder.join(file)).len()).unwrap() - named
            })
            .sum();
        let left_out = report.counts[object].refused;
        assert_eq!(created(&report, object), lines - left_out, "{object}");
        assert_eq!(created(&report, object), *count, "{object}");
    }
    again_nothing_changes(directory, folder).await;
    report
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_city_of_ohana_goes_in_whole() {
    let Some(folder) = shared("data/hsds/baltimore_211_ohana_csv") else {
        return;
    };
    let directory = TestDirectory::start().await;
    let report = goes_in_whole(
        &directory,
        &folder,
        &[
            ("organization", 748, &["organizations.csv"]),
            ("location", 1_482, &["locations.csv.gz"]),
            ("service", 1_875, &["services.csv.gz"]),
            ("phone", 5_316, &["phones.csv.gz"]),
            (
                "address",
                1_473 + 1_868,
                &["addresses.csv", "mail_addresses.csv"],
            ),
            ("taxonomy_term", 517, &["categories.csv"]),
        ],
    )
    .await;
    assert_eq!(created(&report, "service_at_location"), 1_875);
    assert!(created(&report, "attribute") > 5_000);
    let lost: Vec<_> = report
        .problems
        .iter()
        .filter(|problem| {
            problem.file.ends_with("services.csv.gz") && problem.severity == Severity::Error
        })
        .collect();
    assert_eq!(
        lost.len(),
        1,
        "the service that stands nowhere is named: {lost:#?}"
    );
    let dangling = report
        .problems
        .iter()
        .filter(|it| it.code == ProblemCode::BrokenReference);
    let found: Vec<&str> = dangling.map(|it| &*it.found).collect();
    assert_eq!(
        found.len(),
        391,
        "mail addresses of locations that are not there, but for two without a line"
    );
    assert!(
        found
            .iter()
            .all(|found| found.parse::<u32>().is_ok_and(|id| id > 1_482)),
        "in the words of the file"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sample_of_ohana_goes_in_whole() {
    let Some(folder) = shared("data/hsds/ohana_sample_csv") else {
        return;
    };
    let directory = TestDirectory::start().await;
    let report = goes_in_whole(
        &directory,
        &folder,
        &[
            ("organization", 8, &["organizations.csv"]),
            ("location", 22, &["locations.csv"]),
            ("service", 23, &["services.csv"]),
            ("address", 42, &["addresses.csv", "mail_addresses.csv"]),
            ("phone", 54, &["phones.csv"]),
            ("program", 1, &["programs.csv"]),
            (
                "schedule",
                15,
                &["regular_schedules.csv", "holiday_schedules.csv"],
            ),
            ("taxonomy_term", 290, &["taxonomy.csv"]),
        ],
    )
    .await;
    let broken: Vec<(&str, &str)> = report
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| (&*problem.field, &*problem.found))
        .collect();
    assert_eq!(
        broken.len(),
        6,
        "phones of contacts that are not in the sample: {broken:?}"
    );
    assert!(
        broken
            .iter()
            .all(|(field, found)| *field == "contact_id" && ["29", "32", "36"].contains(found))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sample_of_hsds_1_goes_in_whole() {
    let Some(folder) = shared("data/hsds/hsds_1_1_sample_data") else {
        return;
    };
    let directory = TestDirectory::start().await;
    let report = goes_in_whole(
        &directory,
        &folder,
        &[
            ("organization", 10, &["organizations.csv"]),
            ("service", 13, &["services.csv"]),
            ("location", 10, &["locations.csv"]),
            ("service_at_location", 13, &["services_at_location.csv"]),
            ("program", 1, &["programs.csv"]),
            ("phone", 5, &["phones.csv"]),
            ("contact", 1, &["contacts.csv"]),
            (
                "address",
                2,
                &["physical_addresses.csv", "postal_addresses.csv"],
            ),
            (
                "schedule",
                4,
                &["regular_schedules.csv", "holiday_schedules.csv"],
            ),
            ("accessibility", 1, &["accessibility_for_disabilities.csv"]),
            ("service_area", 1, &["service_areas.csv"]),
            ("required_document", 1, &["required_documents.csv"]),
            ("funding", 1, &["funding.csv"]),
            ("taxonomy_term", 1, &["taxonomy.csv"]),
            ("metadata", 1, &["metadata.csv"]),
            (
                "meta_table_description",
                1,
                &["meta_table_descriptions.csv"],
            ),
        ],
    )
    .await;
    assert_eq!(report.errors(), 0, "{:#?}", report.problems);
    assert_eq!(
        created(&report, "language"),
        2 + 6,
        "two rows, and those of four phones"
    );
    let files = report
        .problems
        .iter()
        .filter(|it| it.code == ProblemCode::UnknownFile);
    let files: Vec<&str> = files.map(|it| &*it.found).collect();
    assert_eq!(files, ["payments_accepted.csv"]);
    let data = directory.ask("{ services(filter: {name: \"Never Homeless Helpline\"}) { nodes { hsdsId eligibilityDescription } } }").await;
    assert_eq!(
        data["services"]["nodes"][0],
        json!({"hsdsId": "c89eb05c-62dd-4b64-b494-0cc347b6ea7f", "eligibilityDescription": "adult"})
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_transformer_made_goes_in_but_for_what_it_lost() {
    let Some(shared) = shared("data/hsds/ilao_hsds_1_1") else {
        return;
    };
    let directory = TestDirectory::start().await;
    let folder = directory.package("ilao", &[]);
    for table in [
        "locations",
        "organizations",
        "phones",
        "postal_addresses",
        "regular_schedules",
        "services",
    ] {
        std::fs::copy(
            shared.join(format!("output__{table}.csv")),
            folder.join(format!("{table}.csv")),
        )
        .unwrap();
    }
    let report = goes_in_whole(
        &directory,
        &folder,
        &[
            ("organization", 33, &["organizations.csv"]),
            ("location", 520, &["locations.csv"]),
            ("phone", 963, &["phones.csv"]),
            ("schedule", 2_492, &["regular_schedules.csv"]),
        ],
    )
    .await;
    assert_eq!(
        refused(&report, "services.csv"),
        430,
        "none says whether it is active"
    );
    assert_eq!(
        refused(&report, "postal_addresses.csv"),
        33,
        "none has a country"
    );
    assert_eq!(refused(&report, "phones.csv"), 19, "those without a number");
    let owners = report
        .problems
        .iter()
        .filter(|it| it.code == ProblemCode::BrokenReference && it.file.ends_with("locations.csv"));
    assert_eq!(
        owners.count(),
        448,
        "locations of organizations that it left out"
    );
}

/// The JSON of one of the mocks.
fn mock(name: &str) -> Option<PathBuf> {
    shared(&format!(
        "data/hsds/hsds3_examples/oruk_mocks/V3.0-UK-{name}"
    ))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_open_referral_uk_go_in() {
    for name in ["Default", "Warn", "Test"] {
        let Some(folder) = mock(name) else { return };
        let directory = TestDirectory::start().await;
        let report = directory.import_with(&[&folder], keep_good()).await;
        assert!(report.is_written);
        // Each record of the files, by its id, is there or named.
        let mut wanted: BTreeSet<(String, String)> = BTreeSet::new();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let content: serde_json::Value =
                serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let object = stem
                .trim_end_matches("_list")
                .trim_end_matches("_full")
                .to_owned();
            if object == "api_details" {
                continue;
            }
            let one = [content.clone()];
            let items = content["contents"]
                .as_array()
                .map_or(&one[..], Vec::as_slice);
            for item in items.iter().filter(|item| item.get("id").is_some()) {
                wanted.insert((object.clone(), item["id"].as_str().unwrap().to_owned()));
            }
        }
        assert!(wanted.len() >= 5, "{name}: {wanted:?}");
        let mut stated = 0;
        for (object, id) in &wanted {
            let rows = directory
                .words(&format!(
                    "SELECT 'x' FROM {object} WHERE id = {}",
                    sql_id(&directory, id)
                ))
                .await;
            stated += rows.len();
            let is_named = report
                .problems
                .iter()
                .any(|it| it.severity == Severity::Error && it.file.contains(object));
            assert!(
                rows.len() == 1 || is_named,
                "{name}: {object} {id} is neither there nor named"
            );
        }
        assert!(stated >= 4, "{name}: {stated}");
        let about = report
            .problems
            .iter()
            .find(|it| it.file.ends_with("api_details.json"))
            .unwrap();
        assert_eq!(
            (about.severity, about.code),
            (Severity::Warning, ProblemCode::UnknownFile)
        );
        // Some files say another thing of a record than others; the last one counts, and no record is doubled.
        let again = directory.import_with(&[&folder], keep_good()).await;
        assert_eq!(again.total(|counts| counts.created), 0, "{name}");
    }
}

/// How the store writes an id in a statement.
fn sql_id(directory: &TestDirectory, id: &str) -> String {
    let plain = id.replace('-', "");
    match directory.opened.store.backend() {
        sea_orm::DbBackend::Postgres => format!("'{id}'"),
        _ => format!("x'{plain}'"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_with_faults_are_refused_and_each_fault_is_named() {
    let Some(folder) = mock("Fail") else { return };
    let directory = TestDirectory::start().await;
    let head = directory.head().await;
    let report = directory.import(&[&folder]).await;
    assert!(!report.is_written);
    assert_eq!(directory.head().await, head, "nothing of it went in");
    let told: BTreeSet<(&str, &str, &str, &str)> = report
        .problems
        .iter()
        .map(|it| {
            (
                it.file.rsplit('/').next().unwrap(),
                &*it.place,
                &*it.field,
                &*it.found,
            )
        })
        .collect();
    // Where the files differ from the schemas: what is required and not there, and what is not of its kind.
    let faults = [
        ("service_list.json", "contents[0]", "name", ""),
        ("service_list.json", "contents[1]", "name", ""),
        ("service_list.json", "contents[2]", "name", ""),
        ("service_list.json", "contents[3]", "name", ""),
        (
            "service_list.json",
            "contents[0]",
            "url",
            "example_counselling",
        ),
        (
            "service_list.json",
            "contents[1]",
            "url",
            "example_counselling",
        ),
        (
            "service_list.json",
            "contents[2]",
            "url",
            "example_counselling",
        ),
        (
            "service_list.json",
            "contents[0]",
            "email",
            "email-example_com",
        ),
        (
            "service_list.json",
            "contents[1]",
            "email",
            "email-example_com",
        ),
        ("service_list.json", "contents[2]", "email", "false"),
        ("service_list.json", "contents[3]", "email", "12345"),
        ("service_full.json", "", "url", "example/counselling"),
        ("service_full.json", "", "email", "email-example_com"),
        ("taxonomy_term.json", "", "description", ""),
        ("taxonomy_term.json", "", "term_uri", "example_com"),
    ];
    for fault in faults {
        assert!(told.contains(&fault), "{fault:?} is not named in {told:#?}");
    }
    let kept_out = report
        .problems
        .iter()
        .filter(|it| it.severity == Severity::Error);
    let kept_out: BTreeSet<&str> = kept_out.map(|it| &*it.field).collect();
    assert_eq!(kept_out, BTreeSet::from(["name", "email", "description"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_of_answers_goes_in_at_once() {
    let Some(folder) = shared("data/hsds/hsds3_examples/mock_hsds_api") else {
        return;
    };
    let directory = TestDirectory::start().await;
    let report = directory.import(&[&folder]).await;
    assert!(report.is_written, "{:#?}", report.problems);
    for object in [
        "organization",
        "service",
        "service_at_location",
        "location",
        "taxonomy",
        "taxonomy_term",
    ] {
        assert!(created(&report, object) >= 1, "{object}");
    }
    again_nothing_changes(&directory, &folder).await;
}
