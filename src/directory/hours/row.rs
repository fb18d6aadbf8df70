//! Reading of schedule rows. What cannot be read makes its row unknown: no hours are made up.
//!
//! | The row has | It is |
//! |---|---|
//! | both times, and days | open in that window |
//! | no times, days or dates, and words that say "closed" ([`says_closed`]) | closed on those days, whatever other rows say |
//! | no times, no days, no dates | a remark that changes nothing |
//! | anything else, or a part that cannot be read | unknown on its days |
//!
//! Days come from `freq` and the `by…` fields. Without both, a row with `dtstart` happens once, and a row whose
//! `valid_from` and `valid_to` are one day holds on that day. An interval or a count needs `dtstart`.

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::calendar::{Span, WEEK, Weekdays, YEARS, Zone};
use super::closure::{names_weekday, says_closed};
use super::pattern::{Pattern, Unit, weekday};
use super::rule::{DAY, On, Rule, What, Window};

/// One row of `schedules.csv`, with the fields that hours are read from, as they are written. Blank is the same as none.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Row<'a> {
    /// The first day on which the row is true, `YYYY-MM-DD`.
    pub valid_from: Option<&'a str>,
    /// The last day on which the row is true.
    pub valid_to: Option<&'a str>,
    /// The day of the first event.
    pub dtstart: Option<&'a str>,
    /// The offset from UTC in hours, in quarters.
    pub timezone: Option<f64>,
    /// The day of the last event.
    pub until: Option<&'a str>,
    /// How many times the event happens.
    pub count: Option<i32>,
    /// The day on which the week starts, `MO` to `SU`.
    pub wkst: Option<&'a str>,
    /// `WEEKLY` or `MONTHLY`; `YEARLY` only with `byyearday`.
    pub freq: Option<&'a str>,
    /// How many weeks or months lie between repeats, 1 to 520.
    pub interval: Option<i32>,
    /// Days of the week, such as `MO,TU` or `1FR`.
    pub byday: Option<&'a str>,
    /// Weeks of the year.
    pub byweekno: Option<&'a str>,
    /// Days of the month.
    pub bymonthday: Option<&'a str>,
    /// Days of the year.
    pub byyearday: Option<&'a str>,
    /// The time of opening, `HH:MM` or `HH:MM:SS`, with or without an offset. Seconds are left out.
    pub opens_at: Option<&'a str>,
    /// The time of closing, alike; `24:00` is the end of the day.
    pub closes_at: Option<&'a str>,
    /// The hours in words.
    pub description: Option<&'a str>,
    /// Exceptions and remarks.
    pub notes: Option<&'a str>,
}

impl<'a> From<&'a entity::schedule::Model> for Row<'a> {
    fn from(row: &'a entity::schedule::Model) -> Self {
        Self {
            valid_from: row.valid_from.as_deref(),
            valid_to: row.valid_to.as_deref(),
            dtstart: row.dtstart.as_deref(),
            timezone: row.timezone,
            until: row.until.as_deref(),
            count: row.count,
            wkst: row.wkst.as_deref(),
            freq: row.freq.as_deref(),
            interval: row.interval,
            byday: row.byday.as_deref(),
            byweekno: row.byweekno.as_deref(),
            bymonthday: row.bymonthday.as_deref(),
            byyearday: row.byyearday.as_deref(),
            opens_at: row.opens_at.as_deref(),
            closes_at: row.closes_at.as_deref(),
            description: row.description.as_deref(),
            notes: row.notes.as_deref(),
        }
    }
}

