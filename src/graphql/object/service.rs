//! `Service` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{
    attribute, contact, cost_option, eligibility_rule, funding, language, metadata, organization,
    phone, program, required_document, schedule, service_area, service_at_location,
    service_capacity, url,
};

use super::enumeration::{EligibilityState, ServiceStatus};
use super::{
    Attribute, Contact, CostOption, EligibilityRule, Funding, Language, Link, Metadata,
    Organization, Phone, Program, RequiredDocument, Schedule, ServiceArea, ServiceAtLocation,
    ServiceCapacity, TaxonomyTerm,
};
use crate::graphql::support::scalar::{Date, DateTime, Url};
use crate::graphql::support::{GlobalId, many, one, relations, terms, version, view};

view!(Service(service));

relations! {
    Service(service) {
        "recordVersion" => version();
        "organization" => one(Organization, organization, organization_id);
        "program" => one(Program, program, program_id);
        "additionalUrls" => many(Link, url, ServiceId);
        "phones" => many(Phone, phone, ServiceId);
        "schedules" => many(Schedule, schedule, ServiceId);
        "serviceAreas" => many(ServiceArea, service_area, ServiceId);
        "serviceAtLocations" => many(ServiceAtLocation, service_at_location, ServiceId);
        "languages" => many(Language, language, ServiceId);
        "funding" => many(Funding, funding, ServiceId);
        "costOptions" => many(CostOption, cost_option, ServiceId);
        "requiredDocuments" => many(RequiredDocument, required_document, ServiceId);
        "contacts" => many(Contact, contact, ServiceId);
        "capacities" => many(ServiceCapacity, service_capacity, ServiceId);
        "attributes" => many(Attribute, attribute, LinkId);
        "terms" => terms();
        "metadata" => many(Metadata, metadata, ResourceId);
        "eligibilityRules" => many(EligibilityRule, eligibility_rule, ServiceId);
    }
}

