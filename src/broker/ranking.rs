//! Ranking: what each part of an offer counts, and the judge that the index asks.
//!
//! Need and words tell whether an offer is about what is sought; everything else says how well it would serve this person
//! and therefore counts only as far as it is: score = relevance x (1 - weights of the other parts + what they come to).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rustc_hash::{FxHashMap, FxHashSet};
use uuid::Uuid;

use super::filter::{Answer, Filter, Filters, TermFilter, is_qualified};
use super::reach::{Home, Reach};
use crate::directory::{Holidays, Hours};
use crate::search::{Fits, Judge, Marks, Served, Traits, Verdict};

/// The parts of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// How well it answers the need.
    Need,
    /// How well it holds the words.
    Text,
    /// How near it is.
    Nearness,
    /// Whether it stands in the person's area or serves it.
    Reach,
    /// Whether it is open and has room.
    Availability,
    /// What it costs.
    Affordability,
    /// How sure it is that the listing is true.
    Trust,
}

/// How much each part counts. Need and words make up relevance; each other part takes its weight off when it does not fit
/// at all, and parts that a question says nothing about take nothing. Chosen on the development queries of the relevance
/// set, where most matter little: see `docs/RELEVANCE.md`.
const WEIGHTS: [(Part, f64); 7] = [
    (Part::Need, 0.55),
    (Part::Text, 0.45),
    (Part::Nearness, 0.12),
    (Part::Reach, 0.70),
    (Part::Availability, 0.08),
    (Part::Affordability, 0.04),
    (Part::Trust, 0.03),
];

/// What nearness counts when no region is known and it alone tells how far help is.
const NEARNESS_ALONE: f64 = 0.5;

/// What a term below the one that was asked for counts.
const DESCENDANT: f64 = 0.6;
/// What the term above counts.
const PARENT: f64 = 0.4;
/// What a related term counts.
const RELATED: f64 = 0.3;
/// What a second need that fits adds to the best.
const SECOND_NEED: f64 = 0.15;

/// Words alone count this much where a need was understood this surely and the offer does not have it.
const WORDS_WITHOUT_NEED: f64 = 0.6;
const SURE_NEED: f64 = 0.6;

/// The BM25 score at which the text part is a half.
const HALF_TEXT: f64 = 6.0;

/// What it adds to the text part that all words sought stand in the names.
const ALL_IN_NAMES: f64 = 0.5;

/// The distance at which nearness has fallen to 1/e, in metres.
const NEARNESS_M: f64 = 10_000.0;

/// Trust in a listing falls to half in this many days after it was assured.
const HALF_TRUST_DAYS: f64 = 365.0;

/// How much of trust is the confirmation of the organization by an admin.
const VERIFIED: f64 = 0.3;

/// Trust in a listing that was never assured.
const TRUST_UNKNOWN: f64 = 0.25;

/// What counts as half an answer: nobody has said.
const HALF: f64 = 0.5;

/// Terms with what each is worth.
pub(super) type Worth = FxHashMap<Uuid, f64>;

/// What a question asks of each offer.
#[derive(Default)]
pub(super) struct Ranking {
    /// What each wanted term counts.
    pub(super) worth: Worth,
    pub(super) filters: Filters,
    pub(super) term_filters: Vec<TermFilter>,
    pub(super) holidays: Arc<Holidays>,
    pub(super) has_words: bool,
    pub(super) has_place: bool,
    pub(super) home: Option<Home>,
    /// Whether what neither stands in the home nor serves it does not fit.
    pub(super) is_bounded: bool,
    /// The needs asked for, with those below them.
    pub(super) needs: FxHashSet<Uuid>,
    /// Whether a line that never closes comes first.
    pub(super) is_urgent: bool,
    /// The moment of the question.
    pub(super) now: DateTime<Utc>,
    /// The same day in days since 1970-01-01.
    pub(super) today: u64,
    /// What each part that fits wholly adds, in the order of [`WEIGHTS`]; 0 for parts that the question says nothing
    /// about.
    pub(super) weights: [f64; WEIGHTS.len()],
    /// What relevance alone adds.
    pub(super) base: f64,
    /// Whether a need was understood surely.
    pub(super) is_need_sure: bool,
}

/// What a wanted term and those around it are worth, where `sure` is how sure it is that it is wanted.
pub(super) fn add_worth(
    worth: &mut Worth,
    vocabulary: &crate::search::Vocabulary,
    term: Uuid,
    sure: f64,
) {
    let mut add = |term: Uuid, value: f64| {
        let known = worth.entry(term).or_default();
        *known = known.max(value);
    };
    add(term, sure);
    for below in vocabulary.descendants(term) {
        add(below, sure * DESCENDANT);
    }
    if let Some(above) = vocabulary.parent(term) {
        add(above, sure * PARENT);
    }
    for related in vocabulary.related(term) {
        add(*related, sure * RELATED);
    }
}

