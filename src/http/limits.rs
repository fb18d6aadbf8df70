//! Limits that hold before a document is parsed or executed, so that a hostile request costs no more than reading it.
//! Depth, complexity and directives are enforced by the schema itself; the numbers are kept here with the others.

use std::collections::HashMap;
use std::time::Duration;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Positioned};

use super::answer::{Code, Problem};

/// How deep brackets of any kind may nest. The parser descends by recursion and checks its own depth only afterwards, so
/// ten thousand opening brackets would otherwise overflow the stack and end the process.
const MAX_NESTING: usize = 64;

/// What one request may ask for. The defaults leave room for every query of the documentation and for introspection.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Longest request body in bytes, variables included. Default 262,144.
    pub max_body_bytes: usize,
    /// Longest GraphQL document in bytes. Default 32,768.
    pub max_document_bytes: usize,
    /// Deepest nesting of fields, checked by the schema. Default 15.
    pub max_depth: usize,
    /// Highest total cost of a document, checked by the schema. Default 20,000.
    pub max_complexity: usize,
    /// Most aliases in one operation, counted again at each spread of a fragment. Default 50.
    pub max_aliases: usize,
    /// Most directives on one field, checked by the schema. Default 20.
    pub max_directives: usize,
    /// Most tokens in a document, and most selections and arguments once its fragments are spread. Default 5,000.
    pub max_tokens: usize,
    /// Longest time from the first byte of a request to its answer. Default 10 seconds.
    pub timeout: Duration,
    /// What the requests of visitors from one network may cost together in a minute; 0 for no limit. Default 60,000.
    pub visitor_budget: u32,
    /// The same for each account or token. Default 600,000.
    pub known_budget: u32,
    /// Most WebSockets and event streams at once. Default 1,000.
    pub max_streams: usize,
    /// Most operations at once over one WebSocket. Default 16.
    pub max_socket_operations: usize,
    /// Longest wait for a WebSocket to say who it is. Default 10 seconds.
    pub socket_init: Duration,
    /// How often it is asked whether the token of a stream still holds. Default 30 seconds.
    pub stream_recheck: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_body_bytes: 256 * 1024,
            max_document_bytes: 32 * 1024,
            max_depth: 15,
            max_complexity: 20_000,
            max_aliases: 50,
            max_directives: 20,
            max_tokens: 5_000,
            timeout: Duration::from_secs(10),
            visitor_budget: 60_000,
            known_budget: 600_000,
            max_streams: 1_000,
            max_socket_operations: 16,
            socket_init: Duration::from_secs(10),
            stream_recheck: Duration::from_secs(30),
        }
    }
}

impl Limits {
    /// Reads the text once, before the parser does, and returns how many tokens it has.
    pub(super) fn check_text(&self, text: &str) -> Result<usize, Problem> {
        if text.len() > self.max_document_bytes {
            return Err(limit(format!(
                "The document has {} bytes, the limit is {}.",
                text.len(),
                self.max_document_bytes
            )));
        }
        let mut tokens = 0_usize;
        let mut nesting = 0_usize;
        let mut rest = text.as_bytes();
        while let Some((token, after)) = next_token(rest)? {
            rest = after;
            tokens += 1;
            match token {
                b'{' | b'(' | b'[' => nesting += 1,
                b'}' | b')' | b']' => nesting = nesting.saturating_sub(1),
                _ => {}
            }
            if tokens > self.max_tokens {
                return Err(limit(format!(
                    "The document has more than {} tokens.",
                    self.max_tokens
                )));
            }
            if nesting > MAX_NESTING {
                return Err(limit(format!(
                    "The document nests brackets deeper than {MAX_NESTING} levels."
                )));
            }
        }
        Ok(tokens)
    }

    /// Measures every operation as if its fragments were written out where they are spread. Validation and the depth check
    /// walk documents that way, so thirty small fragments that each spread the next one twice would cost 2^30 steps.
    pub(super) fn check_document(&self, document: &ExecutableDocument) -> Result<(), Problem> {
        let mut walk = Walk {
            document,
            known: HashMap::new(),
        };
        for (name, fragment) in &document.fragments {
            walk.fragment(name, fragment.pos)?;
        }
        let mut selections = 0_usize;
        for (_, operation) in document.operations.iter() {
            let size = walk.set(&operation.node.selection_set.node)?;
            selections = selections.saturating_add(size.selections);
            if size.aliases > self.max_aliases {
                return Err(limit(format!(
                    "The operation has {} aliases, the limit is {}.",
                    size.aliases, self.max_aliases
                )));
            }
        }
        if selections > self.max_tokens {
            return Err(limit(format!(
                "With its fragments spread, the document has more than {} selections and arguments.",
                self.max_tokens
            )));
        }
        Ok(())
    }
}

fn limit(message: String) -> Problem {
    Problem::request_error(Code::LimitExceeded, message)
}

#[derive(Clone, Copy, Default)]
struct Size {
    selections: usize,
    aliases: usize,
}

/// Sizes of fragments met so far; `None` marks one that is still being measured.
struct Walk<'a> {
    document: &'a ExecutableDocument,
    known: HashMap<&'a str, Option<Size>>,
}

