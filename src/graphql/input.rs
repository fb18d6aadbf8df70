//! What clients give: filters and questions.

use async_graphql::{ID, InputObject, Result};
use uuid::Uuid;

use super::object::enumeration::{
    AttendingType, Gender, LocationType, OrganizationKind, OrganizationLifecycle, RegionLevel,
    ServiceStatus,
};
use super::support::scalar::{Date, DateTime};
use super::support::{invalid, record_id};
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
            terms: term_ids(self.terms)?,
        })
    }
}

fn term_ids(terms: Option<Vec<ID>>) -> Result<Vec<Uuid>> {
    let terms = terms.into_iter().flatten();
    terms.map(|id| record_id("TaxonomyTerm", &id)).collect()
}

/// Which practitioners; all that is stated must hold.
#[derive(InputObject, Default)]
pub struct PractitionerFilter {
    /// Words that the name holds, in any case.
    name: Option<String>,
    /// Of this organization, by its `id` or `hsdsId`.
    organization: Option<ID>,
    /// Marked with one of these terms, by their `id` or `hsdsId`.
    terms: Option<Vec<ID>>,
    /// With a qualification whose last day is before this one: those to be renewed.
    qualification_expires_before: Option<Date>,
}

impl PractitionerFilter {
    pub(super) fn read(self) -> Result<directory::PractitionerFilter> {
        Ok(directory::PractitionerFilter {
            name: self.name,
            organization: self
                .organization
                .map(|id| record_id("Organization", &id))
                .transpose()?,
            terms: term_ids(self.terms)?,
            expires_before: self
                .qualification_expires_before
                .map(|day| {
                    day.day().map(|day| day.to_string()).ok_or_else(|| {
                        invalid("`qualificationExpiresBefore` must be a day such as 2026-01-31")
                    })
                })
                .transpose()?,
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

impl NearInput {
    /// Latitude and longitude.
    pub(super) fn point(&self) -> (f64, f64) {
        (self.latitude, self.longitude)
    }
}

/// The practice of whoever is sought; of a list, one will do.
#[derive(InputObject, Default)]
pub(super) struct PracticeInput {
    /// Of one of these specializations, by code or by the `id` or `hsdsId` of terms.
    pub(super) specializations: Option<Vec<String>>,
    /// On one of these practice levels: `MICRO`, `MEZZO` or `MACRO`.
    pub(super) practice_levels: Option<Vec<String>>,
    /// In one of these practice fields, such as `CASEWORK`.
    pub(super) practice_fields: Option<Vec<String>>,
    /// In one of these settings, such as `SCHOOL`.
    pub(super) settings: Option<Vec<String>>,
    /// With one of these methods, such as `COUNSELING`.
    pub(super) methods: Option<Vec<String>>,
    /// In one of these roles, such as `BROKER`.
    pub(super) roles: Option<Vec<String>>,
    /// Serving one of these units, such as `FAMILY`.
    pub(super) serves_units: Option<Vec<String>>,
}

/// Who is sought, for what and where. All that is stated must hold; of a list, one will do. What is not said of a
/// practitioner is kept with a caution, unless `strict` is set.
#[derive(InputObject, Default)]
pub struct FindPractitionersInput {
    /// Plain words in Indonesian or English, such as `psikolog anak` or a name. Beside `needs` they say who comes first
    /// and leave nobody out.
    pub(super) text: Option<String>,
    /// One of these needs or a narrower one, as specializations tell: codes such as `N11`, or the `id` or `hsdsId` of
    /// terms.
    pub(super) needs: Option<Vec<String>>,
    /// Near this place.
    pub(super) near: Option<NearInput>,
    /// The region in which the person lives, by its Kemendagri code, such as `32.73`. Practitioners there come first.
    pub(super) region_code: Option<String>,
    /// Whether practitioners outside the region are found too, after the rest and marked so.
    #[graphql(default = true)]
    pub(super) include_outside: bool,
    /// Of one of these professions, such as `SOCIAL_WORKER` or `PSYCHIATRIST`.
    pub(super) professions: Option<Vec<String>>,
    #[graphql(flatten)]
    pub(super) practice: PracticeInput,
    /// In one of these languages, by code or name.
    pub(super) languages: Option<Vec<String>>,
    /// At work at this moment, in RFC 3339, such as `2026-01-31T19:00:00+07:00`.
    pub(super) open_at: Option<DateTime>,
    /// At work now. Not together with `openAt`.
    #[graphql(default)]
    pub(super) open_now: bool,
    /// By one of these kinds of organizations.
    pub(super) organization_kinds: Option<Vec<OrganizationKind>>,
    /// Taking part in one of these ways.
    pub(super) attending_type: Option<Vec<AttendingType>>,
    /// Taking new clients when that was last said.
    #[graphql(default)]
    pub(super) accepts_clients: bool,
    /// With a qualification that was checked and holds today.
    #[graphql(default)]
    pub(super) qualified: bool,
    /// Whether what is not said counts as not fitting.
    #[graphql(default)]
    pub(super) strict: bool,
}

/// What help is sought, for whom and where. All that is stated must hold; of a list, one will do. What a listing does not
/// say is kept with a caution, unless `strict` is set.
#[derive(InputObject, Default)]
pub struct FindServicesInput {
    /// Plain words in Indonesian or English, such as `anak kabur dari rumah`. Beside `needs` they say what comes first and
    /// leave nothing out.
    pub(super) text: Option<String>,
    /// One of these needs or a narrower one: codes such as `N09`, or the `id` or `hsdsId` of terms.
    pub(super) needs: Option<Vec<String>>,
    /// The person is in one of these situations: codes such as `S28`, or the `id` or `hsdsId` of terms. Services that are
    /// only for people in other situations are left out.
    pub(super) situations: Option<Vec<String>>,
    /// Near this place.
    pub(super) near: Option<NearInput>,
    /// The region in which the person lives, by its Kemendagri code, such as `32.73`. Help there comes first.
    pub(super) region_code: Option<String>,
    /// Whether help that neither stands in the region nor serves it is found too, after the rest and marked so.
    #[graphql(default = true)]
    pub(super) include_outside: bool,
    /// The age of the person in years, 0 to 130.
    pub(super) age: Option<f64>,
    /// The gender of the person.
    pub(super) gender: Option<Gender>,
    /// In one of these languages, by code or name.
    pub(super) languages: Option<Vec<String>>,
    /// Open at this moment, in RFC 3339, such as `2026-01-31T08:00:00+07:00`.
    pub(super) open_at: Option<DateTime>,
    /// Open now. Not together with `openAt`.
    #[graphql(default)]
    pub(super) open_now: bool,
    /// Without payment.
    #[graphql(default)]
    pub(super) free: bool,
    /// For no more than this many rupiah.
    pub(super) max_cost: Option<f64>,
    /// At a place that offers one of these, by words of its accessibility, such as `kursi roda`.
    pub(super) accessibility: Option<Vec<String>>,
    /// By one of these kinds of organizations.
    pub(super) organization_kinds: Option<Vec<OrganizationKind>>,
    /// With one of these statuses; only active services when left out.
    pub(super) service_status: Option<Vec<ServiceStatus>>,
    #[graphql(flatten)]
    pub(super) practice: PracticeInput,
    /// Taking part in one of these ways.
    pub(super) attending_type: Option<Vec<AttendingType>>,
    /// With room when that was last said.
    #[graphql(default)]
    pub(super) has_capacity: bool,
    /// Confirmed within this many days.
    pub(super) verified_within_days: Option<u32>,
    /// Whether what a listing does not say counts as not fitting.
    #[graphql(default)]
    pub(super) strict: bool,
}
