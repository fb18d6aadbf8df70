//! Names of the days of recurrences beyond plain weeks: `Jumat pertama setiap bulan`.

use std::collections::BTreeMap;

use super::calendar::Weekdays;
use super::line::Writer;
use super::pattern::{Pattern, Unit, weekday};
use super::words::Language;

impl Writer {
    /// What stands before the weekdays of a recurrence, with the weekdays; or the name of its days alone.
    pub(super) fn pattern(&self, pattern: &Pattern) -> (String, Option<Weekdays>) {
        let every = pattern.interval;
        let days = || {
            let days = pattern.weekdays.iter();
            days.filter_map(|(_, day)| weekday(*day))
                .collect::<Weekdays>()
        };
        match pattern.unit {
            Unit::Week => {
                let head = format!("Setiap {every} minggu: ");
                (
                    self.say(head, format!("Every {every} weeks: ")),
                    Some(days()),
                )
            }
            Unit::Year if !pattern.weeks.is_empty() => {
                let weeks = self.join(pattern.weeks.iter().map(|week| self.nth(i16::from(*week))));
                let head = self.say(
                    format!("Pekan {weeks} setiap tahun: "),
                    format!("{} week of the year: ", capital(&weeks)),
                );
                (head, Some(days()))
            }
            Unit::Year => {
                let numbers = self.join(pattern.year_days.iter().map(|day| self.nth(*day)));
                let name = self.say(format!("hari {numbers}"), format!("{numbers} day"));
                let name = self.on_weekdays(name, pattern);
                let of = self.say("setiap tahun".to_owned(), "of the year".to_owned());
                let years = |every| {
                    self.say(
                        format!("setiap {every} tahun"),
                        format!("every {every} years"),
                    )
                };
                (self.of(&name, every, &of, &years(every)), None)
            }
            Unit::Month => {
                let name = if pattern.month_days.is_empty() {
                    self.places(&pattern.weekdays)
                } else {
                    self.on_weekdays(self.month_days(&pattern.month_days), pattern)
                };
                let of = self.say("setiap bulan".to_owned(), "of the month".to_owned());
                let months = self.say(
                    format!("setiap {every} bulan"),
                    format!("every {every} months"),
                );
                (self.of(&name, every, &of, &months), None)
            }
        }
    }

    /// `Jumat pertama setiap bulan`, `Setiap 2 bulan: Jumat pertama`.
    fn of(&self, name: &str, interval: u16, one: &str, more: &str) -> String {
        if interval == 1 {
            format!("{name} {one}")
        } else {
            format!("{more}: {name}")
        }
    }

    /// Days by number that count only on some weekdays: `tanggal 13 (Jum)`.
    fn on_weekdays(&self, name: String, pattern: &Pattern) -> String {
        if pattern.weekdays.is_empty() {
            name
        } else {
            format!("{name} ({})", self.places(&pattern.weekdays))
        }
    }

    /// `tanggal 1 dan 15`, `1st and 15th`, `hari terakhir`.
    fn month_days(&self, days: &[i8]) -> String {
        let (from_end, from_start): (Vec<i8>, Vec<i8>) = days.iter().partition(|day| **day < 0);
        let mut names = Vec::new();
        if !from_start.is_empty() {
            names.push(match self.language {
                Language::Indonesian => {
                    format!(
                        "tanggal {}",
                        self.join(from_start.iter().map(i8::to_string))
                    )
                }
                Language::English => {
                    self.join(from_start.iter().map(|day| numeral(i16::from(*day))))
                }
            });
        }
        // The last day comes after the days before it.
        names.extend(from_end.into_iter().map(|day| {
            let nth = self.nth(i16::from(day));
            self.say(format!("hari {nth}"), format!("{nth} day"))
        }));
        self.join(names.into_iter())
    }

    /// `Jumat pertama dan ketiga`: places of one weekday together, then other weekdays.
    fn places(&self, weekdays: &[(i8, u8)]) -> String {
        let mut by_day: BTreeMap<u8, Vec<i8>> = BTreeMap::new();
        for (place, day) in weekdays {
            by_day.entry(*day).or_default().push(*place);
        }
        let names = by_day.into_iter().map(|(day, mut places)| {
            // From the start of the month, then from its end.
            places.sort_by_key(|place| (*place < 0, *place));
            let name = self
                .words
                .days
                .get(usize::from(day))
                .copied()
                .unwrap_or_default();
            if places.contains(&0) {
                return self.say(format!("setiap {name}"), format!("every {name}"));
            }
            let places = self.join(places.iter().map(|place| self.nth(i16::from(*place))));
            self.say(format!("{name} {places}"), format!("{places} {name}"))
        });
        self.join(names)
    }

    /// `pertama`, `first`; from the end `terakhir`, `last`.
    fn nth(&self, place: i16) -> String {
        let indonesian = match place {
            -1 => "terakhir".to_owned(),
            1 => "pertama".to_owned(),
            2 => "kedua".to_owned(),
            3 => "ketiga".to_owned(),
            4 => "keempat".to_owned(),
            5 => "kelima".to_owned(),
            place if place < 0 => format!("ke-{} dari akhir", place.unsigned_abs()),
            place => format!("ke-{place}"),
        };
        let english = match place {
            -1 => "last".to_owned(),
            1 => "first".to_owned(),
            2 => "second".to_owned(),
            3 => "third".to_owned(),
            4 => "fourth".to_owned(),
            5 => "fifth".to_owned(),
            place if place < 0 => format!("{} to last", numeral(-place)),
            place => numeral(place),
        };
        self.say(indonesian, english)
    }

    /// `a, b dan c`.
    fn join(&self, names: impl Iterator<Item = String>) -> String {
        let names: Vec<String> = names.collect();
        match names.split_last() {
            None => String::new(),
            Some((only, [])) => only.clone(),
            Some((last, before)) => format!("{} {} {last}", before.join(", "), self.words.and),
        }
    }
}

/// `1st`, `22nd`, `13th`.
fn numeral(number: i16) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

/// With a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
