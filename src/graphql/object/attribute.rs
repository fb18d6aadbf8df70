//! `Attribute` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{metadata, taxonomy_term};

use super::{Metadata, TaxonomyTerm};
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(Attribute(attribute));

relations! {
    Attribute(attribute) {
        "recordVersion" => version();
        "taxonomyTerm" => one(TaxonomyTerm, taxonomy_term, taxonomy_term_id);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// A term or a value that says more about a record.
#[Object]
impl Attribute {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Attribute", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The HSDS id of the record described.
    async fn link_id(&self) -> Option<String> {
        self.0.link_id.map(|id| id.to_string())
    }

    /// The term that describes it.
    async fn taxonomy_term(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.taxonomy_term_id).await
    }

    /// What the term says about the record, such as `need`.
    async fn link_type(&self) -> Option<&str> {
        self.0.link_type.as_deref()
    }

    /// The object the record is, such as `service`.
    async fn link_entity(&self) -> Option<&str> {
        self.0.link_entity.as_deref()
    }

    /// A value that goes with the term.
    async fn value(&self) -> Option<&str> {
        self.0.value.as_deref()
    }

    /// A label to show for the attribute.
    async fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }

    /// Changes that its publisher recorded.
    async fn metadata(&self, ctx: &Context<'_>) -> Result<Vec<Metadata>> {
        many::<metadata::Entity, _>(ctx, metadata::Column::ResourceId, self.0.id).await
    }
}
