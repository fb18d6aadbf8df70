//! JWTs of an OpenID Connect issuer that is trusted, and all those that are not.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jembatan::cli::{IssuerOptions, TrustedIssuer};
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::support::TestDirectory;
use crate::support::actor::{OTHER_SERVICE, OWN, OWN_SERVICE, ask_as, organization};

const ISSUER: &str = "https://masuk.contoh.example/realms/desa";
const AUDIENCE: &str = "jembatan";
const SUBJECT: &str = "sari.kenari@contoh.example";
const VIEWER: &str = "{ viewer { role name accountId scopes organizationIds } }";

/// One key of the issuer.
struct Signer {
    algorithm: Algorithm,
    key: EncodingKey,
    kid: String,
}

impl Signer {
    fn new(algorithm: Algorithm, kid: &str) -> Self {
        let key = match algorithm {
            Algorithm::RS256 => {
                let pair = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
                let der = pair.as_der().unwrap();
                // The plain RSA key inside PKCS #8 begins after a head of 26 bytes.
                EncodingKey::from_rsa_der(&der.as_ref()[26..])
            }
            Algorithm::ES256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
                EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref())
            }
            _ => {
                let pair = Ed25519KeyPair::generate().unwrap();
                EncodingKey::from_ed_der(pair.to_pkcs8v1().unwrap().as_ref())
            }
        };
        Self {
            algorithm,
            key,
            kid: kid.to_owned(),
        }
    }

    fn jwk(&self) -> Jwk {
        let mut jwk = Jwk::from_encoding_key(&self.key, self.algorithm).unwrap();
        jwk.common.key_id = Some(self.kid.clone());
        jwk
    }

    fn header(&self) -> Header {
        Header {
            kid: Some(self.kid.clone()),
            ..Header::new(self.algorithm)
        }
    }

    fn sign(&self, claims: &Value) -> String {
        encode(&self.header(), claims, &self.key).unwrap()
    }
}

/// A key for each way of signing, made once, because RSA keys take their time.
static SIGNERS: LazyLock<[Signer; 3]> = LazyLock::new(|| {
    [
        Signer::new(Algorithm::RS256, "satu"),
        Signer::new(Algorithm::ES256, "dua"),
        Signer::new(Algorithm::EdDSA, "tiga"),
    ]
});

fn key_set(signers: &[&Signer]) -> Value {
    let keys: Vec<Jwk> = signers.iter().map(|signer| signer.jwk()).collect();
    json!({ "keys": keys })
}

fn all_keys() -> Value {
    key_set(&SIGNERS.iter().collect::<Vec<_>>())
}

fn claims() -> Value {
    let now = chrono::Utc::now().timestamp();
    json!({ "iss": ISSUER, "aud": [AUDIENCE, "lain"], "sub": SUBJECT, "exp": now + 300, "nbf": now - 5, "roles": ["pekerja", "lain"] })
}

fn claims_with(more: Value) -> Value {
    let mut claims = claims();
    let fields = claims.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    fields.retain(|_, value| !value.is_null());
    claims
}

fn options(jwks: impl ToString) -> IssuerOptions {
    IssuerOptions {
        oidc_issuer: Some(ISSUER.to_owned()),
        oidc_audience: Some(AUDIENCE.to_owned()),
        oidc_jwks: Some(jwks.to_string()),
        oidc_role_claim: "roles".to_owned(),
        oidc_role: ["pengurus=admin", "redaksi=editor", "pekerja=worker"]
            .map(str::to_owned)
            .to_vec(),
        oidc_organizations_claim: Some("organizations".to_owned()),
    }
}

async fn opened(options: &IssuerOptions) -> TrustedIssuer {
    TrustedIssuer::open(options).await.unwrap().unwrap()
}

/// Makes the directory trust the issuer, with its keys in a file.
async fn trust_file(directory: &mut TestDirectory, keys: &Value) {
    let path = directory.folder().join("keys.json");
    std::fs::write(&path, keys.to_string()).unwrap();
    let issuer = opened(&options(path.display())).await;
    directory.trust(issuer);
}

async fn ask(directory: &TestDirectory, jwt: &str, query: &str) -> (StatusCode, Value) {
    let header = format!("Bearer {jwt}");
    let (status, _, answer) = ask_as(directory, Some(&header), query, Value::Null).await;
    (status, answer)
}

