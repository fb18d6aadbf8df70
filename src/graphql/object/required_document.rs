//! `RequiredDocument` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, metadata, service};

use super::{Attribute, Metadata, Service};
use crate::graphql::support::scalar::Url;
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(RequiredDocument(required_document));

relations! {
    RequiredDocument(required_document) {
        "recordVersion" => version();
        "service" => one(Service, service, service_id);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// A document a person must bring.
#[Object]
impl RequiredDocument {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("RequiredDocument", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The service that asks for it.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        one::<service::Entity, _>(ctx, self.0.service_id).await
    }

    /// The document, such as KTP, KK or SKTM.
    async fn document(&self) -> Option<&str> {
        self.0.document.as_deref()
    }

    /// A web page about the document.
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
