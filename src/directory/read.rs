//! Reading for one viewer: lists with typed filters. Single rows and relations go through the [`Reader`] it holds.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{
    location, organization, practitioner, qualification, region, service, taxonomy, taxonomy_term,
};
use rustc_hash::FxHashMap;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, IdenStatic, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::error::Error;
use super::filter::{
    LocationFilter, OrganizationFilter, PractitionerFilter, RegionFilter, ServiceFilter, TermFilter,
};
use super::region::Level;
use crate::store::{First, Guarded as Shown, Page, Reader, Sight, Slice};

/// The directory as one viewer sees it at one moment.
#[derive(Clone)]
pub struct Directory {
    /// The door rows come through.
    pub reader: Reader,
    /// The moment the question was asked.
    pub now: DateTime<Utc>,
}

impl Directory {
    /// The name of a column, by which loaded rows are kept apart.
    pub fn column_name<E: Shown>(column: &E::Column) -> &'static str {
        column.as_str()
    }

    /// One part of the list of organizations.
    pub async fn organizations(
        &self,
        filter: &OrganizationFilter,
        slice: &Slice,
    ) -> Result<Page<Arc<organization::Model>>, Error> {
        let condition = self.organization_condition(filter);
        Ok(self
            .reader
            .page::<organization::Entity>(slice, |select| select.filter(condition))
            .await?)
    }

    /// How many organizations the filter admits.
    pub async fn count_organizations(&self, filter: &OrganizationFilter) -> Result<u64, Error> {
        let condition = self.organization_condition(filter);
        Ok(self
            .reader
            .count::<organization::Entity>(|select| select.filter(condition))
            .await?)
    }

    fn organization_condition(&self, filter: &OrganizationFilter) -> Condition {
        use organization::Column;
        Condition::all()
            .add_option(filter.name.as_deref().map(|name| holds(Column::Name, name)))
            .add_option(any_of(Column::Kind, &filter.kinds))
            .add_option(any_of(Column::Lifecycle, &filter.lifecycles))
            .add_option(filter.region_code.as_deref().map(|code| {
                Column::Id.in_subquery(
                    Query::select()
                        .column(location::Column::OrganizationId)
                        .from(location::Entity)
                        .and_where(location::Column::OrganizationId.is_not_null())
                        .cond_where(self.location_region(code))
                        .to_owned(),
                )
            }))
    }

    /// One part of the list of services.
    pub async fn services(
        &self,
        filter: &ServiceFilter,
        slice: &Slice,
    ) -> Result<Page<Arc<service::Model>>, Error> {
        let condition = service_condition(filter, self.meant(filter.organization));
        Ok(self
            .reader
            .page::<service::Entity>(slice, |select| select.filter(condition))
            .await?)
    }

    /// The first services of each of these organizations by name, one more than `first` where there are more.
    pub async fn first_services(
        &self,
        organizations: impl IntoIterator<Item = Uuid>,
        first: u64,
    ) -> Result<FxHashMap<Uuid, First<service::Model>>, Error> {
        use service::Column;
        Ok(self
            .reader
            .first_by_parents::<service::Entity>(
                Column::OrganizationId,
                Column::Name,
                organizations,
                first + 1,
            )
            .await?)
    }

    /// How many services the filter admits.
    pub async fn count_services(&self, filter: &ServiceFilter) -> Result<u64, Error> {
        let condition = service_condition(filter, self.meant(filter.organization));
        Ok(self
            .reader
            .count::<service::Entity>(|select| select.filter(condition))
            .await?)
    }

    /// One part of the list of practitioners.
    pub async fn practitioners(
        &self,
        filter: &PractitionerFilter,
        slice: &Slice,
    ) -> Result<Page<Arc<practitioner::Model>>, Error> {
        let condition = practitioner_condition(filter, self.meant(filter.organization));
        Ok(self
            .reader
            .page::<practitioner::Entity>(slice, |select| select.filter(condition))
            .await?)
    }

    /// How many practitioners the filter admits.
    pub async fn count_practitioners(&self, filter: &PractitionerFilter) -> Result<u64, Error> {
        let condition = practitioner_condition(filter, self.meant(filter.organization));
        Ok(self
            .reader
            .count::<practitioner::Entity>(|select| select.filter(condition))
            .await?)
    }

    /// One part of the list of locations.
    pub async fn locations(
        &self,
        filter: &LocationFilter,
        slice: &Slice,
    ) -> Result<Page<Arc<location::Model>>, Error> {
        let condition = self.location_condition(filter);
        Ok(self
            .reader
            .page::<location::Entity>(slice, |select| select.filter(condition))
            .await?)
    }

    /// How many locations the filter admits.
    pub async fn count_locations(&self, filter: &LocationFilter) -> Result<u64, Error> {
        let condition = self.location_condition(filter);
        Ok(self
            .reader
            .count::<location::Entity>(|select| select.filter(condition))
            .await?)
    }

    /// Whether any location is confidential.
    pub async fn has_confidential_location(&self) -> Result<bool, Error> {
        let secret = |select: Select<location::Entity>| {
            select.filter(location::Column::Visibility.eq("CONFIDENTIAL"))
        };
        Ok(self.reader.count::<location::Entity>(secret).await? > 0)
    }

    /// The organization that a filter means: another one when it was merged away.
    fn meant(&self, organization: Option<Uuid>) -> Option<Uuid> {
        organization.map(|id| self.reader.standing_for(id))
    }

    fn location_condition(&self, filter: &LocationFilter) -> Condition {
        use location::Column;
        Condition::all()
            .add_option(filter.name.as_deref().map(|name| holds(Column::Name, name)))
            .add_option(any_of(Column::LocationType, &filter.types))
            .add_option(
                self.meant(filter.organization)
                    .map(|id| Column::OrganizationId.eq(id)),
            )
            .add_option(
                filter
                    .region_code
                    .as_deref()
                    .map(|code| self.location_region(code)),
            )
    }

    /// Locations inside a region. Asking below the regency must not tell where a confidential place is, so there it
    /// finds public places alone.
    pub(super) fn location_region(&self, code: &str) -> Condition {
        let is_finer_than_regency = Level::of(code).is_some_and(|level| level > Level::Regency);
        let hides = is_finer_than_regency && self.reader.sight() == Sight::Public;
        Condition::all()
            .add(inside(location::Column::RegionCode, code))
            .add_option(hides.then(|| location::Column::Visibility.eq("PUBLIC")))
    }

    /// One part of the list of terms.
    pub async fn taxonomy_terms(
        &self,
        filter: &TermFilter,
        slice: &Slice,
    ) -> Result<Page<Arc<taxonomy_term::Model>>, Error> {
        let condition = term_condition(filter);
        Ok(self
            .reader
            .page::<taxonomy_term::Entity>(slice, |select| select.filter(condition))
            .await?)
    }

    /// How many terms the filter admits.
    pub async fn count_taxonomy_terms(&self, filter: &TermFilter) -> Result<u64, Error> {
        let condition = term_condition(filter);
        Ok(self
            .reader
            .count::<taxonomy_term::Entity>(|select| select.filter(condition))
            .await?)
    }

    /// One part of the list of taxonomies.
    pub async fn taxonomies(&self, slice: &Slice) -> Result<Page<Arc<taxonomy::Model>>, Error> {
        Ok(self
            .reader
            .page::<taxonomy::Entity>(slice, |select| select)
            .await?)
    }

    /// How many taxonomies there are.
    pub async fn count_taxonomies(&self) -> Result<u64, Error> {
        Ok(self
            .reader
            .count::<taxonomy::Entity>(|select| select)
            .await?)
    }

    /// At most `first` regions after the code `after`, by code; one more tells that more follow.
    pub async fn regions(
        &self,
        filter: &RegionFilter,
        after: Option<&str>,
        first: u64,
    ) -> Result<Page<Arc<region::Model>>, Error> {
        let condition =
            region_condition(filter).add_option(after.map(|code| region::Column::Code.gt(code)));
        let mut rows = self
            .reader
            .all::<region::Entity>(|select| {
                select
                    .filter(condition)
                    .order_by_asc(region::Column::Code)
                    .limit(first + 1)
            })
            .await?;
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        let has_next = rows.len() > first;
        rows.truncate(first);
        Ok(Page { rows, has_next })
    }

    /// How many regions the filter admits.
    pub async fn count_regions(&self, filter: &RegionFilter) -> Result<u64, Error> {
        let condition = region_condition(filter);
        Ok(self
            .reader
            .count::<region::Entity>(|select| select.filter(condition))
            .await?)
    }

    /// The regions directly inside these, by code.
    pub async fn regions_inside(
        &self,
        codes: Vec<String>,
    ) -> Result<Vec<Arc<region::Model>>, Error> {
        Ok(self
            .reader
            .all::<region::Entity>(|select: Select<region::Entity>| {
                select
                    .filter(region::Column::ParentCode.is_in(codes))
                    .order_by_asc(region::Column::Code)
            })
            .await?)
    }

    /// The regions with these codes.
    pub async fn regions_by_code(
        &self,
        codes: &[String],
    ) -> Result<Vec<Arc<region::Model>>, Error> {
        Ok(self.reader.regions(codes).await?)
    }
}

