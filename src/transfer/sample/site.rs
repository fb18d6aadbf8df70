//! Where a made-up provider stands: its area, its district, the languages spoken there, and the texts filled in for it.

use super::choice::Choice;
use super::provider::Provider;
use crate::directory::{Level, Place, Regions};

/// Regencies that come first, so that a small sample holds places that people know, far from each other.
const FIRST: [&str; 12] = [
    "32.73", "34.71", "35.78", "31.74", "73.71", "91.71", "12.71", "51.71", "61.71", "53.71",
    "16.71", "81.71",
];

/// A regency with what is around and inside it.
pub(super) struct Area<'a> {
    /// The kabupaten or kota.
    pub(super) regency: &'a Place,
    /// Its province.
    pub(super) province: Option<&'a Place>,
    districts: Vec<&'a Place>,
}

/// All regencies, in the order in which the sample fills them: the known ones, then one of every province in turn.
pub(super) fn areas(regions: &Regions) -> Vec<Area<'_>> {
    let mut places: Vec<&Place> = regions
        .iter()
        .filter(|place| {
            matches!(
                Level::of(&place.code),
                Some(Level::Regency | Level::District)
            )
        })
        .collect();
    places.sort_by(|one, other| one.code.cmp(&other.code));
    let (regencies, districts): (Vec<&Place>, Vec<&Place>) = places
        .into_iter()
        .partition(|place| Level::of(&place.code) == Some(Level::Regency));
    let mut areas: Vec<Area<'_>> = regencies
        .into_iter()
        .map(|regency| {
            let is_before = |place: &&Place| place.code < regency.code;
            let start = districts.partition_point(is_before);
            let inside = districts.iter().skip(start);
            Area {
                regency,
                province: regions.get(province_code(&regency.code)),
                districts: inside
                    .take_while(|district| district.code.starts_with(&regency.code))
                    .copied()
                    .collect(),
            }
        })
        .collect();

    areas.sort_by_cached_key(|area| {
        let code = &area.regency.code;
        (
            province_code(code).to_owned(),
            place_in_first(code),
            Choice::about(code).number("order"),
        )
    });
    let mut ranked: Vec<(usize, Area<'_>)> = Vec::with_capacity(areas.len());
    for area in areas {
        let rank = match ranked.last() {
            Some((rank, last))
                if province_code(&last.regency.code) == province_code(&area.regency.code) =>
            {
                rank + 1
            }
            _ => 0,
        };
        ranked.push((rank, area));
    }
    ranked.sort_by_cached_key(|(rank, area)| {
        let code = &area.regency.code;
        (place_in_first(code), *rank, code.clone())
    });
    ranked.into_iter().map(|(_, area)| area).collect()
}

fn place_in_first(code: &str) -> usize {
    FIRST
        .iter()
        .position(|first| *first == code)
        .unwrap_or(FIRST.len())
}

fn province_code(code: &str) -> &str {
    code.split('.').next().unwrap_or_default()
}

/// One provider's place in the world.
pub(super) struct Site<'a> {
    /// Its area; `None` for the whole country.
    pub(super) area: Option<&'a Area<'a>>,
    /// The district of its office.
    pub(super) district: Option<&'a Place>,
    /// The district of its hidden house.
    pub(super) hidden_district: Option<&'a Place>,
    /// What its ids are made from.
    pub(super) path: String,
    /// Its choices.
    pub(super) choice: Choice,
    round: u32,
    name: &'static str,
}

impl<'a> Site<'a> {
    /// The place of one copy of a provider; `None` when this area does not get it.
    pub(super) fn of(
        provider: &Provider,
        area: Option<&'a Area<'a>>,
        round: u32,
        copy: u32,
    ) -> Option<Self> {
        let code = area.map_or("id", |area| area.regency.code.as_str());
        let path = format!("{code}:{round}:{}:{copy}", provider.key);
        let choice = Choice::about(&path);
        let is_of_province =
            provider.provinces.is_empty() || provider.provinces.contains(&province_code(code));
        if !is_of_province || !choice.is_one_in("provider", provider.one_in) {
            return None;
        }
        // All copies share one starting point, so that they stand in different districts.
        let shared = Choice::about(&format!("{code}:{round}:{}", provider.key));
        let districts = area
            .map(|area| area.districts.as_slice())
            .unwrap_or_default();
        Some(Self {
            area,
            district: shared.one_after("district", districts, copy).copied(),
            hidden_district: shared.one_after("district", districts, copy + 1).copied(),
            name: choice.one_of("name", &NAMES).copied().unwrap_or_default(),
            path,
            choice,
            round,
        })
    }

    /// A text with its places filled in.
    pub(super) fn fill(&self, template: &str) -> String {
        let regency = self.area.map_or("Indonesia", |area| &area.regency.name);
        let province = self.area.and_then(|area| area.province);
        template
            .replace("{regency}", regency)
            .replace(
                "{district}",
                self.district.map_or(regency, |district| &district.name),
            )
            .replace(
                "{province}",
                province.map_or("Indonesia", |province| &province.name),
            )
            .replace("{name}", self.name)
    }

