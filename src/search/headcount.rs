//! Going through the documents of the index and counting services, organizations and practitioners once in each area.

use std::cell::OnceCell;

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{DocId, SegmentReader, Term};
use uuid::Uuid;

use super::area::{areas_around, is_inside};
use super::census::{Figures, Headcounts, Stock, Table, areas_of, kind_number};
use super::document::Lore;
use super::error::Error;
use super::profile::{PieceColumns, Pieces, Traits, at};
use super::snapshot::{Documents, IdColumn, Snapshot, among_of, documents};
use crate::directory::Hours;

/// What is said of a service, one bit each.
type Flags = u8;
const FREE: Flags = 1;
const VERIFIED: Flags = 2;
const OUTSIDE_OFFICE_HOURS: Flags = 4;
const WITH_CAPACITY: Flags = 8;

/// One service with these flags.
fn one_service(flags: Flags) -> Figures {
    let has = |flag: Flags| u32::from(flags & flag != 0);
    Figures {
        services: 1,
        organizations: 0,
        free: has(FREE),
        verified: has(VERIFIED),
        open_outside_office_hours: has(OUTSIDE_OFFICE_HOURS),
        with_capacity: has(WITH_CAPACITY),
    }
}

const ONE_ORGANIZATION: Figures = Figures {
    services: 0,
    organizations: 1,
    free: 0,
    verified: 0,
    open_outside_office_hours: 0,
    with_capacity: 0,
};

/// What the pieces of one segment say that is counted: each is judged when it is first met.
struct Sheet<'a> {
    pieces: &'a Pieces,
    today: NaiveDate,
    /// The kind of organization and the flags, by the number of the traits.
    traits: Vec<OnceCell<(u8, Flags)>>,
    /// The flags by the number of the hours.
    hours: Vec<OnceCell<Flags>>,
}

impl<'a> Sheet<'a> {
    fn of(pieces: &'a Pieces, today: NaiveDate) -> Self {
        Self {
            pieces,
            today,
            traits: vec![OnceCell::new(); pieces.traits.len()],
            hours: vec![OnceCell::new(); pieces.hours.len()],
        }
    }

    fn traits_at(&self, number: Option<u64>) -> (u8, Flags) {
        let flag = |holds: bool, flag: Flags| if holds { flag } else { 0 };
        let judge = |traits: &Traits| {
            let kind = traits.kind.as_deref().map_or(0, kind_number);
            let is_free = flag(traits.is_free == Some(true), FREE);
            let has_capacity = flag(traits.has_capacity == Some(true), WITH_CAPACITY);
            (kind, is_free | has_capacity)
        };
        let traits = at(&self.traits, number).zip(at(&self.pieces.traits, number));
        traits.map_or_else(Default::default, |(judged, traits)| {
            *judged.get_or_init(|| judge(traits))
        })
    }

    fn hours_at(&self, number: Option<u64>) -> Flags {
        let judge = |hours: &Hours| match hours.is_open_outside_office_hours(self.today) {
            true => OUTSIDE_OFFICE_HOURS,
            false => 0,
        };
        let hours = at(&self.hours, number).zip(at(&self.pieces.hours, number));
        hours.map_or(0, |(judged, hours)| *judged.get_or_init(|| judge(hours)))
    }
}

/// One service while its offers are looked at, which stand side by side.
#[derive(Default)]
struct Service {
    id: Option<Uuid>,
    owner: Option<Uuid>,
    kind: u8,
    /// What holds at any of its places.
    flags: Flags,
    /// The areas it stands in, with what holds there.
    stands: Vec<(u64, Flags)>,
    /// The areas it says it serves.
    serves: Vec<u64>,
}

impl Service {
    fn stand(&mut self, region: u64, flags: Flags) {
        for area in areas_of(region) {
            match self.stands.iter_mut().find(|(known, _)| *known == area) {
                Some((_, held)) => *held |= flags,
                None => self.stands.push((area, flags)),
            }
        }
    }
}

