//! The root field for suggestions.

use async_graphql::{Context, Object, Result, SimpleObject};
use uuid::Uuid;

use crate::directory::{Desk, SuggestionFilter};
use crate::graphql::object::{Suggestion, SuggestionState};
use crate::graphql::support::connection::{PageInfo, first_of, page_complexity};
use crate::graphql::support::{fail, invalid};

/// The root field for suggestions.
#[derive(Default)]
pub struct SuggestionQuery;

/// One page of suggestions.
#[derive(SimpleObject)]
struct SuggestionConnection {
    /// The page with the cursor of each suggestion.
    edges: Vec<SuggestionEdge>,
    /// Where the page stands in the list.
    page_info: PageInfo,
}

/// A suggestion, with its place in the list.
#[derive(SimpleObject)]
struct SuggestionEdge {
    /// The place in the list, for `after`.
    cursor: String,
    /// The suggestion.
    node: Suggestion,
}

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
        #[graphql(desc = "A cursor: what comes after it is returned.")] after: Option<String>,
    ) -> Result<SuggestionConnection> {
        let first = first_of(first)?;
        let not_one = |_| invalid("`after` is not a cursor that this API returned");
        let after = after
            .as_deref()
            .map(|after| Uuid::try_parse(after).map_err(not_one));
        let filter = SuggestionFilter {
            state: state.map(SuggestionState::word),
            after: after.transpose()?,
            first,
        };
        let mut rows = ctx
            .data::<Desk>()?
            .suggestions(&filter)
            .await
            .map_err(fail)?;
        let length = usize::try_from(first).unwrap_or(usize::MAX);
        let has_next = rows.len() > length;
        rows.truncate(length);
        let edge = |row: entity::suggestion::Model| SuggestionEdge {
            cursor: row.id.to_string(),
            node: Suggestion(row),
        };
        let edges: Vec<SuggestionEdge> = rows.into_iter().map(edge).collect();
        let cursor = |edge: Option<&SuggestionEdge>| edge.map(|edge| edge.cursor.clone());
        Ok(SuggestionConnection {
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
