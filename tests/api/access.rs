//! Who asks: tokens, over HTTP as clients meet them, and what admins and editors do with them.

use std::process::Command;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use jembatan::auth::{Act, Grant, Role, grant};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use crate::both_backends;
use crate::confidential::{CANARIES, hide, shelter};
use crate::policy::{CREATE, VIEWER};
use crate::support::actor::{OTHER_SERVICE, OWN_SERVICE, ask_as, ask_with, secret};
use crate::support::client;
use crate::support::server::{Server, jembatan};

both_backends! {
    async fn a_token_that_is_none_is_refused_and_not_passed_over(directory: TestDirectory) {
        let good = secret(&directory, Role::Admin).await.unwrap();
        let mut wrong = good.clone();
        wrong.pop();
        wrong.push(if good.ends_with('A') { 'Q' } else { 'A' });
        for header in [
            "Bearer jbt_short".to_owned(),
            format!("Bearer {wrong}"),
            format!("Basic {good}"),
            "Bearer".to_owned(),
            format!("Bearer {good} {good}"),
        ] {
            let (status, challenge, answer) = ask_as(&directory, Some(&header), VIEWER, Value::Null).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{header}");
            assert_eq!(challenge.as_deref(), Some("Bearer"));
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
            assert!(!answer.to_string().contains("jbt_"), "no secret comes back");
        }
        let (status, _, _) = ask_as(&directory, Some(&format!("bearer {good}")), VIEWER, Value::Null).await;
        assert_eq!(status, StatusCode::OK, "the word is read in any case, as HTTP wants");
    }

    async fn revoked_and_ended_tokens_hold_no_longer(directory: TestDirectory) {
        let admin = secret(&directory, Role::Admin).await;
        let made = ask_with(&directory, admin.as_deref(), CREATE).await;
        let made = &made["data"]["tokenCreate"];
        assert_eq!(made["userErrors"], json!([]));
        let partner = made["secret"].as_str().unwrap().to_owned();
        assert_eq!(ask_with(&directory, Some(&partner), VIEWER).await["data"]["viewer"]["role"], "PARTNER");

        let listed = ask_with(&directory, admin.as_deref(), "{ tokens { id name lastUsedAt revokedAt } }").await;
        let listed = listed["data"]["tokens"].as_array().unwrap().clone();
        let row = listed.iter().find(|row| row["name"] == "Mitra").unwrap();
        assert!(row["lastUsedAt"].is_string(), "its use was noted");
        assert!(!json!(listed).to_string().contains("jbt_"));
        let revoke = format!("mutation {{ tokenRevoke(id: {}) {{ revokedId userErrors {{ code }} }} }}", row["id"]);
        let revoked = ask_with(&directory, admin.as_deref(), &revoke).await;
        assert_eq!(revoked["data"]["tokenRevoke"]["userErrors"], json!([]));
        let again = ask_with(&directory, admin.as_deref(), &revoke).await;
        assert_eq!(again["data"]["tokenRevoke"]["userErrors"][0]["code"], "NOT_FOUND");
        let (status, ..) = ask_as(&directory, Some(&format!("Bearer {partner}")), VIEWER, Value::Null).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);

        directory.write("UPDATE api_token SET expires_at = '2020-01-01T00:00:00Z'").await;
        let (status, ..) = ask_as(&directory, Some(&format!("Bearer {}", admin.unwrap())), VIEWER, Value::Null).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "its time is over");
    }

    async fn what_a_token_needs_is_told(directory: TestDirectory) {
        let admin = secret(&directory, Role::Admin).await;
        for (input, path) in [
            ("name: \" \", role: WORKER", "name"),
            ("name: \"a\", role: WORKER, days: 0", "days"),
            ("name: \"a\", role: VISITOR", "role"),
            ("name: \"a\", role: EDITOR", "organizationId"),
            ("name: \"a\", role: EDITOR, organizationId: \"00000000-0000-4000-8000-000000000000\"", "organizationId"),
        ] {
            let before = directory.head().await;
            let query = format!("mutation {{ tokenCreate(input: {{{input}}}) {{ secret token {{ id }} userErrors {{ code path message }} }} }}");
            let answer = ask_with(&directory, admin.as_deref(), &query).await;
            let payload = &answer["data"]["tokenCreate"];
            assert_eq!(payload["secret"], Value::Null, "{answer}");
            assert_eq!(payload["userErrors"][0]["path"], json!(["input", path]), "{answer}");
            assert_eq!(directory.head().await, before);
        }
    }

    async fn only_who_may_sees_where_a_confidential_place_stands(directory: TestDirectory) {
        let (service, location) = (Uuid::now_v7(), Uuid::now_v7());
        directory.import_json(&shelter(service, location)).await;
        hide(&directory, location).await;
        let query = format!("{{ location(id: \"{location}\") {{ latitude transportation regionCode addresses {{ address1 address2 region postalCode }} }}
            findServices(input: {{text: \"rumah aman\", regionCode: \"32.73.05\", near: {{latitude: -6.887654, longitude: 107.598765}}}}) {{ nodes {{ distanceM reach location {{ regionCode addresses {{ address1 }} }} }} }} }}");
        for role in Role::ALL {
            let secret = secret(&directory, role).await;
            // Asked twice, so that rows kept in memory for one do not reach another.
            for _ in 0..2 {
                let answer = ask_with(&directory, secret.as_deref(), &query).await.to_string();
                let sees = grant(role, Act::ReadConfidential) == Grant::Always;
                assert_eq!(answer.contains("Jalan Kenari"), sees, "{role:?}: {answer}");
                if !sees {
                    for canary in CANARIES {
                        assert!(!answer.contains(canary), "{role:?} sees {canary} in {answer}");
                    }
                }
            }
        }
    }

    async fn an_admin_registers_an_organization(directory: TestDirectory) {
        let admin = secret(&directory, Role::Admin).await;
        let register = "mutation($input: OrganizationRegisterInput!, $confirm: Boolean! = false) { organizationRegister(input: $input, confirm: $confirm) {
            organization { id name kind lifecycle email phones { number } } possibleDuplicates { name } userErrors { code path message } } }";
        let header = format!("Bearer {}", admin.unwrap());
        let send = async |input: Value, confirm: bool| {
            let (.., answer) = ask_as(&directory, Some(&header), register, json!({ "input": input, "confirm": confirm })).await;
            assert!(answer.get("errors").is_none(), "{answer}");
            answer["data"]["organizationRegister"].clone()
        };
        let input = json!({ "name": "Yayasan Bina Sejahtera", "description": "Mendampingi keluarga.", "kind": "NGO",
            "email": "halo@bina.example", "phone": "(022) 4200-123", "yearIncorporated": 1998 });
        let done = send(input.clone(), false).await;
        assert_eq!(done["userErrors"], json!([]));
        assert_eq!(done["organization"]["lifecycle"], "ACTIVE");
        assert_eq!(done["organization"]["phones"], json!([{ "number": "(022) 4200-123" }]));

        for twin in [
            json!({ "name": "Lembaga Bina Sejahtera", "description": "-" }),
            json!({ "name": "Lain sama sekali", "description": "-", "email": "HALO@bina.example" }),
            json!({ "name": "Lain sama sekali", "description": "-", "phone": "+62 22 4200123" }),
        ] {
            let before = directory.head().await;
            let refused = send(twin.clone(), false).await;
            assert_eq!(refused["organization"], Value::Null, "{twin}");
            assert_eq!(refused["userErrors"][0]["code"], "POSSIBLE_DUPLICATE");
            assert_eq!(refused["possibleDuplicates"], json!([{ "name": "Yayasan Bina Sejahtera" }]), "{twin}");
            assert_eq!(directory.head().await, before);
        }
        let other = send(json!({ "name": "Bina Usaha", "description": "-" }), false).await;
        assert_eq!(other["userErrors"], json!([]), "one word in common makes no twin");
        let confirmed = send(json!({ "name": "Bina Sejahtera", "description": "Di kota lain." }), true).await;
        assert_eq!(confirmed["userErrors"], json!([]));

        for (input, path) in [
            (json!({ "name": "  ", "description": "-" }), "name"),
            (json!({ "name": "Baik", "description": "" }), "description"),
            (json!({ "name": "Baik", "description": "-", "email": "bukan surel" }), "email"),
            (json!({ "name": "Baik", "description": "-", "website": "bukan situs" }), "website"),
        ] {
            let refused = send(input, false).await;
            assert_eq!(refused["userErrors"][0]["code"], "INVALID");
            assert_eq!(refused["userErrors"][0]["path"], json!(["input", path]), "{refused}");
        }
        let log = directory.words("SELECT actor FROM change WHERE entity = 'organization'").await;
        assert!(log.iter().all(|actor| actor.starts_with("admin ")), "the log says by what token");
        assert_eq!(log.len(), 3);
    }

    async fn a_listing_is_confirmed_for_everyone_to_see(directory: TestDirectory) {
        let editor = secret(&directory, Role::Editor).await;
        let query = format!("{{ service(id: \"{OWN_SERVICE}\") {{ assuredDate }} }}");
        assert_eq!(directory.ask(&query).await["service"]["assuredDate"], "2020-01-01");
        let confirm = format!("mutation {{ serviceConfirm(id: \"{OWN_SERVICE}\") {{ service {{ assuredDate }} userErrors {{ code }} }} }}");
        let done = ask_with(&directory, editor.as_deref(), &confirm).await;
        let today = jembatan::config::now().date_naive().to_string();
        assert_eq!(done["data"]["serviceConfirm"], json!({ "service": { "assuredDate": today }, "userErrors": [] }), "whoever writes sees it written");
        assert_eq!(directory.ask(&query).await["service"]["assuredDate"], today);
        let admin = secret(&directory, Role::Admin).await;
        let none = confirm.replace(&OWN_SERVICE.to_string(), &OTHER_SERVICE.to_string());
        let none = ask_with(&directory, admin.as_deref(), &none).await;
        assert_eq!(none["data"]["serviceConfirm"]["userErrors"][0]["code"], "NOT_FOUND");
    }

    async fn the_readme_registers_an_organization_in_three_requests(directory: TestDirectory) {
        let readme = include_str!("../../README.md");
        let (_, rest) = readme.split_once("```graphql register\n").unwrap();
        let (document, _) = rest.split_once("```").unwrap();
        let header = format!("Bearer {}", secret(&directory, Role::Admin).await.unwrap());
        let mut answers = Vec::new();
        for operation in ["WhoAmI", "Register", "SeeIt"] {
            let body = json!({ "query": document, "operationName": operation }).to_string();
            let request = Request::post("/graphql").header(CONTENT_TYPE, "application/json").header(AUTHORIZATION, &header);
            let response = directory.router().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
            let bytes = response.into_body().collect().await.unwrap().to_bytes();
            let answer: Value = serde_json::from_slice(&bytes).unwrap();
            assert!(answer.get("errors").is_none(), "{operation}: {answer}");
            answers.push(answer["data"].clone());
        }
        assert_eq!(answers[0]["viewer"]["role"], "ADMIN");
        assert_eq!(answers[1]["organizationRegister"]["userErrors"], json!([]));
        assert_eq!(answers[2]["organizations"]["nodes"], json!([{ "name": "Yayasan Pelita Warga", "kind": "NGO", "phones": [{ "number": "+62-000-0001-0002" }] }]));
    }

    async fn secrets_are_kept_nowhere(directory: TestDirectory) {
        let admin = secret(&directory, Role::Admin).await.unwrap();
        let made = ask_with(&directory, Some(&admin), CREATE).await;
        let partner = made["data"]["tokenCreate"]["secret"].as_str().unwrap();
        for sql in ["SELECT hash || name || scopes FROM api_token", "SELECT coalesce(after, '') || coalesce(before, '') || actor FROM change WHERE entity = 'api_token'"] {
            let kept = directory.words(sql).await;
            assert!(kept.len() >= 2);
            for text in kept {
                assert!(!text.contains("jbt_") && !text.contains(&partner[4..]) && !text.contains(&admin[4..]), "{text}");
            }
        }
        let log = directory.words("SELECT after FROM change WHERE entity = 'api_token'").await;
        for hash in directory.words("SELECT hash FROM api_token").await {
            assert!(log.iter().all(|row| !row.contains(&hash)), "the log holds no hash");
        }
    }
}

