//! The figures of the resource map: they equal a recount in plain Rust after 10,000 random writes, whatever the build, and
//! so do those of a map that is made from nothing then. Real providers are counted as their file counts them.
//! Long because the model that stands beside the directory, and every kind of write to both, are one thing.

use std::collections::{BTreeMap, BTreeSet};

use jembatan::broker::{Broker, Counted, Figures, MapOrder, MapQuestion};
use jembatan::config;
use jembatan::directory::{Draft, Editor, Level, Outcome, validate};
use jembatan::store::Key;
use jembatan::transfer::{ImportOptions, Mapping};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::resource_map::{is_narrower, lies_in, need};
use crate::support::chance::Chance;
use crate::support::{TestDirectory, shared};

/// What the directory holds, kept beside it: services with their marks, places and areas, and practitioners.
struct Model {
    kinds: Vec<&'static str>,
    places: Vec<(&'static str, bool)>,
    services: Vec<Modeled>,
    people: Vec<Person>,
}

#[derive(Clone, Default)]
struct Person {
    place: usize,
    is_withheld: bool,
    needs: BTreeSet<usize>,
}

#[derive(Clone, Default)]
struct Modeled {
    is_defunct: bool,
    is_assured: bool,
    needs: BTreeSet<usize>,
    places: BTreeSet<usize>,
    areas: BTreeSet<usize>,
    is_free: bool,
    opens_saturdays: bool,
    has_room: bool,
}

const OWNERS: usize = 12;
const SERVICES: usize = 120;
const SITES: usize = 40;
const PEOPLE: usize = 30;
const KINDS: [&str; 3] = ["NGO", "CLINIC", "SCHOOL"];
const NEEDS: [&str; 8] = ["N01", "N08", "N09", "N10", "N11", "N12", "N13", "N40"];
const REGIONS: [&str; 9] = [
    "32.73.05", "32.73.09", "32.73", "32.04", "35.78", "35.78.01", "35.78.02", "31.71", "91.03",
];
/// Areas that services say they serve; the first is the whole country.
const AREAS: [&str; 7] = ["", "32", "32.73", "32.73.05", "35", "35.78.01", "32.04"];

fn id(kind: u128, number: usize) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_9000_0000_0000_0000 + (kind << 40) + number as u128)
}

/// Drafts and removals of one batch, by table.
#[derive(Default)]
struct Batch {
    drafts: BTreeMap<&'static str, Vec<Draft>>,
    gone: BTreeMap<&'static str, Vec<Key>>,
    seen: BTreeSet<Uuid>,
}

impl Batch {
    fn put(&mut self, table: &'static str, id: Uuid, fields: &Value) {
        let object = entity::object::object(table).unwrap();
        let mut draft = Draft::new(id);
        for (name, value) in fields.as_object().unwrap() {
            let (_, field) = object.field(name).unwrap();
            draft.set(
                object,
                name,
                validate::from_json(object, field, value).unwrap(),
            );
        }
        self.drafts.entry(table).or_default().push(draft);
    }

    /// Adds a row or takes it away.
    fn toggle(&mut self, table: &'static str, id: Uuid, is_there: bool, fields: &Value) {
        match is_there {
            true => self.put(table, id, fields),
            false => self.gone.entry(table).or_default().push(Key::Id(id)),
        }
    }

    async fn write(self, directory: &TestDirectory) -> usize {
        let mut editor = Editor::begin(directory.opened.store.clone(), "test", config::now())
            .await
            .unwrap();
        let mut writes = 0;
        for (table, drafts) in self.drafts {
            let outcomes = editor
                .put(entity::object::object(table).unwrap(), &drafts)
                .await
                .unwrap();
            writes += outcomes
                .iter()
                .filter(|outcome| **outcome != Outcome::Unchanged)
                .count();
        }
        for (table, keys) in self.gone {
            let object = entity::object::object(table).unwrap();
            let rows: Vec<_> = editor
                .rows(object, &keys)
                .await
                .unwrap()
                .into_values()
                .collect();
            writes += rows.len();
            editor.remove(object, &rows).await.unwrap();
        }
        editor.commit().await.unwrap();
        writes
    }
}

