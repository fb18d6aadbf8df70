//! The words that a line of hours is made of, by language.

use chrono::Weekday;

/// The language of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// `Sen-Jum 08.00-16.00`.
    Indonesian,
    /// `Mon-Fri 08:00-16:00`.
    English,
}

impl Language {
    /// The name of a day of the week.
    pub fn day(self, day: Weekday) -> &'static str {
        let words = match self {
            Self::Indonesian => &INDONESIAN,
            Self::English => &ENGLISH,
        };
        let at = usize::try_from(day.num_days_from_monday()).unwrap_or_default();
        words.days.get(at).copied().unwrap_or_default()
    }
}

/// The words of a language.
pub(super) struct Words {
    pub(super) short_days: [&'static str; 7],
    pub(super) days: [&'static str; 7],
    pub(super) months: [&'static str; 12],
    pub(super) every_day: &'static str,
    pub(super) all_hours: &'static str,
    /// Between `every_day` and `all_hours`.
    pub(super) comma: &'static str,
    pub(super) and: &'static str,
    pub(super) closed: &'static str,
    pub(super) from: &'static str,
    pub(super) until: &'static str,
}

pub(super) const INDONESIAN: Words = Words {
    short_days: ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"],
    days: [
        "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu",
    ],
    months: [
        "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des",
    ],
    every_day: "Setiap hari",
    all_hours: "24 jam",
    comma: " ",
    and: "dan",
    closed: "Tutup",
    from: "mulai",
    until: "sampai",
};

pub(super) const ENGLISH: Words = Words {
    short_days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    days: [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    months: [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
    every_day: "Every day",
    all_hours: "24 hours",
    comma: ", ",
    and: "and",
    closed: "Closed",
    from: "from",
    until: "until",
};
