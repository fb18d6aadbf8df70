//! `Organization` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{
    attribute, contact, funding, location, metadata, organization, organization_identifier, phone,
    practitioner, program, url,
};

use super::enumeration::{OrganizationKind, OrganizationLifecycle};
use super::{
    Attribute, Contact, Funding, Link, Location, Metadata, OrganizationIdentifier, Phone,
    Practitioner, Program, TaxonomyTerm,
};
use crate::graphql::support::connection::{ServiceConnection, page_complexity};
use crate::graphql::support::scalar::{DateTime, Url};
use crate::graphql::support::{GlobalId, many, one, relations, services_of, terms, version, view};

view!(Organization(organization));

relations! {
    Organization(organization) {
        "recordVersion" => version();
        "parentOrganization" => one(Organization, organization, parent_organization_id);
        "additionalWebsites" => many(Link, url, OrganizationId);
        "funding" => many(Funding, funding, OrganizationId);
        "contacts" => many(Contact, contact, OrganizationId);
        "phones" => many(Phone, phone, OrganizationId);
        "locations" => many(Location, location, OrganizationId);
        "practitioners" => many(Practitioner, practitioner, OrganizationId);
        "programs" => many(Program, program, OrganizationId);
        "organizationIdentifiers" => many(OrganizationIdentifier, organization_identifier, OrganizationId);
        "attributes" => many(Attribute, attribute, LinkId);
        "terms" => terms();
        "metadata" => many(Metadata, metadata, ResourceId);
        "services" => services();
    }
}

/// An organization that provides help: an NGO, a government agency, a clinic, a school, a home or a private practice.
#[Object]
impl Organization {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Organization", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The official or public name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Another name or an acronym people use for it.
    async fn alternate_name(&self) -> Option<&str> {
        self.0.alternate_name.as_deref()
    }

    /// A short account of what the organization is and does.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The e-mail address for general questions.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// The main website.
    async fn website(&self) -> Option<Url> {
        self.0.website.as_deref().map(Url::of)
    }

    /// The tax status it declares (deprecated by HSDS; kept for older publications).
    async fn tax_status(&self) -> Option<&str> {
        self.0.tax_status.as_deref()
    }

    /// Its tax number (deprecated by HSDS; kept for older publications).
    async fn tax_id(&self) -> Option<&str> {
        self.0.tax_id.as_deref()
    }

    /// The calendar year in which it was founded.
    async fn year_incorporated(&self) -> Option<i32> {
        self.0.year_incorporated
    }

    /// Its legal form, such as yayasan, perkumpulan or government body.
    async fn legal_status(&self) -> Option<&str> {
        self.0.legal_status.as_deref()
    }

    /// The address of a picture with its logo.
    async fn logo(&self) -> Option<&str> {
        self.0.logo.as_deref()
    }

    /// A lasting web identifier of the organization.
    async fn uri(&self) -> Option<Url> {
        self.0.uri.as_deref().map(Url::of)
    }

    /// The HSDS id of the organization it is part of; it may name one that is not in this directory.
    async fn parent_organization_id(&self) -> Option<String> {
        self.0.parent_organization_id.map(|id| id.to_string())
    }

    /// The organization it is part of, when that is in this directory.
    async fn parent_organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        one::<organization::Entity, _>(ctx, self.0.parent_organization_id).await
    }

    /// What kind of provider it is; null when not known.
    async fn kind(&self) -> Result<Option<OrganizationKind>> {
        self.0.kind.as_deref().map(OrganizationKind::of).transpose()
    }

    /// Where the organization stands in its registration.
    async fn lifecycle(&self) -> Result<OrganizationLifecycle> {
        OrganizationLifecycle::of(&self.0.lifecycle)
    }

    /// When an admin last confirmed that it exists and is described truly.
    async fn verified_at(&self) -> Option<DateTime> {
        self.0.verified_at.as_deref().map(DateTime::of)
    }

    /// Who confirmed it, as a role name, never a person.
    async fn verified_by(&self) -> Option<&str> {
        self.0.verified_by.as_deref()
    }

    /// More web addresses.
    async fn additional_websites(&self, ctx: &Context<'_>) -> Result<Vec<Link>> {
        many::<url::Entity, _>(ctx, url::Column::OrganizationId, self.0.id).await
    }

    /// Where its money comes from.
    async fn funding(&self, ctx: &Context<'_>) -> Result<Vec<Funding>> {
        many::<funding::Entity, _>(ctx, funding::Column::OrganizationId, self.0.id).await
    }

    /// People or desks to speak to.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<Contact>> {
        many::<contact::Entity, _>(ctx, contact::Column::OrganizationId, self.0.id).await
    }

    /// Numbers to call.
    async fn phones(&self, ctx: &Context<'_>) -> Result<Vec<Phone>> {
        many::<phone::Entity, _>(ctx, phone::Column::OrganizationId, self.0.id).await
    }

    /// The locations it keeps.
    async fn locations(&self, ctx: &Context<'_>) -> Result<Vec<Location>> {
        many::<location::Entity, _>(ctx, location::Column::OrganizationId, self.0.id).await
    }

    /// The professionals who work there and consented to be listed.
    async fn practitioners(&self, ctx: &Context<'_>) -> Result<Vec<Practitioner>> {
        many::<practitioner::Entity, _>(ctx, practitioner::Column::OrganizationId, self.0.id).await
    }

    /// Its programs.
    async fn programs(&self, ctx: &Context<'_>) -> Result<Vec<Program>> {
        many::<program::Entity, _>(ctx, program::Column::OrganizationId, self.0.id).await
    }

    /// The numbers by which outside registers know it.
    async fn organization_identifiers(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Vec<OrganizationIdentifier>> {
        many::<organization_identifier::Entity, _>(
            ctx,
            organization_identifier::Column::OrganizationId,
            self.0.id,
        )
        .await
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

    /// The services it provides, by name.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<ServiceConnection> {
        services_of(ctx, self.0.id, first, after).await
    }
}
