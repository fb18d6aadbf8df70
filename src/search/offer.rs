//! What is known of a service at one place, gathered from the rows around it.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use entity::{
    accessibility, attribute, cost_option, eligibility_rule, language, location, organization,
    schedule, service, service_area, service_at_location, service_capacity,
};
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::profile::{Eligibility, Traits};
use crate::directory::{Hours, HoursRow, Regions};
use crate::store::{Fault, Reader, Rows};

pub(super) type Of<M> = FxHashMap<Uuid, Rows<M>>;

/// The rows around some services.
pub(super) struct Around {
    pub(super) services: FxHashMap<Uuid, Arc<service::Model>>,
    pub(super) organizations: FxHashMap<Uuid, Arc<organization::Model>>,
    pub(super) places: Of<service_at_location::Model>,
    pub(super) locations: FxHashMap<Uuid, Arc<location::Model>>,
    /// Of services, organizations and locations.
    pub(super) marks: Of<attribute::Model>,
    pub(super) areas: Of<service_area::Model>,
    place_areas: Of<service_area::Model>,
    costs: Of<cost_option::Model>,
    languages: Of<language::Model>,
    place_languages: Of<language::Model>,
    accessibility: Of<accessibility::Model>,
    capacities: Of<service_capacity::Model>,
    pub(super) rules: Of<eligibility_rule::Model>,
    place_schedules: Of<schedule::Model>,
    service_schedules: Of<schedule::Model>,
    location_schedules: Of<schedule::Model>,
}

impl Around {
    pub(super) async fn load(reader: &Reader, ids: &[Uuid]) -> Result<Self, Fault> {
        let all = || ids.iter().copied();
        let services = reader.by_ids::<service::Entity>(all()).await?;
        let owners: Vec<Uuid> = services
            .values()
            .filter_map(|service| service.organization_id)
            .collect();
        let places = reader
            .by_parents::<service_at_location::Entity>(
                service_at_location::Column::ServiceId,
                all(),
            )
            .await?;
        let rows = || places.values().flat_map(|places| places.iter());
        let at: Vec<Uuid> = rows().map(|place| place.id).collect();
        let stands: Vec<Uuid> = rows().filter_map(|place| place.location_id).collect();
        let stands = || stands.iter().copied();
        let at = || at.iter().copied();
        Ok(Self {
            organizations: reader
                .by_ids::<organization::Entity>(owners.iter().copied())
                .await?,
            locations: reader.by_ids::<location::Entity>(stands()).await?,
            marks: reader
                .by_parents::<attribute::Entity>(
                    attribute::Column::LinkId,
                    all().chain(owners.iter().copied()),
                )
                .await?,
            areas: reader
                .by_parents::<service_area::Entity>(service_area::Column::ServiceId, all())
                .await?,
            place_areas: reader
                .by_parents::<service_area::Entity>(service_area::Column::ServiceAtLocationId, at())
                .await?,
            costs: reader
                .by_parents::<cost_option::Entity>(cost_option::Column::ServiceId, all())
                .await?,
            languages: reader
                .by_parents::<language::Entity>(language::Column::ServiceId, all())
                .await?,
            place_languages: reader
                .by_parents::<language::Entity>(language::Column::LocationId, stands())
                .await?,
            accessibility: reader
                .by_parents::<accessibility::Entity>(accessibility::Column::LocationId, stands())
                .await?,
            capacities: reader
                .by_parents::<service_capacity::Entity>(service_capacity::Column::ServiceId, all())
                .await?,
            rules: reader
                .by_parents::<eligibility_rule::Entity>(eligibility_rule::Column::ServiceId, all())
                .await?,
            place_schedules: reader
                .by_parents::<schedule::Entity>(schedule::Column::ServiceAtLocationId, at())
                .await?,
            service_schedules: reader
                .by_parents::<schedule::Entity>(schedule::Column::ServiceId, all())
                .await?,
            location_schedules: reader
                .by_parents::<schedule::Entity>(schedule::Column::LocationId, stands())
                .await?,
            services,
            places,
        })
    }

    /// The areas that a service, or a service at one place, is for.
    pub(super) fn areas(
        &self,
        service: Uuid,
        place: Option<Uuid>,
    ) -> impl Iterator<Item = &service_area::Model> {
        rows(&self.areas, Some(service)).chain(rows(&self.place_areas, place))
    }

