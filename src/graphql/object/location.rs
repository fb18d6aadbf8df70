//! `Location` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{
    accessibility, address, attribute, contact, language, metadata, organization, phone, schedule,
    service_at_location,
};

use super::enumeration::{CoordinatePrecision, LocationType, LocationVisibility};
use super::{
    Accessibility, Address, Attribute, Contact, Language, Metadata, Organization, Phone, Region,
    Schedule, ServiceAtLocation, TaxonomyTerm,
};
use crate::graphql::support::scalar::Url;
use crate::graphql::support::{GlobalId, many, one, region, relations, terms, version, view};

view!(Location(location));

relations! {
    Location(location) {
        "recordVersion" => version();
        "organization" => one(Organization, organization, organization_id);
        "region" => region(region_code);
        "languages" => many(Language, language, LocationId);
        "addresses" => many(Address, address, LocationId);
        "contacts" => many(Contact, contact, LocationId);
        "accessibility" => many(Accessibility, accessibility, LocationId);
        "phones" => many(Phone, phone, LocationId);
        "schedules" => many(Schedule, schedule, LocationId);
        "attributes" => many(Attribute, attribute, LinkId);
        "terms" => terms();
        "metadata" => many(Metadata, metadata, ResourceId);
        "serviceAtLocations" => many(ServiceAtLocation, service_at_location, LocationId);
    }
}

/// A place, postal or virtual address where services are given.
#[Object]
impl Location {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Location", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// Whether the location is a place, a postal address or virtual.
    async fn location_type(&self) -> Result<LocationType> {
        LocationType::of(&self.0.location_type)
    }

    /// The web page of a location, or the address of a virtual one.
    async fn url(&self) -> Option<Url> {
        self.0.url.as_deref().map(Url::of)
    }

    /// The organization that keeps the location.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        one::<organization::Entity, _>(ctx, self.0.organization_id).await
    }

    /// The name of the location.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Another name for the location.
    async fn alternate_name(&self) -> Option<&str> {
        self.0.alternate_name.as_deref()
    }

    /// What the location is.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// How to get there.
    async fn transportation(&self) -> Option<&str> {
        self.0.transportation.as_deref()
    }

    /// Latitude in WGS 84 decimal degrees.
    async fn latitude(&self) -> Option<f64> {
        self.0.latitude
    }

    /// Longitude in WGS 84 decimal degrees.
    async fn longitude(&self) -> Option<f64> {
        self.0.longitude
    }

    /// The identifier of the place in an outside system.
    async fn external_identifier(&self) -> Option<&str> {
        self.0.external_identifier.as_deref()
    }

    /// The outside system, such as `kemendagri`.
    async fn external_identifier_type(&self) -> Option<&str> {
        self.0.external_identifier_type.as_deref()
    }

    /// CONFIDENTIAL places, such as shelters, show no address, no coordinates and no region below regency.
    async fn visibility(&self) -> Result<LocationVisibility> {
        LocationVisibility::of(&self.0.visibility)
    }

    /// The Kemendagri code of the smallest known area around the location; null when it could not be resolved.
    async fn region_code(&self) -> Option<&str> {
        self.0.region_code.as_deref()
    }

    /// The area that `regionCode` names.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, self.0.region_code.as_deref()).await
    }

    /// What the coordinates stand for: the place itself or the middle of an area; null when not known.
    async fn coordinate_precision(&self) -> Result<Option<CoordinatePrecision>> {
        self.0
            .coordinate_precision
            .as_deref()
            .map(CoordinatePrecision::of)
            .transpose()
    }

    /// Languages in which help is given.
    async fn languages(&self, ctx: &Context<'_>) -> Result<Vec<Language>> {
        many::<language::Entity, _>(ctx, language::Column::LocationId, self.0.id).await
    }

    /// Its addresses; none for a confidential place.
    async fn addresses(&self, ctx: &Context<'_>) -> Result<Vec<Address>> {
        many::<address::Entity, _>(ctx, address::Column::LocationId, self.0.id).await
    }

    /// People or desks to speak to.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<Contact>> {
        many::<contact::Entity, _>(ctx, contact::Column::LocationId, self.0.id).await
    }

    /// Help for people with disabilities; none for a confidential place.
    async fn accessibility(&self, ctx: &Context<'_>) -> Result<Vec<Accessibility>> {
        many::<accessibility::Entity, _>(ctx, accessibility::Column::LocationId, self.0.id).await
    }

    /// Numbers to call.
    async fn phones(&self, ctx: &Context<'_>) -> Result<Vec<Phone>> {
        many::<phone::Entity, _>(ctx, phone::Column::LocationId, self.0.id).await
    }

    /// When it is open.
    async fn schedules(&self, ctx: &Context<'_>) -> Result<Vec<Schedule>> {
        many::<schedule::Entity, _>(ctx, schedule::Column::LocationId, self.0.id).await
    }

    /// Terms and values that say more about it.
    async fn attributes(&self, ctx: &Context<'_>) -> Result<Vec<Attribute>> {
        many::<attribute::Entity, _>(ctx, attribute::Column::LinkId, self.0.id).await
    }

    /// The terms it is marked with: of one taxonomy by its short code, such as `need`, or of all.
    async fn terms(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The short code of a taxonomy, such as `need`; all taxonomies when left out."
        )]
        taxonomy: Option<String>,
    ) -> Result<Vec<TaxonomyTerm>> {
        terms(ctx, self.0.id, taxonomy.as_deref()).await
    }

    /// Changes that its publisher recorded.
    async fn metadata(&self, ctx: &Context<'_>) -> Result<Vec<Metadata>> {
        many::<metadata::Entity, _>(ctx, metadata::Column::ResourceId, self.0.id).await
    }

    /// The services offered here.
    async fn service_at_locations(&self, ctx: &Context<'_>) -> Result<Vec<ServiceAtLocation>> {
        many::<service_at_location::Entity, _>(
            ctx,
            service_at_location::Column::LocationId,
            self.0.id,
        )
        .await
    }
}
