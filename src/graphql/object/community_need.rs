//! `CommunityNeed` as its reporter and reviewers see it, and what others are told of it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::community_need::Model;
use entity::taxonomy_term;

use super::community_enumeration::{CommunityNeedSeverity, CommunityNeedState, ServedUnit};
use super::{Region, TaxonomyTerm};
use crate::graphql::support::scalar::{Date, DateTime};
use crate::graphql::support::{GlobalId, one, region, relations, view};

/// The number of letters in a month, such as `2026-01`.
const MONTH_LETTERS: usize = 7;

view!(CommunityNeed(community_need));

relations! {
    CommunityNeed(community_need) {
        "need" => one(TaxonomyTerm, taxonomy_term, need_id);
        "region" => region(region_code);
    }
}

/// A need of a community, as a worker reports it. Only its reporter and admins see it.
#[Object]
impl CommunityNeed {
    /// The opaque id, for the steps of its life and for `history`.
    async fn id(&self) -> ID {
        GlobalId::new("CommunityNeed", self.0.id).into()
    }

    /// The need, a term of the taxonomy `need`.
    async fn need(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.need_id).await
    }

    /// Where it is. Of needs that are sensitive, such as violence, no more than the district is kept.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, Some(&self.0.region_code)).await
    }

    /// Who has the need.
    async fn served_unit(&self) -> Result<ServedUnit> {
        ServedUnit::of(&self.0.served_unit)
    }

    /// The least number of people who have it.
    async fn people_low(&self) -> i32 {
        self.0.people_low
    }

    /// The greatest number of people who have it; null when the report gives no upper bound.
    async fn people_high(&self) -> Option<i32> {
        self.0.people_high
    }

    /// How bad it is.
    async fn severity(&self) -> Result<CommunityNeedSeverity> {
        CommunityNeedSeverity::of(&self.0.severity)
    }

    /// Since which day.
    async fn since(&self) -> Option<Date> {
        self.0.since.as_deref().map(Date::of)
    }

    /// What shows it, in the words of its reporter.
    async fn evidence(&self) -> Option<&str> {
        self.0.evidence.as_deref()
    }

    /// From whom or where it is known, in the words of its reporter.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// Where the report stands.
    async fn state(&self) -> Result<CommunityNeedState> {
        CommunityNeedState::of(&self.0.state)
    }

    /// The `id` of the report that this one repeats.
    async fn duplicate_of(&self) -> Option<ID> {
        let original = self.0.duplicate_of?;
        Some(GlobalId::new("CommunityNeed", original).into())
    }

    /// Why it was taken back.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Who reported it: a role with the id of the account or token, never a name.
    async fn reporter(&self) -> &str {
        &self.0.reporter
    }

    /// When it was reported.
    async fn reported_at(&self) -> DateTime {
        DateTime::of(&self.0.reported_at)
    }
}

/// A report that another may repeat.
pub struct CommunityNeedCandidate(pub(crate) Arc<Model>);

/// A report of the same need not long ago that another may repeat. It may be somebody else's: no more is told of it.
#[Object]
impl CommunityNeedCandidate {
    /// The opaque id of the report.
    async fn id(&self) -> ID {
        GlobalId::new("CommunityNeed", self.0.id).into()
    }

    /// The need, a term of the taxonomy `need`.
    async fn need(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.need_id).await
    }

    /// Where it is.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region(ctx, Some(&self.0.region_code)).await
    }

    /// The month in which it was reported, such as `2026-01`.
    async fn month(&self) -> Option<&str> {
        self.0.reported_at.get(..MONTH_LETTERS)
    }

    /// Where the report stands.
    async fn state(&self) -> Result<CommunityNeedState> {
        CommunityNeedState::of(&self.0.state)
    }
}
