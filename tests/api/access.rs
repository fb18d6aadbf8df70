//! Who asks and what they may do: tokens, roles and the policy, over HTTP as clients meet them.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use jembatan::auth::{ACTS, Act, Grant, Role, Scope, grant};
use jembatan::directory::{NewToken, make_token};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use crate::both_backends;
use crate::support::{TestDirectory, now};

/// A token of this role, for reading and writing; `None` for visitors.
async fn secret(directory: &TestDirectory, role: Role) -> Option<String> {
    secret_with(directory, role, &Scope::ALL, 36_500).await
}

async fn secret_with(
    directory: &TestDirectory,
    role: Role,
    scopes: &[Scope],
    days_from_then: u32,
) -> Option<String> {
    if role == Role::Visitor {
        return None;
    }
    let organization = match role {
        Role::Editor => Some(organization(directory).await),
        _ => None,
    };
    let token = NewToken {
        name: format!("uji {}", role.word()),
        role,
        scopes: scopes.to_vec(),
        days: days_from_then.min(3_660),
        organization,
    };
    let (_, secret) = make_token(&directory.opened.store, None, &token, now())
        .await
        .unwrap();
    Some(secret.reveal().to_owned())
}

async fn organization(directory: &TestDirectory) -> Uuid {
    let id = Uuid::now_v7();
    directory
        .import_json(&json!({ "id": id, "name": "Yayasan Uji", "description": "Uji." }))
        .await;
    id
}

/// The status, the challenge and the answer to a request with this `Authorization` header.
async fn ask_as(
    directory: &TestDirectory,
    authorization: Option<&str>,
    query: &str,
    variables: Value,
) -> (StatusCode, Option<String>, Value) {
    let mut request = Request::post("/graphql").header(CONTENT_TYPE, "application/json");
    if let Some(authorization) = authorization {
        request = request.header(AUTHORIZATION, authorization);
    }
    let body = json!({ "query": query, "variables": variables }).to_string();
    let response = directory
        .router()
        .oneshot(request.body(Body::from(body)).unwrap())
        .await
        .unwrap();
    let challenge = response.headers().get(WWW_AUTHENTICATE);
    let challenge = challenge.map(|value| value.to_str().unwrap().to_owned());
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, challenge, serde_json::from_slice(&bytes).unwrap())
}

async fn ask_with(directory: &TestDirectory, secret: Option<&str>, query: &str) -> Value {
    let header = secret.map(|secret| format!("Bearer {secret}"));
    ask_as(directory, header.as_deref(), query, Value::Null)
        .await
        .2
}

async fn changes(directory: &TestDirectory) -> i64 {
    directory.head().await
}

const VIEWER: &str = "{ viewer { role name scopes permissions { act grant } } }";
const CREATE: &str = "mutation { tokenCreate(input: {name: \"Mitra\", role: PARTNER}) { secret token { name role } userErrors { code } } }";

both_backends! {
    async fn a_token_says_who_asks(directory: TestDirectory) {
        for role in Role::ALL {
            let secret = secret(&directory, role).await;
            let answer = ask_with(&directory, secret.as_deref(), VIEWER).await;
            let viewer = &answer["data"]["viewer"];
            assert_eq!(viewer["role"], role.word(), "{answer}");
            for permission in viewer["permissions"].as_array().unwrap() {
                let (act, _) = ACTS.iter().find(|(act, _)| word(*act) == permission["act"]).unwrap();
                let expected = match grant(role, *act) {
                    Grant::Never => "NEVER",
                    Grant::Always => "ALWAYS",
                };
                assert_eq!(permission["grant"], expected, "{role:?} {act:?}");
            }
        }
    }

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

    async fn every_role_meets_the_policy_at_every_act(directory: TestDirectory) {
        let acts = [
            (Act::KeepTokens, CREATE, "tokenCreate"),
            (Act::KeepTokens, "mutation { tokenRevoke(id: \"00000000-0000-4000-8000-000000000000\") { userErrors { code } } }", "tokenRevoke"),
            (Act::KeepTokens, "{ tokens { name } }", "tokens"),
        ];
        for role in Role::ALL {
            for scopes in [&Scope::ALL[..], &[Scope::Read]] {
                let secret = secret_with(&directory, role, scopes, 365).await;
                for (act, query, field) in acts {
                    let is_allowed = grant(role, act) == Grant::Always && scopes.contains(&Scope::Write);
                    let before = changes(&directory).await;
                    let answer = ask_with(&directory, secret.as_deref(), query).await;
                    if is_allowed {
                        assert!(answer.get("errors").is_none(), "{role:?} {field}: {answer}");
                    } else {
                        let expected = if role == Role::Visitor { "UNAUTHENTICATED" } else { "FORBIDDEN" };
                        assert_eq!(answer["errors"][0]["extensions"]["code"], expected, "{role:?} {field}: {answer}");
                        assert_eq!(changes(&directory).await, before, "{role:?} {field} changed something");
                    }
                }
            }
        }
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
            let before = changes(&directory).await;
            let query = format!("mutation {{ tokenCreate(input: {{{input}}}) {{ secret token {{ id }} userErrors {{ code path message }} }} }}");
            let answer = ask_with(&directory, admin.as_deref(), &query).await;
            let payload = &answer["data"]["tokenCreate"];
            assert_eq!(payload["secret"], Value::Null, "{answer}");
            assert_eq!(payload["userErrors"][0]["path"], json!(["input", path]), "{answer}");
            assert_eq!(changes(&directory).await, before);
        }
    }

    async fn secrets_are_kept_nowhere(directory: TestDirectory) {
        let admin = secret(&directory, Role::Admin).await.unwrap();
        let made = ask_with(&directory, Some(&admin), CREATE).await;
        let partner = made["data"]["tokenCreate"]["secret"].as_str().unwrap();
        let store = &directory.opened.store;
        for sql in ["SELECT hash || name || scopes FROM api_token", "SELECT coalesce(after, '') || coalesce(before, '') || actor FROM change WHERE entity = 'api_token'"] {
            let rows = store.read().query_all_raw(Statement::from_string(store.backend(), sql)).await.unwrap();
            assert!(rows.len() >= 2);
            for row in rows {
                let text = row.try_get_by_index::<String>(0).unwrap();
                assert!(!text.contains("jbt_") && !text.contains(&partner[4..]) && !text.contains(&admin[4..]), "{text}");
            }
        }
        let hashes = store.read().query_all_raw(Statement::from_string(store.backend(), "SELECT hash FROM api_token")).await.unwrap();
        let log = store.read().query_all_raw(Statement::from_string(store.backend(), "SELECT after FROM change WHERE entity = 'api_token'")).await.unwrap();
        for hash in &hashes {
            let hash = hash.try_get_by_index::<String>(0).unwrap();
            assert!(log.iter().all(|row| !row.try_get_by_index::<String>(0).unwrap().contains(&hash)), "the log holds no hash");
        }
    }
}

fn word(act: Act) -> &'static str {
    match act {
        Act::ReadDirectory => "READ_DIRECTORY",
        Act::ReadConfidential => "READ_CONFIDENTIAL",
        Act::KeepTokens => "KEEP_TOKENS",
    }
}
