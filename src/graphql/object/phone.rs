//! `Phone` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{
    attribute, contact, language, location, metadata, organization, service, service_at_location,
};

use super::{
    Attribute, Contact, Language, Location, Metadata, Organization, Service, ServiceAtLocation,
};
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(Phone(phone));

relations! {
    Phone(phone) {
        "recordVersion" => version();
        "location" => one(Location, location, location_id);
        "service" => one(Service, service, service_id);
        "organization" => one(Organization, organization, organization_id);
        "contact" => one(Contact, contact, contact_id);
        "serviceAtLocation" => one(ServiceAtLocation, service_at_location, service_at_location_id);
        "languages" => many(Language, language, PhoneId);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// A telephone number.
#[Object]
impl Phone {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Phone", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The location the number reaches.
    async fn location(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        one::<location::Entity, _>(ctx, self.0.location_id).await
    }

    /// The service the number reaches.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        one::<service::Entity, _>(ctx, self.0.service_id).await
    }

    /// The organization the number reaches.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        one::<organization::Entity, _>(ctx, self.0.organization_id).await
    }

    /// The contact the number reaches.
    async fn contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        one::<contact::Entity, _>(ctx, self.0.contact_id).await
    }

    /// The service at a location the number reaches.
    async fn service_at_location(&self, ctx: &Context<'_>) -> Result<Option<ServiceAtLocation>> {
        one::<service_at_location::Entity, _>(ctx, self.0.service_at_location_id).await
    }

    /// The number as published.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// The extension to ask for.
    async fn extension(&self) -> Option<i32> {
        self.0.extension
    }

    /// What the number is for: voice, text, fax, cell, video or pager.
    #[graphql(name = "type")]
    async fn type_(&self) -> Option<&str> {
        self.0.r#type.as_deref()
    }

    /// When and for what to call.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Languages in which help is given.
    async fn languages(&self, ctx: &Context<'_>) -> Result<Vec<Language>> {
        many::<language::Entity, _>(ctx, language::Column::PhoneId, self.0.id).await
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
