//! Opening hours written as people write them, in English and Indonesian: `Mon-Fri 9am-5pm`, `Senin-Jumat 08.00-16.00`,
//! `24 hours`. Only what can be meant in one way is read; of anything else the words stay and no hours are made up.
//!
//! Long because the cases stand beside what reads them: they say what it understands.

use chrono::NaiveTime;

use super::record::Record;
use crate::directory::shipped::derived_id;
use crate::store::{Cell, Key};

/// The days of the week as HSDS spells them, with the words for them.
const DAYS: [(&str, &[&str]); 7] = [
    ("MO", &["monday", "mondays", "mon", "senin", "sen"]),
    (
        "TU",
        &["tuesday", "tuesdays", "tues", "tue", "selasa", "sel"],
    ),
    (
        "WE",
        &["wednesday", "wednesdays", "weds", "wed", "rabu", "rab"],
    ),
    (
        "TH",
        &[
            "thursday",
            "thursdays",
            "thurs",
            "thur",
            "thu",
            "kamis",
            "kam",
        ],
    ),
    (
        "FR",
        &["friday", "fridays", "fri", "jumat", "jum'at", "jum"],
    ),
    ("SA", &["saturday", "saturdays", "sat", "sabtu", "sab"]),
    ("SU", &["sunday", "sundays", "sun", "minggu", "ahad", "mgg"]),
];

/// Phrases and signs with the one that is read for them. Longer ones come first.
const SPELLINGS: [(&str, &str); 24] = [
    ("sampai dengan", "-"),
    ("setiap hari", " daily "),
    ("akhir pekan", " weekend "),
    ("every day", " daily "),
    ("tiap hari", " daily "),
    ("everyday", " daily "),
    ("24 hours", " 24h "),
    ("24hours", " 24h "),
    ("through", "-"),
    ("weekends", " weekend "),
    ("24 jam", " 24h "),
    ("sampai", "-"),
    ("hingga", "-"),
    ("midnight", " 12am "),
    ("s.d.", "-"),
    ("a.m.", "am"),
    ("p.m.", "pm"),
    ("24/7", " daily 24h "),
    ("s/d", "-"),
    ("noon", " 12pm "),
    ("–", "-"),
    ("—", "-"),
    ("’", "'"),
    ("&", ","),
];

/// Words that add nothing.
const FILLING: [&str; 13] = [
    "from", "dari", "open", "buka", "pukul", "pkl", "jam", "hours", "hari", "a", "day", "every",
    "each",
];

/// Where one of these words stands, the clock has 24 hours.
const INDONESIAN: [&str; 14] = [
    "senin", "selasa", "rabu", "kamis", "jumat", "jum'at", "sabtu", "minggu", "ahad", "setiap",
    "pukul", "jam", "wib", "wit",
];

/// The same hours on some days of the week.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slot {
    /// The days as in `byday`, such as `MO,TU`.
    pub(super) days: String,
    /// When it opens, as `HH:MM`.
    pub(super) opens: String,
    /// When it closes, as `HH:MM`.
    pub(super) closes: String,
    /// The offset from UTC in hours, where the text names a time zone of Indonesia.
    pub(super) zone: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    Day(usize),
    Daily,
    Weekdays,
    Weekend,
    Time(Time),
    AllHours,
    Closed,
    Dash,
    /// A comma, "and" and their like.
    And,
    /// The end of a clause.
    Stop,
    Zone(f64),
}

/// A time of day as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Time {
    hour: u32,
    minute: u32,
    /// Whether "am" or "pm" is said; then `hour` counts to 24 already.
    is_half: bool,
    /// Whether it can only be of a clock with 24 hours: `08.00`, `17:00`.
    is_whole: bool,
}

impl Time {
    fn minutes(self) -> u32 {
        self.hour * 60 + self.minute
    }

    /// As HSDS writes it, where a day ends as the next begins.
    fn text(self) -> String {
        format!("{:02}:{:02}", self.hour % 24, self.minute)
    }
}

