//! Root fields for services.

use async_graphql::{Context, ID, Object, Result};
use entity::service;

use crate::directory;
use crate::graphql::input::ServiceFilter;
use crate::graphql::object::Service;
use crate::graphql::support::connection::{
    Order, ServiceConnection, first_of, ordered_slice, page_complexity,
};
use crate::graphql::support::{Loader, fail, named};

/// Root fields for services.
#[derive(Default)]
pub struct ServiceQuery;

#[Object]
impl ServiceQuery {
    /// The service with this id; null when there is none.
    async fn service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its `id` or `hsdsId`.")] id: ID,
    ) -> Result<Option<Service>> {
        named::<service::Entity, _>(ctx, "Service", &id).await
    }

    /// The services that a filter admits, by name when nothing else is said.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which services; all when left out.")] filter: Option<ServiceFilter>,
        #[graphql(desc = "In which order; by name when left out.")] order_by: Option<Order>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<ServiceConnection> {
        let loader = Loader::of(ctx)?;
        let filter: directory::ServiceFilter = filter.unwrap_or_default().read()?;
        let slice = ordered_slice(
            "service",
            order_by,
            first_of(first)?,
            after.as_deref(),
            &filter,
        )?;
        let page = loader
            .directory
            .services(&filter, &slice)
            .await
            .map_err(fail)?;
        let connection = ServiceConnection::new(page, slice, filter);
        connection.preload(ctx.look_ahead(), loader).await?;
        Ok(connection)
    }
}
