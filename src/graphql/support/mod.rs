//! What every noun of the schema uses: ids, views over rows, relations loaded ahead, connections, scalars, errors.

pub mod connection;
mod error;
mod global_id;
pub mod listed;
mod loader;
pub(crate) mod preload;
pub mod region_connection;
pub mod scalar;
mod user_error;

pub(crate) use error::{fail, invalid};
pub(crate) use global_id::{GlobalId, record_id, term_named};
pub(crate) use loader::Loader;
pub(crate) use preload::{
    Preload, Record, many, named, one, region, relations, services_of, terms, version, view,
};
pub(crate) use scalar::plain;
pub(crate) use user_error::{UserError, settle, settle_below};
