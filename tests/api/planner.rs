//! The community as client, as the source texts of social work want it served: a worker names the needs of a place, a
//! planner sees the gap, both plan with partners and look back. The numbers are those of the rows in the list of what the
//! texts demand.

use jembatan::auth::Role;
use serde_json::{Value, json};

use crate::support::TestDirectory;
use crate::support::actor::{ask_with, organization, secret};

/// Asks, and returns the data; there must be no error.
async fn ask(directory: &TestDirectory, by: &Option<String>, document: &str) -> Value {
    let mut answer = ask_with(directory, by.as_deref(), document).await;
    assert!(answer.get("errors").is_none(), "{document}: {answer}");
    answer["data"].take()
}

/// Does what must succeed, and returns what it gives back.
async fn act(
    directory: &TestDirectory,
    by: &Option<String>,
    mutation: &str,
    wanted: &str,
) -> Value {
    let document =
        format!("mutation {{ it: {mutation} {{ {wanted} userErrors {{ code path message }} }} }}");
    let mut data = ask(directory, by, &document).await;
    assert_eq!(data["it"]["userErrors"], json!([]), "{mutation}: {data}");
    data["it"].take()
}

/// A report of homeless people in a regency in which the sample has no shelter for them.
fn report(people: u32) -> String {
    format!(
        "communityNeedReport(confirm: true, input: {{need: \"N05\", regionCode: \"91.05\", servedUnit: COMMUNITY, people: {{number: {people}}},
            severity: HIGH, evidence: \"Dihitung malam hari di pasar.\", source: \"Karang Taruna\"}})"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_community_is_served_from_its_need_to_what_came_of_it() {
    let directory = TestDirectory::start().await.with_sample(1_000).await;
    let (partner, _) = organization(&directory).await;
    let [worker, other, admin] = [Role::Worker, Role::Worker, Role::Admin];
    let worker = secret(&directory, worker).await;
    let other = secret(&directory, other).await;
    let admin = secret(&directory, admin).await;
    let visitor = None;

    // 71: a worker names a need of a place, with what shows it. Another is told that somebody did, and of one report alone.
    let made = act(
        &directory,
        &worker,
        &report(60),
        "communityNeed { id state evidence }",
    )
    .await;
    let id = made["communityNeed"]["id"].clone();
    assert_eq!(
        made["communityNeed"]["evidence"],
        "Dihitung malam hari di pasar."
    );
    act(&directory, &worker, &report(25), "communityNeed { id }").await;
    let asked = report(5).replace("confirm: true, ", "");
    let offered = format!(
        "mutation {{ it: {asked} {{ communityNeed {{ id }} possibleDuplicates {{ id }} userErrors {{ code }} }} }}"
    );
    let offered = ask(&directory, &other, &offered).await;
    assert_eq!(offered["it"]["userErrors"][0]["code"], "POSSIBLE_DUPLICATE");
    assert_eq!(
        offered["it"]["possibleDuplicates"]
            .as_array()
            .unwrap()
            .len(),
        1,
        "not how many"
    );
    act(
        &directory,
        &admin,
        &format!("communityNeedConfirm(id: {id})"),
        "communityNeed { state }",
    )
    .await;
    directory.settle().await;

    // 14, 50, 140: where help is short, the widest gap first.
    let map = ask(&directory, &visitor, "{ resourceMap(input: {level: REGENCY, needs: [\"N05\"]}, first: 1) { nodes { region { code } gap demand { people } supply { standing { services } serving { services } } } } }").await;
    let cell = &map["resourceMap"]["nodes"][0];
    assert_eq!(
        (
            &cell["region"]["code"],
            &cell["gap"],
            &cell["demand"]["people"]
        ),
        (&json!("91.05"), &json!(1.0), &json!(85))
    );

    // 53, 52, 60: the picture of a place, from the place of a school as from any other.
    let picture = ask(&directory, &visitor, "{ region(code: \"91.05\") { gap needs { need { code } demand { people } } services { standing { services withCapacity } } practitioners { practitioners } } }").await;
    let widest = [0, 1].map(|at| &picture["region"]["needs"][at]["need"]["code"]);
    assert_eq!(widest, ["N04", "N05"], "homelessness is a need for housing");
    assert!(
        picture["region"]["gap"].as_f64().unwrap() > 0.9,
        "{picture}"
    );
    let schools = ask(&directory, &visitor, "{ findServices(input: {organizationKinds: [SCHOOL]}, first: 1) { nodes { location { region { code gap needs { need { code } supply { standing { services } } } } } } } }").await;
    let around = &schools["findServices"]["nodes"][0]["location"]["region"];
    assert_eq!(around["needs"].as_array().unwrap().len(), 40, "{schools}");

    // 75: the nearest help is outside, and said to be.
    let coverage = ask(&directory, &visitor, "{ coverage(regionCode: \"91.05\") { need { code } nearest } findServices(input: {needs: [\"N05\"], regionCode: \"91.05\"}, first: 1) { nodes { reach } } }").await;
    let row = coverage["coverage"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["need"]["code"] == "N05")
        .unwrap();
    assert!(
        ["PROVINCE", "NATION", "NEIGHBORING"].contains(&row["nearest"].as_str().unwrap()),
        "{row}"
    );
    assert_ne!(coverage["findServices"]["nodes"][0]["reach"], "DISTRICT");

    // 49, 51, 81, 82, 138, 139: the evidence, to be read and to be computed with.
    let brief = ask(
        &directory,
        &visitor,
        "{ needBrief(regionCode: \"91.05\", need: \"N05\") { text trend: cell { trend } } }",
    )
    .await;
    let text = brief["needBrief"]["text"].as_str().unwrap();
    assert!(
        text.contains("85 orang") && text.contains("Kesenjangan: 100%") && text.contains("Sumber:"),
        "{text}"
    );
    assert!(
        !text.contains("pasar") && !text.contains("Karang"),
        "what a worker wrote is not told"
    );

    // 72, 146: a plan with partners and due dates, and who is late.
    let plan = format!(
        "communityPlanCreate(input: {{title: \"Rumah singgah\", goals: \"Tidur di bawah atap.\", needs: [{id}], before: {{demand: 85, supply: 0}},
            activities: [{{what: \"Buka aula\", organization: \"{partner}\", partners: [\"09\"], due: \"2026-01-01\"}}]}})"
    );
    let plan = act(
        &directory,
        &worker,
        &plan,
        "communityPlan { id activities { id partners { name } } needs { state } }",
    )
    .await;
    let plan = &plan["communityPlan"];
    assert_eq!(
        (
            &plan["needs"][0]["state"],
            plan["activities"][0]["partners"].as_array().unwrap().len()
        ),
        (&json!("PLANNED"), 1)
    );
    let late = ask(&directory, &worker, "{ communityPlans(filter: {overdue: true, regionCode: \"91\"}) { totalCount nodes { title } } }").await;
    assert_eq!(late["communityPlans"]["totalCount"], 1);

    // 73: what came of it.
    let evaluated = format!(
        "communityPlanEvaluate(id: {}, input: {{outcome: \"Tiga puluh orang tidur di aula.\", after: {{demand: 30, supply: 1}}}})",
        plan["id"]
    );
    let evaluated = act(
        &directory,
        &worker,
        &evaluated,
        "communityPlan { before { demand } after { demand } needs { state } }",
    )
    .await;
    assert_eq!(evaluated["communityPlan"]["needs"][0]["state"], "EVALUATED");
    assert_eq!(evaluated["communityPlan"]["after"]["demand"], 30);
    directory.settle().await;
    let cell = ask(&directory, &visitor, "{ resourceMap(input: {level: REGENCY, within: \"91.05\", needs: [\"N05\"]}, first: 1) { nodes { demand { people answered { people } } } } }").await;
    assert_eq!(
        cell["resourceMap"]["nodes"][0]["demand"],
        json!({ "people": 25, "answered": { "people": 60 } })
    );

    // 54, 74: outreach and prevention are found by their words, professionals by their roles.
    for words in ["pencegahan", "penjangkauan"] {
        let found = ask(
            &directory,
            &visitor,
            &format!("{{ findServices(input: {{text: \"{words}\"}}, first: 1) {{ totalCount }} }}"),
        )
        .await;
        assert!(
            found["findServices"]["totalCount"].as_i64().unwrap() > 0,
            "{words}"
        );
    }
    let planners = ask(&directory, &visitor, "{ findPractitioners(input: {roles: [\"PLANNER\", \"FACILITATOR\", \"PROGRAM_COMPANION\"]}, first: 1) { totalCount } }").await;
    assert!(
        planners["findPractitioners"]["totalCount"]
            .as_i64()
            .unwrap()
            > 0
    );
}
