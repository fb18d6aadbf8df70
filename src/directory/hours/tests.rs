//! Tables of hours and answers, and what must hold for any rows. Today is 2026-11-21, a Saturday. It is long because each
//! row of a table is a case written out.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;

use super::{Holiday, Holidays, Hours, Language, Row};

const EMPTY: Row<'static> = Row {
    valid_from: None,
    valid_to: None,
    dtstart: None,
    timezone: None,
    until: None,
    count: None,
    wkst: None,
    freq: None,
    interval: None,
    byday: None,
    byweekno: None,
    bymonthday: None,
    byyearday: None,
    opens_at: None,
    closes_at: None,
    description: None,
    notes: None,
};

fn zone(hours: i32) -> FixedOffset {
    FixedOffset::east_opt(hours * 3600).unwrap()
}

/// An instant in WIB, such as `2026-11-21 08:00`.
fn wib(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_str(&format!("{text}:00 +0700"), "%Y-%m-%d %H:%M:%S %z")
        .unwrap()
        .to_utc()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-21")
}

fn times(opens: &'static str, closes: &'static str) -> Row<'static> {
    Row {
        opens_at: Some(opens),
        closes_at: Some(closes),
        ..EMPTY
    }
}

fn weekly(byday: &'static str, opens: &'static str, closes: &'static str) -> Row<'static> {
    Row {
        freq: Some("WEEKLY"),
        byday: Some(byday),
        ..times(opens, closes)
    }
}

fn monthly(byday: &'static str) -> Row<'static> {
    Row {
        freq: Some("MONTHLY"),
        byday: Some(byday),
        ..times("09:00", "12:00")
    }
}

fn closed(from: &'static str, to: &'static str, notes: &'static str) -> Row<'static> {
    Row {
        valid_from: Some(from),
        valid_to: Some(to),
        notes: Some(notes),
        ..EMPTY
    }
}

fn hours(rows: &[Row<'_>]) -> Hours {
    Hours::compile(rows, zone(7))
}

fn christmas() -> Holidays {
    let holiday = |name: &str, closed| Holiday {
        name: name.to_owned(),
        closed,
    };
    [
        (day("2026-12-25"), holiday("Hari Raya Natal", true)),
        (day("2026-12-22"), holiday("Hari Ibu", false)),
    ]
    .into_iter()
    .collect()
}

const OPEN: Option<bool> = Some(true);
const SHUT: Option<bool> = Some(false);

#[test]
fn open_at_an_instant() {
    let fortnight = Row {
        interval: Some(2),
        dtstart: Some("2026-11-03"),
        ..weekly("TU", "09:00", "11:00")
    };
    type Case = (
        &'static str,
        Vec<Row<'static>>,
        &'static [(&'static str, Option<bool>)],
    );
    let table: Vec<Case> = vec![
        ("no rows", vec![], &[("2026-11-20 09:00", None)]),
        (
            "a week, open at the first minute and closed at the last",
            vec![weekly("MO,TU,WE,TH,FR", "08:00", "16:00")],
            &[
                ("2026-11-20 07:59", SHUT),
                ("2026-11-20 08:00", OPEN),
                ("2026-11-20 15:59", OPEN),
                ("2026-11-20 16:00", SHUT),
                ("2026-11-21 09:00", SHUT),
            ],
        ),
        (
            "no freq with byday is weekly, lower case and spaces are read",
            vec![Row {
                freq: None,
                byday: Some(" mo, fr "),
                ..times("8:00", "16:00:00")
            }],
            &[("2026-11-20 09:00", OPEN), ("2026-11-19 09:00", SHUT)],
        ),
        (
            "WEEKLY without byday or dtstart is every day",
            vec![Row {
                freq: Some("WEEKLY"),
                ..times("08:00", "16:00")
            }],
            &[("2026-11-21 09:00", OPEN), ("2026-11-22 09:00", OPEN)],
        ),
        (
            "WEEKLY without byday is the weekday of dtstart, from then on",
            vec![Row {
                freq: Some("WEEKLY"),
                dtstart: Some("2026-11-13"),
                ..times("08:00", "16:00")
            }],
            &[
                ("2026-11-06 09:00", SHUT),
                ("2026-11-20 09:00", OPEN),
                ("2026-11-21 09:00", SHUT),
            ],
        ),
        (
            "two windows a day",
            vec![
                weekly("FR", "08:00", "11:00"),
                weekly("FR", "13:00", "16:00"),
            ],
            &[
                ("2026-11-20 10:00", OPEN),
                ("2026-11-20 12:00", SHUT),
                ("2026-11-20 13:00", OPEN),
            ],
        ),
        (
            "past midnight, into the day after the last",
            vec![weekly("FR", "22:00", "06:00")],
            &[
                ("2026-11-20 05:00", SHUT),
                ("2026-11-20 23:00", OPEN),
                ("2026-11-21 05:59", OPEN),
                ("2026-11-21 06:00", SHUT),
                ("2026-11-21 23:00", SHUT),
            ],
        ),
        (
            "until midnight",
            vec![weekly("FR", "22:00", "24:00")],
            &[("2026-11-20 23:59", OPEN), ("2026-11-21 00:00", SHUT)],
        ),
        (
            "24 hours, one day",
            vec![weekly("FR", "00:00", "23:59")],
            &[
                ("2026-11-20 00:00", OPEN),
                ("2026-11-20 23:59", OPEN),
                ("2026-11-21 00:00", SHUT),
            ],
        ),
        (
            "a time with an offset: 10:00 in WIT is 08:00 in WIB, 01:00Z too",
            vec![weekly("FR", "10:00+09:00", "03:00Z")],
            &[
                ("2026-11-20 07:59", SHUT),
                ("2026-11-20 08:00", OPEN),
                ("2026-11-20 10:00", SHUT),
            ],
        ),
        (
            "the row's zone before the place's: WIT",
            vec![Row {
                timezone: Some(9.0),
                ..weekly("SA", "00:00", "02:00")
            }],
            &[("2026-11-20 22:00", OPEN), ("2026-11-21 00:00", SHUT)],
        ),
        (
            "first Friday",
            vec![monthly("1FR")],
            &[
                ("2026-12-04 09:00", OPEN),
                ("2026-12-11 09:00", SHUT),
                ("2026-12-04 12:00", SHUT),
            ],
        ),
        (
            "last Monday, in a month of five",
            vec![monthly("-1MO")],
            &[("2026-11-30 09:00", OPEN), ("2026-11-23 09:00", SHUT)],
        ),
        (
            "a place without freq is monthly; every Monday of a month is weekly",
            vec![
                Row {
                    freq: None,
                    ..monthly("2SA")
                },
                monthly("MO"),
            ],
            &[
                ("2026-11-14 09:00", OPEN),
                ("2026-11-21 09:00", SHUT),
                ("2026-11-23 09:00", OPEN),
            ],
        ),
        (
            "the 31st only where there is one; the last day everywhere",
            vec![
                Row {
                    bymonthday: Some("31"),
                    freq: Some("MONTHLY"),
                    ..times("08:00", "09:00")
                },
                Row {
                    bymonthday: Some("-1"),
                    ..times("13:00", "14:00")
                },
            ],
            &[
                ("2026-11-30 08:00", SHUT),
                ("2026-12-01 08:00", SHUT),
                ("2026-12-31 08:00", OPEN),
                ("2026-11-30 13:00", OPEN),
                ("2027-02-28 13:00", OPEN),
                ("2028-02-28 13:00", SHUT),
                ("2028-02-29 13:00", OPEN),
            ],
        ),
        (
            "the last night of a month",
            vec![Row {
                bymonthday: Some("-1"),
                ..times("22:00", "02:00")
            }],
            &[("2026-12-01 01:00", OPEN), ("2026-12-02 01:00", SHUT)],
        ),
        (
            "MONTHLY alone is the day of dtstart",
            vec![Row {
                freq: Some("MONTHLY"),
                dtstart: Some("2026-01-15"),
                interval: Some(2),
                ..times("09:00", "12:00")
            }],
            &[
                ("2026-11-15 09:00", OPEN),
                ("2026-12-15 09:00", SHUT),
                ("2027-01-15 09:00", OPEN),
                ("2025-11-15 09:00", SHUT),
            ],
        ),
        (
            "every second week",
            vec![fortnight],
            &[
                ("2026-10-20 09:00", SHUT),
                ("2026-11-03 09:00", OPEN),
                ("2026-11-10 09:00", SHUT),
                ("2026-11-17 09:00", OPEN),
                ("2036-11-04 09:00", OPEN),
                ("2036-11-11 09:00", SHUT),
            ],
        ),
        (
            "wkst moves the fortnight, as in RFC 5545",
            vec![Row {
                dtstart: Some("1997-08-05"),
                interval: Some(2),
                wkst: Some("SU"),
                ..weekly("TU,SU", "09:00", "10:00")
            }],
            &[
                ("1997-08-05 09:00", OPEN),
                ("1997-08-10 09:00", SHUT),
                ("1997-08-17 09:00", OPEN),
                ("1997-08-19 09:00", OPEN),
                ("1997-08-24 09:00", SHUT),
            ],
        ),
        (
            "until: the last day counts",
            vec![Row {
                until: Some("2026-11-20"),
                ..weekly("FR", "08:00", "16:00")
            }],
            &[("2026-11-20 09:00", OPEN), ("2026-11-27 09:00", SHUT)],
        ),
        (
            "count: three Fridays",
            vec![Row {
                count: Some(3),
                dtstart: Some("2026-11-06"),
                ..weekly("FR", "08:00", "16:00")
            }],
            &[
                ("2026-11-06 09:00", OPEN),
                ("2026-11-20 09:00", OPEN),
                ("2026-11-27 09:00", SHUT),
            ],
        ),
        (
            "count with an interval",
            vec![Row {
                count: Some(2),
                ..fortnight
            }],
            &[("2026-11-17 09:00", OPEN), ("2026-12-01 09:00", SHUT)],
        ),
        (
            "weeks and days of the year",
            vec![
                Row {
                    byweekno: Some("48,-1"),
                    ..weekly("MO", "08:00", "09:00")
                },
                Row {
                    byyearday: Some("1,-1"),
                    ..times("10:00", "11:00")
                },
            ],
            &[
                ("2026-11-16 08:00", SHUT),
                ("2026-11-23 08:00", OPEN),
                ("2026-12-28 08:00", OPEN),
                ("2026-12-31 10:00", OPEN),
                ("2027-01-01 10:00", OPEN),
                ("2027-01-02 10:00", SHUT),
            ],
        ),
        (
            "once",
            vec![Row {
                dtstart: Some("2026-11-21"),
                ..times("08:00", "12:00")
            }],
            &[("2026-11-21 09:00", OPEN), ("2026-11-28 09:00", SHUT)],
        ),
        (
            "outside its validity nothing is known",
            vec![Row {
                valid_from: Some("2026-11-01"),
                valid_to: Some("2026-11-30"),
                ..weekly("FR", "08:00", "16:00")
            }],
            &[
                ("2026-10-30 09:00", None),
                ("2026-11-27 09:00", OPEN),
                ("2026-11-26 09:00", SHUT),
                ("2026-12-04 09:00", None),
            ],
        ),
        (
            "a closure overrides, a dated row with times adds",
            vec![
                weekly("MO,TU,WE,TH,FR", "08:00", "16:00"),
                weekly("TH", "22:00", "02:00"),
                closed("2026-11-27", "2026-11-30", "Tutup: pindah kantor"),
                Row {
                    valid_from: Some("2026-11-22"),
                    valid_to: Some("2026-11-22"),
                    ..times("10:00", "12:00")
                },
            ],
            &[
                ("2026-11-22 11:00", OPEN),
                ("2026-11-29 11:00", SHUT),
                ("2026-11-26 09:00", OPEN),
                // The night that began before the closure.
                ("2026-11-27 01:00", OPEN),
                ("2026-11-27 09:00", SHUT),
                ("2026-11-30 09:00", SHUT),
                ("2026-12-01 09:00", OPEN),
            ],
        ),
        (
            "closed on Sundays by a row of its own",
            vec![
                Row {
                    freq: Some("WEEKLY"),
                    ..times("08:00", "16:00")
                },
                Row {
                    byday: Some("SU"),
                    description: Some("Hari Minggu libur"),
                    ..EMPTY
                },
            ],
            &[("2026-11-21 09:00", OPEN), ("2026-11-22 09:00", SHUT)],
        ),
        (
            "words alone",
            vec![Row {
                description: Some("Buka setiap hari kerja"),
                ..EMPTY
            }],
            &[("2026-11-20 09:00", None), ("2026-11-22 03:00", None)],
        ),
        (
            "a remark beside hours changes nothing, even one about closing",
            vec![
                weekly("FR", "08:00", "16:00"),
                Row {
                    notes: Some("Tutup pada hari libur nasional"),
                    ..EMPTY
                },
            ],
            &[("2026-11-20 09:00", OPEN), ("2026-11-21 09:00", SHUT)],
        ),
        (
            "days without times are unknown on these days",
            vec![
                weekly("FR", "08:00", "16:00"),
                Row {
                    byday: Some("SA"),
                    ..EMPTY
                },
            ],
            &[
                ("2026-11-20 09:00", OPEN),
                ("2026-11-20 17:00", SHUT),
                ("2026-11-21 09:00", None),
                ("2026-11-22 09:00", SHUT),
            ],
        ),
    ];
    for (name, rows, answers) in table {
        let hours = hours(&rows);
        for (at, answer) in answers {
            assert_eq!(
                hours.is_open_at(wib(at), &Holidays::default()),
                *answer,
                "{name}, {at}"
            );
        }
    }
}

#[test]
fn what_cannot_be_read_is_unknown() {
    let good = weekly("FR", "08:00", "16:00");
    let rows = [
        Row {
            opens_at: Some("pagi"),
            ..good
        },
        Row {
            opens_at: Some("25:00"),
            ..good
        },
        Row {
            opens_at: Some("24:00"),
            ..good
        },
        Row {
            opens_at: Some("08:60"),
            ..good
        },
        Row {
            opens_at: Some("8"),
            ..good
        },
        Row {
            opens_at: Some("08:00+99:00"),
            ..good
        },
        Row {
            closes_at: None,
            ..good
        },
        Row {
            opens_at: Some("  "),
            ..good
        },
        Row {
            byday: Some("FR,XX"),
            ..good
        },
        Row {
            byday: Some("FR,"),
            ..good
        },
        Row {
            byday: Some("1FR"),
            ..good
        },
        Row {
            byday: Some("Jumat"),
            ..good
        },
        Row {
            byday: Some("é"),
            ..good
        },
        Row {
            freq: Some("DAILY"),
            ..good
        },
        Row {
            freq: Some("YEARLY"),
            ..good
        },
        Row {
            interval: Some(2),
            ..good
        },
        Row {
            interval: Some(0),
            ..good
        },
        Row {
            interval: Some(-1),
            ..good
        },
        Row {
            count: Some(3),
            ..good
        },
        Row {
            count: Some(0),
            dtstart: Some("2026-11-06"),
            ..good
        },
        Row {
            dtstart: Some("6 November"),
            ..good
        },
        Row {
            until: Some("2026-02-30"),
            ..good
        },
        Row {
            valid_from: Some("2026"),
            ..good
        },
        Row {
            valid_from: Some("2026-12-01"),
            valid_to: Some("2026-11-01"),
            ..good
        },
        Row {
            timezone: Some(f64::NAN),
            ..good
        },
        Row {
            timezone: Some(70.0),
            ..good
        },
        Row {
            wkst: Some("Senin"),
            ..good
        },
        Row {
            bymonthday: Some("1"),
            ..good
        },
        Row {
            bymonthday: Some("32"),
            byday: None,
            freq: None,
            ..good
        },
        Row {
            byweekno: Some("54"),
            ..good
        },
        Row {
            freq: Some("MONTHLY"),
            byday: None,
            ..good
        },
        Row {
            freq: None,
            byday: None,
            ..good
        },
        Row {
            freq: None,
            byday: None,
            valid_from: Some("2026-11-01"),
            ..good
        },
    ];
    for row in rows {
        let hours = hours(&[row]);
        assert!(hours.is_unknown(), "{row:?}");
        let at = wib("2026-11-20 09:00");
        assert_eq!(hours.is_open_at(at, &Holidays::default()), None, "{row:?}");
        assert_eq!(hours.next_opening(at, &Holidays::default()), None);
        assert_eq!(hours.line(Language::English, today()), None);
    }
}

#[test]
fn only_clear_words_close() {
    let general = weekly("MO,TU,WE,TH,FR", "08:00", "16:00");
    let table = [
        ("Tutup", SHUT),
        ("LIBUR Idul Fitri", SHUT),
        ("Tutup sementara (renovasi)", SHUT),
        ("Closed for Nyepi", SHUT),
        ("Tidak tutup", OPEN),
        ("Tutup lebih awal", OPEN),
        ("Tutup 14.00", OPEN),
        ("Tutup jam 2", OPEN),
        ("Tetap buka walau libur", OPEN),
        ("Tutup pada hari libur nasional", OPEN),
        ("Closed on Sundays", OPEN),
        ("Disclosed", OPEN),
        ("Jadwal Ramadan", OPEN),
    ];
    for (notes, answer) in table {
        let hours = hours(&[general, closed("2026-11-16", "2026-11-27", notes)]);
        assert_eq!(
            hours.is_open_at(wib("2026-11-20 09:00"), &Holidays::default()),
            answer,
            "{notes}"
        );
    }
}

#[test]
fn holidays_close_ordinary_hours_but_not_24_hour_services() {
    let every_day = |opens, closes| Row {
        freq: Some("WEEKLY"),
        ..times(opens, closes)
    };
    let table = [
        (every_day("08:00", "16:00"), "2026-12-25 09:00", SHUT),
        (every_day("08:00", "16:00"), "2026-12-22 09:00", OPEN),
        (every_day("00:00", "23:59"), "2026-12-25 09:00", OPEN),
        (every_day("00:00", "00:00"), "2026-12-25 09:00", OPEN),
        (every_day("00:00", "24:00"), "2026-12-25 09:00", OPEN),
        // The night before the holiday runs to its end; that of the holiday does not begin.
        (every_day("22:00", "06:00"), "2026-12-25 05:00", OPEN),
        (every_day("22:00", "06:00"), "2026-12-25 23:00", SHUT),
        (every_day("22:00", "06:00"), "2026-12-26 05:00", SHUT),
    ];
    for (row, at, answer) in table {
        let open = hours(&[row]).is_open_at(wib(at), &christmas());
        assert_eq!(open, answer, "{row:?} {at}");
    }
}

#[test]
fn next_opening_and_its_closing() {
    let office = weekly("MO,TU,WE,TH,FR", "08:00", "16:00");
    /// What, rows, the instant, and opening and closing.
    type Case = (
        &'static str,
        Vec<Row<'static>>,
        &'static str,
        Option<(&'static str, Option<&'static str>)>,
    );
    let table: Vec<Case> = vec![
        (
            "open now",
            vec![office],
            "2026-11-20 09:30",
            Some((
                "2026-11-20T09:30:00+07:00",
                Some("2026-11-20T16:00:00+07:00"),
            )),
        ),
        (
            "after the weekend",
            vec![office],
            "2026-11-21 09:30",
            Some((
                "2026-11-23T08:00:00+07:00",
                Some("2026-11-23T16:00:00+07:00"),
            )),
        ),
        (
            "at closing",
            vec![office],
            "2026-11-20 16:00",
            Some((
                "2026-11-23T08:00:00+07:00",
                Some("2026-11-23T16:00:00+07:00"),
            )),
        ),
        (
            "after a holiday and a weekend",
            vec![office],
            "2026-12-24 16:00",
            Some((
                "2026-12-28T08:00:00+07:00",
                Some("2026-12-28T16:00:00+07:00"),
            )),
        ),
        (
            "in the zone of the row",
            vec![Row {
                timezone: Some(9.0),
                ..office
            }],
            "2026-11-21 09:30",
            Some((
                "2026-11-23T08:00:00+09:00",
                Some("2026-11-23T16:00:00+09:00"),
            )),
        ),
        (
            "windows that meet",
            vec![
                weekly("MO", "08:00", "12:00"),
                weekly("MO", "12:00", "16:00"),
            ],
            "2026-11-21 09:30",
            Some((
                "2026-11-23T08:00:00+07:00",
                Some("2026-11-23T16:00:00+07:00"),
            )),
        ),
        (
            "a pause",
            vec![
                weekly("MO", "08:00", "12:00"),
                weekly("MO", "13:00", "16:00"),
            ],
            "2026-11-23 12:30",
            Some((
                "2026-11-23T13:00:00+07:00",
                Some("2026-11-23T16:00:00+07:00"),
            )),
        ),
        (
            "never closes",
            vec![weekly("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59")],
            "2026-11-21 09:30",
            Some(("2026-11-21T09:30:00+07:00", None)),
        ),
        (
            "the night that is on",
            vec![weekly("FR", "22:00", "06:00")],
            "2026-11-21 05:00",
            Some((
                "2026-11-21T05:00:00+07:00",
                Some("2026-11-21T06:00:00+07:00"),
            )),
        ),
        (
            "first Friday",
            vec![monthly("1FR")],
            "2026-11-21 05:00",
            Some((
                "2026-12-04T09:00:00+07:00",
                Some("2026-12-04T12:00:00+07:00"),
            )),
        ),
        (
            "beyond a closure",
            vec![office, closed("2026-11-20", "2026-12-01", "Libur")],
            "2026-11-20 09:00",
            Some((
                "2026-12-02T08:00:00+07:00",
                Some("2026-12-02T16:00:00+07:00"),
            )),
        ),
        (
            "ended",
            vec![Row {
                until: Some("2026-11-20"),
                ..office
            }],
            "2026-11-20 16:00",
            None,
        ),
        (
            "too far ahead",
            vec![Row {
                valid_from: Some("2028-01-01"),
                ..office
            }],
            "2026-11-20 16:00",
            None,
        ),
        (
            "never",
            vec![Row {
                bymonthday: Some("30"),
                byday: None,
                freq: Some("MONTHLY"),
                interval: Some(12),
                dtstart: Some("2026-02-01"),
                ..office
            }],
            "2026-11-20 16:00",
            None,
        ),
        (
            "past an unknown row",
            vec![
                office,
                Row {
                    byday: Some("SA"),
                    ..EMPTY
                },
            ],
            "2026-11-21 09:30",
            Some((
                "2026-11-23T08:00:00+07:00",
                Some("2026-11-23T16:00:00+07:00"),
            )),
        ),
    ];
    for (name, rows, at, answer) in table {
        let opening = hours(&rows).next_opening(wib(at), &christmas());
        let found = opening.map(|opening| {
            (
                opening.opens.to_rfc3339(),
                opening.closes.map(|closes| closes.to_rfc3339()),
            )
        });
        let answer =
            answer.map(|(opens, closes)| (opens.to_owned(), closes.map(ToOwned::to_owned)));
        assert_eq!(found, answer, "{name}");
    }
}

#[test]
fn zones_of_the_place() {
    let row = weekly("SA", "08:00", "16:00");
    // 08:30 in WIB is 09:30 in WITA and 10:30 in WIT.
    for (hours, at, answer) in [
        (7, "2026-11-21 08:00", OPEN),
        (7, "2026-11-21 07:00", SHUT),
        (8, "2026-11-21 07:00", OPEN),
        (8, "2026-11-21 06:00", SHUT),
        (9, "2026-11-21 06:00", OPEN),
        (9, "2026-11-21 14:00", SHUT),
    ] {
        let open = Hours::compile(&[row], zone(hours)).is_open_at(wib(at), &Holidays::default());
        assert_eq!(open, answer, "{hours} {at}");
    }
}

#[test]
fn lines() {
    let by = |bymonthday| Row {
        freq: Some("MONTHLY"),
        bymonthday: Some(bymonthday),
        ..times("08:00", "11:00")
    };
    let table: Vec<(Vec<Row<'_>>, &str, &str)> = vec![
        (
            vec![weekly("MO,TU,WE,TH,FR", "08:00", "16:00")],
            "Sen-Jum 08.00-16.00",
            "Mon-Fri 08:00-16:00",
        ),
        (
            vec![
                weekly("MO,TU,WE,TH", "13:00", "16:00"),
                weekly("FR", "08:00", "11:00"),
                weekly("MO,TU,WE,TH", "08:00", "12:00"),
            ],
            "Sen-Kam 08.00-12.00, 13.00-16.00; Jum 08.00-11.00",
            "Mon-Thu 08:00-12:00, 13:00-16:00; Fri 08:00-11:00",
        ),
        (
            vec![weekly("MO,WE,FR,SA", "08:00", "11:00")],
            "Sen, Rab, Jum-Sab 08.00-11.00",
            "Mon, Wed, Fri-Sat 08:00-11:00",
        ),
        (
            vec![Row {
                freq: Some("WEEKLY"),
                ..times("00:00", "23:59")
            }],
            "Setiap hari 24 jam",
            "Every day, 24 hours",
        ),
        (
            vec![Row {
                freq: Some("WEEKLY"),
                ..times("17:00Z", "17:00Z")
            }],
            "Setiap hari 24 jam",
            "Every day, 24 hours",
        ),
        (
            vec![weekly("SA,SU", "00:00", "24:00")],
            "Sab-Min 24 jam",
            "Sat-Sun 24 hours",
        ),
        (
            vec![Row {
                freq: Some("WEEKLY"),
                ..times("08:00", "21:00")
            }],
            "Setiap hari 08.00-21.00",
            "Every day 08:00-21:00",
        ),
        (
            vec![weekly("FR", "22:00", "06:00")],
            "Jum 22.00-06.00",
            "Fri 22:00-06:00",
        ),
        (
            vec![weekly("FR", "18:00", "00:00")],
            "Jum 18.00-24.00",
            "Fri 18:00-24:00",
        ),
        (
            vec![monthly("1FR")],
            "Jumat pertama setiap bulan 09.00-12.00",
            "First Friday of the month 09:00-12:00",
        ),
        (
            vec![monthly("1FR,3FR,-1MO")],
            "Senin terakhir dan Jumat pertama dan ketiga setiap bulan 09.00-12.00",
            "Last Monday and first and third Friday of the month 09:00-12:00",
        ),
        (
            vec![by("1,15")],
            "Tanggal 1 dan 15 setiap bulan 08.00-11.00",
            "1st and 15th of the month 08:00-11:00",
        ),
        (
            vec![by("-1")],
            "Hari terakhir setiap bulan 08.00-11.00",
            "Last day of the month 08:00-11:00",
        ),
        (
            vec![Row {
                byday: Some("FR"),
                ..by("13")
            }],
            "Tanggal 13 (setiap Jumat) setiap bulan 08.00-11.00",
            "13th (every Friday) of the month 08:00-11:00",
        ),
        (
            vec![Row {
                interval: Some(2),
                dtstart: Some("2026-11-03"),
                ..weekly("TU", "09:00", "11:00")
            }],
            "Setiap 2 minggu: Sel 09.00-11.00",
            "Every 2 weeks: Tue 09:00-11:00",
        ),
        (
            vec![Row {
                interval: Some(3),
                dtstart: Some("2026-01-01"),
                ..monthly("1FR")
            }],
            "Setiap 3 bulan: Jumat pertama 09.00-12.00",
            "Every 3 months: first Friday 09:00-12:00",
        ),
        (
            vec![Row {
                byweekno: Some("41,42"),
                ..weekly("MO,TU", "08:00", "09:00")
            }],
            "Pekan ke-41 dan ke-42 setiap tahun: Sen-Sel 08.00-09.00",
            "41st and 42nd week of the year: Mon-Tue 08:00-09:00",
        ),
        (
            vec![Row {
                byyearday: Some("1,-1"),
                ..times("08:00", "09:00")
            }],
            "Hari terakhir dan pertama setiap tahun 08.00-09.00",
            "Last and first day of the year 08:00-09:00",
        ),
        (
            vec![
                weekly("MO", "08:00", "16:00"),
                closed("2026-12-24", "2027-01-02", "Libur"),
                closed("2026-01-01", "2026-01-02", "Libur"),
            ],
            "Sen 08.00-16.00; Tutup (24 Des 2026 - 2 Jan 2027)",
            "Mon 08:00-16:00; Closed (24 Dec 2026 - 2 Jan 2027)",
        ),
        (
            vec![
                Row {
                    dtstart: Some("2026-12-05"),
                    ..times("08:00", "12:00")
                },
                closed("2026-12-07", "2026-12-07", "Tutup"),
            ],
            "5 Des 2026 08.00-12.00; Tutup 7 Des 2026",
            "5 Dec 2026 08:00-12:00; Closed 7 Dec 2026",
        ),
        (
            vec![
                Row {
                    valid_from: Some("2026-12-01"),
                    ..weekly("MO", "08:00", "16:00")
                },
                Row {
                    valid_to: Some("2026-11-30"),
                    ..weekly("MO", "09:00", "16:00")
                },
            ],
            "Sen 08.00-16.00 (mulai 1 Des 2026); Sen 09.00-16.00 (sampai 30 Nov 2026)",
            "Mon 08:00-16:00 (from 1 Dec 2026); Mon 09:00-16:00 (until 30 Nov 2026)",
        ),
        (
            vec![Row {
                timezone: Some(9.0),
                ..weekly("MO", "08:00", "16:00")
            }],
            "Sen 08.00-16.00 WIT",
            "Mon 08:00-16:00 WIT",
        ),
    ];
    for (rows, indonesian, english) in table {
        let hours = hours(&rows);
        let line = |language| hours.line(language, today()).unwrap_or_default();
        assert_eq!(line(Language::Indonesian), indonesian);
        assert_eq!(line(Language::English), english);
    }
}

#[test]
fn equal_sets_of_rows_are_one() {
    let (one, two) = (weekly("MO", "08:00", "16:00"), monthly("1FR"));
    let same = Row {
        byday: Some("mo"),
        opens_at: Some("08:00:00+07:00"),
        ..one
    };
    assert_eq!(hours(&[one, two]), hours(&[two, same, one]));
    let text = serde_json::to_string(&hours(&[one])).unwrap();
    assert_eq!(
        text,
        r#"{"z":420,"r":[{"x":{"o":[480,480]},"d":{"w":1},"z":420}]}"#
    );
}

#[test]
fn hours_go_between_threads() {
    fn check<T: Clone + Send + Sync + Eq + std::hash::Hash>(_: &T) {}
    check(&hours(&[]));
}

/// A field that is none, one of some values, or anything.
fn field(values: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        6 => Just(None),
        6 => proptest::sample::select(values).prop_map(|value| Some(value.to_owned())),
        1 => ".{0,8}".prop_map(Some),
    ]
}

fn number() -> impl Strategy<Value = Option<i32>> {
    prop_oneof![6 => Just(None), 3 => (1..6).prop_map(Some), 1 => any::<i32>().prop_map(Some)]
}

fn offset() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        4 => Just(None),
        3 => (-14..=14).prop_map(|hours| Some(f64::from(hours))),
        1 => any::<f64>().prop_map(Some),
    ]
}

