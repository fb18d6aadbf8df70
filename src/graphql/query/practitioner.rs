//! Root fields for practitioners.

use async_graphql::{Context, ID, Object, Result};
use entity::practitioner;

use crate::directory;
use crate::graphql::input::PractitionerFilter;
use crate::graphql::object::Practitioner;
use crate::graphql::support::connection::{
    Order, PractitionerConnection, first_of, ordered_slice, page_complexity,
};
use crate::graphql::support::{Loader, fail, named};

/// Root fields for practitioners.
#[derive(Default)]
pub struct PractitionerQuery;

#[Object]
impl PractitionerQuery {
    /// The practitioner with this id; null when there is none who consented to be listed.
    async fn practitioner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its `id`.")] id: ID,
    ) -> Result<Option<Practitioner>> {
        named::<practitioner::Entity, _>(ctx, "Practitioner", &id).await
    }

    /// The practitioners that a filter admits, by name when nothing else is said.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn practitioners(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which practitioners; all when left out.")] filter: Option<
            PractitionerFilter,
        >,
        #[graphql(desc = "In which order; by name when left out.")] order_by: Option<Order>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<PractitionerConnection> {
        let loader = Loader::of(ctx)?;
        let filter: directory::PractitionerFilter = filter.unwrap_or_default().read()?;
        let slice = ordered_slice(
            "practitioner",
            order_by,
            first_of(first)?,
            after.as_deref(),
            &filter,
        )?;
        let page = loader
            .directory
            .practitioners(&filter, &slice)
            .await
            .map_err(fail)?;
        let connection = PractitionerConnection::new(page, slice, filter);
        connection.preload(ctx.look_ahead(), loader).await?;
        Ok(connection)
    }
}
