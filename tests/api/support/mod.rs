//! A directory for one test: a temporary folder with a copy of a migrated database, or a database of its own on the
//! PostgreSQL server that `JEMBATAN_TEST_POSTGRES` names.

pub mod actor;
pub mod chance;
pub mod composer;
pub mod hsds;
pub mod import;
pub mod node;
pub mod server;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use axum::Router;
use axum::body::Body;
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use jembatan::broker::Broker;
use jembatan::cli::{Opened, TrustedIssuer};
use jembatan::config::StoreOptions;
use jembatan::http::{App, Limits, MetricsText};
use jembatan::transfer::{self, Mapping};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use tower::ServiceExt;

pub struct TestDirectory {
    pub opened: Opened,
    broker: Broker,
    folder: tempfile::TempDir,
    router: OnceLock<Router>,
}

/// The moment at which tests write.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).unwrap()
}

/// What lies beside the project for tests on real data. `None` when it is not there, which is said on standard error.
pub fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(path);
    if path.exists() {
        return Some(path);
    }
    say(&format!(
        "SKIPPED: {} is not there, so this test on real data did not run",
        path.display()
    ));
    None
}

/// A client over a socket. It is built with the TLS of webhooks, which wants a provider, also where it speaks plain HTTP.
pub fn client() -> reqwest::Client {
    reqwest::Client::new()
}

/// Says something that the test harness does not swallow.
pub fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Runs one body on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! both_backends {
    ($(async fn $name:ident($directory:ident: TestDirectory) $body:block)*) => {
        $(mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn body($directory: $crate::support::TestDirectory) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                body($crate::support::TestDirectory::start().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(directory) = $crate::support::TestDirectory::on_postgres().await {
                    body(directory).await;
                }
            }
        })*
    };
}

fn options(folder: &Path, database_url: Option<String>) -> StoreOptions {
    StoreOptions {
        data_dir: folder.to_owned(),
        database_url,
        cached_rows: 100_000,
    }
}

/// A migrated SQLite file that tests copy.
async fn sqlite_template() -> &'static Path {
    static TEMPLATE: OnceCell<(tempfile::TempDir, PathBuf)> = OnceCell::const_new();
    let (_, file) = TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().unwrap();
            let opened = Opened::open(&options(folder.path(), None)).await.unwrap();
            opened.store.close().await.unwrap();
            let file = folder.path().join("jembatan.sqlite");
            assert!(
                !folder.path().join("jembatan.sqlite-wal").exists(),
                "the template is one file"
            );
            (folder, file)
        })
        .await;
    file
}

/// The server that tests may use, and a migrated database on it that tests copy.
async fn postgres_template() -> Option<&'static (String, String)> {
    static TEMPLATE: OnceCell<Option<(String, String)>> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let Ok(server) = std::env::var("JEMBATAN_TEST_POSTGRES") else {
                say("SKIPPED: the PostgreSQL twins did not run; name a server in JEMBATAN_TEST_POSTGRES to run them");
                return None;
            };
            let name = format!("jembatan_template_{}", uuid::Uuid::now_v7().simple());
            admin(&server, &format!("CREATE DATABASE {name}")).await;
            let folder = tempfile::tempdir().unwrap();
            let opened = Opened::open(&options(folder.path(), Some(in_database(&server, &name)))).await.unwrap();
            opened.store.close().await.unwrap();
            Some((server, name))
        })
        .await
        .as_ref()
}

async fn admin(server: &str, statement: &str) {
    let connection = Database::connect(server)
        .await
        .expect("the server in JEMBATAN_TEST_POSTGRES answers");
    connection.execute_unprepared(statement).await.unwrap();
    connection.close().await.unwrap();
}

/// The URL of another database on the same server.
fn in_database(server: &str, name: &str) -> String {
    let (address, query) = server
        .split_once('?')
        .map_or((server, None), |(address, query)| (address, Some(query)));
    let (address, _) = address
        .rsplit_once('/')
        .expect("a database in JEMBATAN_TEST_POSTGRES");
    match query {
        Some(query) => format!("{address}/{name}?{query}"),
        None => format!("{address}/{name}"),
    }
}

