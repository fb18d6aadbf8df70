//! The community as client: reports of needs, and joint plans on them.

use jembatan::auth::Role;
use jembatan::directory::shipped::term_id;
use jembatan::directory::{Changes, NEED_MOVES, NeedState, NeedStep, Wanted, lead};
use jembatan::store::{Reader, Sight};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::demand::reported;
use crate::support::TestDirectory;
use crate::support::actor::{OWN, ask_as, ask_with, organization, secret};

/// In every free text, so that it is found wherever one is told.
const CANARY: &str = "Kenari";

const NEED: &str = "id state peopleLow peopleHigh severity servedUnit since evidence source reason reporter duplicateOf need { code } region { code }";

const PLAN: &str = "id title goals notes state maker outcome before { demand supply } after { demand supply } needs { id state evidence }
    activities { id what organization { hsdsId } partners { code } due state }";

/// Sends a mutation and returns what its field says; it must not fail.
async fn send(
    directory: &TestDirectory,
    by: &Option<String>,
    field: &str,
    variables: Value,
) -> Value {
    let header = by.as_deref().map(|secret| format!("Bearer {secret}"));
    let (.., mut answer) = ask_as(directory, header.as_deref(), field, variables).await;
    assert!(answer.get("errors").is_none(), "{field}: {answer}");
    answer["data"]["done"].take()
}

/// What everyone gives in a report; the rest is merged over it.
fn report_input(rest: Value) -> Value {
    let mut input = json!({ "need": "N04", "regionCode": "32.73.05", "servedUnit": "FAMILY", "people": { "number": 7 },
        "severity": "HIGH", "since": "2026-01-31", "evidence": CANARY, "source": CANARY });
    input
        .as_object_mut()
        .unwrap()
        .extend(rest.as_object().unwrap().clone());
    input
}

async fn report(
    directory: &TestDirectory,
    by: &Option<String>,
    rest: Value,
    confirm: bool,
) -> Value {
    let document = format!(
        "mutation($input: CommunityNeedReportInput!, $confirm: Boolean!) {{ done: communityNeedReport(input: $input, confirm: $confirm) {{
            communityNeed {{ {NEED} }} possibleDuplicates {{ id month state need {{ code }} region {{ code }} }} userErrors {{ code path }} }} }}"
    );
    let variables = json!({ "input": report_input(rest), "confirm": confirm });
    send(directory, by, &document, variables).await
}

/// Takes a step with a report; the state, or the code of the user error.
async fn step(
    directory: &TestDirectory,
    by: &Option<String>,
    name: &str,
    id: &Value,
    rest: &str,
) -> String {
    let document = format!(
        "mutation {{ done: communityNeed{name}(id: {id}{rest}) {{ communityNeed {{ state }} userErrors {{ code }} }} }}"
    );
    let done = send(directory, by, &document, Value::Null).await;
    let told = [
        &done["communityNeed"]["state"],
        &done["userErrors"][0]["code"],
    ];
    told.into_iter().find_map(Value::as_str).unwrap().to_owned()
}

/// Creates, updates or evaluates a plan.
async fn plan(
    directory: &TestDirectory,
    by: &Option<String>,
    act: &str,
    id: Option<&Value>,
    input: Value,
) -> Value {
    let id = id.map(|id| format!("id: {id}, ")).unwrap_or_default();
    let document = format!(
        "mutation($input: CommunityPlan{act}Input!) {{ done: communityPlan{act}({id}input: $input) {{ communityPlan {{ {PLAN} }} userErrors {{ code path }} }} }}"
    );
    send(directory, by, &document, json!({ "input": input })).await
}

/// A report that was confirmed.
async fn confirmed(
    directory: &TestDirectory,
    by: &Option<String>,
    admin: &Option<String>,
    rest: Value,
) -> Value {
    let made = report(directory, by, rest, true).await;
    let id = made["communityNeed"]["id"].clone();
    assert_eq!(
        step(directory, admin, "Confirm", &id, "").await,
        "CONFIRMED"
    );
    id
}