/// A schedule whose hours stand in its description alone, with those hours in its fields: one record for each slot. Other
/// records, and words that are not understood, stay as they are.
pub(super) fn with_hours(mut record: Record) -> Vec<Record> {
    const HOURS: [&str; 8] = [
        "byday",
        "bymonthday",
        "byweekno",
        "byyearday",
        "freq",
        "dtstart",
        "opens_at",
        "closes_at",
    ];
    let object = record.object;
    let has = |field: &str| !matches!(record.draft.get(object, field), None | Some(Cell::Null));
    let is_prose = object.name == "schedule" && !HOURS.iter().any(|field| has(field));
    let slots = match record.draft.get(object, "description") {
        Some(Cell::Text(text)) if is_prose => read(text),
        _ => None,
    };
    let Some(slots) = slots else {
        return vec![record];
    };
    let first = record.draft.key.clone();
    let records = slots.into_iter().enumerate().map(|(number, slot)| {
        if number > 0 {
            record.draft.key = Key::Id(derived_id(&format!("slot:{first}:{number}")));
        }
        for (field, text) in [
            ("freq", "WEEKLY".to_owned()),
            ("byday", slot.days),
            ("opens_at", slot.opens),
            ("closes_at", slot.closes),
        ] {
            record.draft.set(object, field, Cell::Text(text));
        }
        if let Some(zone) = slot.zone {
            record.draft.set(object, "timezone", Cell::Number(zone));
        }
        record.clone()
    });
    records.collect()
}

/// The hours that a text tells; `None` when any part of it is not understood or could mean something else.
pub(super) fn read(text: &str) -> Option<Vec<Slot>> {
    let tokens = tokens(text)?;
    let zone = tokens.iter().find_map(|token| match token {
        Token::Zone(zone) => Some(*zone),
        _ => None,
    });
    let mut rest: &[Token] = &tokens;
    let mut slots = Vec::new();
    let mut spoken = [false; DAYS.len()];
    while let Some(first) = rest.first() {
        if matches!(first, Token::Stop | Token::And | Token::Zone(_)) {
            rest = rest.get(1..)?;
            continue;
        }
        let (days, after) = days(rest)?;
        let (windows, after) = windows(after)?;
        // A day that is spoken of twice may have been corrected.
        for (said, is_meant) in spoken.iter_mut().zip(days) {
            if is_meant && std::mem::replace(said, true) {
                return None;
            }
        }
        let names = DAYS.iter().zip(days).filter(|(_, is_meant)| *is_meant);
        let names: Vec<&str> = names.map(|((name, _), _)| *name).collect();
        slots.extend(windows.into_iter().map(|(opens, closes)| Slot {
            days: names.join(","),
            opens,
            closes,
            zone,
        }));
        rest = after;
    }
    (!slots.is_empty()).then_some(slots)
}

/// A time of day in a cell of its own, where days have 24 hours unless "am" or "pm" is said, as `HH:MM`. What is a full
/// time of HSDS already stays as it is.
pub(super) fn clock(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text.get(..5).filter(|_| text.len() > 5);
    let is_full = bare.is_some_and(|bare| NaiveTime::parse_from_str(bare, "%H:%M").is_ok())
        && text
            .chars()
            .all(|letter| letter.is_ascii_digit() || "+-:.Z".contains(letter));
    if is_full {
        return Some(text.to_owned());
    }
    match *tokens(text)? {
        [Token::Time(time)] => Some(time.text()),
        _ => None,
    }
}

/// The day of the week that a word or number (1 is Monday) tells, as HSDS spells it.
pub(super) fn weekday(text: &str) -> Option<&'static str> {
    let word = text.trim().to_lowercase();
    let number = word.parse::<usize>().ok();
    let mut days = DAYS.iter().enumerate();
    days.find(|(at, (name, words))| {
        number == Some(at + 1) || words.contains(&&*word) || name.to_lowercase() == word
    })
    .map(|(_, (name, _))| *name)
}

