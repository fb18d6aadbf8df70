//! Searches that found nothing or little, counted by need, region and month: no words, no person, no address. They are
//! gathered in memory and written together.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::error::Error;
use super::found::Matches;
use super::question::Question;
use crate::directory::{Regions, SignalSource, Tally, add_signals, month_of};
use crate::search::Sought;
use crate::store::Store;

/// A search that finds fewer services than this in the region asked about found little.
const LITTLE: u64 = 3;

/// What was understood less surely than this is not counted.
const LEAST_SURE: f64 = 0.5;

/// How many counters are held at most until they are written; what comes beyond them is not counted.
const MOST_HELD: usize = 20_000;

type Counters = FxHashMap<(Uuid, String, String, SignalSource), u32>;

/// The counters that have not been written yet.
#[derive(Clone, Default)]
pub(super) struct UnmetSearches(Arc<Mutex<Counters>>);

impl UnmetSearches {
    /// Counts a search by what it found. `needs` are those that were asked for or understood, and `region` the one asked
    /// about.
    pub(super) fn note(
        &self,
        source: SignalSource,
        question: &Question,
        found: &Matches,
        needs: &[Uuid],
        regions: &Regions,
    ) {
        let named = found.place.as_ref().map(|place| &place.region_code);
        let region = question.region_code.as_ref().or(named);
        // A code that is no region's would make a counter of its own.
        let region = region.filter(|code| regions.get(code).is_some());
        let month = month_of(question.now);
        let mut counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for need in needs {
            let key = (
                *need,
                region.cloned().unwrap_or_default(),
                month.clone(),
                source,
            );
            if counters.len() < MOST_HELD || counters.contains_key(&key) {
                *counters.entry(key).or_default() += 1;
            }
        }
    }

    /// Writes what was gathered; returns whether there was anything.
    pub(super) async fn write(&self, store: &Store) -> Result<bool, Error> {
        let counters = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let tally = |((need, region, month, source), number)| Tally {
            need,
            region,
            month,
            source,
            number,
        };
        let tallies: Vec<Tally> = counters.into_iter().map(tally).collect();
        add_signals(store, &tallies).await?;
        Ok(!tallies.is_empty())
    }
}

/// What a search counts as that found nothing or little; only the first page of an answer counts.
pub(super) fn unmet_by(question: &Question, found: &Matches) -> Option<SignalSource> {
    let is_first = question.after.is_none() && question.sought == Sought::Services;
    match found.total {
        _ if !is_first => None,
        0 => Some(SignalSource::SearchNone),
        _ if found.inside < LITTLE => Some(SignalSource::SearchFew),
        _ => None,
    }
}

/// The needs of a search that are counted: those asked for, and those understood surely enough.
pub(super) fn counted_needs(
    asked: &[Uuid],
    found: &Matches,
    is_need: impl Fn(Uuid) -> bool,
) -> Vec<Uuid> {
    let understood = found
        .interpreted_as
        .iter()
        .filter(|it| it.confidence >= LEAST_SURE);
    let understood = understood.map(|it| it.term);
    let mut needs: Vec<Uuid> = asked
        .iter()
        .copied()
        .chain(understood)
        .filter(|term| is_need(*term))
        .collect();
    needs.sort_unstable();
    needs.dedup();
    needs
}
