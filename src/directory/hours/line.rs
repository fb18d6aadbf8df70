//! Hours in one readable line: `Sen-Kam 08.00-12.00, 13.00-16.00; Jum 08.00-11.00`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::calendar::{Span, WEEK, Weekdays, Zone};
use super::opening::Hours;
use super::phrase::capital;
use super::rule::{DAY, On, Rule, What, Window};
use super::words::{ENGLISH, INDONESIAN, Language, Words};

/// Rules that read together: in one sentence part with one table of days, or under one name of days.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    /// Closures come last.
    is_closure: bool,
    /// Plain weeks come before all else, and single days behind, in order.
    day: Option<NaiveDate>,
    /// What stands before the table of weekdays, such as `Setiap 2 minggu: `, or the name of the days.
    head: String,
    /// Dates and zone behind the times.
    tail: String,
    /// Whether weekdays are told apart within.
    is_weekly: bool,
}

impl Hours {
    /// The hours in a line, without rows that have ended before `on`, the day of reading; none when no hours are known.
    /// Rows that could not be read are left out: the caller shows their words beside the line.
    pub fn line(&self, language: Language, on: NaiveDate) -> Option<String> {
        let writer = Writer {
            language,
            words: match language {
                Language::Indonesian => &INDONESIAN,
                Language::English => &ENGLISH,
            },
            place: self.zone,
            on,
        };
        let mut groups: BTreeMap<Group, Vec<(Weekdays, Option<Window>)>> = BTreeMap::new();
        for rule in &self.rules {
            let window = match rule.what {
                What::Open(window) => Some(window),
                What::Closed => None,
                What::Unknown => continue,
            };
            let has_ended = rule.valid.and(rule.runs).1.is_some_and(|last| last < on);
            if !has_ended {
                let (group, days) = writer.group(rule);
                groups.entry(group).or_default().push((days, window));
            }
        }
        let parts: Vec<String> = groups
            .iter()
            .map(|(group, rules)| writer.part(group, rules))
            .collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// Writes for one reader.
pub(super) struct Writer {
    pub(super) language: Language,
    pub(super) words: &'static Words,
    /// The zone that needs no mention.
    place: Zone,
    on: NaiveDate,
}

impl Writer {
    pub(super) fn say(&self, indonesian: String, english: String) -> String {
        match self.language {
            Language::Indonesian => indonesian,
            Language::English => english,
        }
    }

    fn group(&self, rule: &Rule) -> (Group, Weekdays) {
        let span = rule.valid.and(rule.runs);
        let day = span.only_day();
        let (head, days) = match (&rule.on, day) {
            (_, Some(day)) => (self.date(day), None),
            (On::Weekdays(days), None) => (String::new(), Some(*days)),
            (On::Pattern(pattern), None) => self.pattern(pattern),
        };
        let mut tail = String::new();
        if rule.zone != self.place {
            tail.push_str(&zone(rule.zone));
        }
        if day.is_none() {
            tail.push_str(&self.dates(span));
        }
        let group = Group {
            is_closure: rule.what == What::Closed,
            day,
            head,
            tail,
            is_weekly: days.is_some(),
        };
        (group, days.unwrap_or(Weekdays::ALL))
    }

    fn part(&self, group: &Group, rules: &[(Weekdays, Option<Window>)]) -> String {
        if !group.is_weekly {
            let windows = rules.iter().filter_map(|(_, window)| *window).collect();
            let times = self.times(&group.head, windows, group.is_closure);
            return capital(&format!("{times}{}", group.tail));
        }
        // Which days have the same windows, by their first day.
        let mut alike: Vec<(BTreeSet<Window>, Vec<usize>)> = Vec::new();
        for (number, (_, day)) in WEEK.iter().enumerate() {
            let mut own = rules.iter().filter(|(days, _)| days.has(*day)).peekable();
            if own.peek().is_none() {
                continue;
            }
            let windows: BTreeSet<Window> = own.filter_map(|(_, window)| *window).collect();
            match alike.iter_mut().find(|(other, _)| *other == windows) {
                Some((_, days)) => days.push(number),
                None => alike.push((windows, vec![number])),
            }
        }
        let parts = alike.into_iter().map(|(windows, days)| {
            let times = self.times(&self.weekdays(&days), windows, group.is_closure);
            format!("{times}{}", group.tail)
        });
        let parts = parts.collect::<Vec<_>>().join("; ");
        format!("{}{parts}", group.head)
    }

    /// Days and their windows.
    fn times(&self, days: &str, windows: BTreeSet<Window>, is_closure: bool) -> String {
        if is_closure {
            // Dates follow where all days are meant.
            let is_all = days == self.words.every_day;
            let days = if is_all {
                String::new()
            } else {
                format!(" {days}")
            };
            return format!("{}{days}", self.words.closed);
        }
        if windows.contains(&Window(0, DAY)) {
            let comma = if days == self.words.every_day {
                self.words.comma
            } else {
                " "
            };
            return format!("{days}{comma}{}", self.words.all_hours);
        }
        let windows: Vec<String> = windows
            .into_iter()
            .map(|window| format!("{}-{}", self.time(window.0), self.end(window)))
            .collect();
        format!("{days} {}", windows.join(", "))
    }

    fn end(&self, window: Window) -> String {
        match window.end() {
            // A day that ends at midnight reads better as 24.00 than as the next day's 00.00.
            DAY => self.clock(24, 0),
            end => self.time(end % DAY),
        }
    }

    fn time(&self, minute: u16) -> String {
        self.clock(minute / 60, minute % 60)
    }

    fn clock(&self, hour: u16, minute: u16) -> String {
        self.say(
            format!("{hour:02}.{minute:02}"),
            format!("{hour:02}:{minute:02}"),
        )
    }

    /// `Sen-Rab, Jum` of days that are numbered from Monday, in order.
    fn weekdays(&self, days: &[usize]) -> String {
        if days.len() == WEEK.len() {
            return self.words.every_day.to_owned();
        }
        let name = |day: usize| self.words.short_days.get(day).copied().unwrap_or_default();
        let runs = days.chunk_by(|one, two| one + 1 == *two);
        let runs: Vec<String> = runs
            .filter_map(|run| {
                let (first, last) = (run.first()?, run.last()?);
                Some(if first == last {
                    name(*first).to_owned()
                } else {
                    format!("{}-{}", name(*first), name(*last))
                })
            })
            .collect();
        runs.join(", ")
    }

    /// `24 Des 2026`.
    fn date(&self, day: NaiveDate) -> String {
        let month = usize::try_from(day.month0())
            .ok()
            .and_then(|month| self.words.months.get(month))
            .copied()
            .unwrap_or_default();
        format!("{} {month} {}", day.day(), day.year())
    }

    /// ` (sampai 31 Des 2026)`; a start that is past goes without saying.
    fn dates(&self, span: Span) -> String {
        let first = span.0.filter(|first| *first > self.on);
        match (first, span.1) {
            (None, None) => String::new(),
            (Some(first), None) => format!(" ({} {})", self.words.from, self.date(first)),
            (None, Some(last)) => format!(" ({} {})", self.words.until, self.date(last)),
            (Some(first), Some(last)) => format!(" ({} - {})", self.date(first), self.date(last)),
        }
    }
}

/// ` WITA`, ` UTC+03:30`.
fn zone(zone: Zone) -> String {
    match zone.0 {
        420 => " WIB".to_owned(),
        480 => " WITA".to_owned(),
        540 => " WIT".to_owned(),
        minutes => {
            let sign = if minutes < 0 { '-' } else { '+' };
            let minutes = minutes.unsigned_abs();
            format!(" UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}
