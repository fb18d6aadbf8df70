//! What the index asks while it looks at offers. The one who asks the question answers: the index knows no rules.

use super::profile::{Marks, Traits};
use crate::directory::Hours;

/// What is said of one piece of an offer.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Verdict {
    /// The filters it fails, one bit each.
    pub fails: u32,
    /// How well it fits, 0 to 1.
    pub fit: f64,
}

/// What the areas that an offer is for come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served {
    /// The nearest rung that they give, as a number.
    pub rung: u8,
    /// Whether one of them is the whole region asked about or lies around it.
    pub is_whole: bool,
}

/// How well each part of an offer fits, 0 to 1 unless said otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Fits {
    /// Its terms.
    pub need: f64,
    /// The words, as BM25: 0 and up.
    pub text: f64,
    /// Whether all words sought stand in the names of the service and its organization.
    pub is_named: bool,
    /// How near it is.
    pub nearness: f64,
    /// Its reach.
    pub reach: f64,
    /// Its hours.
    pub availability: f64,
    /// Its cost.
    pub affordability: f64,
    /// What the day of assurance adds to trust.
    pub assured: f64,
    /// What the confirmation of the organization adds to trust.
    pub verified: f64,
}

impl Fits {
    /// How far the listing can be trusted.
    pub fn trust(&self) -> f64 {
        self.assured + self.verified
    }
}

/// How many filters an offer passes.
pub(super) enum Passing {
    All,
    AllButOne,
    Fewer,
}

impl Passing {
    pub(super) fn of(fails: u32) -> Self {
        match fails.count_ones() {
            0 => Self::All,
            1 => Self::AllButOne,
            _ => Self::Fewer,
        }
    }
}

/// Judges offers piece by piece.
pub trait Judge: Send + Sync {
    /// Its terms.
    fn marks(&self, marks: &Marks) -> Verdict;
    /// What its listing says: of its cost, and what it adds to trust.
    fn traits(&self, traits: &Traits) -> (Verdict, f64);
    /// Its hours, and whether it is open now.
    fn hours(&self, hours: &Hours) -> (Verdict, bool);
    /// The areas it is for; `None` when it names none.
    fn areas(&self, areas: &[u64]) -> Option<Served>;
    /// The region it stands in, as [`super::region_number`], with its areas: how well that fits, and the nearest rung.
    fn place(&self, region: Option<u64>, areas: Option<Served>) -> (Verdict, u8);
    /// Metres to it.
    fn distance(&self, distance_m: Option<f64>) -> Verdict;
    /// The day on which it was last assured, in days since 1970-01-01.
    fn assured(&self, day: Option<u64>) -> Verdict;
    /// The score, 0 to 1.
    fn score(&self, fits: &Fits) -> f64;
    /// The area under which it is counted.
    fn facet_area(&self, region: u64) -> Option<u64>;
}
