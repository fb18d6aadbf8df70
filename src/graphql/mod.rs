//! What clients see: the schema, its nouns and its root fields, with what they may follow. It asks `directory` and `broker`, and knows neither SQL
//! nor HTTP.

mod cost;
pub mod input;
pub mod mutation;
pub mod object;
pub mod query;
mod schema;
pub mod subscription;
pub mod support;

pub use cost::Meter;
pub use object::Change;
pub use query::RateLimit;
pub use schema::{Schema, SchemaLimits, attach, build, payer, sdl};
