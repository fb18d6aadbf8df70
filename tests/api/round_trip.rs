//! What comes in goes out as it was, and comes in again: official examples, made-up directories and random HSDS.
//! Long because records of every kind are made here at random, and compared property by property.

use jembatan::store::Sight;
use jembatan::transfer::{Detail, ExportScope, trees};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::export::conforms;
use crate::support::chance::Chance;
use crate::support::hsds::{FORMS, bytes, said};
use crate::support::{TestDirectory, shared};

/// One record as the directory tells it.
async fn told(directory: &TestDirectory, kind: &str, id: &Value, detail: Detail) -> Value {
    let object = entity::object::object(kind).unwrap();
    let id = Uuid::try_parse(id.as_str().unwrap()).unwrap();
    let reader = directory.seen(Sight::Public).reader;
    let trees = trees(&reader, object, &[id], detail).await.unwrap();
    serde_json::to_value(trees.first().expect("the record is there")).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn official_examples_come_out_as_they_went_in() {
    let Some(examples) = shared("hsds/examples") else {
        return;
    };
    let mocks = examples.join("../../data/hsds/hsds3_examples/mock_hsds_api");
    let id = "ac148810-d857-441c-9679-408f346de14b";
    let files = [
        ("service", examples.join("service_full.json"), Detail::Full),
        (
            "organization",
            examples.join("organization_full.json"),
            Detail::FullWithServices,
        ),
        (
            "service_at_location",
            examples.join("service_at_location_full.json"),
            Detail::Full,
        ),
        ("location", examples.join("location.json"), Detail::Full),
        ("taxonomy", examples.join("taxonomy.json"), Detail::Full),
        (
            "taxonomy_term",
            examples.join("taxonomy_term.json"),
            Detail::Full,
        ),
        (
            "service",
            mocks.join(format!("services/{id}.json")),
            Detail::Full,
        ),
    ];
    for (kind, file, detail) in files {
        if !file.exists() {
            crate::support::say(&format!("SKIPPED: {} is not there", file.display()));
            continue;
        }
        let given: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let directory = TestDirectory::start().await;
        let report = directory.import(&[&file]).await;
        assert!(report.is_written, "{:#?}", report.problems);
        let came = told(&directory, kind, &given["id"], detail).await;
        assert_eq!(said(&came), said(&given), "{}", file.display());
        let document = directory.document(ExportScope::default()).await;
        let mut exported = document
            .get(kind)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        match exported.find(|record| record["id"] == given["id"]) {
            Some(exported) => assert_eq!(said(exported), said(&given), "{}", file.display()),
            // They are nested in their services.
            None => assert!(matches!(
                kind,
                "organization" | "service_at_location" | "location"
            )),
        }
    }
}

/// Exports in all forms, takes each into an empty directory and exports that again: byte for byte the same.
async fn comes_back(directory: &TestDirectory, sight: Sight) {
    for (form, name) in FORMS {
        let first = directory.folder().join(format!("first-{name}"));
        directory
            .try_export(sight, &first, form, ExportScope::default())
            .await
            .unwrap();
        let other = TestDirectory::start().await;
        let report = other.import(&[&first]).await;
        assert!(
            report.is_written,
            "{form:?}: {:#?}",
            &report.problems[..report.problems.len().min(5)]
        );
        let second = other.folder().join(format!("second-{name}"));
        other
            .try_export(sight, &second, form, ExportScope::default())
            .await
            .unwrap();
        for ((file, before), (_, after)) in bytes(&first).into_iter().zip(bytes(&second)) {
            if before != after {
                let (before, after) = (
                    String::from_utf8_lossy(&before),
                    String::from_utf8_lossy(&after),
                );
                let differing = before
                    .lines()
                    .zip(after.lines())
                    .find(|(before, after)| before != after);
                panic!(
                    "{form:?} {file}: {:?} and {:?} lines, {differing:#?}",
                    before.lines().count(),
                    after.lines().count()
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_made_up_directory_comes_back_byte_for_byte() {
    let directory = TestDirectory::start().await.with_sample(120).await;
    comes_back(&directory, Sight::Public).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_directories_conform_and_come_back_byte_for_byte() {
    let Some(real) = shared("data/hsds") else {
        return;
    };
    let directory = TestDirectory::start().await;
    for path in [
        "hsds3_examples/mock_hsds_api",
        "hsds3_examples/oruk_mocks/V3.0-UK-Default",
        "hsds3_examples/oruk_mocks/V3.0-UK-Warn",
        "hsds3_examples/oruk_mocks/V3.0-UK-Test",
        "hsds_1_1_sample_data",
        "ohana_sample_csv",
    ] {
        let options = jembatan::transfer::ImportOptions {
            keeps_good: true,
            ..Default::default()
        };
        let report = directory.import_with(&[&real.join(path)], options).await;
        assert!(report.is_written, "{path}");
    }
    let kept = directory.words("SELECT name FROM extra_property").await;
    assert!(!kept.is_empty(), "some say what HSDS does not know");
    conforms(&directory).await;
    comes_back(&directory, Sight::Public).await;
}

/// Makes up HSDS out of texts and chance.
struct Maker {
    texts: Vec<String>,
    chance: Chance,
}

type Fields = Map<String, Value>;

impl Maker {
    fn id(&mut self) -> Value {
        let bits = u128::from(self.chance.next()) << 64 | u128::from(self.chance.next());
        json!(Uuid::from_u128(bits).to_string())
    }

    fn text(&mut self) -> Value {
        json!(self.chance.pick(&self.texts))
    }

    /// A record with some of these text fields, sometimes null, and what HSDS does not know.
    fn record(&mut self, required: &[&str], texts: &[&str]) -> Fields {
        let mut fields = Fields::new();
        fields.insert("id".to_owned(), self.id());
        for name in required {
            fields.insert((*name).to_owned(), self.text());
        }
        for name in texts {
            match self.chance.below(10) {
                0..4 => {}
                4 => drop(fields.insert((*name).to_owned(), Value::Null)),
                _ => drop(fields.insert((*name).to_owned(), self.text())),
            }
        }
        if self.chance.percent(15) {
            let name = format!("x {}", self.chance.pick(&self.texts));
            let value = self.extra();
            fields.insert(name, value);
        }
        if self.chance.percent(20) {
            let metadata = self.metadata();
            fields.insert("metadata".to_owned(), metadata);
        }
        fields
    }

    fn extra(&mut self) -> Value {
        match self.chance.below(6) {
            0 => Value::Null,
            1 => json!(self.chance.below(1_000)),
            2 => json!([true, self.text(), []]),
            3 => json!({"b": self.text(), "a": null}),
            _ => self.text(),
        }
    }

    fn metadata(&mut self) -> Value {
        let mut said = Fields::new();
        said.insert("id".to_owned(), self.id());
        for name in [
            "last_action_date",
            "last_action_type",
            "field_name",
            "previous_value",
            "replacement_value",
            "updated_by",
        ] {
            said.insert(name.to_owned(), self.text());
        }
        json!([said])
    }

    fn number(&mut self) -> Value {
        match self.chance.below(4) {
            0 => Value::Null,
            1 => json!(self.chance.below(150)),
            2 => json!(self.chance.below(150) as f64 / 8.0),
            _ => json!(-(self.chance.below(90) as f64) - 0.123_456_789),
        }
    }

    fn list(&mut self, most: usize, make: impl Fn(&mut Self) -> Value) -> Value {
        let count = self.chance.below(most + 1);
        Value::Array((0..count).map(|_| make(self)).collect())
    }

    fn language(&mut self) -> Value {
        Value::Object(self.record(&[], &["name", "code", "note"]))
    }

    fn attribute(&mut self) -> Value {
        let mut fields = self.record(&[], &["link_type", "value", "label"]);
        let mut term = self.record(&["name", "description"], &["code", "taxonomy", "term_uri"]);
        term.insert("parent_id".to_owned(), self.id());
        if self.chance.percent(50) {
            let detail = self.record(&["name", "description"], &["uri", "version"]);
            term.insert("taxonomy_detail".to_owned(), Value::Object(detail));
        }
        fields.insert("taxonomy_term".to_owned(), Value::Object(term));
        Value::Object(fields)
    }

    fn phone(&mut self) -> Value {
        let mut fields = self.record(&["number"], &["type", "description"]);
        fields.insert("extension".to_owned(), json!(self.chance.below(1_000)));
        fields.insert("languages".to_owned(), self.list(2, Self::language));
        fields.insert("attributes".to_owned(), self.list(2, Self::attribute));
        Value::Object(fields)
    }

    fn contact(&mut self) -> Value {
        let mut fields = self.record(&[], &["name", "title", "department", "email"]);
        fields.insert("phones".to_owned(), self.list(2, Self::phone));
        Value::Object(fields)
    }

    fn schedule(&mut self) -> Value {
        let mut fields = self.record(
            &[],
            &["byday", "description", "opens_at", "closes_at", "notes"],
        );
        fields.insert("timezone".to_owned(), self.number());
        fields.insert("valid_from".to_owned(), json!("2026-01-31"));
        fields.insert("freq".to_owned(), json!("WEEKLY"));
        Value::Object(fields)
    }

    fn location(&mut self) -> Value {
        let mut fields = self.record(
            &[],
            &[
                "name",
                "alternate_name",
                "description",
                "transportation",
                "url",
            ],
        );
        fields.insert("location_type".to_owned(), json!("physical"));
        fields.insert("latitude".to_owned(), self.number());
        fields.insert("longitude".to_owned(), self.number());
        fields.insert(
            "addresses".to_owned(),
            self.list(2, |maker| {
                let required = [
                    "address_1",
                    "city",
                    "state_province",
                    "postal_code",
                    "country",
                ];
                let mut fields = maker.record(&required, &["attention", "address_2", "region"]);
                fields.insert("address_type".to_owned(), json!("postal"));
                Value::Object(fields)
            }),
        );
        fields.insert(
            "accessibility".to_owned(),
            self.list(1, |maker| {
                Value::Object(maker.record(&[], &["description", "details", "url"]))
            }),
        );
        fields.insert("languages".to_owned(), self.list(2, Self::language));
        fields.insert("phones".to_owned(), self.list(1, Self::phone));
        fields.insert("schedules".to_owned(), self.list(2, Self::schedule));
        fields.insert("attributes".to_owned(), self.list(1, Self::attribute));
        Value::Object(fields)
    }

    fn organization(&mut self) -> Value {
        let mut fields = self.record(
            &["name", "description"],
            &["alternate_name", "email", "website", "logo", "uri"],
        );
        fields.insert("parent_organization_id".to_owned(), self.id());
        fields.insert(
            "year_incorporated".to_owned(),
            json!(1900 + self.chance.below(120)),
        );
        fields.insert("locations".to_owned(), self.list(2, Self::location));
        fields.insert("contacts".to_owned(), self.list(2, Self::contact));
        fields.insert(
            "additional_websites".to_owned(),
            self.list(2, |maker| Value::Object(maker.record(&["url"], &["label"]))),
        );
        fields.insert(
            "funding".to_owned(),
            self.list(1, |maker| Value::Object(maker.record(&[], &["source"]))),
        );
        fields.insert("attributes".to_owned(), self.list(2, Self::attribute));
        Value::Object(fields)
    }

    fn service(&mut self, organization: &Value) -> Value {
        let texts = [
            "alternate_name",
            "description",
            "url",
            "email",
            "fees_description",
            "accreditations",
            "alert",
        ];
        let mut fields = self.record(&["name"], &texts);
        fields.insert("status".to_owned(), json!("active"));
        fields.insert("minimum_age".to_owned(), self.number());
        fields.insert(
            "last_modified".to_owned(),
            json!("2026-01-31T08:00:00.123Z"),
        );
        fields.insert("organization".to_owned(), organization.clone());
        let places = organization["locations"].as_array().unwrap().clone();
        let offers = places.into_iter().chain([self.location()]).map(|place| {
            let mut fields = self.record(&[], &["description"]);
            fields.insert("location".to_owned(), place);
            fields.insert("schedules".to_owned(), self.list(1, Self::schedule));
            Value::Object(fields)
        });
        let offers = offers.collect();
        fields.insert("service_at_locations".to_owned(), offers);
        fields.insert("phones".to_owned(), self.list(2, Self::phone));
        fields.insert("languages".to_owned(), self.list(2, Self::language));
        fields.insert("schedules".to_owned(), self.list(2, Self::schedule));
        fields.insert("attributes".to_owned(), self.list(2, Self::attribute));
        fields.insert(
            "capacities".to_owned(),
            self.list(1, |maker| {
                let mut fields = maker.record(&[], &["description"]);
                fields.insert("available".to_owned(), json!(3));
                fields.insert("updated".to_owned(), json!("2026-01-31T08:00:00Z"));
                fields.insert(
                    "unit".to_owned(),
                    Value::Object(maker.record(&["name"], &["scheme", "uri"])),
                );
                Value::Object(fields)
            }),
        );
        Value::Object(fields)
    }

    /// Two services of one organization and one of another. They share what may be shared: a phone and a mark have one id
    /// in all of them.
    fn services(&mut self) -> Value {
        let (one, two) = (self.organization(), self.organization());
        let mut services = [self.service(&one), self.service(&one), self.service(&two)];
        let (phone, mark) = (self.phone(), self.attribute());
        for service in &mut services {
            service["phones"]
                .as_array_mut()
                .unwrap()
                .push(phone.clone());
            service["attributes"]
                .as_array_mut()
                .unwrap()
                .push(mark.clone());
        }
        json!(services)
    }
}

#[test]
fn random_hsds_comes_out_as_it_went_in() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let text = prop_oneof![
        4 => "\\PC{1,12}",
        1 => "[=+@\\-'\t\r]{1,3}[a-z0-9(]{0,4}",
        1 => "[ \n\"\\\\,;]{1,4}",
        1 => Just(String::new()),
    ];
    let cases = (prop::collection::vec(text, 8..30), any::<u64>());
    let config = ProptestConfig {
        cases: 6,
        failure_persistence: None,
        max_shrink_iters: 20,
        ..ProptestConfig::default()
    };
    proptest!(config, |((texts, seed) in cases)| {
        let mut maker = Maker { texts, chance: Chance::of(seed, 0) };
        let given = maker.services();
        runtime.block_on(async {
            let directory = TestDirectory::start().await;
            directory.import_json(&given).await;
            let document = directory.document(ExportScope::default()).await;
            let (came, went) = (said(&restored(&document["service"])), said(&given));
            for (came, went) in came.as_array().unwrap().iter().zip(went.as_array().unwrap()) {
                pretty(came, went);
            }
            assert_eq!(came.as_array().unwrap().len(), 3);
            comes_back(&directory, Sight::Public).await;
        });
    });
}

/// Puts the properties that HSDS does not know back to where they were.
fn restored(value: &Value) -> Value {
    let Value::Object(fields) = value else {
        let values = value.as_array().map(|values| values.iter().map(restored));
        return values.map_or_else(|| value.clone(), |values| values.collect());
    };
    let mut whole: Fields = fields
        .iter()
        .map(|(name, value)| (name.clone(), restored(value)))
        .collect();
    let Some(Value::Array(entries)) = whole.remove("metadata") else {
        return Value::Object(whole);
    };
    let (kept, published): (Vec<_>, Vec<_>) = entries
        .into_iter()
        .partition(|entry| entry["last_action_type"] == "jembatan:property");
    whole.insert("metadata".to_owned(), Value::Array(published));
    for entry in kept {
        let value = entry["replacement_value"].as_str().unwrap();
        let name = entry["field_name"].as_str().unwrap();
        whole.insert(name.to_owned(), serde_json::from_str(value).unwrap());
    }
    Value::Object(whole)
}

/// Names the first place at which two records differ.
#[track_caller]
fn pretty(came: &Value, went: &Value) {
    fn differing(came: &Value, went: &Value, path: String) -> Option<String> {
        match (came, went) {
            (Value::Object(a), Value::Object(b)) => {
                let names: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
                names.into_iter().find_map(|name| {
                    differing(
                        a.get(name).unwrap_or(&Value::Null),
                        b.get(name).unwrap_or(&Value::Null),
                        format!("{path}.{name}"),
                    )
                })
            }
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
                .iter()
                .zip(b)
                .enumerate()
                .find_map(|(at, (a, b))| differing(a, b, format!("{path}[{at}]"))),
            _ if came == went => None,
            _ => Some(format!("{path}: came {came}, went {went}")),
        }
    }
    let problem = differing(came, went, String::new());
    assert!(problem.is_none(), "{}", problem.unwrap_or_default());
}