fn flip(set: &mut BTreeSet<usize>, member: usize) -> bool {
    match set.remove(&member) {
        true => false,
        false => set.insert(member),
    }
}

impl Model {
    fn new() -> (Self, Batch) {
        let mut batch = Batch::default();
        let model = Self {
            kinds: vec![KINDS[0]; OWNERS],
            places: vec![(REGIONS[0], false); SITES],
            services: vec![Modeled::default(); SERVICES],
            people: vec![Person::default(); PEOPLE],
        };
        for owner in 0..OWNERS {
            batch.put("organization", id(1, owner), &json!({"name": format!("Q{owner}"), "description": "Q", "kind": KINDS[0], "lifecycle": "ACTIVE"}));
        }
        for place in 0..SITES {
            batch.put("location", id(2, place), &json!({"name": format!("Q{place}"), "location_type": "physical", "region_code": REGIONS[0], "visibility": "PUBLIC"}));
        }
        for service in 0..SERVICES {
            batch.put("service", id(3, service), &json!({"organization_id": id(1, service % OWNERS), "name": format!("Q{service}"), "status": "active", "eligibility": "UNKNOWN"}));
        }
        for person in 0..PEOPLE {
            batch.put("practitioner", id(9, person), &json!({"organization_id": id(1, person % OWNERS), "location_id": id(2, 0), "name": format!("Q{person}"), "consent": "LISTED"}));
        }
        (model, batch)
    }

    /// One write at random. Each row is written once in a batch.
    fn change(&mut self, chance: &mut Chance, batch: &mut Batch) {
        let number = chance.below(SERVICES);
        let what = chance.below(25);
        let member = chance.below(40);
        let key = match what {
            0 => id(1, member % OWNERS),
            1 | 2 => id(2, member % SITES),
            3 | 4 => id(3, number),
            5..=9 => id(4, number * 100 + member % NEEDS.len()),
            10..=13 => id(5, number * 100 + member % SITES),
            14..=17 => id(6, number * 100 + member % AREAS.len()),
            18 => id(7, number),
            19 => id(8, number),
            20 => id(12, number),
            21 | 22 => id(9, member % PEOPLE),
            _ => id(10, (member % PEOPLE) * 100 + number % NEEDS.len()),
        };
        if !batch.seen.insert(key) {
            return;
        }
        let service = &mut self.services[number];
        let of = id(3, number);
        let person = &mut self.people[member % PEOPLE];
        match what {
            0 => {
                let kind = *chance.pick(&KINDS);
                self.kinds[member % OWNERS] = kind;
                batch.put("organization", key, &json!({ "kind": kind }));
            }
            1 | 2 => {
                let place = (*chance.pick(&REGIONS), chance.percent(20));
                self.places[member % SITES] = place;
                let visibility = if place.1 { "CONFIDENTIAL" } else { "PUBLIC" };
                batch.put(
                    "location",
                    key,
                    &json!({ "region_code": place.0, "visibility": visibility }),
                );
            }
            3 | 4 => {
                (service.is_defunct, service.is_assured) = (chance.percent(20), chance.percent(50));
                let status = if service.is_defunct {
                    "defunct"
                } else {
                    "active"
                };
                let day = if service.is_assured {
                    config::now().date_naive().to_string()
                } else {
                    "2020-01-01".to_owned()
                };
                batch.put(
                    "service",
                    key,
                    &json!({ "status": status, "assured_date": day }),
                );
            }
            5..=9 => {
                let at = member % NEEDS.len();
                let is_there = flip(&mut service.needs, at);
                batch.toggle("attribute", key, is_there, &json!({"link_id": of, "link_entity": "service", "taxonomy_term_id": need(NEEDS[at])}));
            }
            10..=13 => {
                let is_there = flip(&mut service.places, member % SITES);
                batch.toggle(
                    "service_at_location",
                    key,
                    is_there,
                    &json!({"service_id": of, "location_id": id(2, member % SITES)}),
                );
            }
            14..=17 => {
                let at = member % AREAS.len();
                let is_there = flip(&mut service.areas, at);
                let area = if at == 0 {
                    json!({"service_id": of, "uri": "urn:iso3166:ID"})
                } else {
                    json!({"service_id": of, "region_code": AREAS[at]})
                };
                batch.toggle("service_area", key, is_there, &area);
            }
            18 => {
                service.is_free = !service.is_free;
                batch.toggle(
                    "cost_option",
                    key,
                    service.is_free,
                    &json!({"service_id": of, "amount": 0, "currency": "IDR"}),
                );
            }
            19 => {
                service.opens_saturdays = !service.opens_saturdays;
                batch.toggle("schedule", key, service.opens_saturdays, &json!({"service_id": of, "freq": "WEEKLY", "byday": "SA", "opens_at": "09:00", "closes_at": "12:00"}));
            }
            20 => {
                service.has_room = !service.has_room;
                batch.toggle(
                    "service_capacity",
                    key,
                    service.has_room,
                    &json!({"service_id": of, "available": 2, "updated": "2026-01-01T00:00:00Z"}),
                );
            }
            21 | 22 => {
                (person.place, person.is_withheld) = (number % SITES, chance.percent(20));
                let consent = if person.is_withheld {
                    "WITHHELD"
                } else {
                    "LISTED"
                };
                batch.put(
                    "practitioner",
                    key,
                    &json!({"location_id": id(2, person.place), "consent": consent}),
                );
            }
            _ => {
                let at = number % NEEDS.len();
                let is_there = flip(&mut person.needs, at);
                let of = id(9, member % PEOPLE);
                batch.toggle("attribute", key, is_there, &json!({"link_id": of, "link_entity": "practitioner", "taxonomy_term_id": need(NEEDS[at])}));
            }
        }
    }