/// Leaves only the widest of areas that lie inside each other.
fn keep_widest(areas: &mut Vec<u64>) {
    areas.sort_unstable();
    areas.dedup();
    let all = areas.clone();
    areas.retain(|area| {
        let mut others = all.iter().filter(|other| *other != area);
        !others.any(|other| is_inside(*area, *other))
    });
}

/// The areas of which a part lies in one of these.
fn partly(areas: &[u64]) -> FxHashSet<u64> {
    areas.iter().flat_map(|area| areas_around(*area)).collect()
}

/// The counting of services and organizations under way.
#[derive(Default)]
struct Headcount {
    stock: Stock,
    service: Service,
    /// Numbers of organizations, with their kinds at those numbers.
    owners: FxHashMap<Uuid, u32>,
    kinds: Vec<u8>,
    /// Organizations with the areas their services stand in and say they serve.
    owners_stand: Vec<(u32, u64)>,
    owners_serve: Vec<(u32, u64)>,
}

impl Headcount {
    /// Counts the service whose offers have all been seen.
    fn settle(&mut self) {
        let mut service = std::mem::take(&mut self.service);
        if service.id.is_none() {
            return;
        }
        for (area, flags) in &service.stands {
            self.stock
                .standing
                .add(*area, service.kind, one_service(*flags));
        }
        keep_widest(&mut service.serves);
        let figures = one_service(service.flags);
        add_served(&mut self.stock, &service.serves, service.kind, figures);
        let Some(owner) = service.owner else { return };
        let owner = self.owner(owner, service.kind);
        let stands = service.stands.iter().map(|(area, _)| (owner, *area));
        self.owners_stand.extend(stands);
        self.owners_serve
            .extend(service.serves.iter().map(|area| (owner, *area)));
    }

    fn owner(&mut self, id: Uuid, kind: u8) -> u32 {
        let next = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
        let number = *self.owners.entry(id).or_insert(next);
        if number == next {
            self.kinds.push(kind);
        }
        number
    }

    /// Counts the organizations once all their services have been seen.
    fn finish(mut self) -> Stock {
        self.settle();
        for (kind, areas) in by_owner(&mut self.owners_stand, &self.kinds) {
            for area in areas {
                self.stock.standing.add(area, kind, ONE_ORGANIZATION);
            }
        }
        for (kind, mut areas) in by_owner(&mut self.owners_serve, &self.kinds) {
            keep_widest(&mut areas);
            add_served(&mut self.stock, &areas, kind, ONE_ORGANIZATION);
        }
        self.stock
    }
}

fn add_served(stock: &mut Stock, widest: &[u64], kind: u8, figures: Figures) {
    let add = |table: &mut Table, area: u64| table.add(area, kind, figures);
    for area in widest {
        add(&mut stock.whole, *area);
    }
    for area in partly(widest) {
        add(&mut stock.part, area);
    }
}

/// The areas of each organization, each once, with its kind.
fn by_owner<'a>(
    pairs: &'a mut Vec<(u32, u64)>,
    kinds: &'a [u8],
) -> impl Iterator<Item = (u8, Vec<u64>)> + 'a {
    pairs.sort_unstable();
    pairs.dedup();
    pairs.chunk_by(|one, other| one.0 == other.0).map(|pairs| {
        let owner = pairs
            .first()
            .and_then(|(owner, _)| usize::try_from(*owner).ok());
        let kind = owner.and_then(|owner| kinds.get(owner)).copied();
        let areas = pairs.iter().map(|(_, area)| *area).collect();
        (kind.unwrap_or_default(), areas)
    })
}

/// Services of one state of the index that are to be counted on one day.
pub(super) struct Roll<'a> {
    snapshot: &'a Snapshot,
    sheets: Vec<Sheet<'a>>,
    /// Only these documents, which hold all offers of a service and all services of an organization or none.
    among: Option<Documents>,
    /// A service is verified when it was assured on this day or later.
    year_ago: Option<u64>,
}

