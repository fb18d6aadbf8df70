//! The root fields, by noun.

mod account;
mod find;
mod found;
mod history;
mod location;
mod node;
mod organization;
mod practitioner;
mod question;
mod rate_limit;
mod region;
mod service;
mod suggest;
mod suggestion;
mod taxonomy;
mod token;
mod viewer;

pub use account::AccountQuery;
pub use find::FindQuery;
pub use found::{FindPractitionersConnection, FindServicesConnection};
pub use history::HistoryQuery;
pub use location::LocationQuery;
pub use node::NodeQuery;
pub use organization::OrganizationQuery;
pub use practitioner::PractitionerQuery;
pub use rate_limit::{RateLimit, RateLimitQuery};
pub use region::RegionQuery;
pub use service::ServiceQuery;
pub use suggest::{CompletedText, SuggestQuery, SuggestedThing};
pub use suggestion::SuggestionQuery;
pub use taxonomy::TaxonomyQuery;
pub use token::TokenQuery;
pub use viewer::{PermissionAct, PermissionGrant, ViewerQuery, ViewerView};
