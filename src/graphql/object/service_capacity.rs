//! `ServiceCapacity` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, metadata, service, unit};

use super::{Attribute, Metadata, Service, Unit};
use crate::graphql::support::scalar::DateTime;
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(ServiceCapacity(service_capacity));

relations! {
    ServiceCapacity(service_capacity) {
        "recordVersion" => version();
        "service" => one(Service, service, service_id);
        "unit" => one(Unit, unit, unit_id);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// How much room a service has.
#[Object]
impl ServiceCapacity {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("ServiceCapacity", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The service counted.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        one::<service::Entity, _>(ctx, self.0.service_id).await
    }

    /// What is counted.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        one::<unit::Entity, _>(ctx, self.0.unit_id).await
    }

    /// How many are free.
    async fn available(&self) -> f64 {
        self.0.available
    }

    /// How many there are in all.
    async fn maximum(&self) -> Option<f64> {
        self.0.maximum
    }

    /// Remarks on the count.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// When the count was made.
    async fn updated(&self) -> DateTime {
        DateTime::of(&self.0.updated)
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