    fn stands_in(&self, service: &Modeled, region: &str) -> bool {
        let mut places = service.places.iter();
        places.any(|place| lies_in(self.told(*place), region))
    }

    /// The code of the region that is told of a place.
    fn told(&self, place: usize) -> &'static str {
        let (code, is_secret) = self.places[place];
        let regency = code.get(..5).unwrap_or(code);
        if is_secret { regency } else { code }
    }

    fn practitioners(&self, code: &str, region: &str) -> usize {
        let is_counted = |person: &&Person| {
            let mut needs = person.needs.iter();
            !person.is_withheld
                && needs.any(|at| is_narrower(NEEDS[*at], code))
                && lies_in(self.told(person.place), region)
        };
        self.people.iter().filter(is_counted).count()
    }

    fn count(&self, code: &str, kinds: &[&str], is_meant: impl Fn(&Modeled) -> bool) -> Figures {
        let mut figures = Figures::default();
        let mut owners = BTreeSet::new();
        for (number, service) in self.services.iter().enumerate() {
            let owner = number % OWNERS;
            let helps = service.needs.iter().any(|at| is_narrower(NEEDS[*at], code));
            let is_of_kind = kinds.is_empty() || kinds.contains(&self.kinds[owner]);
            if service.is_defunct || !helps || !is_of_kind || !is_meant(service) {
                continue;
            }
            owners.insert(owner);
            figures.services += 1;
            figures.free += u32::from(service.is_free);
            figures.verified += u32::from(service.is_assured);
            figures.open_outside_office_hours += u32::from(service.opens_saturdays);
            figures.with_capacity += u32::from(service.has_room);
        }
        figures.organizations = u32::try_from(owners.len()).unwrap();
        figures
    }

    /// Compares every cell of the map in some places with a count of what there is.
    async fn compare(&self, broker: &Broker) {
        let map = broker.resource_map(config::now()).await.unwrap();
        let asked = [
            (Level::Province, None, vec![]),
            (Level::Regency, Some("32"), vec![]),
            (Level::Regency, Some("35"), vec!["NGO"]),
            (Level::District, Some("32.73"), vec![]),
            (Level::District, Some("35.78"), vec!["CLINIC", "SCHOOL"]),
        ];
        let mut services = 0;
        for (level, within, kinds) in asked {
            let question = MapQuestion {
                within: within.map(str::to_owned),
                level,
                needs: NEEDS.map(str::to_owned).to_vec(),
                kinds: kinds.clone(),
                counted: Counted::Standing,
                order: MapOrder::Region,
            };
            for cell in map.cells(&question).unwrap().iter() {
                let region = cell.region_code();
                let code = NEEDS
                    .into_iter()
                    .find(|code| need(code) == cell.need)
                    .unwrap();
                let standing = self.count(code, &kinds, |one| self.stands_in(one, &region));
                assert_eq!(
                    cell.supply.standing, standing,
                    "standing, {code} in {region} of {kinds:?}"
                );
                let serves = |one: &Modeled| {
                    let mut areas = one.areas.iter().map(|at| AREAS[*at]);
                    areas.any(|area| lies_in(&region, area) || lies_in(area, &region))
                };
                let serving = self.count(code, &kinds, serves);
                assert_eq!(
                    cell.supply.serving, serving,
                    "serving, {code} in {region} of {kinds:?}"
                );
                let people = self.practitioners(code, &region);
                assert_eq!(
                    cell.supply.practitioners,
                    u32::try_from(people).unwrap(),
                    "practitioners, {code} in {region}"
                );
                services += standing.services;
            }
        }
        assert!(services > 0);
    }
}

