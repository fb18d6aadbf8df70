//! Writing: the one way in which rows of the directory come to be or change. It compares, writes what differs, and
//! appends to the change log in the same transaction.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use entity::object::{Field, Object};
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::discretion::Discretion;
use super::draft::{
    Draft, another_row, default_of, followed, is_referred_to, keys_of, reference, stated,
};
use super::error::Error;
use crate::change::{self, Change, Operation};
use crate::store::{self, Cell, Fault, Key, Row, Store};

/// What became of a draft.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A new row.
    Created,
    /// A row that now differs.
    Updated,
    /// The row was so already; nothing was written.
    Unchanged,
    /// Not written: a field that no row may lack is missing.
    Incomplete(&'static Field),
    /// Not written: a field names a row that is not there.
    BrokenReference(&'static Field),
}

/// Beyond this many remembered keys of a table the memory of what exists in it starts anew.
const REMEMBERED: usize = 50_000;

/// One transaction of writes by one actor.
pub struct Editor {
    store: Arc<Store>,
    transaction: DatabaseTransaction,
    actor: String,
    at: String,
    batch: Uuid,
    known: FxHashMap<&'static str, FxHashSet<Key>>,
    discretion: Option<Discretion>,
}

impl Editor {
    /// Begins a transaction. `actor` is a role or a source, never a person's name.
    pub async fn begin(store: Arc<Store>, actor: &str, now: DateTime<Utc>) -> Result<Self, Error> {
        let transaction = store.begin().await?;
        Ok(Self {
            store,
            transaction,
            actor: actor.to_owned(),
            at: moment(now),
            batch: Uuid::now_v7(),
            known: FxHashMap::default(),
            discretion: None,
        })
    }

    /// The rows of `object` with these keys, as they stand in this transaction.
    pub async fn rows(&self, object: &Object, keys: &[Key]) -> Result<FxHashMap<Key, Row>, Error> {
        Ok(store::fetch(&self.transaction, object, keys).await?)
    }

    /// States `field` for the rows that are there and hold nothing in it.
    pub async fn fill(
        &mut self,
        object: &'static Object,
        field: &str,
        values: impl IntoIterator<Item = (Uuid, String)>,
    ) -> Result<(), Error> {
        let Some((at, _)) = object.field(field) else {
            return Ok(());
        };
        let values: Vec<(Uuid, String)> = values.into_iter().collect();
        let keys: Vec<Key> = values.iter().map(|(id, _)| Key::Id(*id)).collect();
        let rows = self.rows(object, &keys).await?;
        let mut drafts = Vec::new();
        for (id, value) in values {
            let row = rows.get(&Key::Id(id));
            if row.is_some_and(|row| row.cells.get(at) == Some(&Cell::Null)) {
                let mut draft = Draft::new(id);
                draft.set(object, field, Cell::Text(value));
                drafts.push(draft);
            }
        }
        self.put(object, &drafts).await?;
        Ok(())
    }

    /// Writes drafts of one object in order; several drafts of one key add up. The outcomes stand in the drafts' order.
    pub async fn put(
        &mut self,
        object: &'static Object,
        drafts: &[Draft],
    ) -> Result<Vec<Outcome>, Error> {
        let stored = self.rows(object, &keys_of(drafts)).await?;
        let followed = followed(&self.store, object, drafts, &stored);
        let drafts = followed.as_deref().unwrap_or(drafts);
        self.put_over(object, drafts, stored).await
    }

    /// The same where references are meant as they are, even to what was merged away.
    pub(super) async fn put_as_stated(
        &mut self,
        object: &'static Object,
        drafts: &[Draft],
    ) -> Result<Vec<Outcome>, Error> {
        let stored = self.rows(object, &keys_of(drafts)).await?;
        self.put_over(object, drafts, stored).await
    }

    /// Writes drafts over the rows that are there.
    async fn put_over(
        &mut self,
        object: &'static Object,
        drafts: &[Draft],
        mut stored: FxHashMap<Key, Row>,
    ) -> Result<Vec<Outcome>, Error> {
        let mut others: Vec<(usize, Draft)> = Vec::new();
        let missing = self.missing_references(object, drafts).await?;

        let mut outcomes = vec![Outcome::Unchanged; drafts.len()];
        let mut now: FxHashMap<Key, Row> = FxHashMap::default();
        let mut order: Vec<Key> = Vec::new();
        for (index, draft) in drafts.iter().enumerate() {
            let before = now.get(&draft.key).or_else(|| stored.get(&draft.key));
            if let Some(other) = before.and_then(|row| another_row(draft, row)) {
                others.push((index, other));
                continue;
            }
            let outcome = match self.merge(object, draft, before, &missing) {
                Ok((row, outcome)) => {
                    if outcome != Outcome::Unchanged {
                        if !now.contains_key(&draft.key) {
                            order.push(draft.key.clone());
                        }
                        now.insert(draft.key.clone(), row);
                    }
                    outcome
                }
                Err(outcome) => outcome,
            };
            if let Some(place) = outcomes.get_mut(index) {
                *place = outcome;
            }
        }
        self.write(object, &order, &now, &mut stored).await?;
        self.remember(object, stored.into_keys().chain(order));
        self.put_copies(object, drafts, others, &mut outcomes)
            .await?;
        Ok(outcomes)
    }

    fn merge(
        &self,
        object: &'static Object,
        draft: &Draft,
        before: Option<&Row>,
        missing: &FxHashSet<(&'static str, Key)>,
    ) -> Result<(Row, Outcome), Outcome> {
        let mut row = before.cloned().unwrap_or_else(|| Row {
            key: draft.key.clone(),
            cells: vec![Cell::Null; object.fields.len()],
        });
        let mut outcome = if before.is_some() {
            Outcome::Unchanged
        } else {
            Outcome::Created
        };
        for (index, cell) in &draft.cells {
            let (Some(field), Some(slot)) = (object.fields.get(*index), row.cells.get_mut(*index))
            else {
                continue;
            };
            // A field that is never without a value keeps the one it has when nobody says another.
            if *cell == Cell::Null && default_of(object, field).is_some() {
                continue;
            }
            if let Some(target) = reference(field, cell)
                && missing.contains(&target)
            {
                return Err(Outcome::BrokenReference(field));
            }
            if slot != cell {
                *slot = cell.clone();
                if outcome == Outcome::Unchanged {
                    outcome = Outcome::Updated;
                }
            }
        }
        for (field, cell) in object.fields.iter().zip(&mut row.cells) {
            if *cell == Cell::Null
                && let Some(default) = default_of(object, field)
            {
                *cell = Cell::Text(default.to_owned());
            }
            if *cell == Cell::Null && field.is_never_null {
                return Err(Outcome::Incomplete(field));
            }
        }
        Ok((row, outcome))
    }

    async fn write(
        &mut self,
        object: &'static Object,
        order: &[Key],
        now: &FxHashMap<Key, Row>,
        stored: &mut FxHashMap<Key, Row>,
    ) -> Result<(), Error> {
        let mut new = Vec::new();
        let mut changes = Vec::new();
        let mut discretion = self.discretion(object).await?;
        discretion.learn(object, order.iter().filter_map(|key| now.get(key)));
        for key in order {
            let Some(row) = now.get(key) else { continue };
            match stored.get(key) {
                None => {
                    changes.push(Change {
                        entity: object.name,
                        key: key.clone(),
                        operation: Operation::Create,
                        before: None,
                        after: Some(discretion.json_of(object, row, &stated(row))?),
                    });
                    new.push(row);
                }
                Some(before) => {
                    let differing: Vec<usize> = (0..object.fields.len())
                        .filter(|at| before.cells.get(*at) != row.cells.get(*at))
                        .collect();
                    if differing.is_empty() {
                        continue;
                    }
                    let cells: Vec<(usize, &Cell)> = differing
                        .iter()
                        .filter_map(|at| Some((*at, row.cells.get(*at)?)))
                        .collect();
                    store::update(&self.transaction, object, key, &cells).await?;
                    changes.push(Change {
                        entity: object.name,
                        key: key.clone(),
                        operation: Operation::Update,
                        before: Some(discretion.json_of(object, before, &differing)?),
                        after: Some(discretion.json_of(object, row, &differing)?),
                    });
                }
            }
        }
        store::insert(&self.transaction, object, &new).await?;
        self.append(&changes).await?;
        let turned = order
            .iter()
            .filter_map(|key| stored.get(key).zip(now.get(key)));
        discretion.turn(&self.transaction, object, turned).await?;
        self.discretion = Some(discretion);
        Ok(())
    }

    /// Takes rows out. What they held stays in the log.
    pub async fn remove(&mut self, object: &'static Object, rows: &[Row]) -> Result<(), Error> {
        let discretion = self.discretion(object).await?;
        let mut changes = Vec::new();
        for row in rows {
            changes.push(Change {
                entity: object.name,
                key: row.key.clone(),
                operation: Operation::Delete,
                before: Some(discretion.json_of(object, row, &stated(row))?),
                after: None,
            });
        }
        self.discretion = Some(discretion);
        let keys: Vec<Key> = rows.iter().map(|row| row.key.clone()).collect();
        store::delete(&self.transaction, object, &keys).await?;
        if let Some(known) = self.known.get_mut(object.name) {
            known.retain(|key| !keys.contains(key));
        }
        self.append(&changes).await
    }

    async fn append(&self, changes: &[Change]) -> Result<(), Error> {
        change::append(
            &self.transaction,
            changes,
            &self.actor,
            &self.at,
            self.batch,
        )
        .await?;
        Ok(())
    }

    /// What the log does not say, as this transaction knows it. It is read once, and only for tables that need it.
    async fn discretion(&mut self, object: &Object) -> Result<Discretion, Error> {
        match self.discretion.take() {
            Some(discretion) if discretion.covers(object) => Ok(discretion),
            _ => Ok(Discretion::over(&self.transaction, object).await?),
        }
    }

    /// Which rows named by the drafts' references are not there.
    async fn missing_references(
        &mut self,
        object: &'static Object,
        drafts: &[Draft],
    ) -> Result<FxHashSet<(&'static str, Key)>, Error> {
        let own: FxHashSet<&Key> = drafts.iter().map(|draft| &draft.key).collect();
        let mut asked: FxHashMap<&'static str, FxHashSet<Key>> = FxHashMap::default();
        for draft in drafts {
            for (_, _, table, key) in draft.references(object) {
                let is_known = self
                    .known
                    .get(table)
                    .is_some_and(|known| known.contains(&key));
                let is_among_them = table == object.name && own.contains(&key);
                if !(is_known || is_among_them) {
                    asked.entry(table).or_default().insert(key);
                }
            }
        }
        let mut missing = FxHashSet::default();
        for (table, keys) in asked {
            let Some(target) = entity::object::object(table) else {
                continue;
            };
            let absent = store::missing(&self.transaction, target, keys.clone()).await?;
            self.remember(target, keys.into_iter().filter(|key| !absent.contains(key)));
            missing.extend(absent.into_iter().map(|key| (table, key)));
        }
        Ok(missing)
    }

    fn remember(&mut self, object: &'static Object, keys: impl Iterator<Item = Key>) {
        if !is_referred_to(object) {
            return;
        }
        let known = self.known.entry(object.name).or_default();
        if known.len() > REMEMBERED {
            known.clear();
        }
        known.extend(keys);
    }

    /// The transaction, for what is not a described row.
    pub(super) fn transaction(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// The store written to.
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Makes the writes lasting. Whoever reads next reads them.
    pub async fn commit(self) -> Result<(), Error> {
        self.transaction.commit().await.map_err(Fault::from)?;
        // They are written; that rows in memory are a little older is no failure of the write.
        if let Err(error) = change::look(&self.store).await {
            tracing::warn!(%error, "the log could not be looked at after a write");
        }
        Ok(())
    }

    /// Undoes everything since [`Editor::begin`].
    pub async fn roll_back(self) -> Result<(), Error> {
        self.transaction
            .rollback()
            .await
            .map_err(|error| Fault::from(error).into())
    }
}

/// A moment as the store keeps it.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
