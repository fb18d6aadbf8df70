//! What a worker asks.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::error::Error;
use super::filter::Filters;
use crate::search::Sought;

/// The longest radius that can be asked: half the way around the Earth.
const LONGEST_RADIUS_M: f64 = 20_100_000.0;

/// The oldest age that can be asked.
const OLDEST: f64 = 130.0;

/// What a worker asks.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// What is sought.
    pub sought: Sought,
    /// Plain words.
    pub text: Option<String>,
    /// Needs: codes such as `N09`, or HSDS ids.
    pub needs: Vec<String>,
    /// A place, latitude first.
    pub near: Option<(f64, f64)>,
    /// The region the person lives in.
    pub region_code: Option<String>,
    /// Whether help that neither stands in the region nor serves it is found too.
    pub includes_outside: bool,
    /// What else must hold.
    pub filters: Filters,
    /// The moment of the question, by which ages of listings and "open now" are told.
    pub now: DateTime<Utc>,
    /// Those up to this score and id have been seen.
    pub after: Option<(f64, Uuid)>,
    /// How many to return.
    pub first: usize,
    /// How many near misses to return.
    pub misses: usize,
    /// Whether counts of what is found are wanted.
    pub wants_facets: bool,
}

impl Question {
    /// Finds what cannot be asked.
    pub(super) fn check(&self) -> Result<(), Error> {
        let invalid = |sentence: &str| Err(Error::Invalid(sentence.to_owned()));
        if let Some((latitude, longitude)) = self.near
            && !((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude))
        {
            return invalid(
                "`near` must have a latitude from -90 to 90 and a longitude from -180 to 180",
            );
        }
        let filters = &self.filters;
        if filters
            .radius_m
            .is_some_and(|radius_m| !(radius_m > 0.0 && radius_m <= LONGEST_RADIUS_M))
        {
            return invalid("`radiusM` must be more than 0 and at most 20100000 metres");
        }
        if filters
            .age
            .is_some_and(|age| !(0.0..=OLDEST).contains(&age))
        {
            return invalid("`age` must be from 0 to 130 years");
        }
        if filters
            .max_cost
            .is_some_and(|cost| cost.is_nan() || cost < 0.0)
        {
            return invalid("`maxCost` must be 0 rupiah or more");
        }
        Ok(())
    }
}
