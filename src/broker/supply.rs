//! Supply: what help there is with a need in an area, and how far it goes.

use uuid::Uuid;

use crate::search::{Census, Figures};

/// How many people one service is taken to help in a year. It is a convention of ours, near what one social worker is
/// given to look after, and only makes needs and regions comparable: see `docs/RESOURCE_MAP.md`.
pub const PEOPLE_PER_SERVICE: u64 = 50;

/// What help there is. Where help stands and where it says it serves are kept apart: a service may be in both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Supply {
    /// Services that stand in the area.
    pub standing: Figures,
    /// Services that say they serve the area, one around it, or a part of it.
    pub serving: Figures,
    /// Practitioners who work in the area.
    pub practitioners: u32,
}

/// Which services count as help.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Counted {
    /// Those that stand in the area.
    #[default]
    Standing,
    /// Those that say they serve it.
    Serving,
}

impl Supply {
    /// Help with a need, of organizations of these kinds or of any.
    pub(super) fn of(census: &Census, need: Uuid, area: u64, kinds: &[u8]) -> Self {
        let Some(stock) = census.of(need) else {
            return Self::default();
        };
        Self {
            standing: stock.standing(area, kinds),
            serving: stock.serving(area, kinds),
            practitioners: census.practitioners(need, area),
        }
    }

    /// How many services count.
    pub(super) fn services(&self, counted: Counted) -> u32 {
        match counted {
            Counted::Standing => self.standing.services,
            Counted::Serving => self.serving.services,
        }
    }
}

/// The share of the people in need for whom there is not enough help: `1 - services x 50 / people`, and never below 0. It
/// is 0 when nobody is known to be in need.
#[expect(
    clippy::as_conversions,
    reason = "people and services are far fewer than a float counts exactly"
)]
pub(super) fn gap(services: u32, people: u64) -> f64 {
    let helped = u64::from(services).saturating_mul(PEOPLE_PER_SERVICE);
    let unhelped = people.saturating_sub(helped);
    if unhelped == 0 {
        0.0
    } else {
        unhelped as f64 / people as f64
    }
}
