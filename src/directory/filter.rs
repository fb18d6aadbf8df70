//! Which rows of a list are wanted. Each filter admits all when it states nothing.

use uuid::Uuid;

/// Which organizations; all that is stated must hold.
#[derive(Debug, Clone, Default)]
pub struct OrganizationFilter {
    /// Words that the name holds, in any case.
    pub name: Option<String>,
    /// One of these kinds.
    pub kinds: Vec<&'static str>,
    /// One of these lifecycles.
    pub lifecycles: Vec<&'static str>,
    /// With a location in this region.
    pub region_code: Option<String>,
}

/// Which services; all that is stated must hold.
#[derive(Debug, Clone, Default)]
pub struct ServiceFilter {
    /// Words that the name holds, in any case.
    pub name: Option<String>,
    /// Of this organization.
    pub organization: Option<Uuid>,
    /// One of these statuses.
    pub statuses: Vec<&'static str>,
    /// Marked with one of these terms.
    pub terms: Vec<Uuid>,
}

/// Which practitioners; all that is stated must hold.
#[derive(Debug, Clone, Default)]
pub struct PractitionerFilter {
    /// Words that the name holds, in any case.
    pub name: Option<String>,
    /// Of this organization.
    pub organization: Option<Uuid>,
    /// Marked with one of these terms.
    pub terms: Vec<Uuid>,
    /// With a qualification that holds no longer on this day, written `YYYY-MM-DD`.
    pub expires_before: Option<String>,
}

/// Which locations; all that is stated must hold.
#[derive(Debug, Clone, Default)]
pub struct LocationFilter {
    /// Words that the name holds, in any case.
    pub name: Option<String>,
    /// One of these types.
    pub types: Vec<&'static str>,
    /// Of this organization.
    pub organization: Option<Uuid>,
    /// In this region.
    pub region_code: Option<String>,
}

/// Which taxonomy terms; all that is stated must hold.
#[derive(Debug, Clone, Default)]
pub struct TermFilter {
    /// Of the taxonomy with this id.
    pub taxonomy: Option<Uuid>,
    /// Directly below the term with this id.
    pub parent: Option<Uuid>,
    /// Without a broader term.
    pub is_top: bool,
    /// With one of these codes.
    pub codes: Vec<String>,
}

/// Which regions; all that is stated must hold.
#[derive(Debug, Clone, Default)]
pub struct RegionFilter {
    /// Words that the name holds, in any case.
    pub name: Option<String>,
    /// Of this level.
    pub level: Option<&'static str>,
    /// Directly inside the region with this code.
    pub parent_code: Option<String>,
}
