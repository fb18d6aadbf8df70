//! What has changed, for who reads on from a position and for who follows: which record, when and how, never what it
//! holds or who wrote it. A record that its reader must not know of is not told of.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{
    accessibility, address, attribute, contact, cost_option, eligibility_rule, funding, language,
    location, meta_table_description, metadata, organization, organization_identifier, phone,
    practitioner, program, qualification, required_document, schedule, service, service_area,
    service_at_location, service_capacity, taxonomy, taxonomy_term, term_label, term_mapping, unit,
    url,
};
use futures_util::stream::{self, BoxStream, StreamExt};
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::{ColumnTrait, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryFilter};
use tokio::sync::watch;
use uuid::Uuid;

use super::error::Error;
use super::gone::{ended, operation_seen, waits};
use super::standing::standing_in;
use crate::change::{Operation, Position, Stretch, Tail, Write};
use crate::store::{Fault, Guarded, Reader, Store};

/// Farther behind than this, who follows is told to read on by itself and goes on from the head.
const MOST_BEHIND: Position = 5_000;

/// How many parts of the log one page looks through at most.
const PARTS: usize = 20;

/// A record: its table and its id.
pub(super) type Record = (&'static str, Uuid);

/// A record's references to those it hangs on: the column, and the id in it.
pub(super) type Owners = Vec<(&'static str, Uuid)>;

/// What happened to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The place in the log.
    pub seq: Position,
    /// When it happened.
    pub at: String,
    /// The table of the record.
    pub table: &'static str,
    /// The record.
    pub id: Uuid,
    /// What was done.
    pub operation: Operation,
}

/// What who follows is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occurrence {
    /// Something happened to a record.
    Told(Told),
    /// Too much has happened: read on by yourself after this position.
    Resync(Position),
}

/// What somebody wants to be told of.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Records of these tables; of all when empty.
    pub tables: Vec<&'static str>,
    /// Records that stand in this region.
    pub region_code: Option<String>,
}

/// A part of what has changed.
#[derive(Debug, Clone)]
pub struct ChangePage {
    /// What happened, in order.
    pub told: Vec<Told>,
    /// Where to read on.
    pub end: Position,
    /// Where the log ended.
    pub head: Position,
}

/// What follows the log, for as many as want to.
#[derive(Clone)]
pub struct Changes {
    store: Arc<Store>,
    tail: Arc<Tail>,
}

macro_rules! published {
    ($($table:ident,)*) => {
        /// The tables whose records are published under an id.
        pub(super) const PUBLISHED: &[&str] = &[$(stringify!($table)),*];

        /// Those of the records that the reader shows, with what they hang on.
        pub(super) async fn shown(reader: &Reader, table: &str, ids: FxHashSet<Uuid>) -> Result<Vec<(Uuid, Owners)>, Error> {
            match table {
                $(stringify!($table) => shown_of::<$table::Entity>(reader, ids).await,)*
                _ => Ok(Vec::new()),
            }
        }
    };
}

published! {
    taxonomy, taxonomy_term, organization, program, location, service, service_at_location, contact, phone, address,
    schedule, service_area, language, accessibility, cost_option, required_document, unit, service_capacity, funding,
    organization_identifier, url, meta_table_description, attribute, metadata, practitioner, qualification, eligibility_rule,
    term_label, term_mapping,
}

/// The columns by which records hang on others.
pub(super) const HOLDERS: [&str; 6] = [
    "location_id",
    "service_at_location_id",
    "service_id",
    "organization_id",
    "link_id",
    "resource_id",
];

async fn shown_of<E: Guarded>(
    reader: &Reader,
    ids: FxHashSet<Uuid>,
) -> Result<Vec<(Uuid, Owners)>, Error>
where
    E::Model: Send + Sync + 'static,
{
    let columns: Vec<E::Column> = E::Column::iter()
        .filter(|column| HOLDERS.contains(&column.as_str()))
        .collect();
    let rows = reader.by_ids::<E>(ids).await?;
    let owners = |row: &E::Model| {
        let owner = |column: &E::Column| match row.get(*column) {
            sea_orm::Value::Uuid(id) => Some((column.as_str(), id?)),
            _ => None,
        };
        columns.iter().filter_map(owner).collect()
    };
    Ok(rows.iter().map(|(id, row)| (*id, owners(row))).collect())
}