both_backends! {
    async fn a_good_jwt_acts_within_its_role(directory: TestDirectory) {
        let mut directory = directory;
        organization(&directory).await;
        directory.import_json(&json!({ "id": OTHER_SERVICE, "name": "Layanan lain", "status": "active",
            "organization": { "id": Uuid::now_v7(), "name": "Yayasan lain", "description": "Lain." } })).await;
        let (status, _) = ask(&directory, &SIGNERS[0].sign(&claims()), VIEWER).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "no issuer is trusted unless one is named");
        trust_file(&mut directory, &all_keys()).await;
        for signer in SIGNERS.iter() {
            let (status, answer) = ask(&directory, &signer.sign(&claims()), VIEWER).await;
            assert_eq!(status, StatusCode::OK, "{:?}: {answer}", signer.algorithm);
            assert_eq!(answer["data"]["viewer"], json!({ "role": "WORKER", "name": null, "accountId": null,
                "scopes": ["READ", "WRITE"], "organizationIds": [] }));
        }
        let several = claims_with(json!({ "roles": ["pekerja", "pengurus"] }));
        let (_, answer) = ask(&directory, &SIGNERS[1].sign(&several), VIEWER).await;
        assert_eq!(answer["data"]["viewer"]["role"], "ADMIN", "the first that is mapped counts");

        let editor = SIGNERS[2].sign(&claims_with(json!({ "roles": "redaksi", "organizations": [OWN, "bukan id"] })));
        let confirm = |id: Uuid| format!("mutation {{ serviceConfirm(id: \"{id}\") {{ service {{ id }} userErrors {{ code }} }} }}");
        let (_, done) = ask(&directory, &editor, &confirm(OWN_SERVICE)).await;
        assert_eq!(done["data"]["serviceConfirm"]["userErrors"], json!([]), "{done}");
        let (_, refused) = ask(&directory, &editor, &confirm(OTHER_SERVICE)).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let actors = directory.words("SELECT actor FROM change WHERE entity = 'service' ORDER BY seq DESC LIMIT 1").await;
        let id = actors[0].strip_prefix("editor ").unwrap();
        assert!(id.parse::<Uuid>().is_ok() && !actors[0].contains("kenari"), "{actors:?}");

        let nested = IssuerOptions { oidc_role_claim: "/realm_access/roles".to_owned(), ..options(directory.folder().join("keys.json").display()) };
        directory.trust(opened(&nested).await);
        let jwt = SIGNERS[0].sign(&claims_with(json!({ "roles": null, "realm_access": { "roles": ["pengurus"] } })));
        assert_eq!(ask(&directory, &jwt, VIEWER).await.1["data"]["viewer"]["role"], "ADMIN");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_other_jwt_is_refused() {
    let mut directory = TestDirectory::start().await;
    trust_file(&mut directory, &all_keys()).await;
    let [rsa, ec, ed] = &*SIGNERS;
    let now = chrono::Utc::now().timestamp();
    let good = rsa.sign(&claims());
    assert_eq!(ask(&directory, &good, VIEWER).await.0, StatusCode::OK);

    let AlgorithmParameters::RSA(public) = rsa.jwk().algorithm else {
        panic!("an RSA key")
    };
    let modulus = URL_SAFE_NO_PAD.decode(&public.n).unwrap();
    let by_secret = |secret: &[u8]| {
        let header = Header {
            alg: Algorithm::HS256,
            ..rsa.header()
        };
        encode(&header, &claims(), &EncodingKey::from_secret(secret)).unwrap()
    };
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let payload = part(claims());
    let unsigned = |alg: &str| format!("{}.{payload}.", part(json!({ "alg": alg, "kid": "satu" })));
    let (_, signature) = good.rsplit_once('.').unwrap();
    let (head, _) = good.split_once('.').unwrap();
    let more = part(claims_with(json!({ "roles": ["pengurus"] })));
    let with = |more: Value| ec.sign(&claims_with(more));
    let in_name_of = |signer: &Signer, kid: &str| {
        let header = Header {
            kid: Some(kid.to_owned()),
            ..signer.header()
        };
        encode(&header, &claims(), &signer.key).unwrap()
    };
    let critical = Header {
        crit: Some(vec!["b64".to_owned()]),
        ..ed.header()
    };
    let nameless = Header {
        kid: None,
        ..ed.header()
    };
    for (why, jwt) in [
        ("wrong audience", with(json!({ "aud": "lain" }))),
        ("no audience", with(json!({ "aud": null }))),
        (
            "wrong issuer",
            with(json!({ "iss": "https://palsu.example" })),
        ),
        ("no issuer", with(json!({ "iss": null }))),
        ("no subject", with(json!({ "sub": null }))),
        ("expired", with(json!({ "exp": now - 120 }))),
        ("no end", with(json!({ "exp": null }))),
        ("not yet", with(json!({ "nbf": now + 120 }))),
        ("unmapped role", with(json!({ "roles": ["tamu"] }))),
        ("no role", with(json!({ "roles": null }))),
        ("alg none", unsigned("none")),
        ("alg None", unsigned("None")),
        ("RS256 without a signature", unsigned("RS256")),
        ("HS256 with the public key", by_secret(&modulus)),
        ("HS256 with its text", by_secret(public.n.as_bytes())),
        ("other claims", format!("{head}.{more}.{signature}")),
        ("unknown kid", in_name_of(rsa, "empat")),
        ("the kid of another", in_name_of(ec, "satu")),
        (
            "a key of ours by another's name",
            in_name_of(&Signer::new(Algorithm::EdDSA, "x"), "tiga"),
        ),
        ("crit", encode(&critical, &claims(), &ed.key).unwrap()),
        (
            "no kid where there are several",
            encode(&nameless, &claims(), &ed.key).unwrap(),
        ),
        ("no JWT", "a.b.c".to_owned()),
    ] {
        let (status, answer) = ask(&directory, &jwt, VIEWER).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{why}: {answer}");
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED",
            "{why}"
        );
        assert!(!answer.to_string().contains("kenari"), "{why}: {answer}");
    }
}

