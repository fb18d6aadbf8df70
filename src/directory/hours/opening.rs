//! The hours of one service at one place, and the questions they answer.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};

use super::calendar::{Weekdays, Zone};
use super::holiday::Holidays;
use super::pattern::days_after;
use super::row::{self, Row};
use super::rule::{DAY, On, Rule, What, Window};

/// How many days ahead an opening is looked for.
const LOOK_AHEAD_DAYS: u64 = 400;

/// How long an opening may last before its closing is no longer looked for.
const LONGEST_DAYS: i64 = 14;

/// When offices are open, Monday to Friday, in minutes of the day at the place.
const OFFICE: (u16, u16) = (8 * 60, 16 * 60);

/// How many days tell whether a place is open when offices are not: four weeks, for what happens once a month.
const TELLING_DAYS: u64 = 28;

/// The compiled hours of one service at one place. Equal sets of rows compile to equal hours, in whatever order the rows
/// come. As JSON a plain week takes about 60 bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Hours {
    /// The zone of the place.
    #[serde(rename = "z")]
    pub(super) zone: Zone,
    /// In order, none twice.
    #[serde(rename = "r")]
    pub(super) rules: Vec<Rule>,
}

/// A time during which a service is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// When it opens; the instant asked about when it is open then. In the zone of the row.
    pub opens: DateTime<FixedOffset>,
    /// When it closes; none when it stays open for more than 14 days.
    pub closes: Option<DateTime<FixedOffset>>,
}

