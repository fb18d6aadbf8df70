//! Areas as numbers, so that one lies inside another when it shares the first digits.

use entity::service_area;

use crate::directory::parent_code;

/// The number of the whole country among areas served.
pub const AREA_NATION: u64 = 0;

/// A Kemendagri code as a number of ten digits, so that areas inside it share its first digits: `32.73` is 3273000000.
/// `None` when it is not a code.
pub fn region_number(code: &str) -> Option<u64> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let is_code = matches!(digits.len(), 2 | 4 | 6 | 10);
    is_code
        .then(|| format!("{digits:0<10}").parse().ok())
        .flatten()
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
        .is_some_and(|uri| uri.eq_ignore_ascii_case("urn:iso3166:ID"));
    if is_nation {
        return Some(AREA_NATION);
    }
    area.region_code.as_deref().and_then(region_number)
}
