//! `Contact` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, location, metadata, organization, phone, service, service_at_location};

use super::{Attribute, Location, Metadata, Organization, Phone, Service, ServiceAtLocation};
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(Contact(contact));

relations! {
    Contact(contact) {
        "recordVersion" => version();
        "organization" => one(Organization, organization, organization_id);
        "service" => one(Service, service, service_id);
        "serviceAtLocation" => one(ServiceAtLocation, service_at_location, service_at_location_id);
        "location" => one(Location, location, location_id);
        "phones" => many(Phone, phone, ContactId);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// A person or desk to speak to.
#[Object]
impl Contact {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Contact", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The organization the contact works for.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        one::<organization::Entity, _>(ctx, self.0.organization_id).await
    }

    /// The service the contact answers for.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        one::<service::Entity, _>(ctx, self.0.service_id).await
    }

    /// The service at a location the contact answers for.
    async fn service_at_location(&self, ctx: &Context<'_>) -> Result<Option<ServiceAtLocation>> {
        one::<service_at_location::Entity, _>(ctx, self.0.service_at_location_id).await
    }

    /// The location the contact sits at.
    async fn location(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        one::<location::Entity, _>(ctx, self.0.location_id).await
    }

    /// The name of the contact.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The job title of the contact.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// The department of the contact.
    async fn department(&self) -> Option<&str> {
        self.0.department.as_deref()
    }

    /// The e-mail address of the contact.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Numbers to call.
    async fn phones(&self, ctx: &Context<'_>) -> Result<Vec<Phone>> {
        many::<phone::Entity, _>(ctx, phone::Column::ContactId, self.0.id).await
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
