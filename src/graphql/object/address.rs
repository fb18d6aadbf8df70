//! `Address` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, location, metadata};

use super::enumeration::LocationType;
use super::{Attribute, Location, Metadata};
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(Address(address));

relations! {
    Address(address) {
        "recordVersion" => version();
        "location" => one(Location, location, location_id);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// The address of a location.
#[Object]
impl Address {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Address", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The location this is the address of.
    async fn location(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        one::<location::Entity, _>(ctx, self.0.location_id).await
    }

    /// To whom letters should be addressed.
    async fn attention(&self) -> Option<&str> {
        self.0.attention.as_deref()
    }

    /// Street and house number.
    async fn address_1(&self) -> Option<&str> {
        self.0.address_1.as_deref()
    }

    /// Building, floor or neighbourhood.
    async fn address_2(&self) -> Option<&str> {
        self.0.address_2.as_deref()
    }

    /// City or regency.
    async fn city(&self) -> Option<&str> {
        self.0.city.as_deref()
    }

    /// District or village.
    async fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// Province.
    async fn state_province(&self) -> Option<&str> {
        self.0.state_province.as_deref()
    }

    /// Postal code; null when not known.
    async fn postal_code(&self) -> Option<&str> {
        self.0.postal_code.as_deref()
    }

    /// Country as an ISO 3166-1 alpha-2 code.
    async fn country(&self) -> &str {
        &self.0.country
    }

    /// Whether the address is for visiting, for letters or virtual.
    async fn address_type(&self) -> Result<LocationType> {
        LocationType::of(&self.0.address_type)
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