    /// The hours of a service at a place: those said of both together, else those of the service, else of the location.
    pub(super) fn hours(
        &self,
        service: Uuid,
        place: Option<&service_at_location::Model>,
        regions: &Regions,
    ) -> Hours {
        let location = place.and_then(|place| place.location_id);
        let chosen = [
            (&self.place_schedules, place.map(|place| place.id)),
            (&self.service_schedules, Some(service)),
            (&self.location_schedules, location),
        ];
        let found = chosen
            .into_iter()
            .find(|(of, id)| rows(of, *id).next().is_some());
        let Some((of, id)) = found else {
            return Hours::default();
        };
        let location = location.and_then(|id| self.locations.get(&id));
        hours_at(rows(of, id), location.map(Arc::as_ref), regions)
    }

    /// What the listing says, at one place or at none.
    pub(super) fn traits(
        &self,
        service: &service::Model,
        location: Option<&location::Model>,
        place: Option<Uuid>,
    ) -> Traits {
        let organization = service
            .organization_id
            .and_then(|id| self.organizations.get(&id));
        let at = location.map(|location| location.id);
        let id = Some(service.id);
        let spoken = rows(&self.languages, id)
            .chain(rows(&self.place_languages, at))
            .filter_map(language_code);
        let genders = rows(&self.rules, id).filter_map(|rule| rule.gender.clone());
        let helps = rows(&self.accessibility, at)
            .filter_map(|row| row.description.as_deref())
            .map(str::to_lowercase);
        let schedules = rows(&self.place_schedules, place).chain(rows(&self.service_schedules, id));
        let (is_free, least_cost) = self.cost(service);
        let capacity = rows(&self.capacities, id);
        Traits {
            kind: organization.and_then(|organization| organization.kind.clone()),
            status: service.status.clone(),
            eligibility: match service.eligibility.as_str() {
                "NONE" => Eligibility::Open,
                "RULES" => Eligibility::Rules,
                _ => Eligibility::Unknown,
            },
            minimum_age: service.minimum_age,
            maximum_age: service.maximum_age,
            genders: sorted(genders),
            languages: sorted(spoken),
            is_free,
            least_cost,
            accessibility: sorted(helps),
            attending: ways(schedules, location),
            has_capacity: capacity
                .map(|row| row.available > 0.0)
                .reduce(|any, has| any || has),
            is_verified: organization
                .is_some_and(|organization| organization.verified_at.is_some()),
            is_confidential: location.is_some_and(|location| location.visibility != "PUBLIC"),
            ..Traits::default()
        }
    }

    /// Whether it is free and the least it costs, as far as amounts or plain words tell.
    fn cost(&self, service: &service::Model) -> (Option<bool>, Option<f64>) {
        let amounts = || {
            rows(&self.costs, Some(service.id))
                .filter(|cost| {
                    let rupiah = |currency: &str| currency.eq_ignore_ascii_case("IDR");
                    cost.currency.as_deref().is_none_or(rupiah)
                })
                .filter_map(|cost| cost.amount)
        };
        if let Some(least) = amounts().reduce(f64::min) {
            return (Some(least <= 0.0), Some(least));
        }
        let words = [&service.fees_description, &service.fees]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .chain(rows(&self.costs, Some(service.id)).flat_map(|cost| {
                [&cost.option, &cost.amount_description]
                    .into_iter()
                    .filter_map(|words| words.as_deref())
            }));
        let said: Vec<bool> = words.filter_map(says_free).collect();
        let is_free = said.iter().copied().reduce(|one, other| one && other);
        (is_free, is_free.filter(|free| *free).map(|_| 0.0))
    }
}

/// The rows of a parent.
pub(super) fn rows<M>(of: &Of<M>, id: Option<Uuid>) -> impl Iterator<Item = &M> {
    id.and_then(|id| of.get(&id))
        .into_iter()
        .flat_map(|rows| rows.iter().map(Arc::as_ref))
}

