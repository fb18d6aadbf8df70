//! Who does what where: organizations by the needs that their services are marked with, and the areas those stand in.

use rustc_hash::FxHashMap;
use tantivy::Term;
use uuid::Uuid;

use super::area::is_named;
use super::error::Error;
use super::index::Index;
use super::profile::PieceColumns;
use super::snapshot::{IdColumn, Snapshot, documents};

/// What one organization does about one need in one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// The organization.
    pub organization: Uuid,
    /// The need.
    pub need: Uuid,
    /// The area, as a number.
    pub area: u64,
    /// How many services of the organization that help with the need stand in the area.
    pub services: u32,
}

impl Index {
    /// Who does what in the areas of one size inside a region, such as [`super::REGENCY`], in no order. What is not known
    /// to stand in such an area, or has no organization, is left out.
    pub fn presences(&self, within: &str, size: u64) -> Result<Vec<Presence>, Error> {
        let term = Term::from_field_text(self.fields.regions, within);
        let mut counts: FxHashMap<(Uuid, Uuid, u64), u32> = FxHashMap::default();
        for (segment, pieces) in Snapshot::of(&self.offers)?.segments() {
            let columns = PieceColumns::of(segment)?;
            let subjects = IdColumn::of(segment, "subject_high", "subject_low")?;
            let owners = IdColumn::of(segment, "owner_high", "owner_low")?;
            let regions = segment.fast_fields().u64("region")?;
            let (mut service, mut areas) = (None, Vec::new());
            for doc in documents(segment, Some(&term), None)? {
                if subjects.first(doc) != service {
                    service = subjects.first(doc);
                    areas.clear();
                }
                let Some(region) = regions.first(doc).filter(|region| is_named(*region, size))
                else {
                    continue;
                };
                let area = region - region % size;
                let marks = pieces.marks_at(&columns, doc).zip(owners.first(doc));
                let Some((marks, owner)) = marks.filter(|_| !areas.contains(&area)) else {
                    continue;
                };
                areas.push(area);
                for need in &marks.needs {
                    *counts.entry((owner, need.term, area)).or_default() += 1;
                }
            }
        }
        let presence = |((organization, need, area), services)| Presence {
            organization,
            need,
            area,
            services,
        };
        Ok(counts.into_iter().map(presence).collect())
    }
}
