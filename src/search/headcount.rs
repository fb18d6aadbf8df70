//! Going through the documents of the index and counting services, organizations and practitioners once in each area.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::columnar::Column;
use tantivy::index::SegmentId;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};
use uuid::Uuid;

use super::area::{areas_around, is_inside};
use super::census::{Figures, Stock, Table, areas_of, kind_number};
use super::corpus::Corpus;
use super::document::Lore;
use super::error::Error;
use super::profile::{PieceColumns, Pieces, Shelf, at};

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

/// What the pieces of one segment say that is counted.
struct Sheet {
    pieces: Arc<Pieces>,
    /// The kind of organization and the flags, by the number of the traits.
    traits: Vec<(u8, Flags)>,
    /// The flags by the number of the hours.
    hours: Vec<Flags>,
}

impl Sheet {
    fn of(pieces: Arc<Pieces>, today: NaiveDate) -> Self {
        let flag = |holds: bool, flag: Flags| if holds { flag } else { 0 };
        let traits = pieces.traits.iter().map(|traits| {
            let kind = traits.kind.as_deref().map_or(0, kind_number);
            let is_free = flag(traits.is_free == Some(true), FREE);
            (
                kind,
                is_free | flag(traits.has_capacity == Some(true), WITH_CAPACITY),
            )
        });
        let hours = pieces.hours.iter().map(|hours| {
            flag(
                hours.is_open_outside_office_hours(today),
                OUTSIDE_OFFICE_HOURS,
            )
        });
        Self {
            traits: traits.collect(),
            hours: hours.collect(),
            pieces,
        }
    }
}

/// The sheets of the segments in use, as of one day.
#[derive(Default)]
pub(super) struct Sheets {
    day: Option<NaiveDate>,
    of: FxHashMap<SegmentId, Sheet>,
}

impl Sheets {
    /// Lets go of sheets of another day or of segments that are no longer in use, and makes those that are new.
    pub(super) fn refresh(
        &mut self,
        searcher: &Searcher,
        shelf: &Shelf,
        today: NaiveDate,
    ) -> tantivy::Result<()> {
        if self.day != Some(today) {
            self.of.clear();
            self.day = Some(today);
        }
        let segments = searcher.segment_readers();
        let in_use: FxHashSet<SegmentId> = segments.iter().map(SegmentReader::segment_id).collect();
        self.of.retain(|id, _| in_use.contains(id));
        for segment in segments {
            if let Entry::Vacant(place) = self.of.entry(segment.segment_id()) {
                place.insert(Sheet::of(shelf.of(segment)?, today));
            }
        }
        Ok(())
    }
}

/// The living documents of a segment that have a term, or all of them, in order.
pub(super) fn documents<'a>(
    segment: &'a SegmentReader,
    term: Option<&Term>,
) -> tantivy::Result<Box<dyn Iterator<Item = DocId> + 'a>> {
    let Some(term) = term else {
        return Ok(segment.doc_ids_alive());
    };
    let words = segment.inverted_index(term.field())?;
    let Some(mut postings) = words.read_postings(term, IndexRecordOption::Basic)? else {
        return Ok(Box::new(std::iter::empty()));
    };
    let mut next = postings.doc();
    let all = std::iter::from_fn(move || {
        let doc = next;
        next = if doc == TERMINATED {
            doc
        } else {
            postings.advance()
        };
        (doc != TERMINATED).then_some(doc)
    });
    Ok(Box::new(all.filter(|doc| !segment.is_deleted(*doc))))
}

/// An id in two columns.
pub(super) struct IdColumn(Column<u64>, Column<u64>);

impl IdColumn {
    pub(super) fn of(segment: &SegmentReader, high: &str, low: &str) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        Ok(Self(fast.u64(high)?, fast.u64(low)?))
    }

    pub(super) fn first(&self, doc: DocId) -> Option<Uuid> {
        let halves = self.0.first(doc).zip(self.1.first(doc))?;
        Some(Uuid::from_u64_pair(halves.0, halves.1))
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

/// Counts the services that have a term, or all.
pub(super) fn count_services(
    searcher: &Searcher,
    sheets: &Sheets,
    term: Option<&Term>,
    year_ago: Option<u64>,
) -> Result<Stock, Error> {
    let mut count = Headcount::default();
    for segment in searcher.segment_readers() {
        if let Some(sheet) = sheets.of.get(&segment.segment_id()) {
            count_segment(&mut count, segment, sheet, term, year_ago)?;
        }
    }
    Ok(count.finish())
}

fn count_segment(
    count: &mut Headcount,
    segment: &SegmentReader,
    sheet: &Sheet,
    term: Option<&Term>,
    year_ago: Option<u64>,
) -> tantivy::Result<()> {
    let fast = segment.fast_fields();
    let columns = PieceColumns::of(segment)?;
    let subjects = IdColumn::of(segment, "subject_high", "subject_low")?;
    let owners = IdColumn::of(segment, "owner_high", "owner_low")?;
    let (regions, assured) = (fast.u64("region")?, fast.u64("assured")?);
    for doc in documents(segment, term)? {
        let subject = subjects.first(doc);
        if subject != count.service.id {
            count.settle();
            count.service.id = subject;
            count.service.owner = owners.first(doc);
        }
        let (kind, said) = at(&sheet.traits, columns.traits.first(doc))
            .copied()
            .unwrap_or_default();
        let hours = at(&sheet.hours, columns.hours.first(doc))
            .copied()
            .unwrap_or_default();
        let is_verified = assured.first(doc).is_some_and(|day| Some(day) >= year_ago);
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

/// Counts practitioners by the terms of their marks that are specializations or needs, and by area.
pub(super) fn count_practitioners(
    corpus: &Corpus,
    lore: &Lore,
) -> Result<FxHashMap<(Uuid, u64), u32>, Error> {
    let mut counted = lore.vocabulary.of_taxonomy("specialization");
    counted.extend(lore.vocabulary.of_taxonomy("need"));
    let mut counts = FxHashMap::default();
    for segment in corpus.searcher().segment_readers() {
        let (columns, pieces) = (PieceColumns::of(segment)?, corpus.shelf.of(segment)?);
        let subjects = IdColumn::of(segment, "subject_high", "subject_low")?;
        let regions = segment.fast_fields().u64("region")?;
        let (mut person, mut seen) = (None, FxHashSet::default());
        for doc in documents(segment, None)? {
            if subjects.first(doc) != person {
                person = subjects.first(doc);
                seen.clear();
            }
            let Some(marks) = pieces.marks_at(&columns, doc) else {
                continue;
            };
            let Some(region) = regions.first(doc) else {
                continue;
            };
            let needs = marks.needs.iter().map(|need| need.term);
            let terms = needs.chain(marks.own.iter().copied());
            let terms: FxHashSet<Uuid> = terms
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