impl<'a> Roll<'a> {
    pub(super) fn of(
        snapshot: &'a Snapshot,
        among: Option<Documents>,
        today: NaiveDate,
        year_ago: Option<u64>,
    ) -> Self {
        let segments = snapshot.segments();
        let sheets = segments.map(|(_, pieces)| Sheet::of(pieces, today));
        Self {
            sheets: sheets.collect(),
            snapshot,
            among,
            year_ago,
        }
    }

    /// Counts the services that have a term, or all.
    pub(super) fn count(&self, term: Option<&Term>) -> Result<Stock, Error> {
        let mut count = Headcount::default();
        let segments = self.snapshot.segments().zip(&self.sheets);
        for (number, ((segment, _), sheet)) in segments.enumerate() {
            let among = among_of(self.among.as_ref(), number);
            self.count_segment(&mut count, segment, sheet, documents(segment, term, among)?)?;
        }
        Ok(count.finish())
    }

    fn count_segment(
        &self,
        count: &mut Headcount,
        segment: &SegmentReader,
        sheet: &Sheet,
        documents: impl Iterator<Item = DocId>,
    ) -> tantivy::Result<()> {
        let fast = segment.fast_fields();
        let columns = PieceColumns::of(segment)?;
        let subjects = IdColumn::of(segment, "subject_high", "subject_low")?;
        let owners = IdColumn::of(segment, "owner_high", "owner_low")?;
        let (regions, assured) = (fast.u64("region")?, fast.u64("assured")?);
        for doc in documents {
            let subject = subjects.first(doc);
            if subject != count.service.id {
                count.settle();
                count.service.id = subject;
                count.service.owner = owners.first(doc);
            }
            let (kind, said) = sheet.traits_at(columns.traits.first(doc));
            let hours = sheet.hours_at(columns.hours.first(doc));
            let assured = assured.first(doc);
            let is_verified = assured.is_some_and(|day| Some(day) >= self.year_ago);
            let flags = said | hours | if is_verified { VERIFIED } else { 0 };
            let service = &mut count.service;
            service.kind = kind;
            service.flags |= flags;
            if let Some(region) = regions.first(doc) {
                service.stand(region, flags);
            }
            if let Some(areas) = sheet.pieces.areas_at(&columns, doc) {
                service.serves.extend_from_slice(areas);
            }
        }
        // The offers of a service are all in one segment.
        count.settle();
        Ok(())
    }
}

/// Counts practitioners, all or those among some documents, by the terms of their marks that are specializations or needs,
/// and by area.
pub(super) fn count_practitioners(
    snapshot: &Snapshot,
    among: Option<&Documents>,
    lore: &Lore,
) -> Result<Headcounts, Error> {
    let mut counted = lore.vocabulary.of_taxonomy("specialization");
    counted.extend(lore.vocabulary.of_taxonomy("need"));
    let mut counts = Headcounts::default();
    for (number, (segment, pieces)) in snapshot.segments().enumerate() {
        let columns = PieceColumns::of(segment)?;
        let subjects = IdColumn::of(segment, "subject_high", "subject_low")?;
        let regions = segment.fast_fields().u64("region")?;
        let (mut person, mut seen) = (None, FxHashSet::default());
        for doc in documents(segment, None, among_of(among, number))? {
            if subjects.first(doc) != person {
                person = subjects.first(doc);
                seen.clear();
            }
            let (Some(marks), Some(region)) = (pieces.marks_at(&columns, doc), regions.first(doc))
            else {
                continue;
            };
            let terms: FxHashSet<Uuid> = marks
                .terms()
                .flat_map(|term| lore.terms.with_ancestors(term))
                .filter(|term| counted.contains(term))
                .collect();
            for place in terms
                .iter()
                .flat_map(|term| areas_of(region).map(|area| (*term, area)))
            {
                if seen.insert(place) {
                    *counts.entry(place).or_default() += 1;
                }
            }
        }
    }
    Ok(counts)
}
