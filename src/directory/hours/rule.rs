//! One compiled row: what holds, and on which days.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::{Span, Weekdays, Zone};
use super::pattern::Pattern;

/// The minutes of a day.
pub(super) const DAY: u16 = 24 * 60;

/// A window of a day: the minute it opens, 0 to 1439, and how many minutes it stays open, 1 to 1440. It may end on the
/// next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct Window(pub(super) u16, pub(super) u16);

impl Window {
    /// From two minutes of the day, where closing at or before opening is on the next day. A minute short of a day is
    /// the usual way to write a whole day (`00:00` to `23:59`).
    pub(super) fn between(opens: u16, closes: u16) -> Self {
        let length = (closes + DAY - opens) % DAY;
        match length {
            0 | 1439 => Self(opens, DAY),
            length => Self(opens, length),
        }
    }

    /// Whether it is open around the clock on its days.
    pub(super) fn is_whole_day(self) -> bool {
        self.1 >= DAY
    }

    /// The minute it closes, counted from the start of the day it opens on.
    pub(super) fn end(self) -> u16 {
        self.0.saturating_add(self.1)
    }
}

/// What holds on the days of a rule, in the order in which rules are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum What {
    /// Closed, whatever the other rules say.
    #[serde(rename = "c")]
    Closed,
    /// Open in the window.
    #[serde(rename = "o")]
    Open(Window),
    /// Something that could not be read.
    #[serde(rename = "u")]
    Unknown,
}

/// On which days.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum On {
    /// Every week.
    #[serde(rename = "w")]
    Weekdays(Weekdays),
    /// Any other recurrence.
    #[serde(rename = "p")]
    Pattern(Box<Pattern>),
}

/// One compiled row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct Rule {
    /// What holds.
    #[serde(rename = "x")]
    pub(super) what: What,
    /// On which days.
    #[serde(rename = "d")]
    pub(super) on: On,
    /// The zone of the days and of the window.
    #[serde(rename = "z")]
    pub(super) zone: Zone,
    /// The days on which the row is true; outside, nothing is known.
    #[serde(rename = "v", default, skip_serializing_if = "Span::is_open")]
    pub(super) valid: Span,
    /// The first and last day of the recurrence; outside, it does not happen.
    #[serde(rename = "r", default, skip_serializing_if = "Span::is_open")]
    pub(super) runs: Span,
}

impl Rule {
    /// Whether the rule holds on a day.
    pub(super) fn covers(&self, day: NaiveDate) -> bool {
        self.valid.covers(day) && self.runs.covers(day) && self.recurs_on(day)
    }

    fn recurs_on(&self, day: NaiveDate) -> bool {
        use chrono::Datelike;
        match &self.on {
            On::Weekdays(days) => days.has(day.weekday()),
            On::Pattern(pattern) => !pattern.days(Span::one(day), self.runs.0).is_empty(),
        }
    }

    /// The days from `first` to `last` on which the rule holds, in order.
    pub(super) fn days<'a>(
        &'a self,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Box<dyn Iterator<Item = NaiveDate> + 'a> {
        let within = Span(Some(first), Some(last)).and(self.valid).and(self.runs);
        let (first, last) = (within.0.unwrap_or(first), within.1.unwrap_or(last));
        match &self.on {
            On::Weekdays(_) => Box::new(
                first
                    .iter_days()
                    .take_while(move |day| *day <= last)
                    .filter(|day| self.recurs_on(*day)),
            ),
            On::Pattern(pattern) => Box::new(pattern.days(within, self.runs.0).into_iter()),
        }
    }

    /// The instant of a minute counted from the start of a day.
    pub(super) fn instant(&self, day: NaiveDate, minute: u16) -> Option<DateTime<Utc>> {
        let minutes = i64::from(minute) - i64::from(self.zone.0);
        let at = day
            .and_time(NaiveTime::MIN)
            .checked_add_signed(TimeDelta::try_minutes(minutes)?)?;
        Some(at.and_utc())
    }
}
