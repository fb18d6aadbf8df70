//! How long the server itself takes to find help by words, need, place and hour, with reasons, facets and near misses,
//! without a network between; and the same search as far as FTS5 and SQL go.

use std::path::Path;
use std::time::Instant;

use async_graphql::{Request, Variables};
use chrono::DateTime;
use jembatan::broker::{Broker, Filters, Question};
use jembatan::config::now;
use serde_json::json;

use crate::ours::Ours;
use crate::question::{TEXTS, places};
use crate::random::Random;
use crate::table::percentile;
use crate::yardstick::connect;
use crate::yardstick_find::{Help, help};

const QUESTIONS: usize = 2_000;

/// How many ask at once.
const AT_ONCE: usize = 16;

/// A Monday morning.
const OPEN_AT: &str = "2026-11-23T10:00:00+07:00";

const RADIUS_M: f64 = 50_000.0;

const DOCUMENT: &str = "query Find($text: String!, $need: String!, $latitude: Float!, $longitude: Float!, $at: DateTime!) {
  findServices(
    input: {text: $text, needs: [$need], near: {latitude: $latitude, longitude: $longitude, radiusM: 50000}, openAt: $at}
    first: 20
  ) {
    totalCount
    nodes {
      score distanceM hours reasons { part share sentence } cautions { code }
      service { hsdsId name description organization { name } } location { name }
    }
    facets { organizationKinds { kind count } languages { language count } free openNow }
    interpretedAs { matchedText }
  }
}";

/// Puts the questions to the broker, to the whole schema and to SQL, and prints the times.
pub(crate) fn run(ours: &Ours, folder: &Path) {
    let mut random = Random::new(3);
    let places = places(folder, QUESTIONS);
    let questions: Vec<Question> = (0..QUESTIONS)
        .map(|number| Question {
            text: Some((*random.pick(&TEXTS)).to_owned()),
            needs: vec![format!("N{:02}", number % 40 + 1)],
            near: Some(*random.pick(&places)),
            includes_outside: true,
            filters: Filters {
                radius_m: Some(RADIUS_M),
                open_at: DateTime::parse_from_rfc3339(OPEN_AT)
                    .ok()
                    .map(|at| at.to_utc()),
                ..Filters::default()
            },
            now: now(),
            first: 20,
            wants_facets: true,
            ..Question::default()
        })
        .collect();
    println!(
        "\nfinding by words, need, place and hour with reasons and facets, in process, {QUESTIONS} questions over {} offers",
        ours.opened.index.offers()
    );
    let ask = |question: &Question| {
        let found = ours.runtime.block_on(ours.broker.find(question));
        for found in found.unwrap().matches {
            std::hint::black_box(found.reasons());
        }
    };
    time(&questions, ask);
    let alone = show("one at a time", &time(&questions, ask));
    show("16 at once", &at_once(&ours.broker, &questions, ours));
    let misses: Vec<Question> = questions
        .iter()
        .map(|question| Question {
            misses: 5,
            ..question.clone()
        })
        .collect();
    show("with near misses", &time(&misses, ask));
    let unbounded: Vec<Question> = questions
        .iter()
        .map(|question| Question {
            needs: Vec::new(),
            filters: Filters::default(),
            ..question.clone()
        })
        .collect();
    show("by words and place alone", &time(&unbounded, ask));
    let beginnings: Vec<String> = TEXTS
        .iter()
        .flat_map(|text| (2..=text.len()).filter_map(|end| text.get(..end)))
        .map(str::to_owned)
        .collect();
    let suggest = |text: &String| {
        ours.broker.suggest(text, 10).unwrap();
    };
    show("suggest", &time(&beginnings, suggest));

    let app = Ours::app(&ours.opened, &ours.broker);
    let ask = |question: &Question| {
        let request = (app.attach)(request(question), None);
        let request = ours.runtime.block_on(request).unwrap();
        let answer = ours.runtime.block_on(app.schema.execute(request));
        assert!(answer.is_ok(), "{:?}", answer.errors);
    };
    time(&questions, ask);
    show("with the rows, as GraphQL", &time(&questions, ask));

    let connection = connect(folder);
    let sql: Vec<Help> = questions
        .iter()
        .take(QUESTIONS / 10)
        .map(|question| Help {
            text: question.text.clone().unwrap_or_default(),
            need: question.needs[0].clone(),
            from: question.near.unwrap(),
            open: ("MO", "10:00"),
        })
        .collect();
    let yardstick = show(
        "the same as FTS5 and SQL",
        &time(&sql, |question| {
            help(&connection, question).unwrap();
        }),
    );
    println!(
        "ratio of the medians, SQL to ours: {:.1}",
        yardstick / alone
    );
}

/// The questions by 16 workers in turn.
fn at_once(broker: &Broker, questions: &[Question], ours: &Ours) -> Vec<u64> {
    ours.runtime.block_on(async {
        let mut workers = Vec::new();
        for worker in 0..AT_ONCE {
            let broker = broker.clone();
            let part: Vec<Question> = questions
                .iter()
                .skip(worker)
                .step_by(AT_ONCE)
                .cloned()
                .collect();
            workers.push(tokio::spawn(async move {
                let mut took = Vec::new();
                for question in &part {
                    let started = Instant::now();
                    let found = broker.find(question).await.unwrap();
                    for found in found.matches {
                        std::hint::black_box(found.reasons());
                    }
                    took.push(started.elapsed().as_nanos() as u64);
                }
                took
            }));
        }
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await.unwrap());
        }
        all
    })
}

fn time<Q>(questions: &[Q], mut ask: impl FnMut(&Q)) -> Vec<u64> {
    let time = |question| {
        let started = Instant::now();
        ask(question);
        started.elapsed().as_nanos() as u64
    };
    questions.iter().map(time).collect()
}

fn request(question: &Question) -> Request {
    let (latitude, longitude) = question.near.unwrap();
    Request::new(DOCUMENT).variables(Variables::from_json(json!({
        "text": question.text,
        "need": question.needs[0],
        "latitude": latitude,
        "longitude": longitude,
        "at": OPEN_AT,
    })))
}

/// Prints the times and returns the median in milliseconds.
fn show(what: &str, latencies: &[u64]) -> f64 {
    let median = percentile(latencies, 0.5);
    println!(
        "{what:<30} p50 {median:.2} ms, p99 {:.2} ms",
        percentile(latencies, 0.99)
    );
    median
}