impl Ranking {
    /// Weighs the parts that the question asks about. To be called when all else is set.
    pub(super) fn weighed(mut self) -> Self {
        let asked = WEIGHTS.map(|(part, weight)| if self.asks(part) { weight } else { 0.0 });
        let [
            need,
            text,
            mut nearness,
            reach,
            availability,
            affordability,
            trust,
        ] = asked;
        if nearness > 0.0 && reach == 0.0 {
            nearness = NEARNESS_ALONE;
        }
        let relevance = need + text;
        let (need, text) = if relevance > 0.0 {
            (need / relevance, text / relevance)
        } else {
            (0.0, 0.0)
        };
        self.weights = [
            need,
            text,
            nearness,
            reach,
            availability,
            affordability,
            trust,
        ];
        self.base = 1.0 - nearness - reach - availability - affordability - trust;
        self.is_need_sure = self.worth.values().any(|sure| *sure >= SURE_NEED);
        self
    }

    /// Whether the question says anything about the part.
    pub(super) fn asks(&self, part: Part) -> bool {
        match part {
            Part::Need => !self.worth.is_empty(),
            Part::Text => self.has_words,
            Part::Nearness => self.has_place,
            Part::Reach => self.home.is_some(),
            Part::Availability => self.filters.open_at.is_some() || self.is_urgent,
            Part::Affordability => self.filters.is_free || self.filters.max_cost.is_some(),
            Part::Trust => true,
        }
    }

    /// The term of the offer that answers the need best, and whether it is inferred.
    pub(super) fn best_term(&self, marks: &Marks) -> Option<(Uuid, bool)> {
        self.terms(marks)
            .max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)))
            .map(|(term, _, is_inferred)| (term, is_inferred))
    }

    fn terms(&self, marks: &Marks) -> impl Iterator<Item = (Uuid, f64, bool)> {
        let needs = marks.needs.iter().filter_map(|need| {
            let worth = self.worth.get(&need.term)?;
            Some((need.term, worth * need.strength(), need.is_inferred))
        });
        let others = marks
            .own
            .iter()
            .filter_map(|term| Some((*term, *self.worth.get(term)?, false)));
        needs.chain(others)
    }

    /// Whether the offer helps with a need that was asked for.
    fn needs_answer(&self, marks: &Marks) -> Option<(Filter, Answer)> {
        let needs = marks.needs.iter().map(|need| need.term);
        let mut terms = needs.chain(marks.own.iter().copied());
        (!self.needs.is_empty()).then(|| {
            let helps = terms.any(|term| self.needs.contains(&term));
            (Filter::Needs, Answer::of(helps))
        })
    }

    fn need_fit(&self, marks: &Marks) -> f64 {
        let mut fits: Vec<f64> = self.terms(marks).map(|(_, fit, _)| fit).collect();
        fits.sort_by(|one, other| other.total_cmp(one));
        let mut fits = fits.into_iter();
        let best = fits.next().unwrap_or_default();
        let second = fits.next().unwrap_or_default();
        (best + SECOND_NEED * second).min(1.0)
    }

    /// Every part of the score with what it adds: the parts sum to the score.
    pub(super) fn shares(&self, fits: &Fits) -> [(Part, f64); WEIGHTS.len()] {
        let [_, _, nearness, reach, availability, affordability, trust] = self.weights;
        let [need, text] = self.relevance(fits);
        let relevance = need + text;
        [
            (Part::Need, need * self.base),
            (Part::Text, text * self.base),
            (Part::Nearness, relevance * nearness * fits.nearness),
            (Part::Reach, relevance * reach * fits.reach),
            (
                Part::Availability,
                relevance * availability * fits.availability,
            ),
            (
                Part::Affordability,
                relevance * affordability * fits.affordability,
            ),
            (Part::Trust, relevance * trust * fits.trust()),
        ]
    }

    /// What need and words come to, at most 1 together. A question that asks for neither finds everything relevant.
    fn relevance(&self, fits: &Fits) -> [f64; 2] {
        let [need, text, ..] = self.weights;
        if need == 0.0 && text == 0.0 {
            return [0.0, 1.0];
        }
        let damped = if need > 0.0 && fits.need == 0.0 && self.is_need_sure {
            WORDS_WITHOUT_NEED
        } else {
            1.0
        };
        let words = fits.text / (fits.text + HALF_TEXT);
        let named = if fits.is_named { ALL_IN_NAMES } else { 0.0 };
        let (need, text) = (need * fits.need, text * words * damped + named);
        let over = (need + text).max(1.0);
        [need / over, text / over]
    }

    /// Open at the moment asked about counts wholly, and so does a line that never closes for an urgent need.
    fn availability_fit(&self, hours: &Hours) -> f64 {
        if self.is_urgent && hours.is_always_open() {
            return 1.0;
        }
        match self.filters.open_at {
            Some(at) => match hours.is_open_at(at, &self.holidays) {
                Some(true) => 1.0,
                None => HALF,
                Some(false) => 0.0,
            },
            None => 0.0,
        }
    }

    fn affordability_fit(&self, traits: &Traits) -> f64 {
        match (traits.is_free, traits.least_cost, self.filters.max_cost) {
            (Some(true), _, _) => 1.0,
            (_, Some(least), Some(most)) if least <= most => 1.0,
            (None, None, _) => HALF,
            _ => 0.0,
        }
    }

    fn fails(&self, answers: impl Iterator<Item = (Filter, Answer)>) -> u32 {
        answers
            .filter(|(_, answer)| match answer {
                Answer::Yes => false,
                Answer::No => true,
                Answer::Unknown => self.filters.is_strict,
            })
            .fold(0, |fails, (filter, _)| fails | filter.bit())
    }

    fn verdict(&self, filter: Filter, answer: Option<Answer>, fit: f64) -> Verdict {
        Verdict {
            fails: self.fails(answer.map(|answer| (filter, answer)).into_iter()),
            fit,
        }
    }
}

