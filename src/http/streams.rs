//! What all streams share, be they WebSockets or server-sent events: how many there may be, and what ends them besides
//! their clients: the server that stops, and a token that no longer holds.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::Request as Operation;
use axum::http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};

use super::answer::{Code, Problem};
use super::metrics::OpenStream;
use super::router::{Door, Refusal};

/// How long streams get to say goodbye when the server stops.
const FAREWELL: Duration = Duration::from_secs(3);

/// The streams that are open.
#[derive(Clone)]
pub struct Streams {
    places: Arc<Semaphore>,
    most: u32,
    stop: watch::Sender<bool>,
}

/// A place among the streams, given back when it is dropped.
pub(super) struct Place {
    _permit: OwnedSemaphorePermit,
    _counted: OpenStream,
}

impl Streams {
    /// Room for this many.
    pub fn new(most: usize) -> Self {
        let most = most.min(Semaphore::MAX_PERMITS);
        Self {
            places: Arc::new(Semaphore::new(most)),
            most: u32::try_from(most).unwrap_or(u32::MAX),
            stop: watch::Sender::new(false),
        }
    }

    /// Takes a place.
    pub(super) fn enter(&self) -> Result<Place, Problem> {
        let full = |_| {
            Problem::http(
                StatusCode::SERVICE_UNAVAILABLE,
                Code::Unavailable,
                "There are too many open streams right now; try again shortly.",
            )
        };
        let permit = self.places.clone().try_acquire_owned().map_err(full)?;
        Ok(Place {
            _permit: permit,
            _counted: OpenStream::enter(),
        })
    }

    /// Ends all streams and waits until they have said goodbye, though not long.
    pub async fn close(&self) {
        self.stop.send_replace(true);
        if timeout(FAREWELL, self.places.acquire_many(self.most))
            .await
            .is_err()
        {
            tracing::warn!("stopped with streams still open");
        }
    }
}

/// What ends a stream besides its client.
pub(super) struct Ends {
    door: Arc<Door>,
    stop: watch::Receiver<bool>,
    recheck: Interval,
}

/// What is up with a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// The server stops.
    Stop,
    /// It is time to ask whether the token still holds.
    Recheck,
}

impl Ends {
    pub(super) fn new(door: &Arc<Door>) -> Self {
        let period = door.limits.stream_recheck.max(Duration::from_millis(1));
        let mut recheck = interval_at(Instant::now() + period, period);
        recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            door: door.clone(),
            stop: door.streams.stop.subscribe(),
            recheck,
        }
    }

    /// Waits until something is up. Nothing is lost when the wait is given up.
    pub(super) async fn due(&mut self) -> Due {
        tokio::select! {
            biased;
            // A sender that is gone stops as well.
            _ = self.stop.wait_for(|is_stopping| *is_stopping) => Due::Stop,
            _ = self.recheck.tick() => Due::Recheck,
        }
    }

    /// Whether a token holds; where that cannot be found out, a stream that has begun goes on.
    pub(super) async fn holds(&self, token: Option<&str>) -> bool {
        !matches!(
            self.check(token).await,
            Err(refusal) if refusal == Refusal::Unauthenticated
        )
    }

    /// Whether a token holds, or why nobody can tell.
    pub(super) async fn check(&self, token: Option<&str>) -> Result<(), Refusal> {
        let Some(token) = token else { return Ok(()) };
        let asked = (self.door.attach)(Operation::new(String::new()), Some(token.to_owned()));
        asked.await.map(drop)
    }
}
