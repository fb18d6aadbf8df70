//! `Taxonomy` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::metadata;

use super::Metadata;
use crate::graphql::support::scalar::Url;
use crate::graphql::support::{GlobalId, many, relations, version, view};

view!(Taxonomy(taxonomy));

relations! {
    Taxonomy(taxonomy) {
        "recordVersion" => version();
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// A list of terms that belong together, such as needs or practice levels.
#[Object]
impl Taxonomy {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Taxonomy", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The name of the taxonomy.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What the taxonomy is for.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// A web identifier of the taxonomy.
    async fn uri(&self) -> Option<Url> {
        self.0.uri.as_deref().map(Url::of)
    }

    /// The version of the taxonomy.
    async fn version(&self) -> Option<&str> {
        self.0.version.as_deref()
    }

    /// The short code of a taxonomy shipped with Jembatan, such as `need`; null for others.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Changes that its publisher recorded.
    async fn metadata(&self, ctx: &Context<'_>) -> Result<Vec<Metadata>> {
        many::<metadata::Entity, _>(ctx, metadata::Column::ResourceId, self.0.id).await
    }
}