/// A write to a published record.
fn record(write: &Write) -> Option<Record> {
    let table = PUBLISHED.iter().find(|known| **known == write.entity)?;
    Some((table, Uuid::try_parse(&write.key).ok()?))
}

impl Changes {
    /// What follows the log of `store`.
    pub fn new(store: Arc<Store>) -> Self {
        Self {
            tail: Arc::new(Tail::new(store.clone(), PUBLISHED.to_vec())),
            store,
        }
    }

    /// The newest position that is known; wakes its holder each time it moves.
    pub fn head(&self) -> watch::Receiver<Position> {
        self.tail.head()
    }

    /// The newest position, asked of the database, and when that change was made; `None` of an empty log.
    pub async fn newest(&self) -> Result<(Position, Option<DateTime<Utc>>), Error> {
        use entity::change::{Column, Entity};
        let head = self.tail.look().await?;
        let newest = Entity::find().filter(Column::Seq.eq(head));
        let newest = newest.one(self.store.read()).await.map_err(Fault::from)?;
        let at = newest.and_then(|change| DateTime::parse_from_rfc3339(&change.at).ok());
        Ok((head, at.map(|at| at.to_utc())))
    }

    /// What has changed after a position, as far as the reader may know: at most `first` changes, none after `until`.
    pub async fn page(
        &self,
        reader: &Reader,
        wanted: &Wanted,
        since: Position,
        first: usize,
        until: Option<Position>,
    ) -> Result<ChangePage, Error> {
        let head = self.reached(since).await?;
        let last = until.unwrap_or(head).min(head);
        let mut page = ChangePage {
            told: Vec::new(),
            end: since,
            head,
        };
        for _ in 0..PARTS {
            if page.end >= last {
                break;
            }
            let Stretch { mut writes, end } = self.tail.after(page.end).await?;
            writes.retain(|write| write.seq <= last);
            for told in tell(&self.store, reader, wanted, &writes).await? {
                page.end = told.seq;
                page.told.push(told);
                if page.told.len() >= first {
                    return Ok(page);
                }
            }
            page.end = end.min(last);
        }
        Ok(page)
    }

    /// Follows what changes, from a position on or from now on, as far as the reader may know.
    pub async fn follow(
        &self,
        reader: Reader,
        wanted: Wanted,
        since: Option<Position>,
    ) -> Result<BoxStream<'static, Result<Occurrence, Error>>, Error> {
        let store = self.store.clone();
        self.stream(Teller::Shown(store, reader, wanted), since)
            .await
    }

    /// Follows organizations that come to wait for review. Only who reviews them may be told.
    pub async fn follow_queue(
        &self,
        since: Option<Position>,
    ) -> Result<BoxStream<'static, Result<Occurrence, Error>>, Error> {
        self.stream(Teller::Queue, since).await
    }

    async fn stream(
        &self,
        teller: Teller,
        since: Option<Position>,
    ) -> Result<BoxStream<'static, Result<Occurrence, Error>>, Error> {
        let position = match since {
            Some(since) => {
                self.reached(since).await?;
                since
            }
            None => self.tail.look().await?,
        };
        let follower = Follower {
            tail: self.tail.clone(),
            head: self.tail.head(),
            teller,
            position,
            ready: VecDeque::new(),
            has_failed: false,
        };
        let step = async |mut follower: Follower| Some((follower.next().await?, follower));
        Ok(stream::unfold(follower, step).boxed())
    }

    /// The end of the log, when it has reached `since`.
    async fn reached(&self, since: Position) -> Result<Position, Error> {
        let head = self.tail.look().await?;
        if since > head {
            let text = format!(
                "`since` is {since} and the log ends at {head}: the position is of another directory, or of one that has been restored; read everything anew"
            );
            return Err(Error::Invalid(text));
        }
        Ok(head)
    }
}

