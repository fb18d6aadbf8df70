//! What may go wrong in linking.

use crate::{directory, search};

/// A failure of a broker's question.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An argument cannot be used; the sentence says which and why.
    #[error("{0}")]
    Invalid(String),
    /// The index failed.
    #[error(transparent)]
    Search(#[from] search::Error),
    /// The directory failed.
    #[error(transparent)]
    Directory(#[from] directory::Error),
}

impl From<Error> for directory::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(sentence) => Self::Invalid(sentence),
            Error::Search(search::Error::Store(fault)) => fault.into(),
            Error::Search(error) => Self::internal(error),
            Error::Directory(error) => error,
        }
    }
}
