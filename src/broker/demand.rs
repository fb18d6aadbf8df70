//! Demand as it is published: how many people are in need of what, and whether that grows. Exact numbers come in and none
//! goes out.

use std::ops::AddAssign;

use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::disclosure::release;
use crate::directory::{Measure, Signal, Window};
use crate::search::{AREA_NATION, Vocabulary, areas_around, region_number};

/// Numbers of one time, each in whole fives: 0 is none, or fewer than five.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Voices {
    /// People of whom a need was reported, at the least.
    pub people: u64,
    /// Reports.
    pub reports: u64,
    /// Searches that found nothing or little.
    pub searches: u64,
}

/// The published demand for help with a need in an area.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Demand {
    /// Of this month and the eleven before: reports without an answer, and searches.
    pub open: Voices,
    /// Of the same months: reports of needs that were met.
    pub answered: Voices,
    /// Of the twelve months before those.
    pub year_before: Voices,
}

/// Whether demand grows from one year to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// By a fifth or more.
    Rising,
    /// Neither.
    Steady,
    /// It falls by a fifth or more.
    Falling,
}

/// A rise or fall by one part in so many is told.
const TELLING_PART: u64 = 5;

impl Voices {
    /// How often somebody told of the need: people reported, and searches.
    fn told(&self) -> u64 {
        self.people + self.searches
    }

    fn add(&mut self, measure: Measure, number: u64) {
        match measure {
            Measure::People => self.people += number,
            Measure::Reports => self.reports += number,
            Measure::Searches => self.searches += number,
        }
    }
}

impl AddAssign for Voices {
    fn add_assign(&mut self, other: Self) {
        self.people += other.people;
        self.reports += other.reports;
        self.searches += other.searches;
    }
}

impl AddAssign for Demand {
    fn add_assign(&mut self, other: Self) {
        self.open += other.open;
        self.answered += other.answered;
        self.year_before += other.year_before;
    }
}

impl Demand {
    /// This year beside the one before; `None` when nothing is told of either.
    pub fn trend(&self) -> Option<Trend> {
        let (before, now) = (
            self.year_before.told(),
            self.open.told() + self.answered.told(),
        );
        let step = before.div_ceil(TELLING_PART).max(1);
        if before == 0 && now == 0 {
            None
        } else if now >= before + step {
            Some(Trend::Rising)
        } else if now + step <= before {
            Some(Trend::Falling)
        } else {
            Some(Trend::Steady)
        }
    }

    fn add(&mut self, window: Window, measure: Measure, number: u64) {
        match window {
            Window::Open => self.open.add(measure, number),
            Window::Answered => self.answered.add(measure, number),
            Window::YearBefore => self.year_before.add(measure, number),
        }
    }
}

/// All published demand, by need and area. A need holds those narrower, an area those inside it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Published(FxHashMap<(Uuid, u64), Demand>);

impl Published {
    /// What may be told of exact numbers. Each need, measure and time is released on its own.
    pub(super) fn of(signals: &[Signal], vocabulary: &Vocabulary) -> Self {
        let mut numbers: FxHashMap<(Uuid, Measure, Window), Vec<(u64, u64)>> = FxHashMap::default();
        for signal in signals {
            let area = region_number(&signal.region).unwrap_or(AREA_NATION);
            let of = (signal.need, signal.measure, signal.window);
            numbers.entry(of).or_default().push((area, signal.number));
        }
        let mut published = Self::default();
        for ((need, measure, window), numbers) in numbers {
            let needs: Vec<Uuid> = vocabulary.with_broader(need).collect();
            for (area, number) in release(numbers) {
                for area in std::iter::once(area).chain(areas_around(area)) {
                    for need in &needs {
                        let demand = published.0.entry((*need, area)).or_default();
                        demand.add(window, measure, number);
                    }
                }
            }
        }
        published
    }

    /// The demand for help with a need, or one narrower, in an area.
    pub(super) fn get(&self, need: Uuid, area: u64) -> Demand {
        self.0.get(&(need, area)).copied().unwrap_or_default()
    }

    /// A number that is another when what is published is, whatever the order it was added in.
    pub(super) fn digest(&self) -> u64 {
        use std::hash::{BuildHasher, BuildHasherDefault};
        let hasher = BuildHasherDefault::<rustc_hash::FxHasher>::default();
        let each = self.0.iter().map(|entry| hasher.hash_one(entry));
        each.fold(0, u64::wrapping_add)
    }
}