const DATES: &[&str] = &[
    "2026-11-21",
    "2026-01-31",
    "2027-03-01",
    "2020-02-29",
    "0001-01-01",
    "9000-12-31",
    "9999-12-31",
    "1997-08-05",
];
const TIMES: &[&str] = &[
    "00:00",
    "08:00",
    "12:30",
    "16:00",
    "23:59",
    "24:00",
    "08:00+07:00",
    "01:00Z",
    "22:15:59",
    "08:01",
];

#[derive(Debug)]
struct Made {
    texts: Vec<Option<String>>,
    numbers: [Option<i32>; 2],
    timezone: Option<f64>,
}

impl Made {
    fn row(&self) -> Row<'_> {
        let text = |place: usize| self.texts[place].as_deref();
        Row {
            valid_from: text(0),
            valid_to: text(1),
            dtstart: text(2),
            until: text(3),
            wkst: text(4),
            freq: text(5),
            byday: text(6),
            byweekno: text(7),
            bymonthday: text(8),
            byyearday: text(9),
            opens_at: text(10),
            closes_at: text(11),
            notes: text(12),
            description: None,
            timezone: self.timezone,
            count: self.numbers[0],
            interval: self.numbers[1],
        }
    }
}

fn row() -> impl Strategy<Value = Made> {
    let texts = vec![
        field(DATES).boxed(),
        field(DATES).boxed(),
        field(DATES).boxed(),
        field(DATES).boxed(),
        field(&["MO", "SU"]).boxed(),
        field(&["WEEKLY", "MONTHLY"]).boxed(),
        field(&[
            "MO,TU",
            "1FR",
            "-1MO",
            "SA,SU",
            "MO,TU,WE,TH,FR,SA,SU",
            "5WE",
        ])
        .boxed(),
        field(&["1", "53", "-1,20"]).boxed(),
        field(&["1,15", "31", "-1", "30"]).boxed(),
        field(&["1", "366", "-1"]).boxed(),
        proptest::sample::select(TIMES)
            .prop_map(|time| Some(time.to_owned()))
            .boxed(),
        field(TIMES).boxed(),
        field(&["Tutup", "libur"]).boxed(),
    ];
    (texts, [number(), number()], offset()).prop_map(|(texts, numbers, timezone)| Made {
        texts,
        numbers,
        timezone,
    })
}

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    let near = wib("2026-11-21 08:00").timestamp();
    prop_oneof![
        8 => (-400 * 86_400..400 * 86_400_i64).prop_map(move |seconds| near + seconds),
        1 => any::<i64>(),
    ]
    .prop_map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_rows_answer(made in proptest::collection::vec(row(), 0..4), at in instant(), place in -12..=14) {
        let rows: Vec<Row<'_>> = made.iter().map(Made::row).collect();
        let hours = Hours::compile(&rows, zone(place));
        let holidays = christmas();
        let text = serde_json::to_string(&hours).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Hours>(&text).unwrap(), &hours);
        for language in [Language::Indonesian, Language::English] {
            let line = hours.line(language, today());
            prop_assert!(!(line.is_some() && hours.is_unknown()));
        }
        let open = hours.is_open_at(at, &holidays);
        let next = hours.next_opening(at, &holidays);
        if let Some(next) = next {
            prop_assert!(next.opens >= at);
            prop_assert_eq!(hours.is_open_at(next.opens.to_utc(), &holidays), OPEN);
            prop_assert_eq!(open == OPEN, next.opens == at);
            if let Some(closes) = next.closes {
                prop_assert!(closes > next.opens);
                prop_assert!(hours.is_open_at(closes.to_utc(), &holidays) != OPEN);
                prop_assert_eq!(hours.is_open_at(closes.to_utc() - TimeDelta::seconds(1), &holidays), OPEN);
            }
            // Nothing is open between.
            let gap = next.opens.to_utc() - at;
            for part in 1..20 {
                let between = at + gap * part / 20;
                if between < next.opens.to_utc() {
                    prop_assert!(hours.is_open_at(between, &holidays) != OPEN);
                }
            }
        } else {
            prop_assert!(open != OPEN);
        }
    }
}

