//! `ServiceArea` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, metadata, service, service_at_location};

use super::{Attribute, Metadata, Region, Service, ServiceAtLocation};
use crate::graphql::support::scalar::Url;
use crate::graphql::support::{GlobalId, many, one, region, relations, version, view};

view!(ServiceArea(service_area));

relations! {
    ServiceArea(service_area) {
        "recordVersion" => version();
        "service" => one(Service, service, service_id);
        "serviceAtLocation" => one(ServiceAtLocation, service_at_location, service_at_location_id);
        "region" => region(region_code);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// An area whose residents a service is for.
#[Object]
impl ServiceArea {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("ServiceArea", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The service that covers the area.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        one::<service::Entity, _>(ctx, self.0.service_id).await
    }

    /// The service at a location that covers the area.
    async fn service_at_location(&self, ctx: &Context<'_>) -> Result<Option<ServiceAtLocation>> {
        one::<service_at_location::Entity, _>(ctx, self.0.service_at_location_id).await
    }

    /// The name of the area.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The area in words.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The boundary of the area.
    async fn extent(&self) -> Option<&str> {
        self.0.extent.as_deref()
    }

    /// The form of `extent`, such as geojson, topojson or kml.
    async fn extent_type(&self) -> Option<&str> {
        self.0.extent_type.as_deref()
    }

    /// A web identifier of the area, such as `urn:kemendagri:32.73`.
    async fn uri(&self) -> Option<Url> {
        self.0.uri.as_deref().map(Url::of)
    }

    /// The Kemendagri code of the area; null when it could not be resolved.
    async fn region_code(&self) -> Option<&str> {
        self.0.region_code.as_deref()
    }

    /// The area that `regionCode` names.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, self.0.region_code.as_deref()).await
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
