//! Asking the index: filters, words, and a score that the caller makes of what is known about each offer.

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur,
    Query as TantivyQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Score, Term};
use uuid::Uuid;

use super::analysis::Stem;
use super::collect::Best;
use super::error::Error;
use super::grid::squares_around;
use super::index::Index;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words sought in names and texts; any may match.
    pub words: Vec<String>,
    /// Terms that the words were understood as: an offer that has one matches as if it held the words.
    pub understood: Vec<Uuid>,
    /// Offers must have one of these terms or a term below one.
    pub terms: Vec<Uuid>,
    /// Offers must stand in this region or serve it.
    pub only_reaching: Option<String>,
    /// Where distances are measured from, latitude first.
    pub near: Option<(f64, f64)>,
    /// Offers must stand within this many metres of `near`.
    pub radius_m: Option<f64>,
    /// How many services to skip.
    pub skip: usize,
    /// How many services to return.
    pub first: usize,
    /// Whether to count all services that match.
    pub counts: bool,
}

/// What is known of an offer when it is ranked.
#[derive(Debug, Clone, Copy)]
pub struct Signals<'a> {
    /// How well the words match: BM25, 0 and up.
    pub text: f64,
    /// The low halves of the ids of its own terms.
    pub terms: &'a [u64],
    /// Metres from `near`; `None` when either place is not known.
    pub distance_m: Option<f64>,
    /// Where it stands, as [`super::region_number`]; `None` when not known.
    pub region: Option<u64>,
    /// The areas it is for.
    pub areas: &'a [u64],
}

/// One service found, at its best location.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The service.
    pub service: Uuid,
    /// The location of the offer; `None` for a service without one.
    pub location: Option<Uuid>,
    /// The score that the caller gave.
    pub score: f64,
    /// What the caller noted beside the score.
    pub note: u8,
    /// Metres from `near`.
    pub distance_m: Option<f64>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The services asked for, best first, equal scores by id.
    pub hits: Vec<Hit>,
    /// Whether more follow.
    pub has_next: bool,
    /// How many services match in all, when that was asked.
    pub total: Option<u64>,
}

/// The mean radius of the Earth (IUGG).
const EARTH_M: f64 = 6_371_008.8;

/// Metres between two points on the globe.
pub(super) fn distance_m(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (lat1, lat2) = (from.0.to_radians(), to.0.to_radians());
    let (dlat, dlon) = (lat2 - lat1, (to.1 - from.1).to_radians());
    let a = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * EARTH_M * a.sqrt().min(1.0).asin()
}