/// The days from `first` on that `rrule` counts from the start of a rule in iCalendar's own words.
fn counted(start: &str, rule: &str, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
    let text = format!("DTSTART:{}T000000Z\nRRULE:{rule}", start.replace('-', ""));
    let set: rrule::RRuleSet = text.parse().unwrap();
    set.into_iter()
        .map(|at| at.date_naive())
        .skip_while(|day| *day < first)
        .take_while(|day| *day <= last)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Answers near an instant are those counted from the start, years before.
    #[test]
    fn same_days_as_counted_from_the_start(
        back in 0_u64..4000,
        interval in 1..30,
        kind in 0_usize..6,
        wkst in proptest::sample::select(&["MO", "SU", "WE"][..]),
        count in proptest::option::of(1..300),
    ) {
        let first = today();
        let last = first + TimeDelta::days(120);
        let start = (first - chrono::Days::new(back)).to_string();
        let (freq, field, value) = [
            ("WEEKLY", "BYDAY", "TU,SU"),
            ("WEEKLY", "BYDAY", "MO"),
            ("MONTHLY", "BYDAY", "1FR,-1MO"),
            ("MONTHLY", "BYDAY", "5WE"),
            ("MONTHLY", "BYMONTHDAY", "1,31,-2"),
            ("MONTHLY", "BYDAY", "TH"),
        ][kind];
        let (byday, bymonthday) = if field == "BYDAY" { (Some(value), None) } else { (None, Some(value)) };
        let row = Row {
            freq: Some(freq), byday, bymonthday, dtstart: Some(&start), interval: Some(interval),
            wkst: Some(wkst), count, ..times("08:00", "09:00")
        };
        let hours = hours(&[row]);
        let count = count.map_or_else(String::new, |count| format!(";COUNT={count}"));
        let rule = format!("FREQ={freq};INTERVAL={interval};WKST={wkst};{field}={value}{count}");
        let own: Vec<NaiveDate> = first
            .iter_days()
            .take_while(|day| *day <= last)
            .filter(|day| hours.is_open_at(wib(&format!("{day} 08:30")), &Holidays::default()) == OPEN)
            .collect();
        prop_assert_eq!(own, counted(&start, &rule, first, last), "{}", rule);
    }
}
