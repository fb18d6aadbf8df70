//! `ImportMatch` as clients see it.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::import_match::Model;
use uuid::Uuid;

use super::Node;
use crate::graphql::support::scalar::DateTime;
use crate::graphql::support::{GlobalId, Loader};

/// An organization or location of an import that is, or may be, one that was there already.
#[derive(Clone)]
pub struct ImportMatch(pub(crate) Arc<Model>);

impl From<Arc<Model>> for ImportMatch {
    fn from(row: Arc<Model>) -> Self {
        Self(row)
    }
}

/// Where a match stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum ImportMatchState {
    /// Nobody has decided. An organization is hidden from all but reviewers; for a location the one that was there answers.
    Pending,
    /// They are one: the one that was there answers.
    Same,
    /// They are two.
    Different,
}

impl ImportMatchState {
    /// The word that the store keeps.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Same => "SAME",
            Self::Different => "DIFFERENT",
        }
    }
}

impl ImportMatch {
    async fn node(&self, ctx: &Context<'_>, id: Uuid) -> Result<Option<Node>> {
        let Some(kind) = Node::kind_of(&self.0.entity) else {
            return Ok(None);
        };
        let ids = [GlobalId::new(kind, id)];
        let found = Node::fetch_all(&ids, || ctx.look_ahead(), Loader::of(ctx)?).await?;
        Ok(found.into_iter().next().flatten())
    }
}

/// An organization or location of an import that is, or may be, one that was there already.
#[Object]
impl ImportMatch {
    /// The opaque id, for the acts of review.
    async fn id(&self) -> ID {
        GlobalId::new("ImportMatch", self.0.id).into()
    }

    /// The GraphQL type of both: `Organization` or `Location`.
    async fn kind(&self) -> Option<&str> {
        Node::kind_of(&self.0.entity)
    }

    /// What the record that came in is called.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The `hsdsId` of the record that came in.
    async fn hsds_id(&self) -> String {
        self.0.record_id.to_string()
    }

    /// The record that came in; where another answers for it, that one.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        self.node(ctx, self.0.record_id).await
    }

    /// The one that was there.
    async fn candidate(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        self.node(ctx, self.0.candidate_id).await
    }

    /// By what they were told to be the same: `name`, `identifier`, `e-mail`, `website`, `phone`, `area`, `place`, `address`.
    async fn reasons(&self) -> Vec<&str> {
        let reasons = self.0.reasons.split(", ");
        reasons.filter(|reason| !reason.is_empty()).collect()
    }

    /// Where it stands.
    async fn state(&self) -> ImportMatchState {
        match self.0.state.as_str() {
            "SAME" => ImportMatchState::Same,
            "DIFFERENT" => ImportMatchState::Different,
            _ => ImportMatchState::Pending,
        }
    }

    /// When it was found.
    async fn made_at(&self) -> DateTime {
        DateTime::of(&self.0.made_at)
    }

    /// When it was decided.
    async fn reviewed_at(&self) -> Option<DateTime> {
        self.0.reviewed_at.as_deref().map(DateTime::of)
    }

    /// Who decided it, as a role; `import` when there was no doubt.
    async fn reviewed_by(&self) -> Option<&str> {
        self.0.reviewed_by.as_deref()
    }
}
