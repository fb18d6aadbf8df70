//! The inputs by which records are made and changed, registered from the descriptions of the tables. What a field means
//! is said where it is read; here those sentences are used again.

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{Deprecation, MetaField, MetaInputValue, MetaType, Registry};
use entity::object::{Field, Kind};

use super::act::{Act, spelled};
use super::noun::Noun;
use crate::directory::{fields, is_needed};

/// An argument or a field of an input.
pub(super) fn value(
    name: &str,
    ty: impl Into<String>,
    description: impl Into<String>,
) -> MetaInputValue {
    MetaInputValue {
        name: name.to_owned(),
        description: Some(description.into()),
        ty: ty.into(),
        deprecation: Deprecation::NoDeprecated,
        default_value: None,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        is_secret: false,
        directive_invocations: Vec::new(),
    }
}

/// An input of these fields; with `is_one_of`, exactly one of them is given.
pub(super) fn input_object(
    name: &str,
    description: &str,
    fields: Vec<MetaInputValue>,
    is_one_of: bool,
) -> MetaType {
    MetaType::InputObject {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        input_fields: fields
            .into_iter()
            .map(|field| (field.name.clone(), field))
            .collect(),
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: None,
        oneof: is_one_of,
        directive_invocations: Vec::new(),
    }
}

impl Noun {
    /// The name of the input of an act.
    pub(super) fn input_name(&self, act: Act) -> String {
        format!("{}{}Input", self.kind, act.word())
    }

    /// Registers the inputs by which it is made and changed.
    pub(super) fn register_inputs(&self, registry: &mut Registry) {
        (self.register)(registry);
        let read = match registry.types.get(self.kind) {
            Some(MetaType::Object { fields, .. }) => fields.clone(),
            _ => IndexMap::new(),
        };
        for act in self.acts {
            let is_new = match act {
                Act::Create => true,
                Act::Update => false,
                Act::Retire => continue,
            };
            let mut values: Vec<MetaInputValue> = fields(self.object)
                .map(|field| self.described(field, &read, is_new))
                .collect();
            if is_new {
                let id = "The id under which HSDS publishes it, a UUID; a new one when left out. Sent twice under the same id it is made once.";
                values.push(value("hsdsId", "ID", id));
            }
            let name = self.input_name(*act);
            let description = if is_new {
                format!("What {} is made of.", self.words)
            } else {
                format!(
                    "What changes of {}: a field left out stays as it is, null empties it.",
                    self.words
                )
            };
            let input = input_object(&name, &description, values, false);
            registry.types.insert(name, input);
        }
    }

    /// A field as it can be given.
    fn described(
        &self,
        field: &Field,
        read: &IndexMap<String, MetaField>,
        is_new: bool,
    ) -> MetaInputValue {
        let name = spelled(field);
        let shown = read
            .get(&name)
            .or_else(|| read.get(name.trim_end_matches("Id").trim_end_matches("Code")));
        let ty = match (field.kind, shown) {
            (Kind::Reference(_) | Kind::Id, _) => "ID".to_owned(),
            (Kind::Region, _) | (_, None) => "String".to_owned(),
            (_, Some(shown)) => shown.ty.trim_end_matches('!').to_owned(),
        };
        let own = MEANINGS
            .iter()
            .find(|(object, of, _)| *object == self.object.name && *of == field.name);
        let meaning = own
            .map(|(.., meaning)| (*meaning).to_owned())
            .or_else(|| shown.and_then(|shown| shown.description.clone()))
            .unwrap_or_default();
        let how = match field.kind {
            Kind::Reference(_) | Kind::Id => " By its `id` or `hsdsId`.",
            _ => "",
        };
        let end = if is_new && is_needed(self.object, field) {
            "!"
        } else {
            ""
        };
        value(&name, format!("{ty}{end}"), format!("{meaning}{how}"))
    }
}

/// What fields mean that are read in another way than they are given.
const MEANINGS: [(&str, &str, &str); 9] = [
    ("attribute", "link_id", "The record it is on, of any kind."),
    (
        "eligibility_rule",
        "service_id",
        "The service that has the condition.",
    ),
    (
        "eligibility_rule",
        "taxonomy_term_id",
        "The situation a person must be in.",
    ),
    (
        "organization",
        "parent_organization_id",
        "The organization it is part of.",
    ),
    ("taxonomy_term", "parent_id", "The broader term."),
    (
        "taxonomy_term",
        "taxonomy_id",
        "The taxonomy that the term is in.",
    ),
    (
        "term_label",
        "taxonomy_term_id",
        "The term that people call so.",
    ),
    (
        "term_mapping",
        "from_term_id",
        "The term that stands so to the other.",
    ),
    ("term_mapping", "to_term_id", "The other term."),
];
