//! Who asks in tests: a token for each role, an organization of an editor's own, and questions sent with a token.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use jembatan::auth::{Role, Scope};
use jembatan::directory::{NewToken, make_token};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use super::{TestDirectory, now};

/// A token of this role, for reading and writing; `None` for visitors.
pub async fn secret(directory: &TestDirectory, role: Role) -> Option<String> {
    secret_with(directory, role, &Scope::ALL, 36_500).await
}

pub async fn secret_with(
    directory: &TestDirectory,
    role: Role,
    scopes: &[Scope],
    days_from_then: u32,
) -> Option<String> {
    if role == Role::Visitor {
        return None;
    }
    let organization = match role {
        Role::Editor => Some(organization(directory).await.0),
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

/// An organization of the editor whose token is made next, with a service of its own.
pub async fn organization(directory: &TestDirectory) -> (Uuid, Uuid) {
    let (id, service) = (OWN, OWN_SERVICE);
    let given = json!({ "id": service, "name": "Layanan Uji", "status": "active", "assured_date": "2020-01-01",
        "organization": { "id": id, "name": "Yayasan Uji", "description": "Uji." } });
    directory.import_json(&given).await;
    (id, service)
}

pub const OWN: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
pub const OWN_SERVICE: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0002);
pub const OTHER_SERVICE: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0003);

/// The status, the challenge and the answer to a request with this `Authorization` header.
pub async fn ask_as(
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

pub async fn ask_with(directory: &TestDirectory, secret: Option<&str>, query: &str) -> Value {
    let header = secret.map(|secret| format!("Bearer {secret}"));
    ask_as(directory, header.as_deref(), query, Value::Null)
        .await
        .2
}
