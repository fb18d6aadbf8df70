//! The root field for what was written to a record.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::auth::{Act, Grant, Viewer};
use crate::directory::Error;
use crate::graphql::object::{HistoryEntry, Node};
use crate::graphql::support::connection::{PageInfo, first_of, page_complexity};
use crate::graphql::support::{GlobalId, Loader, fail, invalid};
use uuid::Uuid;

/// The root field for what was written to a record.
#[derive(Default)]
pub struct HistoryQuery;

/// One page of the history of a record.
#[derive(SimpleObject)]
struct HistoryConnection {
    /// The page with the cursor of each entry.
    edges: Vec<HistoryEdge>,
    /// Where the page stands in the list.
    page_info: PageInfo,
}

/// One write, with its place in the history.
#[derive(SimpleObject)]
struct HistoryEdge {
    /// The place in the list, for `after`.
    cursor: String,
    /// What was written.
    node: HistoryEntry,
}

#[Object]
impl HistoryQuery {
    /// What was written to a record, newest first: who, when, and what each field held before and after. Null when there is
    /// no such record, or none that you may see; admins also see the history of records that were taken out.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the record.")] of: ID,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "A cursor: what comes after it is returned.")] after: Option<String>,
    ) -> Result<Option<HistoryConnection>> {
        let wanted = first_of(first)?;
        let not_one = || {
            fail(Error::InvalidId(
                "this is not the `id` of a record".to_owned(),
            ))
        };
        let id = GlobalId::parse(&of).ok_or_else(not_one)?;
        let object = Node::table_of(&id.kind)
            .and_then(entity::object::object)
            .ok_or_else(not_one)?;
        let key = Uuid::try_parse(&id.key).map_err(|_| not_one())?;
        let before = after
            .as_deref()
            .map(|after| {
                after
                    .parse()
                    .map_err(|_| invalid("`after` is not a cursor that this API returned"))
            })
            .transpose()?;
        let loader = Loader::of(ctx)?;
        let is_keeper = ctx.data::<Viewer>()?.may(Act::KeepListing) == Grant::Always;
        let look = || ctx.look_ahead().field("none");
        let shown = Node::fetch_all(std::slice::from_ref(&id), look, loader).await?;
        if !is_keeper && shown.into_iter().flatten().next().is_none() {
            return Ok(None);
        }
        let mut entries = loader
            .directory
            .history(object, key, before, wanted + 1)
            .await
            .map_err(fail)?;
        if entries.is_empty() && before.is_none() {
            return Ok(None);
        }
        let length = usize::try_from(wanted).unwrap_or(usize::MAX);
        let has_next = entries.len() > length;
        entries.truncate(length);
        let edges: Vec<HistoryEdge> = entries
            .into_iter()
            .map(|entry| {
                let node = HistoryEntry::new(entry, object, key, is_keeper);
                HistoryEdge {
                    cursor: node.position().to_string(),
                    node,
                }
            })
            .collect();
        let cursor = |edge: Option<&HistoryEdge>| edge.map(|edge| edge.cursor.clone());
        let page_info = PageInfo::new(
            has_next,
            before.is_some(),
            cursor(edges.first()),
            cursor(edges.last()),
        );
        Ok(Some(HistoryConnection { edges, page_info }))
    }
}