/// Gives an offer its score and a note of the caller's.
pub(super) type Ranker = dyn Fn(&Signals<'_>) -> (f64, u8) + Send + Sync;

impl Index {
    /// Finds services. `rank` is called for each offer that passes the filters.
    pub fn find(&self, query: &Query, rank: std::sync::Arc<Ranker>) -> Result<Found, Error> {
        let searcher = self.reader.searcher();
        let tantivy_query = self.build(query);
        let wanted = query.skip + query.first + 1;
        // Several offers of one service take several places; when that leaves too few services, look deeper.
        let mut depth = wanted.saturating_mul(2).max(64);
        loop {
            let collector = Best {
                near: query.near,
                radius_m: query.radius_m,
                rank: rank.clone(),
                depth,
                counts: query.counts,
            };
            let best = searcher.search(tantivy_query.as_ref(), &collector)?;
            let mut hits = best.distinct();
            if hits.len() < wanted && best.is_cut {
                depth = depth.saturating_mul(4);
                continue;
            }
            let has_next = hits.len() > query.skip + query.first;
            hits.truncate(query.skip + query.first);
            return Ok(Found {
                hits: hits.split_off(query.skip.min(hits.len())),
                has_next,
                total: query
                    .counts
                    .then(|| u64::try_from(best.services.len()).unwrap_or(u64::MAX)),
            });
        }
    }

    fn build(&self, query: &Query) -> Box<dyn TantivyQuery> {
        let mut must: Vec<Box<dyn TantivyQuery>> = Vec::new();
        if !query.words.is_empty() || !query.understood.is_empty() {
            must.push(self.wanted(query));
        }
        if !query.terms.is_empty() {
            must.push(silent(self.any_term(&query.terms)));
        }
        if let Some(code) = &query.only_reaching {
            must.push(silent(self.reaching(code)));
        }
        let squares = query.near.zip(query.radius_m);
        if let Some(squares) = squares.and_then(|(near, radius_m)| squares_around(near, radius_m)) {
            must.push(silent(Self::any_number(self.fields.square, squares)));
        }
        if must.is_empty() {
            must.push(Box::new(AllQuery));
        }
        Box::new(BooleanQuery::new(
            must.into_iter().map(|query| (Occur::Must, query)).collect(),
        ))
    }

    /// The words in any of their forms, or a term they were understood as.
    fn wanted(&self, query: &Query) -> Box<dyn TantivyQuery> {
        let mut should: Vec<(Occur, Box<dyn TantivyQuery>)> = Vec::new();
        let last = query.words.len().saturating_sub(1);
        for (place, word) in query.words.iter().enumerate() {
            self.forms(word, place == last, &mut should);
        }
        if !query.understood.is_empty() {
            should.push((Occur::Should, silent(self.any_term(&query.understood))));
        }
        Box::new(BooleanQuery::new(should))
    }

    /// A word whole, as a stem of either language, as a beginning, and with a typo.
    fn forms(&self, word: &str, is_last: bool, should: &mut Vec<(Occur, Box<dyn TantivyQuery>)>) {
        let letters = word.chars().count();
        let mut add = |query: Box<dyn TantivyQuery>, boost: Score| {
            should.push((Occur::Should, Box::new(BoostQuery::new(query, boost))));
        };
        let ways = [
            (Stem::Whole, 1.0),
            (Stem::Indonesian, 0.7),
            (Stem::English, 0.5),
        ];
        for (fields, boost) in [(self.fields.names, 2.0), (self.fields.texts, 1.0)] {
            for ((stem, weight), field) in ways.into_iter().zip(fields) {
                let term = Term::from_field_text(field, &self.stems.cut(stem, word));
                add(
                    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
                    boost * weight,
                );
            }
            let [whole, _, _] = fields;
            let term = Term::from_field_text(whole, word);
            if is_last && letters >= 3 {
                add(
                    Box::new(FuzzyTermQuery::new_prefix(term.clone(), 0, true)),
                    boost * 0.3,
                );
            }
            if letters >= 5 {
                let typos = if letters >= 9 { 2 } else { 1 };
                add(
                    Box::new(FuzzyTermQuery::new(term, typos, true)),
                    boost * 0.2,
                );
            }
        }
    }

    fn any_term(&self, terms: &[Uuid]) -> Box<dyn TantivyQuery> {
        set(
            self.fields.terms,
            terms.iter().map(|id| id.simple().to_string()),
        )
    }

    /// Offers that stand in a region, or are for it, for an area around it or for the whole country.
    fn reaching(&self, code: &str) -> Box<dyn TantivyQuery> {
        let mut areas = vec![super::document::AREA_NATION];
        let mut around = Some(code);
        while let Some(code) = around {
            areas.extend(super::region_number(code));
            around = code.rsplit_once('.').map(|(parent, _)| parent);
        }
        Box::new(BooleanQuery::new(vec![
            (Occur::Should, set(self.fields.regions, [code.to_owned()])),
            (Occur::Should, Self::any_number(self.fields.areas, areas)),
        ]))
    }

    fn any_number(field: Field, numbers: Vec<u64>) -> Box<dyn TantivyQuery> {
        let terms = numbers
            .into_iter()
            .map(|number| Term::from_field_u64(field, number));
        Box::new(TermSetQuery::new(terms))
    }
}

/// A filter: it decides what is found and adds nothing to the score.
fn silent(query: Box<dyn TantivyQuery>) -> Box<dyn TantivyQuery> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn set(field: Field, words: impl IntoIterator<Item = String>) -> Box<dyn TantivyQuery> {
    Box::new(TermSetQuery::new(
        words
            .into_iter()
            .map(|word| Term::from_field_text(field, &word)),
    ))
}
