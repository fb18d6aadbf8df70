//! This server, filled with the sample and listening, as `jembatan serve --sample` would do it.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;

use jembatan::broker::Broker;
use jembatan::cli::Opened;
use jembatan::config::{StoreOptions, now};
use jembatan::http::{self, App, Limits, MetricsText};
use jembatan::transfer;
use tokio::runtime::{Builder, Runtime};

/// How many threads either server has.
pub(crate) const THREADS: usize = 2;

/// A log longer than this is that of a folder filled before: the shipped data alone makes some 23,000 changes.
const FILLED: i64 = 100_000;

/// The server with its threads.
pub(crate) struct Ours {
    pub(crate) runtime: Runtime,
    pub(crate) opened: Opened,
    pub(crate) broker: Broker,
    pub(crate) address: SocketAddr,
}

impl Ours {
    pub(crate) fn start(folder: &Path, services: usize, cached_rows: u64) -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("ours")
            .enable_all()
            .build()
            .unwrap();
        let options = StoreOptions {
            data_dir: folder.to_owned(),
            database_url: None,
            cached_rows,
        };
        let (opened, broker) = runtime.block_on(async {
            let opened = Opened::open(&options).await.unwrap();
            if opened.feed.head().await.unwrap() < FILLED {
                let started = Instant::now();
                let report = transfer::load_sample(opened.store.clone(), services, now())
                    .await
                    .unwrap();
                assert!(report.is_written, "{:?}", report.problems.first());
                println!("sample written in {:.1} s", started.elapsed().as_secs_f64());
            }
            let started = Instant::now();
            opened.catch_up().await.unwrap();
            println!(
                "index caught up in {:.1} s",
                started.elapsed().as_secs_f64()
            );
            let broker = opened.broker().await.unwrap();
            (opened, broker)
        });
        let app = Self::app(&opened, &broker);
        let address = runtime.block_on(async {
            let listener = http::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(http::serve(
                listener,
                http::router(app),
                http::Connections::default(),
                std::future::pending(),
            ));
            address
        });
        Self {
            runtime,
            opened,
            broker,
            address,
        }
    }

    /// What the network door stands in front of.
    pub(crate) fn app(opened: &Opened, broker: &Broker) -> App {
        // One client asks all there is to ask.
        let limits = Limits {
            visitor_budget: 0,
            ..Limits::default()
        };
        opened.app(broker.clone(), limits, MetricsText::install())
    }
}
