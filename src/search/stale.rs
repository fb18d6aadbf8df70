//! What has moved in the index since help was last counted.

use rustc_hash::FxHashSet;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, TERMINATED, Term};
use uuid::Uuid;

use super::corpus::Corpus;
use super::error::Error;
use super::fields::Fields;
use super::profile::PieceColumns;

/// Beyond this many services it is as fast to count everything anew.
const MANY_SERVICES: usize = 2_000;

/// What is to be counted again.
#[derive(Debug)]
pub(super) enum Stale {
    /// Everything.
    All,
    /// The services with these needs, and with any, when there are some; practitioners when they have moved.
    Some {
        has_services: bool,
        has_practitioners: bool,
        needs: FxHashSet<Uuid>,
    },
}

impl Default for Stale {
    /// Nothing.
    fn default() -> Self {
        Self::Some {
            has_services: false,
            has_practitioners: false,
            needs: FxHashSet::default(),
        }
    }
}

impl Stale {
    /// That services were written, which have these needs.
    pub(super) fn services(needs: FxHashSet<Uuid>) -> Self {
        Self::Some {
            has_services: true,
            has_practitioners: false,
            needs,
        }
    }

    /// That practitioners were written.
    pub(super) fn practitioners() -> Self {
        Self::Some {
            has_services: false,
            has_practitioners: true,
            needs: FxHashSet::default(),
        }
    }

    /// Adds what else is to be counted again.
    pub(super) fn add(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::All, _) => {}
            (_, Self::All) => *self = Self::All,
            (
                Self::Some {
                    has_services,
                    has_practitioners,
                    needs,
                },
                Self::Some {
                    has_services: more_services,
                    has_practitioners: more_practitioners,
                    needs: more_needs,
                },
            ) => {
                *has_services |= more_services;
                *has_practitioners |= more_practitioners;
                needs.extend(more_needs);
            }
        }
    }
}

/// The needs that these services have in the index as it stands; all stale when they are too many to look up one by one.
pub(super) fn needs_of(
    corpus: &Corpus,
    fields: &Fields,
    services: &[Uuid],
) -> Result<Stale, Error> {
    if services.len() > MANY_SERVICES {
        return Ok(Stale::All);
    }
    let searcher = corpus.searcher();
    let mut needs = FxHashSet::default();
    for service in services {
        let term = Term::from_field_text(fields.subject, &service.simple().to_string());
        add_needs(corpus, &searcher, &term, &mut needs)?;
    }
    Ok(Stale::services(needs))
}

fn add_needs(
    corpus: &Corpus,
    searcher: &Searcher,
    subject: &Term,
    needs: &mut FxHashSet<Uuid>,
) -> tantivy::Result<()> {
    for segment in searcher.segment_readers() {
        let words = segment.inverted_index(subject.field())?;
        let Some(mut postings) = words.read_postings(subject, IndexRecordOption::Basic)? else {
            continue;
        };
        let columns = PieceColumns::of(segment)?;
        let pieces = corpus.shelf.of(segment)?;
        while postings.doc() != TERMINATED {
            if let Some(marks) = pieces.marks_at(&columns, postings.doc()) {
                needs.extend(marks.needs.iter().map(|need| need.term));
            }
            postings.advance();
        }
    }
    Ok(())
}
