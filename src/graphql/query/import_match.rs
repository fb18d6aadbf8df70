//! The root field for matches of imports.

use async_graphql::{Context, Object, Result};

use crate::directory::{Desk, MatchFilter};
use crate::graphql::object::{ImportMatch, ImportMatchState};
use crate::graphql::support::connection::{OrderDirection, page_complexity};
use crate::graphql::support::fail;
use crate::graphql::support::listed::{ImportMatchConnection, Listed, slice_as_made};

/// The root field for matches of imports.
#[derive(Default)]
pub struct ImportMatchQuery;

#[Object]
impl ImportMatchQuery {
    /// Organizations and locations of imports that are, or may be, ones that were there already, newest first. For admins.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn import_matches(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that stand so; all when left out.")] state: Option<
            ImportMatchState,
        >,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<ImportMatchConnection> {
        let filter = MatchFilter {
            state: state.map(ImportMatchState::word),
        };
        let newest = OrderDirection::Desc;
        let slice = slice_as_made("import_match", newest, first, after.as_deref(), &filter)?;
        let is_counted = ctx.look_ahead().field("totalCount").exists();
        let desk = ctx.data::<Desk>()?;
        let found = desk.import_matches(&filter, &slice, is_counted).await;
        let (page, total) = found.map_err(fail)?;
        let id = |node: &ImportMatch| node.0.id;
        let page = Listed::as_made(page, &slice, &filter, total, id);
        Ok(ImportMatchConnection(page))
    }
}
