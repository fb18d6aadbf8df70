//! The documents of one kind of thing as of one commit, which stay as they are however the index goes on.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};
use uuid::Uuid;

use super::corpus::Corpus;
use super::profile::{PieceColumns, Pieces};

/// Some living documents: those of each segment, in order.
pub(super) type Documents = Vec<Vec<DocId>>;

/// The documents of one kind of thing, and the pieces that they share.
pub(super) struct Snapshot {
    searcher: Searcher,
    pieces: Vec<Arc<Pieces>>,
}

impl Snapshot {
    /// How a corpus stands now.
    pub(super) fn of(corpus: &Corpus) -> tantivy::Result<Self> {
        let searcher = corpus.searcher();
        let segments = searcher.segment_readers().iter();
        let pieces = segments.map(|segment| corpus.shelf.of(segment));
        Ok(Self {
            pieces: pieces.collect::<tantivy::Result<_>>()?,
            searcher,
        })
    }

    /// The segments, each with its pieces.
    pub(super) fn segments(&self) -> impl Iterator<Item = (&SegmentReader, &Pieces)> {
        let pieces = self.pieces.iter().map(Arc::as_ref);
        self.searcher.segment_readers().iter().zip(pieces)
    }

    /// The documents that have any of these terms.
    pub(super) fn with_any(&self, terms: &[Term]) -> tantivy::Result<Documents> {
        let with_any = |(segment, _)| {
            let mut found = Vec::new();
            for term in terms {
                found.extend(documents(segment, Some(term), None)?);
            }
            found.sort_unstable();
            found.dedup();
            Ok(found)
        };
        self.segments().map(with_any).collect()
    }

    /// The organizations that documents belong to.
    pub(super) fn owners(&self, documents: &Documents) -> tantivy::Result<FxHashSet<Uuid>> {
        let mut owners = FxHashSet::default();
        for ((segment, _), documents) in self.segments().zip(documents) {
            let column = IdColumn::of(segment, "owner_high", "owner_low")?;
            owners.extend(documents.iter().filter_map(|doc| column.first(*doc)));
        }
        Ok(owners)
    }

    /// The terms that documents are marked with.
    pub(super) fn terms(&self, documents: &Documents) -> tantivy::Result<FxHashSet<Uuid>> {
        let mut terms = FxHashSet::default();
        for ((segment, pieces), documents) in self.segments().zip(documents) {
            let columns = PieceColumns::of(segment)?;
            let marks = documents.iter();
            let marks = marks.filter_map(|doc| pieces.marks_at(&columns, *doc));
            terms.extend(marks.flat_map(|marks| marks.terms()));
        }
        Ok(terms)
    }
}

/// The part of some documents that is in the segment with this number.
pub(super) fn among_of(among: Option<&Documents>, number: usize) -> Option<&[DocId]> {
    among.map(|among| among.get(number).map(Vec::as_slice).unwrap_or_default())
}

/// The living documents of a segment in order: those that have a term, or all; of some of them when they are given.
pub(super) fn documents<'a>(
    segment: &'a SegmentReader,
    term: Option<&Term>,
    among: Option<&'a [DocId]>,
) -> tantivy::Result<Box<dyn Iterator<Item = DocId> + 'a>> {
    let Some(term) = term else {
        return Ok(match among {
            Some(among) => Box::new(among.iter().copied()),
            None => segment.doc_ids_alive(),
        });
    };
    let words = segment.inverted_index(term.field())?;
    let Some(mut postings) = words.read_postings(term, IndexRecordOption::Basic)? else {
        return Ok(Box::new(std::iter::empty()));
    };
    if let Some(among) = among {
        let has_term = move |doc: &&DocId| {
            if postings.doc() < **doc {
                postings.seek(**doc);
            }
            postings.doc() == **doc
        };
        return Ok(Box::new(among.iter().filter(has_term).copied()));
    }
    let mut next = postings.doc();
    let all = std::iter::from_fn(move || {
        let doc = next;
        next = if doc == TERMINATED {
            doc
        } else {
            postings.advance()
        };
        (doc != TERMINATED).then_some(doc)
    });
    Ok(Box::new(all.filter(|doc| !segment.is_deleted(*doc))))
}

/// An id in two columns.
pub(super) struct IdColumn(Column<u64>, Column<u64>);

impl IdColumn {
    pub(super) fn of(segment: &SegmentReader, high: &str, low: &str) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        Ok(Self(fast.u64(high)?, fast.u64(low)?))
    }

    pub(super) fn first(&self, doc: DocId) -> Option<Uuid> {
        let halves = self.0.first(doc).zip(self.1.first(doc))?;
        Some(Uuid::from_u64_pair(halves.0, halves.1))
    }
}
