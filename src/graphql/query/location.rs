//! Root fields for locations.

use async_graphql::{Context, ID, Object, Result};
use entity::location;

use crate::directory;
use crate::graphql::input::LocationFilter;
use crate::graphql::object::Location;
use crate::graphql::support::connection::{
    LocationConnection, Order, first_of, ordered_slice, page_complexity,
};
use crate::graphql::support::{Loader, fail, named};

/// Root fields for locations.
#[derive(Default)]
pub struct LocationQuery;

#[Object]
impl LocationQuery {
    /// The location with this id; null when there is none.
    async fn location(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its `id` or `hsdsId`.")] id: ID,
    ) -> Result<Option<Location>> {
        named::<location::Entity, _>(ctx, "Location", &id).await
    }

    /// The locations that a filter admits, by name when nothing else is said.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn locations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which locations; all when left out.")] filter: Option<LocationFilter>,
        #[graphql(desc = "In which order; by name when left out.")] order_by: Option<Order>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<LocationConnection> {
        let loader = Loader::of(ctx)?;
        let filter: directory::LocationFilter = filter.unwrap_or_default().read()?;
        let slice = ordered_slice(
            "location",
            order_by,
            first_of(first)?,
            after.as_deref(),
            &filter,
        )?;
        let page = loader
            .directory
            .locations(&filter, &slice)
            .await
            .map_err(fail)?;
        let connection = LocationConnection::new(page, slice, filter);
        connection.preload(ctx.look_ahead(), loader).await?;
        Ok(connection)
    }
}
