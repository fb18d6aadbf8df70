//! HSDS 3.x JSON: one object, an array, a page (`contents`) or ndjson, of any of six objects, full or partial. Items are
//! read one at a time, so memory holds one item however long the file is.

use std::cell::Cell as Counter;
use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

use entity::object::{Object, object};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::record::{Closed, Item, Nesting, Origin, Record, Sink};
use super::report::{Problem, ProblemCode};
use crate::directory::{Draft, validate};
use crate::store::Cell;

/// The objects a publisher sends by themselves.
const TOP_OBJECTS: [&str; 6] = [
    "organization",
    "service",
    "service_at_location",
    "location",
    "taxonomy_term",
    "taxonomy",
];

/// Reads everything in `input` and tells `sink`.
pub(super) fn read(file: &Arc<str>, input: impl Read, sink: &mut dyn Sink) -> Result<(), Closed> {
    let mut items = Items {
        file,
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
    fn item(&mut self, value: Value, path: String) {
        if self.closed {
            return;
        }
        self.closed = self.read_item(value, path).is_err();
    }

    fn read_item(&mut self, value: Value, path: String) -> Result<(), Closed> {
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
        match recognise(&fields, self.file, self.last) {
            Some(object) => {
                self.last = Some(object);
                walk.object(object, fields, None, path).map(|_| ())
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

fn knows(object: &Object, property: &str) -> bool {
    property == "id"
        || object
            .field(property)
            .is_some_and(|(_, field)| field.is_hsds)
        || object.lists.iter().any(|list| list.property == property)
        || object
            .singles
            .iter()
            .any(|single| single.property == property)
        || (object.has_attributes && property == "attributes")
        || (property == "metadata" && object.name != "metadata")
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
                })?;
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
            self.items.item(Value::Object(fields), path);
        }
        Ok(())
    }
}

/// The items of an array.
struct Elements<'a, 'b> {
    items: &'a mut Items<'b>,
    around: &'static str,
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
            self.items.item(value, path);
            if self.items.closed {
                return Err(A::Error::custom("closed"));
            }
        }
        Ok(())
    }
}

/// Takes one item apart into records.
struct Walk<'a> {
    file: &'a Arc<str>,
    sink: &'a mut dyn Sink,
    /// Which item it is.
    item: u64,
    /// How many records have been sent.
    records: &'a mut u64,
}

/// The record around a nested one: which field names it, and its id.
#[derive(Clone, Copy)]
struct Owner {
    field: &'static str,
    id: Uuid,
    /// For attributes and metadata: what the owner is.
    object: &'static str,
    /// The owner's number among the records sent.
    serial: u64,
}

