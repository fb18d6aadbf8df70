//! Parsed documents: read, measured and kept for the next request with the same text. Parsing costs more than answering a
//! small query, and a client sends the same few documents all day.

use std::sync::{Arc, OnceLock};

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};
use async_graphql::parser::{Error as ParseError, parse_query};
use async_graphql::{Value, Variables};
use moka::sync::Cache;
use uuid::Uuid;

use super::answer::{Code, Problem};
use super::limits::Limits;
use super::parameters::Parameters;
use crate::graphql::Meter;

/// Memory the kept documents may take together.
const MAX_KEPT_BYTES: u64 = 16 * 1024 * 1024;

/// What a parsed token takes in memory beside its text, rounded up from the sizes of the parser's nodes.
const BYTES_PER_TOKEN: usize = 160;

/// A document that parsed and is within the limits. Whether it fits the schema is not known before its first execution.
pub(super) struct Document {
    /// Names the text in logs without showing it.
    pub(super) hash: Arc<str>,
    pub(super) tree: ExecutableDocument,
    bytes: u32,
    cost: OnceLock<u32>,
}

impl Document {
    /// Checks the limits and parses.
    pub(super) fn parse(text: &str, limits: &Limits) -> Result<Self, Problem> {
        let tokens = limits.check_text(text)?;
        let tree = parse_query(text).map_err(|error| syntax_problem(&error))?;
        limits.check_document(&tree)?;
        let bytes = text
            .len()
            .saturating_add(tokens.saturating_mul(BYTES_PER_TOKEN));
        let hash = Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes())
            .simple()
            .to_string()
            .into();
        Ok(Self {
            hash,
            tree,
            bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
            cost: OnceLock::new(),
        })
    }

    /// What the operation costs that a request selects; 0 when the schema will refuse it.
    pub(super) async fn cost(&self, meter: &Meter, parameters: &Parameters) -> u32 {
        if let Some(cost) = self.cost.get() {
            return *cost;
        }
        let request = parameters.request(self);
        let cost = meter.cost(request).await.unwrap_or_default();
        let cost = u32::try_from(cost).unwrap_or(u32::MAX);
        // With one operation and no variables it is the same each time.
        if let DocumentOperations::Single(operation) = &self.tree.operations
            && operation.node.variable_definitions.is_empty()
        {
            return *self.cost.get_or_init(|| cost);
        }
        cost
    }

    /// The operation that `name` selects, and the name it has in the document.
    pub(super) fn operation(
        &self,
        name: Option<&str>,
    ) -> Result<(Option<&str>, &OperationDefinition), Problem> {
        let found = match (&self.tree.operations, name) {
            (DocumentOperations::Single(operation), None) => Some((None, &operation.node)),
            (DocumentOperations::Single(_), Some(_)) => None,
            (DocumentOperations::Multiple(all), Some(name)) => all
                .get_key_value(name)
                .map(|(name, operation)| (Some(name.as_str()), &operation.node)),
            (DocumentOperations::Multiple(all), None) => {
                let mut operations = all.iter();
                match (operations.next(), operations.next()) {
                    (Some((name, operation)), None) => Some((Some(name.as_str()), &operation.node)),
                    _ => None,
                }
            }
        };
        found.ok_or_else(|| {
            let message = match name {
                Some(name) => format!("The document has no operation named `{}`.", short(name)),
                None => {
                    "The document has several operations: name one in `operationName`.".to_owned()
                }
            };
            Problem::request_error(Code::BadRequest, message)
        })
    }
}

/// Refuses to start without a variable the operation cannot do without. The library would find out at the field that uses
/// it, after other fields have run.
pub(super) fn check_variables(
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<(), Problem> {
    for definition in &operation.variable_definitions {
        let (name, kind) = (&definition.node.name.node, &definition.node.var_type.node);
        let is_missing = match variables.get(name) {
            None => definition.node.default_value.is_none(),
            Some(value) => *value == Value::Null,
        };
        if !kind.nullable && is_missing {
            let message = format!(
                "The variable `${}` of type `{kind}` needs a value.",
                short(name)
            );
            return Err(Problem::request_error(Code::BadRequest, message).at(definition.pos));
        }
    }
    Ok(())
}

/// The kept documents. Only those that passed validation are kept, so nobody can fill the memory with nonsense.
pub(super) struct Documents(Cache<Arc<str>, Arc<Document>>);

impl Documents {
    pub(super) fn new() -> Self {
        let weigh = |_: &Arc<str>, document: &Arc<Document>| document.bytes;
        Self(
            Cache::builder()
                .weigher(weigh)
                .max_capacity(MAX_KEPT_BYTES)
                .build(),
        )
    }

    pub(super) fn get(&self, text: &str) -> Option<Arc<Document>> {
        self.0.get(text)
    }

    pub(super) fn keep(&self, text: Arc<str>, document: Arc<Document>) {
        self.0.insert(text, document);
    }
}

/// The parser's message quotes the line and draws an arrow; only its last part, what was expected, is worth passing on.
fn syntax_problem(error: &ParseError) -> Problem {
    let problem = match error {
        ParseError::RecursionLimitExceeded => {
            Problem::request_error(Code::LimitExceeded, "The document is nested too deep.")
        }
        ParseError::Syntax { message, .. } => {
            let expected = message
                .lines()
                .rev()
                .find_map(|line| line.trim_start().strip_prefix("= "));
            let message = format!(
                "Syntax error: {}.",
                expected.unwrap_or("the document cannot be read")
            );
            Problem::request_error(Code::DocumentInvalid, message)
        }
        other => Problem::request_error(Code::DocumentInvalid, format!("Syntax error: {other}.")),
    };
    error.positions().fold(problem, Problem::at)
}

/// At most 64 characters of a name a client sent, for messages and logs.
pub(super) fn short(name: &str) -> &str {
    name.char_indices()
        .nth(64)
        .and_then(|(end, _)| name.get(..end))
        .unwrap_or(name)
}
