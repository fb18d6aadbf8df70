//! Reading the log from a position on.

use std::sync::Arc;

use entity::change;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::watch;

use crate::store::{Fault, Store};

/// A place in the log: everything up to and including this number has been seen. 0 is the beginning.
pub type Position = i64;

/// The newest position in the log. Rows kept in memory from before are dropped, and readers that wait are woken.
pub async fn look(store: &Store) -> Result<Position, Fault> {
    let newest = look_in(store.read()).await?;
    store.advance(newest).await?;
    Ok(newest)
}

/// The newest position in the log as this connection sees it.
pub async fn look_in(connection: &impl ConnectionTrait) -> Result<Position, Fault> {
    let newest = change::Entity::find()
        .select_only()
        .column_as(change::Column::Seq.max(), "seq")
        .into_tuple::<Option<i64>>()
        .one(connection)
        .await?;
    Ok(newest.flatten().unwrap_or(0))
}

/// The log as its readers see it.
#[derive(Clone)]
pub struct Feed {
    store: Arc<Store>,
}

impl Feed {
    /// A feed over the log of `store`.
    pub fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// The newest position in the log. Readers that wait are woken when it has moved, and rows kept in memory from
    /// before are dropped.
    pub async fn head(&self) -> Result<Position, Fault> {
        look(&self.store).await
    }

    /// At most `limit` changes after `position`, in order.
    pub async fn after(&self, position: Position, limit: u64) -> Result<Vec<change::Model>, Fault> {
        Ok(change::Entity::find()
            .filter(change::Column::Seq.gt(position))
            .order_by_asc(change::Column::Seq)
            .limit(limit)
            .all(self.store.read())
            .await?)
    }

    /// Wakes its holder each time the head moves.
    pub fn subscribe(&self) -> watch::Receiver<Position> {
        self.store.head()
    }
}
