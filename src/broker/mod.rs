//! The rules of linking needs with help: what is asked ([`Question`]), what an offer must be ([`Filters`]), how offers
//! are ranked and explained ([`Broker::find`]), from how far away help reaches ([`Reach`]), and where needs outnumber help
//! ([`ResourceMap`]). Called by `graphql`.

mod caution;
mod coverage;
mod demand;
mod disclosure;
mod error;
mod explain;
mod facet;
mod filter;
mod found;
mod map_keeper;
mod matching;
mod need_brief;
mod place;
mod question;
mod ranking;
mod reach;
mod resource_map;
mod sentence;
mod suggest;
mod supply;
mod unmet;

pub use crate::search::{Figures, Presence, Sought, Understood, region_code};
pub use caution::{Caution, CautionCode};
pub use coverage::{Coverage, Rung, RungCount};
pub use demand::{Demand, Trend, Voices};
pub use error::Error;
pub use explain::Reason;
pub use facet::{Count, Facets};
pub use filter::{Filter, Filters};
pub use found::{Match, Matches, NearMiss};
pub use matching::Broker;
pub use need_brief::NeedBrief;
pub use place::NamedPlace;
pub use question::Question;
pub use ranking::Part;
pub use reach::Reach;
pub use resource_map::{Cell, CellPlace, Cells, MapOrder, MapQuestion, Picture, ResourceMap};
pub use sentence::{Language, Sentence};
pub use suggest::Suggestion;
pub use supply::{Counted, PEOPLE_PER_SERVICE, Supply};
