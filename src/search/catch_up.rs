//! Bringing the index up to the change log.

use std::sync::Arc;

use entity::{change, service, service_area, service_at_location};
use rustc_hash::FxHashSet;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::document::{Terms, documents};
use super::error::Error;
use super::index::Index;
use crate::change::{Feed, Position};
use crate::store::{Reader, Sight, Store};

/// How many changes are read at once.
const CHANGES: u64 = 5_000;

/// How many services are indexed at once.
const SERVICES: u64 = 1_000;

/// Beyond this many changes it is faster to begin anew.
const TOO_FAR_BEHIND: Position = 50_000;

impl Index {
    /// Brings the index up to the head of the log, and returns that position.
    pub async fn catch_up(&self, store: &Arc<Store>, feed: &Feed) -> Result<Position, Error> {
        let _one_at_a_time = self.catching_up.lock().await;
        let head = feed.head().await?;
        let position = self.position();
        if position == head {
            return Ok(head);
        }
        // A position beyond the log is that of another store.
        if position == 0 || position > head || head - position > TOO_FAR_BEHIND {
            self.rebuild_to(store, head).await?;
        } else {
            self.follow(store, feed, head).await?;
        }
        tokio::task::block_in_place(|| self.rest())?;
        Ok(head)
    }

    /// Makes the index anew from the store.
    pub async fn rebuild(&self, store: &Arc<Store>, feed: &Feed) -> Result<Position, Error> {
        let _one_at_a_time = self.catching_up.lock().await;
        let head = feed.head().await?;
        self.rebuild_to(store, head).await?;
        tokio::task::block_in_place(|| self.rest())?;
        Ok(head)
    }

    async fn rebuild_to(&self, store: &Arc<Store>, head: Position) -> Result<(), Error> {
        let reader = Reader::new(store.clone(), Sight::Public);
        let terms = Terms::load(&reader).await?;
        self.clear()?;
        let mut after = Uuid::nil();
        loop {
            let services = reader
                .all::<service::Entity>(|select| {
                    select
                        .filter(service::Column::Id.gt(after))
                        .order_by_asc(service::Column::Id)
                        .limit(SERVICES)
                })
                .await?;
            let Some(last) = services.last() else { break };
            after = last.id;
            let ids: Vec<Uuid> = services.iter().map(|service| service.id).collect();
            let documents = documents(&reader, &self.fields, &terms, &ids).await?;
            tokio::task::block_in_place(|| self.replace(&[], documents))?;
        }
        tokio::task::block_in_place(|| self.commit(head))
    }

    async fn follow(&self, store: &Arc<Store>, feed: &Feed, head: Position) -> Result<(), Error> {
        let reader = Reader::new(store.clone(), Sight::Public);
        let mut touched = FxHashSet::default();
        let mut position = self.position();
        while position < head {
            let changes = feed.after(position, CHANGES).await?;
            let Some(last) = changes.last() else { break };
            position = last.seq;
            for change in &changes {
                if matches!(change.entity.as_str(), "taxonomy_term" | "taxonomy") {
                    return self.rebuild_to(store, head).await;
                }
            }
            touch(&reader, &changes, &mut touched).await?;
        }
        if touched.is_empty() {
            return tokio::task::block_in_place(|| self.commit(position));
        }
        let terms = Terms::load(&reader).await?;
        let touched: Vec<Uuid> = touched.into_iter().collect();
        for ids in touched.chunks(usize::try_from(SERVICES).unwrap_or(1_000)) {
            let documents = documents(&reader, &self.fields, &terms, ids).await?;
            tokio::task::block_in_place(|| self.replace(ids, documents))?;
        }
        tokio::task::block_in_place(|| self.commit(position))
    }
}

/// Adds the services whose documents the changes touch.
async fn touch(
    reader: &Reader,
    changes: &[change::Model],
    services: &mut FxHashSet<Uuid>,
) -> Result<(), Error> {
    let mut locations = FxHashSet::default();
    let mut organizations = FxHashSet::default();
    let mut places = FxHashSet::default();
    let mut areas = FxHashSet::default();
    for change in changes {
        let Ok(id) = Uuid::try_parse(&change.key) else {
            continue;
        };
        match change.entity.as_str() {
            "service" => {
                services.insert(id);
            }
            "location" => {
                locations.insert(id);
            }
            "organization" => {
                organizations.insert(id);
            }
            "service_at_location" => {
                places.insert(id);
                services.extend(named(change, "service_id"));
            }
            "service_area" => {
                areas.insert(id);
                services.extend(named(change, "service_id"));
            }
            // Marks of what is no service name no service, and are passed over when documents are made.
            "attribute" => services.extend(named(change, "link_id")),
            _ => {}
        }
    }
    let places = reader
        .all::<service_at_location::Entity>(|select| {
            select.filter(
                service_at_location::Column::Id
                    .is_in(places)
                    .or(service_at_location::Column::LocationId.is_in(locations)),
            )
        })
        .await?;
    services.extend(places.iter().filter_map(|place| place.service_id));
    let areas = reader
        .all::<service_area::Entity>(|select| select.filter(service_area::Column::Id.is_in(areas)))
        .await?;
    services.extend(areas.iter().filter_map(|area| area.service_id));
    let owned = reader
        .all::<service::Entity>(|select| {
            select.filter(service::Column::OrganizationId.is_in(organizations))
        })
        .await?;
    services.extend(owned.iter().map(|service| service.id));
    Ok(())
}

/// The ids that a change names in a field, before and after.
fn named(change: &change::Model, field: &str) -> Vec<Uuid> {
    [&change.before, &change.after]
        .into_iter()
        .flatten()
        .filter_map(|json| serde_json::from_str::<serde_json::Value>(json).ok())
        .filter_map(|json| Uuid::try_parse(json.get(field)?.as_str()?).ok())
        .collect()
}
