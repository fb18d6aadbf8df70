//! What clients give: filters and questions.

use async_graphql::{ID, InputObject, Result};

use super::object::enumeration::{
    LocationType, OrganizationKind, OrganizationLifecycle, RegionLevel, ServiceStatus,
};
use super::support::record_id;
use crate::directory;

/// Which organizations; all that is stated must hold.
#[derive(InputObject, Default)]
pub struct OrganizationFilter {
    /// Words that the name holds, in any case.
    name: Option<String>,
    /// One of these kinds.
    kinds: Option<Vec<OrganizationKind>>,
    /// One of these lifecycles.
    lifecycles: Option<Vec<OrganizationLifecycle>>,
    /// With a location in this region, by its Kemendagri code.
    region_code: Option<String>,
}

impl From<OrganizationFilter> for directory::OrganizationFilter {
    fn from(filter: OrganizationFilter) -> Self {
        Self {
            name: filter.name,
            kinds: filter
                .kinds
                .into_iter()
                .flatten()
                .map(OrganizationKind::word)
                .collect(),
            lifecycles: filter
                .lifecycles
                .into_iter()
                .flatten()
                .map(OrganizationLifecycle::word)
                .collect(),
            region_code: filter.region_code,
        }
    }
}

/// Which services; all that is stated must hold.
#[derive(InputObject, Default)]
pub struct ServiceFilter {
    /// Words that the name holds, in any case.
    name: Option<String>,
    /// Of this organization, by its `id` or `hsdsId`.
    organization: Option<ID>,
    /// One of these statuses.
    statuses: Option<Vec<ServiceStatus>>,
    /// Marked with one of these terms, by their `id` or `hsdsId`.
    terms: Option<Vec<ID>>,
}

impl ServiceFilter {
    pub(super) fn read(self) -> Result<directory::ServiceFilter> {
        let terms = self
            .terms
            .into_iter()
            .flatten()
            .map(|id| record_id("TaxonomyTerm", &id));
        Ok(directory::ServiceFilter {
            name: self.name,
            organization: self
                .organization
                .map(|id| record_id("Organization", &id))
                .transpose()?,
            statuses: self
                .statuses
                .into_iter()
                .flatten()
                .map(ServiceStatus::word)
                .collect(),
            terms: terms.collect::<Result<_>>()?,
        })
    }
}

/// Which locations; all that is stated must hold.
#[derive(InputObject, Default)]
pub struct LocationFilter {
    /// Words that the name holds, in any case.
    name: Option<String>,
    /// One of these types.
    types: Option<Vec<LocationType>>,
    /// Of this organization, by its `id` or `hsdsId`.
    organization: Option<ID>,
    /// In this region, by its Kemendagri code.
    region_code: Option<String>,
}

impl LocationFilter {
    pub(super) fn read(self) -> Result<directory::LocationFilter> {
        Ok(directory::LocationFilter {
            name: self.name,
            types: self
                .types
                .into_iter()
                .flatten()
                .map(LocationType::word)
                .collect(),
            organization: self
                .organization
                .map(|id| record_id("Organization", &id))
                .transpose()?,
            region_code: self.region_code,
        })
    }
}

/// Which taxonomy terms; all that is stated must hold.
#[derive(InputObject, Default)]
pub struct TaxonomyTermFilter {
    /// Of the taxonomy with this short code, such as `need`, or with this `id` or `hsdsId`.
    taxonomy: Option<String>,
    /// Directly below this term, by its `id` or `hsdsId`.
    parent: Option<ID>,
    /// Only terms without a broader term.
    top_only: Option<bool>,
    /// With one of these codes, such as `N09`.
    codes: Option<Vec<String>>,
}

impl TaxonomyTermFilter {
    pub(super) fn read(self) -> Result<directory::TermFilter> {
        let taxonomy = self.taxonomy.map(|taxonomy| {
            record_id("Taxonomy", &taxonomy)
                .unwrap_or_else(|_| directory::shipped::taxonomy_id(&taxonomy))
        });
        Ok(directory::TermFilter {
            taxonomy,
            parent: self
                .parent
                .map(|id| record_id("TaxonomyTerm", &id))
                .transpose()?,
            is_top: self.top_only.unwrap_or_default(),
            codes: self.codes.unwrap_or_default(),
        })
    }
}

/// Which regions; all that is stated must hold.
#[derive(InputObject, Default)]
pub struct RegionFilter {
    /// Words that the name holds, in any case.
    name: Option<String>,
    /// Of this level.
    level: Option<RegionLevel>,
    /// Directly inside the region with this code.
    parent_code: Option<String>,
}

impl From<RegionFilter> for directory::RegionFilter {
    fn from(filter: RegionFilter) -> Self {
        Self {
            name: filter.name,
            level: filter.level.map(RegionLevel::word),
            parent_code: filter.parent_code,
        }
    }
}

/// A place to measure distances from.
#[derive(InputObject)]
pub struct NearInput {
    /// Latitude in WGS 84 decimal degrees, -90 to 90.
    pub(super) latitude: f64,
    /// Longitude in WGS 84 decimal degrees, -180 to 180.
    pub(super) longitude: f64,
    /// Only help within this many metres, more than 0; everywhere when left out.
    pub(super) radius_m: Option<f64>,
}

/// What help is sought, for whom and where; all that is stated must hold.
#[derive(InputObject, Default)]
pub struct FindServicesInput {
    /// Plain words in Indonesian or English, such as `anak kabur dari rumah`.
    pub(super) text: Option<String>,
    /// One of these needs or a narrower one: codes such as `N09`, or the `id` or `hsdsId` of terms.
    pub(super) needs: Option<Vec<String>>,
    /// Near this place.
    pub(super) near: Option<NearInput>,
    /// The region in which the person lives, by its Kemendagri code, such as `32.73`. Help there comes first.
    pub(super) region_code: Option<String>,
    /// Whether help that neither stands in the region nor serves it is found too, after the rest and marked so.
    #[graphql(default = true)]
    pub(super) include_outside: bool,
}