impl Walk<'_> {
    fn problem(
        &mut self,
        code: ProblemCode,
        path: &str,
        field: &str,
        found: &str,
        expected: &str,
    ) -> Result<(), Closed> {
        let origin = Origin {
            file: self.file.clone(),
            place: path.to_owned(),
        };
        self.sink.take(Item::Problem(Problem::new(
            code, &origin, field, found, expected,
        )))
    }

    /// Emits the record and everything nested in it, what it refers to first. `None` when it cannot go in; then nothing
    /// that hangs on it goes in either.
    fn object(
        &mut self,
        object: &'static Object,
        mut fields: Map<String, Value>,
        owner: Option<Owner>,
        path: String,
    ) -> Result<Option<Uuid>, Closed> {
        let Some(id) = self.id(&fields, &path)? else {
            return Ok(None);
        };
        let mut draft = Draft::new(id);
        let mut is_sound = true;
        for (index, field) in object
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| field.is_hsds)
        {
            let Some(value) = fields.get(field.name) else {
                if field.is_required {
                    is_sound &= self.missing(object, field.name, &path)?;
                }
                continue;
            };
            match validate::from_json(object, field, value) {
                Ok(Cell::Null) if field.is_required => {
                    is_sound &= self.missing(object, field.name, &path)?
                }
                Ok(cell) => {
                    if let Some(expected) = validate::oddity(field.name, field.kind, &cell) {
                        let found = cell.to_json().to_string();
                        self.problem(
                            ProblemCode::Doubtful,
                            &path,
                            field.name,
                            found.trim_matches('"'),
                            &expected.0,
                        )?;
                    }
                    draft.cells.push((index, cell));
                }
                Err(expected) => {
                    is_sound = false;
                    let found = value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned);
                    self.problem(
                        ProblemCode::BadValue,
                        &path,
                        field.name,
                        &found,
                        &expected.0,
                    )?;
                }
            }
        }
        if !is_sound {
            return Ok(None);
        }
        for single in object.singles {
            let Some(value) = fields.remove(single.property) else {
                continue;
            };
            let path = nested(&path, single.property);
            if let Some(id) = self.one(single.object, value, None, path)? {
                draft.set(object, single.reference, Cell::Id(id));
            }
        }
        if let Some(owner) = &owner {
            draft.set(object, owner.field, Cell::Id(owner.id));
            draft.owner = object.field(owner.field).map(|(index, _)| index);
            for entity_field in ["link_entity", "resource_type"] {
                if draft.get(object, entity_field).is_none() {
                    draft.set(object, entity_field, Cell::Text(owner.object.to_owned()));
                }
            }
        }
        derive(object, &mut draft);
        let origin = Origin {
            file: self.file.clone(),
            place: path.clone(),
        };
        *self.records += 1;
        let serial = *self.records;
        let nesting = Nesting {
            item: self.item,
            serial,
            parent: owner.map(|owner| owner.serial),
            has_parts: fields
                .values()
                .any(|value| value.as_array().is_some_and(|parts| !parts.is_empty())),
        };
        self.sink.take(Item::Record(Record {
            object,
            draft,
            origin,
            nesting: Some(nesting),
        }))?;
        let around = |field| Owner {
            field,
            id,
            object: object.name,
            serial,
        };
        for list in object.lists {
            self.many(
                fields.remove(list.property),
                list.object,
                around(list.owner),
                &path,
                list.property,
            )?;
        }
        if object.has_attributes {
            self.many(
                fields.remove("attributes"),
                "attribute",
                around("link_id"),
                &path,
                "attributes",
            )?;
        }
        self.many(
            fields.remove("metadata"),
            "metadata",
            around("resource_id"),
            &path,
            "metadata",
        )?;
        for (name, value) in &fields {
            if !knows(object, name) {
                let expected = format!("a property of an HSDS {}", object.name);
                self.problem(
                    ProblemCode::UnknownProperty,
                    &path,
                    name,
                    &value.to_string(),
                    &expected,
                )?;
            }
        }
        Ok(Some(id))
    }

    /// Says that a required field is missing; whether the record may go in all the same.
    fn missing(
        &mut self,
        object: &Object,
        field: &'static str,
        path: &str,
    ) -> Result<bool, Closed> {
        if (object.name, field) == ("address", "postal_code") {
            self.problem(
                ProblemCode::UnknownPostalCode,
                path,
                field,
                "",
                "a postal code",
            )?;
            return Ok(true);
        }
        let expected = format!("a value: HSDS requires it of every {}", object.name);
        self.problem(ProblemCode::Missing, path, field, "", &expected)?;
        Ok(false)
    }

    fn id(&mut self, fields: &Map<String, Value>, path: &str) -> Result<Option<Uuid>, Closed> {
        let text = fields.get("id").and_then(Value::as_str).map(str::trim);
        let id = text.and_then(|text| Uuid::try_parse(text).ok());
        if id.is_none() {
            let found = fields.get("id").map(Value::to_string).unwrap_or_default();
            self.problem(
                ProblemCode::BadId,
                path,
                "id",
                found.trim_matches('"'),
                "a UUID",
            )?;
        }
        Ok(id)
    }

    fn one(
        &mut self,
        name: &'static str,
        value: Value,
        owner: Option<Owner>,
        path: String,
    ) -> Result<Option<Uuid>, Closed> {
        match (value, object(name)) {
            (Value::Object(fields), Some(object)) => self.object(object, fields, owner, path),
            (Value::Null, _) => Ok(None),
            (other, _) => {
                self.problem(
                    ProblemCode::BadValue,
                    &path,
                    "",
                    &other.to_string(),
                    &format!("a {name} object"),
                )?;
                Ok(None)
            }
        }
    }

    fn many(
        &mut self,
        value: Option<Value>,
        name: &'static str,
        owner: Owner,
        path: &str,
        property: &str,
    ) -> Result<(), Closed> {
        match value {
            None | Some(Value::Null) => Ok(()),
            Some(Value::Array(values)) => {
                for (index, value) in values.into_iter().enumerate() {
                    let path = nested(path, &format!("{property}[{index}]"));
                    self.one(name, value, Some(owner), path)?;
                }
                Ok(())
            }
            Some(other) => {
                let expected = format!("an array of {name} objects");
                self.problem(
                    ProblemCode::BadValue,
                    path,
                    property,
                    &other.to_string(),
                    &expected,
                )
            }
        }
    }
}

fn nested(path: &str, property: &str) -> String {
    if path.is_empty() {
        property.to_owned()
    } else {
        format!("{path}.{property}")
    }
}

/// What follows from the stated fields alone.
pub(super) fn derive(object: &Object, draft: &mut Draft) {
    if object.name == "service"
        && ["minimum_age", "maximum_age"]
            .iter()
            .any(|field| matches!(draft.get(object, field), Some(Cell::Number(_))))
    {
        draft.set(object, "eligibility", Cell::Text("RULES".to_owned()));
    }
}
