//! The ladder of reach: how near to a person help stands, or whether it serves the area the person lives in.

/// The rungs, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Reach {
    /// In the same district, or for it.
    District,
    /// In the same regency, or for it.
    Regency,
    /// In the same province, or for it.
    Province,
    /// For the whole country.
    Nation,
    /// Elsewhere, and not known to serve the area.
    Outside,
}

/// All rungs, in order.
const LADDER: [Reach; 5] = [
    Reach::District,
    Reach::Regency,
    Reach::Province,
    Reach::Nation,
    Reach::Outside,
];

/// What region numbers share when they are of one district, regency or province: see [`crate::search::region_number`].
const SHARED: [(Reach, u64); 3] = [
    (Reach::District, 10_000),
    (Reach::Regency, 1_000_000),
    (Reach::Province, 100_000_000),
];

impl Reach {
    /// The nearest rung for a person in `home`, by where the offer stands and which areas it is for.
    pub fn of(home: u64, stands_in: Option<u64>, areas: &[u64]) -> Self {
        let by_place = stands_in.map_or(Self::Outside, |region| {
            SHARED
                .into_iter()
                .find(|(_, size)| names(home, *size) && home / size == region / size)
                .map_or(Self::Outside, |(rung, _)| rung)
        });
        areas
            .iter()
            .map(|area| Self::by_area(home, *area))
            .fold(by_place, Self::min)
    }

    fn by_area(home: u64, area: u64) -> Self {
        if area == crate::search::AREA_NATION {
            return Self::Nation;
        }
        // The number of an area ends in zeros below its own level; a village serves a part of its district.
        let own = SHARED
            .into_iter()
            .rev()
            .find(|(_, size)| area.is_multiple_of(*size));
        let (rung, size) = own.unwrap_or((Self::District, 1));
        if home / size == area / size {
            rung
        } else {
            Self::Outside
        }
    }

    /// How much the rung counts in ranking, 0 to 1.
    pub fn weight(self) -> f64 {
        match self {
            Self::District => 1.0,
            Self::Regency => 0.9,
            Self::Province => 0.6,
            Self::Nation => 0.5,
            Self::Outside => 0.0,
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

/// Whether the number of a region is fine enough to speak of a rung: that of a regency names no district.
fn names(region: u64, size: u64) -> bool {
    !(region / size).is_multiple_of(100)
}
