//! The ladder of reach: how near to a person help stands, or whether it serves the area the person lives in.

use rustc_hash::FxHashSet;

use super::sentence::Sentence;
use crate::directory::{Level, Regions, metres_between};
use crate::search::{AREA_NATION, DISTRICT, PROVINCE, REGENCY, is_inside, is_named, region_number};

/// The rungs, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// In the same district, or for it.
    District,
    /// In the same regency, or for it.
    Regency,
    /// In a neighbouring regency.
    Neighbor,
    /// In the same province, or for it.
    Province,
    /// For the whole country.
    Nation,
    /// Elsewhere, and not known to serve the area.
    Outside,
}

/// All rungs, in order.
const LADDER: [Reach; 6] = [
    Reach::District,
    Reach::Regency,
    Reach::Neighbor,
    Reach::Province,
    Reach::Nation,
    Reach::Outside,
];

/// What region numbers share when they are of one district, regency or province.
const SHARED: [(Reach, u64); 3] = [
    (Reach::District, DISTRICT),
    (Reach::Regency, REGENCY),
    (Reach::Province, PROVINCE),
];

/// Regencies whose seats lie within this many metres are neighbours: no borders are at hand.
const NEIGHBOR_M: f64 = 60_000.0;

/// How much an offer counts whose place and area nobody has told.
const UNKNOWN_WEIGHT: f64 = 0.75;

/// Where a person is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Home {
    /// The region as a number.
    pub(super) number: u64,
    /// Neighbouring regencies as numbers.
    pub(super) neighbors: FxHashSet<u64>,
}

impl Home {
    /// The region with this code; `None` when it is not a code.
    pub(super) fn of(code: &str, regions: &Regions) -> Option<Self> {
        let number = region_number(code)?;
        let regency = code.get(..5).unwrap_or(code);
        let seat = |code: &str| {
            let region = regions.get(code)?;
            region.coordinates
        };
        let mut neighbors = FxHashSet::default();
        if let Some(here) = seat(regency) {
            for region in regions.iter() {
                let is_another =
                    region.code != regency && Level::of(&region.code) == Some(Level::Regency);
                let there = region.coordinates.filter(|_| is_another);
                if there.is_some_and(|there| metres_between(here, there) <= NEIGHBOR_M) {
                    neighbors.extend(region_number(&region.code));
                }
            }
        }
        Some(Self { number, neighbors })
    }

    /// The farthest rung that is still inside the region.
    pub(super) fn inside_rung(&self) -> u8 {
        let finest = SHARED
            .into_iter()
            .find(|(_, size)| is_named(self.number, *size));
        finest.map_or(Reach::Nation, |(rung, _)| rung).number()
    }
}

impl Reach {
    /// The nearest rung of the areas an offer is for.
    pub(super) fn of_areas(home: u64, areas: &[u64]) -> Self {
        areas
            .iter()
            .map(|area| Self::of_area(home, *area))
            .fold(Self::Outside, Self::min)
    }

    /// Whether an area is all of `home` or lies around it.
    pub(super) fn is_around(home: u64, area: u64) -> bool {
        is_inside(home, area)
    }

    /// Whether an offer stands in `home`.
    pub(super) fn is_within(home: u64, stands_in: u64) -> bool {
        is_inside(stands_in, home)
    }

    fn of_area(home: u64, area: u64) -> Self {
        if area == AREA_NATION {
            return Self::Nation;
        }
        // The number of an area ends in zeros below its own level; a village serves a part of its district.
        let own = SHARED
            .into_iter()
            .rev()
            .find(|(_, size)| area.is_multiple_of(*size));
        let (rung, size) = own.unwrap_or((Self::District, 1));
        // Of a home that is a whole regency, help for one of its districts reaches a part.
        let is_part = !is_named(home, size) && size < REGENCY && home / REGENCY == area / REGENCY;
        if home / size == area / size {
            rung
        } else if is_part {
            Self::Regency
        } else {
            Self::Outside
        }
    }

    /// The rung of where an offer stands.
    pub(super) fn of_place(home: &Home, stands_in: u64) -> Self {
        let shared = SHARED.into_iter().find(|(_, size)| {
            is_named(home.number, *size) && home.number / size == stands_in / size
        });
        let regency = stands_in - stands_in % REGENCY;
        match shared {
            Some((Self::Province, _)) | None if home.neighbors.contains(&regency) => Self::Neighbor,
            Some((rung, _)) => rung,
            None => Self::Outside,
        }
    }

    /// The area of the next level below `home`, or the province, that a region lies in; `None` when it lies outside
    /// `home` or is not told so finely.
    pub(super) fn area_below(home: Option<u64>, region: u64) -> Option<u64> {
        let (around, size) = match home {
            None => (u64::MAX, PROVINCE),
            Some(home) if home.is_multiple_of(PROVINCE) => (PROVINCE, REGENCY),
            Some(_) => (REGENCY, DISTRICT),
        };
        let is_inside = home.is_none_or(|home| home / around == region / around);
        (is_inside && is_named(region, size)).then(|| region - region % size)
    }

    /// How much the rung counts in ranking, 0 to 1. Help that is for the person's area counts nearly as much as help
    /// that stands there, wherever its office is.
    fn weight(self, is_served: bool) -> f64 {
        match (self, is_served) {
            (Self::District, _) => 1.0,
            (Self::Regency, _) => 0.98,
            (Self::Province, true) => 0.96,
            (Self::Nation, _) => 0.93,
            (Self::Neighbor, _) => 0.4,
            (Self::Province, false) => 0.3,
            (Self::Outside, _) => 0.0,
        }
    }

    /// The nearest rung by where an offer stands and what its areas give, and how much that counts.
    pub(super) fn judge(home: &Home, stands_in: Option<u64>, areas: Option<Self>) -> (Self, f64) {
        let served = areas.unwrap_or(Self::Outside);
        let Some(stands_in) = stands_in else {
            let weight = match areas {
                None => UNKNOWN_WEIGHT,
                Some(served) => served.weight(true),
            };
            return (served, weight);
        };
        let place = Self::of_place(home, stands_in);
        let weight = served.weight(true).max(place.weight(false));
        (served.min(place), weight)
    }

    /// The rung in words.
    pub(super) fn sentence(self) -> Sentence {
        match self {
            Self::District => Sentence::new(
                "Ada di kecamatan yang sama atau melayaninya.",
                "It stands in the same district or serves it.",
            ),
            Self::Regency => Sentence::new(
                "Ada di kabupaten atau kota yang sama atau melayaninya.",
                "It stands in the same regency or serves it.",
            ),
            Self::Neighbor => Sentence::new(
                "Ada di kabupaten atau kota tetangga.",
                "It stands in a neighboring regency.",
            ),
            Self::Province => Sentence::new(
                "Ada di provinsi yang sama atau melayaninya.",
                "It stands in the same province or serves it.",
            ),
            Self::Nation => Sentence::new(
                "Melayani seluruh Indonesia.",
                "It serves the whole country.",
            ),
            Self::Outside => Sentence::new("Ada di luar wilayah Anda.", "It is outside your area."),
        }
    }

    /// The rung as a number, and back.
    pub fn number(self) -> u8 {
        LADDER
            .iter()
            .position(|rung| *rung == self)
            .and_then(|at| u8::try_from(at).ok())
            .unwrap_or(u8::MAX)
    }

    /// The rung with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        LADDER.get(usize::from(number)).copied()
    }
}