/// The days at the head of a clause, and what follows. All hours of the day without a day are those of every day.
fn days(tokens: &[Token]) -> Option<([bool; DAYS.len()], &[Token])> {
    let mut meant = [false; DAYS.len()];
    let mut rest = tokens;
    if let Some(Token::AllHours) = rest.first() {
        return Some(([true; DAYS.len()], rest));
    }
    loop {
        let mark = |meant: &mut [bool; DAYS.len()], first: usize, last: usize| {
            let count = (last + DAYS.len() - first) % DAYS.len();
            for step in 0..=count {
                if let Some(day) = meant.get_mut((first + step) % DAYS.len()) {
                    *day = true;
                }
            }
        };
        match rest {
            [Token::Day(first), Token::Dash, Token::Day(last), after @ ..] => {
                mark(&mut meant, *first, *last);
                rest = after;
            }
            [Token::Day(day), after @ ..] => {
                mark(&mut meant, *day, *day);
                rest = after;
            }
            [Token::Daily, after @ ..] => {
                mark(&mut meant, 0, 6);
                rest = after;
            }
            [Token::Weekdays, after @ ..] => {
                mark(&mut meant, 0, 4);
                rest = after;
            }
            [Token::Weekend, after @ ..] => {
                mark(&mut meant, 5, 6);
                rest = after;
            }
            [Token::And, after @ ..] if meant.contains(&true) => rest = after,
            _ => break,
        }
    }
    meant.contains(&true).then_some((meant, rest))
}

/// Opening and closing times.
type Windows = Vec<(String, String)>;

/// The times behind the days of a clause, and what follows.
fn windows(tokens: &[Token]) -> Option<(Windows, &[Token])> {
    match tokens {
        [Token::Closed, after @ ..] => return Some((Vec::new(), after)),
        [Token::AllHours, after @ ..] => {
            return Some((vec![("00:00".to_owned(), "23:59".to_owned())], after));
        }
        _ => {}
    }
    let mut windows = Vec::new();
    let mut rest = tokens;
    let mut last = None;
    loop {
        match rest {
            [
                Token::Time(opens),
                Token::Dash,
                Token::Time(closes),
                after @ ..,
            ] => {
                let is_later = last.is_none_or(|last| last <= opens.minutes());
                if !is_certain(*opens, *closes) || !is_later {
                    return None;
                }
                last = Some(closes.minutes());
                windows.push((opens.text(), closes.text()));
                rest = after;
            }
            [Token::Zone(_), after @ ..] => rest = after,
            [Token::And, after @ ..] if matches!(after.first(), Some(Token::Time(_))) => {
                rest = after;
            }
            _ => break,
        }
    }
    (!windows.is_empty()).then_some((windows, rest))
}

/// Whether two times can be meant in one way only. `9-5` and `1:00-5:00` may be of the morning or of the afternoon.
fn is_certain(opens: Time, closes: Time) -> bool {
    match (opens.is_half, closes.is_half) {
        (true, true) => opens != closes,
        (false, false) if closes.minutes() > opens.minutes() => opens.is_whole || closes.is_whole,
        // Past midnight.
        (false, false) => opens != closes && opens.is_whole && closes.is_whole,
        _ => false,
    }
}

/// The words of a text; `None` when one of them is not understood.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut plain = text.to_lowercase();
    for (spelling, read) in SPELLINGS {
        plain = plain.replace(spelling, read);
    }
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut letters = plain.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_between = |next: Option<&char>| next.is_some_and(char::is_ascii_digit);
        let is_in_time = matches!(letter, '.' | ':')
            && word.ends_with(|last: char| last.is_ascii_digit())
            && is_between(letters.peek());
        if letter.is_alphanumeric() || letter == '\'' || is_in_time {
            word.push(letter);
            continue;
        }
        push(&mut tokens, &mut word)?;
        match letter {
            '-' => tokens.push(Token::Dash),
            ',' | '/' => tokens.push(Token::And),
            ';' | '\n' | '|' => tokens.push(Token::Stop),
            ':' | '.' | '(' | ')' => {}
            _ if letter.is_whitespace() => {}
            _ => return None,
        }
    }
    push(&mut tokens, &mut word)?;
    if INDONESIAN.iter().any(|word| plain.contains(word)) {
        for token in &mut tokens {
            if let Token::Time(time) = token {
                time.is_whole |= time.hour >= 10 && !time.is_half;
            }
        }
    }
    Some(tokens)
}

