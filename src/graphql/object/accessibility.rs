//! `Accessibility` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, location, metadata};

use super::{Attribute, Location, Metadata};
use crate::graphql::support::scalar::Url;
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(Accessibility(accessibility));

relations! {
    Accessibility(accessibility) {
        "recordVersion" => version();
        "location" => one(Location, location, location_id);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// Help for people with disabilities at a location.
#[Object]
impl Accessibility {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Accessibility", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The location described.
    async fn location(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        one::<location::Entity, _>(ctx, self.0.location_id).await
    }

    /// What is there, such as a ramp or a hearing loop.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// More about it.
    async fn details(&self) -> Option<&str> {
        self.0.details.as_deref()
    }

    /// A web page about it.
    async fn url(&self) -> Option<Url> {
        self.0.url.as_deref().map(Url::of)
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
