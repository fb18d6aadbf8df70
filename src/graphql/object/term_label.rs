//! `TermLabel` as clients see it.

use async_graphql::{Context, ID, Object, Result};

use super::enumeration::TermLabelKind;
use crate::graphql::support::scalar::LanguageTag;
use crate::graphql::support::{GlobalId, relations, version, view};

view!(TermLabel(term_label));

relations! {
    TermLabel(term_label) {
        "recordVersion" => version();
    }
}

/// A word or phrase by which people call a taxonomy term.
#[Object]
impl TermLabel {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("TermLabel", self.0.id).into()
    }

    /// The id under which the store keeps it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

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
