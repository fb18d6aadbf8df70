//! The resource map: a planted gap comes first and closes, small numbers stay hidden, and searches in vain are counted.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use chrono::{DateTime, Months, Utc};
use jembatan::auth::Role;
use jembatan::broker::Question;
use jembatan::config;
use jembatan::directory::{SignalSource, Tally, add_signals, month_of, shipped};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::support::actor::{OWN, ask_with, organization, secret};
use crate::support::chance::Chance;
use crate::support::server::Server;
use crate::support::{TestDirectory, client};

pub fn need(code: &str) -> Uuid {
    shipped::term_id(&format!("need:{code}"))
}

/// Writes a report of people in need beside every door.
async fn reported(directory: &TestDirectory, code: &str, region: &str, people: u64) {
    let literal = |id: Uuid| match directory.opened.store.backend() {
        sea_orm::DbBackend::Sqlite => format!("x'{}'", id.simple()),
        _ => format!("'{id}'"),
    };
    let now = config::now().to_rfc3339();
    directory
        .write(&format!(
            "INSERT INTO community_need (id, need_id, region_code, served_unit, people_low, severity, state, reporter, reported_at)
             VALUES ({}, {}, '{region}', 'FAMILY', {people}, 'HIGH', 'REPORTED', 'worker x', '{now}')",
            literal(Uuid::now_v7()),
            literal(need(code))
        ))
        .await;
}

/// Searches count once their month has ended.
pub fn last_month() -> DateTime<Utc> {
    config::now().checked_sub_months(Months::new(1)).unwrap()
}

async fn searched(directory: &TestDirectory, code: &str, region: &str, number: u32) {
    let tally = Tally {
        need: need(code),
        region: region.to_owned(),
        month: month_of(last_month()),
        source: SignalSource::SearchFew,
        number,
    };
    add_signals(&directory.opened.store, &[tally])
        .await
        .unwrap();
}

/// The map is told of demand that was written beside every door.
async fn renew(directory: &TestDirectory) {
    directory.broker().renew_map(config::now()).await.unwrap();
}

const CELLS: &str = "totalCount nodes { region { code } need { code } gap trend
    supply { standing { services organizations free } serving { services } practitioners } demand { people reports searches } }";

async fn first_cell(directory: &TestDirectory) -> Value {
    let asked = format!("{{ resourceMap(input: {{level: REGENCY}}, first: 1) {{ {CELLS} }} }}");
    directory.ask(&asked).await["resourceMap"]["nodes"][0].take()
}

fn creation(kind: &str, input: &str) -> String {
    format!(
        "mutation {{ it: {kind}Create(input: {{{input}}}) {{ {kind} {{ hsdsId }} userErrors {{ code path }} }} }}"
    )
}

fn made_id(answer: &Value, kind: &str) -> String {
    let made = answer["data"]["it"][kind]["hsdsId"].as_str();
    made.unwrap_or_else(|| panic!("{answer:#}")).to_owned()
}

/// Makes a record as an admin and returns its id.
async fn made(directory: &TestDirectory, admin: &str, kind: &str, input: &str) -> String {
    made_id(
        &ask_with(directory, Some(admin), &creation(kind, input)).await,
        kind,
    )
}

