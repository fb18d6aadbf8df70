//! Documents made at random from the schema itself: mostly such as clients send, some that no client would.

use std::collections::HashMap;
use std::fmt::Write;

use async_graphql::Name;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};
use serde_json::{Map, Value, json};

use super::chance::Chance;

/// The types of the schema, by name.
pub struct Composer {
    types: HashMap<String, TypeKind>,
    /// Ids of things that are there.
    ids: Vec<String>,
}

/// One request in the making.
struct Draft<'a> {
    composer: &'a Composer,
    chance: &'a mut Chance,
    text: String,
    fragments: String,
    variables: Map<String, Value>,
    declared: Vec<String>,
    left: usize,
    named: usize,
}

/// Words that mean something to the directory, to a database or to a parser.
const WORDS: [&str; 18] = [
    "",
    "kdrt bandung",
    "konseling keluarga",
    "32.73",
    "32.73.05",
    "00000000-0000-4000-8000-000000000000",
    "' OR 1=1 --",
    "%_\\",
    "\u{0}",
    "\u{202E}🏠 ญี่ปุ่น",
    "2026-01-31T08:00:00+07:00",
    "2026-02-30",
    "9999-12-31T23:59:59Z",
    "id",
    "(a OR b) AND \"c",
    "*:*",
    "../../etc/passwd",
    "NaN",
];

impl Composer {
    pub fn new(ids: Vec<String>) -> Self {
        let schema = parse_schema(include_str!("../../../schema.graphql")).unwrap();
        let definitions = schema.definitions.into_iter();
        let types = definitions.filter_map(|definition| match definition {
            TypeSystemDefinition::Type(one) => {
                Some((one.node.name.node.to_string(), one.node.kind))
            }
            _ => None,
        });
        Self {
            types: types.collect(),
            ids,
        }
    }

    /// A document with its variables.
    pub fn compose(&self, chance: &mut Chance) -> (String, Value) {
        let mut draft = Draft {
            composer: self,
            chance,
            text: String::new(),
            fragments: String::new(),
            variables: Map::new(),
            declared: Vec::new(),
            left: 40,
            named: 0,
        };
        let (word, root) = match draft.chance.percent(12) {
            true => ("mutation", "Mutation"),
            false => ("query", "Query"),
        };
        let depth = 2 + draft.chance.below(6);
        draft.selection(root, depth);
        let declared = match draft.declared.is_empty() {
            true => String::new(),
            false => format!("({})", draft.declared.join(", ")),
        };
        let text = format!("{word} Uji{declared} {}{}", draft.text, draft.fragments);
        (text, Value::Object(draft.variables))
    }

    fn fields(&self, name: &str) -> Vec<&FieldDefinition> {
        let fields = match self.types.get(name) {
            Some(TypeKind::Object(object)) => &object.fields,
            Some(TypeKind::Interface(interface)) => &interface.fields,
            _ => return Vec::new(),
        };
        fields.iter().map(|field| &field.node).collect()
    }
}

fn base(kind: &Type) -> &Name {
    match &kind.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => base(inner),
    }
}

