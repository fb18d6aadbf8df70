//! The few best hits of many.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use uuid::Uuid;

use super::query::Hit;

/// A hit that sorts worst first, so that a heap gives up the worst.
struct Worst(Hit);

impl PartialEq for Worst {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Worst {}

impl Ord for Worst {
    fn cmp(&self, other: &Self) -> Ordering {
        place(self.0.score, self.0.subject, other.0.score, other.0.subject)
    }
}

impl PartialOrd for Worst {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Best first, equal scores by id.
pub(super) fn place(score: f64, subject: Uuid, other_score: f64, other_subject: Uuid) -> Ordering {
    other_score
        .total_cmp(&score)
        .then(subject.cmp(&other_subject))
}

/// The best hits so far.
pub(super) struct Few {
    heap: BinaryHeap<Worst>,
    depth: usize,
}

impl Few {
    pub(super) fn new(depth: usize) -> Self {
        Self {
            heap: BinaryHeap::with_capacity(depth + 1),
            depth,
        }
    }

    /// Whether a hit with this score might be kept.
    pub(super) fn admits(&self, score: f64) -> bool {
        self.depth > 0
            && (self.heap.len() < self.depth
                || self.heap.peek().is_none_or(|worst| score >= worst.0.score))
    }

    pub(super) fn push(&mut self, hit: Hit) {
        self.heap.push(Worst(hit));
        if self.heap.len() > self.depth {
            self.heap.pop();
        }
    }

    pub(super) fn into_sorted(self) -> Vec<Hit> {
        self.heap
            .into_sorted_vec()
            .into_iter()
            .map(|worst| worst.0)
            .collect()
    }
}
