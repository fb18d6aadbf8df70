//! Small shapes of the calendar: days of the week, spans of days, offsets from UTC.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Utc, Weekday};
use serde::{Deserialize, Serialize};

/// The days of the week as RFC 5545 spells them, Monday first.
pub(super) const WEEK: [(&str, Weekday); 7] = [
    ("MO", Weekday::Mon),
    ("TU", Weekday::Tue),
    ("WE", Weekday::Wed),
    ("TH", Weekday::Thu),
    ("FR", Weekday::Fri),
    ("SA", Weekday::Sat),
    ("SU", Weekday::Sun),
];

/// Days of the week as bits, Monday the lowest.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub(super) struct Weekdays(u8);

impl Weekdays {
    /// Every day.
    pub(super) const ALL: Self = Self(0b111_1111);

    pub(super) fn has(self, day: Weekday) -> bool {
        self.0 & (1 << day.num_days_from_monday()) != 0
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        Self(
            days.into_iter()
                .fold(0, |bits, day| bits | (1 << day.num_days_from_monday())),
        )
    }
}

/// A span of days, both ends within it; an end left out is open.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub(super) struct Span(pub(super) Option<NaiveDate>, pub(super) Option<NaiveDate>);

impl Span {
    pub(super) fn one(day: NaiveDate) -> Self {
        Self(Some(day), Some(day))
    }

    pub(super) fn covers(self, day: NaiveDate) -> bool {
        self.0.is_none_or(|first| first <= day) && self.1.is_none_or(|last| day <= last)
    }

    pub(super) fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// The days that are in both.
    pub(super) fn and(self, other: Self) -> Self {
        let first = self.0.max(other.0);
        let last = match (self.1, other.1) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Self(first, last)
    }

    /// The only day of the span.
    pub(super) fn only_day(self) -> Option<NaiveDate> {
        self.0.filter(|first| self.1 == Some(*first))
    }
}

/// An offset from UTC in minutes; 420 for WIB.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub(super) struct Zone(pub(super) i16);

/// The years that hours are told for, and that dates of rows lie in: those that `rrule` counts in, well within chrono's.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1..=9000;

/// Offsets in use are whole quarters of an hour, from 14 hours behind to 14 hours ahead of UTC.
const QUARTERS: std::ops::RangeInclusive<i16> = -56..=56;

impl Zone {
    /// From hours, such as 7 for WIB.
    pub(super) fn from_hours(hours: f64) -> Option<Self> {
        QUARTERS
            .into_iter()
            .find(|quarter| (f64::from(*quarter) / 4.0 - hours).abs() < 0.001)
            .map(|quarter| Self(quarter * 15))
    }

    /// Rounded to the minute, which no zone of today needs.
    pub(super) fn from_offset(offset: FixedOffset) -> Self {
        Self(i16::try_from(offset.local_minus_utc() / 60).unwrap_or_default())
    }

    pub(super) fn offset(self) -> Option<FixedOffset> {
        FixedOffset::east_opt(i32::from(self.0) * 60)
    }

    /// The day and the minute of the day here at an instant; none outside of [`YEARS`].
    pub(super) fn local(self, at: DateTime<Utc>) -> Option<(NaiveDate, u16)> {
        let local = at.naive_utc().checked_add_offset(self.offset()?)?;
        let minute = u16::try_from(local.hour() * 60 + local.minute()).ok()?;
        YEARS
            .contains(&local.year())
            .then_some((local.date(), minute))
    }
}
