//! Fetching again by opaque id.

use async_graphql::{Context, ID, Object, Result};
use uuid::Uuid;

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
        let found =
            Node::fetch_all(&[parse(ctx, &id)?], || ctx.look_ahead(), Loader::of(ctx)?).await?;
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
        let ids = ids.iter().map(|id| parse(ctx, id));
        let ids = ids.collect::<Result<Vec<_>>>()?;
        Node::fetch_all(&ids, || ctx.look_ahead(), Loader::of(ctx)?).await
    }
}

fn parse(ctx: &Context<'_>, id: &ID) -> Result<GlobalId> {
    let mut id = GlobalId::parse(id).ok_or_else(|| {
        fail(Error::InvalidId(
            "this is not an `id` that this API returned".to_owned(),
        ))
    })?;
    // One that was merged away answers with the other.
    if let Ok(key) = Uuid::try_parse(&id.key) {
        let reader = &Loader::of(ctx)?.directory.reader;
        id.key = reader.standing_for(key).to_string();
    }
    Ok(id)
}
