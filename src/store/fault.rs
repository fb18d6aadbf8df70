//! What may go wrong below, sorted once.

use sea_orm::{DbErr, RuntimeErr};

/// A failure of the database, in the three kinds that callers treat differently.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database is busy, out of reach or too slow; the same call may work later.
    #[error("the database is not available right now")]
    Unavailable(#[source] DbErr),
    /// The database refused a row: a reference, a check or a key. Callers check before they write, so this is a defect.
    #[error("the database refused a row")]
    Refused(#[source] DbErr),
    /// Anything else.
    #[error("the database failed")]
    Internal(#[source] DbErr),
}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable(error),
            DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
                let code = cause
                    .as_database_error()
                    .and_then(|cause| cause.code().map(|code| code.into_owned()));
                match code.as_deref() {
                    // SQLite: BUSY and LOCKED with their extensions. PostgreSQL: connection, resources, shutdown, lock.
                    Some(
                        "5" | "6" | "261" | "262" | "517" | "53300" | "55P03" | "57P01" | "57P03"
                        | "40001" | "40P01",
                    ) => Self::Unavailable(error),
                    // SQLite: CONSTRAINT with its extensions. PostgreSQL: class 23.
                    Some(
                        "19" | "275" | "531" | "787" | "1043" | "1299" | "1555" | "1811" | "2067"
                        | "23502" | "23503" | "23505" | "23514",
                    ) => Self::Refused(error),
                    _ => Self::Internal(error),
                }
            }
            _ => Self::Internal(error),
        }
    }
}
