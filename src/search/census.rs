//! Counts of what help there is, by need and area. They are kept beside the index and counted again for what moved in it,
//! so that a question about a place reads numbers that stand ready.

use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::ops::{AddAssign, SubAssign};
use std::sync::Arc;

use chrono::{Months, NaiveDate};
use entity::object::Kind;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::Term;
use uuid::Uuid;

use super::area::{AREA_NATION, DISTRICT, areas_around};
use super::document::Lore;
use super::error::Error;
use super::headcount::{Roll, count_practitioners};
use super::index::{Index, locked};
use super::offer::day_number;
use super::snapshot::{Documents, Snapshot};
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

impl SubAssign for Figures {
    fn sub_assign(&mut self, other: Self) {
        self.services -= other.services;
        self.organizations -= other.organizations;
        self.free -= other.free;
        self.verified -= other.verified;
        self.open_outside_office_hours -= other.open_outside_office_hours;
        self.with_capacity -= other.with_capacity;
    }
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stock {
    /// Where services stand.
    pub(super) standing: Table,
    /// Services that say they serve all of an area. Of areas inside each other only the widest counts.
    pub(super) whole: Table,
    /// Services that say they serve a part of an area.
    pub(super) part: Table,
}

impl Stock {
    fn replace(&mut self, before: Self, now: Self) {
        replace(&mut self.standing.0, before.standing.0, now.standing.0);
        replace(&mut self.whole.0, before.whole.0, now.whole.0);
        replace(&mut self.part.0, before.part.0, now.part.0);
    }

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

/// Numbers of practitioners by term and area.
pub(super) type Headcounts = FxHashMap<(Uuid, u64), u32>;

/// What help there is: a picture as of one state of the index.
#[derive(Debug, Clone, Default)]
pub struct Census {
    day: Option<NaiveDate>,
    needs: FxHashMap<Uuid, Arc<Stock>>,
    all: Arc<Stock>,
    practitioners: Arc<Headcounts>,
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

/// Takes out of counts what some things came to before and puts in what they come to now.
fn replace<K: Eq + Hash, V>(
    counts: &mut FxHashMap<K, V>,
    before: FxHashMap<K, V>,
    now: FxHashMap<K, V>,
) where
    V: AddAssign + SubAssign + Default + PartialEq,
{
    for (key, number) in now {
        *counts.entry(key).or_default() += number;
    }
    for (key, number) in before {
        if let Entry::Occupied(mut count) = counts.entry(key) {
            *count.get_mut() -= number;
            if *count.get() == V::default() {
                count.remove();
            }
        }
    }
}

/// Keeps the newest census with the state of the index that it is of.
#[derive(Default)]
pub(super) struct Counter(Option<Counted>);

struct Counted {
    census: Arc<Census>,
    snapshots: Snapshots,
}

/// A state of the index.
struct Snapshots {
    offers: Snapshot,
    practitioners: Snapshot,
}

impl Index {
    /// What help there is as of now: what has moved since the last time is counted again, the rest is kept.
    pub fn census(&self, lore: &Lore, today: NaiveDate) -> Result<Arc<Census>, Error> {
        let mut counter = locked(&self.counter);
        let (snapshots, stale) = {
            let mut stale = locked(&self.stale);
            let snapshots = Snapshots {
                offers: Snapshot::of(&self.offers)?,
                practitioners: Snapshot::of(&self.practitioners)?,
            };
            (snapshots, std::mem::take(&mut *stale))
        };
        let known = counter.0.as_ref();
        let known = known.filter(|known| known.census.day == Some(today));
        let count = Count {
            index: self,
            lore,
            today,
        };
        let census = match (known, stale) {
            (
                Some(known),
                Stale::Some {
                    services,
                    practitioners,
                },
            ) => {
                let states = [&known.snapshots, &snapshots];
                count.again(&known.census, states, &services, &practitioners)
            }
            _ => count.everything(&snapshots).map(Arc::new),
        };
        match census {
            Ok(census) => {
                counter.0 = Some(Counted {
                    census: census.clone(),
                    snapshots,
                });
                Ok(census)
            }
            Err(error) => {
                // What could not be counted is still to be.
                locked(&self.stale).add(Stale::All);
                Err(error)
            }
        }
    }
}

/// How a census is made.
struct Count<'a> {
    index: &'a Index,
    lore: &'a Lore,
    today: NaiveDate,
}

impl Count<'_> {
    fn everything(&self, now: &Snapshots) -> Result<Census, Error> {
        let roll = self.roll(&now.offers, None);
        let needs = self.lore.vocabulary.of_taxonomy("need").into_iter();
        let needs = needs.map(|need| {
            let stock = roll.count(Some(&self.need_term(need)))?;
            Ok((need, Arc::new(stock)))
        });
        Ok(Census {
            day: Some(self.today),
            needs: needs.collect::<Result<_, Error>>()?,
            all: Arc::new(roll.count(None)?),
            practitioners: Arc::new(count_practitioners(&now.practitioners, None, self.lore)?),
        })
    }

