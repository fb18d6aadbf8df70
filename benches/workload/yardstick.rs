//! The yardstick's server: axum, with one SQLite connection for each thread and no hop between threads for a question.
//! What it needs beside the tables, for searching, it keeps in a file of its own.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use rusqlite::Connection;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use crate::ours::THREADS;
use crate::yardstick_find::{self as find, Near, Text};
use crate::yardstick_rows::{self as rows, After, One};

/// The server with its threads.
pub(crate) struct Yardstick {
    _runtime: Runtime,
    pub(crate) address: SocketAddr,
}

impl Yardstick {
    pub(crate) fn start(folder: &Path) -> Self {
        for file in [
            "yardstick.sqlite",
            "yardstick.sqlite-wal",
            "yardstick.sqlite-shm",
        ] {
            let _ = std::fs::remove_file(folder.join(file));
        }
        find::build(&connect(folder));
        let folder: Folder = Arc::new(folder.to_owned());
        let router = Router::new()
            .route(
                "/organization",
                answer(rows::organization as fn(&Connection, &One) -> _),
            )
            .route("/page", answer(rows::page as fn(&Connection, &After) -> _))
            .route(
                "/short",
                answer(rows::short as fn(&Connection, &After) -> _),
            )
            .route("/text", answer(find::text as fn(&Connection, &Text) -> _))
            .route("/near", answer(find::near as fn(&Connection, &Near) -> _))
            .with_state(folder);
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("yardstick")
            .enable_all()
            .build()
            .unwrap();
        let address = runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(async { axum::serve(NoDelay(listener), router).await });
            address
        });
        Self {
            _runtime: runtime,
            address,
        }
    }
}

/// Sends small answers at once, as ours does.
struct NoDelay(TcpListener);

impl axum::serve::Listener for NoDelay {
    type Io = tokio::net::TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = axum::serve::Listener::accept(&mut self.0).await;
        stream.set_nodelay(true).unwrap();
        (stream, address)
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

type Folder = Arc<PathBuf>;

thread_local! {
    static CONNECTION: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

/// The yardstick's own file as `main`, the directory's as `directory`.
pub(crate) fn connect(folder: &Path) -> Connection {
    let connection = Connection::open(folder.join("yardstick.sqlite")).unwrap();
    let directory = folder.join("jembatan.sqlite");
    connection
        .execute("ATTACH ? AS directory", [directory.to_str().unwrap()])
        .unwrap();
    let settings = "PRAGMA main.journal_mode = wal; PRAGMA temp_store = memory;
                    PRAGMA main.cache_size = -8192; PRAGMA directory.cache_size = -16384;
                    PRAGMA main.mmap_size = 268435456; PRAGMA directory.mmap_size = 268435456;";
    connection.execute_batch(settings).unwrap();
    connection.set_prepared_statement_cache_capacity(64);
    connection
}

/// A route whose answer `read` takes from the database.
fn answer<Q, A>(
    read: fn(&Connection, &Q) -> rusqlite::Result<A>,
) -> axum::routing::MethodRouter<Folder>
where
    Q: DeserializeOwned + Send + 'static,
    A: Serialize + 'static,
{
    post(
        move |State(folder): State<Folder>, Json(question): Json<Q>| async move {
            CONNECTION.with_borrow_mut(|connection| {
                let connection = connection.get_or_insert_with(|| {
                    let connection = connect(&folder);
                    connection.execute_batch("PRAGMA query_only = on").unwrap();
                    connection
                });
                let data = read(connection, &question).unwrap();
                json(&Data { data })
            })
        },
    )
}

#[derive(Serialize)]
struct Data<A> {
    data: A,
}

fn json(answer: &impl Serialize) -> Response {
    let body = serde_json::to_vec(answer).unwrap();
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}
