//! Which records stand in a region: locations by their region, and others through the locations they hang on.

use entity::{location, service_at_location};
use rustc_hash::{FxHashMap, FxHashSet};
use uuid::Uuid;

use super::changes::{Owners, Record};
use super::error::Error;
use crate::store::Reader;

/// Those of the records that stand in the region, as far as the reader may know where.
pub(super) async fn standing_in(
    reader: &Reader,
    records: &FxHashMap<Record, Owners>,
    code: &str,
) -> Result<FxHashSet<Record>, Error> {
    let mut refs = Refs::default();
    for ((table, id), owners) in records {
        refs.add(own_column(table), *id);
        for (column, owner) in owners {
            refs.add(column, *owner);
        }
    }
    // A place is the location of whatever it belongs to.
    let mut locations: FxHashMap<Uuid, Vec<Uuid>> = FxHashMap::default();
    let places = reader
        .by_ids::<service_at_location::Entity>(refs.places)
        .await?;
    for (id, place) in places {
        locations.entry(id).or_default().extend(place.location_id);
    }
    let places = reader
        .by_parents::<service_at_location::Entity>(
            service_at_location::Column::ServiceId,
            refs.services,
        )
        .await?;
    for (service, places) in places {
        let of_service = places.iter().filter_map(|place| place.location_id);
        locations.entry(service).or_default().extend(of_service);
    }
    let owned = reader
        .by_parents::<location::Entity>(location::Column::OrganizationId, refs.organizations)
        .await?;
    for (organization, owned) in owned {
        let ids = owned.iter().map(|location| location.id);
        locations.entry(organization).or_default().extend(ids);
    }
    let asked = locations.values().flatten().copied();
    let asked: FxHashSet<Uuid> = asked.chain(refs.locations).collect();
    let rows = reader.by_ids::<location::Entity>(asked).await?;
    let is_inside = |id: &Uuid| {
        let region = rows.get(id).and_then(|row| row.region_code.as_deref());
        region.is_some_and(|region| lies_in(region, code))
    };
    let stands = |id: &Uuid| {
        is_inside(id)
            || locations
                .get(id)
                .is_some_and(|all| all.iter().any(is_inside))
    };
    let standing = records
        .iter()
        .filter(|((_, id), owners)| stands(id) || owners.iter().any(|(_, owner)| stands(owner)));
    Ok(standing.map(|(record, _)| *record).collect())
}

/// Ids by what they may name.
#[derive(Default)]
struct Refs {
    locations: FxHashSet<Uuid>,
    places: FxHashSet<Uuid>,
    services: FxHashSet<Uuid>,
    organizations: FxHashSet<Uuid>,
}

impl Refs {
    fn add(&mut self, column: &str, id: Uuid) {
        match column {
            "location_id" => self.locations.insert(id),
            "service_at_location_id" => self.places.insert(id),
            "service_id" => self.services.insert(id),
            "organization_id" => self.organizations.insert(id),
            // Attributes and metadata are of records of any table.
            "link_id" | "resource_id" => {
                self.locations.insert(id)
                    | self.places.insert(id)
                    | self.services.insert(id)
                    | self.organizations.insert(id)
            }
            _ => false,
        };
    }
}

/// The column in which others name a record of this table.
fn own_column(table: &str) -> &'static str {
    match table {
        "location" => "location_id",
        "service_at_location" => "service_at_location_id",
        "service" => "service_id",
        "organization" => "organization_id",
        _ => "",
    }
}

/// Whether a region is another or lies in it.
fn lies_in(region: &str, code: &str) -> bool {
    let rest = region.strip_prefix(code);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
