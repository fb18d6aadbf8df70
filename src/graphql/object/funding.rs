//! `Funding` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, metadata, organization, service};

use super::{Attribute, Metadata, Organization, Service};
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(Funding(funding));

relations! {
    Funding(funding) {
        "recordVersion" => version();
        "organization" => one(Organization, organization, organization_id);
        "service" => one(Service, service, service_id);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// A source of funding.
#[Object]
impl Funding {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Funding", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The organization that is funded.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        one::<organization::Entity, _>(ctx, self.0.organization_id).await
    }

    /// The service that is funded.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        one::<service::Entity, _>(ctx, self.0.service_id).await
    }

    /// Where the money comes from.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
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
