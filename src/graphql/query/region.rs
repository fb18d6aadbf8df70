//! Root fields for regions.

use async_graphql::{Context, Object, Result};

use crate::directory;
use crate::graphql::input::RegionFilter;
use crate::graphql::object::Region;
use crate::graphql::support::connection::{first_of, page_complexity};
use crate::graphql::support::region_connection::RegionConnection;
use crate::graphql::support::{Loader, Preload, fail};

/// Root fields for regions.
#[derive(Default)]
pub struct RegionQuery;

#[Object]
impl RegionQuery {
    /// The region with this Kemendagri code, such as `32.73`; null when there is none.
    async fn region(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its Kemendagri code.")] code: String,
    ) -> Result<Option<Region>> {
        let loader = Loader::of(ctx)?;
        let Some(row) = loader.region(&code).await? else {
            return Ok(None);
        };
        let view = Region::from(row);
        Region::preload(vec![view.clone()], ctx.look_ahead(), loader).await?;
        Ok(Some(view))
    }

    /// The regions that a filter admits, by code.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn regions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which regions; all when left out.")] filter: Option<RegionFilter>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<RegionConnection> {
        let loader = Loader::of(ctx)?;
        let filter: directory::RegionFilter = filter.unwrap_or_default().into();
        let after = after
            .as_deref()
            .map(|after| RegionConnection::read_cursor(after, &filter))
            .transpose()?;
        let page = loader
            .directory
            .regions(&filter, after.as_deref(), first_of(first)?)
            .await
            .map_err(fail)?;
        let connection = RegionConnection::new(page, after.is_some(), filter);
        connection.preload(ctx.look_ahead(), loader).await?;
        Ok(connection)
    }
}
