//! The figures as text.

use crate::load::Take;

/// What a workload took on both sides.
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) clients: usize,
    pub(crate) our_rate: f64,
    pub(crate) their_rate: f64,
    pub(crate) our_latencies: Vec<u64>,
    pub(crate) their_latencies: Vec<u64>,
    /// Of an answer of ours, on average.
    pub(crate) bytes: usize,
    /// SQL statements of ours for one request, on average.
    pub(crate) statements: f64,
}

/// The one in the middle.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// The time within which `share` of the requests were answered, in milliseconds.
pub(crate) fn percentile(latencies: &[u64], share: f64) -> f64 {
    let mut sorted = latencies.to_vec();
    sorted.sort_unstable();
    let place = ((sorted.len() - 1) as f64 * share).round() as usize;
    sorted[place] as f64 / 1e6
}

fn spread(latencies: &[u64]) -> String {
    format!(
        "{:.2} / {:.2}",
        percentile(latencies, 0.5),
        percentile(latencies, 0.99)
    )
}

pub(crate) fn print(lines: &[Line]) {
    println!(
        "{:<30} {:>7} {:>10} {:>10} {:>6}  {:>15} {:>15} {:>7} {:>10}",
        "workload",
        "clients",
        "ours/s",
        "yard/s",
        "ratio",
        "ours p50/p99 ms",
        "yard p50/p99 ms",
        "bytes",
        "statements"
    );
    for line in lines {
        println!(
            "{:<30} {:>7} {:>10.0} {:>10.0} {:>6.2}  {:>15} {:>15} {:>7} {:>10.2}",
            line.name,
            line.clients,
            line.our_rate,
            line.their_rate,
            line.our_rate / line.their_rate,
            spread(&line.our_latencies),
            spread(&line.their_latencies),
            line.bytes,
            line.statements,
        );
    }
}

pub(crate) fn print_cold(takes: &[(&str, Take)]) {
    println!(
        "\n{:<30} {:>7} {:>10}  {:>15}",
        "no row in memory", "clients", "ours/s", "ours p50/p99 ms"
    );
    for (name, take) in takes {
        println!(
            "{:<30} {:>7} {:>10.0}  {:>15}",
            name,
            1,
            take.per_second(),
            spread(&take.latencies)
        );
    }
}
