//! One HSDS JSON item taken apart into records, what each refers to first.

use std::sync::Arc;

use entity::object::{Field, Kind, Object, object};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::kept::{hide, kept, take_kept};
use super::record::{Closed, Item, Nesting, Origin, Record, Sink};
use super::report::{Problem, ProblemCode};
use crate::directory::{Draft, extra, validate};
use crate::store::Cell;

/// Takes one item apart into records.
pub(super) struct Walk<'a> {
    pub(super) file: &'a Arc<str>,
    pub(super) sink: &'a mut dyn Sink,
    /// Which item it is.
    pub(super) item: u64,
    /// How many records have been sent.
    pub(super) records: &'a mut u64,
}

/// The record around a nested one: which field names it, and its id.
#[derive(Clone, Copy)]
pub(super) struct Owner {
    field: &'static str,
    id: Uuid,
    /// For attributes and metadata: what the owner is.
    object: &'static str,
    /// The owner's number among the records sent.
    serial: u64,
}

impl Walk<'_> {
    pub(super) fn problem(
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
    pub(super) fn object(
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
                // What HSDS requires and a publisher does not know is published as empty text.
                Ok(Cell::Text(text)) if text.is_empty() && may_be_unknown(field) => {
                    if (object.name, field.name) == POSTAL_CODE {
                        self.missing(object, field.name, &path)?;
                    }
                    draft.cells.push((index, Cell::Null));
                }
                Ok(cell) => {
                    if let Some(expected) = validate::oddity(field.name, field.kind, &cell) {
                        let found = serde_json::to_string(&cell).unwrap_or_default();
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
        let mut kept_properties = take_kept(&mut fields);
        kept_properties.retain(|(name, value)| !hide(object, &mut draft, name, value));
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
            has_parts: !kept_properties.is_empty()
                || fields.iter().any(|(name, value)| {
                    let is_list = value.as_array().is_some_and(|parts| !parts.is_empty());
                    is_list || !knows(object, name)
                }),
        };
        self.sink.take(Item::Record(Record {
            object,
            draft,
            origin,
            nesting: Some(nesting),
            said: Vec::new(),
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
        for (name, value) in &kept_properties {
            self.extra(object, around("owner_id"), name, value, &path)?;
        }
        for (name, value) in &fields {
            if !knows(object, name) {
                let code = ProblemCode::UnknownProperty;
                let expected = format!("a property of an HSDS {}; it is kept", object.name);
                self.problem(code, &path, name, &value.to_string(), &expected)?;
                self.extra(object, around("owner_id"), name, value, &path)?;
            }
        }
        Ok(Some(id))
    }

    /// Keeps a property that HSDS does not know.
    fn extra(
        &mut self,
        object: &'static Object,
        owner: Owner,
        name: &str,
        value: &Value,
        path: &str,
    ) -> Result<(), Closed> {
        *self.records += 1;
        let origin = Origin {
            file: self.file.clone(),
            place: nested(path, name),
        };
        self.sink.take(Item::Record(Record {
            object: &entity::extra_property::OBJECT,
            draft: extra(object, owner.id, &kept(name), value),
            origin,
            nesting: Some(Nesting {
                item: self.item,
                serial: *self.records,
                parent: Some(owner.serial),
                has_parts: false,
            }),
            said: Vec::new(),
        }))
    }

    /// Says that a required field is missing; whether the record may go in all the same.
    fn missing(
        &mut self,
        object: &Object,
        field: &'static str,
        path: &str,
    ) -> Result<bool, Closed> {
        if (object.name, field) == POSTAL_CODE {
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

/// The one field that HSDS requires and many records lack.
const POSTAL_CODE: (&str, &str) = ("address", "postal_code");

/// Whether HSDS requires text that a row may be without.
fn may_be_unknown(field: &Field) -> bool {
    field.is_required && !field.is_never_null && field.kind == Kind::Text
}

/// The path of a property of what stands at `path`.
pub(super) fn nested(path: &str, property: &str) -> String {
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

/// Whether HSDS knows a property of an object.
pub(super) fn knows(object: &Object, property: &str) -> bool {
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