fn service_condition(filter: &ServiceFilter, organization: Option<Uuid>) -> Condition {
    use service::Column;
    Condition::all()
        .add_option(filter.name.as_deref().map(|name| holds(Column::Name, name)))
        .add_option(organization.map(|id| Column::OrganizationId.eq(id)))
        .add_option(any_of(Column::Status, &filter.statuses))
        .add_option(marked(Column::Id, &filter.terms))
}

fn practitioner_condition(filter: &PractitionerFilter, organization: Option<Uuid>) -> Condition {
    use practitioner::Column;
    let with_expired = |day: &str| {
        Column::Id.in_subquery(
            Query::select()
                .column(qualification::Column::PractitionerId)
                .from(qualification::Entity)
                .and_where(qualification::Column::ExpiresOn.lt(day))
                .to_owned(),
        )
    };
    Condition::all()
        .add_option(filter.name.as_deref().map(|name| holds(Column::Name, name)))
        .add_option(organization.map(|id| Column::OrganizationId.eq(id)))
        .add_option(marked(Column::Id, &filter.terms))
        .add_option(filter.expires_before.as_deref().map(with_expired))
}

/// The row with this id is marked with one of the terms.
pub(super) fn marked<C: ColumnTrait>(
    id: C,
    terms: &[Uuid],
) -> Option<sea_orm::sea_query::SimpleExpr> {
    use entity::attribute::{Column, Entity};
    (!terms.is_empty()).then(|| {
        id.in_subquery(
            Query::select()
                .column(Column::LinkId)
                .from(Entity)
                .and_where(Column::LinkId.is_not_null())
                .and_where(Column::TaxonomyTermId.is_in(terms.iter().copied()))
                .to_owned(),
        )
    })
}

