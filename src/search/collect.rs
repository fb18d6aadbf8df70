//! Judging the offers that match: a service is one hit at its best location, the few best are kept, and what is counted
//! beside them is counted once a service.
//!
//! The offers of one service stand side by side in a segment, because they are always written together.

use std::cmp::Ordering;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};
use uuid::Uuid;

use super::best::{Few, place};
use super::judge::{Fits, Judge, Passing, Served, Verdict};
use super::profile::{PieceColumns, Pieces, Shelf};
use super::query::{Hit, NAMED};
use crate::directory::metres_between;

/// Collects the best offers.
pub(super) struct Best {
    pub(super) near: Option<(f64, f64)>,
    pub(super) judge: Arc<dyn Judge>,
    pub(super) shelf: Arc<Shelf>,
    /// How many hits are kept.
    pub(super) depth: usize,
    /// How many near misses are kept.
    pub(super) misses: usize,
    /// The farthest rung that is inside the region asked about.
    pub(super) inside_rung: u8,
    /// Hits up to and including this one have been seen.
    pub(super) after: Option<(f64, Uuid)>,
    /// Whether what passes is counted by its pieces.
    pub(super) counts: bool,
}

/// How many services have each piece, and where they stand.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) marks: FxHashMap<u64, u32>,
    pub(super) traits: FxHashMap<u64, u32>,
    pub(super) open: u32,
    pub(super) regions: FxHashMap<u64, u32>,
    /// The pieces that the numbers stand for.
    pub(super) pieces: Option<Arc<Pieces>>,
}

/// What was collected.
pub(super) struct Collected {
    pub(super) hits: Vec<Hit>,
    pub(super) misses: Vec<Hit>,
    pub(super) total: u64,
    pub(super) inside: u64,
    pub(super) tallies: Vec<Tally>,
}

