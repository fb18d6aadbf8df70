//! Where the places of an import are: the areas that their own identifiers or their addresses name.

use uuid::Uuid;

use super::record::Record;
use crate::directory::{Names, Regions};
use crate::store::Cell;

/// Resolves the region of a location or service area from its own identifier.
pub(super) fn place(regions: &Regions, record: &mut Record) {
    let identifier = match record.object.name {
        "location" => match record.draft.get(record.object, "external_identifier_type") {
            Some(Cell::Text(kind)) if kind.to_lowercase().contains("kemendagri") => {
                "external_identifier"
            }
            _ => return,
        },
        "service_area" => "uri",
        _ => return,
    };
    let stated = matches!(
        record.draft.get(record.object, "region_code"),
        Some(Cell::Text(_))
    );
    if let (false, Some(Cell::Text(identifier))) =
        (stated, record.draft.get(record.object, identifier))
        && let Some(place) = regions.by_identifier(identifier)
    {
        record
            .draft
            .set(record.object, "region_code", Cell::Text(place.code.clone()));
    }
}

/// The locations whose addresses name a region.
pub(super) fn located(regions: &Regions, records: &[Record]) -> Vec<(Uuid, String)> {
    records
        .iter()
        .filter(|record| record.object.name == "address")
        .filter_map(|record| {
            let text = |field| match record.draft.get(record.object, field) {
                Some(Cell::Text(text)) => Some(text.as_str()),
                _ => None,
            };
            let names = Names {
                province: text("state_province"),
                regency: text("city"),
                district: text("region"),
                village: None,
            };
            let is_indonesian =
                text("country").is_some_and(|country| country.eq_ignore_ascii_case("ID"));
            let place = regions.resolve(&names).filter(|_| is_indonesian)?;
            match record.draft.get(record.object, "location_id") {
                Some(Cell::Id(id)) => Some((*id, place.code.clone())),
                _ => None,
            }
        })
        .collect()
}
