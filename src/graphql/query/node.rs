//! Fetching again by opaque id.

use async_graphql::{Context, ID, Object, Result};

use crate::directory::Error;
use crate::graphql::object::Node;
use crate::graphql::support::connection::many_complexity;
use crate::graphql::support::{GlobalId, Loader, fail};

/// How many ids `nodes` takes.
const MOST_IDS: usize = 100;

/// Root fields for nodes.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The thing with this opaque id; null when there is none.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An `id` that this API returned.")] id: ID,
    ) -> Result<Option<Node>> {
        let found = Node::fetch_all(&[parse(&id)?], || ctx.look_ahead(), Loader::of(ctx)?).await?;
        Ok(found.into_iter().next().flatten())
    }

    /// The things with these opaque ids, in their order; null where there is none. At most 100.
    #[graphql(complexity = "many_complexity(ids.len(), child_complexity)")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ids that this API returned.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > MOST_IDS {
            let text = format!("`ids` holds {}; ask for at most {MOST_IDS}", ids.len());
            return Err(fail(Error::LimitExceeded(text)));
        }
        let ids = ids.iter().map(parse).collect::<Result<Vec<_>>>()?;
        Node::fetch_all(&ids, || ctx.look_ahead(), Loader::of(ctx)?).await
    }
}

fn parse(id: &ID) -> Result<GlobalId> {
    GlobalId::parse(id).ok_or_else(|| {
        fail(Error::InvalidId(
            "this is not an `id` that this API returned".to_owned(),
        ))
    })
}
