//! The one door for demand: what reports and counters add up to.

use jembatan::directory::shipped::term_id;
use jembatan::directory::{
    Measure, Signal, SignalSource, Tally, Window, add_signals, demand_signals, month_of,
};
use uuid::Uuid;

use crate::both_backends;
use crate::support::{TestDirectory, now};

fn need(code: &str) -> Uuid {
    term_id(&format!("need:{code}"))
}

/// Adds a report as if it had been made at that moment.
pub async fn reported(directory: &TestDirectory, code: &str, people: u32, state: &str, at: &str) {
    let (id, need) = (Uuid::now_v7(), need(code));
    directory.write(&format!(
        "INSERT INTO community_need (id, need_id, region_code, served_unit, people_low, severity, state, reporter, reported_at)
         VALUES ({}, {}, '32.73.05', 'FAMILY', {people}, 'HIGH', '{state}', 'worker x', '{at}')",
        literal(directory, id), literal(directory, need)
    )).await;
}

/// An id as the database spells it.
fn literal(directory: &TestDirectory, id: Uuid) -> String {
    match directory.opened.store.backend() {
        sea_orm::DbBackend::Sqlite => format!("x'{}'", id.simple()),
        _ => format!("'{id}'"),
    }
}

fn signal(code: &str, region: &str, measure: Measure, window: Window, number: u64) -> Signal {
    Signal {
        need: need(code),
        region: region.to_owned(),
        measure,
        window,
        number,
    }
}

both_backends! {
    async fn demand_is_summed_by_window(directory: TestDirectory) {
        use Measure::{People, Reports, Searches};
        use Window::{Answered, Open, YearBefore};
        let store = &directory.opened.store;
        for (people, state, at) in [
            (7, "REPORTED", "2026-05-20T00:00:00Z"), (3, "PLANNED", "2025-06-01T00:00:00Z"), (9, "EVALUATED", "2025-07-01T00:00:00Z"),
            (5, "CONFIRMED", "2025-05-31T23:59:59Z"), (6, "ADDRESSED", "2024-06-01T00:00:00Z"), (8, "REPORTED", "2024-05-31T23:59:59Z"),
            (20, "DUPLICATE", "2026-05-20T00:00:00Z"), (30, "WITHDRAWN", "2025-01-20T00:00:00Z"),
        ] {
            reported(&directory, "N04", people, state, at).await;
        }
        let before = directory.head().await;
        let tally = |code: &str, region: &str, month: &str, source, number| Tally {
            need: need(code), region: region.to_owned(), month: month.to_owned(), source, number,
        };
        let this_month = month_of(now());
        for _ in 0..2 {
            add_signals(store, &[
                tally("N04", "32.73", &this_month, SignalSource::SearchNone, 9),
                tally("N04", "32.73", "2026-04", SignalSource::SearchNone, 2),
                tally("N04", "32.73", "2026-04", SignalSource::SearchNone, 1),
                tally("N04", "32.73", "2025-05", SignalSource::SearchFew, 1),
                tally("N04", "", "2025-04", SignalSource::SearchFew, 4),
                tally("N04", "", "2024-04", SignalSource::SearchFew, 4),
                tally("N13", "32.73.05.1001", "2026-04", SignalSource::SearchNone, 1),
            ]).await.unwrap();
        }
        add_signals(store, &[]).await.unwrap();
        assert_eq!(directory.head().await, before, "counters are not in the log");
        let mut signals = demand_signals(store, now()).await.unwrap();
        signals.sort_by(|a, b| (a.need, &a.region, a.measure, a.window).cmp(&(b.need, &b.region, b.measure, b.window)));
        let mut expected = vec![
            signal("N04", "", Searches, YearBefore, 8),
            signal("N04", "32.73", Searches, Open, 8),
            signal("N04", "32.73.05", People, Open, 10),
            signal("N04", "32.73.05", People, Answered, 9),
            signal("N04", "32.73.05", People, YearBefore, 11),
            signal("N04", "32.73.05", Reports, Open, 2),
            signal("N04", "32.73.05", Reports, Answered, 1),
            signal("N04", "32.73.05", Reports, YearBefore, 2),
            signal("N13", "32.73.05", Searches, Open, 2),
        ];
        expected.sort_by_key(|signal| signal.need);
        assert_eq!(signals, expected);
    }
}
