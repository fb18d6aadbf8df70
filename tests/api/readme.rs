//! The README tells the truth: its question gets the answer it shows.

use serde_json::Value;

use crate::support::TestDirectory;

const README: &str = include_str!("../../README.md");

/// The first fenced block of a language.
fn block(language: &str) -> &'static str {
    let opening = format!("```{language}\n");
    let start = README
        .find(&opening)
        .unwrap_or_else(|| panic!("no {language} in the README"))
        + opening.len();
    &README[start..start + README[start..].find("```").unwrap()]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_question_gets_the_answer_shown() {
    let directory = TestDirectory::start().await.with_sample(2_000).await;
    let answer = directory.answer(block("graphql"), Value::Null).await;
    let shown: Value = serde_json::from_str(block("json")).unwrap();
    assert_eq!(
        answer, shown,
        "the README shows another answer; the API says:\n{answer:#}"
    );
}

#[test]
fn the_two_commands_are_there() {
    for command in ["cargo run --release -- serve --sample 2000", "cargo test"] {
        assert!(
            README.lines().any(|line| line.trim() == command),
            "{command}"
        );
    }
}
