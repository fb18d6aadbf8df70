//! HSDS 3.x JSON: one object, an array, a page (`contents`) or ndjson, of any of six objects, full or partial. Items are
//! read one at a time, so memory holds one item however long the file is.

use std::cell::Cell as Counter;
use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

use entity::object::{Object, object};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::dialect_row::DialectReader;
use super::hsds_walk::{Walk, knows};
use super::ohana::OHANA;
use super::ohana_json;
use super::record::{Closed, Item, Origin, Sink};
use super::report::{Problem, ProblemCode};

/// The objects a publisher sends by themselves.
const TOP_OBJECTS: [&str; 6] = [
    "organization",
    "service",
    "service_at_location",
    "location",
    "taxonomy_term",
    "taxonomy",
];

/// Reads everything in `input` and tells `sink`. `source` names it where its ids are not UUIDs.
pub(super) fn read(
    file: &Arc<str>,
    source: &str,
    input: impl Read,
    sink: &mut dyn Sink,
) -> Result<(), Closed> {
    let mut items = Items {
        file,
        ohana: DialectReader::new(&OHANA, source),
        sink,
        last: None,
        closed: false,
        count: 0,
        is_lines: false,
        records: 0,
    };
    let letters = Counter::new(0);
    let mut values = serde_json::Deserializer::from_reader(Counted {
        inner: input,
        letters: &letters,
    });
    loop {
        let before = letters.get();
        let outcome = Top { items: &mut items }.deserialize(&mut values);
        if items.closed {
            return Err(Closed);
        }
        match outcome {
            Ok(()) => items.is_lines = true,
            // Ended between two values rather than inside one.
            Err(error) if error.is_eof() && items.is_lines && letters.get() == before => {
                return Ok(());
            }
            Err(error) => {
                let origin = Origin {
                    file: file.clone(),
                    place: format!("line {}, column {}", error.line(), error.column()),
                };
                let expected = format!("JSON ({})", reason(&error));
                let problem = Problem::new(ProblemCode::Malformed, &origin, "", "", &expected);
                return items.sink.take(Item::Problem(problem));
            }
        }
    }
}

/// Counts what is read apart from blanks. The parser reads one byte at a time and never beyond the end of a value.
struct Counted<'a, R> {
    inner: R,
    letters: &'a Counter<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        if !read.iter().all(u8::is_ascii_whitespace) {
            self.letters.set(self.letters.get() + 1);
        }
        Ok(count)
    }
}

fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// What is being read: the items at the top of the file.
struct Items<'a> {
    file: &'a Arc<str>,
    ohana: DialectReader<'a>,
    sink: &'a mut dyn Sink,
    /// What the item before was; items of one file are most often of one object.
    last: Option<&'static Object>,
    closed: bool,
    count: u64,
    is_lines: bool,
    /// How many records have been sent.
    records: u64,
}

impl Items<'_> {
    fn item(&mut self, value: Value, path: String, object: Option<&'static Object>) {
        if self.closed {
            return;
        }
        self.closed = self.read_item(value, path, object).is_err();
    }

    fn read_item(
        &mut self,
        value: Value,
        path: String,
        object: Option<&'static Object>,
    ) -> Result<(), Closed> {
        let value = match value {
            Value::Object(fields) if object.is_none() && ohana_json::is_one(&fields) => {
                return ohana_json::read(&mut self.ohana, fields, self.file, path, self.sink);
            }
            value => value,
        };
        let mut walk = Walk {
            file: self.file,
            sink: self.sink,
            item: self.count,
            records: &mut self.records,
        };
        let Value::Object(fields) = value else {
            return walk.problem(
                ProblemCode::Malformed,
                &path,
                "",
                &value.to_string(),
                "a JSON object",
            );
        };
        match object.or_else(|| recognise(&fields, self.file, self.last)) {
            Some(object) => {
                self.last = Some(object);
                walk.object(object, fields, None, path).map(|_| ())
            }
            None if fields.contains_key("openapi_url") => {
                let expected = "records; this tells about an API and is not imported";
                walk.problem(ProblemCode::UnknownFile, &path, "", "", expected)
            }
            None => {
                let expected = "an organization, service, service_at_location, location, taxonomy or taxonomy_term";
                let found = fields.keys().cloned().collect::<Vec<_>>().join(", ");
                walk.problem(ProblemCode::Malformed, &path, "", &found, expected)
            }
        }
    }

    fn next_path(&mut self, around: &str) -> String {
        self.count += 1;
        format!("{around}[{}]", self.count - 1)
    }
}

