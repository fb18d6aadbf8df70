//! The change log: one row for every write, in the same transaction, in commit order. The search index, caches and later
//! subscriptions, webhooks and history are its readers; `directory` is its only writer.

mod append;
mod feed;
mod record;

pub use append::{Change, Operation, append};
pub use feed::{Feed, Position, look};
pub use record::{entries, history, newest};
