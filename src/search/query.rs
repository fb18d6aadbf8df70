//! Asking the index: what must match, the words in their forms, and what the judge makes of each offer.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery,
    Occur, Query as TantivyQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Score, Searcher, Term};
use uuid::Uuid;

use super::analysis::Stem;
use super::any_of::{AnyOf, AnyTerm, Combine, Terms};
use super::area::{AREA_NATION, region_number, with_areas_around};
use super::collect::{Best, Collected};
use super::error::Error;
use super::grid::squares_around;
use super::index::{Index, Sought};
use super::judge::{Fits, Judge};
use super::profile::{Marks, Pieces, Traits, at};
use crate::directory::Hours;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// What is sought.
    pub sought: Sought,
    /// Words sought, in standard spelling; any may match. With `terms` they only rank.
    pub words: Vec<String>,
    /// Terms that the text was understood as: an offer that has one matches as if it held the words.
    pub understood: Vec<Uuid>,
    /// Offers must have one of these terms or a term below one.
    pub terms: Vec<Uuid>,
    /// Offers must stand in this region or serve it.
    pub only_reaching: Option<String>,
    /// Where distances are measured from, latitude first.
    pub near: Option<(f64, f64)>,
    /// Offers farther than this many metres from `near` are not even judged.
    pub farthest_m: Option<f64>,
    /// Hits up to and including this score and id have been seen.
    pub after: Option<(f64, Uuid)>,
    /// How many services to return.
    pub first: usize,
    /// The farthest rung, as the judge gives them, that is inside the region asked about.
    pub inside_rung: Option<u8>,
    /// How many near misses to return.
    pub misses: usize,
    /// Whether services are counted by their pieces.
    pub counts: bool,
}

/// One service or practitioner found, at the best location.
#[derive(Clone)]
pub struct Hit {
    /// The service or practitioner.
    pub subject: Uuid,
    /// That location; `None` for a subject without one.
    pub location: Option<Uuid>,
    /// The score that the judge gave.
    pub score: f64,
    /// How well each part fits.
    pub fits: Fits,
    /// The filters it fails.
    pub fails: u32,
    /// The rung that the judge gave.
    pub rung: u8,
    /// Metres from `near`.
    pub distance_m: Option<f64>,
    /// The day on which it was last assured, in days since 1970-01-01.
    pub assured_day: Option<u64>,
    pub(super) pieces: Arc<Pieces>,
    pub(super) marks: Option<u64>,
    pub(super) traits: Option<u64>,
    pub(super) hours: Option<u64>,
}

fn piece<T: Clone + Default>(pieces: &[T], number: Option<u64>) -> T {
    at(pieces, number).cloned().unwrap_or_default()
}

impl Hit {
    /// Its terms.
    pub fn marks(&self) -> Marks {
        piece(&self.pieces.marks, self.marks)
    }

    /// What its listing says.
    pub fn traits(&self) -> Traits {
        piece(&self.pieces.traits, self.traits)
    }

    /// Its hours.
    pub fn hours(&self) -> Hours {
        piece(&self.pieces.hours, self.hours)
    }
}

/// How many services have each piece.
#[derive(Default)]
pub struct Counts {
    /// By their terms.
    pub marks: Vec<(Marks, u32)>,
    /// By what their listings say.
    pub traits: Vec<(Traits, u32)>,
    /// By the areas they stand in, as numbers.
    pub areas: FxHashMap<u64, u32>,
    /// Those open now.
    pub open: u32,
}

/// What was found.
pub struct Found {
    /// The services asked for, best first, equal scores by id.
    pub hits: Vec<Hit>,
    /// Whether more follow.
    pub has_next: bool,
    /// How many services match in all.
    pub total: u64,
    /// How many of them are inside the region asked about, by their best offers; all when none was.
    pub inside: u64,
    /// The best services that fail one filter alone.
    pub misses: Vec<Hit>,
    /// How many have what, when that was asked.
    pub counts: Counts,
}

/// Added to the score of an offer whose names hold all words sought; far above every BM25 score, so that it can be told
/// from it.
pub(super) const NAMED: f64 = 1_000.0;
const NAMED_SCORE: Score = 1_000.0;

