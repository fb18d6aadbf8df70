//! What has moved in the index since help was last counted.

use rustc_hash::FxHashSet;
use uuid::Uuid;

/// Beyond this many services or practitioners it is as fast to count everything anew.
const MANY: usize = 2_000;

/// What is to be counted again.
#[derive(Debug)]
pub(super) enum Stale {
    /// Everything.
    All,
    /// What these services and practitioners were and are.
    Some {
        services: FxHashSet<Uuid>,
        practitioners: FxHashSet<Uuid>,
    },
}

impl Default for Stale {
    /// Nothing.
    fn default() -> Self {
        Self::Some {
            services: FxHashSet::default(),
            practitioners: FxHashSet::default(),
        }
    }
}

impl Stale {
    /// Adds what else is to be counted again.
    pub(super) fn add(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::All, _) => {}
            (_, Self::All) => *self = Self::All,
            (
                Self::Some {
                    services,
                    practitioners,
                },
                Self::Some {
                    services: more_services,
                    practitioners: more_practitioners,
                },
            ) => {
                services.extend(more_services);
                practitioners.extend(more_practitioners);
                if services.len().max(practitioners.len()) > MANY {
                    *self = Self::All;
                }
            }
        }
    }
}
