//! `TermLabel` as clients see it.

use async_graphql::{Object, Result};

use super::enumeration::TermLabelKind;
use crate::graphql::support::scalar::LanguageTag;
use crate::graphql::support::{relations, view};

view!(TermLabel(term_label));

relations! {
    TermLabel(term_label) {}
}

/// A word or phrase by which people call a taxonomy term.
#[Object]
impl TermLabel {
    /// The language of the label.
    async fn language(&self) -> LanguageTag {
        LanguageTag::of(&self.0.language)
    }

    /// The word or phrase.
    async fn label(&self) -> &str {
        &self.0.label
    }

    /// What kind of word it is.
    async fn kind(&self) -> Result<TermLabelKind> {
        TermLabelKind::of(&self.0.kind)
    }

    /// What the term means, in the language of the label; on preferred labels only.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }
}