/// What a form of a word counts beside the word itself.
const INDONESIAN_STEM: Score = 0.85;
const ENGLISH_STEM: Score = 0.6;
/// The score of a word that begins like, or nearly like, the one sought. These have no BM25 score of their own.
const BEGINNING: Score = 1.6;
const TYPO: Score = 2.4;

impl Index {
    /// Finds services or practitioners.
    pub fn find(&self, query: &Query, judge: Arc<dyn Judge>) -> Result<Found, Error> {
        let corpus = self.corpus(query.sought);
        let searcher = corpus.searcher();
        let tantivy_query = self.build(&searcher, query);
        let collector = Best {
            near: query.near,
            judge,
            shelf: corpus.shelf.clone(),
            depth: query.first + 1,
            misses: query.misses,
            inside_rung: query.inside_rung.unwrap_or(u8::MAX),
            after: query.after,
            counts: query.counts,
        };
        let Collected {
            mut hits,
            misses,
            total,
            inside,
            tallies,
        } = searcher.search(tantivy_query.as_ref(), &collector)?;
        let has_next = hits.len() > query.first;
        hits.truncate(query.first);
        let mut counts = Counts::default();
        for tally in tallies {
            counts.open += tally.open;
            for (area, count) in tally.regions {
                *counts.areas.entry(area).or_default() += count;
            }
            let Some(pieces) = tally.pieces else { continue };
            let of = |number: u64| usize::try_from(number).ok();
            for (number, count) in tally.marks {
                let marks = of(number).and_then(|at| pieces.marks.get(at).cloned());
                counts.marks.extend(marks.map(|marks| (marks, count)));
            }
            for (number, count) in tally.traits {
                let traits = of(number).and_then(|at| pieces.traits.get(at).cloned());
                counts.traits.extend(traits.map(|traits| (traits, count)));
            }
        }
        Ok(Found {
            hits,
            has_next,
            total,
            inside,
            misses,
            counts,
        })
    }

    /// Whether a word stands in a document of what is sought.
    pub fn knows(&self, sought: Sought, word: &str) -> bool {
        let [whole, ..] = self.fields.texts;
        is_there(&self.corpus(sought).searcher(), whole, word)
    }

    fn build(&self, searcher: &Searcher, query: &Query) -> Box<dyn TantivyQuery> {
        let mut must: Vec<Box<dyn TantivyQuery>> = Vec::new();
        if !query.terms.is_empty() {
            must.push(self.any_term(&query.terms));
        }
        if let Some(code) = &query.only_reaching {
            must.push(self.reaching(code));
        }
        let squares = query.near.zip(query.farthest_m);
        if let Some(squares) = squares.and_then(|(near, most)| squares_around(near, most)) {
            must.push(any_number(self.fields.square, squares));
        }
        let has_words = !query.words.is_empty() || !query.understood.is_empty();
        let wanted = has_words.then(|| self.wanted(searcher, query, must.is_empty()));
        if must.is_empty() && wanted.is_none() {
            must.push(Box::new(AllQuery));
        }
        // Where the need is told, words say which offers come first and take none away.
        let words = if query.terms.is_empty() {
            Occur::Must
        } else {
            Occur::Should
        };
        let must = must.into_iter().map(|query| (Occur::Must, query));
        let wanted = wanted.map(|query| (words, query));
        Box::new(BooleanQuery::new(must.chain(wanted).collect()))
    }

    /// The words in any of their forms, or a term they were understood as.
    fn wanted(&self, searcher: &Searcher, query: &Query, is_alone: bool) -> Box<dyn TantivyQuery> {
        let mut should: Vec<Box<dyn TantivyQuery>> = Vec::new();
        let last = query.words.len().saturating_sub(1);
        for (place, word) in query.words.iter().enumerate() {
            let forms = self.forms(searcher, word, place == last);
            should.push(best_of(forms, is_alone));
        }
        if !query.understood.is_empty() {
            should.push(self.any_term(&query.understood));
        }
        if query.words.len() > 1 {
            let words = query.words.iter();
            let names = words.map(|word| self.in_names(searcher, word));
            let all = Box::new(BooleanQuery::intersection(names.collect()));
            should.push(Box::new(ConstScoreQuery::new(all, NAMED_SCORE)));
        }
        sum_of(should, is_alone)
    }

