//! `ServiceAtLocation` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, contact, location, metadata, phone, schedule, service, service_area};

use super::{Attribute, Contact, Location, Metadata, Phone, Schedule, Service, ServiceArea};
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(ServiceAtLocation(service_at_location));

relations! {
    ServiceAtLocation(service_at_location) {
        "recordVersion" => version();
        "service" => one(Service, service, service_id);
        "location" => one(Location, location, location_id);
        "serviceAreas" => many(ServiceArea, service_area, ServiceAtLocationId);
        "contacts" => many(Contact, contact, ServiceAtLocationId);
        "phones" => many(Phone, phone, ServiceAtLocationId);
        "schedules" => many(Schedule, schedule, ServiceAtLocationId);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// A service offered at one location, with what is particular to that place.
#[Object]
impl ServiceAtLocation {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("ServiceAtLocation", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The service offered.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        one::<service::Entity, _>(ctx, self.0.service_id).await
    }

    /// The location where it is offered.
    async fn location(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        one::<location::Entity, _>(ctx, self.0.location_id).await
    }

    /// What is different about the service at this location.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The areas whose residents it is for.
    async fn service_areas(&self, ctx: &Context<'_>) -> Result<Vec<ServiceArea>> {
        many::<service_area::Entity, _>(ctx, service_area::Column::ServiceAtLocationId, self.0.id)
            .await
    }

    /// People or desks to speak to.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<Contact>> {
        many::<contact::Entity, _>(ctx, contact::Column::ServiceAtLocationId, self.0.id).await
    }

    /// Numbers to call.
    async fn phones(&self, ctx: &Context<'_>) -> Result<Vec<Phone>> {
        many::<phone::Entity, _>(ctx, phone::Column::ServiceAtLocationId, self.0.id).await
    }

    /// When it is open.
    async fn schedules(&self, ctx: &Context<'_>) -> Result<Vec<Schedule>> {
        many::<schedule::Entity, _>(ctx, schedule::Column::ServiceAtLocationId, self.0.id).await
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
