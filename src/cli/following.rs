//! What goes on beside serving: the index follows the change log, the resource map follows both, and searches that found
//! little are written down.

use std::sync::Arc;
use std::time::Duration;

use super::opened::Opened;
use crate::broker::Broker;
use crate::change::Feed;
use crate::config::now;
use crate::search::Index;
use crate::store::Store;

/// How often the log is looked at for writes of other processes over the same PostgreSQL database.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// After so many looks the searches that found little are written.
const WRITE_EVERY: u64 = 10;

/// After so many looks the map is renewed whatever has moved: other processes count searches too, and days change.
const RENEW_EVERY: u64 = 120;

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
        for look in 0_u64.. {
            if look.is_multiple_of(RENEW_EVERY)
                && let Err(error) = self.broker.renew_map(now()).await
            {
                tracing::error!(%error, "the resource map could not be renewed");
            }
            tokio::time::sleep(LOOK_AGAIN).await;
            self.follow().await;
            if look.is_multiple_of(WRITE_EVERY)
                && let Err(error) = self.broker.write_unmet_searches(now()).await
            {
                tracing::error!(%error, "searches that found little could not be counted");
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