    /// A word whole or as a stem of either language, and when listings do not know it, as a beginning and with a typo.
    /// The form that fits best counts.
    fn forms(&self, searcher: &Searcher, word: &str, is_last: bool) -> Vec<Box<dyn TantivyQuery>> {
        let letters = word.chars().count();
        let mut forms: Vec<Box<dyn TantivyQuery>> = Vec::new();
        let mut is_known = false;
        let ways = [
            (Stem::Whole, 1.0),
            (Stem::Indonesian, INDONESIAN_STEM),
            (Stem::English, ENGLISH_STEM),
        ];
        for ((stem, weight), field) in ways.into_iter().zip(self.fields.texts) {
            let form = self.stems.cut(stem, word);
            if is_there(searcher, field, &form) {
                is_known = true;
                let term = Term::from_field_text(field, &form);
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                forms.push(Box::new(BoostQuery::new(Box::new(query), weight)));
            }
        }
        let [whole, ..] = self.fields.texts;
        if (is_last && letters >= 3) || (!is_known && letters >= 4) {
            forms.push(Box::new(AnyTerm {
                terms: Terms::Beginning(whole, word.to_owned()),
                score: BEGINNING,
            }));
        }
        if !is_known && letters >= 5 {
            let term = Term::from_field_text(whole, word);
            let query = FuzzyTermQuery::new(term, typos(letters), true);
            forms.push(Box::new(ConstScoreQuery::new(Box::new(query), TYPO)));
        }
        forms
    }

    /// The word in the name of the service or of its organization, with a typo when no name has it.
    fn in_names(&self, searcher: &Searcher, word: &str) -> Box<dyn TantivyQuery> {
        let letters = word.chars().count();
        let field = self.fields.names;
        let term = Term::from_field_text(field, word);
        if letters < 5 || is_there(searcher, field, word) {
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        } else {
            Box::new(FuzzyTermQuery::new(term, typos(letters), true))
        }
    }

    fn any_term(&self, terms: &[Uuid]) -> Box<dyn TantivyQuery> {
        any_word(
            self.fields.terms,
            terms.iter().map(|id| id.simple().to_string()),
        )
    }

    /// Offers that stand in a region, or are for it, for an area around it or for the whole country.
    fn reaching(&self, code: &str) -> Box<dyn TantivyQuery> {
        let mut areas = vec![AREA_NATION];
        areas.extend(with_areas_around(code).filter_map(region_number));
        let queries = vec![
            any_word(self.fields.regions, [code.to_owned()]),
            any_number(self.fields.areas, areas),
        ];
        let combine = Combine::Best;
        Box::new(AnyOf { queries, combine })
    }
}

/// How many slips a word of this length may have.
fn typos(letters: usize) -> u8 {
    if letters >= 9 { 2 } else { 1 }
}

fn is_there(searcher: &Searcher, field: Field, word: &str) -> bool {
    let term = Term::from_field_text(field, word);
    searcher.doc_freq(&term).is_ok_and(|offers| offers > 0)
}

/// Offers that match some of the queries; their scores add up. Alone, the library's union is faster: it takes offers in
/// blocks.
fn sum_of(queries: Vec<Box<dyn TantivyQuery>>, is_alone: bool) -> Box<dyn TantivyQuery> {
    if is_alone {
        return Box::new(BooleanQuery::union(queries));
    }
    let combine = Combine::Sum;
    Box::new(AnyOf { queries, combine })
}

/// Offers that match some of the queries; the best score counts.
fn best_of(queries: Vec<Box<dyn TantivyQuery>>, is_alone: bool) -> Box<dyn TantivyQuery> {
    if is_alone {
        return Box::new(DisjunctionMaxQuery::new(queries));
    }
    let combine = Combine::Best;
    Box::new(AnyOf { queries, combine })
}

/// A filter: it decides what is found and adds nothing to the score.
fn filter(terms: impl Iterator<Item = Term>) -> Box<dyn TantivyQuery> {
    let terms = Terms::Each(terms.collect());
    Box::new(AnyTerm { terms, score: 0.0 })
}

fn any_number(field: Field, numbers: Vec<u64>) -> Box<dyn TantivyQuery> {
    let numbers = numbers.into_iter();
    filter(numbers.map(|number| Term::from_field_u64(field, number)))
}

fn any_word(field: Field, words: impl IntoIterator<Item = String>) -> Box<dyn TantivyQuery> {
    let words = words.into_iter();
    filter(words.map(|word| Term::from_field_text(field, &word)))
}
