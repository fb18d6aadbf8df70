//! `jembatan relevance`: how well the directory answers questions whose right answers are known.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::DateTime;
use clap::Args;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Ending;
use super::opened::Opened;
use crate::broker::{self, Filters};
use crate::config::{StoreOptions, now};

/// What to ask.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// A CSV of questions: id, text, region_code, lat, lng, age, open_at, free, language, kind
    #[arg(value_name = "QUERIES.csv")]
    queries: PathBuf,
    /// A CSV of graded answers: query_id, service_id, grade from 0 to 3
    #[arg(value_name = "QRELS.csv")]
    judgements: PathBuf,
    /// Write the answers to this CSV: query_id, rank, service_id
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,
    /// Ask the words alone, without region and filters
    #[arg(long)]
    plain: bool,
}

#[derive(Deserialize)]
struct Question {
    id: String,
    text: String,
    region_code: Option<String>,
    lat: Option<f64>,
    lng: Option<f64>,
    age: Option<f64>,
    open_at: Option<String>,
    free: Option<bool>,
    language: Option<String>,
    kind: String,
}

#[derive(Deserialize)]
struct Judgement {
    query_id: String,
    service_id: Uuid,
    grade: u8,
}

#[derive(Serialize)]
struct Answer<'a> {
    query_id: &'a str,
    rank: usize,
    service_id: Uuid,
}

/// How many answers are looked at.
const ANSWERS: usize = 50;

pub(super) async fn run(store: &StoreOptions, options: Options) -> Result<Ending> {
    let opened = Opened::open(store).await?;
    opened.catch_up().await?;
    let broker = opened.broker().await?;
    let questions: Vec<Question> = read(&options.queries)?;
    let mut grades: FxHashMap<String, FxHashMap<Uuid, u8>> = FxHashMap::default();
    for judgement in read::<Judgement>(&options.judgements)? {
        let of = grades.entry(judgement.query_id).or_default();
        of.insert(judgement.service_id, judgement.grade);
    }
    let mut run = options
        .run
        .as_deref()
        .map(csv::Writer::from_path)
        .transpose()?;
    let mut kinds: BTreeMap<&str, Vec<Measures>> = BTreeMap::new();
    let mut all = Vec::new();
    for question in &questions {
        let found = broker.find(&asked(question, options.plain)?).await?;
        let ranked: Vec<Uuid> = found.matches.iter().map(|found| found.subject()).collect();
        if let Some(run) = &mut run {
            for (place, service_id) in ranked.iter().enumerate() {
                run.serialize(Answer {
                    query_id: &question.id,
                    rank: place + 1,
                    service_id: *service_id,
                })?;
            }
        }
        let measures = Measures::of(&ranked, grades.get(&question.id));
        kinds.entry(&question.kind).or_default().push(measures);
        all.push(measures);
    }
    if let Some(run) = &mut run {
        run.flush()?;
    }
    println!("| kind | nDCG@10 | P@1 | MRR | R@20 | zero | wrong@10 | questions |");
    println!("|---|---|---|---|---|---|---|---|");
    print_row("all", &all);
    for (kind, measures) in &kinds {
        print_row(kind, measures);
    }
    Ok(Ending::Done)
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let cannot = || format!("cannot read {}", path.display());
    let mut rows = csv::Reader::from_path(path).with_context(cannot)?;
    rows.deserialize()
        .collect::<Result<_, _>>()
        .with_context(cannot)
}

fn asked(question: &Question, is_plain: bool) -> Result<broker::Question> {
    let words = broker::Question {
        text: Some(question.text.clone()),
        includes_outside: true,
        first: ANSWERS,
        now: now(),
        ..broker::Question::default()
    };
    if is_plain {
        return Ok(words);
    }
    let open_at = question.open_at.as_deref().filter(|at| !at.is_empty());
    Ok(broker::Question {
        region_code: question.region_code.clone(),
        near: question.lat.zip(question.lng),
        filters: Filters {
            age: question.age,
            open_at: open_at
                .map(|at| DateTime::parse_from_rfc3339(at).map(|at| at.to_utc()))
                .transpose()
                .with_context(|| format!("question {}: open_at", question.id))?,
            is_free: question.free.unwrap_or_default(),
            languages: question.language.iter().cloned().collect(),
            ..Filters::default()
        },
        ..words
    })
}

/// How well one question was answered.
#[derive(Clone, Copy, Default)]
struct Measures {
    /// Discounted gain of the first ten, with gain 2^grade - 1, over that of the best order.
    ndcg: f64,
    /// Whether the first answer has grade 2 or 3.
    first_fits: f64,
    /// One over the place of the first answer of grade 2 or 3.
    reciprocal_rank: f64,
    /// The share of answers of grade 2 or 3 that stand among the first twenty.
    recall: f64,
    /// Whether there was no answer.
    zero: f64,
    /// The share of grade 0 among the first ten.
    wrong: f64,
}

impl Measures {
    fn of(ranked: &[Uuid], grades: Option<&FxHashMap<Uuid, u8>>) -> Self {
        let grade = |service: &Uuid| grades.and_then(|grades| grades.get(service)).copied();
        let given: Vec<u8> = ranked
            .iter()
            .map(|service| grade(service).unwrap_or_default())
            .collect();
        let mut best: Vec<u8> = grades
            .into_iter()
            .flat_map(|grades| grades.values().copied())
            .collect();
        best.sort_unstable_by_key(|grade| std::cmp::Reverse(*grade));
        let fitting = best.iter().filter(|grade| **grade >= 2).count();
        let first = given.iter().position(|grade| *grade >= 2);
        let among = |most: usize, fits: fn(u8) -> bool| {
            number(
                given
                    .iter()
                    .take(most)
                    .filter(|grade| fits(**grade))
                    .count(),
            )
        };
        Self {
            ndcg: ratio(gain(&given), gain(&best)),
            first_fits: number(usize::from(first == Some(0))),
            reciprocal_rank: first.map_or(0.0, |place| 1.0 / number(place + 1)),
            recall: ratio(among(20, |grade| grade >= 2), number(fitting.min(20))),
            zero: number(usize::from(given.is_empty())),
            wrong: ratio(among(10, |grade| grade == 0), number(given.len().min(10))),
        }
    }

    fn columns(&self) -> [f64; 6] {
        [
            self.ndcg,
            self.first_fits,
            self.reciprocal_rank,
            self.recall,
            self.zero,
            self.wrong,
        ]
    }
}

fn gain(grades: &[u8]) -> f64 {
    let places = grades.iter().take(10).enumerate();
    places
        .map(|(place, grade)| (2_f64.powi(i32::from(*grade)) - 1.0) / number(place + 2).log2())
        .sum()
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn print_row(kind: &str, measures: &[Measures]) {
    let mut sums = [0.0; 6];
    for measures in measures {
        for (sum, value) in sums.iter_mut().zip(measures.columns()) {
            *sum += value;
        }
    }
    let means = sums.map(|sum| format!("{:.3}", ratio(sum, number(measures.len()))));
    println!("| {kind} | {} | {} |", means.join(" | "), measures.len());
}