/// Adds the token of a word, if it is one.
fn push(tokens: &mut Vec<Token>, word: &mut String) -> Option<()> {
    let word = std::mem::take(word);
    if word.is_empty() || FILLING.contains(&&*word) {
        return Some(());
    }
    if let (Some(Token::Time(time)), "am" | "pm") = (tokens.last_mut(), &*word) {
        *time = halved(*time, &word)?;
        return Some(());
    }
    let day = DAYS.iter().position(|(_, words)| words.contains(&&*word));
    tokens.push(match (day, &*word) {
        (Some(day), _) => Token::Day(day),
        (None, "daily") => Token::Daily,
        (None, "weekdays") => Token::Weekdays,
        (None, "weekend") => Token::Weekend,
        (None, "24h") => Token::AllHours,
        (None, "closed" | "tutup" | "libur") => Token::Closed,
        (None, "to" | "until" | "thru" | "sd") => Token::Dash,
        (None, "and" | "dan") => Token::And,
        (None, "wib") => Token::Zone(7.0),
        (None, "wita") => Token::Zone(8.0),
        (None, "wit") => Token::Zone(9.0),
        (None, word) => Token::Time(time(word)?),
    });
    Some(())
}

fn time(word: &str) -> Option<Time> {
    let half = ["am", "pm"].into_iter().find(|half| word.ends_with(half));
    let digits = half.map_or(word, |half| word.trim_end_matches(half));
    let (hour, minute) = match digits.split_once([':', '.']) {
        Some((hour, minute)) => (hour, Some(minute)),
        None => (digits, None),
    };
    let is_number = |text: &str, lengths: &[usize]| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let minute = minute.filter(|minute| is_number(minute, &[2])).or(
        // A text with a separator and no two digits behind it is no time.
        minute.is_none().then_some("00"),
    )?;
    if !is_number(hour, &[1, 2]) {
        return None;
    }
    let is_two_digits = hour.len() == 2 && digits.len() > 2;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let is_day_end = (hour, minute) == (24, 0) && digits.len() > 2;
    let is_on_clock = minute < 60 && (hour < 24 || is_day_end);
    if !is_on_clock {
        return None;
    }
    let time = Time {
        hour,
        minute,
        is_half: false,
        // 10:00 to 12:59 are written the same on both clocks.
        is_whole: (is_two_digits && hour < 10) || hour > 12,
    };
    half.map_or(Some(time), |half| halved(time, half))
}

/// The time with "am" or "pm" said of it.
fn halved(time: Time, half: &str) -> Option<Time> {
    let is_fit = (1..=12).contains(&time.hour) && !time.is_half;
    let afternoon = if half == "pm" { 12 } else { 0 };
    is_fit.then_some(Time {
        hour: time.hour % 12 + afternoon,
        is_half: true,
        is_whole: false,
        ..time
    })
}

#[cfg(test)]
mod tests {
    use super::{clock, read, weekday};

