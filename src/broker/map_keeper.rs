//! Keeping the resource map: the newest one is held for all who ask, and replaced as a whole.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};

use super::demand::Published;
use super::error::Error;
use super::matching::Broker;
use super::resource_map::ResourceMap;
use crate::directory::demand_signals;
use crate::store::Store;

/// The newest map.
pub(super) struct MapKeeper {
    store: Arc<Store>,
    newest: RwLock<Option<Arc<ResourceMap>>>,
    /// One is made at a time.
    making: tokio::sync::Mutex<()>,
}

impl MapKeeper {
    /// A keeper over a store, without a map yet.
    pub(super) fn new(store: Arc<Store>) -> Self {
        Self {
            store,
            newest: RwLock::default(),
            making: tokio::sync::Mutex::default(),
        }
    }

    /// The newest map, when there is one.
    pub(super) fn newest(&self) -> Option<Arc<ResourceMap>> {
        let newest = self.newest.read().unwrap_or_else(PoisonError::into_inner);
        newest.clone()
    }
}

impl Broker {
    /// The newest resource map. Only the first who asks after a start may have to wait for it.
    pub async fn resource_map(&self, now: DateTime<Utc>) -> Result<Arc<ResourceMap>, Error> {
        if let Some(map) = self.maps.newest() {
            return Ok(map);
        }
        let _one_at_a_time = self.maps.making.lock().await;
        match self.maps.newest() {
            Some(map) => Ok(map),
            None => self.make_map(now).await,
        }
    }

    /// Makes the resource map anew from what has moved in the index and in the demand; one that would be the same stays.
    pub async fn renew_map(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let _one_at_a_time = self.maps.making.lock().await;
        self.make_map(now).await?;
        Ok(())
    }

    async fn make_map(&self, now: DateTime<Utc>) -> Result<Arc<ResourceMap>, Error> {
        let lore = self.knowledge().lore.clone();
        let signals = demand_signals(&self.maps.store, now).await?;
        let map = tokio::task::block_in_place(|| {
            let census = self.index.census(&lore, now.date_naive())?;
            let demand = Published::of(&signals, &lore.vocabulary);
            let held = self.maps.newest();
            let same = held.filter(|map| {
                Arc::ptr_eq(&map.census, &census)
                    && Arc::ptr_eq(&map.lore, &lore)
                    && map.demand == demand
            });
            Ok::<_, Error>(same.unwrap_or_else(|| {
                let map = ResourceMap::new(self.index.clone(), lore, census, demand);
                map.prepare();
                Arc::new(map)
            }))
        })?;
        let mut newest = self
            .maps
            .newest
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *newest = Some(map.clone());
        Ok(map)
    }

    /// The same broker, counting no searches.
    #[must_use]
    pub fn not_counting(mut self) -> Self {
        self.unmet = None;
        self
    }

    /// The same broker, counting searches that find nothing or little.
    #[must_use]
    pub fn counting_unmet_searches(mut self) -> Self {
        self.unmet = Some(super::unmet::UnmetSearches::default());
        self
    }

    /// Writes the searches that were counted, and shows them in the map.
    pub async fn write_unmet_searches(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let Some(unmet) = &self.unmet else {
            return Ok(());
        };
        let has_written = unmet.write(&self.maps.store).await?;
        if has_written && self.maps.newest().is_some() {
            self.renew_map(now).await?;
        }
        Ok(())
    }
}
