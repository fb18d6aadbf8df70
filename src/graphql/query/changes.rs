//! Reading what has changed.

use async_graphql::{Context, Object, Result};

use crate::directory::{self, Wanted};
use crate::graphql::object::Changes;
use crate::graphql::support::connection::{first_of, page_complexity};
use crate::graphql::support::scalar::Position;
use crate::graphql::support::{Loader, fail};

/// The root field for changes.
#[derive(Default)]
pub struct ChangesQuery;

#[Object]
impl ChangesQuery {
    /// What has changed after a place in the log, for whoever keeps a copy of the directory: which records, to be read again
    /// by `nodes`, and nothing of those that the viewer must not know of. Read on with `since: seq` while `hasMore` is true.
    /// DELETE also says that a record is no longer shown, and CREATE that it is shown from now on. What belonged to a record
    /// that is gone has gone with it and is not told of by itself; what belongs to an organization that is new, read with it.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The place after which to read; from the beginning when left out.")]
        since: Option<Position>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 100)] first: i32,
    ) -> Result<Changes> {
        let first = usize::try_from(first_of(first)?).unwrap_or(1);
        let reader = &Loader::of(ctx)?.directory.reader;
        let since = since.unwrap_or_default().0;
        let page = ctx
            .data::<directory::Changes>()?
            .page(reader, &Wanted::default(), since, first, None)
            .await
            .map_err(fail)?;
        Changes::of(&page)
    }
}
