//! Acts that change the directory, by noun. Each asks the [`Desk`](crate::directory::Desk), which asks the policy.

mod listing;
mod organization;
mod service;
mod suggestion;
mod token;

pub use listing::{BulkMutation, ListingMutation};
pub use organization::OrganizationMutation;
pub use service::ServiceMutation;
pub use suggestion::SuggestionMutation;
pub use token::TokenMutation;
