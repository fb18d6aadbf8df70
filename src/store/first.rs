//! The first rows of each of many parents.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query};
use sea_orm::{ColumnTrait, IdenStatic, QueryFilter, QuerySelect, QueryTrait, Statement};
use uuid::Uuid;

use super::bulk;
use super::cache::CacheKey;
use super::door::{Reader, id_column};
use super::fault::Fault;
use super::guard::Guarded;
use super::veil::Veil;

/// The first rows of one parent.
#[derive(Debug, Clone)]
pub struct First<M> {
    /// The rows in order.
    pub rows: Vec<Arc<M>>,
    /// How many there are in all.
    pub total: u64,
}

/// The same by their ids, as it is kept in memory.
#[derive(Default)]
struct FirstIds {
    ids: Vec<Uuid>,
    total: u64,
}

impl Reader {
    /// The first rows of each parent in the order of `by` and then of their ids, and how many each has in all: one
    /// statement for the parents that are not in memory, and one for the rows that are not.
    pub async fn first_by_parents<E: Guarded>(
        &self,
        column: E::Column,
        by: E::Column,
        parents: impl IntoIterator<Item = Uuid>,
        first: u64,
    ) -> Result<FxHashMap<Uuid, First<E::Model>>, Fault>
    where
        E::Model: Send + Sync + 'static,
    {
        let (key, veil) = self.cache_key::<E>(column.as_str());
        let key = CacheKey { first, ..key };
        let (mut held, wanted) = self.remembered::<FirstIds>(key, parents);
        if !wanted.is_empty() {
            let mut listed: FxHashMap<Uuid, FirstIds> = wanted
                .iter()
                .map(|parent| (*parent, FirstIds::default()))
                .collect();
            for row in self
                .run(self.ranked::<E>(&veil, column, by, wanted, first)?)
                .await?
            {
                let list = listed.entry(row.try_get_by_index(0)?).or_default();
                list.ids.push(row.try_get_by_index(1)?);
                list.total = u64::try_from(row.try_get_by_index::<i64>(2)?).unwrap_or_default();
            }
            for (parent, list) in listed {
                let (rows, list) = (list.ids.len(), Arc::new(list));
                let key = CacheKey { key: parent, ..key };
                self.keep(key, rows, list.clone());
                held.insert(parent, list);
            }
        }
        let ids = held.values().flat_map(|list| list.ids.iter().copied());
        let rows = self.by_ids::<E>(ids).await?;
        Ok(held
            .into_iter()
            .map(|(parent, list)| {
                let rows = list.ids.iter().filter_map(|id| rows.get(id).cloned());
                let first = First {
                    rows: rows.collect(),
                    total: list.total,
                };
                (parent, first)
            })
            .collect())
    }

    /// Parent, id and the number of rows of the parent, for the first rows of each.
    fn ranked<E: Guarded>(
        &self,
        veil: &Veil,
        column: E::Column,
        by: E::Column,
        parents: FxHashSet<Uuid>,
        first: u64,
    ) -> Result<Statement, Fault> {
        let id = id_column::<E>()?;
        let (parent, by, id) = (column.as_str(), by.as_str(), id.as_str());
        let place = format!("ROW_NUMBER() OVER (PARTITION BY {parent} ORDER BY {by}, {id})");
        let total = format!("COUNT(*) OVER (PARTITION BY {parent})");
        let ranked = self
            .select::<E>(veil)
            .filter(column.is_in(bulk::evened(parents)))
            .select_only()
            .column_as(column, "parent")
            .column_as(id_column::<E>()?, "id")
            .column_as(Expr::cust(total), "total")
            .column_as(Expr::cust(place), "place")
            .into_query();
        let (parent, place) = (Alias::new("parent"), Alias::new("place"));
        let select = Query::select()
            .columns([parent.clone(), Alias::new("id"), Alias::new("total")])
            .from_subquery(ranked, Alias::new("ranked"))
            .and_where(Expr::col(place.clone()).lte(first))
            .order_by(parent, Order::Asc)
            .order_by(place, Order::Asc)
            .to_owned();
        Ok(self.store.backend().build(&select))
    }
}
