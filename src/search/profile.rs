//! What is known of an offer beyond its words. Offers share most of it, so the index keeps each different piece once and
//! a number for it with each offer; a question judges a piece once, however many offers have it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tantivy::columnar::{BytesColumn, Column};
use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};
use uuid::Uuid;

use super::error::Error;
use super::index::locked;
use crate::directory::Hours;

/// The terms of an offer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Marks {
    /// The needs it helps with.
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<MarkedNeed>,
    /// The other terms it is marked with.
    #[serde(rename = "o", default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<Uuid>,
    /// Situations it is only for.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub only_for: Vec<Uuid>,
}

impl Marks {
    /// The terms it has: needs and others.
    pub(super) fn terms(&self) -> impl Iterator<Item = Uuid> {
        let needs = self.needs.iter().map(|need| need.term);
        needs.chain(self.own.iter().copied())
    }
}

/// A need that an offer helps with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MarkedNeed {
    /// The need.
    #[serde(rename = "t")]
    pub term: Uuid,
    /// How much the offer is about it, in twentieths, so that few offers differ in it alone.
    #[serde(rename = "s")]
    twentieths: u8,
    /// Whether the listing does not name the need and its text speaks of it.
    #[serde(rename = "i", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_inferred: bool,
}

impl MarkedNeed {
    #[expect(
        clippy::as_conversions,
        reason = "a number from 0 to 20 after rounding"
    )]
    pub(super) fn new(term: Uuid, strength: f64, is_inferred: bool) -> Self {
        Self {
            term,
            twentieths: (strength.clamp(0.0, 1.0) * 20.0).round() as u8,
            is_inferred,
        }
    }

    /// How much the offer is about the need, 0 to 1.
    pub fn strength(&self) -> f64 {
        f64::from(self.twentieths) / 20.0
    }
}

/// Who may come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Eligibility {
    /// Nobody has said.
    #[default]
    Unknown,
    /// Everyone may come.
    Open,
    /// There are rules.
    Rules,
}

/// What a listing says of a service and its organization.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Traits {
    /// The kind of organization, such as `NGO`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The status of the service, such as `active`.
    pub status: String,
    /// Who may come.
    pub eligibility: Eligibility,
    /// The youngest age served, in years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_age: Option<f64>,
    /// The oldest age served, in years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_age: Option<f64>,
    /// Genders served, `FEMALE` or `MALE`; all when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub genders: Vec<String>,
    /// Languages spoken, as two-letter codes where known, else as names in lower case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Whether it costs nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_free: Option<bool>,
    /// The least it costs, in rupiah.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least_cost: Option<f64>,
    /// What the place offers people with disabilities, in lower case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accessibility: Vec<String>,
    /// How to take part: `in_person`, `phone` or `online`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attending: Vec<String>,
    /// Whether there was room when that was last said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_capacity: Option<bool>,
    /// Whether an admin has confirmed the organization.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_verified: bool,
    /// For practitioners: the last day, in days since 1970-01-01, on which a qualification that was checked holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualified_until: Option<u64>,
    /// Whether where it stands is kept secret.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_confidential: bool,
}

/// The pieces that the offers of one segment share, by their numbers there.
pub(super) struct Pieces {
    pub(super) marks: Vec<Marks>,
    pub(super) traits: Vec<Traits>,
    pub(super) hours: Vec<Hours>,
    pub(super) areas: Vec<Vec<u64>>,
}

/// The numbers of the pieces of each offer of one segment.
pub(super) struct PieceColumns {
    pub(super) marks: Column<u64>,
    pub(super) traits: Column<u64>,
    pub(super) hours: Column<u64>,
    pub(super) areas: Column<u64>,
}

/// The names of the fields that hold pieces.
pub(super) const MARKS: &str = "marks";
pub(super) const TRAITS: &str = "traits";
pub(super) const HOURS: &str = "hours";
pub(super) const AREA_SET: &str = "area_set";

impl PieceColumns {
    pub(super) fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let column = |name| Ok::<_, tantivy::TantivyError>(bytes(segment, name)?.ords().clone());
        Ok(Self {
            marks: column(MARKS)?,
            traits: column(TRAITS)?,
            hours: column(HOURS)?,
            areas: column(AREA_SET)?,
        })
    }
}

impl Pieces {
    fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        Ok(Self {
            marks: all(segment, MARKS)?,
            traits: all(segment, TRAITS)?,
            hours: all(segment, HOURS)?,
            areas: all(segment, AREA_SET)?,
        })
    }

    /// The terms of an offer.
    pub(super) fn marks_at(&self, columns: &PieceColumns, doc: DocId) -> Option<&Marks> {
        at(&self.marks, columns.marks.first(doc))
    }

    /// The areas an offer is for.
    pub(super) fn areas_at(&self, columns: &PieceColumns, doc: DocId) -> Option<&[u64]> {
        at(&self.areas, columns.areas.first(doc)).map(Vec::as_slice)
    }
}

/// The piece with this number.
pub(super) fn at<T>(pieces: &[T], number: Option<u64>) -> Option<&T> {
    pieces.get(usize::try_from(number?).ok()?)
}

/// A piece as the index holds it.
pub(super) fn encode(piece: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(piece).map_err(Error::internal)
}

fn bytes(segment: &SegmentReader, name: &str) -> tantivy::Result<BytesColumn> {
    segment
        .fast_fields()
        .bytes(name)?
        .ok_or_else(|| tantivy::TantivyError::InternalError(format!("no column {name}")))
}

fn all<T: DeserializeOwned>(segment: &SegmentReader, name: &str) -> tantivy::Result<Vec<T>> {
    let column = bytes(segment, name)?;
    let mut pieces = Vec::with_capacity(column.num_terms());
    let mut stream = column.dictionary().stream()?;
    while stream.advance() {
        let piece = serde_json::from_slice(stream.key())
            .map_err(|error| tantivy::TantivyError::InternalError(error.to_string()))?;
        pieces.push(piece);
    }
    Ok(pieces)
}

/// The pieces of the segments in use, read once each.
#[derive(Default)]
pub(super) struct Shelf(Mutex<HashMap<SegmentId, Arc<Pieces>>>);

impl Shelf {
    /// The pieces of a segment.
    pub(super) fn of(&self, segment: &SegmentReader) -> tantivy::Result<Arc<Pieces>> {
        let id = segment.segment_id();
        let mut shelf = locked(&self.0);
        if let Some(pieces) = shelf.get(&id) {
            return Ok(pieces.clone());
        }
        let pieces = Arc::new(Pieces::of(segment)?);
        shelf.insert(id, pieces.clone());
        Ok(pieces)
    }

    /// Lets go of segments that are no longer in use and reads those that are new.
    pub(super) fn refresh(&self, segments: &[SegmentReader]) -> tantivy::Result<()> {
        for segment in segments {
            self.of(segment)?;
        }
        let mut shelf = locked(&self.0);
        shelf.retain(|id, _| segments.iter().any(|segment| segment.segment_id() == *id));
        Ok(())
    }
}
