//! Opening hours: whether a service is open at an instant, when it opens next, and how its hours read.
//!
//! [`Hours`] is the compiled form of the schedule rows of one service at one place ([`Row`]); `row` reads the rows,
//! `pattern` knows the recurrences beyond plain weeks, `closure` knows the words for "closed", `line` writes the hours
//! down, with `phrase` and `words`. The instant is always a parameter. Which rows count is the caller's choice: those of
//! the service at the location, else those of the service, else those of the location.

mod calendar;
mod closure;
mod holiday;
mod line;
mod opening;
mod pattern;
mod phrase;
mod row;
mod rule;
#[cfg(test)]
mod tests;
mod words;

pub use holiday::{Holiday, Holidays};
pub use opening::{Hours, Opening};
pub use row::Row;
pub use words::Language;