both_backends! {
    async fn figures_equal_a_recount_after_random_writes(directory: TestDirectory) {
        let (mut model, batch) = Model::new();
        batch.write(&directory).await;
        directory.settle().await;
        directory.broker().resource_map(config::now()).await.unwrap();
        let mut chance = Chance::of(0xC0FFEE, 1);
        let (mut writes, mut batches) = (0, 0);
        while writes < 10_000 {
            let mut batch = Batch::default();
            for _ in 0..600 {
                model.change(&mut chance, &mut batch);
            }
            writes += batch.write(&directory).await;
            directory.settle().await;
            batches += 1;
            if batches % 6 == 0 {
                model.compare(directory.broker()).await;
            }
        }
        model.compare(directory.broker()).await;
        directory.opened.index.rebuild(&directory.opened.store, &directory.opened.feed).await.unwrap();
        model.compare(&directory.opened.broker().await.unwrap()).await;
    }
}

const MAPPING: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/examples/mappings/providers_id.toml"
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_providers_are_counted_as_their_file_counts_them() {
    let Some(path) = shared("data/providers/providers_id.csv") else {
        return;
    };
    let mut expected: BTreeMap<String, u64> = BTreeMap::new();
    let mut table = csv::Reader::from_path(&path).unwrap();
    let headers = table.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    for row in table.records() {
        let row = row.unwrap();
        if &row[at("type")] == "puskesmas" {
            let code = row[at("regency_code")].get(..2).unwrap().to_owned();
            *expected.entry(code).or_default() += 1;
        }
    }
    let directory = TestDirectory::start().await;
    // Of the kinds of providers in the file, puskesmas alone are to be clinics.
    let mapping = std::fs::read_to_string(MAPPING).unwrap();
    let mapping = mapping.replace(
        "klinik = \"CLINIC\", klinik_gigi = \"CLINIC\"",
        "klinik = \"BUSINESS\", klinik_gigi = \"BUSINESS\"",
    );
    let options = ImportOptions {
        mapping: Some(Mapping::parse(&mapping).unwrap()),
        ..ImportOptions::default()
    };
    assert!(directory.import_with(&[&path], options).await.is_written);
    let map = directory
        .broker()
        .resource_map(config::now())
        .await
        .unwrap();
    let question = MapQuestion {
        within: None,
        level: Level::Province,
        needs: vec!["N26".to_owned()],
        kinds: vec!["CLINIC"],
        counted: Counted::Standing,
        order: MapOrder::Region,
    };
    let counted: BTreeMap<String, u64> = map
        .cells(&question)
        .unwrap()
        .iter()
        .filter(|cell| cell.supply.standing.services > 0)
        .map(|cell| (cell.region_code(), u64::from(cell.supply.standing.services)))
        .collect();
    assert_eq!(counted, expected);
}
