//! Where a place is: regions by code and by name. A name that could mean two areas resolves to neither.

use std::borrow::Cow;

use chrono::FixedOffset;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::error::Error;
use crate::store::{Reader, Sight, Store};

/// What a service area says that is the whole country.
pub const COUNTRY_URI: &str = "urn:iso3166:ID";

/// The four levels of administrative areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Provinsi.
    Province,
    /// Kabupaten or kota.
    Regency,
    /// Kecamatan.
    District,
    /// Kelurahan or desa.
    Village,
}

impl Level {
    /// The level of a code by its number of parts; `None` when it is not the code of a region.
    pub fn of(code: &str) -> Option<Self> {
        const LETTERS: [usize; 4] = [2, 2, 2, 4];
        let parts: Vec<&str> = code.split('.').collect();
        let is_code = parts.iter().zip(LETTERS).all(|(part, letters)| {
            part.len() == letters && part.bytes().all(|byte| byte.is_ascii_digit())
        });
        if !is_code {
            return None;
        }
        match parts.len() {
            1 => Some(Self::Province),
            2 => Some(Self::Regency),
            3 => Some(Self::District),
            4 => Some(Self::Village),
            _ => None,
        }
    }

    /// The word the store keeps.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Province => "PROVINCE",
            Self::Regency => "REGENCY",
            Self::District => "DISTRICT",
            Self::Village => "VILLAGE",
        }
    }
}

/// The code of the area around `code`; `None` for a province.
pub fn parent_code(code: &str) -> Option<&str> {
    code.rsplit_once('.').map(|(parent, _)| parent)
}

/// An area, as much as resolving needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The Kemendagri code.
    pub code: String,
    /// The name as published.
    pub name: String,
    /// Coordinates of the seat or centroid, latitude first.
    pub coordinates: Option<(f64, f64)>,
    /// WIB, WITA or WIT.
    pub time_zone: String,
}

/// The names by which an address says where it is; any may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names<'a> {
    /// Province.
    pub province: Option<&'a str>,
    /// Kabupaten or kota.
    pub regency: Option<&'a str>,
    /// Kecamatan.
    pub district: Option<&'a str>,
    /// Kelurahan or desa.
    pub village: Option<&'a str>,
}

/// All regions, in memory.
#[derive(Debug, Default)]
pub struct Regions {
    places: FxHashMap<String, Place>,
    /// Codes by the code around them and the plain name; the code around a province is empty.
    named: FxHashMap<(String, String), Vec<String>>,
    /// Regencies by plain name alone.
    regencies: FxHashMap<String, Vec<String>>,
}

impl Regions {
    /// Reads all regions of the store.
    pub async fn load(store: &std::sync::Arc<Store>) -> Result<Self, Error> {
        let rows = Reader::new(store.clone(), Sight::Public)
            .all::<entity::region::Entity>(|select| select)
            .await?;
        Ok(Self::new(rows.iter().map(|row| Place {
            code: row.code.clone(),
            name: row.name.clone(),
            coordinates: row.latitude.zip(row.longitude),
            time_zone: row.time_zone.clone(),
        })))
    }

    /// The offset of the time zone of the region with this code.
    pub fn zone(&self, code: &str) -> Option<FixedOffset> {
        // A village that is not listed lies in the zone of its province.
        let province = code.get(..2)?;
        let region = self.get(code).or_else(|| self.get(province))?;
        let hours = match region.time_zone.as_str() {
            "WIB" => 7,
            "WITA" => 8,
            "WIT" => 9,
            _ => return None,
        };
        FixedOffset::east_opt(hours * 3_600)
    }

    /// Regions from a list.
    pub fn new(places: impl IntoIterator<Item = Place>) -> Self {
        let mut regions = Self::default();
        for place in places {
            let around = parent_code(&place.code).unwrap_or_default().to_owned();
            let name = plain_in(&around, &place.name);
            if Level::of(&place.code) == Some(Level::Regency) {
                let kindless = without_kind(&name).to_owned();
                for name in [name.clone(), kindless.clone()] {
                    let codes = regions.regencies.entry(name).or_default();
                    if !codes.contains(&place.code) {
                        codes.push(place.code.clone());
                    }
                }
                let codes = regions.named.entry((around.clone(), kindless)).or_default();
                codes.push(place.code.clone());
            }
            let codes = regions.named.entry((around, name)).or_default();
            if !codes.contains(&place.code) {
                codes.push(place.code.clone());
            }
            regions.places.insert(place.code.clone(), place);
        }
        regions
    }

