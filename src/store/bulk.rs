//! Many rows at once, in statements of a few lengths, so that the database compiles each of them once.

use sea_orm::sea_query::Value;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::fault::Fault;

/// How many rows or keys a statement takes. An import met hundreds of different lengths, and compiling a statement for
/// each took longer than running it.
const LENGTHS: [usize; 4] = [128, 32, 4, 1];

/// The same for reading whole trees, which ask for thousands of keys at once. One statement for all of them would be
/// another text each time, and the database would compile and keep each.
const LONG_LENGTHS: [usize; 5] = [1_024, 128, 32, 4, 1];

/// The whole as parts of those lengths.
pub(super) fn parts<T>(whole: &[T]) -> impl Iterator<Item = &[T]> {
    parts_of(whole, &LENGTHS)
}

/// The whole as longer parts.
pub(super) fn long_parts<T>(whole: &[T]) -> impl Iterator<Item = &[T]> {
    parts_of(whole, &LONG_LENGTHS)
}

fn parts_of<'a, T>(whole: &'a [T], lengths: &'static [usize]) -> impl Iterator<Item = &'a [T]> {
    let mut rest = whole;
    std::iter::from_fn(move || {
        let length = *lengths.iter().find(|length| **length <= rest.len())?;
        let (part, left) = rest.split_at_checked(length)?;
        rest = left;
        Some(part)
    })
}

/// Up to this many keys are evened; SQLite takes 32,766 values in a statement.
const MOST_EVENED: usize = 16_384;

/// The keys with the last of them once more as often as it takes to a length of few: what is asked for is the same, and the
/// database compiles and keeps a few statements instead of one for each length.
pub(super) fn evened<T: Clone>(keys: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut keys: Vec<T> = keys.into_iter().collect();
    let evened = keys.len().next_power_of_two();
    if let Some(last) = keys.last().cloned().filter(|_| evened <= MOST_EVENED) {
        keys.resize(evened, last);
    }
    keys
}

/// Adds `(?, ?)` or `($5, $6)`: places for `count` values, the first of which is value `first`.
pub(super) fn push_places(sql: &mut String, backend: DbBackend, first: usize, count: usize) {
    for place in first..first + count {
        sql.push_str(if place == first { "(" } else { ", " });
        match backend {
            DbBackend::Postgres => {
                sql.push('$');
                sql.push_str(&place.to_string());
            }
            _ => sql.push('?'),
        }
    }
    sql.push(')');
}

/// Adds `rows` to a table; `values` appends what a row holds in the order of the columns.
pub(crate) async fn insert<R>(
    connection: &impl ConnectionTrait,
    table: &str,
    columns: &[&str],
    rows: &[R],
    values: impl Fn(&R, &mut Vec<Value>),
) -> Result<(), Fault> {
    let backend = connection.get_database_backend();
    // SQLite copies every page that a statement touches beforehand, in case the statement must be undone by itself.
    // Here a fault ends the whole transaction, so rows written before it need no undoing.
    let insert = match backend {
        DbBackend::Sqlite => "INSERT OR FAIL",
        _ => "INSERT",
    };
    let columns_named = columns.join("\", \"");
    for part in parts(rows) {
        let mut sql = format!("{insert} INTO \"{table}\" (\"{columns_named}\") VALUES ");
        let mut held = Vec::with_capacity(part.len() * columns.len());
        for row in part {
            if !held.is_empty() {
                sql.push(',');
            }
            push_places(&mut sql, backend, held.len() + 1, columns.len());
            values(row, &mut held);
        }
        connection
            .execute_raw(Statement::from_sql_and_values(backend, sql, held))
            .await?;
    }
    Ok(())
}
