//! People: invited by an admin, choosing a passphrase, signing in and out, and acting within their role.
//!
//! Long because the whole life of an account is told, and each way in which it must not work.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use jembatan::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::support::TestDirectory;
use crate::support::actor::{
    OTHER_SERVICE, OWN, OWN_SERVICE, ask_as, ask_with, organization, secret,
};
use crate::support::server::Server;

const EMAIL: &str = "sari.kenari@contoh.example";
const PASSPHRASE: &str = "kucing kenari melompat pagar";
const WRONG: &str = "kucing kenari menyusup pagar";

const INVITE: &str = "mutation($input: AccountInviteInput!) { accountInvite(input: $input) {
    invitation account { id email role organizationIds hasPassphrase invitationExpiresAt disabledAt } userErrors { code path } } }";
const SET: &str = "mutation($invitation: String!, $passphrase: String!) { accountSetPassphrase(invitation: $invitation, passphrase: $passphrase) {
    accountId userErrors { code path message } } }";
const SIGN_IN: &str = "mutation($email: String!, $passphrase: String!) { sessionCreate(email: $email, passphrase: $passphrase) {
    secret expiresAt userErrors { code path message } } }";
const CHANGE: &str = "mutation($current: String!, $passphrase: String!) { accountChangePassphrase(current: $current, passphrase: $passphrase) {
    accountId userErrors { code path } } }";
const VIEWER: &str = "{ viewer { role name accountId organizationIds } }";

/// Two organizations with a service each, beside the one that `actor` knows.
const SECOND: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0011);
const SECOND_SERVICE: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0012);
const THIRD: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0013);

async fn three_organizations(directory: &TestDirectory) {
    organization(directory).await;
    for (id, service) in [(SECOND, SECOND_SERVICE), (THIRD, OTHER_SERVICE)] {
        let given = json!({ "id": service, "name": "Layanan", "status": "active",
            "organization": { "id": id, "name": format!("Yayasan {id}"), "description": "Uji." } });
        directory.import_json(&given).await;
    }
}

/// The whole answer to a document that some secret sends.
async fn send(
    directory: &TestDirectory,
    secret: Option<&str>,
    query: &str,
    variables: Value,
) -> Value {
    let header = secret.map(|secret| format!("Bearer {secret}"));
    ask_as(directory, header.as_deref(), query, variables)
        .await
        .2
}

async fn is_known(directory: &TestDirectory, secret: &str) -> bool {
    let header = format!("Bearer {secret}");
    let (status, ..) = ask_as(directory, Some(&header), VIEWER, Value::Null).await;
    assert!([StatusCode::OK, StatusCode::UNAUTHORIZED].contains(&status));
    status == StatusCode::OK
}

/// Invites somebody; returns the account and the invitation.
async fn invite(directory: &TestDirectory, input: Value) -> (Value, String) {
    let admin = secret(directory, Role::Admin).await;
    let answer = send(
        directory,
        admin.as_deref(),
        INVITE,
        json!({ "input": input }),
    )
    .await;
    let payload = &answer["data"]["accountInvite"];
    assert_eq!(payload["userErrors"], json!([]), "{answer}");
    let invitation = payload["invitation"].as_str().unwrap().to_owned();
    (payload["account"].clone(), invitation)
}

async fn set(directory: &TestDirectory, invitation: &str, passphrase: &str) -> Value {
    let variables = json!({ "invitation": invitation, "passphrase": passphrase });
    let answer = send(directory, None, SET, variables).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["accountSetPassphrase"].clone()
}

async fn try_to_sign_in(directory: &TestDirectory, email: &str, passphrase: &str) -> Value {
    let variables = json!({ "email": email, "passphrase": passphrase });
    send(directory, None, SIGN_IN, variables).await
}

