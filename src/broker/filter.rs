//! Filters: what an offer must be. Each answers yes, no or "not known"; what is not known is kept with a caution, unless
//! the question is strict.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashSet;
use uuid::Uuid;

use crate::directory::{Holidays, Hours};
use crate::search::{Eligibility, Marks, Traits, language_word};

/// The filters, each with its bit among those that an offer fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Filter {
    /// Within the radius.
    Radius = 1,
    /// For people in the situation.
    Situations = 1 << 1,
    /// For people of the age.
    Age = 1 << 2,
    /// For people of the gender.
    Gender = 1 << 3,
    /// In one of the languages.
    Languages = 1 << 4,
    /// Open at the moment.
    OpenAt = 1 << 5,
    /// Without payment.
    Free = 1 << 6,
    /// For no more than the cost.
    MaxCost = 1 << 7,
    /// At a place with the help for people with disabilities.
    Accessibility = 1 << 8,
    /// By an organization of the kind.
    OrganizationKinds = 1 << 9,
    /// With the status.
    ServiceStatus = 1 << 10,
    /// Of the specialization.
    Specializations = 1 << 11,
    /// On the practice level.
    PracticeLevels = 1 << 12,
    /// In the practice field.
    PracticeFields = 1 << 13,
    /// In the setting.
    Settings = 1 << 14,
    /// With the method.
    Methods = 1 << 15,
    /// In the role.
    Roles = 1 << 16,
    /// Serving the unit.
    ServesUnits = 1 << 17,
    /// By the way of taking part.
    AttendingType = 1 << 18,
    /// With room.
    HasCapacity = 1 << 19,
    /// Confirmed within the days.
    VerifiedWithinDays = 1 << 20,
    /// Of the profession.
    Professions = 1 << 21,
    /// With a qualification that was checked and holds.
    Qualified = 1 << 22,
    /// Helping with the need.
    Needs = 1 << 23,
    /// In the region or for it.
    Region = 1 << 24,
}

/// All filters.
const ALL: [Filter; 25] = [
    Filter::Radius,
    Filter::Situations,
    Filter::Age,
    Filter::Gender,
    Filter::Languages,
    Filter::OpenAt,
    Filter::Free,
    Filter::MaxCost,
    Filter::Accessibility,
    Filter::OrganizationKinds,
    Filter::ServiceStatus,
    Filter::Specializations,
    Filter::PracticeLevels,
    Filter::PracticeFields,
    Filter::Settings,
    Filter::Methods,
    Filter::Roles,
    Filter::ServesUnits,
    Filter::AttendingType,
    Filter::HasCapacity,
    Filter::VerifiedWithinDays,
    Filter::Professions,
    Filter::Qualified,
    Filter::Needs,
    Filter::Region,
];

/// The filters that name terms, with the code of the taxonomy they are of.
pub(super) const TERM_FILTERS: [(Filter, &str); 8] = [
    (Filter::Specializations, "specialization"),
    (Filter::PracticeLevels, "practice_level"),
    (Filter::PracticeFields, "practice_field"),
    (Filter::Settings, "setting"),
    (Filter::Methods, "method"),
    (Filter::Roles, "role"),
    (Filter::ServesUnits, "served_unit"),
    (Filter::Professions, "profession"),
];

impl Filter {
    /// Its bit.
    #[expect(
        clippy::as_conversions,
        reason = "the numbers of the variants are the bits"
    )]
    pub(super) fn bit(self) -> u32 {
        self as u32
    }

    /// The filter with this bit.
    pub(super) fn of_bit(bit: u32) -> Option<Self> {
        ALL.into_iter().find(|filter| filter.bit() == bit)
    }
}

/// What a filter says of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// Nobody has said.
    Unknown,
}