    /// The hours as `days opens-closes`, one after another; a dash where nothing is read.
    fn told(text: &str) -> String {
        let Some(slots) = read(text) else {
            return "-".to_owned();
        };
        let slots = slots
            .iter()
            .map(|slot| format!("{} {}-{}", slot.days, slot.opens, slot.closes));
        slots.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_can_be_meant_in_one_way_is_read_and_nothing_else() {
        let cases = [
            ("Mon-Fri 9am-5pm", "MO,TU,WE,TH,FR 09:00-17:00"),
            (
                "Monday - Friday, 9:00 a.m. to 5:00 p.m.",
                "MO,TU,WE,TH,FR 09:00-17:00",
            ),
            (
                "Monday through Friday: 8:30am–4:30pm",
                "MO,TU,WE,TH,FR 08:30-16:30",
            ),
            ("Weekdays 9 am - noon", "MO,TU,WE,TH,FR 09:00-12:00"),
            ("Mon, Wed & Fri 10am-2pm", "MO,WE,FR 10:00-14:00"),
            (
                "Mon-Thu 9am-5pm; Fri 9am-12pm",
                "MO,TU,WE,TH 09:00-17:00; FR 09:00-12:00",
            ),
            (
                "Mon-Fri 9am-5pm, Sat 10am-1pm",
                "MO,TU,WE,TH,FR 09:00-17:00; SA 10:00-13:00",
            ),
            (
                "Mon-Fri 9am-12pm, 1pm-5pm",
                "MO,TU,WE,TH,FR 09:00-12:00; MO,TU,WE,TH,FR 13:00-17:00",
            ),
            ("Fri-Sun 8pm-2am", "FR,SA,SU 20:00-02:00"),
            ("Sunday: Closed Monday: 9:00-17:00", "MO 09:00-17:00"),
            ("Saturday-Monday 08:00-12:00", "MO,SA,SU 08:00-12:00"),
            ("24 hours", "MO,TU,WE,TH,FR,SA,SU 00:00-23:59"),
            ("Open 24 hours a day, every day", "-"),
            ("Open 24/7", "MO,TU,WE,TH,FR,SA,SU 00:00-23:59"),
            ("Daily 8am-8pm", "MO,TU,WE,TH,FR,SA,SU 08:00-20:00"),
            ("Senin-Jumat 08.00-16.00", "MO,TU,WE,TH,FR 08:00-16:00"),
            (
                "Senin s/d Jum'at pukul 08.00 - 15.30 WIB",
                "MO,TU,WE,TH,FR 08:00-15:30",
            ),
            (
                "Senin–Kamis 08.00–15.00, Jumat 08.00–11.30",
                "MO,TU,WE,TH 08:00-15:00; FR 08:00-11:30",
            ),
            (
                "Sen-Kam 07.30-14.00; Jum 07.30-11.00; Sab tutup",
                "MO,TU,WE,TH 07:30-14:00; FR 07:30-11:00",
            ),
            ("Setiap hari 24 jam", "MO,TU,WE,TH,FR,SA,SU 00:00-23:59"),
            ("24 jam", "MO,TU,WE,TH,FR,SA,SU 00:00-23:59"),
            (
                "Selasa dan Kamis jam 09.00 sampai 12.00",
                "TU,TH 09:00-12:00",
            ),
            ("Rabu 10.00-12.00", "WE 10:00-12:00"),
            ("Rabu 16.00-24.00", "WE 16:00-00:00"),
            (
                "Senin sampai dengan Minggu 22.00-06.00",
                "MO,TU,WE,TH,FR,SA,SU 22:00-06:00",
            ),
            // Which half of the day, which days, or what else is meant, is not said.
            ("Monday-Friday, 9-5", "-"),
            ("Mon-Fri 9:00-5:00", "-"),
            ("Mon 1:00-5:00", "-"),
            ("Mon 9-5pm", "-"),
            ("Mon 10:00-12:00", "-"),
            ("9am-5pm", "-"),
            ("08.00-16.00", "-"),
            ("Hari kerja 08.00-16.00", "-"),
            ("Mon-Fri 9am-5pm by appointment", "-"),
            ("Senin-Jumat 08.00-16.00 (istirahat 12.00-13.00)", "-"),
            ("1st Monday 9am-5pm", "-"),
            ("Mon-Fri 9am-5pm, Mon 10am-2pm", "-"),
            ("Mon 1pm-5pm, 9am-12pm", "-"),
            ("Mon-Fri 9am", "-"),
            ("Mon-Fri", "-"),
            ("Mon-Fri 25.00-26.00", "-"),
            ("Tutup", "-"),
            ("Sunday closed", "-"),
            ("", "-"),
            ("Any time that is convenient for the client", "-"),
        ];
        for (text, expected) in cases {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn a_zone_of_indonesia_is_read() {
        for (text, hours) in [("WIB", 7.0), ("WITA", 8.0), ("WIT", 9.0)] {
            let slots = read(&format!("Senin 08.00-10.00 {text}")).unwrap();
            assert_eq!(slots[0].zone, Some(hours));
        }
        assert_eq!(read("Senin 08.00-10.00").unwrap()[0].zone, None);
    }

    #[test]
    fn times_and_days_in_cells_of_their_own() {
        let times = [
            ("9:00", Some("09:00")),
            ("9am", Some("09:00")),
            ("4:00 PM", Some("16:00")),
            ("3pm", Some("15:00")),
            ("12am", Some("00:00")),
            ("17.00", Some("17:00")),
            ("09:00:00", Some("09:00:00")),
            ("09:00+07:00", Some("09:00+07:00")),
            ("09:00Z", Some("09:00Z")),
            ("25:00", None),
            ("soon", None),
            ("", None),
        ];
        for (text, expected) in times {
            assert_eq!(clock(text).as_deref(), expected, "{text}");
        }
        let days = [
            ("1", Some("MO")),
            ("7", Some("SU")),
            ("Sunday", Some("SU")),
            ("Jumat", Some("FR")),
            ("we", Some("WE")),
            ("0", None),
            ("8", None),
            ("someday", None),
        ];
        for (text, expected) in days {
            assert_eq!(weekday(text), expected, "{text}");
        }
    }
}
