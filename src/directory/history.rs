//! History: what was written to a record, when and by whom. The log says nothing of where confidential places stand nor of
//! people, so what is read here may be shown to whoever may see the record.

use entity::change;
use entity::object::Object;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::error::Error;
use super::read::Directory;
use crate::change::{Position, history, newest};

/// One write to a record.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its place in the log.
    pub seq: Position,
    /// When, in UTC as RFC 3339.
    pub at: String,
    /// Who: a role or a source, with the id of a token or an account.
    pub actor: String,
    /// CREATE, UPDATE or DELETE.
    pub operation: String,
    /// The fields written, by the names of their columns, with what they held before and after.
    pub fields: Vec<(String, Value, Value)>,
}

impl Directory {
    /// The position at which each of these records was last written.
    pub async fn versions(
        &self,
        table: &str,
        ids: &[Uuid],
    ) -> Result<FxHashMap<Uuid, Position>, Error> {
        Ok(newest(self.reader.open(), table, ids).await?)
    }

    /// At most `limit` writes to a record before a position, newest first. Whether the viewer may see the record is asked
    /// before.
    pub async fn history(
        &self,
        object: &Object,
        id: Uuid,
        before: Option<Position>,
        limit: u64,
    ) -> Result<Vec<Entry>, Error> {
        let rows = history(self.reader.open(), object.name, id, before, limit).await?;
        rows.into_iter().map(entry).collect()
    }
}

fn entry(row: change::Model) -> Result<Entry, Error> {
    let read = |json: Option<String>| match json {
        Some(json) => serde_json::from_str::<Map<String, Value>>(&json).map_err(Error::internal),
        None => Ok(Map::new()),
    };
    let (mut before, after) = (read(row.before)?, read(row.after)?);
    let mut fields: Vec<(String, Value, Value)> = after
        .into_iter()
        .map(|(field, value)| {
            let held = before.remove(&field).unwrap_or_default();
            (field, held, value)
        })
        .collect();
    let gone = before
        .into_iter()
        .map(|(field, held)| (field, held, Value::Null));
    fields.extend(gone);
    Ok(Entry {
        seq: row.seq,
        at: row.at,
        actor: row.actor,
        operation: row.operation,
        fields,
    })
}