impl Draft<'_> {
    fn selection(&mut self, name: &str, depth: usize) {
        self.text.push_str("{ ");
        if let Some(TypeKind::Union(union)) = self.composer.types.get(name) {
            self.text.push_str("__typename ");
            let member = self.chance.pick(&union.members).node.to_string();
            let _ = write!(self.text, "... on {member} ");
            self.selection(&member, depth.saturating_sub(1));
        }
        let fields = self.composer.fields(name);
        let count = 1 + self.chance.below(4);
        let mut is_empty = true;
        for _ in 0..count {
            if fields.is_empty() || self.left == 0 {
                break;
            }
            let field = *self.chance.pick(&fields);
            let inner = base(&field.ty.node).to_string();
            let is_nested = self.is_composite(&inner);
            if is_nested && depth == 0 {
                continue;
            }
            self.left -= 1;
            is_empty = false;
            self.field(field, &inner, is_nested, depth);
        }
        if is_empty || self.chance.percent(5) {
            self.text.push_str("__typename ");
        }
        self.text.push_str("} ");
    }

    fn field(&mut self, field: &FieldDefinition, inner: &str, is_nested: bool, depth: usize) {
        let is_apart = self.chance.percent(4);
        if is_apart {
            self.text.push_str("... @include(if: true) { ");
        }
        // Fields with arguments would collide under one name.
        if !field.arguments.is_empty() || self.chance.percent(5) {
            self.named += 1;
            let _ = write!(self.text, "a{}: ", self.named);
        }
        let name = match self.chance.below(500) == 0 {
            true => "nothingLikeIt",
            false => field.name.node.as_str(),
        };
        self.text.push_str(name);
        self.arguments(&field.arguments);
        self.text.push(' ');
        if self.chance.percent(3) {
            let is_kept = self.chance.percent(50);
            let _ = write!(self.text, "@skip(if: {is_kept}) ");
        }
        if is_nested && self.chance.below(500) > 0 {
            if self.chance.percent(5) {
                self.named += 1;
                let name = format!("F{}", self.named);
                let _ = write!(self.text, "{{ ...{name} }} ");
                let outer = std::mem::take(&mut self.text);
                self.selection(inner, depth - 1);
                let body = std::mem::replace(&mut self.text, outer);
                let _ = write!(self.fragments, " fragment {name} on {inner} {body}");
            } else {
                self.selection(inner, depth - 1);
            }
        }
        if is_apart {
            self.text.push_str("} ");
        }
    }

    fn arguments(&mut self, all: &[async_graphql::Positioned<InputValueDefinition>]) {
        let mut given = Vec::new();
        for argument in all {
            let argument = &argument.node;
            let is_needed = !argument.ty.node.nullable && argument.default_value.is_none();
            if !self.chance.percent(if is_needed { 98 } else { 40 }) {
                continue;
            }
            let value = self.value(&argument.ty.node, 3);
            let name = argument.name.node.as_str();
            if self.chance.percent(40) {
                let variable = format!("v{}", self.declared.len());
                self.declared
                    .push(format!("${variable}: {}", argument.ty.node));
                given.push(format!("{name}: ${variable}"));
                self.variables.insert(variable, value);
            } else {
                given.push(format!(
                    "{name}: {}",
                    self.literal(&argument.ty.node, &value)
                ));
            }
        }
        if !given.is_empty() {
            let _ = write!(self.text, "({})", given.join(", "));
        }
    }

    /// A value of a type, as JSON.
    fn value(&mut self, kind: &Type, depth: usize) -> Value {
        if kind.nullable && self.chance.percent(6) {
            return Value::Null;
        }
        if self.chance.percent(2) {
            return json!([{ "not": ["this", 1.5, true] }]);
        }
        let name = match &kind.base {
            BaseType::List(inner) => {
                let count = self.chance.below(4);
                return (0..count).map(|_| self.value(inner, depth)).collect();
            }
            BaseType::Named(name) => name.as_str(),
        };
        match (name, self.composer.types.get(name)) {
            ("Boolean", _) => json!(self.chance.percent(50)),
            ("Int", _) => {
                json!(*self.chance.pick(&[
                    1,
                    2,
                    3,
                    5,
                    10,
                    25,
                    100,
                    101,
                    0,
                    -1,
                    i64::from(i32::MAX),
                    i64::from(i32::MIN),
                    i64::MAX
                ]))
            }
            ("Float", _) => {
                json!(*self.chance.pick(&[
                    -6.9, 107.6, 0.0, 1.0, 90.0, 180.0, -181.0, 1e-300, 1e308, -1e308
                ]))
            }
            ("ID", _) if !self.composer.ids.is_empty() && self.chance.percent(80) => {
                json!(self.chance.pick(&self.composer.ids))
            }
            (_, Some(TypeKind::Enum(all))) => {
                json!(self.chance.pick(&all.values).node.value.node.as_str())
            }
            (_, Some(TypeKind::InputObject(object))) => {
                let mut given = Map::new();
                for field in &object.fields {
                    let field = &field.node;
                    let is_needed = !field.ty.node.nullable && field.default_value.is_none();
                    let share = if is_needed { 98 } else { 15 };
                    if depth > 0 && self.chance.percent(share) {
                        let value = self.value(&field.ty.node, depth - 1);
                        given.insert(field.name.node.to_string(), value);
                    }
                }
                Value::Object(given)
            }
            _ if self.chance.percent(2) => {
                let count = self.chance.below(4_000);
                json!("rumah aman ".repeat(count / 10))
            }
            _ => json!(*self.chance.pick(&WORDS)),
        }
    }

    /// The same as it is written in a document, where words of enums stand without quotes.
    fn literal(&self, kind: &Type, value: &Value) -> String {
        let name = base(kind).as_str();
        match (value, self.composer.types.get(name)) {
            (Value::Array(all), _) => {
                let all: Vec<String> = all.iter().map(|one| self.literal(kind, one)).collect();
                format!("[{}]", all.join(", "))
            }
            (Value::Object(given), Some(TypeKind::InputObject(object))) => {
                let kind_of = |name: &str| {
                    let mut fields = object.fields.iter();
                    fields.find(|field| field.node.name.node == *name)
                };
                let given = given.iter().map(|(name, value)| {
                    let text = match kind_of(name) {
                        Some(field) => self.literal(&field.node.ty.node, value),
                        None => value.to_string(),
                    };
                    format!("{name}: {text}")
                });
                format!("{{{}}}", given.collect::<Vec<_>>().join(", "))
            }
            (Value::Object(_), _) => "{not: 1}".to_owned(),
            (Value::String(word), Some(TypeKind::Enum(_))) => word.clone(),
            (value, _) => value.to_string(),
        }
    }

    fn is_composite(&self, name: &str) -> bool {
        matches!(
            self.composer.types.get(name),
            Some(TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_))
        )
    }
}