impl Collector for Best {
    type Fruit = Collected;
    type Child = SegmentBest;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentBest> {
        let fast = segment.fast_fields();
        let pieces = self.shelf.of(segment)?;
        Ok(SegmentBest {
            near: self.near,
            inside_rung: self.inside_rung,
            after: self.after,
            columns: PieceColumns::of(segment)?,
            subject_high: fast.u64("subject_high")?,
            subject_low: fast.u64("subject_low")?,
            location_high: fast.u64("location_high")?,
            location_low: fast.u64("location_low")?,
            region: fast.u64("region")?,
            assured: fast.u64("assured")?,
            latitude: fast.f64("latitude")?,
            longitude: fast.f64("longitude")?,
            memo: Memo::default(),
            tally: self.counts.then(|| Tally {
                pieces: Some(pieces.clone()),
                ..Tally::default()
            }),
            pieces,
            judge: self.judge.clone(),
            group: Group::default(),
            hits: Few::new(self.depth),
            misses: Few::new(self.misses),
            total: 0,
            inside: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Collected>) -> tantivy::Result<Collected> {
        let (mut hits, mut misses) = (Few::new(self.depth), Few::new(self.misses));
        let (mut total, mut inside, mut tallies) = (0, 0, Vec::new());
        for segment in segments {
            total += segment.total;
            inside += segment.inside;
            segment.hits.into_iter().for_each(|hit| hits.push(hit));
            segment.misses.into_iter().for_each(|hit| misses.push(hit));
            tallies.extend(segment.tallies);
        }
        Ok(Collected {
            hits: hits.into_sorted(),
            misses: misses.into_sorted(),
            total,
            inside,
            tallies,
        })
    }
}

/// What the judge said of pieces of a segment by their numbers; asked when first needed.
#[derive(Default)]
struct Memo {
    marks: FxHashMap<u64, Verdict>,
    traits: FxHashMap<u64, (Verdict, f64)>,
    hours: FxHashMap<u64, (Verdict, bool)>,
    areas: FxHashMap<u64, Option<Served>>,
}

/// What was said, or what `ask` says of the piece with this number.
fn recall<T, V: Copy>(
    memo: &mut FxHashMap<u64, V>,
    pieces: &[T],
    number: Option<u64>,
    ask: impl FnOnce(&T) -> V,
) -> Option<V> {
    let number = number?;
    if let Some(known) = memo.get(&number) {
        return Some(*known);
    }
    let said = ask(pieces.get(usize::try_from(number).ok()?)?);
    memo.insert(number, said);
    Some(said)
}

/// The offers of the service being looked at.
#[derive(Default)]
struct Group {
    subject: Option<(u64, u64)>,
    /// The best that passes.
    passing: Option<Candidate>,
    /// The best that fails one filter.
    missing: Option<Candidate>,
    marks: Option<u64>,
    traits: Option<u64>,
    is_open: bool,
    regions: Vec<u64>,
}

#[derive(Clone, Copy)]
struct Candidate {
    doc: DocId,
    score: f64,
    fits: Fits,
    fails: u32,
    rung: u8,
    distance_m: Option<f64>,
}

/// Collects the best offers of one segment.
pub(super) struct SegmentBest {
    near: Option<(f64, f64)>,
    inside_rung: u8,
    after: Option<(f64, Uuid)>,
    judge: Arc<dyn Judge>,
    pieces: Arc<Pieces>,
    memo: Memo,
    columns: PieceColumns,
    subject_high: Column<u64>,
    subject_low: Column<u64>,
    location_high: Column<u64>,
    location_low: Column<u64>,
    region: Column<u64>,
    assured: Column<u64>,
    latitude: Column<f64>,
    longitude: Column<f64>,
    group: Group,
    hits: Few,
    misses: Few,
    total: u64,
    inside: u64,
    tally: Option<Tally>,
}

impl SegmentBest {
    fn judge(&mut self, doc: DocId, bm25: f64) -> (Candidate, bool) {
        let judge = &*self.judge;
        let distance_m = self.near.and_then(|near| {
            let to = self.latitude.first(doc).zip(self.longitude.first(doc))?;
            Some(metres_between(near, to))
        });
        let (memo, pieces, columns) = (&mut self.memo, &self.pieces, &self.columns);
        let number = columns.marks.first(doc);
        let marks = recall(&mut memo.marks, &pieces.marks, number, |it| judge.marks(it));
        let number = columns.traits.first(doc);
        let traits = recall(&mut memo.traits, &pieces.traits, number, |it| {
            judge.traits(it)
        });
        let number = columns.hours.first(doc);
        let hours = recall(&mut memo.hours, &pieces.hours, number, |it| judge.hours(it));
        let number = columns.areas.first(doc);
        let areas = recall(&mut memo.areas, &pieces.areas, number, |it| judge.areas(it));
        let (reach, rung) = judge.place(self.region.first(doc), areas.flatten());
        let marks = marks.unwrap_or_default();
        let (traits, verified) = traits.unwrap_or_default();
        let (hours, is_open) = hours.unwrap_or_default();
        let distance = judge.distance(distance_m);
        let assured = judge.assured(self.assured.first(doc));
        let is_named = bm25 >= NAMED;
        let fits = Fits {
            need: marks.fit,
            text: if is_named { bm25 - NAMED } else { bm25 },
            is_named,
            nearness: distance.fit,
            reach: reach.fit,
            availability: hours.fit,
            affordability: traits.fit,
            assured: assured.fit,
            verified,
        };
        let candidate = Candidate {
            doc,
            score: judge.score(&fits),
            fits,
            fails: marks.fails
                | traits.fails
                | hours.fails
                | reach.fails
                | distance.fails
                | assured.fails,
            rung,
            distance_m,
        };
        (candidate, is_open)
    }

    fn hit(&self, candidate: Candidate, subject: (u64, u64)) -> Hit {
        let doc = candidate.doc;
        let location = self
            .location_high
            .first(doc)
            .zip(self.location_low.first(doc));
        Hit {
            subject: Uuid::from_u64_pair(subject.0, subject.1),
            location: location.map(|(high, low)| Uuid::from_u64_pair(high, low)),
            score: candidate.score,
            fits: candidate.fits,
            fails: candidate.fails,
            rung: candidate.rung,
            distance_m: candidate.distance_m,
            assured_day: self.assured.first(doc),
            pieces: self.pieces.clone(),
            marks: self.columns.marks.first(doc),
            traits: self.columns.traits.first(doc),
            hours: self.columns.hours.first(doc),
        }
    }

    /// Settles the service whose offers have all been seen.
    fn settle(&mut self) {
        let group = std::mem::take(&mut self.group);
        let Some(subject) = group.subject else { return };
        let Some(passing) = group.passing else {
            if let Some(missing) = group.missing
                && self.misses.admits(missing.score)
            {
                let hit = self.hit(missing, subject);
                self.misses.push(hit);
            }
            return;
        };
        self.total += 1;
        self.inside += u64::from(passing.rung <= self.inside_rung);
        if let Some(tally) = &mut self.tally {
            for (counts, number) in [
                (&mut tally.marks, group.marks),
                (&mut tally.traits, group.traits),
            ] {
                if let Some(number) = number {
                    *counts.entry(number).or_default() += 1;
                }
            }
            tally.open += u32::from(group.is_open);
            for region in group.regions {
                *tally.regions.entry(region).or_default() += 1;
            }
        }
        if !self.hits.admits(passing.score) {
            return;
        }
        let hit = self.hit(passing, subject);
        let is_seen = self.after.is_some_and(|(score, id)| {
            place(hit.score, hit.subject, score, id) != Ordering::Greater
        });
        if !is_seen {
            self.hits.push(hit);
        }
    }
}

impl SegmentCollector for SegmentBest {
    type Fruit = Collected;

    fn collect(&mut self, doc: DocId, score: Score) {
        let subject = self
            .subject_high
            .first(doc)
            .zip(self.subject_low.first(doc));
        if subject != self.group.subject {
            self.settle();
            self.group.subject = subject;
        }
        let (candidate, is_open) = self.judge(doc, f64::from(score));
        match Passing::of(candidate.fails) {
            Passing::All => {
                if self.group.passing.is_none() {
                    self.group.marks = self.columns.marks.first(doc);
                    self.group.traits = self.columns.traits.first(doc);
                }
                keep_better(&mut self.group.passing, candidate);
                if self.tally.is_some() {
                    self.group.is_open |= is_open;
                    let area = self
                        .region
                        .first(doc)
                        .map(|region| self.judge.facet_area(region));
                    if let Some(area) = area.flatten()
                        && !self.group.regions.contains(&area)
                    {
                        self.group.regions.push(area);
                    }
                }
            }
            Passing::AllButOne => keep_better(&mut self.group.missing, candidate),
            Passing::Fewer => {}
        }
    }

    fn harvest(mut self) -> Collected {
        self.settle();
        Collected {
            hits: self.hits.into_sorted(),
            misses: self.misses.into_sorted(),
            total: self.total,
            inside: self.inside,
            tallies: self.tally.into_iter().collect(),
        }
    }
}

fn keep_better(best: &mut Option<Candidate>, candidate: Candidate) {
    if best.is_none_or(|known| candidate.score > known.score) {
        *best = Some(candidate);
    }
}