/// Hours in the time zone of a location, or of western Indonesia where that is not known.
pub(super) fn hours_at<'a>(
    schedules: impl Iterator<Item = &'a schedule::Model>,
    location: Option<&location::Model>,
    regions: &Regions,
) -> Hours {
    let zone = location.and_then(|location| regions.zone(location.region_code.as_deref()?));
    let rows: Vec<HoursRow<'_>> = schedules.map(HoursRow::from).collect();
    Hours::compile(&rows, zone.unwrap_or_else(western_indonesia))
}

/// The ways of taking part that schedules and a location tell of.
pub(super) fn ways<'a>(
    schedules: impl Iterator<Item = &'a schedule::Model>,
    location: Option<&location::Model>,
) -> Vec<String> {
    let of_location = location.and_then(|location| match location.location_type.as_str() {
        "physical" => Some("in_person"),
        "virtual" => Some("online"),
        _ => None,
    });
    let of_schedules = schedules.filter_map(|row| attending(row.attending_type.as_deref()?));
    sorted(of_schedules.chain(of_location).map(str::to_owned))
}

pub(super) fn sorted(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut words: Vec<String> = words.collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Whether words about the cost say that it is free: "Gratis", "tidak dipungut biaya"; `None` when they say neither.
fn says_free(words: &str) -> Option<bool> {
    let words = words.to_lowercase();
    let holds = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    let is_partly = holds(&[
        "bila",
        "jika",
        "kecuali",
        "untuk peserta",
        "bagi ",
        "hanya",
        "konsultasi pertama",
        "only",
        "except",
    ]);
    if holds(&[
        "gratis",
        "cuma-cuma",
        "tidak dipungut",
        "tanpa biaya",
        "free of charge",
        "no cost",
        "free",
    ]) {
        return (!is_partly).then_some(true);
    }
    holds(&[
        "rp",
        "berbayar",
        "tarif",
        "per bulan",
        "per sesi",
        "fee",
        "paid",
    ])
    .then_some(false)
}

fn attending(word: &str) -> Option<&'static str> {
    match word.trim().to_lowercase().replace(['-', ' '], "_").as_str() {
        "in_person" | "person" | "tatap_muka" => Some("in_person"),
        "phone" | "telephone" | "telepon" => Some("phone"),
        "online" | "virtual" | "daring" => Some("online"),
        _ => None,
    }
}

/// Three-letter codes and names of the languages most spoken here, with their two-letter codes (ISO 639).
const LANGUAGES: [(&str, &str); 20] = [
    ("ind", "id"),
    ("bahasa indonesia", "id"),
    ("indonesia", "id"),
    ("indonesian", "id"),
    ("eng", "en"),
    ("english", "en"),
    ("bahasa inggris", "en"),
    ("inggris", "en"),
    ("jav", "jv"),
    ("bahasa jawa", "jv"),
    ("jawa", "jv"),
    ("sun", "su"),
    ("bahasa sunda", "su"),
    ("sunda", "su"),
    ("msa", "ms"),
    ("zho", "zh"),
    ("ara", "ar"),
    ("bahasa arab", "ar"),
    ("madura", "mad"),
    ("bahasa madura", "mad"),
];

/// A language as it is compared: its short code where that is known, else what is given, in lower case.
pub fn language_word(given: &str) -> String {
    let given = given.trim().to_lowercase();
    LANGUAGES
        .into_iter()
        .find(|(name, _)| *name == given)
        .map_or(given, |(_, code)| code.to_owned())
}

pub(super) fn language_code(row: &language::Model) -> Option<String> {
    let given = row.code.as_deref().filter(|code| !code.trim().is_empty());
    given.or(row.name.as_deref()).map(language_word)
}

fn western_indonesia() -> FixedOffset {
    FixedOffset::east_opt(7 * 3_600)
        .unwrap_or_else(|| DateTime::<FixedOffset>::default().timezone())
}

/// A day or moment as published, as days since 1970-01-01.
pub(super) fn day_of(text: &str) -> Option<u64> {
    day_number(text.get(..10)?.parse().ok()?)
}

/// A date as days since 1970-01-01; `None` when it is before.
pub fn day_number(date: NaiveDate) -> Option<u64> {
    let days = date.signed_duration_since(NaiveDate::default()).num_days();
    u64::try_from(days).ok()
}
