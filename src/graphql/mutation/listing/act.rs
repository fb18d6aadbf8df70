//! What can be done to a record, and how what is given for it becomes a write.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Result, Value};
use entity::object::{Field, Kind};
use uuid::Uuid;

use super::noun::{NOUNS, Noun};
use crate::directory::{Error, Given, Write, fields};
use crate::graphql::support::{GlobalId, fail, record_id};

/// What can be done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Make it.
    Create,
    /// Give some of its fields other values.
    Update,
    /// End it.
    Retire,
}

impl Act {
    /// The last word of the mutation.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Create => "Create",
            Self::Update => "Update",
            Self::Retire => "Retire",
        }
    }
}

/// What a client gives for the fields of a record.
pub(crate) type Fields = IndexMap<Name, Value>;

/// The name of a field in the schema, such as `serviceId`.
pub(super) fn spelled(field: &Field) -> String {
    let mut name = String::new();
    let mut is_next = false;
    for letter in field.name.chars() {
        if letter == '_' {
            is_next = true;
        } else if is_next {
            name.push(letter.to_ascii_uppercase());
            is_next = false;
        } else {
            name.push(letter);
        }
    }
    name
}

/// How an enum spells a word of the store: `temporarily closed` is `TEMPORARILY_CLOSED`.
pub(super) fn item(word: &str) -> String {
    let letter = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter.to_ascii_uppercase()
        } else {
            '_'
        }
    };
    word.chars().map(letter).collect()
}

impl Noun {
    /// A write that makes a record.
    pub(crate) fn create(&'static self, mut given: Fields) -> Result<Write> {
        let id = match given.shift_remove("hsdsId") {
            None | Some(Value::Null) => None,
            Some(id) => Some(given_id(self.kind, &id)?),
        };
        Ok(Write::Create {
            object: self.object,
            id,
            given: self.given(given)?,
        })
    }

    /// A write that changes a record.
    pub(crate) fn update(
        &'static self,
        id: Uuid,
        given: Fields,
        expected_version: Option<String>,
    ) -> Result<Write> {
        Ok(Write::Update {
            object: self.object,
            id,
            given: self.given(given)?,
            expected_version,
        })
    }

    /// What is given, by the fields of the table.
    fn given(&self, given: Fields) -> Result<Given> {
        let mut values = Vec::with_capacity(given.len());
        for (name, value) in given {
            let field = fields(self.object).find(|field| spelled(field) == *name);
            let field = field.ok_or_else(|| fail(Error::internal(format!("no field {name}"))))?;
            values.push((field, plain(field, value)?));
        }
        Ok(values)
    }
}

/// A value as the directory takes it: ids without their type, words of closed sets as the store spells them.
fn plain(field: &Field, value: Value) -> Result<serde_json::Value> {
    if value == Value::Null {
        return Ok(serde_json::Value::Null);
    }
    let id = match field.kind {
        Kind::Reference(table) => {
            let target = NOUNS.iter().find(|noun| noun.object.name == table);
            Some(given_id(target.map_or(table, |noun| noun.kind), &value)?)
        }
        Kind::Id if field.name == "parent_id" => Some(given_id("TaxonomyTerm", &value)?),
        Kind::Id if field.name == "parent_organization_id" => {
            Some(given_id("Organization", &value)?)
        }
        Kind::Id => {
            let text = text(&value);
            let kind = GlobalId::parse(&text).map(|id| id.kind);
            Some(given_id(kind.as_deref().unwrap_or("record"), &value)?)
        }
        _ => None,
    };
    if let Some(id) = id {
        return Ok(serde_json::Value::String(id.to_string()));
    }
    if let Kind::OneOf(words) = field.kind {
        let given = item(&text(&value));
        let word = words.iter().find(|word| item(word) == given);
        let word = word
            .copied()
            .map(str::to_owned)
            .unwrap_or_else(|| text(&value));
        return Ok(serde_json::Value::String(word));
    }
    value
        .into_json()
        .map_err(|error| fail(Error::internal(error)))
}

/// The record that a client's value names, by its opaque id or its HSDS id.
pub(crate) fn given_id(kind: &str, value: &Value) -> Result<Uuid> {
    record_id(kind, &text(value))
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Enum(name) => name.to_string(),
        other => other.to_string(),
    }
}
