//! The resource map as files: rows for spreadsheets and points for maps. They are written while they are sent, a part at a
//! time, so that a file of the whole country takes no more memory than one of a province.

use std::sync::Arc;

use entity::organization;
use futures_util::stream::{self, BoxStream, StreamExt};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::csv_safe::safe_cell;
use super::sheet_ask::SheetAsk;
use crate::broker::{
    Cell, CellPlace, Cells, Coverage, Error, Figures, Presence, ResourceMap, Rung, Trend,
    region_code,
};
use crate::directory::{self, parent_code};
use crate::store::Reader;

/// How many rows are written at a time.
const ROWS: usize = 500;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetForm {
    /// Comma-separated values with a head line (RFC 4180).
    Csv,
    /// Points as GeoJSON (RFC 7946).
    GeoJson,
}

const MAP: &[&str] = &[
    "region_code",
    "region_name",
    "need_code",
    "need_name_id",
    "need_name_en",
    "gap",
    "trend",
    "people",
    "reports",
    "searches",
    "people_answered",
    "people_year_before",
    "searches_year_before",
    "standing_services",
    "standing_organizations",
    "standing_free",
    "standing_verified",
    "standing_open_outside_office_hours",
    "standing_with_capacity",
    "serving_services",
    "serving_organizations",
    "serving_free",
    "serving_verified",
    "serving_open_outside_office_hours",
    "serving_with_capacity",
    "practitioners",
];

const COVERAGE: &[&str] = &[
    "region_code",
    "region_name",
    "need_code",
    "need_name_id",
    "need_name_en",
    "nearest",
    "inside_standing",
    "inside_serving",
    "neighboring_standing",
    "neighboring_serving",
    "province_standing",
    "province_serving",
    "nation_standing",
    "nation_serving",
];

const WHO_DOES_WHAT: &[&str] = &[
    "region_code",
    "region_name",
    "need_code",
    "need_name_id",
    "need_name_en",
    "organization_id",
    "organization_name",
    "organization_kind",
    "services",
];

/// The rows that a file is of, read from a place on.
enum Rows {
    Cells(Cells, Option<CellPlace>),
    Coverage(String, Vec<Coverage>),
    Presences(Arc<Vec<Presence>>, usize, Reader),
}

/// A file of the resource map.
pub struct Sheet {
    map: Arc<ResourceMap>,
    form: SheetForm,
    columns: &'static [&'static str],
    rows: Rows,
    /// Where the regions of its rows are drawn, as far as they have been looked for.
    places: FxHashMap<String, Option<Coordinates>>,
    is_begun: bool,
    is_ended: bool,
}

impl Sheet {
    /// Opens what is asked for. Names of organizations are those that the reader shows.
    pub fn open(
        map: Arc<ResourceMap>,
        reader: Reader,
        ask: &SheetAsk,
        form: SheetForm,
    ) -> Result<Self, Error> {
        let (columns, rows) = match ask {
            SheetAsk::Map(question) => (MAP, Rows::Cells(map.cells(question)?, None)),
            _ if form == SheetForm::GeoJson => {
                let text = "points are of the map alone: leave `of` out, or ask for /map.csv";
                return Err(Error::Invalid(text.to_owned()));
            }
            SheetAsk::Coverage { region_code } => {
                let coverage = map.coverage(region_code)?;
                (COVERAGE, Rows::Coverage(region_code.clone(), coverage))
            }
            SheetAsk::WhoDoesWhat { within, level } => {
                let list = map.who_does_what(within, *level)?;
                (WHO_DOES_WHAT, Rows::Presences(list, 0, reader))
            }
        };
        Ok(Self {
            map,
            form,
            columns,
            rows,
            places: FxHashMap::default(),
            is_begun: false,
            is_ended: false,
        })
    }

    /// A word that is another whenever the file may be.
    pub fn edition(&self) -> &str {
        self.map.edition()
    }

    /// The file, part after part.
    pub fn parts(self) -> BoxStream<'static, Result<String, Error>> {
        let step = async |mut sheet: Self| {
            let part = sheet.next_part().await?;
            Ok::<_, Error>(part.map(|part| (part, sheet)))
        };
        stream::try_unfold(self, step).boxed()
    }

    async fn next_part(&mut self) -> Result<Option<String>, Error> {
        if self.is_ended {
            return Ok(None);
        }
        let (rows, is_last) = self.rows.next(&self.map).await?;
        self.is_ended = is_last;
        let part = match self.form {
            SheetForm::Csv => self.csv(&rows)?,
            SheetForm::GeoJson => self.points(&rows),
        };
        self.is_begun = true;
        Ok(Some(part))
    }

    fn csv(&self, rows: &[Vec<Value>]) -> Result<String, Error> {
        let failed = |error: csv::Error| directory::Error::internal(error);
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        if !self.is_begun {
            writer.write_record(self.columns).map_err(failed)?;
        }
        for row in rows {
            let cells = row.iter().map(|value| match value {
                Value::Null => String::new(),
                Value::String(text) => safe_cell(text).into_owned(),
                other => other.to_string(),
            });
            writer.write_record(cells).map_err(failed)?;
        }
        let bytes = writer
            .into_inner()
            .map_err(|error| directory::Error::internal(error.to_string()))?;
        Ok(String::from_utf8(bytes).map_err(directory::Error::internal)?)
    }

    fn points(&mut self, rows: &[Vec<Value>]) -> String {
        let mut text = String::new();
        if !self.is_begun {
            text.push_str("{\"type\":\"FeatureCollection\",\"features\":[");
        }
        for (at, row) in rows.iter().enumerate() {
            if self.is_begun || at > 0 {
                text.push(',');
            }
            text.push('\n');
            text.push_str(&self.point(row).to_string());
        }
        if self.is_ended {
            text.push_str("\n]}\n");
        }
        text
    }

    fn point(&mut self, row: &[Value]) -> Value {
        let names = self.columns.iter().map(|name| (*name).to_owned());
        let properties: Map<String, Value> = names.zip(row.iter().cloned()).collect();
        let code = row.first().and_then(Value::as_str);
        let place = code.and_then(|code| {
            let place = self.places.entry(code.to_owned());
            *place.or_insert_with(|| place_of(&self.map, code))
        });
        let geometry = place.map(|(latitude, longitude)| {
            json!({ "type": "Point", "coordinates": [longitude, latitude] })
        });
        json!({ "type": "Feature", "geometry": geometry, "properties": properties })
    }
}

