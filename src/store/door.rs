//! The door through which rows leave the store. Every surface reads through a [`Reader`], so what a viewer must not see
//! is taken out here, once: a confidential location keeps its name, phones and regency, and loses address, coordinates,
//! directions and everything else that tells where it stands, and a practitioner who did not consent is not there. Nor is
//! an organization that is not in the directory for everyone, with all that hangs on it ([`super::hidden`]).

use std::any::TypeId;
use std::sync::Arc;

use entity::region;
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IdenStatic, ModelTrait,
    PrimaryKeyToColumn, QueryFilter, QueryOrder, QueryResult, QuerySelect, QueryTrait, Select,
    Statement,
};
use uuid::Uuid;

use super::bulk;
use super::cache::CacheKey;
use super::connect::Store;
use super::fault::Fault;
use super::guard::Guarded;
use super::hidden::Keeper;
use super::page::{Page, Slice};
use super::veil::Veil;

/// What a viewer may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sight {
    /// What everyone may see.
    Public,
    /// Confidential places as well.
    Confidential,
    /// Confidential places, and organizations that wait for review or were suspended.
    Everything,
}

/// Rows of one parent.
pub type Rows<M> = Arc<[Arc<M>]>;

/// Reads rows for one viewer.
#[derive(Clone)]
pub struct Reader {
    pub(super) store: Arc<Store>,
    pub(super) keeper: Arc<Keeper>,
    pub(super) sight: Sight,
    pub(super) passes_memory: bool,
}

impl Reader {
    /// A reader for a viewer who may see this much.
    pub fn new(store: Arc<Store>, sight: Sight) -> Self {
        Self {
            store,
            keeper: Arc::default(),
            sight,
            passes_memory: false,
        }
    }

    /// The same past the rows kept in memory: whoever reads all rows once would push out what others ask for again.
    pub fn past_memory(self) -> Self {
        Self {
            passes_memory: true,
            ..self
        }
    }

    /// The connection for what holds nothing that must be hidden, such as the change log.
    pub fn open(&self) -> &impl ConnectionTrait {
        self.store.read()
    }

    /// What the viewer may see.
    pub fn sight(&self) -> Sight {
        self.sight
    }

    /// The rows that the viewer is shown, but for those that hang on what is hidden.
    fn admitted<E: Guarded>(&self) -> Select<E> {
        let listed = E::listed(E::find());
        match self.sight {
            Sight::Public => E::admit(listed),
            Sight::Confidential | Sight::Everything => listed,
        }
    }

    pub(super) fn select<E: Guarded>(&self, veil: &Veil) -> Select<E> {
        match hidden_from::<E>(veil) {
            Some(hidden) => self.admitted::<E>().filter(hidden.not()),
            None => self.admitted::<E>(),
        }
    }

    fn show<E: Guarded>(&self, mut row: E::Model) -> Arc<E::Model> {
        E::conceal(&mut row);
        if self.sight == Sight::Public {
            E::redact(&mut row);
        }
        Arc::new(row)
    }

    /// Runs a statement and shows its rows. `asked_by` is the column whose values were asked for.
    pub(super) async fn rows<E: Guarded>(
        &self,
        select: &Select<E>,
        veil: &Veil,
        asked_by: Option<&str>,
    ) -> Result<Vec<Arc<E::Model>>, Fault>
    where
        E::Model: Send + Sync,
    {
        let found = self.run(select.build(self.store.backend())).await?;
        let mut rows = Vec::with_capacity(found.len());
        for row in &found {
            rows.push(self.show::<E>(E::Model::from_query_result(row, "")?));
        }
        if veil.is_drawn {
            rows = self.unveiled::<E>(rows, veil, asked_by).await?;
        }
        Ok(rows)
    }

    /// The way to the database. It knows no table, so it is compiled once and not once for each of them.
    pub(super) async fn run(&self, statement: Statement) -> Result<Vec<QueryResult>, Fault> {
        Ok(self.store.read().query_all_raw(statement).await?)
    }

    /// All rows that pass a filter; for short lists only.
    pub async fn all<E: Guarded>(
        &self,
        narrow: impl FnOnce(Select<E>) -> Select<E>,
    ) -> Result<Vec<Arc<E::Model>>, Fault>
    where
        E::Model: FromQueryResult + Send + Sync,
    {
        let veil = self.veil();
        let select = narrow(self.select::<E>(&veil));
        self.rows::<E>(&select, &veil, None).await
    }