impl<'a> Walk<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Result<Size, Problem> {
        let mut total = Size::default();
        for selection in &set.items {
            let inner = match &selection.node {
                Selection::Field(field) => {
                    total.aliases = total
                        .aliases
                        .saturating_add(usize::from(field.node.alias.is_some()));
                    total.selections = total.selections.saturating_add(field.node.arguments.len());
                    self.set(&field.node.selection_set.node)?
                }
                Selection::InlineFragment(fragment) => {
                    self.set(&fragment.node.selection_set.node)?
                }
                Selection::FragmentSpread(spread) => self.spread(&spread.node.fragment_name)?,
            };
            total.selections = total
                .selections
                .saturating_add(inner.selections)
                .saturating_add(1);
            total.aliases = total.aliases.saturating_add(inner.aliases);
        }
        Ok(total)
    }

    fn spread(&mut self, name: &'a Positioned<Name>) -> Result<Size, Problem> {
        self.fragment(&name.node, name.pos)
    }

    fn fragment(&mut self, name: &'a Name, pos: async_graphql::Pos) -> Result<Size, Problem> {
        match self.known.get(name.as_str()) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => {
                let message = format!("The fragment `{name}` spreads itself.");
                return Err(Problem::request_error(Code::DocumentInvalid, message).at(pos));
            }
            None => {}
        }
        // A fragment that is not defined weighs nothing here; validation names it.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Size::default());
        };
        self.known.insert(name.as_str(), None);
        let size = self.set(&fragment.node.selection_set.node)?;
        self.known.insert(name.as_str(), Some(size));
        Ok(size)
    }
}

/// The first byte of the next token and what follows the token, or `None` at the end.
fn next_token(mut rest: &[u8]) -> Result<Option<(u8, &[u8])>, Problem> {
    loop {
        match rest {
            [] => return Ok(None),
            [b' ' | b',' | b'\t' | b'\r' | b'\n', after @ ..] => rest = after,
            [b'#', after @ ..] => rest = skip_while(after, |byte| byte != b'\n' && byte != b'\r'),
            [b'"', b'"', b'"', after @ ..] => return Ok(Some((b'"', end_of_block(after)?))),
            [b'"', after @ ..] => return Ok(Some((b'"', end_of_string(after)?))),
            [b'.', after @ ..] => return Ok(Some((b'.', skip_while(after, |byte| byte == b'.')))),
            [first, after @ ..] if is_word(*first) => {
                return Ok(Some((*first, skip_while(after, is_word))));
            }
            [first, after @ ..] => return Ok(Some((*first, after))),
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+') || !byte.is_ascii()
}

fn skip_while(mut rest: &[u8], keep: impl Fn(u8) -> bool) -> &[u8] {
    while let [first, after @ ..] = rest
        && keep(*first)
    {
        rest = after;
    }
    rest
}

fn end_of_string(mut rest: &[u8]) -> Result<&[u8], Problem> {
    loop {
        match rest {
            [b'"', after @ ..] => return Ok(after),
            [b'\\', _, after @ ..] => rest = after,
            [] | [b'\n' | b'\r', ..] => return Err(unterminated()),
            [_, after @ ..] => rest = after,
        }
    }
}

fn end_of_block(mut rest: &[u8]) -> Result<&[u8], Problem> {
    loop {
        match rest {
            [b'\\', b'"', b'"', b'"', after @ ..] => rest = after,
            [b'"', b'"', b'"', after @ ..] => return Ok(after),
            [_, after @ ..] => rest = after,
            [] => return Err(unterminated()),
        }
    }
}

/// Refused here rather than left to the parser, which would read the rest of the text in another way than this scan did.
fn unterminated() -> Problem {
    Problem::request_error(
        Code::DocumentInvalid,
        "Syntax error: a string is not closed.",
    )
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn refusal(text: &str) -> Option<Code> {
        let limits = Limits::default();
        let checked = limits
            .check_text(text)
            .and_then(|_| match parse_query(text) {
                Ok(document) => limits.check_document(&document),
                Err(_) => Ok(()),
            });
        checked.err().map(|problem| problem.code)
    }

    #[test]
    fn counts_tokens_outside_comments_and_strings() {
        let text = "query Q($a: [Int!]) { # { { {\n a(b: \"{ \\\" {\", c: \"\"\"x \\\"\"\" { \"\"\") ...F }";
        assert_eq!(Limits::default().check_text(text).ok(), Some(24));
    }

    #[test]
    fn refuses_brackets_that_would_overflow_the_parser() {
        assert_eq!(refusal(&"{a".repeat(10_000)), Some(Code::LimitExceeded));
        assert_eq!(
            refusal(&format!("{{ a(b: {} }}", "[".repeat(10_000))),
            Some(Code::LimitExceeded)
        );
    }

    #[test]
    fn refuses_strings_left_open_that_could_hide_brackets() {
        let text = format!("{{ a(b: [\"\"\" \"{}", "[".repeat(10_000));
        assert_eq!(refusal(&text), Some(Code::DocumentInvalid));
    }

    #[test]
    fn refuses_fragments_that_multiply() {
        let chain: String = (0..30)
            .map(|n| format!("fragment F{n} on Q {{ ...F{0} ...F{0} }} ", n + 1))
            .collect();
        let text = format!("{{ ...F0 }} {chain} fragment F30 on Q {{ a }}");
        assert_eq!(refusal(&text), Some(Code::LimitExceeded));
    }

    #[test]
    fn refuses_a_fragment_that_spreads_itself() {
        assert_eq!(
            refusal("{ ...A } fragment A on Q { ...A ...A }"),
            Some(Code::DocumentInvalid)
        );
    }

    #[test]
    fn counts_aliases_of_spread_fragments() {
        let spreads = "x { ...A } ".repeat(26);
        assert_eq!(
            refusal(&format!("{{ {spreads} }} fragment A on Q {{ a: b c: d }}")),
            Some(Code::LimitExceeded)
        );
    }
}
