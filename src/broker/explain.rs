//! Why an offer stands where it stands: every part of its score with a sentence, and for a near miss the one thing that
//! would have to be different.

use super::filter::Filter;
use super::ranking::{Part, Ranking};
use super::reach::Reach;
use super::sentence::{Sentence, distance, moment, rupiah, years};
use crate::directory::Hours;
use crate::search::{Hit, Marks, Traits, Vocabulary};

/// One part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The part.
    pub part: Part,
    /// What it adds to the score; the shares of all reasons add up to it.
    pub share: f64,
    /// What a worker may tell.
    pub sentence: Sentence,
}

/// A hit with its pieces.
pub(super) struct Facts<'a> {
    pub(super) hit: &'a Hit,
    pub(super) marks: Marks,
    pub(super) traits: Traits,
    pub(super) hours: Hours,
}

impl<'a> Facts<'a> {
    pub(super) fn of(hit: &'a Hit) -> Self {
        Self {
            hit,
            marks: hit.marks(),
            traits: hit.traits(),
            hours: hit.hours(),
        }
    }

    pub(super) fn reach(&self) -> Reach {
        Reach::from_number(self.hit.rung).unwrap_or(Reach::Outside)
    }
}

impl Ranking {
    /// The parts of the score that the question asks about; their shares add up to the score.
    pub(super) fn reasons(&self, facts: &Facts<'_>, vocabulary: &Vocabulary) -> Vec<Reason> {
        let shares = self.shares(&facts.hit.fits).into_iter();
        shares
            .filter(|(part, share)| self.asks(*part) || *share > 0.0)
            .map(|(part, share)| Reason {
                part,
                share,
                sentence: match part {
                    Part::Need => self.need_sentence(facts, vocabulary),
                    Part::Text => self.text_sentence(facts),
                    Part::Nearness => nearness_sentence(facts),
                    Part::Reach => facts.reach().sentence(),
                    Part::Availability => self.hours_sentence(facts),
                    Part::Affordability => cost_sentence(&facts.traits),
                    Part::Trust => self.trust_sentence(facts),
                },
            })
            .collect()
    }

    fn text_sentence(&self, facts: &Facts<'_>) -> Sentence {
        let fits = &facts.hit.fits;
        if !self.has_words {
            Sentence::new("Tidak ada kata yang dicari.", "No words were sought.")
        } else if fits.is_named {
            Sentence::new(
                "Namanya memuat kata yang dicari.",
                "Its name holds the words sought.",
            )
        } else if fits.text > 0.0 {
            Sentence::new(
                "Keterangannya memuat kata yang dicari.",
                "Its description holds words that were sought.",
            )
        } else {
            Sentence::new(
                "Keterangannya tidak memuat kata yang dicari.",
                "Its description does not hold the words sought.",
            )
        }
    }

    fn need_sentence(&self, facts: &Facts<'_>, vocabulary: &Vocabulary) -> Sentence {
        match self.best_term(&facts.marks) {
            Some((term, is_inferred)) => {
                let [id, en] = vocabulary.name(term);
                if is_inferred {
                    Sentence::new(
                        format!("Keterangannya menyebut: {id}."),
                        format!("Its description speaks of: {en}."),
                    )
                } else {
                    Sentence::new(
                        format!("Membantu untuk: {id}."),
                        format!("It helps with: {en}."),
                    )
                }
            }
            None => Sentence::new(
                "Kebutuhan ini tidak disebut dalam daftarnya.",
                "Its listing does not name this need.",
            ),
        }
    }

    fn hours_sentence(&self, facts: &Facts<'_>) -> Sentence {
        if facts.hours.is_always_open() {
            return Sentence::new("Buka 24 jam setiap hari.", "Open 24 hours, every day.");
        }
        if self.filters.open_at.is_none() && !facts.hours.is_unknown() {
            return Sentence::new("Tidak buka sepanjang waktu.", "Not open around the clock.");
        }
        let open = self
            .filters
            .open_at
            .and_then(|at| facts.hours.is_open_at(at, &self.holidays));
        match open {
            Some(true) => Sentence::new("Buka pada waktu itu.", "Open at that time."),
            Some(false) => Sentence::new("Tutup pada waktu itu.", "Closed at that time."),
            None if facts.hours.is_unknown() => {
                Sentence::new("Jam bukanya tidak diketahui.", "Its hours are not known.")
            }
            None => Sentence::new(
                "Tidak diketahui apakah buka pada waktu yang dicari.",
                "Whether it is open at the time sought is not known.",
            ),
        }
    }

    fn trust_sentence(&self, facts: &Facts<'_>) -> Sentence {
        let verified = facts.traits.is_verified;
        match facts.hit.assured_day {
            Some(day) => {
                let days = self.today.saturating_sub(day);
                let (id, en) = match days {
                    0 => ("hari ini".to_owned(), "today".to_owned()),
                    1..=60 => (format!("{days} hari lalu"), format!("{days} days ago")),
                    _ => (
                        format!("{} bulan lalu", days / 30),
                        format!("{} months ago", days / 30),
                    ),
                };
                Sentence::new(
                    format!("Datanya terakhir dipastikan {id}."),
                    format!("The listing was last confirmed {en}."),
                )
            }
            None if verified => Sentence::new(
                "Lembaganya sudah diperiksa admin.",
                "An admin has confirmed the organization.",
            ),
            None => Sentence::new(
                "Belum diketahui kapan datanya dipastikan.",
                "When the listing was confirmed is not known.",
            ),
        }
    }

