//! What a worker should be careful about with an offer.

use super::explain::Facts;
use super::filter::{Answer, Filter};
use super::ranking::{Part, Ranking};
use super::reach::Reach;
use super::sentence::Sentence;

/// What to be careful about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CautionCode {
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

/// A caution with its sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Caution {
    /// Which one.
    pub code: CautionCode,
    /// What a worker may tell.
    pub sentence: Sentence,
}

impl Ranking {
    /// What to be careful about, each caution once.
    pub(super) fn cautions(&self, facts: &Facts<'_>) -> Vec<Caution> {
        let mut cautions: Vec<Caution> = Vec::new();
        let mut add = |code, id: &str, en: &str| {
            if cautions.iter().all(|known| known.code != code) {
                cautions.push(Caution {
                    code,
                    sentence: Sentence::new(id, en),
                });
            }
        };
        let is_old = facts
            .hit
            .assured_day
            .is_none_or(|day| self.today.saturating_sub(day) > 365);
        if is_old {
            add(
                CautionCode::UnverifiedForAYear,
                "Datanya lebih dari setahun tidak dipastikan; tanyakan dulu.",
                "Nobody has confirmed the listing for a year; ask first.",
            );
        }
        if self.asks(Part::Reach) && facts.reach() == Reach::Outside {
            add(
                CautionCode::OutsideYourArea,
                "Di luar wilayah Anda; tanyakan apakah warga Anda diterima.",
                "Outside your area; ask whether people from there are accepted.",
            );
        }
        if facts.traits.is_confidential {
            add(
                CautionCode::ConfidentialPlace,
                "Tempatnya dirahasiakan; hubungi lewat telepon.",
                "Its place is kept secret; get in touch by phone.",
            );
        }
        if let Some((_, true)) = self.best_term(&facts.marks) {
            add(
                CautionCode::NeedInferred,
                "Kebutuhan ini disimpulkan dari keterangannya; pastikan dulu.",
                "That it helps with this is inferred from its description; make sure first.",
            );
        }
        if facts.hours.is_unknown() {
            add(
                CautionCode::CallFirst,
                "Jam bukanya tidak diketahui; telepon dulu.",
                "Its hours are not known; call first.",
            );
        }
        for filter in self.unknown(facts) {
            let (code, id, en) = unknown_words(filter);
            add(code, id, en);
        }
        cautions
    }

    /// The filters about which nothing is known.
    fn unknown(&self, facts: &Facts<'_>) -> Vec<Filter> {
        let answers = self
            .filters
            .of_traits(&facts.traits, self.today)
            .chain(
                self.term_filters
                    .iter()
                    .map(|filter| (filter.filter, filter.answer(&facts.marks))),
            )
            .chain(
                self.filters
                    .of_hours(&facts.hours, &self.holidays)
                    .map(|answer| (Filter::OpenAt, answer)),
            )
            .chain(
                self.filters
                    .of_assured(facts.hit.assured_day, self.today)
                    .map(|answer| (Filter::VerifiedWithinDays, answer)),
            );
        answers
            .filter(|(_, answer)| *answer == Answer::Unknown)
            .map(|(filter, _)| filter)
            .collect()
    }
}

fn unknown_words(filter: Filter) -> (CautionCode, &'static str, &'static str) {
    match filter {
        Filter::Age | Filter::Gender | Filter::Situations => (
            CautionCode::EligibilityUnknown,
            "Siapa yang boleh datang tidak disebut; tanyakan dulu.",
            "Who may come is not stated; ask first.",
        ),
        Filter::OpenAt | Filter::HasCapacity => (
            CautionCode::CallFirst,
            "Jam buka atau tempat kosongnya tidak diketahui; telepon dulu.",
            "Its hours, or whether there is room, are not known; call first.",
        ),
        Filter::Free | Filter::MaxCost => (
            CautionCode::CostUnknown,
            "Biayanya tidak disebut; tanyakan dulu.",
            "The cost is not stated; ask first.",
        ),
        Filter::Languages => (
            CautionCode::LanguageUnknown,
            "Bahasa yang dipakai tidak disebut; tanyakan dulu.",
            "The languages spoken are not stated; ask first.",
        ),
        _ => (
            CautionCode::NotStated,
            "Sebagian yang Anda minta tidak disebut dalam daftarnya; tanyakan dulu.",
            "Some of what you asked for is not stated in its listing; ask first.",
        ),
    }
}
