//! `TaxonomyTerm` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{metadata, taxonomy, taxonomy_term, term_label, term_mapping};

use super::{Metadata, Taxonomy, TermLabel, TermMapping};
use crate::graphql::support::scalar::{LanguageTag, Url};
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(TaxonomyTerm(taxonomy_term));

relations! {
    TaxonomyTerm(taxonomy_term) {
        "recordVersion" => version();
        "parent" => one(TaxonomyTerm, taxonomy_term, parent_id);
        "taxonomyDetail" => one(Taxonomy, taxonomy, taxonomy_id);
        "metadata" => many(Metadata, metadata, ResourceId);
        "children" => many(TaxonomyTerm, taxonomy_term, ParentId);
        "labels" => many(TermLabel, term_label, TaxonomyTermId);
        "mappings" => many(TermMapping, term_mapping, FromTermId);
    }
}

/// A term of a taxonomy, such as a need, a situation or a specialisation.
#[Object]
impl TaxonomyTerm {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("TaxonomyTerm", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The code of the term in its taxonomy, such as `N09`.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The name of the term in the taxonomy's own language.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What the term means.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The HSDS id of the broader term; it may name one that is not in this directory.
    async fn parent_id(&self) -> Option<String> {
        self.0.parent_id.map(|id| id.to_string())
    }

    /// The broader term, when that is in this directory.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.parent_id).await
    }

    /// The name of the taxonomy as the publisher wrote it.
    async fn taxonomy(&self) -> Option<&str> {
        self.0.taxonomy.as_deref()
    }

    /// The ISO 639 code of the language of `name`.
    async fn language(&self) -> Option<LanguageTag> {
        self.0.language.as_deref().map(LanguageTag::of)
    }

    /// The taxonomy the term is in.
    async fn taxonomy_detail(&self, ctx: &Context<'_>) -> Result<Option<Taxonomy>> {
        one::<taxonomy::Entity, _>(ctx, self.0.taxonomy_id).await
    }

    /// A web identifier of the term.
    async fn term_uri(&self) -> Option<Url> {
        self.0.term_uri.as_deref().map(Url::of)
    }

    /// Changes that its publisher recorded.
    async fn metadata(&self, ctx: &Context<'_>) -> Result<Vec<Metadata>> {
        many::<metadata::Entity, _>(ctx, metadata::Column::ResourceId, self.0.id).await
    }

    /// The narrower terms directly below it.
    async fn children(&self, ctx: &Context<'_>) -> Result<Vec<TaxonomyTerm>> {
        many::<taxonomy_term::Entity, _>(ctx, taxonomy_term::Column::ParentId, self.0.id).await
    }

    /// The words by which people call it, in several languages.
    async fn labels(&self, ctx: &Context<'_>) -> Result<Vec<TermLabel>> {
        many::<term_label::Entity, _>(ctx, term_label::Column::TaxonomyTermId, self.0.id).await
    }

    /// How it stands to terms of other taxonomies.
    async fn mappings(&self, ctx: &Context<'_>) -> Result<Vec<TermMapping>> {
        many::<term_mapping::Entity, _>(ctx, term_mapping::Column::FromTermId, self.0.id).await
    }
}
