//! Counts of what fits a question, by which it can be asked more narrowly.

use std::sync::Arc;

use async_graphql::{Context, MergedObject, Object, Result};
use entity::taxonomy_term;

use super::enumeration::OrganizationKind;
use super::{Region, TaxonomyTerm};
use crate::broker::{self, Count};
use crate::graphql::support::{one, region};
use uuid::Uuid;

/// Counts of the services that fit, most first; at most 50 of a kind.
#[derive(MergedObject)]
pub struct FindFacets(Common, OfServices);

/// Counts of the practitioners who fit, most first; at most 50 of a kind.
#[derive(MergedObject)]
pub struct FindPractitionersFacets(Common, OfPractitioners);

impl From<Arc<broker::Facets>> for FindFacets {
    fn from(facets: Arc<broker::Facets>) -> Self {
        Self(Common(facets.clone()), OfServices(facets))
    }
}

impl From<Arc<broker::Facets>> for FindPractitionersFacets {
    fn from(facets: Arc<broker::Facets>) -> Self {
        Self(Common(facets.clone()), OfPractitioners(facets))
    }
}

/// Counts of whatever is sought.
struct Common(Arc<broker::Facets>);

/// Counts of services alone.
struct OfServices(Arc<broker::Facets>);

/// Counts of practitioners alone.
struct OfPractitioners(Arc<broker::Facets>);

/// A term with how many have it.
pub(super) struct TermCount(Count<Uuid>);

/// A kind of organization with how many are of one.
pub(super) struct KindCount(Count<String>);

/// A region with how many stand in it.
pub(super) struct RegionCount(Count<String>);

/// A language with how many speak it.
pub(super) struct LanguageCount(Count<String>);

#[Object]
impl Common {
    /// By need.
    async fn needs(&self) -> Vec<TermCount> {
        terms(&self.0.needs)
    }

    /// By specialization.
    async fn specializations(&self) -> Vec<TermCount> {
        terms(&self.0.specializations)
    }

    /// By practice level.
    async fn practice_levels(&self) -> Vec<TermCount> {
        terms(&self.0.practice_levels)
    }

    /// By kind of organization.
    async fn organization_kinds(&self) -> Vec<KindCount> {
        self.0.kinds.iter().cloned().map(KindCount).collect()
    }

    /// By the areas of the next level down that they stand in: provinces, or those inside the region asked about.
    async fn regions(&self) -> Vec<RegionCount> {
        self.0.regions.iter().cloned().map(RegionCount).collect()
    }

    /// By language.
    async fn languages(&self) -> Vec<LanguageCount> {
        self.0
            .languages
            .iter()
            .cloned()
            .map(LanguageCount)
            .collect()
    }

    /// How many are open now.
    async fn open_now(&self) -> u64 {
        self.0.open_now
    }
}

#[Object]
impl OfServices {
    /// How many cost nothing.
    async fn free(&self) -> u64 {
        self.0.free
    }
}

#[Object]
impl OfPractitioners {
    /// By profession.
    async fn professions(&self) -> Vec<TermCount> {
        terms(&self.0.professions)
    }

    /// By practice field.
    async fn practice_fields(&self) -> Vec<TermCount> {
        terms(&self.0.practice_fields)
    }
}

fn terms(counts: &[Count<Uuid>]) -> Vec<TermCount> {
    counts.iter().cloned().map(TermCount).collect()
}

/// A term with how many have it.
#[Object]
impl TermCount {
    /// The term.
    async fn term(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.value).await
    }

    /// How many.
    async fn count(&self) -> u64 {
        self.0.number
    }
}

/// A kind of organization with how many are of one.
#[Object]
impl KindCount {
    /// The kind.
    async fn kind(&self) -> Result<OrganizationKind> {
        OrganizationKind::of(&self.0.value)
    }

    /// How many.
    async fn count(&self) -> u64 {
        self.0.number
    }
}

/// A region with how many stand in it.
#[Object]
impl RegionCount {
    /// The region.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, Some(&self.0.value)).await
    }

    /// How many.
    async fn count(&self) -> u64 {
        self.0.number
    }
}

/// A language with how many speak it.
#[Object]
impl LanguageCount {
    /// Its short code where that is known, else its name in lower case.
    async fn language(&self) -> &str {
        &self.0.value
    }

    /// How many.
    async fn count(&self) -> u64 {
        self.0.number
    }
}
