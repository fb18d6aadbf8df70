//! The answers of an operation that has many, each as text for whatever carries it: a WebSocket or an event stream.

use async_graphql::{Response as Executed, ServerError};
use serde::Serialize;

use super::answer::{MAX_REQUEST_ERRORS, Shown, complete, is_request_error};

/// One of the answers of an operation, as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// An answer.
    Answer(String),
    /// The operation is refused: a list of errors.
    Refused(String),
}

impl Part {
    pub(super) fn refused(errors: &[ServerError]) -> Self {
        Self::Refused(written(&errors))
    }

    /// Turns one of the schema's answers into text, giving every error a code.
    pub(super) fn of(mut executed: Executed, request_id: &str) -> Self {
        let is_refused = is_request_error(&executed);
        executed.errors.truncate(MAX_REQUEST_ERRORS);
        for error in &mut executed.errors {
            complete(error, is_refused, request_id);
        }
        if is_refused {
            return Self::refused(&executed.errors);
        }
        Self::Answer(written(&Shown {
            errors: &executed.errors,
            data: Some(&executed.data),
            extensions: None,
        }))
    }
}

fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|cause| {
        tracing::error!(%cause, "an answer could not be written as JSON");
        "null".to_owned()
    })
}
