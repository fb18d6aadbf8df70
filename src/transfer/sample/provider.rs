//! The form in which made-up providers are written down: what they are called, what they offer, to whom and when.
//! Texts may hold `{regency}`, `{district}`, `{province}` and `{name}`.

/// A kind of provider, of which every area gets one or more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Provider {
    /// The word for it in ids and addresses.
    pub(super) key: &'static str,
    /// The word the store keeps for the kind of organization.
    pub(super) kind: &'static str,
    /// Its legal form.
    pub(super) legal: &'static str,
    /// What it may be called.
    pub(super) names: &'static [&'static str],
    /// What may be said about it.
    pub(super) about: &'static [&'static str],
    /// What it offers; the first is never left out.
    pub(super) offers: &'static [Offer],
    /// The name and account of the program that its services belong to.
    pub(super) program: Option<(&'static str, &'static str)>,
    /// Where it works.
    pub(super) places: Places,
    /// How many of them an area gets.
    pub(super) copies: u32,
    /// One in so many areas gets it.
    pub(super) one_in: u32,
    /// Provinces that get it; all when empty.
    pub(super) provinces: &'static [&'static str],
}

/// The locations a provider has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Places {
    /// None: it is reached by telephone.
    Nowhere,
    /// None on the ground: it is reached through the web.
    Online,
    /// An office.
    Office,
    /// An office, and a house whose address must stay hidden.
    OfficeAndShelter,
}

impl Provider {
    /// A provider with an office, one in every area.
    pub(super) const fn new(key: &'static str, kind: &'static str, legal: &'static str) -> Self {
        Self {
            key,
            kind,
            legal,
            names: &[],
            about: &[],
            offers: &[],
            program: None,
            places: Places::Office,
            copies: 1,
            one_in: 1,
            provinces: &[],
        }
    }

    /// Names and accounts to choose from.
    pub(super) const fn called(
        self,
        names: &'static [&'static str],
        about: &'static [&'static str],
    ) -> Self {
        Self {
            names,
            about,
            ..self
        }
    }

    /// What it offers.
    pub(super) const fn offers(self, offers: &'static [Offer]) -> Self {
        Self { offers, ..self }
    }

    /// The program that its services belong to.
    pub(super) const fn program(self, name: &'static str, about: &'static str) -> Self {
        Self {
            program: Some((name, about)),
            ..self
        }
    }

    /// Where it works.
    pub(super) const fn places(self, places: Places) -> Self {
        Self { places, ..self }
    }

    /// How many of them an area gets.
    pub(super) const fn copies(self, copies: u32) -> Self {
        Self { copies, ..self }
    }

    /// Only one in so many areas gets it.
    pub(super) const fn one_in(self, one_in: u32) -> Self {
        Self { one_in, ..self }
    }

    /// Only areas of these provinces get it.
    pub(super) const fn only_in(self, provinces: &'static [&'static str]) -> Self {
        Self { provinces, ..self }
    }
}

/// One service of a provider.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer {
    /// What it may be called.
    pub(super) names: &'static [&'static str],
    /// What it does, in one sentence.
    pub(super) does: &'static [&'static str],
    /// One more sentence.
    pub(super) more: &'static [&'static str],
    /// Global codes of terms: needs always, the others at times.
    pub(super) terms: &'static [&'static str],
    /// Hours.
    pub(super) hours: &'static [Hours],
    /// How a person takes part.
    pub(super) way: Way,
    /// Whether it is given in the hidden house.
    pub(super) is_in_shelter: bool,
    /// The price.
    pub(super) cost: Cost,
    /// Documents that may be asked for.
    pub(super) documents: &'static [&'static str],
    /// Conditions; with none, and no ages, nothing is known unless `is_for_anyone`.
    pub(super) rules: &'static [Rule],
    /// Whether it is said to be open to anyone.
    pub(super) is_for_anyone: bool,
    /// The youngest age.
    pub(super) minimum_age: Option<u8>,
    /// The oldest age.
    pub(super) maximum_age: Option<u8>,
    /// What is counted, and the most there may be.
    pub(super) room: Option<(Unit, u32)>,
    /// One in so many providers gives it.
    pub(super) one_in: u32,
}

/// How a person takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By coming.
    InPerson,
    /// By calling.
    Phone,
    /// Through the web.
    Online,
}

/// What a service costs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cost {
    /// Nothing is known.
    Unknown,
    /// Free.
    Free,
    /// A price in rupiah, a multiple of 25,000 up to 150,000.
    Priced,
    /// Only words.
    Words(&'static str),
}

/// A condition.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// Women and girls.
    Women,
    /// People who live in the regency.
    Residents,
    /// People in this situation, in words and as the code of a term.
    Situation(&'static str, &'static str),
}

/// What room is counted in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unit {
    /// Beds.
    Bed,
    /// Places in a class or group.
    Seat,
}

impl Unit {
    /// All units.
    pub(super) const ALL: [Self; 2] = [Self::Bed, Self::Seat];

    /// Its name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Bed => "Tempat tidur",
            Self::Seat => "Tempat peserta",
        }
    }
}