both_backends! {
    async fn a_planted_gap_comes_first_and_closes(directory: TestDirectory) {
        let directory = directory.with_sample(300).await;
        organization(&directory).await;
        let admin = secret(&directory, Role::Admin).await.unwrap();
        // Nothing of the sample helps with remote indigenous communities there.
        let worker = secret(&directory, Role::Worker).await;
        for (code, region, people) in [("N37", "91.03", 40), ("N37", "91.05", 10), ("N01", "32.73", 12), ("N13", "35.78", 3)] {
            let input = format!("need: \"{code}\", regionCode: \"{region}\", servedUnit: FAMILY, people: {{number: {people}}}, severity: HIGH");
            let asked = format!("mutation {{ communityNeedReport(input: {{{input}}}, confirm: true) {{ userErrors {{ code path }} }} }}");
            let answer = ask_with(&directory, worker.as_deref(), &asked).await;
            assert_eq!(answer["data"]["communityNeedReport"]["userErrors"], json!([]), "{answer}");
        }
        directory.settle().await;
        let first = first_cell(&directory).await;
        assert_eq!(first["region"]["code"], "91.03", "{first}");
        assert_eq!((&first["need"]["code"], &first["gap"]), (&json!("N37"), &json!(1.0)));
        assert_eq!(first["demand"], json!({"people": 40, "reports": 0, "searches": 0}));
        assert_eq!(first["trend"], "RISING");

        let service = made(&directory, &admin, "service", &format!("organizationId: \"{OWN}\", name: \"Pos layanan\", status: ACTIVE")).await;
        let term = need("N37");
        made(&directory, &admin, "attribute", &format!("linkId: \"{service}\", taxonomyTermId: \"{term}\", value: \"-\"")).await;
        let location = made(&directory, &admin, "location", "name: \"Pos\", locationType: PHYSICAL, regionCode: \"91.03\"").await;
        made(&directory, &admin, "serviceAtLocation", &format!("serviceId: \"{service}\", locationId: \"{location}\"")).await;
        directory.settle().await;
        let asked = format!("{{ resourceMap(input: {{level: REGENCY, within: \"91.03\", needs: [\"N37\"]}}) {{ {CELLS} }} }}");
        let cell = directory.ask(&asked).await["resourceMap"].take();
        assert_eq!((&cell["totalCount"], &cell["nodes"][0]["gap"]), (&json!(1), &json!(0.0)), "{cell}");
        assert_eq!(cell["nodes"][0]["supply"]["standing"]["services"], 1);
        assert_eq!(first_cell(&directory).await["region"]["code"], "91.05", "the next gap comes first");
        let region = directory.ask("{ region(code: \"91.03\") { gap services { standing { services } } needs { need { code } gap } } }").await;
        assert_eq!(region["region"]["gap"], 0.0);
        assert_eq!(region["region"]["needs"].as_array().unwrap().len(), 40);
    }

    async fn coverage_and_who_does_what_follow_the_map(directory: TestDirectory) {
        let directory = directory.with_sample(300).await;
        directory.settle().await;
        let asked = "{ coverage(regionCode: \"32.73\") { need { code } nearest rungs { rung standing serving } } }";
        let coverage = directory.ask(asked).await["coverage"].take();
        let coverage = coverage.as_array().unwrap();
        assert_eq!(coverage.len(), 40);
        for row in coverage {
            let rungs = row["rungs"].as_array().unwrap();
            let has_help = |rung: &&Value| rung["standing"].as_u64().unwrap() + rung["serving"].as_u64().unwrap() > 0;
            let nearest = rungs.iter().find(has_help).map_or("NONE", |rung| rung["rung"].as_str().unwrap());
            assert_eq!(row["nearest"], nearest, "{row}");
        }
        let mut rows = Vec::new();
        let mut after = String::new();
        loop {
            let asked = format!("{{ whoDoesWhat(within: \"32\", level: REGENCY, first: 30{after}) {{ totalCount pageInfo {{ hasNextPage endCursor }}
                nodes {{ organization {{ hsdsId }} need {{ code }} region {{ code }} services }} }} }}");
            let page = directory.ask(&asked).await["whoDoesWhat"].take();
            rows.extend(page["nodes"].as_array().unwrap().iter().cloned());
            if page["pageInfo"]["hasNextPage"] == false {
                assert_eq!(page["totalCount"], rows.len());
                break;
            }
            after = format!(", after: {}", page["pageInfo"]["endCursor"]);
        }
        let places: BTreeSet<String> = rows.iter().map(|row| format!("{} {} {}", row["region"]["code"], row["need"]["code"], row["organization"]["hsdsId"])).collect();
        assert!(!rows.is_empty() && places.len() == rows.len(), "each once");
        for (asked, code) in [
            ("resourceMap(input: {level: DISTRICT}) { totalCount }", "INVALID_ARGUMENT"),
            ("resourceMap(input: {level: REGENCY, within: \"99\"}) { totalCount }", "INVALID_ARGUMENT"),
            ("resourceMap(input: {level: REGENCY}, first: 101) { totalCount }", "LIMIT_EXCEEDED"),
            ("coverage(regionCode: \"32.73.05.1001\") { nearest }", "INVALID_ARGUMENT"),
            ("whoDoesWhat(within: \"x\", level: REGENCY) { totalCount }", "INVALID_ARGUMENT"),
        ] {
            assert_eq!(directory.refusal(&format!("{{ {asked} }}")).await, code, "{asked}");
        }
    }

    async fn a_page_costs_few_statements(directory: TestDirectory) {
        let directory = directory.with_sample(50).await;
        directory.settle().await;
        let asked = |first: usize| format!("{{ resourceMap(input: {{level: REGENCY}}, first: {first}) {{ {CELLS} }} }}");
        directory.ask(&asked(1)).await;
        for first in [1, 100] {
            assert_eq!(directory.statements_of(&asked(first)).await, 2, "the regions and the needs");
        }
        let region = "{ region(code: \"32\") { children { gap needs { gap need { code } region { name } } practitioners { practitioners specialization { name } } } } }";
        let statements = directory.statements_of(region).await;
        assert!(statements <= 6, "{statements}");
    }

    async fn searches_in_vain_are_counted(directory: TestDirectory) {
        let broker = directory.opened.broker().await.unwrap().counting_unmet_searches();
        let ask = async |text: &str, region: Option<&str>| {
            let question = Question {
                text: Some(text.to_owned()),
                region_code: region.map(str::to_owned),
                includes_outside: true,
                now: config::now(),
                first: 10,
                ..Question::default()
            };
            broker.find(&question).await.unwrap();
        };
        for _ in 0..6 {
            ask("kekerasan dalam rumah tangga", Some("32.73")).await;
            ask("kekerasan dalam rumah tangga", Some("99.99")).await;
        }
        ask("kekerasan dalam rumah tangga di Sleman", None).await;
        broker.write_unmet_searches(config::now()).await.unwrap();
        let counted = directory.words("SELECT region_code || ' ' || source || ' ' || number FROM demand_signal ORDER BY region_code").await;
        assert_eq!(counted, [" SEARCH_NONE 6", "32.73 SEARCH_NONE 6", "34.04 SEARCH_NONE 1"]);
        let head = directory.head().await;
        broker.write_unmet_searches(config::now()).await.unwrap();
        assert_eq!(directory.head().await, head, "counters are not in the change log");
        let asked = format!("{{ resourceMap(input: {{level: REGENCY, within: \"32.73\", needs: [\"N09\"]}}) {{ {CELLS} }} }}");
        let next_month = config::now().checked_add_months(Months::new(1)).unwrap();
        for (now, searches) in [(config::now(), 0), (next_month, 5)] {
            directory.broker().renew_map(now).await.unwrap();
            let cell = directory.ask(&asked).await["resourceMap"]["nodes"][0].take();
            let told = (&cell["demand"]["searches"], &cell["gap"]);
            assert_eq!(told, (&json!(searches), &json!(0.0)), "whoever searches does not see the number move: {cell}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_shows_in_the_map_of_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), "error", &["--sample", "50"]);
    let ask = async |document: String| -> Value {
        let request = client().post(&server.url).bearer_auth(&server.secret);
        let request = request.header("content-type", "application/json");
        let body = json!({ "query": document }).to_string();
        let answer = request.body(body).send().await.unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    };
    let services = async || {
        let asked = "{ region(code: \"91.03\") { services { standing { services } } } }";
        let answer = ask(asked.to_owned()).await;
        let standing = &answer["data"]["region"]["services"]["standing"];
        standing["services"].as_u64().unwrap()
    };
    let before = services().await;
    let make = async |kind: &str, input: String| {
        let answer = ask(creation(kind, &input)).await;
        made_id(&answer, kind)
    };
    let location = make(
        "location",
        "name: \"Pos\", locationType: PHYSICAL, regionCode: \"91.03\"".to_owned(),
    );
    let location = location.await;
    let service = ask("{ services(first: 1) { nodes { hsdsId } } }".to_owned()).await;
    let service = service["data"]["services"]["nodes"][0]["hsdsId"].clone();
    let place = format!("serviceId: {service}, locationId: \"{location}\"");
    make("serviceAtLocation", place).await;
    let written = Instant::now();
    while services().await == before {
        // A second on a machine with nothing else to do; tests run beside many others.
        assert!(
            written.elapsed() < Duration::from_secs(15),
            "it never shows"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(services().await, before + 1);
}

/// What the API tells of demand to whoever asks in whatever way.
async fn told(directory: &TestDirectory) -> Vec<Value> {
    let demand = "people reports searches answered { people reports searches } yearBefore { people reports searches }";
    let cell = format!("region {{ code }} need {{ code }} gap trend demand {{ {demand} }}");
    let mut told = Vec::new();
    for input in [
        "level: PROVINCE, within: \"32\"",
        "level: REGENCY, within: \"32\"",
        "level: DISTRICT, within: \"32.73\"",
        "level: PROVINCE",
        "level: REGENCY, within: \"32\", organizationKinds: [NGO], reach: SERVING",
    ] {
        for needs in [
            "[\"N01\"]",
            "[\"N32\"]",
            "[\"N13\"]",
            "[\"N01\", \"N32\", \"N13\"]",
        ] {
            for order in ["GAP", "REGION"] {
                let asked = format!(
                    "{{ resourceMap(input: {{{input}, needs: {needs}}}, orderBy: {order}, first: 100) {{ nodes {{ {cell} }} }} }}"
                );
                told.push(directory.ask(&asked).await);
            }
        }
    }
    for code in ["32", "32.73", "32.73.05"] {
        told.push(
            directory
                .ask(&format!(
                    "{{ region(code: \"{code}\") {{ gap needs {{ {cell} }} }} }}"
                ))
                .await,
        );
    }
    told
}

/// Demand as reports of a need in a region with how many people, each searched for as often.
type World = Vec<(&'static str, &'static str, u64)>;

const PLACES: [&str; 7] = [
    "32.73.05.1003",
    "32.73.05",
    "32.73.09",
    "32.73",
    "32.04",
    "32",
    "31",
];

async fn told_of(directory: &TestDirectory, world: &World) -> Vec<Value> {
    directory.write("DELETE FROM community_need").await;
    directory.write("DELETE FROM demand_signal").await;
    for (code, region, people) in world {
        // No villages ship, so a report can name none; a search can.
        let district = region.get(..8).unwrap_or(region);
        reported(directory, code, district, *people).await;
        searched(directory, code, region, u32::try_from(*people).unwrap()).await;
    }
    renew(directory).await;
    told(directory).await
}

/// Whether a region is another or lies in it, by their codes; all lie in the whole country.
pub fn lies_in(region: &str, around: &str) -> bool {
    around.is_empty() || region == around || region.starts_with(&format!("{around}."))
}

/// The world in which what is small in `around` is of no finer place than the area around that; of a province, it is of
/// another; of the whole country, it is not there.
fn other_world(world: &World, code: &str, around: &'static str) -> World {
    let is_meant = |one: &(&str, &str, u64)| is_narrower(one.0, code) && lies_in(one.1, around);
    let elsewhere = around.rsplit_once('.').map_or("33", |(wider, _)| wider);
    let is_kept = |one: &&(&str, &str, u64)| !around.is_empty() || !is_meant(one);
    let kept = world.iter().filter(is_kept);
    kept.map(|one| match is_meant(one) {
        true => (one.0, elsewhere, one.2),
        false => *one,
    })
    .collect()
}

/// Needs with those they are narrower than.
const NARROWER: [(&str, &str); 5] = [
    ("N09", "N08"),
    ("N10", "N09"),
    ("N10", "N08"),
    ("N12", "N11"),
    ("N32", "N01"),
];

pub fn is_narrower(code: &str, than: &str) -> bool {
    code == than || NARROWER.contains(&(code, than))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_question_tells_of_a_small_number() {
    let directory = TestDirectory::start().await;
    for n in 0..6 {
        let mut chance = Chance::of(0x5EED, n);
        let world: World = (0..4 + chance.below(5))
            .map(|_| {
                let people = 1 + chance.below(6) as u64;
                (
                    *chance.pick(&["N01", "N32", "N13"]),
                    *chance.pick(&PLACES),
                    people,
                )
            })
            .collect();
        let told_now = told_of(&directory, &world).await;
        for code in ["N01", "N32", "N13"] {
            for around in ["32.73.05", "32.73", "32", ""] {
                let people: u64 = world
                    .iter()
                    .filter(|one| is_narrower(one.0, code) && lies_in(one.1, around))
                    .map(|one| one.2)
                    .sum();
                if (1..5).contains(&people) {
                    let other = other_world(&world, code, around);
                    assert_eq!(
                        told_of(&directory, &other).await,
                        told_now,
                        "{code} in {around} of {world:?}"
                    );
                }
            }
        }
    }
}
