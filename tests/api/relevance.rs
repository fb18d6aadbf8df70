//! How well plain words find the right services: the relevance set that lies beside the project, through the program.

use std::path::Path;
use std::process::Command;

use crate::support::shared;

/// The best baseline of each kind, as the set's report has them (mode region).
const BASELINES: [(&str, f64); 11] = [
    ("all", 0.529),
    ("abbreviation", 0.766),
    ("constrained", 0.703),
    ("dictated", 0.603),
    ("english", 0.569),
    ("formal", 0.660),
    ("name", 0.800),
    ("plain", 0.569),
    ("regional", 0.713),
    ("slang", 0.553),
    ("typo", 0.621),
];

fn jembatan(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_jembatan"))
        .arg("--data-dir")
        .arg(folder)
        .args(arguments)
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_development_set_is_answered_above_its_bars() {
    let Some(set) = shared("relevance") else {
        return;
    };
    let path = |file: &str| set.join(file).to_str().unwrap().to_owned();
    let folder = tempfile::tempdir().unwrap();
    jembatan(folder.path(), &["import", &path("corpus/services.json")]);
    let table = jembatan(
        folder.path(),
        &[
            "relevance",
            &path("queries_dev.csv"),
            &path("qrels_dev.csv"),
        ],
    );
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| "))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    for (kind, baseline) in BASELINES {
        let row = rows
            .iter()
            .find(|row| row[0] == kind)
            .unwrap_or_else(|| panic!("no {kind} in {table}"));
        let ndcg: f64 = row[1].parse().unwrap();
        let bar = if kind == "all" { 0.80 } else { 0.65 };
        assert!(ndcg >= bar, "{kind}: {ndcg} is under {bar}");
        assert!(
            ndcg > baseline,
            "{kind}: {ndcg} is not above the best baseline {baseline}"
        );
        assert_eq!(row[5], "0.000", "{kind}: some questions found nothing");
    }
}
