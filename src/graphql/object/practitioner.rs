//! `Practitioner` as clients see it. Only those who consented to be shown are here.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, language, location, organization, qualification, schedule};

use super::{Attribute, Language, Location, Organization, Qualification, Schedule, TaxonomyTerm};
use crate::graphql::support::scalar::{Date, DateTime};
use crate::graphql::support::{GlobalId, many, one, relations, terms, view};

view!(Practitioner(practitioner));

relations! {
    Practitioner(practitioner) {
        "organization" => one(Organization, organization, organization_id);
        "location" => one(Location, location, location_id);
        "qualifications" => many(Qualification, qualification, PractitionerId);
        "languages" => many(Language, language, PractitionerId);
        "schedules" => many(Schedule, schedule, PractitionerId);
        "attributes" => many(Attribute, attribute, LinkId);
        "terms" => terms();
    }
}

/// A professional who helps people at an organization, such as a social worker or a psychologist, and who consented to be
/// listed. A private practice is an organization of one person.
#[Object]
impl Practitioner {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Practitioner", self.0.id).into()
    }

    /// The name, with academic titles.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The job title at the organization.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// The organization the practitioner works at.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        one::<organization::Entity, _>(ctx, self.0.organization_id).await
    }

    /// The location the practitioner works at; any of the organization's when null.
    async fn location(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        one::<location::Entity, _>(ctx, self.0.location_id).await
    }

    /// Profession, specializations, practice levels, practice fields, methods, roles and settings: the terms of one
    /// taxonomy by its short code, such as `specialization`, or all.
    async fn terms(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The short code of a taxonomy, such as `specialization`; all taxonomies when left out."
        )]
        taxonomy: Option<String>,
    ) -> Result<Vec<TaxonomyTerm>> {
        terms(ctx, self.0.id, taxonomy.as_deref()).await
    }

    /// What shows that the practitioner may do the work.
    async fn qualifications(&self, ctx: &Context<'_>) -> Result<Vec<Qualification>> {
        many::<qualification::Entity, _>(ctx, qualification::Column::PractitionerId, self.0.id)
            .await
    }

    /// Languages in which the practitioner helps.
    async fn languages(&self, ctx: &Context<'_>) -> Result<Vec<Language>> {
        many::<language::Entity, _>(ctx, language::Column::PractitionerId, self.0.id).await
    }

    /// Working hours.
    async fn schedules(&self, ctx: &Context<'_>) -> Result<Vec<Schedule>> {
        many::<schedule::Entity, _>(ctx, schedule::Column::PractitionerId, self.0.id).await
    }

    /// Hours of work a week.
    async fn hours_per_week(&self) -> Option<f64> {
        self.0.hours_per_week
    }

    /// Years of experience in the work.
    async fn years_of_experience(&self) -> Option<f64> {
        self.0.years_of_experience
    }

    /// When the years of experience were last checked; null when they are the practitioner's own word.
    async fn experience_verified_at(&self) -> Option<DateTime> {
        self.0.experience_verified_at.as_deref().map(DateTime::of)
    }

    /// Whether new clients are taken; null when nobody has said.
    async fn accepts_clients(&self) -> Option<bool> {
        self.0.accepts_clients.as_deref().map(|word| word == "YES")
    }

    /// The day on which consent to be listed was last given.
    async fn consent_on(&self) -> Option<Date> {
        self.0.consent_on.as_deref().map(Date::of)
    }

    /// Terms and values that say more about the practitioner.
    async fn attributes(&self, ctx: &Context<'_>) -> Result<Vec<Attribute>> {
        many::<attribute::Entity, _>(ctx, attribute::Column::LinkId, self.0.id).await
    }
}
