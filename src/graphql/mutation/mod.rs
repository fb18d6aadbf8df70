//! Acts that change the directory, by noun. Each asks the [`Desk`](crate::directory::Desk), which asks the policy.

mod token;

pub use token::TokenMutation;
