//! Recurrences beyond plain weeks, counted by the crate `rrule`.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, Weekday};
use rrule::{Frequency, NWeekday, RRule, RRuleSet, Tz, Unvalidated};
use serde::{Deserialize, Serialize};

use super::calendar::{Span, WEEK, YEARS};

/// The days that a counted rule is followed for; a count that is not reached by then sets no end.
const COUNTED_MONTHS: u32 = 12 * 40;

/// The most days asked for at once: those of [`COUNTED_MONTHS`].
const MOST_DAYS: u16 = 40 * 366;

/// The unit that a recurrence steps by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Unit {
    /// Weeks.
    #[serde(rename = "w")]
    Week,
    /// Months.
    #[serde(rename = "m")]
    Month,
    /// Years.
    #[serde(rename = "y")]
    Year,
}

/// A recurrence as in RFC 5545. Its start is kept by the rule that holds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct Pattern {
    /// What it steps by.
    #[serde(rename = "u")]
    pub(super) unit: Unit,
    /// How many units lie between repeats, 1 to 520.
    #[serde(rename = "i")]
    pub(super) interval: u16,
    /// On which day the week starts, 0 for Monday.
    #[serde(rename = "k", default, skip_serializing_if = "is_zero")]
    pub(super) week_start: u8,
    /// Days of the week, 0 for Monday, each with its place in the month; 0 for every one.
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) weekdays: Vec<(i8, u8)>,
    /// Weeks of the year, 1 to 53, negative from the end.
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) weeks: Vec<i8>,
    /// Days of the month, 1 to 31, negative from the end.
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) month_days: Vec<i8>,
    /// Days of the year, 1 to 366, negative from the end.
    #[serde(rename = "y", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) year_days: Vec<i16>,
}

/// serde passes a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(number: &u8) -> bool {
    *number == 0
}

/// A day of the week by its number, 0 for Monday.
pub(super) fn weekday(number: u8) -> Option<Weekday> {
    WEEK.get(usize::from(number)).map(|(_, day)| *day)
}

impl Pattern {
    /// The days of the recurrence in a span with both ends, in order. `start` is its first day, needed where the
    /// interval is more than 1.
    pub(super) fn days(&self, within: Span, start: Option<NaiveDate>) -> Vec<NaiveDate> {
        let Span(Some(first), Some(last)) = within else {
            return Vec::new();
        };
        let Some(from) = self.period(first, start).filter(|_| first <= last) else {
            return Vec::new();
        };
        let Some(rule) = self.rule() else {
            return Vec::new();
        };
        let mut days = ask(rule.until(midnight(last)), from);
        days.retain(|day| within.covers(*day));
        days
    }

    /// The day of the `count`th time from `start`; none when that is not within 40 years.
    pub(super) fn last_of(&self, count: u32, start: NaiveDate) -> Option<NaiveDate> {
        let end = start.checked_add_months(Months::new(COUNTED_MONTHS))?;
        let days = self.days(Span(Some(start), Some(end)), Some(start));
        let place = usize::try_from(count.checked_sub(1)?).ok()?;
        days.get(place).copied()
    }

    /// The first day of the last week, month or year in step with `start` that begins on or before `day`. Asking from
    /// there, and not from a start that may be years ago, keeps an answer at some microseconds.
    fn period(&self, day: NaiveDate, start: Option<NaiveDate>) -> Option<NaiveDate> {
        let start = match start {
            Some(start) => start,
            None if self.interval == 1 => day,
            None => return None,
        };
        let interval = i32::from(self.interval.max(1));
        let first = match self.unit {
            Unit::Week => {
                let week_start = weekday(self.week_start)?;
                let own = day.week(week_start).checked_first_day()?;
                let base = start.week(week_start).checked_first_day()?;
                let weeks = own.signed_duration_since(base).num_days() / 7;
                let back = TimeDelta::try_weeks(weeks.rem_euclid(i64::from(interval)))?;
                own.checked_sub_signed(back)?
            }
            Unit::Month => {
                let month = |day: NaiveDate| {
                    i32::try_from(day.month0())
                        .ok()
                        .map(|month| day.year() * 12 + month)
                };
                let own = month(day)?;
                let month = own - (own - month(start)?).rem_euclid(interval);
                let number = u32::try_from(month.rem_euclid(12)).ok()? + 1;
                NaiveDate::from_ymd_opt(month.div_euclid(12), number, 1)?
            }
            Unit::Year => {
                let year = day.year() - (day.year() - start.year()).rem_euclid(interval);
                NaiveDate::from_ymd_opt(year, 1, 1)?
            }
        };
        Some(first).filter(|first| YEARS.contains(&first.year()))
    }

    fn rule(&self) -> Option<RRule<Unvalidated>> {
        let frequency = match self.unit {
            Unit::Week => Frequency::Weekly,
            Unit::Month => Frequency::Monthly,
            Unit::Year => Frequency::Yearly,
        };
        let weekdays = self.weekdays.iter().map(|(place, day)| {
            Some(match place {
                0 => NWeekday::Every(weekday(*day)?),
                place => NWeekday::Nth(i16::from(*place), weekday(*day)?),
            })
        });
        Some(
            RRule::new(frequency)
                .interval(self.interval)
                .week_start(weekday(self.week_start)?)
                .by_weekday(weekdays.collect::<Option<_>>()?)
                .by_week_no(self.weeks.clone())
                .by_month_day(self.month_days.clone())
                .by_year_day(self.year_days.clone()),
        )
    }

    /// Whether the crate takes the recurrence.
    pub(super) fn is_valid(&self) -> bool {
        NaiveDate::from_ymd_opt(2024, 1, 1)
            .zip(self.rule())
            .is_some_and(|(day, rule)| rule.validate(midnight(day)).is_ok())
    }
}

fn midnight(day: NaiveDate) -> chrono::DateTime<Tz> {
    day.and_time(NaiveTime::MIN)
        .and_utc()
        .with_timezone(&Tz::UTC)
}

fn ask(rule: RRule<Unvalidated>, from: NaiveDate) -> Vec<NaiveDate> {
    let from = midnight(from);
    let Ok(rule) = rule.validate(from) else {
        return Vec::new();
    };
    let found = RRuleSet::new(from).rrule(rule).all(MOST_DAYS);
    found.dates.iter().map(|at| at.date_naive()).collect()
}

/// The day after `days` days, at most the last day of the calendar.
pub(super) fn days_after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days))
        .unwrap_or(NaiveDate::MAX)
}
