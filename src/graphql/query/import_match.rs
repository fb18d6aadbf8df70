//! The root field for matches of imports.

use async_graphql::{Context, Object, Result, SimpleObject};
use uuid::Uuid;

use crate::directory::{Desk, MatchFilter};
use crate::graphql::object::{ImportMatch, ImportMatchState};
use crate::graphql::support::connection::{PageInfo, first_of, page_complexity};
use crate::graphql::support::{fail, invalid};

/// The root field for matches of imports.
#[derive(Default)]
pub struct ImportMatchQuery;

/// One page of matches.
#[derive(SimpleObject)]
struct ImportMatchConnection {
    /// The page with the cursor of each match.
    edges: Vec<ImportMatchEdge>,
    /// Where the page stands in the list.
    page_info: PageInfo,
}

/// A match, with its place in the list.
#[derive(SimpleObject)]
struct ImportMatchEdge {
    /// The place in the list, for `after`.
    cursor: String,
    /// The match.
    node: ImportMatch,
}

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
        #[graphql(desc = "A cursor: what comes after it is returned.")] after: Option<String>,
    ) -> Result<ImportMatchConnection> {
        let first = first_of(first)?;
        let not_one = |_| invalid("`after` is not a cursor that this API returned");
        let after = after
            .as_deref()
            .map(|after| Uuid::try_parse(after).map_err(not_one));
        let filter = MatchFilter {
            state: state.map(ImportMatchState::word),
            after: after.transpose()?,
            first,
        };
        let mut rows = ctx
            .data::<Desk>()?
            .import_matches(&filter)
            .await
            .map_err(fail)?;
        let length = usize::try_from(first).unwrap_or(usize::MAX);
        let has_next = rows.len() > length;
        rows.truncate(length);
        let edge = |row: entity::import_match::Model| ImportMatchEdge {
            cursor: row.id.to_string(),
            node: ImportMatch(row),
        };
        let edges: Vec<ImportMatchEdge> = rows.into_iter().map(edge).collect();
        let cursor = |edge: Option<&ImportMatchEdge>| edge.map(|edge| edge.cursor.clone());
        Ok(ImportMatchConnection {
            page_info: PageInfo::new(
                has_next,
                filter.after.is_some(),
                cursor(edges.first()),
                cursor(edges.last()),
            ),
            edges,
        })
    }
}
