//! Rows kept in memory, made exact by the change log: each is kept under the position of the log at which it was read,
//! and nothing kept under an older position is used once a write has moved the log.

use std::any::{Any, TypeId};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use moka::sync::Cache;
use uuid::Uuid;

use super::door::Sight;

/// A position of the change log that rows were read at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Generation(pub i64);

/// What was kept: which rows, of whom, for whose eyes, and when.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct CacheKey {
    pub(super) generation: Generation,
    pub(super) sight: Sight,
    /// Stands for organizations that are hidden from others and shown to this reader.
    pub(super) own: Uuid,
    pub(super) table: TypeId,
    /// The column whose value is `key`; empty for the table's own key.
    pub(super) column: &'static str,
    pub(super) key: Uuid,
    /// How many of a longer list; 0 for all.
    pub(super) first: u64,
}

pub(super) struct RowCache {
    generation: AtomicI64,
    kept: Cache<CacheKey, (u32, Arc<dyn Any + Send + Sync>), rustc_hash::FxBuildHasher>,
}

impl RowCache {
    pub(super) fn new(rows: u64) -> Self {
        Self {
            generation: AtomicI64::new(0),
            kept: Cache::builder()
                .max_capacity(rows)
                .weigher(|_, (rows, _): &(u32, Arc<dyn Any + Send + Sync>)| *rows)
                .build_with_hasher(rustc_hash::FxBuildHasher),
        }
    }

    pub(super) fn generation(&self) -> Generation {
        Generation(self.generation.load(Ordering::Acquire))
    }

    pub(super) fn advance(&self, to: Generation) {
        if self.generation.fetch_max(to.0, Ordering::AcqRel) < to.0 {
            self.kept.invalidate_all();
        }
    }

    pub(super) fn forget(&self) {
        self.kept.invalidate_all();
    }

    pub(super) fn get<T: Any + Send + Sync>(&self, key: &CacheKey) -> Option<Arc<T>> {
        self.kept.get(key)?.1.downcast().ok()
    }

    /// Keeps `value`, which holds `rows` rows.
    pub(super) fn keep<T: Any + Send + Sync>(&self, key: CacheKey, rows: usize, value: Arc<T>) {
        self.kept
            .insert(key, (u32::try_from(rows + 1).unwrap_or(u32::MAX), value));
    }
}