/// Whether any reader can tell by the properties alone that this is a record of `object`.
pub(super) fn is_told_apart(target: &Object, fields: &Map<String, Value>) -> bool {
    let others = TOP_OBJECTS.iter().filter(|name| **name != target.name);
    let knows_all = |object: &Object| fields.keys().all(|name| knows(object, name));
    knows_all(target) && !others.filter_map(|name| object(name)).any(knows_all)
}

/// Tells what an object is by its properties: the one that knows the most of them, and of those one that lacks nothing
/// it needs. A service without its status is a service with a fault, not an organization with strange properties.
fn recognise(
    fields: &Map<String, Value>,
    file: &str,
    last: Option<&'static Object>,
) -> Option<&'static Object> {
    let score = |object: &'static Object| {
        let known = fields.keys().filter(|name| knows(object, name)).count();
        let is_complete = object
            .fields
            .iter()
            .all(|field| !field.is_never_null || !field.is_hsds || fields.contains_key(field.name));
        let unknown = fields.len() - known;
        let is_named = file.contains(object.name);
        let is_last = last.is_some_and(|last| last.name == object.name);
        (usize::MAX - unknown, is_complete, is_last, is_named)
    };
    let (best, object) = TOP_OBJECTS
        .iter()
        .rev()
        .filter_map(|name| object(name))
        .map(|object| (score(object), object))
        .max_by_key(|(score, _)| *score)?;
    let knows_any = fields
        .keys()
        .any(|name| name != "id" && knows(object, name));
    (knows_any && (best.0 == usize::MAX || best.1)).then_some(object)
}

/// The value at the top of a file, or the next one of ndjson.
struct Top<'a, 'b> {
    items: &'a mut Items<'b>,
}

impl<'de> DeserializeSeed<'de> for Top<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an HSDS object, an array of them or a page")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<(), A::Error> {
        Elements {
            items: self.items,
            around: "",
            object: None,
        }
        .visit_seq(sequence)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut fields = Map::new();
        let mut is_page = false;
        while let Some(name) = map.next_key::<String>()? {
            if name == "contents" {
                is_page = true;
                map.next_value_seed(Elements {
                    items: self.items,
                    around: "contents",
                    object: None,
                })?;
            } else if let Some(object) = TOP_OBJECTS
                .iter()
                .find(|known| **known == name)
                .and_then(|name| object(name))
            {
                let list = Elements {
                    items: self.items,
                    around: object.name,
                    object: Some(object),
                };
                match map.next_value_seed(ListOrValue { list })? {
                    Some(value) => {
                        fields.insert(name, value);
                    }
                    None => is_page = true,
                }
            } else {
                fields.insert(name, map.next_value()?);
            }
            if self.items.closed {
                return Err(A::Error::custom("closed"));
            }
        }
        if !is_page {
            let path = if self.items.is_lines || self.items.count > 0 {
                self.items.next_path("")
            } else {
                self.items.count += 1;
                String::new()
            };
            self.items.item(Value::Object(fields), path, None);
        }
        Ok(())
    }
}

/// The items of an array.
struct Elements<'a, 'b> {
    items: &'a mut Items<'b>,
    around: &'static str,
    /// What they are, where the array says it.
    object: Option<&'static Object>,
}

/// A list of records under the name of what they are, as exports have it, or the property of a record with that name.
struct ListOrValue<'a, 'b> {
    list: Elements<'a, 'b>,
}

impl<'de> DeserializeSeed<'de> for ListOrValue<'_, '_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Self::Value, D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ListOrValue<'_, '_> {
    type Value = Option<Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of records, or a property of one")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Self::Value, A::Error> {
        self.list.visit_seq(sequence)?;
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(map)).map(Some)
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.into()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(number.into()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Some(Value::Null))
    }
}

impl<'de> DeserializeSeed<'de> for Elements<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of HSDS objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        while let Some(value) = sequence.next_element::<Value>()? {
            let path = self.items.next_path(self.around);
            self.items.item(value, path, self.object);
            if self.items.closed {
                return Err(A::Error::custom("closed"));
            }
        }
        Ok(())
    }
}