/// Times at which something is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hours {
    /// How often they repeat, in the word of RFC 5545.
    pub(super) freq: &'static str,
    /// On which days, as in RFC 5545.
    pub(super) byday: &'static str,
    /// From when.
    pub(super) opens_at: &'static str,
    /// Until when.
    pub(super) closes_at: &'static str,
    /// The same in words.
    pub(super) words: &'static str,
}

const fn weekly(
    byday: &'static str,
    opens_at: &'static str,
    closes_at: &'static str,
    words: &'static str,
) -> Hours {
    Hours {
        freq: "WEEKLY",
        byday,
        opens_at,
        closes_at,
        words,
    }
}

const DAILY: &str = "MO,TU,WE,TH,FR,SA,SU";

/// The hours of an office.
pub(super) const OFFICE: Hours = weekly(
    "MO,TU,WE,TH,FR",
    "08:00",
    "16:00",
    "Senin sampai Jumat, jam kerja",
);
/// Six mornings.
pub(super) const SIX_DAYS: Hours =
    weekly("MO,TU,WE,TH,FR,SA", "08:00", "14:00", "Senin sampai Sabtu");
/// Two evenings.
pub(super) const EVENINGS: Hours = weekly(
    "TU,TH",
    "17:00",
    "20:00",
    "Selasa dan Kamis, sore sampai malam",
);
/// The weekend.
pub(super) const WEEKEND: Hours = weekly("SA,SU", "09:00", "15:00", "Sabtu dan Minggu");
/// Day and night.
pub(super) const ALWAYS: Hours = weekly(DAILY, "00:00", "23:59", "Setiap hari, 24 jam");
/// Over midnight.
pub(super) const NIGHT: Hours = weekly(
    "WE,FR,SA",
    "20:00",
    "02:00",
    "Malam hari sampai lewat tengah malam",
);
/// Noon, when meals are given.
pub(super) const NOON: Hours = weekly(DAILY, "11:00", "13:30", "Setiap hari, waktu makan siang");
/// Once a month.
pub(super) const FIRST_SATURDAY: Hours = Hours {
    freq: "MONTHLY",
    byday: "1SA",
    opens_at: "09:00",
    closes_at: "12:00",
    words: "Sabtu pertama setiap bulan",
};

/// The identity card.
pub(super) const KTP: &str = "Kartu Tanda Penduduk (KTP)";
/// The family card.
pub(super) const KK: &str = "Kartu Keluarga (KK)";
/// The letter of poverty.
pub(super) const SKTM: &str = "Surat Keterangan Tidak Mampu (SKTM)";
/// The card of the health insurance.
pub(super) const BPJS: &str = "Kartu BPJS Kesehatan atau KIS";

impl Offer {
    /// A service with office hours, of which nothing else is known.
    pub(super) const fn new(
        names: &'static [&'static str],
        does: &'static [&'static str],
        more: &'static [&'static str],
        terms: &'static [&'static str],
    ) -> Self {
        Self {
            names,
            does,
            more,
            terms,
            hours: &[OFFICE],
            way: Way::InPerson,
            is_in_shelter: false,
            cost: Cost::Unknown,
            documents: &[],
            rules: &[],
            is_for_anyone: false,
            minimum_age: None,
            maximum_age: None,
            room: None,
            one_in: 1,
        }
    }

    /// Its hours.
    pub(super) const fn hours(self, hours: &'static [Hours]) -> Self {
        Self { hours, ..self }
    }

    /// Given by telephone or through the web.
    pub(super) const fn by(self, way: Way) -> Self {
        Self { way, ..self }
    }

    /// Given in the hidden house.
    pub(super) const fn in_shelter(self) -> Self {
        Self {
            is_in_shelter: true,
            ..self
        }
    }

    /// Its price.
    pub(super) const fn cost(self, cost: Cost) -> Self {
        Self { cost, ..self }
    }

    /// Documents that may be asked for.
    pub(super) const fn documents(self, documents: &'static [&'static str]) -> Self {
        Self { documents, ..self }
    }

    /// Conditions.
    pub(super) const fn rules(self, rules: &'static [Rule]) -> Self {
        Self { rules, ..self }
    }

    /// Said to be open to anyone.
    pub(super) const fn for_anyone(self) -> Self {
        Self {
            is_for_anyone: true,
            ..self
        }
    }

    /// From this age on.
    pub(super) const fn aged_from(self, age: u8) -> Self {
        Self {
            minimum_age: Some(age),
            ..self
        }
    }

    /// Up to this age.
    pub(super) const fn to_age(self, age: u8) -> Self {
        Self {
            maximum_age: Some(age),
            ..self
        }
    }

    /// The most room there may be.
    pub(super) const fn room(self, unit: Unit, most: u32) -> Self {
        Self {
            room: Some((unit, most)),
            ..self
        }
    }

    /// Only one in so many providers gives it.
    pub(super) const fn one_in(self, one_in: u32) -> Self {
        Self { one_in, ..self }
    }
}
