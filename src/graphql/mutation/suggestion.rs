//! Suggesting changes, and reviewing what others suggest.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::listing::{ListingWriteInput, Noun, noun_for, refusal};
use crate::directory::{Desk, Error, Refused, Written};
use crate::graphql::object::{Node, Suggestion};
use crate::graphql::support::{GlobalId, Loader, UserError, fail, record_id, settle};

/// Acts on suggestions.
#[derive(Default)]
pub struct SuggestionMutation;

/// What became of a suggestion.
#[derive(SimpleObject)]
struct SuggestionPayload {
    /// The suggestion; null when there is none.
    suggestion: Option<Suggestion>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What became of a suggestion that was accepted.
#[derive(SimpleObject)]
struct SuggestionAcceptPayload {
    /// The suggestion; null when there is none that waits.
    suggestion: Option<Suggestion>,
    /// The record as it now stands; null when it was not written or is no more.
    record: Option<Node>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

fn none() -> UserError {
    UserError::new(
        "NOT_FOUND",
        &["id"],
        "There is no suggestion with this id that waits for review.",
    )
}

async fn shown(desk: &Desk, id: uuid::Uuid) -> Result<Option<Suggestion>> {
    Ok(desk
        .suggestion(id)
        .await
        .map_err(fail)?
        .map(|row| Suggestion(Arc::new(row))))
}

/// What is to be mended about a write that was suggested.
fn refused(noun: &Noun, written: &Written) -> Vec<UserError> {
    let refused = written.as_ref().err();
    refused
        .map(|refused| refusal(noun, refused, &["write"]))
        .into_iter()
        .collect()
}

#[Object]
impl SuggestionMutation {
    /// Says what should change in a listing. Anybody may; whoever keeps the listing accepts it or declines it. Leave out
    /// what tells of a person.
    async fn suggestion_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What should be done.")] write: ListingWriteInput,
        #[graphql(desc = "Why, in at most 2,000 letters.")] note: Option<String>,
    ) -> Result<Option<SuggestionPayload>> {
        let (noun, write) = write.read()?;
        let desk = ctx.data::<Desk>()?;
        // What one may not see cannot be told from what is not there.
        if let Some(id) = write.id() {
            let ids = [GlobalId::new(noun.kind, id)];
            let look = || ctx.look_ahead().field("none");
            let found = Node::fetch_all(&ids, look, Loader::of(ctx)?).await?;
            if found.into_iter().flatten().next().is_none() {
                return Ok(Some(SuggestionPayload {
                    suggestion: None,
                    user_errors: vec![refusal(noun, &Refused::NotFound, &["write"])],
                }));
            }
        }
        let (written, mut user_errors) = settle(desk.suggest(&write, note.as_deref()).await)?;
        let mut suggestion = None;
        if let Some(written) = written {
            user_errors.extend(refused(noun, &written));
            if let Ok(id) = written {
                suggestion = shown(desk, id).await?;
            }
        }
        Ok(Some(SuggestionPayload {
            suggestion,
            user_errors,
        }))
    }

    /// Does what somebody has suggested. For admins, and for editors of the organization it is about.
    async fn suggestion_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the suggestion.")] id: ID,
    ) -> Result<Option<SuggestionAcceptPayload>> {
        let key = record_id("Suggestion", &id)?;
        let desk = ctx.data::<Desk>()?;
        let Some((proposal, written)) = desk.accept_suggestion(key).await.map_err(fail)? else {
            return Ok(Some(SuggestionAcceptPayload {
                suggestion: None,
                record: None,
                user_errors: vec![none()],
            }));
        };
        let noun = noun_for(proposal.object)
            .ok_or_else(|| fail(Error::internal("a kind that is not kept")))?;
        let mut record = None;
        if let Ok(id) = &written {
            let ids = [GlobalId::new(noun.kind, id)];
            let look = || ctx.look_ahead().field("record");
            let found = Node::fetch_all(&ids, look, Loader::of(ctx)?).await?;
            record = found.into_iter().next().flatten();
        }
        Ok(Some(SuggestionAcceptPayload {
            suggestion: shown(desk, key).await?,
            record,
            user_errors: refused(noun, &written),
        }))
    }

    /// Declines what somebody has suggested. For admins, and for editors of the organization it is about.
    async fn suggestion_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the suggestion.")] id: ID,
        #[graphql(desc = "Why, in at most 2,000 letters.")] reason: String,
    ) -> Result<Option<SuggestionPayload>> {
        let key = record_id("Suggestion", &id)?;
        let desk = ctx.data::<Desk>()?;
        let (done, mut user_errors) = settle(desk.decline_suggestion(key, &reason).await)?;
        if done == Some(false) {
            user_errors.push(none());
        }
        let suggestion = match done {
            Some(true) => shown(desk, key).await?,
            _ => None,
        };
        Ok(Some(SuggestionPayload {
            suggestion,
            user_errors,
        }))
    }
}