fn said(command: &mut Command) -> (bool, String) {
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[test]
fn the_command_line_keeps_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let create = [
        "token",
        "create",
        "--role",
        "partner",
        "--name",
        "Portal desa",
    ];
    let output = jembatan(folder, &create).output().unwrap();
    let secret = String::from_utf8(output.stdout).unwrap();
    assert!(
        secret.starts_with("jbt_") && secret.trim().len() == 47,
        "{secret}"
    );
    let (_, listed) = said(&mut jembatan(folder, &["token", "list"]));
    assert!(
        listed.contains("partner") && listed.contains("Portal desa"),
        "{listed}"
    );
    assert!(!listed.contains("jbt_"));
    let id = listed.split_whitespace().next().unwrap();
    assert!(said(&mut jembatan(folder, &["token", "revoke", id])).0);
    let (is_done, again) = said(&mut jembatan(folder, &["token", "revoke", id]));
    assert!(!is_done && again.contains("token list"), "{again}");
    let (is_done, refused) = said(&mut jembatan(
        folder,
        &["token", "create", "--role", "editor", "--name", "x"],
    ));
    assert!(
        !is_done && refused.contains("names the organization"),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_start_gives_the_admin_a_token_and_the_second_none() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), "error", &[]);
    assert!(!server.secret.is_empty(), "a token for the admin");
    let answer: Value = client()
        .post(&server.url)
        .bearer_auth(&server.secret)
        .json(&json!({ "query": "{ viewer { role name } }" }))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    drop(server);
    assert_eq!(
        answer["data"]["viewer"],
        json!({ "role": "ADMIN", "name": "first admin" })
    );
    let server = Server::start(folder.path(), "error", &[]);
    assert_eq!(server.secret, "");
}
