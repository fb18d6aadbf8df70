//! Suggestions: anybody makes one, whoever keeps the listing reviews it.

use jembatan::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::confidential::{hide, shelter};
use crate::support::TestDirectory;
use crate::support::actor::{OTHER_SERVICE, OWN, OWN_SERVICE, ask_with, organization, secret};

const MADE: &str = "suggestion { id kind operation state note fields { field value } record { id ... on Service { alert } } } userErrors { code path message }";

async fn suggest(directory: &TestDirectory, write: &str) -> Value {
    let document = format!(
        "mutation {{ suggestionCreate(write: {write}, note: \"Saya lewat tadi pagi.\") {{ {MADE} }} }}"
    );
    let answer = ask_with(directory, None, &document).await;
    assert!(answer.get("errors").is_none(), "{document}: {answer}");
    answer["data"]["suggestionCreate"].clone()
}

async fn review(
    directory: &TestDirectory,
    by: Option<&str>,
    act: &str,
    id: &Value,
    rest: &str,
) -> Value {
    let document = format!(
        "mutation {{ it: suggestion{act}(id: {id}{rest}) {{ suggestion {{ state reviewedBy reason }} userErrors {{ code path }} }} }}"
    );
    ask_with(directory, by, &document).await
}

both_backends! {
    async fn a_suggestion_becomes_the_change(directory: TestDirectory) {
        organization(&directory).await;
        let editor = secret(&directory, Role::Editor).await;
        let before = directory.head().await;
        let made = suggest(&directory, &format!("{{update: {{id: \"{OWN_SERVICE}\", fields: {{service: {{alert: \"Pindah ke Jalan Melati\"}}}}}}}}")).await;
        let suggestion = &made["suggestion"];
        assert_eq!(made["userErrors"], json!([]));
        assert_eq!(suggestion["state"], "PENDING");
        assert_eq!(suggestion["kind"], "Service");
        assert_eq!(suggestion["operation"], "UPDATE");
        assert_eq!(suggestion["fields"], json!([{ "field": "alert", "value": "Pindah ke Jalan Melati" }]));
        assert_eq!(suggestion["record"]["alert"], Value::Null, "nothing has changed yet");
        let log = directory.words(&format!("SELECT coalesce(after, '') FROM change WHERE seq > {before}")).await.join("\n");
        assert!(!log.contains("Melati") && !log.contains("lewat"), "what strangers send is not in the log: {log}");

        let list = "{ suggestions(state: PENDING) { edges { node { id note } } pageInfo { hasNextPage } } }";
        for (role, code) in [(Role::Visitor, "UNAUTHENTICATED"), (Role::Partner, "FORBIDDEN"), (Role::Worker, "FORBIDDEN")] {
            let secret = secret(&directory, role).await;
            for answer in [ask_with(&directory, secret.as_deref(), list).await, review(&directory, secret.as_deref(), "Accept", &suggestion["id"], "").await] {
                assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
            }
        }
        let listed = ask_with(&directory, editor.as_deref(), list).await;
        assert_eq!(listed["data"]["suggestions"]["edges"][0]["node"]["note"], "Saya lewat tadi pagi.");

        let done = review(&directory, editor.as_deref(), "Accept", &suggestion["id"], "").await;
        assert_eq!(done["data"]["it"]["suggestion"]["state"], "ACCEPTED", "{done}");
        let now = directory.ask(&format!("{{ service(id: \"{OWN_SERVICE}\") {{ id alert }} }}")).await;
        assert_eq!(now["service"]["alert"], "Pindah ke Jalan Melati");
        let actors = directory.words("SELECT actor FROM change WHERE entity = 'service' AND operation = 'UPDATE'").await;
        assert!(actors.iter().all(|actor| actor.starts_with("editor ") && actor.contains(" suggestion ")), "{actors:?}");
        let again = review(&directory, editor.as_deref(), "Accept", &suggestion["id"], "").await;
        assert_eq!(again["data"]["it"]["userErrors"][0]["code"], "NOT_FOUND");
    }

    async fn a_suggestion_is_declined_with_a_reason(directory: TestDirectory) {
        organization(&directory).await;
        let admin = secret(&directory, Role::Admin).await;
        let made = suggest(&directory, &format!("{{create: {{phone: {{serviceId: \"{OWN_SERVICE}\", number: \"022-9\"}}}}}}")).await;
        let id = &made["suggestion"]["id"];
        let without = review(&directory, admin.as_deref(), "Decline", id, ", reason: \" \"").await;
        assert_eq!(without["data"]["it"]["userErrors"][0]["path"], json!(["input", "reason"]), "{without}");
        let done = review(&directory, admin.as_deref(), "Decline", id, ", reason: \"Nomor itu sudah mati.\"").await;
        assert_eq!(done["data"]["it"]["suggestion"]["reason"], "Nomor itu sudah mati.");
        assert!(done["data"]["it"]["suggestion"]["reviewedBy"].as_str().unwrap().starts_with("admin "));
        assert_eq!(directory.words("SELECT number FROM phone").await, [""; 0]);
        let retire = directory.ask(&format!("{{ service(id: \"{OWN_SERVICE}\") {{ id }} }}")).await;
        let made = suggest(&directory, &format!("{{retire: {{id: {}}}}}", retire["service"]["id"])).await;
        let done = review(&directory, admin.as_deref(), "Accept", &made["suggestion"]["id"], "").await;
        assert_eq!(done["data"]["it"]["suggestion"]["state"], "ACCEPTED", "{done}");
        assert_eq!(directory.words("SELECT status FROM service").await, ["defunct"]);
    }

    async fn what_cannot_be_is_not_kept(directory: TestDirectory) {
        let (service, location) = (Uuid::now_v7(), Uuid::now_v7());
        directory.import_json(&shelter(service, location)).await;
        let address = directory.ask(&format!("{{ location(id: \"{location}\") {{ addresses {{ id }} }} }}")).await;
        let address = address["location"]["addresses"][0]["id"].clone();
        hide(&directory, location).await;
        organization(&directory).await;
        let head = directory.head().await;
        let mut answers = Vec::new();
        for (write, code) in [
            (format!("{{update: {{id: \"{}\", fields: {{service: {{alert: \"x\"}}}}}}}}", Uuid::nil()), "NOT_FOUND"),
            (format!("{{update: {{id: {address}, fields: {{address: {{city: \"x\"}}}}}}}}"), "NOT_FOUND"),
            (format!("{{update: {{id: \"{}\", fields: {{address: {{city: \"x\"}}}}}}}}", Uuid::nil()), "NOT_FOUND"),
            (format!("{{update: {{id: \"{OWN_SERVICE}\", fields: {{service: {{email: \"bukan surel\"}}}}}}}}"), "INVALID"),
            ("{create: {phone: {number: \"1\"}}}".to_owned(), "INVALID"),
        ] {
            let refused = suggest(&directory, &write).await;
            assert_eq!(refused["userErrors"][0]["code"], code, "{write}: {refused}");
            assert_eq!(refused["suggestion"], Value::Null);
            answers.push(refused);
        }
        assert_eq!(answers[1], answers[2], "what is hidden is as if it were not there");
        assert_eq!(directory.head().await, head);
    }

    async fn editors_review_what_is_theirs(directory: TestDirectory) {
        organization(&directory).await;
        directory.import_json(&json!({ "id": OTHER_SERVICE, "name": "Layanan lain", "status": "active",
            "organization": { "id": Uuid::now_v7(), "name": "Yayasan lain", "description": "Lain." } })).await;
        let editor = secret(&directory, Role::Editor).await;
        let other = suggest(&directory, &format!("{{update: {{id: \"{OTHER_SERVICE}\", fields: {{service: {{alert: \"x\"}}}}}}}}")).await;
        let own = suggest(&directory, &format!("{{create: {{program: {{organizationId: \"{OWN}\", name: \"P\", description: \"P\"}}}}}}")).await;
        let listed = ask_with(&directory, editor.as_deref(), "{ suggestions { edges { node { id } } } }").await;
        assert_eq!(listed["data"]["suggestions"]["edges"], json!([{ "node": { "id": own["suggestion"]["id"] } }]));
        let refused = review(&directory, editor.as_deref(), "Accept", &other["suggestion"]["id"], "").await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
        // A suggestion that would move a record to another owner's is still done with the reviewer's own leave alone.
        let away = suggest(&directory, &format!("{{update: {{id: \"{OWN_SERVICE}\", fields: {{service: {{organizationId: \"{}\"}}}}}}}}", Uuid::nil())).await;
        let refused = review(&directory, editor.as_deref(), "Accept", &away["suggestion"]["id"], "").await;
        assert_eq!(refused["data"]["it"]["userErrors"][0]["code"], "FORBIDDEN", "{refused}");
        assert_eq!(refused["data"]["it"]["suggestion"]["state"], "PENDING");
    }

    async fn one_record_is_not_flooded(directory: TestDirectory) {
        organization(&directory).await;
        let document = format!("mutation {{ suggestionCreate(write: {{update: {{id: \"{OWN_SERVICE}\", fields: {{service: {{alert: \"x\"}}}}}}}}) {{ suggestion {{ id }} }} }}");
        for _ in 0..20 {
            let answer = ask_with(&directory, None, &document).await;
            assert!(answer.get("errors").is_none(), "{answer}");
        }
        assert_eq!(directory.refusal(&document).await, "LIMIT_EXCEEDED");
    }
}
