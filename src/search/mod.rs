//! Finding: an index of offers, one for each service at a location. It gives back ids and what ranking needs, never rows,
//! and holds only what everyone may see. It can be thrown away: it is made from the store and kept up by the change log.
//! Called by `broker` and `cli`.

pub mod analysis;
mod catch_up;
mod collect;
mod document;
mod error;
mod grid;
mod index;
mod query;

pub use document::AREA_NATION;
pub use document::region_number;
pub use error::Error;
pub use index::Index;
pub use query::{Found, Hit, Query, Signals};