impl TestDirectory {
    /// A directory on SQLite with the shipped data and nothing else.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(
            sqlite_template().await,
            folder.path().join("jembatan.sqlite"),
        )
        .unwrap();
        Self::open(folder, None).await
    }

    /// A directory on PostgreSQL with the shipped data and nothing else; `None` when no server is named.
    pub async fn on_postgres() -> Option<Self> {
        static ONE_COPY_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
        let (server, template) = postgres_template().await?;
        let name = format!("jembatan_test_{}", uuid::Uuid::now_v7().simple());
        {
            let _alone = ONE_COPY_AT_A_TIME.lock().await;
            admin(
                server,
                &format!("CREATE DATABASE {name} TEMPLATE {template}"),
            )
            .await;
        }
        let folder = tempfile::tempdir().unwrap();
        Some(Self::open(folder, Some(in_database(server, &name))).await)
    }

    async fn open(folder: tempfile::TempDir, database_url: Option<String>) -> Self {
        let opened = Opened::open(&options(folder.path(), database_url))
            .await
            .unwrap();
        opened.catch_up().await.unwrap();
        let broker = opened.broker().await.unwrap();
        Self {
            opened,
            broker,
            folder,
            router: OnceLock::new(),
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The network door, built once for each directory: the schema is large. It has the limits of every day, but for
    /// budgets, which many questions of one test would spend.
    pub fn router(&self) -> Router {
        let router = self.router.get_or_init(|| {
            let limits = Limits {
                visitor_budget: u32::MAX,
                known_budget: u32::MAX,
                ..Limits::default()
            };
            jembatan::http::router(self.app(limits))
        });
        router.clone()
    }

    /// Trusts an issuer of JWTs from now on.
    pub fn trust(&mut self, issuer: TrustedIssuer) {
        self.opened.trust(issuer);
        self.router = OnceLock::new();
    }

    /// The broker behind the network door.
    pub fn broker(&self) -> &Broker {
        &self.broker
    }

    /// What the network door serves, within these limits.
    pub fn app(&self, limits: Limits) -> App {
        let metrics = MetricsText::install();
        self.opened.app(self.broker.clone(), limits, metrics)
    }

    /// Fills the directory with made-up services.
    pub async fn with_sample(self, services: usize) -> Self {
        let report = transfer::load_sample(self.opened.store.clone(), services, now())
            .await
            .unwrap();
        assert!(report.is_written, "{:?}", report.problems.first());
        self.opened.catch_up().await.unwrap();
        self
    }

    /// Asks the API and returns the whole answer.
    pub async fn answer(&self, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let request = axum::http::Request::post("/graphql")
            .header("content-type", "application/json")
            .body(Body::from(body))
            .unwrap();
        let response = self.router().oneshot(request).await.unwrap();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&bytes).unwrap()
    }

    /// Asks the API and returns the data; there must be no error.
    pub async fn ask(&self, query: &str) -> Value {
        let mut answer = self.answer(query, Value::Null).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].take()
    }

    /// Asks the API what it must refuse, and returns the code of the first error.
    pub async fn refusal(&self, query: &str) -> String {
        let answer = self.answer(query, Value::Null).await;
        answer["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer:#}"))
            .to_owned()
    }

    /// Runs a statement that the program has no door for yet.
    pub async fn write(&self, sql: &str) {
        use sea_orm::ConnectionTrait;
        let transaction = self.opened.store.begin().await.unwrap();
        transaction.execute_unprepared(sql).await.unwrap();
        transaction.commit().await.unwrap();
        self.opened.store.forget();
    }

    /// The first column of what a statement reads, as text.
    pub async fn words(&self, sql: &str) -> Vec<String> {
        use sea_orm::{ConnectionTrait, Statement};
        let store = &self.opened.store;
        let statement = Statement::from_string(store.backend(), sql);
        let rows = store.read().query_all_raw(statement).await.unwrap();
        rows.iter()
            .map(|row| row.try_get_by_index::<String>(0).unwrap())
            .collect()
    }

    /// Adds a row of one of our own tables.
    pub async fn put(&self, table: &str, fields: Value) {
        use jembatan::directory::{Draft, Editor, validate};
        let object = entity::object::object(table).unwrap();
        let mut draft = Draft::new(uuid::Uuid::now_v7());
        for (name, value) in fields.as_object().unwrap() {
            let (_, field) = object.field(name).unwrap();
            draft.set(
                object,
                name,
                validate::from_json(object, field, value).unwrap(),
            );
        }
        let mut editor = Editor::begin(self.opened.store.clone(), "test", now())
            .await
            .unwrap();
        let outcome = editor.put(object, &[draft]).await.unwrap();
        assert_eq!(outcome, [jembatan::directory::Outcome::Created]);
        editor.commit().await.unwrap();
    }

    /// Brings the index and the broker up to what was written beside them.
    pub async fn settle(&self) {
        self.opened.catch_up().await.unwrap();
        let now = jembatan::config::now();
        self.broker.refresh(&self.opened.store, now).await.unwrap();
    }

    /// The newest position of the change log.
    pub async fn head(&self) -> i64 {
        self.opened.feed.head().await.unwrap()
    }

    /// How many SQL statements a question costs when nothing of it is in memory.
    pub async fn statements_of(&self, query: &str) -> u64 {
        self.opened.store.forget();
        let before = self.opened.store.statements();
        self.ask(query).await;
        self.opened.store.statements() - before
    }
}

/// A mapping file of the project.
pub fn example_mapping(name: &str) -> Mapping {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/mappings")
        .join(name);
    Mapping::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
}