    /// One part of a list: one statement for its ids, which the index of the list holds, and one for those of its rows
    /// that are not in memory.
    pub async fn page<E: Guarded>(
        &self,
        slice: &Slice,
        narrow: impl FnOnce(Select<E>) -> Select<E>,
    ) -> Result<Page<Arc<E::Model>>, Fault>
    where
        E::Model: Send + Sync + 'static,
    {
        let Page { rows, has_next } = self.page_ids::<E>(slice, narrow).await?;
        let mut found = self.by_ids::<E>(rows.iter().copied()).await?;
        Ok(Page {
            rows: rows.iter().filter_map(|id| found.remove(id)).collect(),
            has_next,
        })
    }

    /// The ids of one part of a list.
    pub async fn page_ids<E: Guarded>(
        &self,
        slice: &Slice,
        narrow: impl FnOnce(Select<E>) -> Select<E>,
    ) -> Result<Page<Uuid>, Fault>
    where
        E::Model: Send + Sync,
    {
        let select = slice
            .apply(narrow(self.select::<E>(&self.veil())))
            .select_only()
            .column(id_column::<E>()?);
        let mut ids = Vec::new();
        for row in self.run(select.build(self.store.backend())).await? {
            ids.push(row.try_get_by_index::<Uuid>(0)?);
        }
        let first = usize::try_from(slice.first).unwrap_or(usize::MAX);
        let has_next = ids.len() > first;
        ids.truncate(first);
        Ok(Page {
            rows: ids,
            has_next,
        })
    }

    /// How many rows pass a filter.
    pub async fn count<E: Guarded>(
        &self,
        narrow: impl FnOnce(Select<E>) -> Select<E>,
    ) -> Result<u64, Fault>
    where
        E::Model: Send + Sync,
    {
        let veil = self.veil();
        let admitted = narrow(self.admitted::<E>());
        let mut count = self.number_of(admitted.clone()).await?;
        // Counting the few that are hidden goes by an index; counting all others would read every row.
        if let Some(hidden) = hidden_from::<E>(&veil) {
            count -= self.number_of(admitted.filter(hidden)).await?;
        }
        Ok(u64::try_from(count).unwrap_or_default())
    }

    async fn number_of<E: Guarded>(&self, select: Select<E>) -> Result<i64, Fault> {
        let select = select.select_only().expr(Expr::cust("COUNT(*)"));
        let rows = self.run(select.build(self.store.backend())).await?;
        Ok(match rows.first() {
            Some(row) => row.try_get_by_index(0)?,
            None => 0,
        })
    }

    /// The rows with these ids, in one statement for those not in memory.
    pub async fn by_ids<E: Guarded>(
        &self,
        ids: impl IntoIterator<Item = Uuid>,
    ) -> Result<FxHashMap<Uuid, Arc<E::Model>>, Fault>
    where
        E::Model: Send + Sync + 'static,
    {
        let (key, veil) = self.cache_key::<E>("");
        let (mut found, wanted) = self.remembered::<E::Model>(key, ids);
        if wanted.is_empty() {
            return Ok(found);
        }
        let column = id_column::<E>()?;
        let wanted = column.is_in(bulk::evened(wanted));
        let select = self.select::<E>(&veil).filter(wanted);
        for row in self.rows::<E>(&select, &veil, None).await? {
            let Some(id) = uuid_of::<E>(&row, column) else {
                continue;
            };
            self.keep(CacheKey { key: id, ..key }, 1, row.clone());
            found.insert(id, row);
        }
        Ok(found)
    }

