//! Acts that change the directory, by noun. Each asks the [`Desk`](crate::directory::Desk), which asks the policy.

mod account;
mod capacity_link;
mod community_need;
mod community_plan;
mod import_match;
mod listing;
mod organization;
mod review;
mod service;
mod session;
mod suggestion;
mod token;
mod webhook;

pub use account::AccountMutation;
pub use capacity_link::CapacityLinkMutation;
pub use community_need::CommunityNeedMutation;
pub use community_plan::CommunityPlanMutation;
pub use import_match::ImportMatchMutation;
pub use listing::{BulkMutation, ListingMutation};
pub use organization::OrganizationMutation;
pub use review::ReviewMutation;
pub use service::ServiceMutation;
pub use session::SessionMutation;
pub use suggestion::SuggestionMutation;
pub use token::TokenMutation;
pub use webhook::WebhookMutation;
