//! What a question finds.

use std::sync::Arc;

use uuid::Uuid;

use super::caution::Caution;
use super::explain::{Facts, Reason};
use super::facet::Facets;
use super::filter::Filter;
use super::place::NamedPlace;
use super::ranking::Ranking;
use super::reach::Reach;
use super::sentence::Sentence;
use crate::directory::{Hours, Opening};
use crate::search::{Hit, Lore, Understood};

/// One service or practitioner that fits. What it tells of itself is worked out when asked for.
#[derive(Clone)]
pub struct Match {
    pub(super) hit: Hit,
    pub(super) ranking: Arc<Ranking>,
    pub(super) lore: Arc<Lore>,
}

impl Match {
    /// The service or practitioner.
    pub fn subject(&self) -> Uuid {
        self.hit.subject
    }

    /// Its best location.
    pub fn location(&self) -> Option<Uuid> {
        self.hit.location
    }

    /// 0 to 1.
    pub fn score(&self) -> f64 {
        self.hit.score
    }

    /// Metres from the place asked for.
    pub fn distance_m(&self) -> Option<f64> {
        self.hit.distance_m
    }

    /// The rung of the ladder; `None` when no region was given.
    pub fn reach(&self) -> Option<Reach> {
        self.ranking.home.as_ref()?;
        Reach::from_number(self.hit.rung)
    }

    /// Why it stands where it stands.
    pub fn reasons(&self) -> Vec<Reason> {
        self.ranking
            .reasons(&Facts::of(&self.hit), &self.lore.vocabulary)
    }

    /// What to be careful about.
    pub fn cautions(&self) -> Vec<Caution> {
        self.ranking.cautions(&Facts::of(&self.hit))
    }

    /// Its hours.
    pub fn hours(&self) -> Hours {
        self.hit.hours()
    }

    /// When it opens next, or until when it is open.
    pub fn next_opening(&self) -> Option<Opening> {
        self.hours()
            .next_opening(self.ranking.now, &self.ranking.holidays)
    }

    /// Whether it is open now; `None` when that is not known.
    pub fn is_open_now(&self) -> Option<bool> {
        self.hours()
            .is_open_at(self.ranking.now, &self.ranking.holidays)
    }
}

/// A service that fails one filter alone.
#[derive(Clone)]
pub struct NearMiss {
    /// The service as it would be found.
    pub found: Match,
    /// The filter it fails.
    pub filter: Filter,
    /// What would satisfy it.
    pub remedy: Sentence,
}

/// What fits.
#[derive(Clone)]
pub struct Matches {
    /// Those asked for, best first.
    pub matches: Vec<Match>,
    /// Whether more follow.
    pub has_next: bool,
    /// How many there are in all.
    pub total: u64,
    /// How many of them stand in the region asked about or serve it; all of them when none was.
    pub inside: u64,
    /// Services that fail one filter alone, best first.
    pub misses: Vec<NearMiss>,
    /// Counts of what fits.
    pub facets: Option<Arc<Facets>>,
    /// How the words were understood.
    pub interpreted_as: Vec<Understood>,
    /// The place that the words name, when no region was given.
    pub place: Option<NamedPlace>,
}