impl Answer {
    pub(super) fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

/// Terms of which an offer must have one.
#[derive(Debug, Clone)]
pub(super) struct TermFilter {
    /// The filter.
    pub filter: Filter,
    /// The terms, with those below them.
    pub wanted: FxHashSet<Uuid>,
    /// All terms of the taxonomy: an offer that has none of them has not said.
    pub taxonomy: FxHashSet<Uuid>,
}

/// What must hold beside needs, words and region; what is not stated is not asked.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// How far from `near`, in metres.
    pub radius_m: Option<f64>,
    /// Terms, taxonomy by taxonomy.
    pub terms: Vec<(Filter, Vec<String>)>,
    /// Situations the person is in.
    pub situations: Vec<String>,
    /// The age of the person in years.
    pub age: Option<f64>,
    /// The gender of the person, `FEMALE` or `MALE`.
    pub gender: Option<&'static str>,
    /// Languages, any of which will do.
    pub languages: Vec<String>,
    /// When it must be open.
    pub open_at: Option<DateTime<Utc>>,
    /// Whether it must be open at the moment of the question.
    pub is_open_now: bool,
    /// Whether it must cost nothing.
    pub is_free: bool,
    /// The most it may cost, in rupiah.
    pub max_cost: Option<f64>,
    /// Words for what the place must offer, any of which will do.
    pub accessibility: Vec<String>,
    /// Kinds of organizations.
    pub kinds: Vec<&'static str>,
    /// Statuses of services; active ones when there are none.
    pub statuses: Vec<&'static str>,
    /// Ways of taking part.
    pub attending: Vec<&'static str>,
    /// Whether there must be room.
    pub has_capacity: bool,
    /// How many days ago it was confirmed at most.
    pub verified_within_days: Option<u32>,
    /// Whether there must be a qualification that was checked and holds.
    pub is_qualified: bool,
    /// Whether what is not known fails.
    pub is_strict: bool,
}

impl Filters {
    /// What each filter that is asked says of a listing on a day in days since 1970-01-01.
    pub(super) fn of_traits<'a>(
        &'a self,
        traits: &'a Traits,
        today: u64,
    ) -> impl Iterator<Item = (Filter, Answer)> + 'a {
        let any = |asked: &[&'static str], has: &[String]| {
            (!asked.is_empty()).then(|| match has {
                [] => Answer::Unknown,
                has => Answer::of(has.iter().any(|word| asked.contains(&word.as_str()))),
            })
        };
        let answers = [
            (Filter::Age, self.age.map(|age| age_answer(traits, age))),
            (
                Filter::Gender,
                self.gender.map(|gender| gender_answer(traits, gender)),
            ),
            (Filter::Languages, self.language_answer(traits)),
            (Filter::Free, self.is_free.then(|| known(traits.is_free))),
            (
                Filter::MaxCost,
                self.max_cost
                    .map(|most| known(traits.least_cost.map(|least| least <= most))),
            ),
            (Filter::Accessibility, self.accessibility_answer(traits)),
            (
                Filter::OrganizationKinds,
                any(&self.kinds, traits.kind.as_slice()),
            ),
            (Filter::ServiceStatus, Some(self.status_answer(traits))),
            (
                Filter::AttendingType,
                any(&self.attending, &traits.attending),
            ),
            (
                Filter::HasCapacity,
                self.has_capacity.then(|| known(traits.has_capacity)),
            ),
            (
                Filter::Qualified,
                self.is_qualified
                    .then(|| Answer::of(is_qualified(traits, today))),
            ),
        ];
        answers
            .into_iter()
            .filter_map(|(filter, answer)| Some((filter, answer?)))
    }

    fn language_answer(&self, traits: &Traits) -> Option<Answer> {
        (!self.languages.is_empty()).then(|| match traits.languages.as_slice() {
            [] => Answer::Unknown,
            spoken => Answer::of(
                self.languages
                    .iter()
                    .any(|wanted| spoken.contains(&language_word(wanted))),
            ),
        })
    }

    fn accessibility_answer(&self, traits: &Traits) -> Option<Answer> {
        (!self.accessibility.is_empty()).then(|| match traits.accessibility.as_slice() {
            [] => Answer::Unknown,
            offered => Answer::of(self.accessibility.iter().any(|wanted| {
                let wanted = wanted.trim().to_lowercase();
                offered.iter().any(|words| words.contains(&wanted))
            })),
        })
    }

    fn status_answer(&self, traits: &Traits) -> Answer {
        let status = traits.status.as_str();
        Answer::of(if self.statuses.is_empty() {
            status == "active"
        } else {
            self.statuses.contains(&status)
        })
    }

    /// Whether it is open when it must be.
    pub(super) fn of_hours(&self, hours: &Hours, holidays: &Holidays) -> Option<Answer> {
        let at = self.open_at?;
        Some(known(hours.is_open_at(at, holidays)))
    }

    /// Whether it was confirmed lately enough; `day` and `today` in days since 1970-01-01.
    pub(super) fn of_assured(&self, day: Option<u64>, today: u64) -> Option<Answer> {
        let within = u64::from(self.verified_within_days?);
        Some(known(day.map(|day| today.saturating_sub(day) <= within)))
    }

    /// Whether it is near enough.
    pub(super) fn of_distance(&self, distance_m: Option<f64>) -> Option<Answer> {
        let most = self.radius_m?;
        // Where it stands is not known, or not told: it cannot be said to be within the radius.
        Some(Answer::of(
            distance_m.is_some_and(|distance_m| distance_m <= most),
        ))
    }
}

