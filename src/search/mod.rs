//! Finding: an index of offers, one for each service at a location. It gives back ids and what ranking needs, never rows,
//! and holds only what everyone may see. It can be thrown away: it is made from the store and kept up by the change log.
//! Called by `broker` and `cli`.

mod analysis;
mod any_of;
mod area;
mod best;
mod catch_up;
mod census;
mod collect;
mod corpus;
mod document;
mod error;
mod fields;
mod grid;
mod headcount;
mod index;
mod judge;
mod label;
mod meaning;
mod offer;
mod phrase;
mod practitioner;
mod presence;
mod profile;
mod query;
mod snapshot;
mod spelling;
mod stale;
mod suggest;
mod terms;
mod vocabulary;

pub use analysis::{is_stop_word, words};
pub use area::{
    AREA_NATION, DISTRICT, PROVINCE, REGENCY, areas_around, is_inside, is_named, region_code,
    region_number,
};
pub use census::{Census, Figures, Stock, kind_number};
pub use document::Lore;
pub use error::Error;
pub use index::{Index, Sought};
pub use judge::{Fits, Judge, Served, Verdict};
pub use meaning::{Meaning, Understood};
pub use offer::{day_number, language_word};
pub use presence::Presence;
pub use profile::{Eligibility, MarkedNeed, Marks, Traits};
pub use query::{Counts, Found, Hit, Query};
pub use suggest::NamedThing;
pub use vocabulary::Vocabulary;
