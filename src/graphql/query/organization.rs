//! Root fields for organizations.

use async_graphql::{Context, ID, Object, Result};
use entity::organization;

use crate::directory;
use crate::graphql::input::OrganizationFilter;
use crate::graphql::object::Organization;
use crate::graphql::support::connection::{
    Order, OrganizationConnection, first_of, ordered_slice, page_complexity,
};
use crate::graphql::support::{Loader, fail, named};

/// Root fields for organizations.
#[derive(Default)]
pub struct OrganizationQuery;

#[Object]
impl OrganizationQuery {
    /// The organization with this id; null when there is none.
    async fn organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its `id` or `hsdsId`.")] id: ID,
    ) -> Result<Option<Organization>> {
        named::<organization::Entity, _>(ctx, "Organization", &id).await
    }

    /// The organizations that a filter admits, by name when nothing else is said.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn organizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which organizations; all when left out.")] filter: Option<
            OrganizationFilter,
        >,
        #[graphql(desc = "In which order; by name when left out.")] order_by: Option<Order>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<OrganizationConnection> {
        let loader = Loader::of(ctx)?;
        let filter: directory::OrganizationFilter = filter.unwrap_or_default().into();
        let slice = ordered_slice(
            "organization",
            order_by,
            first_of(first)?,
            after.as_deref(),
            &filter,
        )?;
        let page = loader
            .directory
            .organizations(&filter, &slice)
            .await
            .map_err(fail)?;
        let connection = OrganizationConnection::new(page, slice, filter);
        connection.preload(ctx.look_ahead(), loader).await?;
        Ok(connection)
    }
}
