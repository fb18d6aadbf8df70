//! How long the server itself takes to find help by words, need and place, without a network between.

use std::path::Path;
use std::time::Instant;

use async_graphql::{Request, Variables};
use jembatan::broker::{Filters, FindServices};
use serde_json::json;

use crate::ours::Ours;
use crate::question::{TEXTS, places};
use crate::random::Random;
use crate::table::percentile;

const QUESTIONS: usize = 2_000;

const DOCUMENT: &str = "query Find($text: String!, $need: String!, $latitude: Float!, $longitude: Float!) {
  findServices(
    input: {text: $text, needs: [$need], near: {latitude: $latitude, longitude: $longitude, radiusM: 50000}}, first: 20
  ) {
    nodes { score distanceM service { hsdsId name description organization { name } } location { name } }
    interpretedAs { matchedText }
  }
}";

/// Puts the questions to the broker, then to the whole schema, and prints the times.
pub(crate) fn run(ours: &Ours, folder: &Path) {
    let mut random = Random::new(3);
    let places = places(folder, QUESTIONS);
    let questions: Vec<FindServices> = (0..QUESTIONS)
        .map(|number| FindServices {
            text: Some((*random.pick(&TEXTS)).to_owned()),
            needs: vec![format!("N{:02}", number % 40 + 1)],
            near: Some(*random.pick(&places)),
            filters: Filters {
                radius_m: Some(50_000.0),
                ..Filters::default()
            },
            includes_outside: true,
            first: 20,
            ..FindServices::default()
        })
        .collect();
    println!("\nfinding by words, need and place, in process, {QUESTIONS} questions");

    let ask = || {
        let time = |question| {
            let started = Instant::now();
            ours.broker.find_services(question).unwrap();
            started.elapsed().as_nanos() as u64
        };
        questions.iter().map(time).collect::<Vec<_>>()
    };
    ask();
    show("ranking alone", &ask());

    let app = Ours::app(&ours.opened, &ours.broker);
    let ask = || {
        let time = |question| {
            let started = Instant::now();
            let request = (app.attach)(request(question));
            let answer = ours.runtime.block_on(app.schema.execute(request));
            assert!(answer.is_ok(), "{:?}", answer.errors);
            started.elapsed().as_nanos() as u64
        };
        questions.iter().map(time).collect::<Vec<_>>()
    };
    ask();
    show("with the rows, as GraphQL", &ask());
}

fn request(question: &FindServices) -> Request {
    let (latitude, longitude) = question.near.unwrap();
    Request::new(DOCUMENT).variables(Variables::from_json(json!({
        "text": question.text,
        "need": question.needs[0],
        "latitude": latitude,
        "longitude": longitude,
    })))
}

fn show(what: &str, latencies: &[u64]) {
    println!(
        "{what:<30} p50 {:.2} ms, p99 {:.2} ms",
        percentile(latencies, 0.5),
        percentile(latencies, 0.99)
    );
}