/// A service: one kind of help an organization gives.
#[Object]
impl Service {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Service", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The organization that provides the service.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        one::<organization::Entity, _>(ctx, self.0.organization_id).await
    }

    /// The program the service belongs to.
    async fn program(&self, ctx: &Context<'_>) -> Result<Option<Program>> {
        one::<program::Entity, _>(ctx, self.0.program_id).await
    }

    /// The name people know the service by.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Another name for the service.
    async fn alternate_name(&self) -> Option<&str> {
        self.0.alternate_name.as_deref()
    }

    /// What the service does for the person who comes.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The web page of the service.
    async fn url(&self) -> Option<Url> {
        self.0.url.as_deref().map(Url::of)
    }

    /// The e-mail address of the service.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Whether the service is running now.
    async fn status(&self) -> Result<ServiceStatus> {
        ServiceStatus::of(&self.0.status)
    }

    /// Which interpretation is available, in words.
    async fn interpretation_services(&self) -> Option<&str> {
        self.0.interpretation_services.as_deref()
    }

    /// The steps a person takes to receive the service.
    async fn application_process(&self) -> Option<&str> {
        self.0.application_process.as_deref()
    }

    /// What the service costs, in words.
    async fn fees_description(&self) -> Option<&str> {
        self.0.fees_description.as_deref()
    }

    /// How long people wait (deprecated by HSDS; kept for older publications).
    async fn wait_time(&self) -> Option<&str> {
        self.0.wait_time.as_deref()
    }

    /// Fees as text (deprecated by HSDS; see `feesDescription` and `costOptions`).
    async fn fees(&self) -> Option<&str> {
        self.0.fees.as_deref()
    }

    /// Accreditations the service holds.
    async fn accreditations(&self) -> Option<&str> {
        self.0.accreditations.as_deref()
    }

    /// Who may use the service, in words.
    async fn eligibility_description(&self) -> Option<&str> {
        self.0.eligibility_description.as_deref()
    }

    /// The youngest age served, in years.
    async fn minimum_age(&self) -> Option<f64> {
        self.0.minimum_age
    }

    /// The oldest age served, in years.
    async fn maximum_age(&self) -> Option<f64> {
        self.0.maximum_age
    }

    /// The day the listing was last confirmed as true.
    async fn assured_date(&self) -> Option<Date> {
        self.0.assured_date.as_deref().map(Date::of)
    }

    /// The role address of whoever confirmed the listing.
    async fn assurer_email(&self) -> Option<&str> {
        self.0.assurer_email.as_deref()
    }

    /// Licences held (deprecated by HSDS; kept for older publications).
    async fn licenses(&self) -> Option<&str> {
        self.0.licenses.as_deref()
    }

    /// A short notice about the service that matters now.
    async fn alert(&self) -> Option<&str> {
        self.0.alert.as_deref()
    }

    /// When the publisher last changed the service.
    async fn last_modified(&self) -> Option<DateTime> {
        self.0.last_modified.as_deref().map(DateTime::of)
    }

    /// Whether anything is known about who may use the service: UNKNOWN, NONE (stated: no restriction), or RULES.
    async fn eligibility(&self) -> Result<EligibilityState> {
        EligibilityState::of(&self.0.eligibility)
    }

    /// More web addresses.
    async fn additional_urls(&self, ctx: &Context<'_>) -> Result<Vec<Link>> {
        many::<url::Entity, _>(ctx, url::Column::ServiceId, self.0.id).await
    }

    /// Numbers to call.
    async fn phones(&self, ctx: &Context<'_>) -> Result<Vec<Phone>> {
        many::<phone::Entity, _>(ctx, phone::Column::ServiceId, self.0.id).await
    }

    /// When it is open.
    async fn schedules(&self, ctx: &Context<'_>) -> Result<Vec<Schedule>> {
        many::<schedule::Entity, _>(ctx, schedule::Column::ServiceId, self.0.id).await
    }

    /// The areas whose residents it is for.
    async fn service_areas(&self, ctx: &Context<'_>) -> Result<Vec<ServiceArea>> {
        many::<service_area::Entity, _>(ctx, service_area::Column::ServiceId, self.0.id).await
    }

    /// Where the service is offered.
    async fn service_at_locations(&self, ctx: &Context<'_>) -> Result<Vec<ServiceAtLocation>> {
        many::<service_at_location::Entity, _>(
            ctx,
            service_at_location::Column::ServiceId,
            self.0.id,
        )
        .await
    }

    /// Languages in which help is given.
    async fn languages(&self, ctx: &Context<'_>) -> Result<Vec<Language>> {
        many::<language::Entity, _>(ctx, language::Column::ServiceId, self.0.id).await
    }

    /// Where its money comes from.
    async fn funding(&self, ctx: &Context<'_>) -> Result<Vec<Funding>> {
        many::<funding::Entity, _>(ctx, funding::Column::ServiceId, self.0.id).await
    }

    /// What it costs.
    async fn cost_options(&self, ctx: &Context<'_>) -> Result<Vec<CostOption>> {
        many::<cost_option::Entity, _>(ctx, cost_option::Column::ServiceId, self.0.id).await
    }

    /// What to bring.
    async fn required_documents(&self, ctx: &Context<'_>) -> Result<Vec<RequiredDocument>> {
        many::<required_document::Entity, _>(ctx, required_document::Column::ServiceId, self.0.id)
            .await
    }

    /// People or desks to speak to.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<Contact>> {
        many::<contact::Entity, _>(ctx, contact::Column::ServiceId, self.0.id).await
    }

    /// How much room there is.
    async fn capacities(&self, ctx: &Context<'_>) -> Result<Vec<ServiceCapacity>> {
        many::<service_capacity::Entity, _>(ctx, service_capacity::Column::ServiceId, self.0.id)
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

    /// The conditions a person must meet, apart from age; meaningful when `eligibility` is RULES.
    async fn eligibility_rules(&self, ctx: &Context<'_>) -> Result<Vec<EligibilityRule>> {
        many::<eligibility_rule::Entity, _>(ctx, eligibility_rule::Column::ServiceId, self.0.id)
            .await
    }
}
