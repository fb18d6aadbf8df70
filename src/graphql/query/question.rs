//! A question as clients put it, and the cursors of its pages.

use async_graphql::Result;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::broker::{Filter, Filters, Question, Sought};
use crate::graphql::input::{FindPractitionersInput, FindServicesInput, NearInput, PracticeInput};
use crate::graphql::object::enumeration::{AttendingType, Gender, OrganizationKind, ServiceStatus};
use crate::graphql::support::scalar::DateTime as GivenDateTime;
use crate::graphql::support::{invalid, record_id};

/// Which services are sought, before the moment and the page are known.
pub(super) fn services_question(input: FindServicesInput) -> Result<Question> {
    let filters = Filters {
        radius_m: input.near.as_ref().and_then(|near| near.radius_m),
        terms: practice_filters(input.practice),
        situations: term_ids(input.situations.unwrap_or_default()),
        age: input.age,
        gender: input.gender.map(Gender::word),
        languages: input.languages.unwrap_or_default(),
        open_at: open_at(input.open_at, input.open_now)?,
        is_open_now: input.open_now,
        is_free: input.free,
        max_cost: input.max_cost,
        accessibility: input.accessibility.unwrap_or_default(),
        kinds: words(input.organization_kinds, OrganizationKind::word),
        statuses: words(input.service_status, ServiceStatus::word),
        attending: words(input.attending_type, AttendingType::word),
        has_capacity: input.has_capacity,
        verified_within_days: input.verified_within_days,
        is_qualified: false,
        is_strict: input.strict,
    };
    Ok(Question {
        sought: Sought::Services,
        text: input.text,
        needs: term_ids(input.needs.unwrap_or_default()),
        near: input.near.as_ref().map(NearInput::point),
        region_code: input.region_code,
        includes_outside: input.include_outside,
        filters,
        ..Question::default()
    })
}

/// Which practitioners are sought, before the moment and the page are known.
pub(super) fn practitioners_question(input: FindPractitionersInput) -> Result<Question> {
    let mut terms = practice_filters(input.practice);
    terms.extend(term_filter(Filter::Professions, input.professions));
    let filters = Filters {
        radius_m: input.near.as_ref().and_then(|near| near.radius_m),
        terms,
        languages: input.languages.unwrap_or_default(),
        open_at: open_at(input.open_at, input.open_now)?,
        is_open_now: input.open_now,
        kinds: words(input.organization_kinds, OrganizationKind::word),
        attending: words(input.attending_type, AttendingType::word),
        has_capacity: input.accepts_clients,
        is_qualified: input.qualified,
        is_strict: input.strict,
        ..Filters::default()
    };
    Ok(Question {
        sought: Sought::Practitioners,
        text: input.text,
        needs: term_ids(input.needs.unwrap_or_default()),
        near: input.near.as_ref().map(NearInput::point),
        region_code: input.region_code,
        includes_outside: input.include_outside,
        filters,
        ..Question::default()
    })
}

fn open_at(given: Option<GivenDateTime>, is_now: bool) -> Result<Option<DateTime<Utc>>> {
    let Some(given) = given else { return Ok(None) };
    if is_now {
        return Err(invalid("give `openAt` or `openNow`, not both"));
    }
    let moment = given
        .moment()
        .ok_or_else(|| invalid("`openAt` must be a moment such as 2026-01-31T08:00:00+07:00"))?;
    Ok(Some(moment))
}

fn words<T>(given: Option<Vec<T>>, word: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    given.into_iter().flatten().map(word).collect()
}

fn practice_filters(practice: PracticeInput) -> Vec<(Filter, Vec<String>)> {
    let given = [
        (Filter::Specializations, practice.specializations),
        (Filter::PracticeLevels, practice.practice_levels),
        (Filter::PracticeFields, practice.practice_fields),
        (Filter::Settings, practice.settings),
        (Filter::Methods, practice.methods),
        (Filter::Roles, practice.roles),
        (Filter::ServesUnits, practice.serves_units),
    ];
    let given = given.into_iter();
    given
        .filter_map(|(filter, terms)| term_filter(filter, terms))
        .collect()
}

fn term_filter(filter: Filter, terms: Option<Vec<String>>) -> Option<(Filter, Vec<String>)> {
    terms.map(|terms| (filter, term_ids(terms)))
}

/// Opaque ids become HSDS ids here; codes go on as they are.
pub(super) fn term_ids(terms: Vec<String>) -> Vec<String> {
    terms
        .into_iter()
        .map(|term| match record_id("TaxonomyTerm", &term) {
            Ok(id) => id.to_string(),
            Err(_) => term,
        })
        .collect()
}

pub(super) fn binding(question: &Question) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    format!("{question:?}").hash(&mut hasher);
    hasher.finish()
}

/// A place in the list: after this score and service or practitioner, as of the moment of the first page.
pub(super) struct Cursor {
    pub(super) asked_at: DateTime<Utc>,
    pub(super) score: f64,
    pub(super) subject: Uuid,
}

pub(super) fn write_cursor(binding: u64, cursor: &Cursor) -> String {
    URL_SAFE_NO_PAD.encode(format!(
        "find:{binding:016x}:{}:{:016x}:{}",
        cursor.asked_at.timestamp(),
        cursor.score.to_bits(),
        cursor.subject.simple()
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
            subject: Uuid::try_parse(parts.next()?).ok()?,
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