async fn village(directory: &TestDirectory) {
    directory.write(
        "INSERT INTO region (code, parent_code, level, name, time_zone) VALUES ('32.73.05.1001', '32.73.05', 'VILLAGE', 'Dago', 'WIB')",
    ).await;
}

#[test]
fn no_step_is_taken_but_those_of_a_life() {
    use NeedState::{Addressed, Confirmed, Duplicate, Evaluated, Planned, Reported, Withdrawn};
    use NeedStep::{Address, Confirm, Evaluate, MarkDuplicate, Plan, Withdraw};
    let life = [
        (Reported, Confirm, Confirmed),
        (Confirmed, Plan, Planned),
        (Planned, Address, Addressed),
        (Planned, Evaluate, Evaluated),
        (Addressed, Evaluate, Evaluated),
        (Reported, MarkDuplicate, Duplicate),
        (Confirmed, MarkDuplicate, Duplicate),
        (Reported, Withdraw, Withdrawn),
        (Confirmed, Withdraw, Withdrawn),
        (Planned, Withdraw, Withdrawn),
    ];
    for from in NeedState::ALL {
        for step in [Confirm, Plan, Address, Evaluate, MarkDuplicate, Withdraw] {
            let to = life.iter().find(|known| (known.0, known.1) == (from, step));
            assert_eq!(
                lead(NEED_MOVES, from, step),
                to.map(|known| known.2),
                "{from:?} {step:?}"
            );
        }
    }
}

