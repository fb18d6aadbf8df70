//! `Suggestion` as clients see it.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use entity::suggestion::Model;

use super::Node;
use crate::directory::{Write, read_suggestion};
use crate::graphql::support::scalar::DateTime;
use crate::graphql::support::{GlobalId, Loader, fail, plain};

/// What somebody thinks should change in a listing.
#[derive(Clone)]
pub struct Suggestion(pub(crate) Arc<Model>);

impl From<Arc<Model>> for Suggestion {
    fn from(row: Arc<Model>) -> Self {
        Self(row)
    }
}

/// Where a suggestion stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum SuggestionState {
    /// Nobody has reviewed it.
    Pending,
    /// It was done.
    Accepted,
    /// It was not done.
    Declined,
}

impl SuggestionState {
    /// The word that the store keeps.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Accepted => "ACCEPTED",
            Self::Declined => "DECLINED",
        }
    }
}

/// What a suggestion would do to a record.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum SuggestedOperation {
    /// Make it.
    Create,
    /// Change it.
    Update,
    /// Retire it.
    Retire,
}

/// One field and what it would hold.
#[derive(SimpleObject)]
pub(super) struct SuggestedField {
    /// The field, as HSDS spells it.
    field: String,
    /// What it would hold; null when it would be emptied.
    value: Option<String>,
}

/// What somebody thinks should change in a listing.
#[Object]
impl Suggestion {
    /// The opaque id, for the acts of review.
    async fn id(&self) -> ID {
        GlobalId::new("Suggestion", self.0.id).into()
    }

    /// The GraphQL type of the record, such as `Phone`.
    async fn kind(&self) -> Option<&str> {
        Node::kind_of(&self.0.entity)
    }

    /// The record as it stands; null when it would be made, or is no more.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        let Some((kind, id)) = Node::kind_of(&self.0.entity).zip(self.0.record_id) else {
            return Ok(None);
        };
        let ids = [GlobalId::new(kind, id)];
        let found = Node::fetch_all(&ids, || ctx.look_ahead(), Loader::of(ctx)?).await?;
        Ok(found.into_iter().next().flatten())
    }

    /// What would be done.
    async fn operation(&self) -> Result<SuggestedOperation> {
        Ok(match read_suggestion(&self.0).map_err(fail)?.write {
            Write::Create { .. } => SuggestedOperation::Create,
            Write::Update { .. } => SuggestedOperation::Update,
            Write::Retire { .. } => SuggestedOperation::Retire,
        })
    }

    /// The fields that would be written.
    async fn fields(&self) -> Result<Vec<SuggestedField>> {
        let given = match read_suggestion(&self.0).map_err(fail)?.write {
            Write::Create { given, .. } | Write::Update { given, .. } => given,
            Write::Retire { .. } => Vec::new(),
        };
        let field = |(field, value): (&entity::object::Field, serde_json::Value)| SuggestedField {
            field: field.name.to_owned(),
            value: plain(&value),
        };
        Ok(given.into_iter().map(field).collect())
    }

    /// Why, in the words of whoever suggests it.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Where it stands.
    async fn state(&self) -> SuggestionState {
        match self.0.state.as_str() {
            "ACCEPTED" => SuggestionState::Accepted,
            "DECLINED" => SuggestionState::Declined,
            _ => SuggestionState::Pending,
        }
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime::of(&self.0.created_at)
    }

    /// When it was reviewed.
    async fn reviewed_at(&self) -> Option<DateTime> {
        self.0.reviewed_at.as_deref().map(DateTime::of)
    }

    /// Who reviewed it: a role with the id of a token or an account.
    async fn reviewed_by(&self) -> Option<&str> {
        self.0.reviewed_by.as_deref()
    }

    /// Why it was declined.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}
