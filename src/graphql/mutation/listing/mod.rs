//! Keeping listings: acts on every kind of record, made from the descriptions of the tables. A field added to a table is
//! there to be written at once, with the words by which it is read.

mod act;
mod bulk;
mod input;
mod mutation;
mod noun;
mod payload;

pub use bulk::BulkMutation;
pub(crate) use bulk::ListingWriteInput;
pub use mutation::ListingMutation;
pub(crate) use noun::{Noun, noun_for};
pub(crate) use payload::refusal;