    /// The name of the provider, before it is marked as a sample.
    pub(super) fn name_of(&self, provider: &Provider) -> String {
        let template = self
            .choice
            .one_of("called", provider.names)
            .copied()
            .unwrap_or_default();
        let name = self.fill(template);
        if self.round > 1 {
            format!("{name} Cabang {}", self.round)
        } else {
            name
        }
    }

    /// The offset of its clock from UTC in hours.
    pub(super) fn time_zone(&self) -> f64 {
        match self.area.map(|area| area.regency.time_zone.as_str()) {
            Some("WITA") => 8.0,
            Some("WIT") => 9.0,
            _ => 7.0,
        }
    }

    /// Coordinates near the seat of the regency: near each other in one district, never more than 0.08 degrees away.
    pub(super) fn coordinates(&self, district: Option<&Place>) -> Option<(f64, f64)> {
        let (latitude, longitude) = self.area?.regency.coordinates?;
        let around = Choice::about(district.map_or("", |district| &district.code));
        let moved = |from: f64, axis: &str| {
            let moved = from + offset(around, axis, 600) + offset(self.choice, axis, 200);
            (moved * 100_000.0).round() / 100_000.0
        };
        Some((moved(latitude, "latitude"), moved(longitude, "longitude")))
    }

    /// The name and code of the regional language, where one is spoken by most.
    pub(super) fn regional_language(&self) -> Option<(&'static str, &'static str)> {
        let code = &self.area?.regency.code;
        LANGUAGES
            .iter()
            .find(|(prefix, _, _)| code.starts_with(prefix))
            .map(|(_, name, code)| (*name, *code))
    }
}

/// Up to `most` ten-thousandths of a degree in either direction.
fn offset(choice: Choice, axis: &str, most: u32) -> f64 {
    (f64::from(choice.below(axis, 2 * most + 1)) - f64::from(most)) / 10_000.0
}

/// Names that a foundation might bear.
const NAMES: [&str; 24] = [
    "Harapan Bersama",
    "Pelita Hati",
    "Cahaya Senja",
    "Tunas Kasih",
    "Rumah Pelangi",
    "Bina Mandiri",
    "Sahabat Kita",
    "Langkah Baru",
    "Taman Asih",
    "Jembatan Hati",
    "Melati Putih",
    "Bumi Lestari",
    "Embun Pagi",
    "Tangan Terbuka",
    "Kawan Sejalan",
    "Rukun Warga",
    "Sinar Fajar",
    "Teratai Biru",
    "Lentera Desa",
    "Mitra Sejahtera",
    "Akar Padi",
    "Payung Teduh",
    "Suara Sesama",
    "Ruang Tumbuh",
];

/// Languages by the beginning of a region's code, the longer beginnings first: name, ISO 639 code.
const LANGUAGES: [(&str, &str, &str); 40] = [
    ("35.26", "Bahasa Madura", "mad"),
    ("35.27", "Bahasa Madura", "mad"),
    ("35.28", "Bahasa Madura", "mad"),
    ("35.29", "Bahasa Madura", "mad"),
    ("73.71", "Bahasa Makassar", "mak"),
    ("11", "Bahasa Aceh", "ace"),
    ("12", "Bahasa Batak Toba", "bbc"),
    ("13", "Bahasa Minangkabau", "min"),
    ("14", "Bahasa Melayu", "ms"),
    ("15", "Bahasa Melayu Jambi", "jax"),
    ("16", "Bahasa Musi", "mui"),
    ("17", "Bahasa Rejang", "rej"),
    ("18", "Bahasa Lampung", "ljp"),
    ("19", "Bahasa Bangka", "mfb"),
    ("21", "Bahasa Melayu", "ms"),
    ("31", "Bahasa Betawi", "bew"),
    ("32", "Bahasa Sunda", "su"),
    ("33", "Bahasa Jawa", "jv"),
    ("34", "Bahasa Jawa", "jv"),
    ("35", "Bahasa Jawa", "jv"),
    ("36", "Bahasa Sunda", "su"),
    ("51", "Bahasa Bali", "ban"),
    ("52", "Bahasa Sasak", "sas"),
    ("61", "Bahasa Melayu", "ms"),
    ("62", "Bahasa Ngaju", "nij"),
    ("63", "Bahasa Banjar", "bjn"),
    ("64", "Bahasa Banjar", "bjn"),
    ("65", "Bahasa Tidung", "ntd"),
    ("71", "Bahasa Melayu Manado", "xmm"),
    ("73", "Bahasa Bugis", "bug"),
    ("74", "Bahasa Tolaki", "lbw"),
    ("75", "Bahasa Gorontalo", "gor"),
    ("76", "Bahasa Mandar", "mdr"),
    ("81", "Bahasa Melayu Ambon", "abs"),
    ("91", "Bahasa Melayu Papua", "pmy"),
    ("92", "Bahasa Melayu Papua", "pmy"),
    ("93", "Bahasa Melayu Papua", "pmy"),
    ("94", "Bahasa Melayu Papua", "pmy"),
    ("95", "Bahasa Melayu Papua", "pmy"),
    ("96", "Bahasa Melayu Papua", "pmy"),
];
