//! Which organizations may be the same: by mailbox, site or number, by a name that is alike in the same regency, or by one
//! that is somewhat alike on the same spot. Asked when one is registered; [`super::likeness`] asks it of an import.

use std::sync::Arc;

use entity::{location, organization, phone};
use rustc_hash::FxHashSet;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::error::Error;
use super::read::holds;
use super::region::plain;
use crate::store::Reader;

/// Words of names that say what kind of body it is, not which.
const KINDS_OF_BODY: [&str; 14] = [
    "yayasan",
    "perkumpulan",
    "lembaga",
    "lks",
    "lksa",
    "panti",
    "pt",
    "cv",
    "organisasi",
    "kantor",
    "foundation",
    "the",
    "dan",
    "dr",
];

/// How many organizations are compared at most with one; more share a word only when it says nothing.
const COMPARED: u64 = 500;

/// How many possible duplicates are shown.
const SHOWN: usize = 5;

/// The shortest number that tells two organizations apart: emergency lines have three digits and belong to many.
const TELLING_DIGITS: usize = 7;

/// How many percent of the words of two names must agree for the names to be alike.
pub(super) const ALIKE: usize = 85;

/// The same for two organizations on one spot.
pub(super) const ALIKE_ON_THE_SPOT: usize = 60;

/// Within how many meters of each other two organizations stand on one spot.
const SPOT_M: f64 = 200.0;

/// How many meters a degree of latitude is.
const DEGREE_M: f64 = 111_320.0;

/// The number of letters in the code of a regency, such as `32.73`.
const REGENCY_LETTERS: usize = 5;

/// Where an organization is.
#[derive(Debug, Clone, Default)]
pub(super) struct Spot {
    /// The Kemendagri code of its area.
    pub(super) region: Option<String>,
    /// Latitude and longitude.
    pub(super) point: Option<(f64, f64)>,
}

/// What tells one organization from another; texts are only compared for being the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Traits<T = String> {
    pub(super) words: Vec<T>,
    /// Those of the words that are numbers.
    counts: Vec<T>,
    pub(super) mailbox: Option<T>,
    pub(super) site: Option<T>,
    pub(super) numbers: Vec<T>,
    /// What registers call it.
    pub(super) identifiers: Vec<T>,
    pub(super) spots: Vec<Spot>,
}

impl Traits {
    pub(super) fn new(name: &str, email: Option<&str>, website: Option<&str>) -> Self {
        let words = telling(name);
        Self {
            counts: words.iter().filter(|it| is_count(it)).cloned().collect(),
            words,
            mailbox: email.and_then(fold),
            site: website.and_then(fold),
            ..Self::default()
        }
    }

    /// The same with something shorter for each text.
    pub(super) fn map<T>(&self, shorten: impl Fn(&str) -> T) -> Traits<T> {
        let all = |texts: &[String]| texts.iter().map(|text| shorten(text)).collect();
        Traits {
            words: all(&self.words),
            counts: all(&self.counts),
            mailbox: self.mailbox.as_deref().map(&shorten),
            site: self.site.as_deref().map(&shorten),
            numbers: all(&self.numbers),
            identifiers: all(&self.identifiers),
            spots: self.spots.clone(),
        }
    }

    pub(super) fn with_number(mut self, number: Option<&str>) -> Self {
        self.numbers.extend(number.and_then(digits));
        self
    }

    pub(super) fn with_spot(mut self, spot: Option<Spot>) -> Self {
        self.spots.extend(spot);
        self
    }
}

impl<T: PartialEq> Traits<T> {
    pub(super) fn may_be(&self, other: &Self) -> bool {
        !self.signs(other).is_empty()
            || (self.is_alike(other, ALIKE) && !self.is_elsewhere(other))
            || (self.is_alike(other, ALIKE_ON_THE_SPOT) && self.is_on_the_spot(other))
    }

    /// What only one of them should have, and both have.
    pub(super) fn signs(&self, other: &Self) -> Vec<&'static str> {
        let is_same = |text: &Option<T>, other: &Option<T>| text.is_some() && text == other;
        let shared = |own: &[T], others: &[T]| own.iter().any(|it| others.contains(it));
        let signs = [
            ("identifier", shared(&self.identifiers, &other.identifiers)),
            ("e-mail", is_same(&self.mailbox, &other.mailbox)),
            ("website", is_same(&self.site, &other.site)),
            ("phone", shared(&self.numbers, &other.numbers)),
        ];
        let signs = signs.into_iter().filter(|(_, is_shared)| *is_shared);
        signs.map(|(sign, _)| sign).collect()
    }

    /// By what they may be the same.
    pub(super) fn reasons(&self, other: &Self) -> Vec<&'static str> {
        let mut reasons = self.signs(other);
        let more = [
            ("name", self.is_alike(other, ALIKE_ON_THE_SPOT)),
            ("place", self.is_on_the_spot(other)),
            ("area", self.shares_regency(other)),
        ];
        reasons.extend(more.iter().filter(|(_, is_so)| *is_so).map(|(it, _)| *it));
        reasons
    }

    /// Whether there is no doubt that they are the same: one entry of a register and like names, or one name and something
    /// else that they share.
    pub(super) fn is_certainly(&self, other: &Self) -> bool {
        let signs = self.signs(other);
        let is_registered =
            signs.contains(&"identifier") && self.is_alike(other, ALIKE_ON_THE_SPOT);
        let is_named = !self.words.is_empty() && self.words == other.words;
        let is_met = !signs.is_empty() || self.is_on_the_spot(other) || self.shares_regency(other);
        is_registered || (is_named && is_met && !self.is_elsewhere(other))
    }

    fn shares_regency(&self, other: &Self) -> bool {
        !regencies(&self.spots).is_disjoint(&regencies(&other.spots))
    }

    /// So many percent of the words of the names agree, and the numbers among them all.
    pub(super) fn is_alike(&self, other: &Self, percent: usize) -> bool {
        if self.counts != other.counts {
            return false;
        }
        let common = self.words.iter().filter(|it| other.words.contains(it));
        let common = common.count();
        common > 0 && 200 * common >= percent * (self.words.len() + other.words.len())
    }

    /// The regencies of both are known, and none is the same.
    fn is_elsewhere(&self, other: &Self) -> bool {
        let (own, others) = (regencies(&self.spots), regencies(&other.spots));
        !own.is_empty() && !others.is_empty() && own.is_disjoint(&others)
    }

    pub(super) fn is_on_the_spot(&self, other: &Self) -> bool {
        let points = |spots: &[Spot]| -> Vec<(f64, f64)> {
            spots.iter().filter_map(|spot| spot.point).collect()
        };
        let others = points(&other.spots);
        points(&self.spots)
            .into_iter()
            .any(|point| others.iter().any(|other| meters(point, *other) <= SPOT_M))
    }
}

