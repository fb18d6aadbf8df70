//! `Unit` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, metadata};

use super::{Attribute, Metadata};
use crate::graphql::support::scalar::Url;
use crate::graphql::support::{GlobalId, many, relations, version, view};

view!(Unit(unit));

relations! {
    Unit(unit) {
        "recordVersion" => version();
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// What a capacity is counted in, such as beds.
#[Object]
impl Unit {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Unit", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The name of the unit.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The list the unit is taken from.
    async fn scheme(&self) -> Option<&str> {
        self.0.scheme.as_deref()
    }

    /// The code of the unit in that list.
    async fn identifier(&self) -> Option<&str> {
        self.0.identifier.as_deref()
    }

    /// A web identifier of the unit.
    async fn uri(&self) -> Option<Url> {
        self.0.uri.as_deref().map(Url::of)
    }

    /// Terms and values that say more about it.
    async fn attributes(&self, ctx: &Context<'_>) -> Result<Vec<Attribute>> {
        many::<attribute::Entity, _>(ctx, attribute::Column::LinkId, self.0.id).await
    }

    /// Changes that its publisher recorded.
    async fn metadata(&self, ctx: &Context<'_>) -> Result<Vec<Metadata>> {
        many::<metadata::Entity, _>(ctx, metadata::Column::ResourceId, self.0.id).await
    }
}
