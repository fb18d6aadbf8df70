//! Places named in plain words: "di Sleman", "Kota Bandung", "kab. Jember".

use std::collections::BTreeMap;

use crate::directory::{Level, Regions};
use crate::search::words;

/// Words after which a bare name is that of a place.
const BEFORE: [&str; 12] = [
    "di", "dari", "wilayah", "daerah", "ke", "warga", "kab", "kota", "in", "near", "at", "from",
];

/// Names by which people call cities.
const NICKNAMES: [(&str, &str); 6] = [
    ("jogja", "yogyakarta"),
    ("yogya", "yogyakarta"),
    ("solo", "surakarta"),
    ("sby", "surabaya"),
    ("bdg", "bandung"),
    ("smg", "semarang"),
];

/// The most words in the name of a region.
const LONGEST: usize = 5;

/// The code of a city ends in a number from here on; that of a regency stays below (Kemendagri).
const FIRST_CITY: u32 = 71;

/// The names of provinces and regencies.
pub(super) struct Places(BTreeMap<String, Vec<String>>);

/// A place named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPlace {
    /// The Kemendagri code.
    pub region_code: String,
    /// The words that name it.
    pub matched_text: String,
}

impl Places {
    pub(super) fn new(regions: &Regions) -> Self {
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::default();
        for region in regions.iter() {
            let level = Level::of(&region.code);
            if !matches!(level, Some(Level::Province | Level::Regency)) {
                continue;
            }
            let words = words(&region.name);
            let mut add = |words: &[String]| {
                if !words.is_empty() {
                    let codes = names.entry(words.join(" ")).or_default();
                    if !codes.contains(&region.code) {
                        codes.push(region.code.clone());
                    }
                }
            };
            add(&words);
            let bare: Vec<String> = words
                .iter()
                .filter(|word| !matches!(word.as_str(), "kabupaten" | "kota" | "administrasi"))
                .cloned()
                .collect();
            if level == Some(Level::Regency) && bare.len() < words.len() {
                add(&bare);
                if words.first().is_some_and(|word| word == "kabupaten") {
                    let short: Vec<String> =
                        std::iter::once("kab".to_owned()).chain(bare).collect();
                    add(&short);
                }
            }
        }
        Self(names)
    }

    /// Whether a word stands in the name of a region.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.0.contains_key(word) || NICKNAMES.iter().any(|(nickname, _)| *nickname == word)
    }

    /// Regions whose names begin with the words, shortest names first.
    pub(super) fn complete(&self, beginning: &str, most: usize) -> Vec<String> {
        let beginning = words(beginning).join(" ");
        if beginning.is_empty() {
            return Vec::new();
        }
        let named = self.0.range(beginning.clone()..);
        let mut found: Vec<(usize, &String)> = named
            .take_while(|(name, _)| name.starts_with(&beginning))
            .flat_map(|(name, codes)| codes.iter().map(|code| (name.len(), code)))
            .collect();
        found.sort_unstable();
        let mut codes: Vec<String> = Vec::new();
        for (_, code) in found {
            if codes.len() < most && !codes.contains(code) {
                codes.push(code.clone());
            }
        }
        codes
    }

    /// The region that a text names with the most words; of regions of one name the city.
    pub(super) fn find(&self, text: &str) -> Option<NamedPlace> {
        let said = words(text);
        let formal: Vec<&str> = said
            .iter()
            .map(|word| {
                NICKNAMES
                    .iter()
                    .find(|(nickname, _)| nickname == word)
                    .map_or(word.as_str(), |(_, name)| *name)
            })
            .collect();
        let mut best: Option<(usize, NamedPlace)> = None;
        for start in 0..formal.len() {
            for length in (1..=LONGEST.min(formal.len() - start)).rev() {
                let end = start + length;
                let name = formal.get(start..end).unwrap_or_default().join(" ");
                let Some(codes) = self.0.get(&name) else {
                    continue;
                };
                let follows = start
                    .checked_sub(1)
                    .and_then(|before| formal.get(before))
                    .is_some_and(|before| BEFORE.contains(before));
                let is_meant = follows || length > 1 || end == formal.len();
                let is_longer = best.as_ref().is_none_or(|(longest, _)| length > *longest);
                if is_meant && is_longer {
                    let city = codes.iter().find(|code| is_city(code));
                    let Some(code) = city.or_else(|| codes.first()) else {
                        continue;
                    };
                    let matched_text = said.get(start..end).unwrap_or_default().join(" ");
                    let place = NamedPlace {
                        region_code: code.clone(),
                        matched_text,
                    };
                    best = Some((length, place));
                }
            }
        }
        best.map(|(_, place)| place)
    }
}

fn is_city(code: &str) -> bool {
    code.split('.')
        .nth(1)
        .and_then(|part| part.parse().ok())
        .is_some_and(|number: u32| number >= FIRST_CITY)
}
