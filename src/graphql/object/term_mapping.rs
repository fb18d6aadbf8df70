//! `TermMapping` as clients see it.

use async_graphql::{Context, Object, Result};
use entity::taxonomy_term;

use super::TaxonomyTerm;
use super::enumeration::MappingRelation;
use crate::graphql::support::{one, relations, view};

view!(TermMapping(term_mapping));

relations! {
    TermMapping(term_mapping) {
        "term" => one(TaxonomyTerm, taxonomy_term, to_term_id);
    }
}

/// How a term stands to a term of another taxonomy.
#[Object]
impl TermMapping {
    /// How the other term stands to this one.
    async fn relation(&self) -> Result<MappingRelation> {
        MappingRelation::of(&self.0.relation)
    }

    /// The other term.
    async fn term(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.to_term_id).await
    }
}
