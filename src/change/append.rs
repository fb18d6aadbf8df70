//! Adding to the log.

use entity::change;
use sea_orm::sea_query::{Expr, Query, Value};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};
use uuid::Uuid;

use crate::store::{Fault, Key};

/// What was done to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// The row is new.
    Create,
    /// Some of its fields have other values.
    Update,
    /// The row is gone.
    Delete,
}

impl Operation {
    fn as_str(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}

/// One write.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The table.
    pub entity: &'static str,
    /// The key of the row.
    pub key: Key,
    /// What was done.
    pub operation: Operation,
    /// The changed fields as they were, as JSON.
    pub before: Option<String>,
    /// The changed fields as they are, as JSON.
    pub after: Option<String>,
}

/// Any number will do, as long as nothing else in the database locks on it.
const LOG_LOCK: i64 = 0x4A45_4D42_4154_414E;

/// SQLite takes 32,766 parameters a statement; a change has 8.
const CHANGES_A_STATEMENT: usize = 3_000;

/// Appends `changes` inside the transaction that made them.
///
/// The numbers grow in commit order: SQLite has one writer at a time, and on PostgreSQL a lock taken before the first
/// number is drawn is held until the commit.
pub async fn append(
    transaction: &DatabaseTransaction,
    changes: &[Change],
    actor: &str,
    at: &str,
    batch: Uuid,
) -> Result<(), Fault> {
    if changes.is_empty() {
        return Ok(());
    }
    if transaction.get_database_backend() == DbBackend::Postgres {
        let lock = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_advisory_xact_lock($1)",
            [LOG_LOCK.into()],
        );
        transaction.query_one_raw(lock).await?;
    }
    for changes in changes.chunks(CHANGES_A_STATEMENT) {
        let mut statement = Query::insert();
        statement.into_table(change::Entity).columns([
            change::Column::At,
            change::Column::Actor,
            change::Column::Entity,
            change::Column::Key,
            change::Column::Operation,
            change::Column::Before,
            change::Column::After,
            change::Column::Batch,
        ]);
        for change in changes {
            let values: [Value; 8] = [
                at.into(),
                actor.into(),
                change.entity.into(),
                change.key.to_string().into(),
                change.operation.as_str().into(),
                change.before.clone().into(),
                change.after.clone().into(),
                batch.into(),
            ];
            statement
                .values(values.map(Expr::val))
                .map_err(|error| DbErr::Custom(error.to_string()))?;
        }
        transaction.execute(&statement).await?;
    }
    Ok(())
}
