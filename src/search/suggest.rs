//! Completing names as they are typed.

use rustc_hash::FxHashSet;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, TERMINATED, Term};
use uuid::Uuid;

use super::analysis::words;
use super::error::Error;
use super::index::Index;

/// A service or an organization by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedThing {
    /// A service.
    Service(Uuid),
    /// An organization.
    Organization(Uuid),
}

/// How many names are looked at in each segment.
const LOOKED_AT: usize = 64;

impl Index {
    /// At most `most` services and `most` organizations whose names begin with the text, shortest names first.
    pub fn complete(&self, text: &str, most: usize) -> Result<Vec<NamedThing>, Error> {
        let beginning = words(text).join(" ");
        if beginning.is_empty() {
            return Ok(Vec::new());
        }
        let fields = &self.fields;
        let services = self.named(
            &beginning,
            fields.title,
            ["subject_high", "subject_low"],
            most,
        )?;
        let owners = self.named(&beginning, fields.owner, ["owner_high", "owner_low"], most)?;
        let services = services.into_iter().map(NamedThing::Service);
        Ok(services
            .chain(owners.into_iter().map(NamedThing::Organization))
            .collect())
    }

    fn named(
        &self,
        beginning: &str,
        field: Field,
        [high, low]: [&str; 2],
        most: usize,
    ) -> Result<Vec<Uuid>, Error> {
        let mut found: Vec<(usize, String, Uuid)> = Vec::new();
        for segment in self.offers.searcher().segment_readers() {
            let fast = segment.fast_fields();
            let (high, low) = (fast.u64(high)?, fast.u64(low)?);
            let names = segment.inverted_index(field)?;
            let mut stream = names
                .terms()
                .range()
                .ge(beginning)
                .lt(format!("{beginning}\u{10FFFF}"))
                .into_stream()?;
            let mut looked_at = 0;
            while looked_at < LOOKED_AT && stream.advance() {
                looked_at += 1;
                let Ok(name) = std::str::from_utf8(stream.key()) else {
                    continue;
                };
                let term = Term::from_field_text(field, name);
                let Some(mut offers) = names.read_postings(&term, IndexRecordOption::Basic)? else {
                    continue;
                };
                while offers.doc() != TERMINATED {
                    let doc = offers.doc();
                    let id = high.first(doc).zip(low.first(doc));
                    if let Some((high, low)) = id.filter(|_| !segment.is_deleted(doc)) {
                        let id = Uuid::from_u64_pair(high, low);
                        found.push((name.len(), name.to_owned(), id));
                        break;
                    }
                    offers.advance();
                }
            }
        }
        found.sort_unstable();
        let mut seen = FxHashSet::default();
        found.retain(|(_, _, id)| seen.insert(*id));
        found.truncate(most);
        Ok(found.into_iter().map(|(_, _, id)| id).collect())
    }
}
