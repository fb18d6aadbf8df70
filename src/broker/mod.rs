//! The rules of linking needs with help: what is asked ([`Question`]), what an offer must be ([`Filters`]), how offers
//! are ranked and explained ([`Broker::find`]) and from how far away help reaches ([`Reach`]). Called by
//! `graphql`.

mod caution;
mod error;
mod explain;
mod facet;
mod filter;
mod found;
mod matching;
mod place;
mod question;
mod ranking;
mod reach;
mod sentence;
mod suggest;

pub use crate::search::{Sought, Understood};
pub use caution::{Caution, CautionCode};
pub use error::Error;
pub use explain::Reason;
pub use facet::{Count, Facets};
pub use filter::{Filter, Filters};
pub use found::{Match, Matches, NearMiss};
pub use matching::Broker;
pub use place::NamedPlace;
pub use question::Question;
pub use ranking::Part;
pub use reach::Reach;
pub use sentence::{Language, Sentence};
pub use suggest::Suggestion;
