//! The root field for registrations.

use async_graphql::{Context, Object, Result};

use crate::directory::{Desk, RegistrationFilter};
use crate::graphql::object::enumeration::RegistrationState;
use crate::graphql::object::{Registration, standing_of};
use crate::graphql::support::connection::{OrderDirection, page_complexity};
use crate::graphql::support::listed::{Listed, RegistrationConnection, slice_as_made};
use crate::graphql::support::{Loader, fail};

/// The root field for registrations.
#[derive(Default)]
pub struct RegistrationQuery;

#[Object]
impl RegistrationQuery {
    /// Registrations of organizations, oldest first: all for admins, for others those that they handed in and those of
    /// organizations they keep. For everyone with a token.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn registrations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that stand here; all when left out.")] state: Option<
            RegistrationState,
        >,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<RegistrationConnection> {
        let filter = RegistrationFilter {
            standing: state.map(standing_of),
        };
        let oldest = OrderDirection::Asc;
        let slice = slice_as_made("registration", oldest, first, after.as_deref(), &filter)?;
        let is_counted = ctx.look_ahead().field("totalCount").exists();
        let desk = ctx.data::<Desk>()?;
        let found = desk.registrations(&filter, &slice, is_counted).await;
        let (page, total) = found.map_err(fail)?;
        let id = |node: &Registration| node.0.id;
        let page = Listed::as_made(page, &slice, &filter, total, id);
        page.preload(ctx.look_ahead(), Loader::of(ctx)?).await?;
        Ok(RegistrationConnection(page))
    }
}
