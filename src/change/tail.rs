//! The newest part of the log, read once for all who follow it. They stand at positions of their own, so nobody gets a
//! write twice or misses one, and nobody waits for another.

use std::collections::VecDeque;
use std::sync::Arc;

use entity::change::{Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::{Mutex, watch};

use super::append::Operation;
use super::feed::{Position, look};
use crate::store::{Fault, Store};

/// How many writes are read from the log at once.
const AT_ONCE: u64 = 500;

/// How many writes are kept in memory for those who follow.
const KEPT: usize = 5_000;

/// What the log says of a write. Of what was written it holds no more than tells who may know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The place in the log.
    pub seq: Position,
    /// When it was made.
    pub at: String,
    /// The table.
    pub entity: String,
    /// The key of the row.
    pub key: String,
    /// What was done.
    pub operation: Operation,
    /// The fields as they were, as JSON, of a row that is gone or in one of the [`STANDING`] tables.
    pub before: Option<String>,
    /// The fields as they are, as JSON, of a row in one of the [`STANDING`] tables.
    pub after: Option<String>,
}

/// Tables whose rows say themselves whether everyone may know of them.
pub const STANDING: [&str; 2] = ["organization", "practitioner"];

/// A part of the log.
#[derive(Debug, Clone, Default)]
pub struct Stretch {
    /// The writes in it, in order.
    pub writes: Vec<Arc<Write>>,
    /// Where it ends: there is no other write of these tables up to here.
    pub end: Position,
}

/// The newest part of the log, for the tables of one audience.
pub struct Tail {
    store: Arc<Store>,
    tables: Vec<&'static str>,
    recent: Mutex<Recent>,
}

/// The writes after `begin` up to `end`.
#[derive(Default)]
struct Recent {
    begin: Position,
    end: Position,
    writes: VecDeque<Arc<Write>>,
}

impl Tail {
    /// A tail of the log of `store` with the writes to these tables.
    pub fn new(store: Arc<Store>, tables: Vec<&'static str>) -> Self {
        Self {
            store,
            tables,
            recent: Mutex::default(),
        }
    }

    /// The newest position in the log, asked of the database.
    pub async fn look(&self) -> Result<Position, Fault> {
        look(&self.store).await
    }

    /// The newest position that is known; wakes its holder each time it moves.
    pub fn head(&self) -> watch::Receiver<Position> {
        self.store.head()
    }

    /// The next writes after `position`. Those that others have just read come from memory.
    pub async fn after(&self, position: Position) -> Result<Stretch, Fault> {
        let mut recent = self.recent.lock().await;
        let step = Position::try_from(AT_ONCE).unwrap_or(Position::MAX);
        if position > recent.end.saturating_add(step) {
            *recent = Recent {
                begin: position,
                end: position,
                writes: VecDeque::new(),
            };
        }
        if position < recent.begin {
            drop(recent);
            return self.read(position).await;
        }
        while recent.end <= position {
            let read = self.read(recent.end).await?;
            let has_moved = read.end > recent.end;
            recent.take_in(read);
            if !has_moved {
                break;
            }
        }
        Ok(recent.after(position))
    }

    async fn read(&self, position: Position) -> Result<Stretch, Fault> {
        // Whatever is at or before a head seen earlier can be seen now, because numbers grow in commit order.
        let head = *self.store.head().borrow();
        type Text = Option<String>;
        type Columns = (Position, String, String, String, String, Text, Text);
        let rows: Vec<Columns> = Entity::find()
            .select_only()
            .columns([
                Column::Seq,
                Column::At,
                Column::Entity,
                Column::Key,
                Column::Operation,
            ])
            .column_as(
                of_some(has_standing().or(is_gone()), Column::Before),
                "before",
            )
            .column_as(of_some(has_standing(), Column::After), "after")
            .filter(Column::Seq.gt(position))
            .filter(Column::Entity.is_in(self.tables.iter().copied()))
            .order_by_asc(Column::Seq)
            .limit(AT_ONCE)
            .into_tuple()
            .all(self.store.read())
            .await?;
        let last = rows.last().map_or(position, |row| row.0);
        let is_full = u64::try_from(rows.len()).is_ok_and(|count| count >= AT_ONCE);
        // Rows are shown as of a position: they must not be older than what is told of them.
        self.store.advance(last).await?;
        let write = |(seq, at, entity, key, operation, before, after): Columns| {
            Some(Arc::new(Write {
                seq,
                at,
                entity,
                key,
                operation: Operation::of(&operation)?,
                before,
                after,
            }))
        };
        Ok(Stretch {
            writes: rows.into_iter().filter_map(write).collect(),
            end: if is_full { last } else { Ord::max(last, head) },
        })
    }
}

impl Recent {
    fn take_in(&mut self, read: Stretch) {
        self.writes.extend(read.writes);
        self.end = read.end;
        while self.writes.len() > KEPT {
            if let Some(oldest) = self.writes.pop_front() {
                self.begin = oldest.seq;
            }
        }
    }

    fn after(&self, position: Position) -> Stretch {
        let start = self.writes.partition_point(|write| write.seq <= position);
        let count = usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
        let writes: Vec<Arc<Write>> = self
            .writes
            .iter()
            .skip(start)
            .take(count)
            .cloned()
            .collect();
        let is_cut = self.writes.len() - start > writes.len();
        let end = match writes.last() {
            Some(last) if is_cut => last.seq,
            _ => self.end,
        };
        Stretch { writes, end }
    }
}

fn has_standing() -> SimpleExpr {
    Column::Entity.is_in(STANDING)
}

fn is_gone() -> SimpleExpr {
    Column::Operation.eq(Operation::Delete.as_str())
}

/// A column where the condition holds, else null.
fn of_some(condition: SimpleExpr, column: Column) -> SimpleExpr {
    Expr::case(condition, Expr::col(column)).into()
}
