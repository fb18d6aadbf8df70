//! Finer areas and centroids: a CSV with the columns `code,name,latitude,longitude`, plain or gzipped.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use csv::{ReaderBuilder, Trim};
use entity::object::object;
use flate2::read::MultiGzDecoder;
use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::inlet::Inlet;
use super::record::{Item, Origin, Record};
use super::report::{Problem, ProblemCode, Report};
use super::source::recognise;
use crate::directory::{Draft, Editor, Error, Level, Regions};
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
    let regions = Arc::new(Regions::load(&store).await?);
    let editor = Editor::begin(store, "import regions", now).await?;
    let mut inlet = Inlet::new(editor, regions.clone());
    let file: Arc<str> = path.to_string_lossy().into();
    let opened = open(path);
    let mut added = FxHashSet::default();
    match opened {
        Err(error) => {
            let origin = Origin {
                file: file.clone(),
                place: String::new(),
            };
            let expected = format!("a file that can be read ({error})");
            inlet
                .take(Item::Problem(Problem::new(
                    ProblemCode::Malformed,
                    &origin,
                    "",
                    "",
                    &expected,
                )))
                .await?;
        }
        Ok(input) => {
            let mut table = ReaderBuilder::new().trim(Trim::All).from_reader(input);
            for (index, row) in table.deserialize::<Row>().enumerate() {
                let origin = Origin {
                    file: file.clone(),
                    place: format!("row {}", index + 2),
                };
                let item = match row {
                    Ok(row) => item(&regions, &mut added, row, origin),
                    Err(error) => {
                        let expected =
                            format!("the columns code, name, latitude and longitude ({error})");
                        Item::Problem(Problem::new(
                            ProblemCode::Malformed,
                            &origin,
                            "",
                            "",
                            &expected,
                        ))
                    }
                };
                inlet.take(item).await?;
            }
        }
    }
    inlet.finish(keeps_good, false).await
}

fn open(path: &Path) -> std::io::Result<Box<dyn Read>> {
    recognise(path)?;
    let mut head = Vec::new();
    File::open(path)?.take(2).read_to_end(&mut head)?;
    let file = BufReader::new(File::open(path)?);
    Ok(if head == [0x1F, 0x8B] {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    })
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
    })
}
