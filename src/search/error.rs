//! What may go wrong in finding.

use crate::store::Fault;

/// A failure of the index or of what it is made from.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The index failed.
    #[error("the search index failed")]
    Index(#[from] tantivy::TantivyError),
    /// The store failed.
    #[error("the store failed while the search index was brought up to date")]
    Store(#[from] Fault),
    /// The folder of the index failed.
    #[error("the folder of the search index failed")]
    Folder(#[from] std::io::Error),
    /// A task was stopped.
    #[error("the search was stopped")]
    Stopped(#[from] tokio::task::JoinError),
    /// What an offer is made of could not be read or written.
    #[error("an offer could not be written to the search index")]
    Offer(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub(super) fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Offer(error.into())
    }
}