/// The secret of a new session.
async fn sign_in(directory: &TestDirectory, email: &str, passphrase: &str) -> String {
    let answer = try_to_sign_in(directory, email, passphrase).await;
    let secret = answer["data"]["sessionCreate"]["secret"].as_str();
    secret.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Invites somebody who chooses the passphrase and signs in; returns the account and the secret of the session.
async fn person(directory: &TestDirectory, input: Value) -> (Value, String) {
    let (account, invitation) = invite(directory, input.clone()).await;
    let done = set(directory, &invitation, PASSPHRASE).await;
    assert_eq!(done["userErrors"], json!([]));
    let session = sign_in(directory, input["email"].as_str().unwrap(), PASSPHRASE).await;
    (account, session)
}

async fn disable(directory: &TestDirectory, account: &Value) -> Value {
    let admin = secret(directory, Role::Admin).await;
    let query = "mutation($id: ID!) { accountDisable(id: $id) { account { disabledAt } userErrors { code } } }";
    let variables = json!({ "id": account["id"] });
    let answer = send(directory, admin.as_deref(), query, variables).await;
    answer["data"]["accountDisable"].clone()
}

async fn confirms(directory: &TestDirectory, secret: &str, service: Uuid) -> bool {
    let query = format!(
        "mutation {{ serviceConfirm(id: \"{service}\") {{ service {{ id }} userErrors {{ code }} }} }}"
    );
    let answer = ask_with(directory, Some(secret), &query).await;
    let code = &answer["errors"][0]["extensions"]["code"];
    assert!(code == "FORBIDDEN" || code.is_null(), "{answer}");
    code.is_null()
}

fn bare(id: &Value) -> Uuid {
    use base64::Engine;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let text = String::from_utf8(engine.decode(id.as_str().unwrap()).unwrap()).unwrap();
    text.split_once(':').unwrap().1.parse().unwrap()
}

both_backends! {
    async fn an_editor_is_invited_signs_in_and_keeps_own_organizations_until_disabled(directory: TestDirectory) {
        three_organizations(&directory).await;
        let input = json!({ "email": " Sari.Kenari@contoh.example ", "role": "EDITOR", "organizationIds": [OWN, SECOND] });
        let (account, invitation) = invite(&directory, input).await;
        assert_eq!(account["email"], EMAIL);
        assert_eq!(account["hasPassphrase"], false);
        assert!(invitation.starts_with("jbi_"));
        let early = try_to_sign_in(&directory, EMAIL, PASSPHRASE).await;
        assert_eq!(early["data"]["sessionCreate"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");
        assert!(!is_known(&directory, &invitation).await, "an invitation is no token");

        let done = set(&directory, &invitation, PASSPHRASE).await;
        assert_eq!(done["accountId"], account["id"]);
        let session = sign_in(&directory, "SARI.kenari@contoh.example", PASSPHRASE).await;
        assert!(session.starts_with("jbs_"));
        let answer = ask_with(&directory, Some(&session), VIEWER).await;
        let viewer = &answer["data"]["viewer"];
        assert_eq!((&viewer["role"], &viewer["name"]), (&json!("EDITOR"), &Value::Null));
        assert_eq!(viewer["accountId"], account["id"]);
        assert_eq!(viewer["organizationIds"].as_array().unwrap().len(), 2);

        assert!(confirms(&directory, &session, OWN_SERVICE).await);
        assert!(confirms(&directory, &session, SECOND_SERVICE).await);
        assert!(!confirms(&directory, &session, OTHER_SERVICE).await, "the third is not theirs");
        let refused = ask_with(&directory, Some(&session), "{ accounts { email } }").await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let actors = directory.words("SELECT actor FROM change WHERE entity = 'service' ORDER BY seq DESC LIMIT 1").await;
        assert_eq!(actors, [format!("editor {}", bare(&account["id"]))]);

        let admin = secret(&directory, Role::Admin).await;
        let listed = ask_with(&directory, admin.as_deref(), "{ accounts { id email role hasPassphrase organizationIds lastSignInAt disabledAt } }").await;
        let row = &listed["data"]["accounts"][0];
        assert_eq!((&row["email"], &row["hasPassphrase"], &row["disabledAt"]), (&json!(EMAIL), &json!(true), &Value::Null));
        assert!(row["lastSignInAt"].is_string() && row["organizationIds"].as_array().unwrap().len() == 2, "{row}");

        let disabled = disable(&directory, &account).await;
        assert!(disabled["account"]["disabledAt"].is_string(), "{disabled}");
        assert!(!is_known(&directory, &session).await);
        let refused = try_to_sign_in(&directory, EMAIL, PASSPHRASE).await;
        assert_eq!(refused["data"]["sessionCreate"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");

        let (again, session) = person(&directory, json!({ "email": EMAIL, "role": "WORKER" })).await;
        assert_eq!((&again["id"], &again["disabledAt"]), (&account["id"], &Value::Null), "inviting again enables");
        let answer = ask_with(&directory, Some(&session), VIEWER).await;
        assert_eq!(answer["data"]["viewer"]["role"], "WORKER");
        assert_eq!(answer["data"]["viewer"]["organizationIds"], json!([]));
        assert!(!confirms(&directory, &session, OWN_SERVICE).await);
    }

    async fn what_an_invitation_needs_is_told(directory: TestDirectory) {
        let admin = secret(&directory, Role::Admin).await;
        let nobody = Uuid::from_u128(7);
        for (input, path) in [
            (json!({ "email": "bukan surel", "role": "WORKER" }), "email"),
            (json!({ "email": format!("{}@contoh.example", "a".repeat(300)), "role": "WORKER" }), "email"),
            (json!({ "email": EMAIL, "role": "PARTNER" }), "role"),
            (json!({ "email": EMAIL, "role": "VISITOR" }), "role"),
            (json!({ "email": EMAIL, "role": "EDITOR" }), "organizationIds"),
            (json!({ "email": EMAIL, "role": "EDITOR", "organizationIds": [nobody] }), "organizationIds"),
            (json!({ "email": EMAIL, "role": "ADMIN", "organizationIds": [nobody] }), "organizationIds"),
        ] {
            let before = directory.head().await;
            let answer = send(&directory, admin.as_deref(), INVITE, json!({ "input": input })).await;
            let payload = &answer["data"]["accountInvite"];
            assert_eq!(payload["userErrors"][0]["path"], json!(["input", path]), "{answer}");
            assert_eq!((&payload["account"], &payload["invitation"]), (&Value::Null, &Value::Null));
            assert_eq!(directory.head().await, before);
        }
    }

    async fn an_invitation_holds_once_and_not_for_long(directory: TestDirectory) {
        let input = json!({ "email": EMAIL, "role": "WORKER" });
        let (_, replaced) = invite(&directory, input.clone()).await;
        let (account, used) = invite(&directory, input.clone()).await;
        assert_eq!(set(&directory, &used, PASSPHRASE).await["accountId"], account["id"]);
        let (other, disabled) = invite(&directory, json!({ "email": "lain@contoh.example", "role": "WORKER" })).await;
        disable(&directory, &other).await;
        let (_, ended) = invite(&directory, json!({ "email": "lama@contoh.example", "role": "WORKER" })).await;
        directory.write("UPDATE account SET invitation_expires_at = '2020-01-01T00:00:00Z' WHERE email = 'lama@contoh.example'").await;
        let wrong = format!("jbi_{}", "A".repeat(43));
        let mut answers = Vec::new();
        for invitation in [&replaced, &used, &disabled, &ended, &wrong, "", "jbi_short"] {
            let before = directory.head().await;
            answers.push(set(&directory, invitation, "seekor gajah biru berenang").await);
            assert_eq!(directory.head().await, before);
        }
        assert_eq!(answers[0]["userErrors"][0]["path"], json!(["invitation"]));
        assert!(answers.iter().all(|answer| *answer == answers[0]), "why it does not hold is not told: {answers:?}");
        sign_in(&directory, EMAIL, PASSPHRASE).await;
    }

    async fn weak_passphrases_are_refused(directory: TestDirectory) {
        let (_, invitation) = invite(&directory, json!({ "email": EMAIL, "role": "WORKER" })).await;
        let long = "panjang ".repeat(26);
        for passphrase in ["", "sebelas...!", &long, "Password1234", "bismillah 123", "123456789012", "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabc", EMAIL, "Sari.Kenari", "sandi sari.kenari@contoh.example"] {
            let done = set(&directory, &invitation, passphrase).await;
            assert_eq!(done["userErrors"][0]["path"], json!(["passphrase"]), "{passphrase}");
            assert_eq!(done["accountId"], Value::Null);
        }
        // Twelve letters of any kind will do, with signs that another keyboard may write in another way.
        let done = set(&directory, &invitation, "cafe\u{301} di bukit").await;
        assert_eq!(done["userErrors"], json!([]));
        sign_in(&directory, EMAIL, "caf\u{e9} di bukit").await;
    }

    async fn why_somebody_cannot_sign_in_is_not_told(directory: TestDirectory) {
        person(&directory, json!({ "email": EMAIL, "role": "WORKER" })).await;
        invite(&directory, json!({ "email": "diundang@contoh.example", "role": "WORKER" })).await;
        let (account, _) = person(&directory, json!({ "email": "ditutup@contoh.example", "role": "WORKER" })).await;
        disable(&directory, &account).await;
        let mut times = Vec::new();
        let mut answers = Vec::new();
        for (email, passphrase) in [
            (EMAIL, WRONG),
            ("tiada@contoh.example", PASSPHRASE),
            ("diundang@contoh.example", PASSPHRASE),
            ("ditutup@contoh.example", PASSPHRASE),
        ] {
            let mut fastest = Duration::MAX;
            for _ in 0..4 {
                let start = Instant::now();
                answers.push(try_to_sign_in(&directory, email, passphrase).await);
                fastest = fastest.min(start.elapsed());
            }
            times.push(fastest);
        }
        assert_eq!(answers[0]["data"]["sessionCreate"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        // Without the work of a hash an answer would take a small part of the time.
        assert!(times.iter().all(|time| *time * 3 > times[0]), "{times:?}");
    }

    async fn who_tries_too_often_waits_with_the_right_passphrase_too(directory: TestDirectory) {
        let (_, session) = person(&directory, json!({ "email": EMAIL, "role": "WORKER" })).await;
        person(&directory, json!({ "email": "lain@contoh.example", "role": "WORKER" })).await;
        for email in [EMAIL, "tiada@contoh.example"] {
            for _ in 0..10 {
                let answer = try_to_sign_in(&directory, email, WRONG).await;
                assert_eq!(answer["data"]["sessionCreate"]["userErrors"][0]["code"], "INVALID_CREDENTIALS", "{answer}");
            }
            let refused = try_to_sign_in(&directory, &email.to_uppercase(), PASSPHRASE).await;
            let extensions = &refused["errors"][0]["extensions"];
            assert_eq!(extensions["code"], "RATE_LIMITED", "{refused}");
            let retry: chrono::DateTime<chrono::Utc> = extensions["retryAt"].as_str().unwrap().parse().unwrap();
            let wait = retry - chrono::Utc::now();
            assert!(wait.num_minutes() >= 13 && wait.num_minutes() <= 15, "{wait}");
            assert_eq!(refused["data"]["sessionCreate"], Value::Null);
        }
        let refused = send(&directory, Some(&session), CHANGE, json!({ "current": PASSPHRASE, "passphrase": "seekor gajah biru" })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "RATE_LIMITED", "a session is no way around");
        sign_in(&directory, "lain@contoh.example", PASSPHRASE).await;
    }

    async fn sessions_end_where_they_should(directory: TestDirectory) {
        let (_, first) = person(&directory, json!({ "email": EMAIL, "role": "WORKER" })).await;
        let second = sign_in(&directory, EMAIL, PASSPHRASE).await;
        let wrong = send(&directory, Some(&first), CHANGE, json!({ "current": WRONG, "passphrase": "seekor gajah biru" })).await;
        assert_eq!(wrong["data"]["accountChangePassphrase"]["userErrors"][0]["path"], json!(["current"]), "{wrong}");
        let weak = send(&directory, Some(&first), CHANGE, json!({ "current": PASSPHRASE, "passphrase": "pendek" })).await;
        assert_eq!(weak["data"]["accountChangePassphrase"]["userErrors"][0]["path"], json!(["passphrase"]), "{weak}");
        assert!(is_known(&directory, &second).await, "nothing has changed yet");
        let done = send(&directory, Some(&first), CHANGE, json!({ "current": PASSPHRASE, "passphrase": "seekor gajah biru" })).await;
        assert_eq!(done["data"]["accountChangePassphrase"]["userErrors"], json!([]), "{done}");
        assert!(is_known(&directory, &first).await && !is_known(&directory, &second).await);
        let old = try_to_sign_in(&directory, EMAIL, PASSPHRASE).await;
        assert_eq!(old["data"]["sessionCreate"]["secret"], Value::Null);

        let third = sign_in(&directory, EMAIL, "seekor gajah biru").await;
        let ended = ask_with(&directory, Some(&third), "mutation { sessionEnd { isEnded userErrors { code } } }").await;
        assert_eq!(ended["data"]["sessionEnd"], json!({ "isEnded": true, "userErrors": [] }));
        assert!(!is_known(&directory, &third).await && is_known(&directory, &first).await);

        // The role is the account's at the moment, not the session's.
        directory.write("UPDATE account SET role = 'ADMIN'").await;
        assert_eq!(ask_with(&directory, Some(&first), VIEWER).await["data"]["viewer"]["role"], "ADMIN");
        directory.write("UPDATE account_session SET expires_at = '2020-01-01T00:00:00Z'").await;
        assert!(!is_known(&directory, &first).await, "its time is over");
        let fourth = sign_in(&directory, EMAIL, "seekor gajah biru").await;
        assert_eq!(directory.words("SELECT hash FROM account_session").await.len(), 1, "ended ones are swept out");
        invite(&directory, json!({ "email": EMAIL, "role": "WORKER" })).await;
        assert!(!is_known(&directory, &fourth).await, "another role, another session");
    }

    async fn what_tells_of_a_person_is_kept_out_of_the_log(directory: TestDirectory) {
        let input = json!({ "email": EMAIL, "role": "WORKER" });
        let (account, invitation) = invite(&directory, input.clone()).await;
        set(&directory, &invitation, PASSPHRASE).await;
        let session = sign_in(&directory, EMAIL, PASSPHRASE).await;
        let before = directory.head().await;
        sign_in(&directory, EMAIL, PASSPHRASE).await;
        assert_eq!(directory.head().await, before, "who signs in when is in no log");
        send(&directory, Some(&session), CHANGE, json!({ "current": PASSPHRASE, "passphrase": "kenari kedua bernyanyi" })).await;
        let hashes = directory.words("SELECT passphrase_hash FROM account UNION SELECT hash FROM account_session").await;
        assert!(hashes.iter().any(|hash| hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")), "{hashes:?}");
        disable(&directory, &account).await;
        invite(&directory, input).await;

        let log = directory.words("SELECT coalesce(after, '') || coalesce(before, '') || actor FROM change WHERE entity LIKE 'account%'").await;
        assert!(log.len() >= 5, "{log:?}");
        assert!(log.iter().any(|row| row.contains("\"passphrase_hash\":null") && row.ends_with(&format!("worker {}", bare(&account["id"])))), "{log:?}");
        let mut canaries = vec!["kenari".to_owned(), "jbi_".to_owned(), "jbs_".to_owned(), "argon2".to_owned()];
        canaries.extend(directory.words("SELECT invitation_hash FROM account").await);
        canaries.extend(hashes);
        for canary in &canaries {
            assert!(log.iter().all(|row| !row.contains(canary.as_str())), "{canary} in {log:?}");
        }
        let kept = directory.words("SELECT email || coalesce(passphrase_hash, '') || coalesce(invitation_hash, '') FROM account").await;
        assert!(kept.iter().all(|row| !row.contains("jbi_") && !row.contains(&invitation[4..]) && !row.contains(PASSPHRASE)));
    }
}

/// The server as a process of its own, which writes what it has to log to a file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_says_nothing_of_people_in_its_logs() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), "info,jembatan=trace", &[]);
    let (url, admin) = (server.url.clone(), server.secret.clone());
    let client = reqwest::Client::new();
    let ask = async |secret: Option<&str>, query: &str, variables: Value| -> Value {
        let request = client
            .post(&url)
            .json(&json!({ "query": query, "variables": variables }));
        let request = match secret {
            Some(secret) => request.bearer_auth(secret),
            None => request,
        };
        request.send().await.unwrap().json().await.unwrap()
    };
    let input = json!({ "input": { "email": EMAIL, "role": "WORKER" } });
    let made = ask(Some(&admin), INVITE, input).await;
    let invitation = made["data"]["accountInvite"]["invitation"].clone();
    let given = json!({ "invitation": invitation, "passphrase": PASSPHRASE });
    ask(None, SET, given.clone()).await;
    ask(None, SET, given).await;
    let given = json!({ "email": EMAIL, "passphrase": WRONG });
    ask(None, SIGN_IN, given).await;
    let given = json!({ "email": EMAIL, "passphrase": PASSPHRASE });
    let session = ask(None, SIGN_IN, given).await;
    let session = session["data"]["sessionCreate"]["secret"].as_str();
    let viewer = ask(session, VIEWER, Value::Null).await;
    ask(Some("jbs_kenari"), VIEWER, Value::Null).await;
    assert_eq!(viewer["data"]["viewer"]["role"], "WORKER");
    let logged = server.log();
    assert!(
        logged.lines().count() >= 7,
        "every request is logged: {logged}"
    );
    for canary in ["kenari", "jbi_", "jbs_", "jbt_", "argon2"] {
        assert!(!logged.contains(canary), "{canary} in {logged}");
    }
}