impl Judge for Ranking {
    fn marks(&self, marks: &Marks) -> Verdict {
        Verdict {
            fails: self.fails(
                self.term_filters
                    .iter()
                    .map(|filter| (filter.filter, filter.answer(marks)))
                    .chain(self.needs_answer(marks)),
            ),
            fit: self.need_fit(marks),
        }
    }

    fn traits(&self, traits: &Traits) -> (Verdict, f64) {
        let verdict = Verdict {
            fails: self.fails(self.filters.of_traits(traits, self.today)),
            fit: self.affordability_fit(traits),
        };
        let is_verified = traits.is_verified || is_qualified(traits, self.today);
        (verdict, VERIFIED * f64::from(u8::from(is_verified)))
    }

    fn hours(&self, hours: &Hours) -> (Verdict, bool) {
        let answer = self.filters.of_hours(hours, &self.holidays);
        let verdict = self.verdict(Filter::OpenAt, answer, self.availability_fit(hours));
        let is_open = hours.is_open_at(self.now, &self.holidays) == Some(true);
        (verdict, is_open)
    }

    fn areas(&self, areas: &[u64]) -> Option<Served> {
        let home = self.home.as_ref()?.number;
        (!areas.is_empty()).then(|| Served {
            rung: Reach::of_areas(home, areas).number(),
            is_whole: areas.iter().any(|area| Reach::is_around(home, *area)),
        })
    }

    fn place(&self, region: Option<u64>, areas: Option<Served>) -> (Verdict, u8) {
        let Some(home) = &self.home else {
            return (Verdict::default(), Reach::Outside.number());
        };
        let served = areas.and_then(|areas| Reach::from_number(areas.rung));
        let (rung, fit) = Reach::judge(home, region, served);
        let answer = self.is_bounded.then(|| {
            let stands = region.is_some_and(|region| Reach::is_within(home.number, region));
            Answer::of(stands || areas.is_some_and(|areas| areas.is_whole))
        });
        (self.verdict(Filter::Region, answer, fit), rung.number())
    }

    fn distance(&self, distance_m: Option<f64>) -> Verdict {
        let fit = distance_m.map_or(0.0, |distance_m| (-distance_m / NEARNESS_M).exp());
        self.verdict(Filter::Radius, self.filters.of_distance(distance_m), fit)
    }

    fn assured(&self, day: Option<u64>) -> Verdict {
        let fit = match day {
            None => TRUST_UNKNOWN,
            Some(day) => {
                let days = u32::try_from(self.today.saturating_sub(day)).unwrap_or(u32::MAX);
                0.5_f64.powf(f64::from(days) / HALF_TRUST_DAYS)
            }
        };
        let answer = self.filters.of_assured(day, self.today);
        self.verdict(Filter::VerifiedWithinDays, answer, (1.0 - VERIFIED) * fit)
    }

    fn score(&self, fits: &Fits) -> f64 {
        self.shares(fits).iter().map(|(_, share)| share).sum()
    }

    fn facet_area(&self, region: u64) -> Option<u64> {
        Reach::area_below(self.home.as_ref().map(|home| home.number), region)
    }
}
