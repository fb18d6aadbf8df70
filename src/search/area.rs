//! Areas as numbers, so that one lies inside another when it shares the first digits.

use entity::service_area;

use crate::directory::{COUNTRY_URI, parent_code};

/// The number of the whole country among areas served.
pub const AREA_NATION: u64 = 0;

/// The size of a province among region numbers: see [`region_number`].
pub const PROVINCE: u64 = 100_000_000;
/// That of a regency.
pub const REGENCY: u64 = 1_000_000;
/// That of a district.
pub const DISTRICT: u64 = 10_000;

/// A Kemendagri code as a number of ten digits, so that areas inside it share its first digits: `32.73` is 3273000000.
/// `None` when it is not a code.
pub fn region_number(code: &str) -> Option<u64> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let is_code = matches!(digits.len(), 2 | 4 | 6 | 10);
    is_code
        .then(|| format!("{digits:0<10}").parse().ok())
        .flatten()
}

/// The code of a region down to the district by its number; empty for the whole country.
pub fn region_code(number: u64) -> String {
    let digits = format!("{number:010}");
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    if number == AREA_NATION {
        String::new()
    } else if number.is_multiple_of(PROVINCE) {
        part(0, 2).to_owned()
    } else if number.is_multiple_of(REGENCY) {
        format!("{}.{}", part(0, 2), part(2, 4))
    } else {
        format!("{}.{}.{}", part(0, 2), part(2, 4), part(4, 6))
    }
}

/// Whether an area is another or lies inside it. The number of an area ends in zeros below its own level.
pub fn is_inside(area: u64, around: u64) -> bool {
    let sizes = [PROVINCE, REGENCY, DISTRICT];
    let own = sizes.into_iter().find(|size| around.is_multiple_of(*size));
    let size = own.unwrap_or(1);
    around == AREA_NATION || area / size == around / size
}

/// Whether the number of an area is fine enough to name an area of this size: that of a regency names no district.
pub fn is_named(area: u64, size: u64) -> bool {
    !(area / size).is_multiple_of(100)
}

/// The areas around an area, nearest first: district, regency, province, the whole country; none around the country.
pub fn areas_around(area: u64) -> impl Iterator<Item = u64> {
    let sizes = [DISTRICT, REGENCY, PROVINCE];
    let around = sizes.into_iter().map(move |size| area - area % size);
    let country = std::iter::once(AREA_NATION);
    around
        .chain(country)
        .filter(move |around| *around != area && area != AREA_NATION)
}

/// The code of an area and those of the areas around it, up to the province.
pub(super) fn with_areas_around(code: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(code), |code| parent_code(code))
}

/// The area that a service is for; `None` when nobody can tell which that is.
pub(super) fn area_number(area: &service_area::Model) -> Option<u64> {
    let is_nation = area
        .uri
        .as_deref()
        .is_some_and(|uri| uri.eq_ignore_ascii_case(COUNTRY_URI));
    if is_nation {
        return Some(AREA_NATION);
    }
    area.region_code.as_deref().and_then(region_number)
}
