//! Adding to the log.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};
use uuid::Uuid;

use crate::store::{self, Fault, Key};

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
    /// The operation behind the word that the log keeps.
    pub fn of(word: &str) -> Option<Self> {
        let all = [Self::Create, Self::Update, Self::Delete];
        all.into_iter().find(|known| known.as_str() == word)
    }

    /// The word that the log keeps.
    pub fn as_str(self) -> &'static str {
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

const COLUMNS: [&str; 8] = [
    "at",
    "actor",
    "entity",
    "key",
    "operation",
    "before",
    "after",
    "batch",
];

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
    store::insert_all(
        transaction,
        "change",
        &COLUMNS,
        changes,
        |change, values| {
            values.extend([
                at.into(),
                actor.into(),
                change.entity.into(),
                change.key.to_string().into(),
                change.operation.as_str().into(),
                change.before.clone().into(),
                change.after.clone().into(),
                batch.into(),
            ]);
        },
    )
    .await
}