fn term_condition(filter: &TermFilter) -> Condition {
    use taxonomy_term::Column;
    Condition::all()
        .add_option(filter.taxonomy.map(|id| Column::TaxonomyId.eq(id)))
        .add_option(filter.parent.map(|id| Column::ParentId.eq(id)))
        .add_option(filter.is_top.then(|| Column::ParentId.is_null()))
        .add_option(
            (!filter.codes.is_empty())
                .then(|| Column::Code.is_in(filter.codes.iter().map(String::as_str))),
        )
}

fn region_condition(filter: &RegionFilter) -> Condition {
    use region::Column;
    Condition::all()
        .add_option(filter.name.as_deref().map(|name| holds(Column::Name, name)))
        .add_option(filter.level.map(|level| Column::Level.eq(level)))
        .add_option(
            filter
                .parent_code
                .as_deref()
                .map(|code| Column::ParentCode.eq(code)),
        )
}

/// The column holds the words, in any case. SQLite compares ASCII letters alone without regard to case.
pub(super) fn holds<C: ColumnTrait>(column: C, words: &str) -> sea_orm::sea_query::SimpleExpr {
    let escaped = words
        .trim()
        .to_lowercase()
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    let pattern = sea_orm::sea_query::LikeExpr::new(format!("%{escaped}%")).escape('\\');
    Expr::expr(sea_orm::sea_query::Func::lower(Expr::col((
        column.entity_name(),
        column,
    ))))
    .like(pattern)
}

pub(super) fn any_of<C: ColumnTrait>(
    column: C,
    words: &[&'static str],
) -> Option<sea_orm::sea_query::SimpleExpr> {
    (!words.is_empty()).then(|| column.is_in(words.iter().copied()))
}

/// The column holds `code` or the code of an area inside it.
pub(super) fn inside<C: ColumnTrait>(column: C, code: &str) -> Condition {
    // '/' is the letter after '.', so this is the range of all codes that begin with "code.".
    Condition::any().add(column.eq(code)).add(
        Condition::all()
            .add(column.gte(format!("{code}.")))
            .add(column.lt(format!("{code}/"))),
    )
}
