//! Deciding whether what an import brought was there already.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::directory::Desk;
use crate::graphql::object::ImportMatch;
use crate::graphql::support::{UserError, fail, record_id};

/// Decisions about matches of imports.
#[derive(Default)]
pub struct ImportMatchMutation;

/// What became of a match.
#[derive(SimpleObject)]
struct ImportMatchPayload {
    /// The match; null when nothing was decided.
    import_match: Option<ImportMatch>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

async fn decide(ctx: &Context<'_>, id: &ID, is_same: bool) -> Result<Option<ImportMatchPayload>> {
    let key = record_id("ImportMatch", id)?;
    let decided = ctx.data::<Desk>()?.decide_match(key, is_same).await;
    let (import_match, user_errors) = match decided.map_err(fail)? {
        Some(Ok(row)) => (Some(ImportMatch(Arc::new(row))), Vec::new()),
        Some(Err(sentence)) => (None, vec![UserError::new("INVALID", &["id"], sentence)]),
        None => {
            let sentence = "There is no match with this id that waits for review.";
            (None, vec![UserError::new("NOT_FOUND", &["id"], sentence)])
        }
    };
    Ok(Some(ImportMatchPayload {
        import_match,
        user_errors,
    }))
}

#[Object]
impl ImportMatchMutation {
    /// Decides that what came in is the one that was there, which answers for it from now on. For admins. An organization
    /// is merged into the other, which cannot be undone.
    async fn import_match_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the match.")] id: ID,
    ) -> Result<Option<ImportMatchPayload>> {
        decide(ctx, &id, true).await
    }

    /// Decides that what came in is another than the one that was there: an organization is listed, a location gets back
    /// what came with it. For admins.
    async fn import_match_separate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the match.")] id: ID,
    ) -> Result<Option<ImportMatchPayload>> {
        decide(ctx, &id, false).await
    }
}