fn regencies(spots: &[Spot]) -> FxHashSet<&str> {
    let codes = spots.iter().filter_map(|spot| spot.region.as_deref());
    codes
        .filter_map(|code| code.get(..REGENCY_LETTERS))
        .collect()
}

/// The distance of two points that are close to each other.
fn meters((latitude, longitude): (f64, f64), (other_latitude, other_longitude): (f64, f64)) -> f64 {
    let north = (latitude - other_latitude) * DEGREE_M;
    let east = (longitude - other_longitude) * DEGREE_M * latitude.to_radians().cos();
    north.hypot(east)
}

/// An address as it is compared; `None` when it is blank.
pub(super) fn fold(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    (!text.is_empty()).then_some(text)
}

/// The digits of a number without the country's code or the zero that stands for it; `None` when they are too few to
/// tell whose it is.
pub(super) fn digits(number: &str) -> Option<String> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("62").unwrap_or(&digits);
    let national = national.trim_start_matches('0');
    (national.len() >= TELLING_DIGITS).then(|| national.to_owned())
}

/// The words of a name that tell which organization it is, in order.
fn telling(name: &str) -> Vec<String> {
    let mut words: Vec<String> = plain(name)
        .split(' ')
        .filter(|word| !word.is_empty() && !KINDS_OF_BODY.contains(word))
        .map(str::to_owned)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Whether a word is a number, which tells the second of a name from the first.
fn is_count(word: &str) -> bool {
    word.chars().all(|letter| letter.is_ascii_digit())
        || word.chars().all(|letter| matches!(letter, 'i' | 'v' | 'x'))
}

/// The two longest words of a name: names that are alike share one of them, as good as always.
pub(super) fn longest(words: &[String]) -> Vec<&String> {
    let mut longest: Vec<&String> = words.iter().collect();
    longest.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    longest.truncate(2);
    longest
}

/// Those that the reader shows and that may be the same as one with these traits; `own` is not meant.
pub(super) async fn possible_duplicates(
    reader: &Reader,
    traits: &Traits,
    own: Option<Uuid>,
) -> Result<Vec<Arc<organization::Model>>, Error> {
    use organization::Column;
    let same = |column: Column, text: &Option<String>| {
        let held = Expr::expr(Func::lower(Expr::col(column)));
        text.as_deref().map(|text| held.eq(text))
    };
    let callers = with_numbers(reader, &traits.numbers).await?;
    let mut alike = Condition::any()
        .add_option(same(Column::Email, &traits.mailbox))
        .add_option(same(Column::Website, &traits.site))
        .add_option((!callers.is_empty()).then(|| Column::Id.is_in(callers.iter().copied())));
    for word in longest(&traits.words) {
        alike = alike.add(holds(Column::Name, word));
    }
    if alike.is_empty() {
        return Ok(Vec::new());
    }
    let rows = reader
        .all::<organization::Entity>(|select| {
            let select = select.filter(alike).order_by_asc(Column::Id);
            select.limit(COMPARED)
        })
        .await?;
    let ids = rows.iter().map(|row| row.id);
    let places = reader
        .by_parents::<location::Entity>(location::Column::OrganizationId, ids)
        .await?;
    let is_same = |row: &Arc<organization::Model>| {
        let mut known = Traits::new(&row.name, row.email.as_deref(), row.website.as_deref());
        let at = places.get(&row.id).into_iter().flat_map(|rows| rows.iter());
        known.spots = at
            .map(|place| Spot {
                region: place.region_code.clone(),
                point: place.latitude.zip(place.longitude),
            })
            .collect();
        own != Some(row.id) && (callers.contains(&row.id) || traits.may_be(&known))
    };
    let mut same: Vec<Arc<organization::Model>> = rows.into_iter().filter(is_same).collect();
    same.truncate(SHOWN);
    Ok(same)
}

/// The organizations that have one of these numbers.
async fn with_numbers(reader: &Reader, wanted: &[String]) -> Result<FxHashSet<Uuid>, Error> {
    use phone::Column;
    let mut found = FxHashSet::default();
    for number in wanted {
        // Numbers are written in many ways, but rarely with a space inside the last three digits.
        let last = number.get(number.len() - 3..).unwrap_or_default();
        let rows = reader
            .all::<phone::Entity>(|select| {
                let select = select.filter(Column::OrganizationId.is_not_null());
                select.filter(Column::Number.ends_with(last))
            })
            .await?;
        let same = rows
            .iter()
            .filter(|row| digits(&row.number).as_ref() == Some(number));
        found.extend(same.filter_map(|row| row.organization_id));
    }
    Ok(found)
}