    /// What memory holds under `key` for these ids, and the ids for which it holds nothing.
    pub(super) fn remembered<T: Send + Sync + 'static>(
        &self,
        key: CacheKey,
        ids: impl IntoIterator<Item = Uuid>,
    ) -> (FxHashMap<Uuid, Arc<T>>, FxHashSet<Uuid>) {
        let mut found = FxHashMap::default();
        let mut wanted = FxHashSet::default();
        for id in ids {
            if found.contains_key(&id) {
                continue;
            }
            match self.kept::<T>(&CacheKey { key: id, ..key }) {
                Some(held) => {
                    found.insert(id, held);
                }
                None => {
                    wanted.insert(id);
                }
            }
        }
        (found, wanted)
    }

    /// The rows whose `column` holds one of these ids, by id, in one statement for those not in memory.
    pub async fn by_parents<E: Guarded>(
        &self,
        column: E::Column,
        parents: impl IntoIterator<Item = Uuid>,
    ) -> Result<FxHashMap<Uuid, Rows<E::Model>>, Fault>
    where
        E::Model: Send + Sync + 'static,
    {
        let (key, veil) = self.cache_key::<E>(column.as_str());
        let (held, wanted) = self.remembered::<Rows<E::Model>>(key, parents);
        let mut found: FxHashMap<Uuid, Rows<E::Model>> = held
            .into_iter()
            .map(|(parent, rows)| (parent, Rows::clone(&rows)))
            .collect();
        if wanted.is_empty() {
            return Ok(found);
        }
        let mut wanted: FxHashMap<Uuid, Vec<Arc<E::Model>>> = wanted
            .into_iter()
            .map(|parent| (parent, Vec::new()))
            .collect();
        let select = self
            .select::<E>(&veil)
            .filter(column.is_in(bulk::evened(wanted.keys().copied())))
            .order_by_asc(id_column::<E>()?);
        let asked_by = Some(column.as_str());
        for row in self.rows::<E>(&select, &veil, asked_by).await? {
            let Some(parent) = uuid_of::<E>(&row, column) else {
                continue;
            };
            if let Some(children) = wanted.get_mut(&parent) {
                children.push(row);
            }
        }
        for (parent, children) in wanted {
            let count = children.len();
            let children: Rows<E::Model> = children.into();
            let key = CacheKey { key: parent, ..key };
            self.keep(key, count, Arc::new(children.clone()));
            found.insert(parent, children);
        }
        Ok(found)
    }

    /// The regions with these codes, in one statement for those not in memory.
    pub async fn regions(&self, codes: &[String]) -> Result<Vec<Arc<region::Model>>, Fault> {
        let (key, _) = self.cache_key::<region::Entity>("code");
        let mut found = Vec::new();
        let mut wanted = Vec::new();
        for code in codes {
            match self.kept::<region::Model>(&CacheKey {
                key: code_key(code),
                ..key
            }) {
                Some(row) => found.push(row),
                None => wanted.push(code.as_str()),
            }
        }
        if wanted.is_empty() {
            return Ok(found);
        }
        for row in self
            .all::<region::Entity>(|select| select.filter(region::Column::Code.is_in(wanted)))
            .await?
        {
            let key = CacheKey {
                key: code_key(&row.code),
                ..key
            };
            self.keep(key, 1, row.clone());
            found.push(row);
        }
        Ok(found)
    }

    fn kept<T: Send + Sync + 'static>(&self, key: &CacheKey) -> Option<Arc<T>> {
        if self.passes_memory {
            return None;
        }
        self.store.cache.get(key)
    }

    /// Keeps `value`, which holds `rows` rows.
    pub(super) fn keep<T: Send + Sync + 'static>(&self, key: CacheKey, rows: usize, value: Arc<T>) {
        if !self.passes_memory {
            self.store.cache.keep(key, rows, value);
        }
    }

    /// Under what rows are kept, and what was hidden when that was settled.
    pub(super) fn cache_key<E: Guarded>(&self, column: &'static str) -> (CacheKey, Veil) {
        let generation = self.store.generation();
        let veil = self.veil();
        let key = CacheKey {
            generation,
            sight: self.sight,
            own: veil.own_key,
            table: TypeId::of::<E>(),
            column,
            key: Uuid::nil(),
            first: 0,
        };
        (key, veil)
    }
}

/// What of a table is hidden; `None` when nothing is.
fn hidden_from<E: Guarded>(veil: &Veil) -> Option<SimpleExpr> {
    veil.is_drawn.then(|| E::hidden(veil)).flatten()
}

/// A code as a key: the longest, of a village, has 13 letters.
fn code_key(code: &str) -> Uuid {
    let mut bytes = [0; 16];
    for (place, letter) in bytes.iter_mut().zip(code.bytes()) {
        *place = letter;
    }
    Uuid::from_bytes(bytes)
}

pub(super) fn id_column<E: EntityTrait>() -> Result<E::Column, Fault> {
    use sea_orm::Iterable;
    E::PrimaryKey::iter()
        .next()
        .map(PrimaryKeyToColumn::into_column)
        .ok_or_else(|| Fault::Internal(sea_orm::DbErr::Custom("a table without a key".to_owned())))
}

pub(super) fn uuid_of<E: EntityTrait>(row: &E::Model, column: E::Column) -> Option<Uuid> {
    match row.get(column) {
        sea_orm::Value::Uuid(id) => id,
        _ => None,
    }
}
