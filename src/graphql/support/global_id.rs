//! Opaque ids: a type and a key, in base64url.

use async_graphql::{ID, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::error::fail;
use crate::directory::{Error, shipped};

/// The id of a node: which type, and which one of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GlobalId {
    /// The GraphQL type.
    pub(crate) kind: String,
    /// The HSDS id, or the code of a region.
    pub(crate) key: String,
}

impl GlobalId {
    pub(crate) fn new(kind: &str, key: impl ToString) -> Self {
        Self {
            kind: kind.to_owned(),
            key: key.to_string(),
        }
    }

    pub(crate) fn parse(id: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
        let (kind, key) = text.split_once(':')?;
        Some(Self {
            kind: kind.to_owned(),
            key: key.to_owned(),
        })
    }
}

impl From<GlobalId> for ID {
    fn from(id: GlobalId) -> Self {
        Self(URL_SAFE_NO_PAD.encode(format!("{}:{}", id.kind, id.key)))
    }
}

/// The HSDS id behind an argument that names a record of type `kind`: its opaque id, or its HSDS id.
pub(crate) fn record_id(kind: &str, id: &str) -> Result<Uuid> {
    if let Ok(id) = Uuid::try_parse(id) {
        return Ok(id);
    }
    let not_one = || {
        let text = format!(
            "this is not the id of a {kind}; use an `id` or `hsdsId` that this API returned"
        );
        fail(Error::InvalidId(text))
    };
    let found = GlobalId::parse(id).ok_or_else(not_one)?;
    if found.kind != kind {
        let text = format!("this is the id of a {}, not of a {kind}", found.kind);
        return Err(fail(Error::InvalidId(text)));
    }
    Uuid::try_parse(&found.key).map_err(|_| not_one())
}

/// The id of the term that an argument names: by its code in a taxonomy that ships, such as `N09`, by its opaque id or by
/// its HSDS id.
pub(crate) fn term_named(taxonomy: &str, given: &str) -> Uuid {
    let of_code = |_| shipped::term_id(&format!("{taxonomy}:{given}"));
    record_id("TaxonomyTerm", given).unwrap_or_else(of_code)
}
