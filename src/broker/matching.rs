//! Finding help: from words, needs and a place to services in the order in which a worker should see them.

use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::error::Error;
use super::need::{Understood, Vocabulary};
use super::reach::Reach;
use crate::search::{self, Index, Signals, region_number};
use crate::store::Store;

/// How much each part counts. Parts that a question says nothing about are left out, and the rest counts for all.
const WEIGHTS: Weights = Weights {
    need: 0.35,
    text: 0.30,
    nearness: 0.20,
    reach: 0.15,
};

struct Weights {
    need: f64,
    text: f64,
    nearness: f64,
    reach: f64,
}

/// What an own term counts when only a broader term was asked for.
const DESCENDANT: f64 = 0.8;

/// The BM25 score at which the text part is a half.
const HALF_TEXT: f64 = 8.0;

/// The distance at which nearness has fallen to 1/e.
const NEARNESS_M: f64 = 10_000.0;

/// The farthest `near` reaches when no radius is given is everywhere; the longest radius that can be asked.
const LONGEST_RADIUS_M: f64 = 20_100_000.0;

/// How many services a question can page through.
const DEEPEST: usize = 10_000;

/// What a worker asks.
#[derive(Debug, Clone, Default)]
pub struct FindServices {
    /// Plain words.
    pub text: Option<String>,
    /// Needs: codes such as `N09`, or HSDS ids.
    pub needs: Vec<String>,
    /// A place, latitude first.
    pub near: Option<(f64, f64)>,
    /// How far from it, in metres.
    pub radius_m: Option<f64>,
    /// The region the person lives in.
    pub region_code: Option<String>,
    /// Whether help that neither stands in the region nor serves it is found too.
    pub includes_outside: bool,
    /// How many services to skip.
    pub skip: usize,
    /// How many to return.
    pub first: usize,
    /// Whether to count all.
    pub counts: bool,
}

/// One service that fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The service.
    pub service: Uuid,
    /// Its best location.
    pub location: Option<Uuid>,
    /// 0 to 1.
    pub score: f64,
    /// Metres from the place asked for.
    pub distance_m: Option<f64>,
    /// The rung of the ladder; `None` when no region was given.
    pub reach: Option<Reach>,
}

/// What fits.
#[derive(Debug, Clone, Default)]
pub struct Matches {
    /// The services asked for, best first.
    pub matches: Vec<Match>,
    /// Whether more follow.
    pub has_next: bool,
    /// How many there are in all, when that was asked.
    pub total: Option<u64>,
    /// How the words were understood.
    pub interpreted_as: Vec<Understood>,
}

/// Links needs with help.
#[derive(Clone)]
pub struct Broker {
    index: Arc<Index>,
    vocabulary: Arc<RwLock<Arc<Vocabulary>>>,
}

impl Broker {
    /// A broker over an index, with the words of the store.
    pub async fn new(index: Arc<Index>, store: &Arc<Store>) -> Result<Self, Error> {
        let vocabulary = Arc::new(Vocabulary::load(store).await?);
        Ok(Self {
            index,
            vocabulary: Arc::new(RwLock::new(vocabulary)),
        })
    }

    /// Reads the words again, after terms have changed.
    pub async fn refresh(&self, store: &Arc<Store>) -> Result<(), Error> {
        let vocabulary = Arc::new(Vocabulary::load(store).await?);
        *self
            .vocabulary
            .write()
            .unwrap_or_else(PoisonError::into_inner) = vocabulary;
        Ok(())
    }

