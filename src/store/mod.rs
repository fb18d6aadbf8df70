//! SQL plumbing: pools, faults, rows by description, and the door through which rows leave ([`Reader`]). `directory`,
//! `change`, `search` and `transfer` call it; it knows the tables and nothing above them.

mod bulk;
mod cache;
mod connect;
mod described;
mod door;
mod fault;
mod first;
mod guard;
mod hidden;
mod page;
mod row;
mod veil;

pub(crate) use bulk::insert as insert_all;
pub use cache::Generation;
pub use connect::{Location as StoreLocation, Room, Store};
pub use described::{Listed, Place};
pub use door::{Reader, Rows, Sight};
pub use fault::Fault;
pub use first::First;
pub use guard::Guarded;
pub use hidden::Keeper;
pub use page::{Keyset, Page, Slice};
pub use row::{Cell, Key, Row, delete, fetch, fetch_by, insert, missing, naming, update};
pub use veil::{NOT_PUBLIC, Veil};