    /// The same census when nothing has moved.
    fn again(
        &self,
        known: &Arc<Census>,
        states: [&Snapshots; 2],
        services: &FxHashSet<Uuid>,
        practitioners: &FxHashSet<Uuid>,
    ) -> Result<Arc<Census>, Error> {
        let mut census = known.clone();
        if !services.is_empty() {
            self.services_again(Arc::make_mut(&mut census), states, services)?;
        }
        if !practitioners.is_empty() {
            self.practitioners_again(Arc::make_mut(&mut census), states, practitioners)?;
        }
        Ok(census)
    }

    /// Services count by themselves and for their organizations, which count once however many services they have; so the
    /// organizations of services that have moved are counted as they were and as they are, with all their services.
    fn services_again(
        &self,
        census: &mut Census,
        states: [&Snapshots; 2],
        moved: &FxHashSet<Uuid>,
    ) -> Result<(), Error> {
        let mut terms = self.subject_terms(moved);
        let (mut owners, mut marked) = (FxHashSet::default(), FxHashSet::default());
        for state in states {
            let documents = state.offers.with_any(&terms)?;
            owners.extend(state.offers.owners(&documents)?);
            marked.extend(state.offers.terms(&documents)?);
        }
        // Half of an id finds all that belongs to an organization; when it is half of another's too, that one is counted
        // as it was and as it is as well.
        terms.extend(
            owners.into_iter().map(|owner| {
                Term::from_field_u64(self.index.fields.owner_low, owner.as_u64_pair().1)
            }),
        );
        let [before, now] = states;
        let before = self.roll(&before.offers, Some(before.offers.with_any(&terms)?));
        let now = self.roll(&now.offers, Some(now.offers.with_any(&terms)?));
        let all = self.lore.vocabulary.of_taxonomy("need");
        let marked = marked.into_iter();
        let needs: FxHashSet<Uuid> = marked
            .flat_map(|term| self.lore.terms.with_ancestors(term))
            .filter(|term| all.contains(term))
            .collect();
        for need in needs {
            let term = self.need_term(need);
            let stock = census.needs.entry(need).or_default();
            Arc::make_mut(stock).replace(before.count(Some(&term))?, now.count(Some(&term))?);
        }
        Arc::make_mut(&mut census.all).replace(before.count(None)?, now.count(None)?);
        Ok(())
    }

    fn practitioners_again(
        &self,
        census: &mut Census,
        states: [&Snapshots; 2],
        moved: &FxHashSet<Uuid>,
    ) -> Result<(), Error> {
        let terms = self.subject_terms(moved);
        let [before, now] = states.map(|state| {
            let among = state.practitioners.with_any(&terms)?;
            count_practitioners(&state.practitioners, Some(&among), self.lore)
        });
        let counts = Arc::make_mut(&mut census.practitioners);
        replace(counts, before?, now?);
        Ok(())
    }

    fn roll<'a>(&self, offers: &'a Snapshot, among: Option<Documents>) -> Roll<'a> {
        let year_ago = self.today.checked_sub_months(Months::new(12));
        Roll::of(offers, among, self.today, year_ago.and_then(day_number))
    }

    fn need_term(&self, need: Uuid) -> Term {
        Term::from_field_text(self.index.fields.terms, &need.simple().to_string())
    }

    fn subject_terms(&self, ids: &FxHashSet<Uuid>) -> Vec<Term> {
        let subject = self.index.fields.subject;
        let term = |id: &Uuid| Term::from_field_text(subject, &id.simple().to_string());
        ids.iter().map(term).collect()
    }
}