    fn vocabulary(&self) -> Arc<Vocabulary> {
        self.vocabulary
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Finds services and ranks them.
    pub fn find_services(&self, question: &FindServices) -> Result<Matches, Error> {
        check(question)?;
        let vocabulary = self.vocabulary();
        let needs = needs(&vocabulary, &question.needs)?;
        let (interpreted_as, words) =
            vocabulary.interpret(question.text.as_deref().unwrap_or_default());
        let understood: Vec<Uuid> = interpreted_as
            .iter()
            .map(|understood| understood.term)
            .collect();
        let home = match &question.region_code {
            None => None,
            Some(code) => Some(region_number(code).ok_or_else(|| {
                Error::Invalid(format!(
                    "`regionCode` is \"{code}\"; give a Kemendagri code such as 32.73"
                ))
            })?),
        };
        let query = search::Query {
            words,
            understood: understood.clone(),
            terms: needs.clone(),
            only_reaching: question
                .region_code
                .clone()
                .filter(|_| !question.includes_outside),
            near: question.near,
            radius_m: question.radius_m,
            skip: question.skip,
            first: question.first,
            counts: question.counts,
        };
        let ranking = Ranking {
            terms: term_weights(&vocabulary, needs.iter().chain(&understood)),
            has_text: !query.words.is_empty(),
            has_place: query.near.is_some(),
            home,
        };
        let rank = Arc::new(move |signals: &Signals<'_>| ranking.score(signals));
        let found = tokio::task::block_in_place(|| self.index.find(&query, rank))?;
        let matches = found
            .hits
            .into_iter()
            .map(|hit| Match {
                service: hit.service,
                location: hit.location,
                score: hit.score,
                distance_m: hit.distance_m,
                reach: home.and_then(|_| Reach::from_number(hit.note)),
            })
            .collect();
        Ok(Matches {
            matches,
            has_next: found.has_next,
            total: found.total,
            interpreted_as,
        })
    }
}

fn check(question: &FindServices) -> Result<(), Error> {
    let invalid = |sentence: &str| Err(Error::Invalid(sentence.to_owned()));
    if let Some((latitude, longitude)) = question.near
        && !((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude))
    {
        return invalid(
            "`near` must have a latitude from -90 to 90 and a longitude from -180 to 180",
        );
    }
    if question
        .radius_m
        .is_some_and(|radius_m| !(radius_m > 0.0 && radius_m <= LONGEST_RADIUS_M))
    {
        return invalid("`radiusM` must be more than 0 and at most 20100000 metres");
    }
    if question.skip + question.first > DEEPEST {
        return invalid("no more than 10000 services can be paged through; ask more narrowly");
    }
    Ok(())
}

fn needs(vocabulary: &Vocabulary, needs: &[String]) -> Result<Vec<Uuid>, Error> {
    needs
        .iter()
        .map(|need| {
            Uuid::try_parse(need)
                .ok()
                .or_else(|| vocabulary.by_code(need))
                .ok_or_else(|| {
                    Error::Invalid(format!(
                        "`needs` holds \"{need}\"; give codes such as N09, or ids of terms"
                    ))
                })
        })
        .collect()
}

fn term_weights<'a>(
    vocabulary: &Vocabulary,
    terms: impl Iterator<Item = &'a Uuid>,
) -> FxHashMap<u64, f64> {
    let mut weights: FxHashMap<u64, f64> = FxHashMap::default();
    for term in terms {
        for below in vocabulary.descendants(*term) {
            weights.entry(below.as_u64_pair().1).or_insert(DESCENDANT);
        }
        weights.insert(term.as_u64_pair().1, 1.0);
    }
    weights
}

/// What a question asks, as far as ranking goes.
struct Ranking {
    /// What each wanted term counts, by the low half of its id.
    terms: FxHashMap<u64, f64>,
    has_text: bool,
    has_place: bool,
    home: Option<u64>,
}

impl Ranking {
    /// The score of an offer, 0 to 1, and its rung.
    fn score(&self, signals: &Signals<'_>) -> (f64, u8) {
        let mut sum = 0.0;
        let mut all = 0.0;
        let mut add = |weight: f64, part: f64| {
            sum += weight * part;
            all += weight;
        };
        if !self.terms.is_empty() {
            let best = signals
                .terms
                .iter()
                .filter_map(|term| self.terms.get(term).copied())
                .fold(0.0, f64::max);
            add(WEIGHTS.need, best);
        }
        if self.has_text {
            add(WEIGHTS.text, signals.text / (signals.text + HALF_TEXT));
        }
        if self.has_place {
            add(
                WEIGHTS.nearness,
                signals
                    .distance_m
                    .map_or(0.0, |distance_m| (-distance_m / NEARNESS_M).exp()),
            );
        }
        let mut rung = Reach::Outside;
        if let Some(home) = self.home {
            rung = Reach::of(home, signals.region, signals.areas);
            add(WEIGHTS.reach, rung.weight());
        }
        (if all > 0.0 { sum / all } else { 0.0 }, rung.number())
    }
}