/// Compiles a row; none for a remark.
pub(super) fn compile(row: &Row<'_>, place: Zone) -> Option<Rule> {
    let valid = valid(row);
    let unknown = Rule {
        what: What::Unknown,
        on: On::Weekdays(Weekdays::ALL),
        zone: place,
        valid: valid.unwrap_or_default(),
        runs: Span::default(),
    };
    let Some((valid, zone, days)) =
        valid.and_then(|valid| Some((valid, zone(row, place)?, days(row)?)))
    else {
        return Some(unknown);
    };
    let is_dated = !valid.is_open();
    let rule = |what, (on, runs)| Rule {
        what,
        on,
        zone,
        valid,
        runs,
    };
    match (text(row.opens_at), text(row.closes_at)) {
        (None, None) => {
            let words = [row.description, row.notes].map(Option::unwrap_or_default);
            let words = words.join(" ");
            let is_remark = days.is_none() && !is_dated;
            let (on, runs) = days.unwrap_or((On::Weekdays(Weekdays::ALL), Span::default()));
            let is_every_day = on == On::Weekdays(Weekdays::ALL);
            let is_one_day = valid.and(runs).only_day().is_some();
            let tells_days = is_dated || !runs.is_open() || !is_every_day;
            let means_some_days = is_every_day && !is_one_day && names_weekday(&words);
            let what = if tells_days && !means_some_days && says_closed(&words) {
                What::Closed
            } else {
                What::Unknown
            };
            (!is_remark).then(|| rule(what, (on, runs)))
        }
        (Some(opens), Some(closes)) => {
            let window = minute(opens, zone)
                .zip(minute(closes, zone))
                // No day opens at its end.
                .filter(|_| !opens.starts_with("24"))
                .map(|(opens, closes)| Window::between(opens, closes));
            let days = days.or_else(|| {
                let day = valid.only_day()?;
                Some((On::Weekdays(Weekdays::ALL), Span::one(day)))
            });
            Some(match window.zip(days) {
                // Around the clock on every day is the same wherever the day starts.
                Some((window, days))
                    if window.is_whole_day()
                        && days.0 == On::Weekdays(Weekdays::ALL)
                        && days.1.is_open()
                        && !is_dated =>
                {
                    rule(What::Open(Window(0, DAY)), days)
                }
                Some((window, days)) => rule(What::Open(window), days),
                None => unknown,
            })
        }
        _ => Some(unknown),
    }
}

/// A field that says something.
fn text(field: Option<&str>) -> Option<&str> {
    field.map(str::trim).filter(|text| !text.is_empty())
}

fn valid(row: &Row<'_>) -> Option<Span> {
    let span = Span(date(row.valid_from)?, date(row.valid_to)?);
    let is_crossed = span.0.zip(span.1).is_some_and(|(first, last)| first > last);
    (!is_crossed).then_some(span)
}

fn zone(row: &Row<'_>, place: Zone) -> Option<Zone> {
    row.timezone.map_or(Some(place), Zone::from_hours)
}

/// The day in a field: outer none when it cannot be read, inner none when there is none.
#[allow(clippy::option_option)]
fn date(field: Option<&str>) -> Option<Option<NaiveDate>> {
    let Some(field) = text(field) else {
        return Some(None);
    };
    // Some exports write the day with a time of day behind it.
    let day = field.split(['T', ' ']).next()?;
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    YEARS.contains(&day.year()).then_some(Some(day))
}

/// The minute of the day in `zone` of a time with or without an offset; `24:00` is 0.
fn minute(time: &str, zone: Zone) -> Option<u16> {
    let (clock, own) = match time.find(['Z', 'z', '+', '-']) {
        Some(place) => {
            let (clock, offset) = time.split_at_checked(place)?;
            (clock.trim(), offset_minutes(offset)?)
        }
        None => (time, zone.0),
    };
    let mut parts = clock.split(':').map(|part| {
        let is_plain =
            (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| part.parse::<i16>().ok()).flatten()
    });
    let hour = parts.next()??;
    let minute = parts.next()??;
    let second = parts.next().unwrap_or(Some(0))?;
    let is_time = minute < 60 && second < 60 && (hour < 24 || (hour, minute, second) == (24, 0, 0));
    if parts.next().is_some() || !is_time {
        return None;
    }
    u16::try_from((hour * 60 + minute - own + zone.0).rem_euclid(24 * 60)).ok()
}

/// `Z`, `+07:00`, `+0700` or `+07` in minutes.
fn offset_minutes(offset: &str) -> Option<i16> {
    if offset.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, digits) = offset.split_at_checked(1)?;
    let digits = digits.replacen(':', "", 1);
    let is_plain =
        matches!(digits.len(), 2 | 4) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = digits.split_at_checked(2).filter(|_| is_plain)?;
    let minutes = if minutes.is_empty() {
        Some(0)
    } else {
        minutes.parse().ok()
    };
    let total = hours.parse::<i16>().ok()? * 60 + minutes.filter(|minutes| *minutes < 60)?;
    (total <= 14 * 60).then_some(if sign == "-" { -total } else { total })
}

/// The days of a row and their first and last: outer none when they cannot be read, inner none when it tells none.
#[allow(clippy::option_option)]
fn days(row: &Row<'_>) -> Option<Option<(On, Span)>> {
    let start = date(row.dtstart)?;
    let until = date(row.until)?;
    let count = row.count.map(u32::try_from).transpose().ok()?;
    let Some(pattern) = pattern(row, start)? else {
        return Some(start.map(|day| (On::Weekdays(Weekdays::ALL), Span::one(day))));
    };
    let last = match count {
        Some(0) => return None,
        Some(count) => pattern.last_of(count, start?),
        None => None,
    };
    let runs = Span(start, None)
        .and(Span(None, until))
        .and(Span(None, last));
    Some(Some((simplest(pattern), runs)))
}