/// Latitude and longitude, in degrees.
type Coordinates = (f64, f64);

/// Where a region is drawn: at its seat, else in the middle of the seats of its parts, else at the seat of the region
/// around it.
fn place_of(map: &ResourceMap, code: &str) -> Option<Coordinates> {
    let seat = |code: &str| map.regions().get(code)?.coordinates;
    let middle = || {
        let parts = map.regions().iter();
        let parts = parts.filter(|part| parent_code(&part.code) == Some(code));
        let (mut count, mut sum) = (0.0, (0.0, 0.0));
        for (latitude, longitude) in parts.filter_map(|part| part.coordinates) {
            count += 1.0;
            sum = (sum.0 + latitude, sum.1 + longitude);
        }
        (count > 0.0).then_some((sum.0 / count, sum.1 / count))
    };
    seat(code)
        .or_else(middle)
        .or_else(|| seat(parent_code(code)?))
}

impl Rows {
    /// The next rows, and whether they are the last.
    async fn next(&mut self, map: &ResourceMap) -> Result<(Vec<Vec<Value>>, bool), Error> {
        Ok(match self {
            Self::Cells(cells, last) => {
                let part: Vec<&Cell> = match last {
                    None => cells.iter().take(ROWS).collect(),
                    Some(last) => cells.after(last).take(ROWS).collect(),
                };
                *last = part.last().map(|cell| cell.place());
                let is_last = part.len() < ROWS;
                let rows = part.into_iter().map(|cell| cell_row(map, cell));
                (rows.collect(), is_last)
            }
            Self::Coverage(code, list) => {
                let rows = list.iter().map(|one| coverage_row(map, code, one));
                (rows.collect(), true)
            }
            Self::Presences(list, at, reader) => {
                let part: Vec<&Presence> = list.iter().skip(*at).take(ROWS).collect();
                *at += part.len();
                let rows = presence_rows(map, reader, &part).await?;
                (rows, part.len() < ROWS)
            }
        })
    }
}

/// The cells that every row begins with.
fn head(map: &ResourceMap, region_code: &str, need: Uuid) -> Vec<Value> {
    let region = map.regions().get(region_code);
    let code = map.needs().get(map.rank(need)).map(|(code, _)| code);
    let [id, en] = map.need_name(need);
    vec![
        json!(region_code),
        json!(region.map(|region| &region.name)),
        json!(code),
        json!(id),
        json!(en),
    ]
}

fn cell_row(map: &ResourceMap, cell: &Cell) -> Vec<Value> {
    let mut row = head(map, &cell.region_code(), cell.need);
    let demand = &cell.demand;
    row.push(json!(cell.gap));
    row.push(json!(cell.trend().map(trend_word)));
    row.extend(
        [
            demand.open.people,
            demand.open.reports,
            demand.open.searches,
            demand.answered.people,
            demand.year_before.people,
            demand.year_before.searches,
        ]
        .map(Value::from),
    );
    row.extend(figures(&cell.supply.standing));
    row.extend(figures(&cell.supply.serving));
    row.push(json!(cell.supply.practitioners));
    row
}

fn figures(figures: &Figures) -> [Value; 6] {
    [
        figures.services,
        figures.organizations,
        figures.free,
        figures.verified,
        figures.open_outside_office_hours,
        figures.with_capacity,
    ]
    .map(Value::from)
}

fn trend_word(trend: Trend) -> &'static str {
    match trend {
        Trend::Rising => "RISING",
        Trend::Steady => "STEADY",
        Trend::Falling => "FALLING",
    }
}

fn rung_word(rung: Rung) -> &'static str {
    match rung {
        Rung::Inside => "INSIDE",
        Rung::Neighboring => "NEIGHBORING",
        Rung::Province => "PROVINCE",
        Rung::Nation => "NATION",
    }
}

fn coverage_row(map: &ResourceMap, region_code: &str, coverage: &Coverage) -> Vec<Value> {
    let mut row = head(map, region_code, coverage.need);
    let nearest = coverage
        .nearest()
        .map_or("NONE", |count| rung_word(count.rung));
    row.push(json!(nearest));
    let counts = coverage
        .rungs
        .iter()
        .flat_map(|count| [count.standing, count.serving]);
    row.extend(counts.map(Value::from));
    row
}

async fn presence_rows(
    map: &ResourceMap,
    reader: &Reader,
    part: &[&Presence],
) -> Result<Vec<Vec<Value>>, Error> {
    let ids = part.iter().map(|one| one.organization);
    let organizations = reader
        .by_ids::<organization::Entity>(ids)
        .await
        .map_err(directory::Error::from)?;
    let row = |one: &&Presence| {
        // One that has just been hidden is in the index a moment longer.
        let organization = organizations.get(&one.organization)?;
        let mut row = head(map, &region_code(one.area), one.need);
        row.push(json!(organization.id));
        row.push(json!(organization.name));
        row.push(json!(organization.kind));
        row.push(json!(one.services));
        Some(row)
    };
    Ok(part.iter().filter_map(row).collect())
}