impl Hours {
    /// Reads the rows of one service at one place. `zone` is that of the place, for rows that tell none.
    pub fn compile(rows: &[Row<'_>], zone: FixedOffset) -> Self {
        let zone = Zone::from_offset(zone);
        let mut rules: Vec<Rule> = rows
            .iter()
            .filter_map(|row| row::compile(row, zone))
            .collect();
        rules.sort();
        rules.dedup();
        if rules.is_empty() {
            return Self::default();
        }
        Self { zone, rules }
    }

    /// Whether no row tells any hours or closures, so that every answer is "not known".
    pub fn is_unknown(&self) -> bool {
        self.rules.iter().all(|rule| rule.what == What::Unknown)
    }

    /// Whether it never closes: a window around the clock on every day, and no closure.
    pub fn is_always_open(&self) -> bool {
        let is_whole = |rule: &Rule, window: Window| {
            window.is_whole_day()
                && rule.on == On::Weekdays(Weekdays::ALL)
                && rule.valid.is_open()
                && rule.runs.1.is_none()
        };
        self.rules.iter().all(|rule| rule.what != What::Closed)
            && self
                .open_rules()
                .any(|(rule, window)| is_whole(rule, window))
    }

    /// Whether it is known to be open at some time of the coming four weeks when offices are not: on a Saturday or Sunday,
    /// before 08:00 or after 16:00 at the place. Public holidays are not looked at.
    pub fn is_open_outside_office_hours(&self, today: NaiveDate) -> bool {
        let last = days_after(today, TELLING_DAYS - 1);
        let no_holidays = Holidays::default();
        self.open_rules().any(|(rule, window)| {
            let is_early_or_late = window.0 < OFFICE.0 || window.end() > OFFICE.1;
            let is_outside = |day: &NaiveDate| {
                is_early_or_late || matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
            };
            let mut days = rule.days(today, last).filter(is_outside);
            days.any(|day| !self.is_off(window, day, &no_holidays))
        })
    }

    /// Whether it is open at an instant; none when that is not known: no row is valid on the day, or one that could not
    /// be read may be.
    pub fn is_open_at(&self, at: DateTime<Utc>, holidays: &Holidays) -> Option<bool> {
        let (mut closed, mut known, mut unknown) = (false, false, false);
        for rule in &self.rules {
            let Some((day, minute)) = rule.zone.local(at) else {
                continue;
            };
            match rule.what {
                What::Open(window) => {
                    if self
                        .minutes_left(rule, window, day, minute, holidays)
                        .is_some()
                    {
                        return Some(true);
                    }
                    known |= rule.valid.covers(day);
                }
                What::Closed => closed |= rule.covers(day),
                What::Unknown => unknown |= rule.covers(day),
            }
        }
        match (closed, unknown) {
            (true, _) => Some(false),
            (false, true) => None,
            (false, false) => known.then_some(false),
        }
    }

    /// The next time it is known to be open, at or after an instant and at most 400 days ahead; none when there is none
    /// or nothing is known.
    pub fn next_opening(&self, at: DateTime<Utc>, holidays: &Holidays) -> Option<Opening> {
        if let Some((closes, zone)) = self.closing(at, holidays) {
            return self.opening(at, closes, zone, holidays);
        }
        let next = self
            .open_rules()
            .filter_map(|(rule, window)| Some((self.next(rule, window, at, holidays)?, rule.zone)))
            .min()?;
        let (opens, zone) = next;
        let (closes, _) = self.closing(opens, holidays)?;
        self.opening(opens, closes, zone, holidays)
    }

    /// The opening at an instant, with its closing after windows that follow without a break.
    fn opening(
        &self,
        opens: DateTime<Utc>,
        mut closes: DateTime<Utc>,
        zone: Zone,
        holidays: &Holidays,
    ) -> Option<Opening> {
        let offset = zone.offset()?;
        let mut is_longest = false;
        while let Some((later, _)) = self.closing(closes, holidays).filter(|_| !is_longest) {
            closes = later;
            is_longest = closes.signed_duration_since(opens) > TimeDelta::days(LONGEST_DAYS);
        }
        Some(Opening {
            opens: opens.with_timezone(&offset),
            closes: (!is_longest).then(|| closes.with_timezone(&offset)),
        })
    }

    /// When the window that is open at an instant closes, the last where several are, and its zone.
    fn closing(&self, at: DateTime<Utc>, holidays: &Holidays) -> Option<(DateTime<Utc>, Zone)> {
        self.open_rules()
            .filter_map(|(rule, window)| {
                let (day, minute) = rule.zone.local(at)?;
                let left = self.minutes_left(rule, window, day, minute, holidays)?;
                Some((rule.instant(day, minute.checked_add(left)?)?, rule.zone))
            })
            .max()
    }

    /// The next opening of one rule that is not open at the instant.
    fn next(
        &self,
        rule: &Rule,
        window: Window,
        at: DateTime<Utc>,
        holidays: &Holidays,
    ) -> Option<DateTime<Utc>> {
        let (today, minute) = rule.zone.local(at)?;
        let first = if window.0 > minute {
            today
        } else {
            today.succ_opt()?
        };
        let day = rule
            .days(first, days_after(today, LOOK_AHEAD_DAYS))
            .find(|day| !self.is_off(window, *day, holidays))?;
        rule.instant(day, window.0)
    }

    /// How many minutes of a window are left at a minute of a day; none when it is not open.
    fn minutes_left(
        &self,
        rule: &Rule,
        window: Window,
        day: NaiveDate,
        minute: u16,
        holidays: &Holidays,
    ) -> Option<u16> {
        let opened_on = |day: NaiveDate, minute: u16| {
            let is_within = (window.0..window.end()).contains(&minute);
            // The order matters for speed: other recurrences than weeks take microseconds.
            (is_within && !self.is_off(window, day, holidays) && rule.covers(day))
                .then(|| window.end() - minute)
        };
        let today = opened_on(day, minute);
        // What opened yesterday at the same time as today closes earlier.
        today.or_else(|| opened_on(day.pred_opt()?, minute + DAY))
    }

    /// Whether a window does not open on a day of its rule: the day is closed, or is a holiday and the window is not
    /// around the clock.
    fn is_off(&self, window: Window, day: NaiveDate, holidays: &Holidays) -> bool {
        let mut closures = self
            .rules
            .iter()
            .take_while(|rule| rule.what == What::Closed);
        closures.any(|rule| rule.covers(day)) || (!window.is_whole_day() && holidays.close(day))
    }

    /// The rules that open, with their windows.
    pub(super) fn open_rules(&self) -> impl Iterator<Item = (&Rule, Window)> {
        self.rules.iter().filter_map(|rule| match rule.what {
            What::Open(window) => Some((rule, window)),
            What::Closed | What::Unknown => None,
        })
    }
}
