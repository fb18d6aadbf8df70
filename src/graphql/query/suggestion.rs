//! The root field for suggestions.

use async_graphql::{Context, Object, Result};

use crate::directory::{Desk, SuggestionFilter};
use crate::graphql::object::{Suggestion, SuggestionState};
use crate::graphql::support::connection::{OrderDirection, page_complexity};
use crate::graphql::support::fail;
use crate::graphql::support::listed::{Listed, SuggestionConnection, slice_as_made};

/// The root field for suggestions.
#[derive(Default)]
pub struct SuggestionQuery;

#[Object]
impl SuggestionQuery {
    /// What others suggest for the listings you keep, newest first. For admins, and for editors as to their own
    /// organizations.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn suggestions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that stand so; all when left out.")] state: Option<SuggestionState>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<SuggestionConnection> {
        let filter = SuggestionFilter {
            state: state.map(SuggestionState::word),
        };
        let newest = OrderDirection::Desc;
        let slice = slice_as_made("suggestion", newest, first, after.as_deref(), &filter)?;
        let is_counted = ctx.look_ahead().field("totalCount").exists();
        let desk = ctx.data::<Desk>()?;
        let found = desk.suggestions(&filter, &slice, is_counted).await;
        let (page, total) = found.map_err(fail)?;
        let id = |node: &Suggestion| node.0.id;
        let page = Listed::as_made(page, &slice, &filter, total, id);
        Ok(SuggestionConnection(page))
    }
}
