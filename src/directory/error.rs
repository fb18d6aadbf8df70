//! What may go wrong in the directory, and what a client is told.

use crate::store::Fault;

/// A failure of a directory operation.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An argument cannot be used. Clients see the sentence and the code INVALID_ARGUMENT.
    #[error("{0}")]
    Invalid(String),
    /// An id is not one of ours or names another kind of thing. Clients see the code INVALID_ID.
    #[error("{0}")]
    InvalidId(String),
    /// A field of what was handed in cannot be used; the sentence says what to do. In payloads it is a user error; elsewhere
    /// clients see it with the code INVALID_ARGUMENT.
    #[error("{sentence}")]
    Unfit {
        /// The field of the input, as the schema spells it.
        field: &'static str,
        /// What to do.
        sentence: String,
    },
    /// It wants a token. Clients see the code UNAUTHENTICATED.
    #[error("this wants a token; send it as `Authorization: Bearer ...`")]
    Unauthenticated,
    /// The viewer may not do it. Clients see the code FORBIDDEN.
    #[error("your token does not allow this; `viewer` tells what it does allow")]
    Forbidden,
    /// A bound was passed, such as the length of a page. Clients see the code LIMIT_EXCEEDED.
    #[error("{0}")]
    LimitExceeded(String),
    /// Something was tried too often. Clients see the code RATE_LIMITED, and in `retryAt` when they may try again.
    #[error("there were too many tries; try again at {retry_at}")]
    RateLimited {
        /// When it may be tried again.
        retry_at: String,
    },
    /// The database or the index is busy. Clients see the code UNAVAILABLE and may try again.
    #[error("the directory is not available right now; try again shortly")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A defect. Clients see the code INTERNAL and nothing of the cause.
    #[error("something went wrong on our side")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// The code clients see in `extensions.code`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) | Self::Unfit { .. } => "INVALID_ARGUMENT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::InvalidId(_) => "INVALID_ID",
            Self::LimitExceeded(_) => "LIMIT_EXCEEDED",
            Self::RateLimited { .. } => "RATE_LIMITED",
            Self::Unavailable(_) => "UNAVAILABLE",
            Self::Internal(_) => "INTERNAL",
        }
    }

    /// A field of what was handed in cannot be used.
    pub(super) fn unfit(field: &'static str, sentence: impl Into<String>) -> Self {
        Self::Unfit {
            field,
            sentence: sentence.into(),
        }
    }

    /// A defect with this cause.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unavailable(_) => Self::Unavailable(Box::new(fault)),
            Fault::Refused(_) | Fault::Internal(_) => Self::Internal(Box::new(fault)),
        }
    }
}

/// What a field should have held, in words for the person who must mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected(pub String);
