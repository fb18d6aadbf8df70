//! The rules of linking needs with help: understanding what is asked ([`Vocabulary`]), ranking what is found
//! ([`Broker::find_services`]) and telling how far away it reaches from ([`Reach`]). Called by `graphql`.

mod error;
mod matching;
mod need;
mod reach;

pub use error::Error;
pub use matching::{Broker, FindServices, Match, Matches};
pub use need::{Understood, Vocabulary};
pub use reach::Reach;
