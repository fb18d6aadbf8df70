//! What goes on beside serving: the index follows the change log, the resource map follows both, and searches that found
//! little are written down.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, interval, interval_at};

use super::opened::Opened;
use crate::broker::Broker;
use crate::change::Feed;
use crate::config::now;
use crate::search::Index;
use crate::store::Store;

/// How often the log is looked at for writes of other processes over the same PostgreSQL database.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Writes that come close together are followed together.
const TOGETHER: Duration = Duration::from_millis(50);

/// How often searches that found little are written.
const WRITE_EVERY: Duration = Duration::from_secs(5);

/// How often the map is renewed whatever has moved: other processes count searches too, and days change.
const RENEW_EVERY: Duration = Duration::from_secs(60);

/// What follows the change log of an opened directory.
pub(super) struct Following {
    store: Arc<Store>,
    feed: Feed,
    index: Arc<Index>,
    broker: Broker,
}

impl Following {
    pub(super) fn new(opened: &Opened, broker: Broker) -> Self {
        Self {
            store: opened.store.clone(),
            feed: opened.feed.clone(),
            index: opened.index.clone(),
            broker,
        }
    }

    /// Follows until it is stopped.
    pub(super) async fn run(self) {
        let mut head = self.feed.subscribe();
        let mut write = interval_at(Instant::now() + WRITE_EVERY, WRITE_EVERY);
        let mut renew = interval(RENEW_EVERY);
        loop {
            tokio::select! {
                _ = renew.tick() => {
                    if let Err(error) = self.broker.renew_map(now()).await {
                        tracing::error!(%error, "the resource map could not be renewed");
                    }
                }
                _ = write.tick() => {
                    if let Err(error) = self.broker.write_unmet_searches(now()).await {
                        tracing::error!(%error, "searches that found little could not be counted");
                    }
                }
                Ok(()) = head.changed() => {
                    if *head.borrow_and_update() > self.index.position() {
                        tokio::time::sleep(TOGETHER).await;
                        self.follow().await;
                    }
                }
                () = tokio::time::sleep(LOOK_AGAIN) => self.follow().await,
            }
        }
    }

    async fn follow(&self) {
        let before = self.index.position();
        match self.index.catch_up(&self.store, &self.feed).await {
            Ok(head) if head != before => {
                if let Err(error) = self.broker.refresh(&self.store, now()).await {
                    tracing::error!(%error, "what the broker knows could not be read again");
                }
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "the search index could not follow the change log");
            }
        }
    }
}
