//! How often passphrases may be tried. Whoever tries too often waits, the right passphrase in hand or not; otherwise the
//! wait would tell which one was right. Counted in the memory of one process: several servers over one database count each
//! for themselves, and a restart begins anew.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};
use rustc_hash::FxHashMap;

/// How many wrong tries one e-mail address has.
const TRIES: usize = 10;

/// The time in which they count.
const TRIES_IN: Duration = Duration::minutes(15);

/// How many tries all addresses have together.
const TRIES_OF_ALL: usize = 100;

/// The time in which those count.
const TRIES_OF_ALL_IN: Duration = Duration::minutes(1);

/// The tries that still count.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    /// By e-mail address. Tries of all together are few, so this stays small.
    of_one: FxHashMap<String, Vec<DateTime<Utc>>>,
    of_all: Vec<DateTime<Utc>>,
}

/// When the next try may be made, for tries in order that count this long.
fn free_at(
    tries: &mut Vec<DateTime<Utc>>,
    most: usize,
    within: Duration,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    tries.retain(|at| *at + within > now);
    let oldest = tries.first()?;
    (tries.len() >= most).then_some(*oldest + within)
}

impl Attempts {
    /// Counts a try with an e-mail address, or tells when the next may be made. A refused try does not count, so the wait
    /// ends.
    pub(super) fn count(&self, email: &str, now: DateTime<Utc>) -> Result<(), DateTime<Utc>> {
        let mut counted = self.counted();
        let Counted { of_one, of_all } = &mut *counted;
        of_one.retain(|_, tries| tries.last().is_some_and(|at| *at + TRIES_IN > now));
        if let Some(at) = free_at(of_all, TRIES_OF_ALL, TRIES_OF_ALL_IN, now) {
            return Err(at);
        }
        let of_this = of_one.entry(email.to_owned()).or_default();
        if let Some(at) = free_at(of_this, TRIES, TRIES_IN, now) {
            return Err(at);
        }
        of_this.push(now);
        of_all.push(now);
        Ok(())
    }

    /// Forgets the wrong tries of an address whose passphrase was right.
    pub(super) fn forgive(&self, email: &str) {
        self.counted().of_one.remove(email);
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        // A thread that broke off leaves counts that are still true.
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_addresses_together_have_a_bound_that_ends() {
        let attempts = Attempts::default();
        let start = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        for number in 0..TRIES_OF_ALL {
            assert_eq!(attempts.count(&number.to_string(), start), Ok(()));
        }
        let later = start + Duration::seconds(59);
        assert_eq!(
            attempts.count("another", later),
            Err(start + TRIES_OF_ALL_IN)
        );
        let free = start + TRIES_OF_ALL_IN;
        assert_eq!(attempts.count("another", free), Ok(()));
    }

    #[test]
    fn the_tries_of_one_address_end_by_time_and_by_the_right_passphrase() {
        let attempts = Attempts::default();
        let start = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        for _ in 0..TRIES {
            assert_eq!(attempts.count("one", start), Ok(()));
        }
        assert_eq!(attempts.count("one", start), Err(start + TRIES_IN));
        assert_eq!(attempts.count("other", start), Ok(()));
        attempts.forgive("one");
        assert_eq!(attempts.count("one", start), Ok(()));
        let later = start + TRIES_IN;
        assert_eq!(attempts.count("one", later), Ok(()));
        assert_eq!(attempts.counted().of_one.len(), 1, "what ended is gone");
    }
}
