//! `Qualification` as clients see it. Its number is not here: it never leaves the store.

use async_graphql::{Context, ID, Object, Result};
use entity::{practitioner, taxonomy_term};

use super::enumeration::QualificationKind;
use super::{Practitioner, TaxonomyTerm};
use crate::graphql::support::scalar::{Date, DateTime};
use crate::graphql::support::{GlobalId, Loader, one, relations, view};

view!(Qualification(qualification));

relations! {
    Qualification(qualification) {
        "practitioner" => one(Practitioner, practitioner, practitioner_id);
        "specialization" => one(TaxonomyTerm, taxonomy_term, taxonomy_term_id);
    }
}

/// What shows that a practitioner may do the work: a degree, training, registration or license. Numbers are never shown.
#[Object]
impl Qualification {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Qualification", self.0.id).into()
    }

    /// The practitioner who has it.
    async fn practitioner(&self, ctx: &Context<'_>) -> Result<Option<Practitioner>> {
        one::<practitioner::Entity, _>(ctx, self.0.practitioner_id).await
    }

    /// What kind it is.
    async fn kind(&self) -> Result<QualificationKind> {
        QualificationKind::of(&self.0.kind)
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Who gave it.
    async fn issuer(&self) -> Option<&str> {
        self.0.issuer.as_deref()
    }

    /// The specialization it proves.
    async fn specialization(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.taxonomy_term_id).await
    }

    /// The day on which it was given.
    async fn issued_on(&self) -> Option<Date> {
        self.0.issued_on.as_deref().map(Date::of)
    }

    /// The last day on which it holds; null when it holds for good.
    async fn expires_on(&self) -> Option<Date> {
        self.0.expires_on.as_deref().map(Date::of)
    }

    /// Whether its last day has passed.
    async fn is_expired(&self, ctx: &Context<'_>) -> Result<bool> {
        let today = Loader::of(ctx)?.directory.now.date_naive().to_string();
        Ok(self.0.expires_on.as_ref().is_some_and(|day| *day < today))
    }

    /// When it was last checked; null when nobody has.
    async fn verified_at(&self) -> Option<DateTime> {
        self.0.verified_at.as_deref().map(DateTime::of)
    }

    /// Who checked it, as a role or an office, never a person.
    async fn verified_by(&self) -> Option<&str> {
        self.0.verified_by.as_deref()
    }
}
