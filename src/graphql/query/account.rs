//! The root field for accounts.

use async_graphql::{Context, Object, Result};

use crate::directory::Desk;
use crate::graphql::object::Account;
use crate::graphql::support::fail;

/// The root field for accounts.
#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// All accounts of people, newest first, those that are disabled too. For admins.
    async fn accounts(&self, ctx: &Context<'_>) -> Result<Vec<Account>> {
        let accounts = ctx.data::<Desk>()?.accounts().await.map_err(fail)?;
        Ok(accounts.into_iter().map(Account).collect())
    }
}
