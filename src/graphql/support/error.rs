//! Failures as clients see them: a sentence and a code, and nothing of the cause.

use async_graphql::{Error, ErrorExtensions};

use crate::directory;

/// The answer to a failed directory operation. Defects and outages are logged here, once.
pub(crate) fn fail(error: impl Into<directory::Error>) -> Error {
    let error = error.into();
    if let directory::Error::Internal(cause) | directory::Error::Unavailable(cause) = &error {
        let cause: &dyn std::error::Error = cause.as_ref();
        tracing::error!(
            code = error.code(),
            cause = chain(cause),
            "a field could not be answered"
        );
    }
    Error::new(error.to_string()).extend_with(|_, extensions| {
        extensions.set("code", error.code());
        if let directory::Error::RateLimited { retry_at } = &error {
            extensions.set("retryAt", retry_at.as_str());
        }
    })
}

/// The answer to an argument that cannot be used.
pub(crate) fn invalid(sentence: impl Into<String>) -> Error {
    fail(directory::Error::Invalid(sentence.into()))
}

fn chain(cause: &dyn std::error::Error) -> String {
    let mut text = cause.to_string();
    let mut next = cause.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
