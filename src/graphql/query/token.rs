//! The root field for tokens.

use async_graphql::{Context, Object, Result};

use crate::directory::Desk;
use crate::graphql::object::ApiToken;
use crate::graphql::support::fail;

/// The root field for tokens.
#[derive(Default)]
pub struct TokenQuery;

#[Object]
impl TokenQuery {
    /// All tokens, newest first, those that have ended too. For admins.
    async fn tokens(&self, ctx: &Context<'_>) -> Result<Vec<ApiToken>> {
        let tokens = ctx.data::<Desk>()?.tokens().await.map_err(fail)?;
        Ok(tokens.into_iter().map(ApiToken).collect())
    }
}
