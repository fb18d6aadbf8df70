//! `EligibilityRule` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::taxonomy_term;

use super::enumeration::{EligibilityRuleKind, Gender};
use super::{Region, TaxonomyTerm};
use crate::graphql::support::{GlobalId, one, region, relations, version, view};

view!(EligibilityRule(eligibility_rule));

relations! {
    EligibilityRule(eligibility_rule) {
        "recordVersion" => version();
        "region" => region(region_code);
        "situation" => one(TaxonomyTerm, taxonomy_term, taxonomy_term_id);
    }
}

/// One condition on who may use a service; all conditions must be met.
#[Object]
impl EligibilityRule {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("EligibilityRule", self.0.id).into()
    }

    /// The id under which the store keeps it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// What the condition is about.
    async fn kind(&self) -> Result<EligibilityRuleKind> {
        EligibilityRuleKind::of(&self.0.kind)
    }

    /// The gender a person must be of.
    async fn gender(&self) -> Result<Option<Gender>> {
        self.0.gender.as_deref().map(Gender::of).transpose()
    }

    /// The area a person must live in.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, self.0.region_code.as_deref()).await
    }

    /// The situation a person must be in.
    async fn situation(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.taxonomy_term_id).await
    }

    /// Remarks on the condition.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }
}
