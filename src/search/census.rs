//! Counts of what help there is, by need and area. They are kept beside the index and counted again for what moved in it,
//! so that a question about a place reads numbers that stand ready.

use std::ops::AddAssign;
use std::sync::Arc;

use chrono::{Months, NaiveDate};
use entity::object::Kind;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::Term;
use uuid::Uuid;

use super::area::{AREA_NATION, DISTRICT, areas_around};
use super::document::Lore;
use super::error::Error;
use super::headcount::{Sheets, count_practitioners, count_services};
use super::index::Index;
use super::offer::day_number;
use super::stale::Stale;

/// What is counted of some services.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// The services, each once.
    pub services: u32,
    /// The organizations that offer them, each once.
    pub organizations: u32,
    /// Services that cost nothing.
    pub free: u32,
    /// Services that were assured within a year.
    pub verified: u32,
    /// Services that are open at some time when offices are not.
    pub open_outside_office_hours: u32,
    /// Services that had room when that was last said.
    pub with_capacity: u32,
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.services += other.services;
        self.organizations += other.organizations;
        self.free += other.free;
        self.verified += other.verified;
        self.open_outside_office_hours += other.open_outside_office_hours;
        self.with_capacity += other.with_capacity;
    }
}

/// The number of a kind of organization such as `NGO`; 0 for an organization of none that is known.
pub fn kind_number(kind: &str) -> u8 {
    let field = entity::object::object("organization").and_then(|object| object.field("kind"));
    let Some(Kind::OneOf(words)) = field.map(|(_, field)| field.kind) else {
        return 0;
    };
    let at = words.iter().position(|word| *word == kind);
    at.and_then(|at| u8::try_from(at + 1).ok())
        .unwrap_or_default()
}

/// The number that stands for organizations of any kind.
pub(super) const ANY_KIND: u8 = u8::MAX;

/// Figures by area and kind of organization.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Table(FxHashMap<(u64, u8), Figures>);

impl Table {
    /// Adds to an area under a kind of organization and under any.
    pub(super) fn add(&mut self, area: u64, kind: u8, figures: Figures) {
        for kind in [kind, ANY_KIND] {
            *self.0.entry((area, kind)).or_default() += figures;
        }
    }

    fn of(&self, area: u64, kinds: &[u8]) -> Figures {
        let of = |kind| self.0.get(&(area, kind)).copied().unwrap_or_default();
        if kinds.is_empty() {
            return of(ANY_KIND);
        }
        let mut sum = Figures::default();
        kinds.iter().for_each(|kind| sum += of(*kind));
        sum
    }
}

/// What help there is with one need, or with any. Areas are numbers, see [`super::region_number`]; kinds of organizations
/// are numbers too, see [`kind_number`], and none means any.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// Where services stand.
    pub(super) standing: Table,
    /// Services that say they serve all of an area. Of areas inside each other only the widest counts.
    pub(super) whole: Table,
    /// Services that say they serve a part of an area.
    pub(super) part: Table,
}

impl Stock {
    /// Services that stand in an area.
    pub fn standing(&self, area: u64, kinds: &[u8]) -> Figures {
        self.standing.of(area, kinds)
    }

    /// Services that say they serve an area, one around it or a part of it.
    pub fn serving(&self, area: u64, kinds: &[u8]) -> Figures {
        let mut sum = self.serving_inside(area, kinds);
        for around in areas_around(area) {
            sum += self.serving_all_of(around, kinds);
        }
        sum
    }

    /// Services that say they serve an area as a whole or a part of it, and nothing wider.
    pub fn serving_inside(&self, area: u64, kinds: &[u8]) -> Figures {
        let mut sum = self.whole.of(area, kinds);
        sum += self.part.of(area, kinds);
        sum
    }

    /// Services that say they serve this very area, and nothing wider.
    pub fn serving_all_of(&self, area: u64, kinds: &[u8]) -> Figures {
        self.whole.of(area, kinds)
    }
}

/// What help there is: a picture as of one state of the index.
#[derive(Debug, Default)]
pub struct Census {
    day: Option<NaiveDate>,
    needs: FxHashMap<Uuid, Arc<Stock>>,
    all: Arc<Stock>,
    practitioners: Arc<FxHashMap<(Uuid, u64), u32>>,
}