    /// The region with this code.
    pub fn get(&self, code: &str) -> Option<&Place> {
        self.places.get(code)
    }

    /// All regions, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Place> {
        self.places.values()
    }

    /// The smallest area that the names point at without doubt.
    pub fn resolve(&self, names: &Names<'_>) -> Option<&Place> {
        let province = names.province.and_then(|name| self.inside("", name));
        let regency = match (names.regency, province) {
            (Some(name), Some(province)) => self.inside(&province.code, name),
            (Some(name), None) if names.province.is_none_or(|name| name.trim().is_empty()) => {
                self.only(self.regencies.get(&plain(name)))
            }
            _ => None,
        };
        let Some(regency) = regency else {
            return province;
        };
        let district = names
            .district
            .and_then(|name| self.inside(&regency.code, name));
        let Some(district) = district else {
            return Some(regency);
        };
        let village = names
            .village
            .and_then(|name| self.inside(&district.code, name));
        Some(village.unwrap_or(district))
    }

    fn inside(&self, around: &str, name: &str) -> Option<&Place> {
        self.only(self.named.get(&(around.to_owned(), plain_in(around, name))))
    }

    fn only(&self, codes: Option<&Vec<String>>) -> Option<&Place> {
        match codes.map(Vec::as_slice) {
            Some([code]) => self.places.get(code),
            _ => None,
        }
    }

    /// The region that an identifier such as `32.73` or `urn:kemendagri:32.73` names.
    pub fn by_identifier(&self, identifier: &str) -> Option<&Place> {
        let code = identifier.trim();
        let code = code.strip_prefix("urn:kemendagri:").unwrap_or(code);
        self.places.get(code)
    }
}

/// Words that say what kind of area a name is, and are written or left out at will.
const KINDS: [(&str, &str); 9] = [
    ("kota administrasi ", "kota "),
    ("kabupaten administrasi ", "kabupaten "),
    ("kab ", "kabupaten "),
    ("kec ", ""),
    ("kecamatan ", ""),
    ("kel ", ""),
    ("kelurahan ", ""),
    ("desa ", ""),
    ("provinsi ", ""),
];

/// A name in lower case without marks, with its kind spelled one way.
pub(super) fn plain(name: &str) -> String {
    let letters: String = name
        .nfkd()
        .filter(|letter| !unicode_normalization::char::is_combining_mark(*letter))
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                ' '
            }
        })
        .flat_map(char::to_lowercase)
        .collect();
    let words = letters.split_whitespace().collect::<Vec<_>>().join(" ");
    let spelled: Cow<'_, str> = KINDS
        .iter()
        .find_map(|(written, meant)| {
            words
                .strip_prefix(written)
                .map(|rest| format!("{meant}{rest}").into())
        })
        .unwrap_or(Cow::Borrowed(&words));
    spelled.into_owned()
}

/// A plain name with the several names of three provinces brought to one.
fn plain_in(around: &str, name: &str) -> String {
    let name = plain(name);
    if !around.is_empty() {
        return name;
    }
    match name.as_str() {
        "daerah khusus ibukota jakarta" | "daerah khusus jakarta" | "jakarta" | "dki" => {
            "dki jakarta".to_owned()
        }
        "di yogyakarta" | "yogyakarta" | "diy" => "daerah istimewa yogyakarta".to_owned(),
        "nanggroe aceh darussalam" | "nad" => "aceh".to_owned(),
        _ => name,
    }
}

fn without_kind(name: &str) -> &str {
    name.strip_prefix("kabupaten ")
        .or_else(|| name.strip_prefix("kota "))
        .unwrap_or(name)
}
