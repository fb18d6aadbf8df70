//! `cargo bench`: the questions that clients ask most, put to this server and to a yardstick on the same file, in turns.
//! The yardstick is what a good programmer would write by hand for these questions alone, with axum and rusqlite and no
//! GraphQL; every answer of ours is compared with the yardstick's before anything is timed. Figures are ratios of one run.
//!
//! Words after `--` choose workloads: `cargo bench --bench workload -- page`.
//! `JEMBATAN_BENCH_SERVICES` (20000), `JEMBATAN_BENCH_SECONDS` for each round of each side (1.5), `JEMBATAN_BENCH_ROUNDS`
//! (5) and `JEMBATAN_CACHED_ROWS` (500000) change the size of the run; `JEMBATAN_BENCH_FOLDER` names a data folder, filled
//! before or to be filled, that is kept.
// The schema is executed here without the server's boxes around it, and its futures nest deeper than usual.
#![recursion_limit = "256"]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a benchmark may stop at the first surprise, and its figures are small"
)]

#[path = "workload/finding.rs"]
mod finding;
#[path = "workload/id.rs"]
mod id;
#[path = "workload/load.rs"]
mod load;
#[path = "workload/mapping.rs"]
mod mapping;
#[path = "workload/ours.rs"]
mod ours;
#[path = "workload/question.rs"]
mod question;
#[path = "workload/random.rs"]
mod random;
#[path = "workload/table.rs"]
mod table;
#[path = "workload/yardstick.rs"]
mod yardstick;
#[path = "workload/yardstick_find.rs"]
mod yardstick_find;
#[path = "workload/yardstick_rows.rs"]
mod yardstick_rows;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, Instant};

use load::{Client, Take};
use ours::Ours;
use question::Workload;
use table::{Line, median};
use yardstick::Yardstick;

/// The same allocator as the program's; both sides profit.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many connections ask at once.
const CLIENTS: [usize; 2] = [1, 16];

/// How large the run is.
struct Settings {
    services: usize,
    round: Duration,
    rounds: usize,
    cached_rows: u64,
    only: Vec<String>,
}

impl Settings {
    fn read() -> Self {
        Self {
            services: setting("JEMBATAN_BENCH_SERVICES", 20_000),
            round: Duration::from_secs_f64(setting("JEMBATAN_BENCH_SECONDS", 1.5)),
            rounds: setting("JEMBATAN_BENCH_ROUNDS", 5),
            cached_rows: setting("JEMBATAN_CACHED_ROWS", 500_000),
            only: std::env::args()
                .skip(1)
                .filter(|word| !word.starts_with("--"))
                .collect(),
        }
    }

    /// Whether only what is asked in process is wanted.
    fn is_in_process(&self) -> bool {
        let in_process = |word: &String| ["finding", "mapping"].contains(&word.as_str());
        !self.only.is_empty() && self.only.iter().all(in_process)
    }

    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|word| name.contains(word.as_str()))
    }
}

fn setting<T: FromStr>(name: &str, default: T) -> T {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name} is \"{text}\"; give a number")),
        Err(_) => default,
    }
}

fn main() {
    if !std::env::args().any(|word| word == "--bench") {
        println!(
            "This takes minutes and means nothing without optimization: run it with `cargo bench`."
        );
        return;
    }
    let settings = Settings::read();
    let made = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("JEMBATAN_BENCH_FOLDER")
        .map_or_else(|| made.path().to_owned(), PathBuf::from);
    let folder = folder.as_path();
    let ours = Ours::start(folder, settings.services, settings.cached_rows);
    let yardstick = Yardstick::start(folder);
    describe(&settings, folder);

    let mut client = Client::new();
    // To put the questions together, every service is looked at.
    let workloads = if settings.is_in_process() {
        Vec::new()
    } else {
        question::workloads(folder, &mut client, ours.address)
    };
    let mut lines = Vec::new();
    let mut cold = Vec::new();
    for workload in workloads
        .iter()
        .filter(|workload| settings.wants(workload.name))
    {
        workload.check(&mut client, ours.address, yardstick.address);
        for clients in CLIENTS {
            lines.push(race(
                &settings,
                &mut client,
                &ours,
                &yardstick,
                workload,
                clients,
            ));
        }
        cold.push((
            workload.name,
            measure_cold(&settings, &mut client, &ours, workload),
        ));
    }
    table::print(&lines);
    table::print_cold(&cold);
    if settings.wants("finding") {
        finding::run(&ours, folder);
    }
    if settings.wants("mapping") {
        mapping::run(&ours, folder);
    }
}

fn describe(settings: &Settings, folder: &Path) {
    let size = std::fs::metadata(folder.join("jembatan.sqlite"))
        .unwrap()
        .len();
    println!(
        "{} services, {} MB of SQLite, {} cached rows, {} rounds of {:?} a side, {} cores\n",
        settings.services,
        size / 1_000_000,
        settings.cached_rows,
        settings.rounds,
        settings.round,
        std::thread::available_parallelism().unwrap(),
    );
}

/// Both sides in turns, so that whatever else the machine does falls on both.
fn race(
    settings: &Settings,
    client: &mut Client,
    ours: &Ours,
    yardstick: &Yardstick,
    workload: &Workload,
    clients: usize,
) -> Line {
    let mut sides = [
        (ours.address, &workload.ours, Take::default(), Vec::new(), 0),
        (
            yardstick.address,
            &workload.theirs,
            Take::default(),
            Vec::new(),
            0,
        ),
    ];
    let statements = ours.opened.store.statements();
    for _ in 0..settings.rounds {
        for (address, requests, all, rates, position) in &mut sides {
            let take = client.run(*address, requests, clients, settings.round, *position);
            *position += take.latencies.len();
            rates.push(take.per_second());
            all.add(take);
        }
    }
    let statements = ours.opened.store.statements() - statements;
    let [(_, _, ours, our_rates, _), (_, _, theirs, their_rates, _)] = sides;
    Line {
        name: workload.name,
        clients,
        statements: statements as f64 / ours.latencies.len() as f64,
        bytes: ours.bytes / ours.latencies.len(),
        our_rate: median(our_rates),
        their_rate: median(their_rates),
        our_latencies: ours.latencies,
        their_latencies: theirs.latencies,
    }
}

/// Ours alone, with no row in memory when a request comes: as just after a start or a write.
fn measure_cold(
    settings: &Settings,
    client: &mut Client,
    ours: &Ours,
    workload: &Workload,
) -> Take {
    let mut all = Take::default();
    let started = Instant::now();
    for request in workload
        .ours
        .iter()
        .cycle()
        .take_while(|_| started.elapsed() < settings.round)
    {
        ours.opened.store.forget();
        all.add(client.once(ours.address, std::slice::from_ref(request), |_| ()));
    }
    all
}
