//! Sentences for people, in Indonesian and English.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};

pub use crate::directory::Language;

/// The same sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// In Indonesian.
    pub id: String,
    /// In English.
    pub en: String,
}

impl Sentence {
    pub(super) fn new(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            en: en.into(),
        }
    }

    /// In one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Indonesian => &self.id,
            Language::English => &self.en,
        }
    }
}

/// A moment as "Senin 08.00", with the date when it is more than six days after `from`.
pub(super) fn moment(at: DateTime<FixedOffset>, from: NaiveDate) -> Sentence {
    let name = |language: Language| language.day(at.weekday());
    let (hour, minute) = (at.hour(), at.minute());
    let date = at.date_naive();
    let is_far = date.signed_duration_since(from).num_days() > 6;
    let when = if is_far {
        format!(" ({date})")
    } else {
        String::new()
    };
    Sentence::new(
        format!("{}{when} {hour:02}.{minute:02}", name(Language::Indonesian)),
        format!("{}{when} {hour:02}:{minute:02}", name(Language::English)),
    )
}

/// Metres as "850 m" or "3,2 km".
pub(super) fn distance(distance_m: f64) -> Sentence {
    if distance_m < 1_000.0 {
        let words = format!("{:.0} m", (distance_m / 10.0).round() * 10.0);
        return Sentence::new(words.clone(), words);
    }
    let km = distance_m / 1_000.0;
    let words = if km < 10.0 {
        format!("{km:.1} km")
    } else {
        format!("{km:.0} km")
    };
    Sentence::new(words.replace('.', ","), words)
}

/// Rupiah as "Rp25.000".
pub(super) fn rupiah(amount: f64) -> Sentence {
    let digits = format!("{:.0}", amount.abs());
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    Sentence::new(
        format!("Rp{grouped}"),
        format!("IDR {}", grouped.replace('.', ",")),
    )
}

/// A number of years without a fraction where it has none.
pub(super) fn years(age: f64) -> String {
    format!("{age}")
}
