//! Root fields for taxonomies and their terms.

use async_graphql::{Context, ID, Object, Result};
use entity::taxonomy_term;

use crate::graphql::input::TaxonomyTermFilter;
use crate::graphql::object::TaxonomyTerm;
use crate::graphql::support::connection::{
    TaxonomyConnection, TaxonomyTermConnection, code_slice, first_of, name_slice, page_complexity,
};
use crate::graphql::support::{Loader, fail, named};

/// Root fields for taxonomies.
#[derive(Default)]
pub struct TaxonomyQuery;

#[Object]
impl TaxonomyQuery {
    /// The taxonomies, by name.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn taxonomies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<TaxonomyConnection> {
        let loader = Loader::of(ctx)?;
        let slice = name_slice("taxonomy", first_of(first)?, after.as_deref(), &())?;
        let page = loader.directory.taxonomies(&slice).await.map_err(fail)?;
        let connection = TaxonomyConnection::new(page, slice, ());
        connection.preload(ctx.look_ahead(), loader).await?;
        Ok(connection)
    }

    /// The taxonomy term with this id; null when there is none.
    async fn taxonomy_term(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its `id` or `hsdsId`.")] id: ID,
    ) -> Result<Option<TaxonomyTerm>> {
        named::<taxonomy_term::Entity, _>(ctx, "TaxonomyTerm", &id).await
    }

    /// The taxonomy terms that a filter admits, by code.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn taxonomy_terms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which terms; all when left out.")] filter: Option<TaxonomyTermFilter>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<TaxonomyTermConnection> {
        let loader = Loader::of(ctx)?;
        let filter = filter.unwrap_or_default().read()?;
        let slice = code_slice(first_of(first)?, after.as_deref(), &filter)?;
        let page = loader
            .directory
            .taxonomy_terms(&filter, &slice)
            .await
            .map_err(fail)?;
        let connection = TaxonomyTermConnection::new(page, slice, filter);
        connection.preload(ctx.look_ahead(), loader).await?;
        Ok(connection)
    }
}
