//! What the viewer may still ask for.

use std::time::Duration;

use async_graphql::{Context, Object, Result};

use crate::graphql::support::Loader;
use crate::graphql::support::scalar::DateTime;

/// The root field for the rate budget.
#[derive(Default)]
pub struct RateLimitQuery;

/// Where the budget of whoever asks stands after this request; the network door puts it into the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// What this request costs.
    pub cost: u32,
    /// What requests may cost together in a minute.
    pub limit: u32,
    /// What is left.
    pub remaining: u32,
    /// How long until all of it is there again when nothing more is asked.
    pub until_full: Duration,
}

#[Object]
impl RateLimitQuery {
    /// What this request costs and what the viewer may still ask for; null when this server sets no limit.
    async fn rate_limit(&self, ctx: &Context<'_>) -> Option<RateLimit> {
        ctx.data_opt::<RateLimit>().copied()
    }
}

/// A budget that refills evenly over a minute. Every request costs its complexity: one for each field, those of a page
/// once for each node that may come, and never less than one.
#[Object]
impl RateLimit {
    /// What this request costs.
    async fn cost(&self) -> u32 {
        self.cost
    }

    /// What requests may cost together in a minute.
    async fn limit(&self) -> u32 {
        self.limit
    }

    /// What is left after this request.
    async fn remaining(&self) -> u32 {
        self.remaining
    }

    /// When all of it is there again if nothing more is asked.
    async fn reset_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        let now = Loader::of(ctx)?.directory.now;
        Ok(DateTime::of_moment(&(now + self.until_full)))
    }
}
