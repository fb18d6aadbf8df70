//! HSDS JSON in every shape, seen through GraphQL and the report: what goes in can be read, what cannot is named.
//! It is long because every shape and fault of HSDS JSON is written out.

use jembatan::transfer::{ImportOptions, Problem, ProblemCode, Report};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::support::import::keep_good;
use crate::support::{TestDirectory, shared};

fn id(number: u128) -> String {
    Uuid::from_u128(0x1000_0000_0000_4000_8000_0000_0000_0000 + number).to_string()
}

fn organization(number: u128) -> Value {
    json!({"id": id(number), "name": format!("Yayasan {number}"), "description": "Membantu", "email": format!("a{number}@b.example")})
}

fn service(number: u128) -> Value {
    json!({"id": id(number), "name": format!("Layanan {number}"), "status": "active", "fees_description": "Gratis"})
}

/// The only error of a report that kept everything out.
#[track_caller]
fn only_error(report: &Report) -> &Problem {
    assert!(!report.is_written, "nothing goes in: {report:#?}");
    assert_eq!(report.errors(), 1, "{:#?}", report.problems);
    report
        .problems
        .iter()
        .find(|problem| problem.code.severity() == jembatan::transfer::Severity::Error)
        .unwrap()
}

async fn refused(directory: &TestDirectory, content: impl AsRef<[u8]>) -> Problem {
    let head = directory.head().await;
    let report = directory
        .import_text("given.json", content, ImportOptions::default())
        .await;
    assert_eq!(
        directory.head().await,
        head,
        "a refused import leaves no trace"
    );
    only_error(&report).clone()
}

async fn names(directory: &TestDirectory) -> Vec<String> {
    let data = directory
        .ask("{ organizations(first: 100) { nodes { name } } }")
        .await;
    let nodes = data["organizations"]["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| node["name"].as_str().unwrap().to_owned())
        .collect()
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        name + &word[..1].to_uppercase() + &word[1..]
    })
}

/// One object that has every property that any of these has.
fn merged<'a>(objects: impl IntoIterator<Item = &'a Value>) -> Map<String, Value> {
    let mut all = Map::new();
    for object in objects {
        for (name, value) in object.as_object().unwrap() {
            match (all.get_mut(name), value) {
                (Some(Value::Array(held)), Value::Array(more)) => held.extend(more.clone()),
                (Some(Value::Object(held)), Value::Object(_)) => {
                    *held = merged([&Value::Object(held.clone()), value]);
                }
                _ => {
                    all.insert(name.clone(), value.clone());
                }
            }
        }
    }
    all
}

/// A selection of every property of an HSDS object and of what is nested in it.
fn selection(object: &Map<String, Value>) -> String {
    let mut text = String::from("{ hsdsId ");
    for (name, value) in object {
        let field = camel(name);
        match value {
            _ if name == "id" => {}
            Value::Object(nested) => text += &format!("{field} {} ", selection(nested)),
            Value::Array(items) if name == "services" => {
                text += &format!(
                    "services(first: 5) {{ nodes {} }} ",
                    selection(&merged(items))
                );
            }
            Value::Array(items) => text += &format!("{field} {} ", selection(&merged(items))),
            _ => text += &format!("{field} "),
        }
    }
    text + "} "
}

