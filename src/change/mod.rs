//! The change log: one row for every write, in the same transaction, in commit order. The search index, caches,
//! subscriptions and webhooks are its readers; `directory` is its only writer.

mod append;
mod feed;
mod record;
mod tail;

pub use append::{Change, Operation, append};
pub use feed::{Feed, Position, look, look_in};
pub use record::{entries, history, newest};
pub use tail::{STANDING, Stretch, Tail, Write};
