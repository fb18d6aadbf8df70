//! What finding gives back of whatever fits: why it does, what to be careful about, and when it is open.

use async_graphql::{Context, Enum, Object, Result};
use entity::{location, taxonomy_term};

use super::{Location, Region, TaxonomyTerm};
use crate::broker::{self, CautionCode, Filter, Part, Reach};
use crate::directory;
use crate::graphql::support::scalar::DateTime;
use crate::graphql::support::{one, region as region_of};

/// The language of sentences for people.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum SentenceLanguage {
    /// Indonesian.
    Id,
    /// English.
    En,
}

impl From<SentenceLanguage> for directory::Language {
    fn from(language: SentenceLanguage) -> Self {
        match language {
            SentenceLanguage::Id => Self::Indonesian,
            SentenceLanguage::En => Self::English,
        }
    }
}

/// How near to the person help stands, or which area around the person it serves; nearest first.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Reach")]
pub enum ReachRung {
    /// In the same district, or for it.
    District,
    /// In the same regency, or for it.
    Regency,
    /// In a neighboring regency.
    Neighbor,
    /// In the same province, or for it.
    Province,
    /// For the whole country.
    Nation,
    /// Elsewhere, and not known to serve the area.
    Outside,
}

/// A part of a score.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Part")]
pub enum ScorePart {
    /// How well it answers the need.
    Need,
    /// How well it holds the words.
    Text,
    /// How near it is.
    Nearness,
    /// Whether it stands in the person's area or serves it.
    Reach,
    /// Whether it is open, or never closes where help is urgent.
    Availability,
    /// What it costs.
    Affordability,
    /// How sure it is that the listing is true.
    Trust,
}

/// What to be careful about.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "CautionCode")]
pub enum CautionKind {
    /// Nobody has confirmed the listing for a year.
    UnverifiedForAYear,
    /// Who may come is not known.
    EligibilityUnknown,
    /// Hours are not known, or it is not sure that there is room: call first.
    CallFirst,
    /// It stands outside the person's area and is not known to serve it.
    OutsideYourArea,
    /// Where it stands is kept secret.
    ConfidentialPlace,
    /// The listing does not name the need; its text speaks of it.
    NeedInferred,
    /// The cost is not known.
    CostUnknown,
    /// The languages spoken are not known.
    LanguageUnknown,
    /// Something else that was asked for is not known.
    NotStated,
}

/// A filter of a question.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Filter")]
pub enum FindFilter {
    /// `near.radiusM`.
    Radius,
    /// `situations`.
    Situations,
    /// `age`.
    Age,
    /// `gender`.
    Gender,
    /// `languages`.
    Languages,
    /// `openAt` or `openNow`.
    OpenAt,
    /// `free`.
    Free,
    /// `maxCost`.
    MaxCost,
    /// `accessibility`.
    Accessibility,
    /// `organizationKinds`.
    OrganizationKinds,
    /// `serviceStatus`.
    ServiceStatus,
    /// `specializations`.
    Specializations,
    /// `practiceLevels`.
    PracticeLevels,
    /// `practiceFields`.
    PracticeFields,
    /// `settings`.
    Settings,
    /// `methods`.
    Methods,
    /// `roles`.
    Roles,
    /// `servesUnits`.
    ServesUnits,
    /// `attendingType`.
    AttendingType,
    /// `hasCapacity`.
    HasCapacity,
    /// `verifiedWithinDays`.
    VerifiedWithinDays,
    /// `professions`.
    Professions,
    /// `qualified`.
    Qualified,
    /// `needs`.
    Needs,
    /// `regionCode` with `includeOutside: false`.
    Region,
}

/// Why and where something was found: what services and practitioners that fit have in common.
#[derive(Clone)]
pub(super) struct Finding(pub(super) broker::Match);

/// One part of a score, with a sentence for people.
pub(super) struct Reason(broker::Reason);

/// Something to be careful about, with a sentence for people.
pub(super) struct Caution(broker::Caution);

/// A time during which something is open.
pub(super) struct OpeningTime(directory::Opening);

/// A part of the text that was understood as a need or a situation.
pub struct InterpretedTerm(pub(crate) broker::Understood);

