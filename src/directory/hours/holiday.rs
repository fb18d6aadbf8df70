//! The dated table of public holidays of a place.

use std::collections::BTreeMap;

use chrono::NaiveDate;

/// One public holiday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// What the day is called, such as `Hari Raya Natal`.
    pub name: String,
    /// Whether ordinary offices are closed on it.
    pub closed: bool,
}

/// Public holidays by their day in the place's own calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays(BTreeMap<NaiveDate, Holiday>);

impl Holidays {
    /// The holiday on a day.
    pub fn on(&self, day: NaiveDate) -> Option<&Holiday> {
        self.0.get(&day)
    }

    /// Whether ordinary offices are closed on a day.
    pub fn close(&self, day: NaiveDate) -> bool {
        self.on(day).is_some_and(|holiday| holiday.closed)
    }
}

impl FromIterator<(NaiveDate, Holiday)> for Holidays {
    fn from_iter<I: IntoIterator<Item = (NaiveDate, Holiday)>>(days: I) -> Self {
        Self(days.into_iter().collect())
    }
}
