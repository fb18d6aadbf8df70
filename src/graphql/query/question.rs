//! A question as clients put it, and the cursors of its pages.

use async_graphql::Result;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::broker::{Filter, Filters, FindServices};
use crate::graphql::input::FindServicesInput;
use crate::graphql::object::enumeration::{AttendingType, Gender, OrganizationKind, ServiceStatus};
use crate::graphql::support::{invalid, record_id};

/// What is asked, before the moment and the page are known.
pub(super) fn question(input: FindServicesInput) -> Result<FindServices> {
    let open_at = input
        .open_at
        .map(|at| {
            at.moment().ok_or_else(|| {
                invalid("`openAt` must be a moment such as 2026-01-31T08:00:00+07:00")
            })
        })
        .transpose()?;
    if open_at.is_some() && input.open_now {
        return Err(invalid("give `openAt` or `openNow`, not both"));
    }
    let terms = [
        (Filter::Specializations, input.specializations),
        (Filter::PracticeLevels, input.practice_levels),
        (Filter::PracticeFields, input.practice_fields),
        (Filter::Settings, input.settings),
        (Filter::Methods, input.methods),
        (Filter::Roles, input.roles),
        (Filter::ServesUnits, input.serves_units),
    ];
    let filters = Filters {
        radius_m: input.near.as_ref().and_then(|near| near.radius_m),
        terms: terms
            .into_iter()
            .filter_map(|(filter, terms)| Some((filter, term_ids(terms?))))
            .collect(),
        situations: term_ids(input.situations.unwrap_or_default()),
        age: input.age,
        gender: input.gender.map(Gender::word),
        languages: input.languages.unwrap_or_default(),
        open_at,
        is_open_now: input.open_now,
        is_free: input.free,
        max_cost: input.max_cost,
        accessibility: input.accessibility.unwrap_or_default(),
        kinds: input
            .organization_kinds
            .into_iter()
            .flatten()
            .map(OrganizationKind::word)
            .collect(),
        statuses: input
            .service_status
            .into_iter()
            .flatten()
            .map(ServiceStatus::word)
            .collect(),
        attending: input
            .attending_type
            .into_iter()
            .flatten()
            .map(AttendingType::word)
            .collect(),
        has_capacity: input.has_capacity,
        verified_within_days: input.verified_within_days,
        is_strict: input.strict,
    };
    Ok(FindServices {
        text: input.text,
        needs: term_ids(input.needs.unwrap_or_default()),
        near: input
            .near
            .as_ref()
            .map(|near| (near.latitude, near.longitude)),
        region_code: input.region_code,
        includes_outside: input.include_outside,
        filters,
        ..FindServices::default()
    })
}

/// Opaque ids become HSDS ids here; codes go on as they are.
fn term_ids(terms: Vec<String>) -> Vec<String> {
    terms
        .into_iter()
        .map(|term| match record_id("TaxonomyTerm", &term) {
            Ok(id) => id.to_string(),
            Err(_) => term,
        })
        .collect()
}

pub(super) fn binding(question: &FindServices) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    format!("{question:?}").hash(&mut hasher);
    hasher.finish()
}

/// A place in the list: after this score and service, as of the moment of the first page.
pub(super) struct Cursor {
    pub(super) asked_at: DateTime<Utc>,
    pub(super) score: f64,
    pub(super) service: Uuid,
}

pub(super) fn write_cursor(binding: u64, cursor: &Cursor) -> String {
    URL_SAFE_NO_PAD.encode(format!(
        "find:{binding:016x}:{}:{:016x}:{}",
        cursor.asked_at.timestamp(),
        cursor.score.to_bits(),
        cursor.service.simple()
    ))
}

pub(super) fn read_cursor(cursor: &str, binding: u64) -> Result<Cursor> {
    let parts = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let mut parts = text.strip_prefix("find:")?.split(':');
        let bound = u64::from_str_radix(parts.next()?, 16).ok()?;
        let cursor = Cursor {
            asked_at: DateTime::from_timestamp(parts.next()?.parse().ok()?, 0)?,
            score: f64::from_bits(u64::from_str_radix(parts.next()?, 16).ok()?),
            service: Uuid::try_parse(parts.next()?).ok()?,
        };
        Some((bound, cursor))
    };
    match parts() {
        Some((bound, cursor)) if bound == binding => Ok(cursor),
        Some(_) => Err(invalid(
            "`after` is the cursor of another question; leave it out to start over",
        )),
        None => Err(invalid("`after` is not a cursor that this list returned")),
    }
}