/// A part of the text that was understood as a place.
pub struct InterpretedPlace(pub(crate) broker::NamedPlace);

/// Why and where something was found.
#[Object]
impl Finding {
    /// The location that fits best; null where there is none.
    async fn location(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        one::<location::Entity, _>(ctx, self.0.location()).await
    }

    /// How well it fits, 0 to 1.
    async fn score(&self) -> f64 {
        self.0.score()
    }

    /// Metres from the place asked for; null when either place is not known or is confidential.
    async fn distance_m(&self) -> Option<f64> {
        self.0.distance_m().map(f64::round)
    }

    /// How near to the person it stands, or which area it serves; null when no region was given.
    async fn reach(&self) -> Option<ReachRung> {
        self.0.reach().map(ReachRung::from)
    }

    /// The parts of the score that the question asks about; their shares add up to it.
    async fn reasons(&self) -> Vec<Reason> {
        self.0.reasons().into_iter().map(Reason).collect()
    }

    /// What to be careful about.
    async fn cautions(&self) -> Vec<Caution> {
        self.0.cautions().into_iter().map(Caution).collect()
    }

    /// Whether it is open now; null when that is not known.
    async fn is_open_now(&self) -> Option<bool> {
        self.0.is_open_now()
    }

    /// Whether it never closes.
    async fn always_open(&self) -> bool {
        self.0.hours().is_always_open()
    }

    /// The time during which it is open now or opens next; null when that is not known.
    async fn next_opening(&self) -> Option<OpeningTime> {
        self.0.next_opening().map(OpeningTime)
    }

    /// Its hours in a line, such as `Sen-Jum 08.00-16.00`; null when they are not known.
    async fn hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language of the line.",
            default_with = "SentenceLanguage::Id"
        )]
        language: SentenceLanguage,
    ) -> Result<Option<String>> {
        let today = crate::graphql::support::Loader::of(ctx)?
            .directory
            .now
            .date_naive();
        Ok(self.0.hours().line(language.into(), today))
    }
}

/// One part of a score, with a sentence for people.
#[Object]
impl Reason {
    /// The part.
    async fn part(&self) -> ScorePart {
        self.0.part.into()
    }

    /// What it adds to the score.
    async fn share(&self) -> f64 {
        self.0.share
    }

    /// What a worker may tell.
    async fn sentence(
        &self,
        #[graphql(
            desc = "The language of the sentence.",
            default_with = "SentenceLanguage::Id"
        )]
        language: SentenceLanguage,
    ) -> &str {
        self.0.sentence.in_language(language.into())
    }
}

/// Something to be careful about, with a sentence for people.
#[Object]
impl Caution {
    /// Which one.
    async fn code(&self) -> CautionKind {
        self.0.code.into()
    }

    /// What a worker may tell.
    async fn sentence(
        &self,
        #[graphql(
            desc = "The language of the sentence.",
            default_with = "SentenceLanguage::Id"
        )]
        language: SentenceLanguage,
    ) -> &str {
        self.0.sentence.in_language(language.into())
    }
}

/// A time during which something is open.
#[Object]
impl OpeningTime {
    /// When it opens, or the moment of the question when it is open then.
    async fn opens(&self) -> DateTime {
        DateTime::of_moment(&self.0.opens)
    }

    /// When it closes; null when it stays open for more than two weeks.
    async fn closes(&self) -> Option<DateTime> {
        self.0.closes.as_ref().map(DateTime::of_moment)
    }
}

/// A part of the text that was understood as a need or a situation.
#[Object]
impl InterpretedTerm {
    /// The need or situation.
    async fn term(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.term).await
    }

    /// The words that were understood, in lower case.
    async fn matched_text(&self) -> &str {
        &self.0.matched_text
    }

    /// How sure that is, 0 to 1: 1 for the very words of a label, less for other forms of them.
    async fn confidence(&self) -> f64 {
        self.0.confidence
    }
}

/// A part of the text that was understood as a place.
#[Object]
impl InterpretedPlace {
    /// The region.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        region_of(ctx, Some(&self.0.region_code)).await
    }

    /// The words that name it, in lower case.
    async fn matched_text(&self) -> &str {
        &self.0.matched_text
    }
}
