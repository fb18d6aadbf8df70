//! Counts of what fits a question, by which it can be asked more narrowly.

use async_graphql::{Context, Object, Result};
use entity::taxonomy_term;

use super::enumeration::OrganizationKind;
use super::{Region, TaxonomyTerm};
use crate::broker::{self, Count};
use crate::graphql::support::{one, region};
use uuid::Uuid;

/// Counts of the services that fit, most first.
pub struct FindFacets(pub(crate) broker::Facets);

/// A term with how many services have it.
pub(super) struct TermCount(Count<Uuid>);

/// A kind of organization with how many services are by one.
pub(super) struct KindCount(Count<String>);

/// A region with how many services stand in it.
pub(super) struct RegionCount(Count<String>);

/// A language with how many services speak it.
pub(super) struct LanguageCount(Count<String>);

/// Counts of the services that fit, most first; at most 50 of a kind.
#[Object]
impl FindFacets {
    /// By need.
    async fn needs(&self) -> Vec<TermCount> {
        self.0.needs.iter().cloned().map(TermCount).collect()
    }

    /// By specialization.
    async fn specializations(&self) -> Vec<TermCount> {
        let counts = self.0.specializations.iter();
        counts.cloned().map(TermCount).collect()
    }

    /// By practice level.
    async fn practice_levels(&self) -> Vec<TermCount> {
        let counts = self.0.practice_levels.iter();
        counts.cloned().map(TermCount).collect()
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

    /// How many cost nothing.
    async fn free(&self) -> u64 {
        self.0.free
    }

    /// How many are open now.
    async fn open_now(&self) -> u64 {
        self.0.open_now
    }
}

/// A term with how many services have it.
#[Object]
impl TermCount {
    /// The term.
    async fn term(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.value).await
    }

    /// How many services.
    async fn count(&self) -> u64 {
        self.0.services
    }
}

/// A kind of organization with how many services are by one.
#[Object]
impl KindCount {
    /// The kind.
    async fn kind(&self) -> Result<OrganizationKind> {
        OrganizationKind::of(&self.0.value)
    }

    /// How many services.
    async fn count(&self) -> u64 {
        self.0.services
    }
}

/// A region with how many services stand in it.
#[Object]
impl RegionCount {
    /// The region.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, Some(&self.0.value)).await
    }

    /// How many services.
    async fn count(&self) -> u64 {
        self.0.services
    }
}

/// A language with how many services speak it.
#[Object]
impl LanguageCount {
    /// Its short code where that is known, else its name in lower case.
    async fn language(&self) -> &str {
        &self.0.value
    }

    /// How many services.
    async fn count(&self) -> u64 {
        self.0.services
    }
}
