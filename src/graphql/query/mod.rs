//! The root fields, by noun.

mod find;
mod location;
mod node;
mod organization;
mod question;
mod region;
mod service;
mod taxonomy;

pub use find::{CompletedText, FindQuery, FindServicesConnection, SuggestedThing};
pub use location::LocationQuery;
pub use node::NodeQuery;
pub use organization::OrganizationQuery;
pub use region::RegionQuery;
pub use service::ServiceQuery;
pub use taxonomy::TaxonomyQuery;