/// An issuer that gives out keys on this machine; what it answers can be changed, and how often it was asked is counted.
struct Host {
    url: String,
    answer: Arc<Mutex<(StatusCode, String)>>,
    asked: Arc<AtomicUsize>,
}

impl Host {
    async fn start(keys: &Value) -> Self {
        let answer = Arc::new(Mutex::new((StatusCode::OK, keys.to_string())));
        let asked = Arc::new(AtomicUsize::new(0));
        let (shared, counter) = (answer.clone(), asked.clone());
        let show = get(move || async move {
            counter.fetch_add(1, Ordering::SeqCst);
            shared.lock().unwrap().clone()
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        let router = Router::new().route("/keys", show);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, answer, asked }
    }

    fn say(&self, status: StatusCode, text: String) {
        *self.answer.lock().unwrap() = (status, text);
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_fetched_kept_and_fetched_again_for_an_unknown_one() {
    let mut directory = TestDirectory::start().await;
    let [_, old, new] = &*SIGNERS;
    let host = Host::start(&key_set(&[old])).await;
    directory.trust(opened(&options(&host.url)).await);
    for _ in 0..3 {
        assert_eq!(
            ask(&directory, &old.sign(&claims()), VIEWER).await.0,
            StatusCode::OK
        );
    }
    assert_eq!(host.asked(), 1, "keys are kept");
    host.say(StatusCode::OK, key_set(&[old, new]).to_string());
    assert_eq!(
        ask(&directory, &new.sign(&claims()), VIEWER).await.0,
        StatusCode::OK
    );
    assert_eq!(host.asked(), 2, "an unknown key is asked for");
    let unknown = Signer::new(Algorithm::EdDSA, "empat");
    for _ in 0..3 {
        let (status, _) = ask(&directory, &unknown.sign(&claims()), VIEWER).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(host.asked(), 2, "but not again within a minute");
    assert_eq!(
        ask(&directory, &old.sign(&claims()), VIEWER).await.0,
        StatusCode::OK
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_keys_nobody_is_known_and_nothing_else_fails() {
    let jwt = SIGNERS[1].sign(&claims());
    for (status, text) in [
        (StatusCode::INTERNAL_SERVER_ERROR, all_keys().to_string()),
        (StatusCode::OK, "<html>".to_owned()),
        (
            StatusCode::OK,
            all_keys().to_string() + &" ".repeat(300_000),
        ),
    ] {
        let mut directory = TestDirectory::start().await;
        let host = Host::start(&all_keys()).await;
        host.say(status, text);
        directory.trust(opened(&options(&host.url)).await);
        for _ in 0..2 {
            let (status, answer) = ask(&directory, &jwt, VIEWER).await;
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE");
        }
        assert_eq!(host.asked(), 1, "one that fails is asked once a minute too");
        assert_eq!(
            directory.ask(VIEWER).await["viewer"]["role"],
            "VISITOR",
            "visitors need no keys"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_that_cannot_be_meant_are_refused_at_the_start() {
    let refused = async |options: IssuerOptions| {
        let opened = TrustedIssuer::open(&options).await;
        format!("{:#}", opened.err().expect("it is refused"))
    };
    let far = refused(options("http://masuk.contoh.example/keys")).await;
    assert!(far.contains("use https"), "{far}");
    let missing = refused(options("/nowhere/keys.json")).await;
    assert!(missing.contains("cannot read the JWK set"), "{missing}");
    for pair in ["pekerja", "pekerja=visitor", "pekerja=raja"] {
        let mut options = options("/nowhere/keys.json");
        options.oidc_role = vec![pair.to_owned()];
        let text = refused(options).await;
        assert!(text.contains(pair), "{text}");
    }
    let lonely = std::process::Command::new(env!("CARGO_BIN_EXE_jembatan"))
        .args(["serve", "--oidc-issuer", ISSUER])
        .output()
        .unwrap();
    assert_eq!(lonely.status.code(), Some(2));
    let said = String::from_utf8(lonely.stderr).unwrap();
    assert!(said.contains("--oidc-jwks"), "{said}");
}
