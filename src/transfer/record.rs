//! What every reader makes: records with their origin, and problems.

use std::fmt;
use std::sync::Arc;

use entity::object::Object;

use super::report::Problem;
use crate::directory::Draft;

/// Where in the input something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, as it was named.
    pub file: Arc<str>,
    /// The row of a table (the header is row 1), or the path in JSON such as `contents[3].phones[0]`.
    pub place: String,
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.file, self.place)
    }
}

/// One record of the input.
#[derive(Debug, Clone)]
pub struct Record {
    /// What it is.
    pub object: &'static Object,
    /// What it states.
    pub draft: Draft,
    /// Where it stands.
    pub origin: Origin,
    /// What is nested in what, where the form of the input nests.
    pub nesting: Option<Nesting>,
    /// Where ids are made from those of the input: what the input says, by the place of the field.
    pub said: Vec<(usize, String)>,
}

/// How a record stands to those nested around it and in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nesting {
    /// The number of the item of the input that it is part of; later items have higher numbers.
    pub item: u64,
    /// Its own number in the input.
    pub serial: u64,
    /// The number of the record it is nested in.
    pub parent: Option<u64>,
    /// Whether other records are nested in it.
    pub has_parts: bool,
}

/// One thing that a reader has to say.
#[derive(Debug)]
pub enum Item {
    /// A record.
    Record(Record),
    /// A problem.
    Problem(Problem),
}

/// Whoever listened has gone; the reader may stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the import has ended")]
pub struct Closed;

/// Takes what a reader has to say.
pub trait Sink {
    /// Takes one item.
    fn take(&mut self, item: Item) -> Result<(), Closed>;
}

impl Sink for tokio::sync::mpsc::Sender<Item> {
    fn take(&mut self, item: Item) -> Result<(), Closed> {
        self.blocking_send(item).map_err(|_| Closed)
    }
}