/// Which writes are told.
enum Teller {
    /// Those to records that a reader shows.
    Shown(Arc<Store>, Reader, Wanted),
    /// Those that make organizations wait for review.
    Queue,
}

impl Teller {
    async fn tell(&self, writes: &[Arc<Write>]) -> Result<Vec<Told>, Error> {
        match self {
            Self::Shown(store, reader, wanted) => tell(store, reader, wanted, writes).await,
            Self::Queue => Ok(writes
                .iter()
                .filter(|write| waits(write))
                .filter_map(|write| Some(told(write, record(write)?, write.operation)))
                .collect()),
        }
    }
}

fn told(write: &Write, (table, id): Record, operation: Operation) -> Told {
    Told {
        seq: write.seq,
        at: write.at.clone(),
        table,
        id,
        operation,
    }
}

/// What a reader may be told of writes. What the reader is no longer shown is told of as gone, and what has come to be
/// shown as new.
async fn tell(
    store: &Store,
    reader: &Reader,
    wanted: &Wanted,
    writes: &[Arc<Write>],
) -> Result<Vec<Told>, Error> {
    let mut asked: FxHashMap<&'static str, FxHashSet<Uuid>> = FxHashMap::default();
    for write in writes {
        if let Some((table, id)) = record(write)
            && (wanted.tables.is_empty() || wanted.tables.contains(&table))
        {
            asked.entry(table).or_default().insert(id);
        }
    }
    let mut records: FxHashMap<Record, Owners> = FxHashMap::default();
    for (table, ids) in &asked {
        let rows = shown(reader, table, ids.clone()).await?;
        records.extend(rows.into_iter().map(|(id, owners)| ((*table, id), owners)));
    }
    let is_asked = |(table, id): &Record| asked.get(table).is_some_and(|ids| ids.contains(id));
    let not_shown = writes.iter().filter_map(|write| {
        let record = record(write).filter(|it| is_asked(it) && !records.contains_key(it))?;
        Some((&**write, record))
    });
    let ended = ended(store, reader, not_shown).await?;
    let mut known = records.clone();
    known.extend(ended.values().cloned());
    let inside = match &wanted.region_code {
        Some(code) => Some(standing_in(reader, &known, code).await?),
        None => None,
    };
    let is_inside = |record: &Record| inside.as_ref().is_none_or(|all| all.contains(record));
    let told = writes.iter().filter_map(|write| {
        let record = record(write).filter(is_inside)?;
        if records.contains_key(&record) {
            Some(told(write, record, operation_seen(write)))
        } else {
            let is_end = ended.contains_key(&write.seq);
            is_end.then(|| told(write, record, Operation::Delete))
        }
    });
    Ok(told.collect())
}

/// Somebody who follows the log.
struct Follower {
    tail: Arc<Tail>,
    head: watch::Receiver<Position>,
    teller: Teller,
    position: Position,
    ready: VecDeque<Told>,
    has_failed: bool,
}

impl Follower {
    /// What happens next; `None` after a failure, so that who follows begins again where it stands.
    async fn next(&mut self) -> Option<Result<Occurrence, Error>> {
        loop {
            if let Some(told) = self.ready.pop_front() {
                return Some(Ok(Occurrence::Told(told)));
            }
            if self.has_failed {
                return None;
            }
            let head = *self.head.borrow_and_update();
            if head <= self.position {
                self.head.changed().await.ok()?;
                continue;
            }
            if head - self.position > MOST_BEHIND {
                let left_at = std::mem::replace(&mut self.position, head);
                return Some(Ok(Occurrence::Resync(left_at)));
            }
            match self.step().await {
                Ok(told) => self.ready.extend(told),
                Err(error) => {
                    self.has_failed = true;
                    return Some(Err(error));
                }
            }
        }
    }

    async fn step(&mut self) -> Result<Vec<Told>, Error> {
        let Stretch { writes, end } = self.tail.after(self.position).await?;
        let told = self.teller.tell(&writes).await?;
        self.position = end;
        Ok(told)
    }
}
