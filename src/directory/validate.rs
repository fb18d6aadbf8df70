//! What a field may hold. Dates, addresses and words are kept as published once they are known to be of their kind.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use entity::object::{Field, Kind, Object};
use serde_json::Value;
use uuid::Uuid;

use super::error::Expected;
use crate::store::Cell;

/// The content of a field from the text of a table cell. Blank is nothing.
pub fn from_text(object: &Object, field: &Field, text: &str) -> Result<Cell, Expected> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Cell::Null);
    }
    parse(object, field, text)
}

/// The content of a field from JSON. Text stays as it is, blank or not.
pub fn from_json(object: &Object, field: &Field, value: &Value) -> Result<Cell, Expected> {
    let kind = field.kind;
    match (kind, value) {
        (_, Value::Null) => Ok(Cell::Null),
        (Kind::Text | Kind::Uri | Kind::Email, Value::String(text)) => parse(object, field, text),
        (_, Value::String(text)) => from_text(object, field, text),
        (Kind::Number, Value::Number(number)) => number
            .as_f64()
            .map(Cell::Number)
            .ok_or_else(|| expected(kind)),
        (Kind::Integer, Value::Number(number)) => parse(object, field, &number.to_string()),
        (Kind::Text, Value::Number(number)) => Ok(Cell::Text(number.to_string())),
        _ => Err(expected(kind)),
    }
}

/// The fields that lists are ordered by or terms are found by.
const INDEXED: [(&str, &str); 6] = [
    ("organization", "name"),
    ("service", "name"),
    ("location", "name"),
    ("practitioner", "name"),
    ("taxonomy_term", "name"),
    ("taxonomy_term", "code"),
];

/// A page of a PostgreSQL index holds keys of up to 2,704 bytes, their frame included.
const INDEXED_BYTES: usize = 2_600;

fn parse(object: &Object, field: &Field, text: &str) -> Result<Cell, Expected> {
    let kind = field.kind;
    let as_text = || Cell::Text(text.to_owned());
    if text.contains('\0') {
        return Err(Expected("text without NUL characters".to_owned()));
    }
    if text.len() > INDEXED_BYTES && INDEXED.contains(&(object.name, field.name)) {
        return Err(Expected(format!("text of at most {INDEXED_BYTES} bytes")));
    }
    match kind {
        Kind::Text | Kind::Uri | Kind::Email | Kind::Region => Some(as_text()),
        Kind::Number => text
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
            .map(Cell::Number),
        Kind::Integer => text
            .strip_suffix(".0")
            .unwrap_or(text)
            .parse()
            .ok()
            .map(Cell::Integer),
        Kind::Date => {
            (NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok() || is_moment(text)).then(as_text)
        }
        Kind::DateTime => {
            (is_moment(text) || NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()).then(as_text)
        }
        Kind::OneOf(words) => words.contains(&text).then(as_text),
        Kind::Reference(_) | Kind::Id => Uuid::try_parse(text).ok().map(Cell::Id),
    }
    .ok_or_else(|| expected(kind))
}

fn is_moment(text: &str) -> bool {
    DateTime::parse_from_rfc3339(text).is_ok()
        || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").is_ok()
}

/// What a field of this kind should hold.
pub fn expected(kind: Kind) -> Expected {
    Expected(match kind {
        Kind::Text => "text".to_owned(),
        Kind::Uri => "a web address such as https://example.org".to_owned(),
        Kind::Email => "an e-mail address such as info@example.org".to_owned(),
        Kind::Integer => "a whole number".to_owned(),
        Kind::Number => "a number with a decimal point, such as -6.9".to_owned(),
        Kind::Date => "a day as YYYY-MM-DD".to_owned(),
        Kind::DateTime => "a moment as YYYY-MM-DDTHH:MM:SSZ".to_owned(),
        Kind::OneOf(words) => format!("one of: {}", words.join(", ")),
        Kind::Reference(object) => format!("the UUID of a {object}"),
        Kind::Region => "the Kemendagri code of a region, such as 32.73".to_owned(),
        Kind::Id => "a UUID".to_owned(),
    })
}

/// What is odd about a value that is kept all the same: an address that cannot be one, coordinates off the globe.
pub fn oddity(field: &str, kind: Kind, cell: &Cell) -> Option<Expected> {
    let is_odd = match (kind, cell) {
        (Kind::Email, Cell::Text(text)) => {
            text.split_once('@').is_none_or(|(name, host)| {
                name.is_empty() || !host.contains('.') || host.contains('@')
            }) || text.contains(char::is_whitespace)
        }
        (Kind::Uri, Cell::Text(text)) => {
            text.split_once(':')
                .is_none_or(|(scheme, rest)| scheme.is_empty() || rest.is_empty())
                || text.contains(char::is_whitespace)
        }
        (Kind::Number, Cell::Number(number)) if field == "latitude" => {
            if number.abs() > 90.0 {
                return Some(Expected("a latitude from -90 to 90".to_owned()));
            }
            false
        }
        (Kind::Number, Cell::Number(number)) if field == "longitude" => {
            if number.abs() > 180.0 {
                return Some(Expected("a longitude from -180 to 180".to_owned()));
            }
            false
        }
        _ => false,
    };
    is_odd.then(|| expected(kind))
}
