//! Documents that match any of some queries or have any of some terms, looked up one by one. Where something else decides
//! what is looked at, such as a need and a place, this is far faster than the library's unions: those walk every document
//! with a common word, or build an automaton for each question.

use tantivy::postings::SegmentPostings;
use tantivy::query::{
    ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, QueryClone, Scorer, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// How the scores of the queries that match become one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Combine {
    /// They add up.
    Sum,
    /// The best counts.
    Best,
}

/// Documents that match any of the queries.
#[derive(Debug)]
pub(super) struct AnyOf {
    pub(super) queries: Vec<Box<dyn Query>>,
    pub(super) combine: Combine,
}

impl Clone for AnyOf {
    fn clone(&self) -> Self {
        Self {
            queries: self.queries.iter().map(|query| query.box_clone()).collect(),
            combine: self.combine,
        }
    }
}

impl Query for AnyOf {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weights = self.queries.iter().map(|query| query.weight(scoring));
        Ok(Box::new(AnyOfWeight {
            weights: weights.collect::<tantivy::Result<_>>()?,
            combine: self.combine,
        }))
    }
}

struct AnyOfWeight {
    weights: Vec<Box<dyn Weight>>,
    combine: Combine,
}

impl Weight for AnyOfWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let parts = self.weights.iter();
        let parts = parts.map(|weight| weight.scorer(segment, boost));
        Ok(Box::new(AnyOfScorer {
            parts: SideBySide::new(parts.collect::<tantivy::Result<_>>()?),
            combine: self.combine,
        }))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self, segment, doc)
    }
}

fn explain(
    weight: &impl Weight,
    segment: &SegmentReader,
    doc: DocId,
) -> tantivy::Result<Explanation> {
    let mut scorer = weight.scorer(segment, 1.0)?;
    if scorer.doc() > doc || scorer.seek(doc) != doc {
        let text = format!("document #{doc} does not match");
        return Err(TantivyError::InvalidArgument(text));
    }
    Ok(Explanation::new("any of", scorer.score()))
}

/// Some lists of documents, walked side by side.
struct SideBySide<T> {
    parts: Vec<T>,
    doc: DocId,
}

impl<T: DocSet> SideBySide<T> {
    fn new(mut parts: Vec<T>) -> Self {
        parts.retain(|part| part.doc() != TERMINATED);
        Self {
            doc: first(&parts),
            parts,
        }
    }
}

fn first<T: DocSet>(parts: &[T]) -> DocId {
    let docs = parts.iter().map(DocSet::doc);
    docs.min().unwrap_or(TERMINATED)
}

impl<T: DocSet> DocSet for SideBySide<T> {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.seek(self.doc + 1)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for part in &mut self.parts {
            if part.doc() < target {
                part.seek(target);
            }
        }
        self.doc = first(&self.parts);
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let hints = self.parts.iter().map(DocSet::size_hint);
        hints.fold(0, u32::saturating_add)
    }

    fn cost(&self) -> u64 {
        self.parts.iter().map(DocSet::cost).sum()
    }
}

struct AnyOfScorer {
    parts: SideBySide<Box<dyn Scorer>>,
    combine: Combine,
}

impl DocSet for AnyOfScorer {
    fn advance(&mut self) -> DocId {
        self.parts.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.parts.seek(target)
    }

    fn doc(&self) -> DocId {
        self.parts.doc()
    }

    fn size_hint(&self) -> u32 {
        self.parts.size_hint()
    }

    fn cost(&self) -> u64 {
        self.parts.cost()
    }
}

impl Scorer for AnyOfScorer {
    fn score(&mut self) -> Score {
        let doc = self.parts.doc;
        let parts = self.parts.parts.iter_mut();
        let scores = parts.filter(|part| part.doc() == doc);
        let scores = scores.map(|part| part.score());
        match self.combine {
            Combine::Sum => scores.sum(),
            Combine::Best => scores.fold(0.0, Score::max),
        }
    }
}

/// Which terms documents must have one of.
#[derive(Debug, Clone)]
pub(super) enum Terms {
    /// These.
    Each(Vec<Term>),
    /// All of a field that begin so.
    Beginning(Field, String),
}

/// Documents with any of some terms, all with the same score.
#[derive(Debug, Clone)]
pub(super) struct AnyTerm {
    pub(super) terms: Terms,
    pub(super) score: Score,
}

impl Query for AnyTerm {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

/// Beyond this many lists, gathering what they hold is faster than walking them side by side.
const FEW: usize = 16;

impl Weight for AnyTerm {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let lists = self.lists(segment)?;
        let score = self.score * boost;
        Ok(match lists.len() {
            0 => Box::new(EmptyScorer),
            1..=FEW => Box::new(ConstScorer::new(SideBySide::new(lists), score)),
            _ => Box::new(ConstScorer::new(Gathered::new(lists), score)),
        })
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self, segment, doc)
    }
}

impl AnyTerm {
    fn lists(&self, segment: &SegmentReader) -> tantivy::Result<Vec<SegmentPostings>> {
        let basic = IndexRecordOption::Basic;
        let mut lists = Vec::new();
        match &self.terms {
            Terms::Each(terms) => {
                for term in terms {
                    let words = segment.inverted_index(term.field())?;
                    lists.extend(words.read_postings(term, basic)?);
                }
            }
            Terms::Beginning(field, beginning) => {
                let words = segment.inverted_index(*field)?;
                let range = words.terms().range().ge(beginning);
                let mut stream = range.lt(format!("{beginning}\u{10FFFF}")).into_stream()?;
                while stream.advance() {
                    lists.push(words.read_postings_from_terminfo(stream.value(), basic)?);
                }
            }
        }
        Ok(lists)
    }
}

/// What some lists hold, in order.
struct Gathered {
    docs: Vec<DocId>,
    at: usize,
}

impl Gathered {
    fn new(lists: Vec<SegmentPostings>) -> Self {
        let mut docs = Vec::new();
        for mut list in lists {
            while list.doc() != TERMINATED {
                docs.push(list.doc());
                list.advance();
            }
        }
        // The lists are in order already, which this sort makes use of.
        docs.sort();
        docs.dedup();
        Self { docs, at: 0 }
    }
}

impl DocSet for Gathered {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.docs.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|doc| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.docs.len()).unwrap_or(u32::MAX)
    }
}
