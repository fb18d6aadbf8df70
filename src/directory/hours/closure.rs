//! The words by which a row without times says that its days are closed.

/// One of these words must be there.
const CLOSED: [&str; 3] = ["tutup", "libur", "closed"];

/// With one of these words the row may say something else ("tidak tutup", "tutup lebih awal"), so
/// it closes nothing.
const DOUBTFUL: [&str; 35] = [
    "tidak",
    "bukan",
    "tanpa",
    "tetap",
    "buka",
    "kecuali",
    "awal",
    "cepat",
    "jam",
    "pukul",
    "sebagian",
    "setengah",
    "istirahat",
    "makan",
    "setiap",
    "jika",
    "bila",
    "not",
    "never",
    "no",
    "open",
    "except",
    "unless",
    "early",
    "earlier",
    "at",
    "partly",
    "lunch",
    "break",
    "every",
    "if",
    "when",
    "meeting",
    "group",
    "holidays",
];

/// Remarks on public holidays in general, which stand on rows that hold for the whole year.
const PHRASES: [&str; 5] = [
    "hari libur",
    "libur nasional",
    "tanggal merah",
    "public holiday",
    "national holiday",
];

/// Days of the week. In a row that does not tell its own, they say that not all of its days are meant.
const WEEKDAYS: [&str; 15] = [
    "senin",
    "selasa",
    "rabu",
    "kamis",
    "jumat",
    "jum'at",
    "sabtu",
    "minggu",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Whether a text names a day of the week.
pub(super) fn names_weekday(text: &str) -> bool {
    let text = text.to_lowercase();
    WEEKDAYS.iter().any(|day| text.contains(day))
}

/// Whether a text says, without doubt, that the days of its row are closed.
pub(super) fn says_closed(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let plain = words.join(" ");
    words.iter().any(|word| CLOSED.contains(word))
        && !words.iter().any(|word| DOUBTFUL.contains(word))
        && !PHRASES.iter().any(|phrase| plain.contains(phrase))
        && !tells_time(&text)
}

/// Whether a text has a time of day, such as `16.00` or `16:00`: then it tells when the closing is.
fn tells_time(text: &str) -> bool {
    text.split(|letter: char| !letter.is_ascii_digit() && letter != '.' && letter != ':')
        .filter_map(|part| part.split_once(['.', ':']))
        .any(|(hour, minute)| matches!(hour.len(), 1 | 2) && minute.len() == 2)
}
