//! Collecting the best offers while the index is searched: the few best are kept, each with what ranking needs.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rustc_hash::FxHashSet;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};
use uuid::Uuid;

use super::query::{Hit, Ranker, Signals, distance_m};

/// Collects the best offers.
pub(super) struct Best {
    pub(super) near: Option<(f64, f64)>,
    pub(super) radius_m: Option<f64>,
    pub(super) rank: std::sync::Arc<Ranker>,
    pub(super) depth: usize,
    pub(super) counts: bool,
}

/// A hit that sorts worst first, so that a heap gives up the worst.
#[derive(Clone, Copy, PartialEq)]
struct Worst(Hit);

impl Eq for Worst {}

impl Ord for Worst {
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .0
            .score
            .total_cmp(&self.0.score)
            .then(self.0.service.cmp(&other.0.service))
            .then(self.0.location.cmp(&other.0.location))
    }
}

impl PartialOrd for Worst {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The best offers so far, at most `depth`.
#[derive(Default)]
pub(super) struct Collected {
    heap: BinaryHeap<Worst>,
    /// Whether offers were left out.
    pub(super) is_cut: bool,
    pub(super) services: FxHashSet<u64>,
}

impl Collected {
    fn push(&mut self, hit: Hit, depth: usize) {
        let hit = Worst(hit);
        if self.heap.len() < depth {
            self.heap.push(hit);
            return;
        }
        self.is_cut = true;
        if let Some(mut worst) = self.heap.peek_mut()
            && hit < *worst
        {
            *worst = hit;
        }
    }

    /// One hit a service, best first.
    pub(super) fn distinct(&self) -> Vec<Hit> {
        let mut sorted: Vec<Worst> = self.heap.iter().copied().collect();
        sorted.sort_unstable();
        let mut seen = FxHashSet::default();
        sorted
            .into_iter()
            .filter(|hit| seen.insert(hit.0.service))
            .map(|hit| hit.0)
            .collect()
    }
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
        Ok(SegmentBest {
            near: self.near,
            radius_m: self.radius_m,
            rank: self.rank.clone(),
            depth: self.depth,
            counts: self.counts,
            service_high: fast.u64("service_high")?,
            service_low: fast.u64("service_low")?,
            location_high: fast.u64("location_high")?,
            location_low: fast.u64("location_low")?,
            terms: fast.u64("own_terms")?,
            region: fast.u64("region")?,
            areas: fast.u64("areas")?,
            latitude: fast.f64("latitude")?,
            longitude: fast.f64("longitude")?,
            term_buffer: Vec::new(),
            area_buffer: Vec::new(),
            collected: Collected::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Collected>) -> tantivy::Result<Collected> {
        let mut all = Collected::default();
        for segment in segments {
            all.is_cut |= segment.is_cut;
            all.services.extend(segment.services);
            for hit in segment.heap {
                all.push(hit.0, self.depth);
            }
        }
        Ok(all)
    }
}

/// Collects the best offers of one segment.
pub(super) struct SegmentBest {
    near: Option<(f64, f64)>,
    radius_m: Option<f64>,
    rank: std::sync::Arc<Ranker>,
    depth: usize,
    counts: bool,
    service_high: Column<u64>,
    service_low: Column<u64>,
    location_high: Column<u64>,
    location_low: Column<u64>,
    terms: Column<u64>,
    region: Column<u64>,
    areas: Column<u64>,
    latitude: Column<f64>,
    longitude: Column<f64>,
    term_buffer: Vec<u64>,
    area_buffer: Vec<u64>,
    collected: Collected,
}

impl SegmentCollector for SegmentBest {
    type Fruit = Collected;

    fn collect(&mut self, doc: DocId, score: Score) {
        let distance_m = self.near.and_then(|near| {
            let to = self.latitude.first(doc).zip(self.longitude.first(doc))?;
            Some(distance_m(near, to))
        });
        if let Some(radius_m) = self.radius_m
            && distance_m.is_none_or(|distance_m| distance_m > radius_m)
        {
            return;
        }
        let (Some(high), Some(low)) = (self.service_high.first(doc), self.service_low.first(doc))
        else {
            return;
        };
        self.term_buffer.clear();
        self.term_buffer.extend(self.terms.values_for_doc(doc));
        self.area_buffer.clear();
        self.area_buffer.extend(self.areas.values_for_doc(doc));
        let signals = Signals {
            text: f64::from(score),
            terms: &self.term_buffer,
            distance_m,
            region: self.region.first(doc),
            areas: &self.area_buffer,
        };
        let (score, note) = (self.rank)(&signals);
        if self.counts {
            self.collected.services.insert(low ^ high.rotate_left(1));
        }
        let location = self
            .location_high
            .first(doc)
            .zip(self.location_low.first(doc));
        let hit = Hit {
            service: Uuid::from_u64_pair(high, low),
            location: location.map(|(high, low)| Uuid::from_u64_pair(high, low)),
            score,
            note,
            distance_m,
        };
        self.collected.push(hit, self.depth);
    }

    fn harvest(self) -> Collected {
        self.collected
    }
}