/// What differs between an HSDS object and what GraphQL says about it; also how many values were compared.
fn differences(
    path: &str,
    expected: &Value,
    found: &Value,
    owner: Option<&str>,
    compared: &mut usize,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let own = expected["id"].as_str().unwrap();
    for (name, value) in expected.as_object().unwrap() {
        let path = format!("{path}.{name}");
        let answer = &found[camel(name)];
        match value {
            _ if name == "id" => {
                // What several records nest is one row for each of them, so that none loses it.
                let copy = owner.map(|owner| {
                    Uuid::new_v5(
                        &own.parse().unwrap(),
                        owner.parse::<Uuid>().unwrap().as_bytes(),
                    )
                });
                let known = found["hsdsId"].as_str().unwrap_or_default();
                if known != own && Some(known.to_owned()) != copy.map(|id| id.to_string()) {
                    wrong.push(format!("{path}: {known}"));
                }
                *compared += 1;
            }
            Value::Object(_) => wrong.extend(differences(&path, value, answer, None, compared)),
            Value::Array(items) => {
                let answers = if name == "services" {
                    &answer["nodes"]
                } else {
                    answer
                };
                let answers = answers.as_array().map(Vec::as_slice).unwrap_or_default();
                if answers.len() != items.len() {
                    wrong.push(format!(
                        "{path}: {} instead of {}",
                        answers.len(),
                        items.len()
                    ));
                }
                for item in items {
                    let nearest = answers
                        .iter()
                        .map(|answer| {
                            let mut count = 0;
                            (
                                differences(
                                    &path,
                                    item,
                                    answer,
                                    found["hsdsId"].as_str(),
                                    &mut count,
                                ),
                                count,
                            )
                        })
                        .min_by_key(|(wrong, _)| wrong.len());
                    let (different, count) = nearest.unwrap_or_default();
                    wrong.extend(different);
                    *compared += count;
                }
            }
            _ => {
                let is_same = match (value, answer) {
                    (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
                    (Value::String(word), Value::String(answer))
                        if matches!(
                            name.as_str(),
                            "status" | "location_type" | "address_type" | "freq" | "wkst"
                        ) =>
                    {
                        word.to_uppercase().replace(' ', "_") == *answer
                    }
                    _ => value == answer,
                };
                if !is_same {
                    wrong.push(format!("{path}: {value} is read as {answer}"));
                }
                *compared += 1;
            }
        }
    }
    wrong
}

/// Imports an official example; every value of it can be read, and importing it again writes nothing.
async fn goes_in_whole(directory: &TestDirectory, name: &str, kind: &str) {
    let Some(path) = shared(&format!("hsds/examples/{name}.json")) else {
        return;
    };
    let example: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let report = directory.import(&[&path]).await;
    assert!(report.is_written, "{:#?}", report.problems);
    let hsds_id = example["id"].as_str().unwrap();
    let fields = selection(example.as_object().unwrap());
    let found = if kind == "serviceAtLocation" {
        let location = example["location"]["id"].as_str().unwrap();
        let query =
            format!(r#"{{ location(id: "{location}") {{ serviceAtLocations {{ id }} }} }}"#);
        let around = directory.ask(&query).await;
        let node = around["location"]["serviceAtLocations"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        directory
            .ask(&format!(
                r#"{{ node(id: "{node}") {{ ... on ServiceAtLocation {fields} }} }}"#
            ))
            .await["node"]
            .take()
    } else {
        directory
            .ask(&format!(r#"{{ {kind}(id: "{hsds_id}") {fields} }}"#))
            .await[kind]
            .take()
    };
    let mut compared = 0;
    let wrong = differences(kind, &example, &found, None, &mut compared);
    assert!(
        wrong.is_empty(),
        "{} of {compared} differ: {wrong:#?}",
        wrong.len()
    );
    assert!(compared > 300, "only {compared} values were compared");

    let head = directory.head().await;
    let again = directory.import(&[&path]).await;
    assert!(again.is_written);
    assert_eq!(
        (
            again.total(|counts| counts.created),
            again.total(|counts| counts.updated)
        ),
        (0, 0),
        "{again:#?}"
    );
    assert_eq!(
        directory.head().await,
        head,
        "importing the same again appends nothing to the log"
    );
}

both_backends! {
    async fn the_official_service_goes_in_whole(directory: TestDirectory) {
        goes_in_whole(&directory, "service_full", "service").await;
    }

    async fn the_official_organization_goes_in_whole(directory: TestDirectory) {
        goes_in_whole(&directory, "organization_full", "organization").await;
    }

    async fn the_official_service_at_location_goes_in_whole(directory: TestDirectory) {
        goes_in_whole(&directory, "service_at_location_full", "serviceAtLocation").await;
    }

    async fn a_changed_field_is_one_change(directory: TestDirectory) {
        let mut record = organization(1);
        record["alternate_name"] = json!("Lama");
        record["phones"] = json!([{"id": id(2), "number": "021-1"}, {"id": id(3), "number": "021-2"}]);
        directory.import_json(&record).await;
        let head = directory.head().await;

        record["phones"][1]["number"] = json!("021-9");
        let report = directory.import_json(&record).await;
        assert_eq!(directory.head().await, head + 1);
        assert_eq!((report.counts["phone"].updated, report.counts["phone"].unchanged), (1, 1));
        assert_eq!(report.counts["organization"].unchanged, 1);

        // What is left out stays; what is null is taken away.
        directory.import_json(&json!({"id": id(1), "name": "Yayasan 1", "description": "Membantu", "uri": null,
            "organization_identifiers": null, "website": null, "email": null})).await;
        assert_eq!(directory.head().await, head + 2);
        let query = format!(r#"{{ organization(id: "{}") {{ alternateName email phones {{ number }} }} }}"#, id(1));
        let mut data = directory.ask(&query).await;
        data["organization"]["phones"].as_array_mut().unwrap().sort_by_key(Value::to_string);
        assert_eq!(data["organization"], json!({"alternateName": "Lama", "email": null,
            "phones": [{"number": "021-1"}, {"number": "021-9"}]}));
    }

    async fn what_two_records_nest_belongs_to_both(directory: TestDirectory) {
        let contact = json!([{"id": id(9), "name": "Ibu Sri", "phones": [{"id": id(8), "number": "021-8"}]}]);
        let attributes = json!([{"id": id(7), "value": "ramah", "taxonomy_term":
            {"id": id(6), "name": "Sifat", "description": "-"}}]);
        let mut records = Vec::new();
        for number in [1, 2, 3] {
            let mut record = organization(number);
            record["contacts"] = contact.clone();
            record["attributes"] = attributes.clone();
            records.push(record);
        }
        let records = Value::Array(records);
        directory.import_json(&records).await;
        let query = "{ organizations { nodes { contacts { name phones { number } } attributes { value taxonomyTerm { name } } } } }";
        let nodes = directory.ask(query).await["organizations"]["nodes"].take();
        let whole = json!({"contacts": [{"name": "Ibu Sri", "phones": [{"number": "021-8"}]}],
            "attributes": [{"value": "ramah", "taxonomyTerm": {"name": "Sifat"}}]});
        assert_eq!(nodes, json!([whole, whole, whole]));

        let head = directory.head().await;
        directory.import_json(&records).await;
        assert_eq!(directory.head().await, head, "the copies are found again");
    }

    async fn very_long_text_goes_in_unharmed(directory: TestDirectory) {
        // Digits that do not repeat, so that no database compresses them into an index page.
        let mut seed = 7_u64;
        let mut letters = || {
            (0..200_000)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    char::from(b'a' + u8::try_from((seed >> 33) % 26).unwrap())
                })
                .collect::<String>()
        };
        let mut record = organization(1);
        record["description"] = json!(letters());
        record["legal_status"] = json!(letters());
        directory.import_json(&record).await;
        let query = format!(r#"{{ organization(id: "{}") {{ description legalStatus }} }}"#, id(1));
        let data = directory.ask(&query).await;
        assert!(data["organization"]["description"] == record["description"]);
        assert!(data["organization"]["legalStatus"] == record["legal_status"]);

        // A name is kept in an index, and no index holds so much: said by field rather than by the database.
        for (object, field) in [(organization(2), "name"), (service(3), "name")] {
            let mut object = object;
            object[field] = json!(letters());
            let problem = refused(&directory, object.to_string()).await;
            assert_eq!((problem.code, problem.field.as_str()), (ProblemCode::BadValue, field));
            assert!(problem.found.chars().count() < 100, "the report does not repeat all of it");
        }
        let mut longest = organization(4);
        longest["name"] = json!(letters()[..2_000].to_owned());
        directory.import_json(&longest).await;
    }

    async fn references_may_point_forward_and_into_the_directory(directory: TestDirectory) {
        let mut one = service(1);
        one["organization_id"] = json!(id(2));
        let records = json!([one, organization(2)]);
        directory.import_json(&records).await;
        let mut other = service(3);
        other["organization_id"] = json!(id(2));
        directory.import_json(&other).await;
        let data = directory.ask("{ services { nodes { organization { name } } } }").await;
        assert_eq!(data["services"]["nodes"], json!([{"organization": {"name": "Yayasan 2"}}, {"organization": {"name": "Yayasan 2"}}]));

        let mut broken = service(4);
        broken["organization_id"] = json!(id(5));
        let problem = refused(&directory, json!([service(6), broken]).to_string()).await;
        assert_eq!(
            (problem.code, problem.place.as_str(), problem.field.as_str(), problem.found),
            (ProblemCode::BrokenReference, "[1]", "organization_id", id(5))
        );
        let report = directory.import_text("given.json", json!([service(6), broken]).to_string(), keep_good()).await;
        assert!(report.is_written);
        assert_eq!(report.counts["service"].refused, 1, "HSDS tables require the organization of a service");
        assert_eq!(directory.ask("{ services { totalCount } }").await["services"]["totalCount"], 3);
    }

    async fn any_text_comes_out_as_it_went_in(directory: TestDirectory) {
        let texts = proptest::collection::vec("[^\\x00]{0,40}", 30);
        let mut runner = TestRunner::new(Config { cases: 3, failure_persistence: None, ..Config::default() });
        runner
            .run(&texts, |texts| {
                let records: Vec<Value> = (1..)
                    .zip(&texts)
                    .map(|(number, text)| json!({"id": id(number), "name": "x", "description": text, "legal_status": text}))
                    .collect();
                let data = tokio::task::block_in_place(|| {
                    tokio::runtime::Handle::current().block_on(async {
                        directory.import_json(&Value::Array(records)).await;
                        directory.ask("{ organizations(first: 100) { nodes { description } } }").await
                    })
                });
                // All are of one name, so they come in the order of their ids. HSDS requires the description: empty is unknown.
                let read: Vec<&str> = data["organizations"]["nodes"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|node| node["description"].as_str().unwrap_or_default())
                    .collect();
                prop_assert_eq!(read, texts.iter().map(String::as_str).collect::<Vec<_>>());
                Ok(())
            })
            .unwrap();
    }

    async fn numbers_that_no_column_holds_are_refused_by_field(directory: TestDirectory) {
        for (field, value) in [
            ("year_incorporated", json!(99_999_999_999_i64)),
            ("year_incorporated", json!(20.5)),
            ("year_incorporated", json!("dua ribu")),
        ] {
            let mut record = organization(1);
            record[field] = value;
            let problem = refused(&directory, record.to_string()).await;
            assert_eq!((problem.code, problem.field.as_str()), (ProblemCode::BadValue, field));
            assert_eq!(problem.expected, "a whole number");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_object_an_array_a_page_and_lines_are_the_same() {
    let records = [organization(1), organization(2), organization(3)];
    let [one, two, three] = &records;
    let page = json!({"total_items": 3, "total_pages": 1, "page_number": 1, "size": 3, "first_page": true,
        "last_page": true, "empty": false, "contents": records});
    let pretty = serde_json::to_string_pretty(&Value::Array(records.to_vec())).unwrap();
    let forms = [
        Value::Array(records.to_vec()).to_string(),
        pretty.replace('\n', "\r\n"),
        page.to_string(),
        format!("{one}\n{two}\n{three}\n"),
        format!("{one}\n\n  \n{two}\r\n\r\n{three}"),
        format!("\u{feff}{one}\n{two}\n{three}\n"),
        format!("\u{feff}{page}"),
        format!(" \n{one}{two} {three}"),
        format!("[{one}]\n{{\"contents\": [{two}, {three}]}}\n"),
    ];
    for form in forms {
        let directory = TestDirectory::start().await;
        let report = directory
            .import_text("given.json", &form, ImportOptions::default())
            .await;
        assert!(
            report.is_written && report.problems.is_empty(),
            "{form}: {:#?}",
            report.problems
        );
        assert_eq!(
            names(&directory).await,
            ["Yayasan 1", "Yayasan 2", "Yayasan 3"],
            "{form}"
        );
    }
    let directory = TestDirectory::start().await;
    let report = directory
        .import_text("given.txt", one.to_string(), ImportOptions::default())
        .await;
    assert!(report.is_written, "the content tells, not the name");
    let empty = directory
        .import_text(
            "empty.json",
            r#"{"empty": true, "contents": []}"#,
            ImportOptions::default(),
        )
        .await;
    assert!(empty.is_written && empty.counts.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_six_objects_is_told_by_its_properties() {
    let directory = TestDirectory::start().await;
    let records = [
        (
            "organization",
            json!({"id": id(1), "name": "Yayasan", "description": "-"}),
        ),
        (
            "service",
            json!({"id": id(2), "name": "Layanan", "status": "active"}),
        ),
        (
            "location",
            json!({"id": id(3), "location_type": "physical", "name": "Kantor"}),
        ),
        (
            "service_at_location",
            json!({"id": id(4), "service_id": id(2), "location_id": id(3)}),
        ),
        (
            "taxonomy",
            json!({"id": id(5), "name": "Jenis", "description": "-", "version": "1"}),
        ),
        (
            "taxonomy_term",
            json!({"id": id(6), "code": "J1", "name": "Satu", "description": "-", "taxonomy_id": id(5)}),
        ),
    ];
    for (object, record) in records {
        let report = directory.import_json(&record).await;
        assert_eq!(
            report.counts.keys().copied().collect::<Vec<_>>(),
            [object],
            "{record}"
        );
        assert!(report.problems.is_empty(), "{:#?}", report.problems);
    }
    let query = format!(
        r#"{{ service(id: "{}") {{ serviceAtLocations {{ location {{ name }} }} }} taxonomyTerm(id: "{}") {{ taxonomyDetail {{ name }} }} }}"#,
        id(2),
        id(6)
    );
    assert_eq!(
        directory.ask(&query).await,
        json!({"service": {"serviceAtLocations": [{"location": {"name": "Kantor"}}]},
            "taxonomyTerm": {"taxonomyDetail": {"name": "Jenis"}}})
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_named_by_path_and_field() {
    let directory = TestDirectory::start().await;
    let within = |change: fn(&mut Value)| {
        let mut record = organization(2);
        record["phones"] = json!([{"id": id(3), "number": "1"}, {"id": id(4), "number": "2"}]);
        record["locations"] = json!([{"id": id(5), "location_type": "physical"}]);
        record["services"] = json!([service(6)]);
        record["services"][0]["schedules"] =
            json!([{"id": id(7), "freq": "WEEKLY", "dtstart": "2026-01-01"}]);
        change(&mut record);
        json!({"contents": [organization(1), record]}).to_string()
    };
    let report = directory
        .import_text("given.json", within(|_| {}), ImportOptions::default())
        .await;
    assert!(
        report.is_written && report.problems.is_empty(),
        "{:#?}",
        report.problems
    );

    type Case = (
        fn(&mut Value),
        ProblemCode,
        &'static str,
        &'static str,
        &'static str,
        &'static str,
    );
    let cases: [Case; 14] = [
        (
            |record| drop(record.as_object_mut().unwrap().remove("description")),
            ProblemCode::Missing,
            "contents[1]",
            "description",
            "",
            "a value: HSDS requires it of every organization",
        ),
        (
            |record| record["phones"][1]["number"] = Value::Null,
            ProblemCode::Missing,
            "contents[1].phones[1]",
            "number",
            "",
            "a value: HSDS requires it of every phone",
        ),
        (
            |record| record["phones"][1]["id"] = json!("7"),
            ProblemCode::BadId,
            "contents[1].phones[1]",
            "id",
            "7",
            "a UUID",
        ),
        (
            |record| drop(record["phones"][0].as_object_mut().unwrap().remove("id")),
            ProblemCode::BadId,
            "contents[1].phones[0]",
            "id",
            "",
            "a UUID",
        ),
        (
            |record| record["locations"][0]["location_type"] = json!("castle"),
            ProblemCode::BadValue,
            "contents[1].locations[0]",
            "location_type",
            "castle",
            "one of: physical, postal, virtual",
        ),
        (
            |record| record["locations"][0]["latitude"] = json!("6,9"),
            ProblemCode::BadValue,
            "contents[1].locations[0]",
            "latitude",
            "6,9",
            "a number with a decimal point, such as -6.9",
        ),
        (
            |record| record["services"][0]["assured_date"] = json!("31/12/2025"),
            ProblemCode::BadValue,
            "contents[1].services[0]",
            "assured_date",
            "31/12/2025",
            "a day as YYYY-MM-DD",
        ),
        (
            |record| record["services"][0]["assured_date"] = json!("2025-02-30"),
            ProblemCode::BadValue,
            "contents[1].services[0]",
            "assured_date",
            "2025-02-30",
            "a day as YYYY-MM-DD",
        ),
        (
            |record| record["services"][0]["last_modified"] = json!("yesterday"),
            ProblemCode::BadValue,
            "contents[1].services[0]",
            "last_modified",
            "yesterday",
            "a moment as YYYY-MM-DDTHH:MM:SSZ",
        ),
        (
            |record| record["services"][0]["schedules"][0]["freq"] = json!("DAILY"),
            ProblemCode::BadValue,
            "contents[1].services[0].schedules[0]",
            "freq",
            "DAILY",
            "one of: WEEKLY, MONTHLY",
        ),
        (
            |record| record["phones"] = json!("021"),
            ProblemCode::BadValue,
            "contents[1]",
            "phones",
            "\"021\"",
            "an array of phone objects",
        ),
        (
            |record| record["phones"][0] = json!("021"),
            ProblemCode::BadValue,
            "contents[1].phones[0]",
            "",
            "\"021\"",
            "a phone object",
        ),
        (
            |record| record["name"] = json!(["Yayasan"]),
            ProblemCode::BadValue,
            "contents[1]",
            "name",
            "[\"Yayasan\"]",
            "text",
        ),
        (
            |record| record["name"] = json!("Yaya\0san"),
            ProblemCode::BadValue,
            "contents[1]",
            "name",
            "Yaya\0san",
            "text without NUL characters",
        ),
    ];
    for (change, code, place, field, found, expected) in cases {
        let problem = refused(&directory, within(change)).await;
        let told = (
            problem.code,
            &*problem.place,
            &*problem.field,
            &*problem.found,
            &*problem.expected,
        );
        assert_eq!(told, (code, place, field, found, expected));
        assert!(problem.file.ends_with("given.json"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_object_that_lacks_what_tells_it_is_not_taken_for_another() {
    let directory = TestDirectory::start().await;
    let mut record = service(1);
    record.as_object_mut().unwrap().remove("status");
    record["description"] = json!("Gratis");
    record["organization"] = organization(2);
    let problem = refused(&directory, record.to_string()).await;
    assert_eq!(
        (problem.code, problem.field.as_str()),
        (ProblemCode::Missing, "status")
    );
    for stranger in [json!({"id": id(1)}), json!({}), json!([[]])] {
        let problem = refused(&directory, stranger.to_string()).await;
        assert_eq!(problem.code, ProblemCode::Malformed, "{stranger}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_odd_goes_in_and_is_told() {
    let directory = TestDirectory::start().await;
    let mut record = organization(1);
    record["email"] = json!("nobody");
    record["opening_mood"] = json!("good");
    record["locations"] = json!([{"id": id(2), "location_type": "physical", "latitude": 100, "addresses": [
        {"id": id(3), "address_1": "Jl. Merdeka", "city": "Kota Bandung", "state_province": "Jawa Barat", "country": "ID",
            "address_type": "physical"}]}]);
    let report = directory.import_json(&record).await;
    let mut told: Vec<_> = report
        .problems
        .iter()
        .map(|problem| (problem.code, &*problem.place, &*problem.field))
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            (ProblemCode::Doubtful, "", "email"),
            (ProblemCode::Doubtful, "locations[0]", "latitude"),
            (ProblemCode::UnknownProperty, "", "opening_mood"),
            (
                ProblemCode::UnknownPostalCode,
                "locations[0].addresses[0]",
                "postal_code"
            ),
        ]
    );
    let query = format!(
        r#"{{ organization(id: "{}") {{ email locations {{ latitude regionCode addresses {{ postalCode }} }} }} }}"#,
        id(1)
    );
    assert_eq!(
        directory.ask(&query).await["organization"],
        json!({"email": "nobody", "locations": [{"latitude": 100.0, "regionCode": "32.73", "addresses": [{"postalCode": null}]}]})
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_files_say_where() {
    let directory = TestDirectory::start().await;
    let record = organization(1).to_string();
    let half = format!("{record}\n{{\"id\": \"{}\",\n\"name\":", id(2));
    let lines = [
        (half.clone(), "line 3, column 7"),
        (
            format!("{record}\n{{\"id\": \"{}\", \"name\": \"x", id(2)),
            "line 2, column 57",
        ),
        (format!("{record}\n{record}\n{{"), "line 3, column 1"),
        (
            format!("[{record},\n{record}"),
            &*format!("line 2, column {}", record.len()),
        ),
        (
            format!("[{record},"),
            &*format!("line 1, column {}", record.len() + 2),
        ),
        (
            record[..record.len() - 1].to_owned(),
            &*format!("line 1, column {}", record.len() - 1),
        ),
        (
            format!("[{record}] oops"),
            &*format!("line 1, column {}", record.len() + 4),
        ),
        ("{\n  'id': 1}".to_owned(), "line 2, column 3"),
        ("{\"contents\":\n7}".to_owned(), "line 2, column 2"),
    ];
    for (text, place) in lines {
        let problem = refused(&directory, &text).await;
        assert_eq!(
            (problem.code, problem.place.as_str()),
            (ProblemCode::Malformed, place),
            "{text}"
        );
    }
    // The sound part before the break can be kept when that is wanted.
    let report = directory.import_text("half.json", half, keep_good()).await;
    assert!(report.is_written && report.errors() == 1);
    assert_eq!(names(&directory).await, ["Yayasan 1"]);

    let deep = |text: String| {
        format!(
            "{{\"id\": \"{}\", \"name\": \"x\", \"description\": {text}}}",
            id(3)
        )
    };
    for text in [
        deep("[".repeat(200) + &"]".repeat(200)),
        deep("{\"a\":".repeat(200) + "1" + &"}".repeat(200)),
        "[".repeat(100_000),
    ] {
        let problem = refused(&directory, &text).await;
        assert_eq!(problem.code, ProblemCode::Malformed);
    }
    let mut latin = deep("\"caf".to_owned()).into_bytes();
    latin.truncate(latin.len() - 1);
    latin.extend(b"\xE9\"}");
    assert_eq!(
        refused(&directory, &latin).await.code,
        ProblemCode::Malformed
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_hsds_is_refused_in_words() {
    let directory = TestDirectory::start().await;
    let utf_16: Vec<u8> = "{\"id\": 1}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let rubbish: [&[u8]; 9] = [
        b"",
        b"\xEF\xBB\xBF",
        b"7",
        b"null",
        b"\"text\"",
        b"\x89PNG\r\n\x1A\n\0\0\0",
        b"PK\x03\x04rubbish",
        &utf_16,
        b"  \n ",
    ];
    for content in rubbish {
        let problem = refused(&directory, content).await;
        assert_eq!(problem.code, ProblemCode::Malformed);
        assert!(!problem.expected.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_bytes_stop_the_reader() {
    let directory = TestDirectory::start().await;
    let pieces = prop_oneof![
        Just(b"{\"id\":\"10000000-0000-4000-8000-000000000001\",\"name\":\"a\",\"description\":\"b\"".to_vec()),
        Just(b"\"contents\":[".to_vec()),
        Just(b",".to_vec()),
        Just(b"{".to_vec()),
        Just(b"}".to_vec()),
        Just(b"[".to_vec()),
        Just(b"]".to_vec()),
        Just(b"\"phones\":".to_vec()),
        Just(b"\n".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..12),
    ];
    let bytes = proptest::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat());
    let mut runner = TestRunner::new(Config {
        cases: 10,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&bytes, |bytes| {
            let content = [b"{".as_slice(), &bytes].concat();
            for content in [bytes, content] {
                let report = tokio::task::block_in_place(|| {
                    let import =
                        directory.import_text("given.json", &content, ImportOptions::default());
                    tokio::runtime::Handle::current().block_on(import)
                });
                prop_assert_eq!(report.is_written, report.errors() == 0);
            }
            Ok(())
        })
        .unwrap();
}
