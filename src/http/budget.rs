//! The rate budget: what whoever asks may ask for in a minute, counted in what operations cost. Each has a bucket that
//! holds a minute's budget and refills evenly; a request takes its cost out before it runs, and one that finds too little
//! is refused. `governor` is the usual crate; it knows neither what is left nor how long until all is there again.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use tokio::time::Instant;

use super::limits::Limits;

/// What every request costs at least, also one that is refused.
pub(super) const FLOOR: u32 = 1;

/// How long an empty bucket takes to fill.
const WINDOW: Duration = Duration::from_secs(60);

/// Most buckets kept at a time, about 20 MB; those used longest ago go first.
const MAX_BUCKETS: u64 = 100_000;

pub(super) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
pub(super) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Whose budget a request is charged to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Payer {
    /// Somebody without a token, known by the network they come from.
    Visitor(IpAddr),
    /// An account or a token.
    Known(Arc<str>),
}

/// All budgets.
pub(super) struct Budget {
    visitor: u32,
    known: u32,
    buckets: Cache<Payer, Arc<Mutex<Instant>>>,
}

/// Where a budget stands after a request was charged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Standing {
    policy: &'static str,
    /// What the request costs.
    pub(super) cost: u32,
    /// What the full bucket holds.
    pub(super) limit: u32,
    /// What is left.
    pub(super) remaining: u32,
    /// How long until the bucket is full again.
    pub(super) until_full: Duration,
    /// How long until the request can be paid for; zero when it was. `None` when a full bucket does not hold so much.
    pub(super) wait: Option<Duration>,
}

impl Standing {
    pub(super) fn is_paid(&self) -> bool {
        self.wait == Some(Duration::ZERO)
    }

    /// Tells it as draft-ietf-httpapi-ratelimit-headers does.
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        let (name, limit, left) = (self.policy, self.limit, self.remaining);
        let (window, full) = (WINDOW.as_secs(), whole_seconds(self.until_full));
        let mut set = |header: HeaderName, text: String| {
            if let Ok(value) = HeaderValue::from_str(&text) {
                headers.insert(header, value);
            }
        };
        set(
            RATE_LIMIT_POLICY,
            format!("\"{name}\";q={limit};w={window}"),
        );
        set(RATE_LIMIT, format!("\"{name}\";r={left};t={full}"));
    }
}

/// Rounded up, so that whoever waits as long as they are told does not come too early.
pub(super) fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            visitor: limits.visitor_budget,
            known: limits.known_budget,
            // A bucket nobody has used for as long as it takes to fill is full, so forgetting it changes nothing. The
            // default policy would rather not take in newcomers, and they would never be counted.
            buckets: Cache::builder()
                .time_to_idle(WINDOW)
                .max_capacity(MAX_BUCKETS)
                .eviction_policy(EvictionPolicy::lru())
                .build(),
        }
    }

    /// Takes what a request costs out of a bucket, or nothing when it holds less; `None` where there is no limit.
    pub(super) fn charge(&self, payer: &Payer, cost: u32, now: Instant) -> Option<Standing> {
        self.weigh(payer, cost, now, true)
    }

    /// Where a bucket stands that does not hold enough for any request.
    pub(super) fn spent(&self, payer: &Payer, now: Instant) -> Option<Standing> {
        let standing = self.weigh(payer, FLOOR, now, false);
        standing.filter(|standing| !standing.is_paid())
    }

    fn weigh(&self, payer: &Payer, cost: u32, now: Instant, is_taken: bool) -> Option<Standing> {
        let (policy, limit) = match payer {
            Payer::Visitor(_) => ("visitor", self.visitor),
            Payer::Known(_) => ("known", self.known),
        };
        if limit == 0 {
            return None;
        }
        // A bucket is kept as the time at which it is full again, and costs as the time in which they are refilled.
        let bucket = self
            .buckets
            .get_with_by_ref(payer, || Arc::new(Mutex::new(now)));
        let mut full_at = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        let cost = cost.max(FLOOR);
        let price = WINDOW * cost / limit;
        let mut until_full = full_at.saturating_duration_since(now);
        let wait = (until_full + price).saturating_sub(WINDOW);
        if wait.is_zero() && is_taken {
            until_full += price;
            *full_at = now + until_full;
        }
        let left = WINDOW.saturating_sub(until_full).as_nanos() * u128::from(limit);
        Some(Standing {
            policy,
            cost,
            limit,
            remaining: u32::try_from(left / WINDOW.as_nanos()).unwrap_or(limit),
            until_full,
            wait: (cost <= limit).then_some(wait),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn budget(visitor: u32, known: u32) -> Budget {
        Budget::new(&Limits {
            visitor_budget: visitor,
            known_budget: known,
            ..Limits::default()
        })
    }

    const HERE: Payer = Payer::Visitor(IpAddr::V4(Ipv4Addr::LOCALHOST));

    #[test]
    fn a_bucket_empties_and_refills_evenly() {
        let (budget, start) = (budget(60, 0), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        let first = budget.charge(&HERE, 50, start).unwrap();
        assert!(first.is_paid());
        assert_eq!((first.cost, first.limit, first.remaining), (50, 60, 10));
        assert_eq!(whole_seconds(first.until_full), 50);
        let short = budget.charge(&HERE, 20, start).unwrap();
        assert_eq!(
            (short.wait, short.remaining),
            (Some(Duration::from_secs(10)), 10)
        );
        assert!(budget.charge(&HERE, 20, at(10)).unwrap().is_paid());
        let later = budget.charge(&HERE, 1, at(600)).unwrap();
        assert_eq!(later.remaining, 59, "no more than full");
        let never = budget.charge(&HERE, 61, at(600)).unwrap();
        assert_eq!((never.wait, never.is_paid()), (None, false));
    }

    #[test]
    fn the_floor_is_charged_for_what_costs_nothing() {
        let (budget, now) = (budget(2, 0), Instant::now());
        assert!(budget.charge(&HERE, 0, now).unwrap().is_paid());
        assert!(budget.charge(&HERE, 0, now).unwrap().is_paid());
        assert!(!budget.charge(&HERE, 0, now).unwrap().is_paid());
        assert!(budget.spent(&HERE, now).is_some());
        assert_eq!(budget.spent(&HERE, now + WINDOW), None);
        assert_eq!(
            budget.charge(&Payer::Known("a".into()), 9, now),
            None,
            "no limit"
        );
    }

    #[test]
    fn each_has_a_bucket_of_their_own_however_many_come() {
        let (budget, now) = (budget(1, 5), Instant::now());
        for last in 0..1000_u32 {
            let payer = Payer::Visitor(Ipv4Addr::from_bits(last).into());
            assert!(budget.charge(&payer, 1, now).unwrap().is_paid());
            assert!(!budget.charge(&payer, 1, now).unwrap().is_paid());
        }
        let standing = budget.charge(&Payer::Known("a".into()), 3, now).unwrap();
        let mut headers = HeaderMap::new();
        standing.tell(&mut headers);
        assert_eq!(headers[RATE_LIMIT_POLICY], "\"known\";q=5;w=60");
        assert_eq!(headers[RATE_LIMIT], "\"known\";r=2;t=36");
    }
}