both_backends! {
    async fn a_need_lives_through_a_plan(directory: TestDirectory) {
        village(&directory).await;
        organization(&directory).await;
        let (worker, admin) = (secret(&directory, Role::Worker).await, secret(&directory, Role::Admin).await);
        let made = report(&directory, &worker, json!({ "regionCode": "32.73.05.1001", "people": { "band": "FROM_25_TO_49" } }), false).await;
        assert_eq!(made["userErrors"], json!([]), "{made}");
        let need = &made["communityNeed"];
        assert_eq!((&need["peopleLow"], &need["peopleHigh"], &need["state"]), (&json!(25), &json!(49), &json!("REPORTED")));
        assert_eq!((&need["need"]["code"], &need["region"]["code"], &need["evidence"]), (&json!("N04"), &json!("32.73.05.1001"), &json!(CANARY)));
        let id = &need["id"];
        assert_eq!(step(&directory, &admin, "Confirm", id, "").await, "CONFIRMED");

        let made = plan(&directory, &worker, "Create", None, json!({ "title": "Rumah layak", "goals": CANARY, "needs": [id],
            "before": { "demand": 25, "supply": 1 }, "activities": [
                { "what": "Mendata", "organization": OWN, "partners": ["02", "05"], "due": "2020-01-01" }, { "what": "Membangun", "due": "2999-01-01" }] })).await;
        assert_eq!(made["userErrors"], json!([]), "{made}");
        let made = &made["communityPlan"];
        assert_eq!(made["needs"], json!([{ "id": id, "state": "PLANNED", "evidence": CANARY }]));
        let first = &made["activities"][0];
        assert_eq!((&first["organization"]["hsdsId"], &first["state"]), (&json!(OWN.to_string()), &json!("PLANNED")), "{made}");
        assert_eq!(first["partners"], json!([{ "code": "02" }, { "code": "05" }]));
        assert_eq!((&made["before"], &made["after"]), (&json!({ "demand": 25, "supply": 1 }), &Value::Null));

        let overdue = "{ done: communityPlans(filter: {overdue: true, regionCode: \"32.73\", states: [ACTIVE]}) { totalCount nodes { id } } }";
        assert_eq!(send(&directory, &worker, overdue, Value::Null).await, json!({ "totalCount": 1, "nodes": [{ "id": made["id"] }] }));
        let elsewhere = "{ done: communityPlans(filter: {regionCode: \"31\"}) { totalCount } }";
        assert_eq!(send(&directory, &admin, elsewhere, Value::Null).await["totalCount"], Value::from(0));
        let changed = plan(&directory, &worker, "Update", Some(&made["id"]), json!({ "notes": CANARY,
            "activityChanges": [{ "id": first["id"], "state": "DONE" }], "activities": [{ "what": "Merawat" }] })).await;
        assert_eq!(changed["communityPlan"]["activities"][0]["what"], "Mendata", "what is left out stays: {changed}");
        assert_eq!(changed["communityPlan"]["activities"].as_array().unwrap().len(), 3);
        assert_eq!(send(&directory, &worker, overdue, Value::Null).await["totalCount"], Value::from(0));
        let in_time = "{ done: communityPlans(filter: {overdue: false}) { totalCount } }";
        assert_eq!(send(&directory, &worker, in_time, Value::Null).await["totalCount"], Value::from(1));

        assert_eq!(step(&directory, &worker, "Address", id, "").await, "ADDRESSED");
        let done = plan(&directory, &worker, "Evaluate", Some(&made["id"]), json!({ "outcome": CANARY, "after": { "demand": 4, "supply": 3 } })).await;
        let done = &done["communityPlan"];
        assert_eq!((&done["state"], &done["needs"][0]["state"]), (&json!("EVALUATED"), &json!("EVALUATED")), "{done}");
        assert_eq!(done["after"], json!({ "demand": 4, "supply": 3 }));
        for (act, input) in [("Update", json!({ "title": "Lagi" })), ("Evaluate", json!({ "outcome": "Lagi" }))] {
            let again = plan(&directory, &worker, act, Some(&made["id"]), input).await;
            assert_eq!(again["userErrors"][0]["code"], "WRONG_STATE", "{again}");
        }

        let history = format!("{{ done: history(of: {id}) {{ edges {{ node {{ actor fields {{ field after }} }} }} }} }}");
        let told = send(&directory, &worker, &history, Value::Null).await;
        let entries = told["edges"].as_array().unwrap();
        let states: Vec<&str> = entries.iter().rev().map(|entry| {
            let fields = entry["node"]["fields"].as_array().unwrap();
            fields.iter().find(|field| field["field"] == "state").unwrap()["after"].as_str().unwrap()
        }).collect();
        assert_eq!(states, ["REPORTED", "CONFIRMED", "PLANNED", "ADDRESSED", "EVALUATED"]);
        assert_eq!(entries[3]["node"]["actor"], "admin", "{told}");
    }

    async fn steps_that_lead_nowhere_are_refused(directory: TestDirectory) {
        let (worker, other, admin) = (secret(&directory, Role::Worker).await, secret(&directory, Role::Worker).await, secret(&directory, Role::Admin).await);
        let id = confirmed(&directory, &worker, &admin, json!({})).await;
        let second = report(&directory, &worker, json!({}), true).await["communityNeed"]["id"].clone();
        for (by, name, rest, expected) in [
            (&admin, "Confirm", "".to_owned(), "WRONG_STATE"),
            (&worker, "Address", "".to_owned(), "WRONG_STATE"),
            (&worker, "Withdraw", ", reason: \" \"".to_owned(), "INVALID"),
            (&other, "Withdraw", ", reason: \"x\"".to_owned(), "NOT_FOUND"),
            (&other, "Address", "".to_owned(), "NOT_FOUND"),
            (&admin, "MarkDuplicate", format!(", of: {id}"), "INVALID"),
            (&admin, "MarkDuplicate", format!(", of: \"{}\"", Uuid::nil()), "INVALID"),
        ] {
            assert_eq!(step(&directory, by, name, &id, &rest).await, expected, "{name} {rest}");
        }
        assert_eq!(step(&directory, &admin, "MarkDuplicate", &second, &format!(", of: {id}")).await, "DUPLICATE");
        assert_eq!(step(&directory, &admin, "MarkDuplicate", &id, &format!(", of: {second}")).await, "INVALID", "no circles");
        assert_eq!(step(&directory, &worker, "Withdraw", &id, ", reason: \"Sudah pindah.\"").await, "WITHDRAWN");
        assert_eq!(step(&directory, &worker, "Withdraw", &id, ", reason: \"Sudah pindah.\"").await, "WRONG_STATE");
        let list = "{ done: communityNeeds(filter: {states: [DUPLICATE, WITHDRAWN], needs: [\"N04\"], regionCode: \"32\", mine: true}) { totalCount nodes { duplicateOf reason } } }";
        let told = send(&directory, &worker, list, Value::Null).await;
        assert_eq!(told["nodes"], json!([{ "duplicateOf": id, "reason": null }, { "duplicateOf": null, "reason": "Sudah pindah." }]), "newest first: {told}");
        assert_eq!(send(&directory, &other, list, Value::Null).await["totalCount"], Value::from(0));
    }

    async fn what_cannot_be_is_not_kept(directory: TestDirectory) {
        let worker = secret(&directory, Role::Worker).await;
        let head = directory.head().await;
        for (rest, field) in [
            (json!({ "need": "N99" }), "need"),
            (json!({ "need": term_id("situation:S14").to_string() }), "need"),
            (json!({ "regionCode": "32.73.05.1001" }), "regionCode"),
            (json!({ "regionCode": "" }), "regionCode"),
            (json!({ "people": { "number": 0 } }), "people"),
            (json!({ "since": "2999-01-01" }), "since"),
            (json!({ "evidence": "x".repeat(2_001) }), "evidence"),
            (json!({ "source": "a\u{0}b" }), "source"),
        ] {
            let refused = report(&directory, &worker, rest, false).await;
            assert_eq!(refused["communityNeed"], Value::Null);
            assert_eq!(refused["userErrors"], json!([{ "code": "INVALID", "path": ["input", field] }]));
        }
        assert_eq!(directory.head().await, head);
    }

    async fn near_duplicates_are_offered_first(directory: TestDirectory) {
        village(&directory).await;
        let (worker, other, admin) = (secret(&directory, Role::Worker).await, secret(&directory, Role::Worker).await, secret(&directory, Role::Admin).await);
        let first = report(&directory, &worker, json!({ "regionCode": "32.73.05.1001" }), false).await["communityNeed"].clone();
        for region in ["32.73.05.1001", "32.73.05", "32.73", "32"] {
            let head = directory.head().await;
            let offered = report(&directory, &other, json!({ "regionCode": region }), false).await;
            assert_eq!(offered["userErrors"][0]["code"], "POSSIBLE_DUPLICATE", "{region}");
            let candidate = &offered["possibleDuplicates"][0];
            assert_eq!((&candidate["id"], &candidate["state"], &candidate["region"]["code"]), (&first["id"], &json!("REPORTED"), &json!("32.73.05.1001")));
            assert_eq!(directory.head().await, head, "nothing was written");
        }
        for (region, need) in [("32.73.06", "N04"), ("32.73.05", "N05"), ("31", "N04")] {
            let kept = report(&directory, &other, json!({ "regionCode": region, "need": need }), false).await;
            assert_eq!(kept["userErrors"], json!([]), "{region} {need}");
        }
        let kept = report(&directory, &other, json!({ "regionCode": "32.73.05.1001" }), true).await;
        assert_eq!(kept["userErrors"], json!([]), "it was confirmed to be new");
        for id in [&first["id"], &kept["communityNeed"]["id"]] {
            assert_eq!(step(&directory, &admin, "Withdraw", id, ", reason: \"-\"").await, "WITHDRAWN");
        }
        reported(&directory, "N04", 9, "REPORTED", "2020-05-20T00:00:00Z").await;
        let kept = report(&directory, &worker, json!({ "regionCode": "32.73.05.1001" }), false).await;
        assert_eq!(kept["userErrors"], json!([]), "what was withdrawn or is old is not offered");
        let cut = report(&directory, &worker, json!({ "regionCode": "32.73.05.1001", "need": "N13" }), false).await;
        assert_eq!(cut["communityNeed"]["region"]["code"], "32.73.05", "sensitive needs are cut to the district");
    }

    async fn plans_want_confirmed_needs_and_what_is_there(directory: TestDirectory) {
        organization(&directory).await;
        directory.import_json(&json!({ "id": Uuid::from_u128(9), "name": "Tersembunyi", "description": "x" })).await;
        let hidden = Uuid::from_u128(9);
        directory.write("UPDATE organization SET lifecycle = 'PENDING' WHERE name = 'Tersembunyi'").await;
        let (worker, other, admin) = (secret(&directory, Role::Worker).await, secret(&directory, Role::Worker).await, secret(&directory, Role::Admin).await);
        let good = confirmed(&directory, &worker, &admin, json!({})).await;
        let waiting = report(&directory, &worker, json!({}), true).await["communityNeed"]["id"].clone();
        let theirs = confirmed(&directory, &other, &admin, json!({})).await;
        let head = directory.head().await;
        let activity = |rest: Value| {
            let mut activity = json!({ "what": "Mendata" });
            activity.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            json!({ "activities": [activity] })
        };
        for (rest, field) in [
            (json!({ "needs": [] }), "needs"),
            (json!({ "needs": [good, waiting] }), "needs"),
            (json!({ "needs": [good, theirs] }), "needs"),
            (json!({ "title": " " }), "title"),
            (json!({ "before": { "demand": -1 } }), "before"),
            (activity(json!({ "organization": hidden })), "activities"),
            (activity(json!({ "partners": ["99"] })), "activities"),
            (activity(json!({ "what": "" })), "activities"),
        ] {
            let mut input = json!({ "title": "Rencana", "goals": "Tujuan", "needs": [good] });
            input.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            let refused = plan(&directory, &worker, "Create", None, input).await;
            assert_eq!(refused["userErrors"], json!([{ "code": "INVALID", "path": ["input", field] }]), "{rest}");
        }
        assert_eq!(directory.head().await, head, "nothing was written");
        let input = |needs: Value| json!({ "title": "Rencana", "goals": "Tujuan", "needs": needs, "activities": [{ "what": "Mendata" }] });
        let own = plan(&directory, &worker, "Create", None, input(json!([good]))).await["communityPlan"].clone();
        let of_admin = plan(&directory, &admin, "Create", None, input(json!([theirs]))).await["communityPlan"].clone();
        let foreign = json!({ "activityChanges": [{ "id": of_admin["activities"][0]["id"], "state": "DONE" }] });
        let refused = plan(&directory, &worker, "Update", Some(&own["id"]), foreign).await;
        assert_eq!(refused["userErrors"][0]["path"], json!(["input", "activityChanges"]));
        for (act, input) in [("Update", json!({ "title": "Lain" })), ("Evaluate", json!({ "outcome": "Lain" }))] {
            let refused = plan(&directory, &other, act, Some(&own["id"]), input).await;
            assert_eq!(refused["userErrors"][0]["code"], "NOT_FOUND", "{refused}");
        }
        assert_eq!(step(&directory, &worker, "Withdraw", &good, ", reason: \"-\"").await, "WITHDRAWN");
        let done = plan(&directory, &admin, "Evaluate", Some(&own["id"]), json!({ "outcome": "Batal." })).await;
        assert_eq!(done["communityPlan"]["needs"][0]["state"], "WITHDRAWN", "what was withdrawn stays so: {done}");
    }

    async fn free_words_reach_their_writer_and_admins_alone(directory: TestDirectory) {
        let (worker, admin) = (secret(&directory, Role::Worker).await, secret(&directory, Role::Admin).await);
        let head = directory.head().await;
        let id = confirmed(&directory, &worker, &admin, json!({})).await;
        let made = plan(&directory, &worker, "Create", None, json!({ "title": CANARY, "goals": CANARY, "notes": CANARY, "needs": [id],
            "activities": [{ "what": CANARY }] })).await["communityPlan"].clone();
        let done = plan(&directory, &worker, "Evaluate", Some(&made["id"]), json!({ "outcome": CANARY })).await;
        assert_eq!(done["communityPlan"]["outcome"], CANARY);
        let withdrawn = report(&directory, &worker, json!({ "need": "N05" }), true).await["communityNeed"]["id"].clone();
        assert_eq!(step(&directory, &worker, "Withdraw", &withdrawn, &format!(", reason: \"{CANARY}\"")).await, "WITHDRAWN");

        let log = directory.words("SELECT coalesce(before, '') || coalesce(after, '') FROM change").await.join("\n");
        assert!(!log.contains(CANARY), "the log does not repeat it");
        let store = directory.opened.store.clone();
        let changes = Changes::new(store.clone());
        let told = changes.page(&Reader::new(store, Sight::Everything), &Wanted::default(), head, 100, None).await.unwrap();
        assert!(told.told.is_empty(), "nobody who follows the directory is told: {told:?}");

        let plan_id = &made["id"];
        let questions = [
            format!("{{ communityNeeds {{ nodes {{ {NEED} }} }} }}"),
            format!("{{ communityPlans {{ nodes {{ {PLAN} }} }} }}"),
            format!("{{ communityNeed(id: {id}) {{ {NEED} }} }}"),
            format!("{{ communityPlan(id: {plan_id}) {{ {PLAN} }} }}"),
            format!("{{ history(of: {id}) {{ edges {{ node {{ fields {{ before after }} metadata {{ previousValue replacementValue }} }} }} }} }}"),
            format!("{{ history(of: {plan_id}) {{ edges {{ node {{ fields {{ before after }} metadata {{ previousValue replacementValue }} }} }} }} }}"),
            format!("{{ node(id: {id}) {{ id }} nodes(ids: [{id}, {plan_id}]) {{ id }} }}"),
            format!("{{ changes(since: \"{head}\") {{ nodes {{ kind id }} }} }}"),
            format!("mutation {{ communityNeedWithdraw(id: {id}, reason: \"x\") {{ communityNeed {{ {NEED} }} userErrors {{ message }} }} }}"),
            format!("mutation {{ communityPlanUpdate(id: {plan_id}, input: {{title: \"x\"}}) {{ communityPlan {{ {PLAN} }} userErrors {{ message }} }} }}"),
        ];
        for role in [Role::Visitor, Role::Partner, Role::Worker, Role::Editor] {
            let secret = secret(&directory, role).await;
            for question in &questions {
                let answer = ask_with(&directory, secret.as_deref(), question).await.to_string();
                assert!(!answer.contains(CANARY), "{role:?} {question}: {answer}");
                assert!(!answer.contains("peopleLow\":7"), "{role:?} {question}: {answer}");
            }
            let answer = ask_with(&directory, secret.as_deref(), &questions[4]).await;
            assert_eq!(answer["data"]["history"], Value::Null, "{role:?}");
        }
        let offered = report(&directory, &secret(&directory, Role::Worker).await, json!({ "evidence": "x", "source": "x" }), false).await;
        assert!(!offered.to_string().contains(CANARY) && offered["possibleDuplicates"][0]["id"] == id, "{offered}");
        for by in [&worker, &admin] {
            for question in &questions[..4] {
                let answer = ask_with(&directory, by.as_deref(), question).await.to_string();
                assert!(answer.contains(CANARY), "{question}: {answer}");
            }
            for question in &questions[4..6] {
                let answer = ask_with(&directory, by.as_deref(), question).await;
                assert!(!answer.to_string().contains(CANARY) && answer["data"]["history"]["edges"][0].is_object(), "{answer}");
            }
        }
    }
}