    /// What would have to be different for an offer that fails one filter.
    pub(super) fn remedy(
        &self,
        filter: Filter,
        facts: &Facts<'_>,
        vocabulary: &Vocabulary,
    ) -> Sentence {
        let traits = &facts.traits;
        match filter {
            Filter::Age => match (traits.minimum_age, traits.maximum_age) {
                (Some(least), _) if self.filters.age.is_some_and(|age| age < least) => {
                    let least = years(least);
                    Sentence::new(
                        format!("Menerima mulai usia {least} tahun."),
                        format!("Accepts from age {least}."),
                    )
                }
                (_, Some(most)) => {
                    let most = years(most);
                    Sentence::new(
                        format!("Menerima sampai usia {most} tahun."),
                        format!("Accepts up to age {most}."),
                    )
                }
                _ => Sentence::new("Batas usianya tidak disebut.", "It states no age."),
            },
            Filter::OpenAt => {
                let at = self.filters.open_at.unwrap_or(self.now);
                match facts.hours.next_opening(at, &self.holidays) {
                    Some(opening) => {
                        let from = at.with_timezone(&opening.opens.timezone()).date_naive();
                        let when = moment(opening.opens, from);
                        Sentence::new(format!("Buka {}.", when.id), format!("Opens {}.", when.en))
                    }
                    None => Sentence::new(
                        "Kapan bukanya tidak diketahui.",
                        "When it opens is not known.",
                    ),
                }
            }
            Filter::Radius => nearness_sentence(facts),
            Filter::Needs => self.need_sentence(facts, vocabulary),
            Filter::Region => facts.reach().sentence(),
            Filter::Free | Filter::MaxCost => cost_sentence(traits),
            Filter::Gender => {
                let is_for_women = traits.genders.iter().any(|gender| gender == "FEMALE");
                if is_for_women {
                    Sentence::new("Hanya untuk perempuan.", "For women only.")
                } else {
                    Sentence::new("Hanya untuk laki-laki.", "For men only.")
                }
            }
            Filter::Languages => {
                let spoken = traits.languages.join(", ");
                Sentence::new(
                    format!("Melayani dalam bahasa: {spoken}."),
                    format!("Speaks: {spoken}."),
                )
            }
            Filter::ServiceStatus => Sentence::new(
                format!("Sedang tidak berjalan ({}).", traits.status),
                format!("Not running now ({}).", traits.status),
            ),
            Filter::HasCapacity => Sentence::new("Sedang penuh.", "Full at present."),
            Filter::VerifiedWithinDays => self.trust_sentence(facts),
            Filter::Qualified => match traits.qualified_until {
                Some(_) => Sentence::new(
                    "Kualifikasinya yang sudah diperiksa tidak berlaku lagi.",
                    "The qualification that was checked has expired.",
                ),
                None => Sentence::new(
                    "Kualifikasinya belum diperiksa.",
                    "No qualification has been checked.",
                ),
            },
            Filter::OrganizationKinds => {
                let kind = traits.kind.as_deref().unwrap_or("OTHER");
                Sentence::new(
                    format!("Lembaganya berjenis {kind}."),
                    format!("The organization is a {kind}."),
                )
            }
            Filter::AttendingType => {
                let ways = traits.attending.join(", ");
                Sentence::new(
                    format!("Dengan cara: {ways}."),
                    format!("Takes part: {ways}."),
                )
            }
            Filter::Situations
            | Filter::Accessibility
            | Filter::Specializations
            | Filter::PracticeLevels
            | Filter::PracticeFields
            | Filter::Settings
            | Filter::Methods
            | Filter::Roles
            | Filter::ServesUnits
            | Filter::Professions => Sentence::new(
                "Daftarnya menyebut yang lain.",
                "Its listing states another.",
            ),
        }
    }
}

fn nearness_sentence(facts: &Facts<'_>) -> Sentence {
    match facts.hit.distance_m {
        Some(metres) => {
            let far = distance(metres);
            Sentence::new(
                format!("Jaraknya {}.", far.id),
                format!("It is {} away.", far.en),
            )
        }
        None => Sentence::new("Jaraknya tidak diketahui.", "How far it is is not known."),
    }
}

fn cost_sentence(traits: &Traits) -> Sentence {
    match (traits.is_free, traits.least_cost) {
        (Some(true), _) => Sentence::new("Gratis.", "Free of charge."),
        (_, Some(least)) => {
            let least = rupiah(least);
            Sentence::new(
                format!("Biaya mulai {}.", least.id),
                format!("Costs from {}.", least.en),
            )
        }
        (Some(false), None) => Sentence::new("Berbayar.", "There is a fee."),
        (None, None) => Sentence::new("Biayanya tidak diketahui.", "The cost is not known."),
    }
}
