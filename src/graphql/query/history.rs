//! The root field for what was written to a record.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::object::Object as Table;
use entity::{community_need, community_plan};
use uuid::Uuid;

use crate::auth::{Act, Grant, Viewer};
use crate::directory::{Desk, Error};
use crate::graphql::object::{HistoryEntry, Node};
use crate::graphql::support::connection::{PageInfo, first_of, page_complexity};
use crate::graphql::support::{GlobalId, Loader, fail, invalid};

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

/// The table of a type whose records have a history: nodes, and what the desk shows to those it is for.
fn object_of(kind: &str) -> Option<&'static Table> {
    match kind {
        "CommunityNeed" => Some(&community_need::OBJECT),
        "CommunityPlan" => Some(&community_plan::OBJECT),
        _ => Node::table_of(kind).and_then(entity::object::object),
    }
}

/// Whether the viewer may see the record.
async fn is_shown(ctx: &Context<'_>, id: &GlobalId, key: Uuid) -> Result<bool> {
    let desk = ctx.data::<Desk>()?;
    match id.kind.as_str() {
        "CommunityNeed" => Ok(desk.community_need(key).await.map_err(fail)?.is_some()),
        "CommunityPlan" => Ok(desk.community_plan(key).await.map_err(fail)?.is_some()),
        _ => {
            let look = || ctx.look_ahead().field("none");
            let ids = std::slice::from_ref(id);
            let shown = Node::fetch_all(ids, look, Loader::of(ctx)?).await?;
            Ok(shown.into_iter().flatten().next().is_some())
        }
    }
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
        let object = object_of(&id.kind).ok_or_else(not_one)?;
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
        if !is_keeper && !is_shown(ctx, &id, key).await? {
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
