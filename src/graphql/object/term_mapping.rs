//! `TermMapping` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::taxonomy_term;

use super::TaxonomyTerm;
use super::enumeration::MappingRelation;
use crate::graphql::support::{GlobalId, one, relations, version, view};

view!(TermMapping(term_mapping));

relations! {
    TermMapping(term_mapping) {
        "recordVersion" => version();
        "term" => one(TaxonomyTerm, taxonomy_term, to_term_id);
    }
}

/// How a term stands to a term of another taxonomy.
#[Object]
impl TermMapping {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("TermMapping", self.0.id).into()
    }

    /// The id under which the store keeps it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// How the other term stands to this one.
    async fn relation(&self) -> Result<MappingRelation> {
        MappingRelation::of(&self.0.relation)
    }

    /// The other term.
    async fn term(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.to_term_id).await
    }
}
