//! Finer areas and centroids: a CSV with the columns `code,name,latitude,longitude`, plain or gzipped.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::object::object;
use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::csv_list::{List, import_list};
use super::record::{Item, Origin, Record};
use super::report::{Problem, ProblemCode, Report};
use crate::directory::{Draft, Error, Level, Regions};
use crate::store::{Cell, Key, Store};

#[derive(Deserialize)]
struct Row {
    code: String,
    name: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
}

/// Imports the regions of one file in one transaction. Known areas get the coordinates; unknown ones are added when the
/// area around them is known. Names of known areas stay as they are.
pub async fn import_regions(
    store: Arc<Store>,
    path: &Path,
    keeps_good: bool,
    now: DateTime<Utc>,
) -> Result<Report, Error> {
    let list = List {
        path,
        actor: "import regions",
        columns: "code, name, latitude and longitude",
        keeps_good,
    };
    let mut added = FxHashSet::default();
    import_list(store, list, now, move |regions, row: Row, origin| {
        item(regions, &mut added, row, origin)
    })
    .await
}

fn item(regions: &Regions, added: &mut FxHashSet<String>, row: Row, origin: Origin) -> Item {
    let problem = |code, field: &str, found: &str, expected: &str| {
        Item::Problem(Problem::new(code, &origin, field, found, expected))
    };
    let (Some(level), Some(region)) = (Level::of(&row.code), object("region")) else {
        return problem(
            ProblemCode::BadId,
            "code",
            &row.code,
            "a Kemendagri code such as 32.73.05",
        );
    };
    let mut draft = Draft::new(Key::Code(row.code.clone().into()));
    if regions.get(&row.code).is_none() {
        let around = row
            .code
            .rsplit_once('.')
            .map(|(parent, _)| parent)
            .unwrap_or_default();
        let province = regions.get(row.code.split('.').next().unwrap_or_default());
        let is_placed = regions.get(around).is_some() || added.contains(around);
        let (Some(province), true) = (province, is_placed) else {
            return problem(
                ProblemCode::BrokenReference,
                "code",
                &row.code,
                "a code inside a known region",
            );
        };
        let Some(name) = row.name.filter(|name| !name.is_empty()) else {
            return problem(
                ProblemCode::Missing,
                "name",
                "",
                "the name of the new region",
            );
        };
        draft.set(region, "parent_code", Cell::Text(around.to_owned()));
        draft.set(region, "level", Cell::Text(level.as_str().to_owned()));
        draft.set(region, "name", Cell::Text(name));
        draft.set(region, "time_zone", Cell::Text(province.time_zone.clone()));
        added.insert(row.code.clone());
    }
    if let Some((latitude, longitude)) = row.latitude.zip(row.longitude) {
        if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
            let found = format!("{latitude}, {longitude}");
            return problem(
                ProblemCode::BadValue,
                "latitude",
                &found,
                "WGS 84 decimal degrees",
            );
        }
        draft.set(region, "latitude", Cell::Number(latitude));
        draft.set(region, "longitude", Cell::Number(longitude));
        draft.set(
            region,
            "coordinates_from",
            Cell::Text("IMPORTED".to_owned()),
        );
    }
    Item::Record(Record {
        object: region,
        draft,
        origin,
        nesting: None,
        said: Vec::new(),
    })
}