impl Census {
    /// The day it was made on.
    pub fn day(&self) -> Option<NaiveDate> {
        self.day
    }

    /// Help with a need or one narrower.
    pub fn of(&self, need: Uuid) -> Option<&Stock> {
        self.needs.get(&need).map(Arc::as_ref)
    }

    /// All help, whatever the need.
    pub fn all(&self) -> &Stock {
        &self.all
    }

    /// Practitioners in an area with a specialization, or who help with a need; with it or one narrower.
    pub fn practitioners(&self, term: Uuid, area: u64) -> u32 {
        self.practitioners
            .get(&(term, area))
            .copied()
            .unwrap_or_default()
    }
}

/// The areas in which something stands whose region has this number: districts and what is around them.
pub(super) fn areas_of(region: u64) -> impl Iterator<Item = u64> {
    let own = (region.is_multiple_of(DISTRICT) && region != AREA_NATION).then_some(region);
    own.into_iter().chain(areas_around(region))
}

/// Keeps the newest census, and counts what is stale.
#[derive(Default)]
pub(super) struct Counter {
    census: Option<Arc<Census>>,
    sheets: Sheets,
}

impl Index {
    /// What help there is as of now: what has moved since the last time is counted again, the rest is kept.
    pub fn census(&self, lore: &Lore, today: NaiveDate) -> Result<Arc<Census>, Error> {
        let mut counter = locked(&self.counter);
        let stale = std::mem::take(&mut *locked(&self.stale));
        let counted = self.count(&mut counter, lore, today, &stale);
        match &counted {
            Ok(census) => counter.census = Some(census.clone()),
            // What could not be counted is still to be.
            Err(_) => locked(&self.stale).add(stale),
        }
        counted
    }

    /// Notes what is to be counted again.
    pub(super) fn note_stale(&self, stale: Stale) {
        locked(&self.stale).add(stale);
    }

    fn count(
        &self,
        counter: &mut Counter,
        lore: &Lore,
        today: NaiveDate,
        stale: &Stale,
    ) -> Result<Arc<Census>, Error> {
        let known = counter.census.clone();
        let known = known.filter(|census| census.day == Some(today));
        let work = match (&known, stale) {
            (Some(_), Stale::Some { .. }) => Work::on(stale, lore),
            _ => Work::on(&Stale::All, lore),
        };
        let known = known.unwrap_or_default();
        if work.is_none() {
            return Ok(known);
        }
        let searcher = self.offers.searcher();
        counter
            .sheets
            .refresh(&searcher, &self.offers.shelf, today)?;
        let year_ago = today
            .checked_sub_months(Months::new(12))
            .and_then(day_number);
        let count = |term: Option<Term>| {
            let stock = count_services(&searcher, &counter.sheets, term.as_ref(), year_ago);
            stock.map(Arc::new)
        };
        let mut needs = known.needs.clone();
        for need in work.needs {
            let term = Term::from_field_text(self.fields.terms, &need.simple().to_string());
            needs.insert(need, count(Some(term))?);
        }
        Ok(Arc::new(Census {
            day: Some(today),
            needs,
            all: if work.has_services {
                count(None)?
            } else {
                known.all.clone()
            },
            practitioners: if work.has_practitioners {
                Arc::new(count_practitioners(&self.practitioners, lore)?)
            } else {
                known.practitioners.clone()
            },
        }))
    }
}

/// What is to be counted.
struct Work {
    needs: FxHashSet<Uuid>,
    /// Whether services are counted whatever their needs.
    has_services: bool,
    has_practitioners: bool,
}

impl Work {
    /// What is stale, and the broader needs that hold it.
    fn on(stale: &Stale, lore: &Lore) -> Self {
        let all = lore.vocabulary.of_taxonomy("need");
        match stale {
            Stale::All => Self {
                needs: all,
                has_services: true,
                has_practitioners: true,
            },
            Stale::Some {
                has_services,
                has_practitioners,
                needs,
            } => Self {
                needs: needs
                    .iter()
                    .flat_map(|need| lore.vocabulary.with_broader(*need))
                    .filter(|need| all.contains(need))
                    .collect(),
                has_services: *has_services,
                has_practitioners: *has_practitioners,
            },
        }
    }

    fn is_none(&self) -> bool {
        !self.has_services && !self.has_practitioners
    }
}

fn locked<T>(held: &std::sync::Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    held.lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