/// Plain weeks as bits, which answer at once.
fn simplest(pattern: Pattern) -> On {
    let is_weekly = pattern.unit != Unit::Year
        && pattern.interval == 1
        && pattern.month_days.is_empty()
        && pattern.weekdays.iter().all(|(place, _)| *place == 0);
    if is_weekly {
        let days = pattern.weekdays.iter().filter_map(|(_, day)| weekday(*day));
        On::Weekdays(days.collect())
    } else {
        On::Pattern(Box::new(pattern))
    }
}

/// The recurrence of a row: outer none when it cannot be read, inner none when there is none.
#[allow(clippy::option_option)]
fn pattern(row: &Row<'_>, start: Option<NaiveDate>) -> Option<Option<Pattern>> {
    let mut weekdays = list(row.byday, weekday_with_place)?;
    let weeks: Vec<i8> = list(row.byweekno, |part| number(part, 53))?;
    let mut month_days: Vec<i8> = list(row.bymonthday, |part| number(part, 31))?;
    let year_days: Vec<i16> = list(row.byyearday, |part| number(part, 366))?;
    let has_place = weekdays.iter().any(|(place, _)| *place != 0);
    let unit = match text(row.freq).map(str::to_ascii_uppercase).as_deref() {
        Some("WEEKLY") => Unit::Week,
        Some("MONTHLY") => Unit::Month,
        Some("YEARLY") if !year_days.is_empty() => Unit::Year,
        Some(_) => return None,
        None if !year_days.is_empty() => Unit::Year,
        None if !month_days.is_empty() || has_place => Unit::Month,
        None if !weekdays.is_empty() || !weeks.is_empty() => Unit::Week,
        None => return (row.interval.is_none() && row.count.is_none()).then_some(None),
    };
    let interval = u16::try_from(row.interval.unwrap_or(1))
        .ok()
        .filter(|interval| (1..=520).contains(interval))?;
    let week_start = match text(row.wkst) {
        Some(code) => weekday_number(code)?,
        None => 0,
    };
    let own = start.map(|day| day.weekday().num_days_from_monday());
    let by_week = || {
        own.map_or(0..=6, |day| day..=day)
            .filter_map(|day| Some((0, u8::try_from(day).ok()?)))
    };
    match unit {
        Unit::Week => {
            if weekdays.is_empty() {
                weekdays = by_week().collect();
            }
        }
        Unit::Month => {
            if weekdays.is_empty() && month_days.is_empty() {
                month_days = vec![i8::try_from(start?.day()).ok()?];
            }
        }
        Unit::Year => {}
    }
    // The fields that RFC 5545 and HSDS let go together.
    let fits = match unit {
        Unit::Week => {
            !has_place
                && month_days.is_empty()
                && year_days.is_empty()
                && (weeks.is_empty() || interval == 1)
        }
        Unit::Month => weeks.is_empty() && year_days.is_empty(),
        Unit::Year => !has_place && weeks.is_empty() && month_days.is_empty(),
    };
    if !fits || (interval > 1 && start.is_none()) {
        return None;
    }
    // RFC 5545 knows weeks of the year only in years.
    let unit = if weeks.is_empty() { unit } else { Unit::Year };
    let pattern = Pattern {
        unit,
        interval,
        week_start,
        weekdays,
        weeks,
        month_days,
        year_days,
    };
    pattern.is_valid().then_some(Some(pattern))
}

/// The parts of a list with commas, in order and none twice; none when one cannot be read.
fn list<T: Ord>(field: Option<&str>, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let Some(field) = text(field) else {
        return Some(Vec::new());
    };
    let parts: Option<BTreeSet<T>> = field.split(',').map(|part| read(part.trim())).collect();
    Some(parts?.into_iter().collect())
}

/// A number from 1 to `most`, or from -1 to `-most`.
fn number<T: FromStr + Copy + Into<i32>>(part: &str, most: i32) -> Option<T> {
    let number: T = part.parse().ok()?;
    (1..=most).contains(&number.into().abs()).then_some(number)
}

/// `MO`, `1FR` or `-1MO`.
fn weekday_with_place(part: &str) -> Option<(i8, u8)> {
    let (place, code) = part.split_at_checked(part.len().checked_sub(2)?)?;
    let place = match place.trim() {
        "" => 0,
        place => number(place, 5)?,
    };
    Some((place, weekday_number(code)?))
}

fn weekday_number(code: &str) -> Option<u8> {
    let place = WEEK
        .iter()
        .position(|(own, _)| own.eq_ignore_ascii_case(code))?;
    u8::try_from(place).ok()
}