impl TermFilter {
    /// What it says of an offer's terms.
    pub(super) fn answer(&self, marks: &Marks) -> Answer {
        if self.filter == Filter::Situations {
            return self.situation_answer(marks);
        }
        if marks.own.iter().any(|term| self.wanted.contains(term)) {
            return Answer::Yes;
        }
        let has_said = marks.own.iter().any(|term| self.taxonomy.contains(term));
        if has_said {
            Answer::No
        } else {
            Answer::Unknown
        }
    }

    /// Only an offer that is for certain situations alone can be wrong for another.
    fn situation_answer(&self, marks: &Marks) -> Answer {
        let is_for = |terms: &[Uuid]| terms.iter().any(|term| self.wanted.contains(term));
        if is_for(&marks.only_for) || is_for(&marks.own) {
            Answer::Yes
        } else {
            Answer::of(marks.only_for.is_empty())
        }
    }
}

/// Whether a qualification that was checked holds on a day.
pub(super) fn is_qualified(traits: &Traits, today: u64) -> bool {
    traits.qualified_until.is_some_and(|day| today <= day)
}

fn known(answer: Option<bool>) -> Answer {
    answer.map_or(Answer::Unknown, Answer::of)
}

/// An age limit counts whatever is said of other rules. Without one, rules about something else admit every age, and so
/// does "no restriction"; where nothing is said, nothing is known.
fn age_answer(traits: &Traits, age: f64) -> Answer {
    let is_limited = traits.minimum_age.is_some() || traits.maximum_age.is_some();
    if is_limited {
        // "Up to 17" holds until the eighteenth birthday.
        let is_old_enough = traits.minimum_age.is_none_or(|least| age >= least);
        let is_young_enough = traits
            .maximum_age
            .is_none_or(|most| age < most.floor() + 1.0);
        return Answer::of(is_old_enough && is_young_enough);
    }
    unless_unknown(traits)
}

fn gender_answer(traits: &Traits, gender: &str) -> Answer {
    if traits.genders.is_empty() {
        return unless_unknown(traits);
    }
    Answer::of(traits.genders.iter().any(|served| served == gender))
}

fn unless_unknown(traits: &Traits) -> Answer {
    match traits.eligibility {
        Eligibility::Unknown => Answer::Unknown,
        Eligibility::Open | Eligibility::Rules => Answer::Yes,
    }
}
