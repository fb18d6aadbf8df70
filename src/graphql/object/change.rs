//! A change as everyone may know of it: which record, when and how.

use async_graphql::{ID, Object, Result, SimpleObject};
use serde::Serialize;

use super::Node;
use super::enumeration::ChangeOperation;
use crate::directory::{ChangePage, Error, Occurrence, Told};
use crate::graphql::support::scalar::{DateTime, Position};
use crate::graphql::support::{GlobalId, fail, invalid};

/// A change of a record: which one, when and how, never what it holds or who changed it.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    seq: String,
    at: String,
    operation: &'static str,
    kind: &'static str,
    id: String,
    hsds_id: String,
}

impl Change {
    /// The change as the API names it.
    pub fn of(told: &Told) -> Option<Self> {
        let kind = Node::kind_of(told.table)?;
        let id: ID = GlobalId::new(kind, told.id).into();
        Some(Self {
            seq: told.seq.to_string(),
            at: told.at.clone(),
            operation: told.operation.as_str(),
            kind,
            id: id.0,
            hsds_id: told.id.to_string(),
        })
    }

    fn of_published(told: &Told) -> Result<Self> {
        let unpublished = || fail(Error::internal(format!("no type for {}", told.table)));
        Self::of(told).ok_or_else(unpublished)
    }
}

/// A change of a record: which one, when and how, never what it holds or who changed it.
#[Object]
impl Change {
    /// Its place in the log.
    async fn seq(&self) -> Result<Position> {
        let read = self.seq.parse().map(Position);
        read.map_err(|error| fail(Error::internal(error)))
    }

    /// When it was written.
    async fn at(&self) -> DateTime {
        DateTime::of(&self.at)
    }

    /// What was done.
    async fn operation(&self) -> Result<ChangeOperation> {
        ChangeOperation::of(self.operation)
    }

    /// The type of the record, such as `Service`.
    async fn kind(&self) -> &str {
        self.kind
    }

    /// The opaque id of the record, for `node`.
    async fn id(&self) -> ID {
        ID(self.id.clone())
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> &str {
        &self.hsds_id
    }
}

/// Something that happened, or word that too much has happened to be told.
#[derive(SimpleObject)]
pub struct ChangedEvent {
    /// Where to go on after a cut, as `since`.
    seq: Position,
    /// Whether changes after `seq` were left out, because there were too many to be told. Read them with
    /// `changes(since: seq)`; the events that follow come after them, though some may be in both.
    is_resync: bool,
    /// What happened; null when this is a resync.
    change: Option<Change>,
}

impl ChangedEvent {
    pub(crate) fn of(occurrence: Occurrence) -> Result<Self> {
        Ok(match occurrence {
            Occurrence::Told(told) => Self {
                seq: Position(told.seq),
                is_resync: false,
                change: Some(Change::of_published(&told)?),
            },
            Occurrence::Resync(position) => Self {
                seq: Position(position),
                is_resync: true,
                change: None,
            },
        })
    }
}

/// Changes from a place in the log on.
#[derive(SimpleObject)]
pub struct Changes {
    /// The changes, in the order in which they were made.
    nodes: Vec<Change>,
    /// Where to read on, as `since`. It moves on also where nothing is told.
    seq: Position,
    /// Where the log ends.
    head: Position,
    /// Whether there is more to read.
    has_more: bool,
}

impl Changes {
    pub(crate) fn of(page: &ChangePage) -> Result<Self> {
        Ok(Self {
            nodes: page
                .told
                .iter()
                .map(Change::of_published)
                .collect::<Result<_>>()?,
            seq: Position(page.end),
            head: Position(page.head),
            has_more: page.end < page.head,
        })
    }
}

/// The tables behind types that a client names; none when it names none.
pub(crate) fn tables_of(kinds: Option<&[String]>) -> Result<Vec<&'static str>> {
    let Some(kinds) = kinds else {
        return Ok(Vec::new());
    };
    if kinds.is_empty() {
        return Err(invalid("`kinds` is empty; leave it out for all types"));
    }
    let table = |kind: &String| {
        let unknown = || {
            invalid(
                "`kinds` holds a name that is no type of record; use those such as `Service` or `Location`",
            )
        };
        Node::table_of(kind).ok_or_else(unknown)
    };
    kinds.iter().map(table).collect()
}
