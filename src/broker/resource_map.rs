//! The resource map: needs beside help, region by region, as of one state of the directory. Counts stand ready; a question
//! takes its part of a table that is made once for all who ask alike.

use std::cmp::{Ordering, Reverse};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::demand::{Demand, Published, Trend};
use super::error::Error;
use super::matching::terms;
use super::supply::{Counted, Supply, gap};
use crate::directory::{Level, Regions};
use crate::search::{
    Census, Index, Lore, PROVINCE, Presence, is_inside, kind_number, region_code, region_number,
};

/// How many tables are kept; when there are more, all are let go.
const TABLES: usize = 16;

/// What is asked of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapQuestion {
    /// Only areas in the region with this Kemendagri code. Districts are shown within a region only.
    pub within: Option<String>,
    /// The level of the areas: province, regency or district.
    pub level: Level,
    /// Only these needs: codes such as `N09`, or HSDS ids; all when empty.
    pub needs: Vec<String>,
    /// Only help of these kinds of organizations, as the store spells them; of any when empty.
    pub kinds: Vec<&'static str>,
    /// Which help the gap counts.
    pub counted: Counted,
    /// The order of the cells.
    pub order: MapOrder,
}

/// The order of the cells of a map.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum MapOrder {
    /// The widest gap first, then the most people, then by region and need.
    #[default]
    Gap,
    /// By the code of the region, then of the need.
    Region,
}

/// One need in one area.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    area: u64,
    /// The place of the need among all, by code.
    rank: usize,
    /// The need.
    pub need: Uuid,
    /// What help there is.
    pub supply: Supply,
    /// What is known to be needed.
    pub demand: Demand,
    /// The share of the people in need for whom there is not enough help, 0 to 1.
    pub gap: f64,
}

/// Where a cell stands in a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellPlace {
    /// Its gap.
    pub gap: f64,
    /// The people in need.
    pub people: u64,
    /// Its area, as a number.
    pub area: u64,
    /// The place of its need among all.
    pub rank: usize,
}

impl Cell {
    /// The Kemendagri code of the region.
    pub fn region_code(&self) -> String {
        region_code(self.area)
    }

    /// Whether demand grows.
    pub fn trend(&self) -> Option<Trend> {
        self.demand.trend()
    }

    /// Where it stands in a table.
    pub fn place(&self) -> CellPlace {
        CellPlace {
            gap: self.gap,
            people: self.demand.open.people,
            area: self.area,
            rank: self.rank,
        }
    }
}

impl MapOrder {
    fn compare(self, one: &CellPlace, other: &CellPlace) -> Ordering {
        let by_region = (one.area, one.rank).cmp(&(other.area, other.rank));
        match self {
            Self::Region => by_region,
            Self::Gap => {
                let by_gap = other.gap.total_cmp(&one.gap);
                by_gap.then(other.people.cmp(&one.people)).then(by_region)
            }
        }
    }
}

/// What a table is made by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct TableKey {
    level: Level,
    /// The province of districts.
    province: Option<u64>,
    kinds: Vec<u8>,
    counted: Counted,
    order: MapOrder,
}

/// The cells that a question asks for, in its order.
pub struct Cells {
    table: Arc<Vec<Cell>>,
    within: Option<u64>,
    needs: Vec<Uuid>,
    order: MapOrder,
}

impl Cells {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Cell> {
        self.from(0)
    }

    /// Those after a place.
    pub fn after(&self, place: &CellPlace) -> impl Iterator<Item = &Cell> {
        let is_before = |cell: &Cell| self.order.compare(&cell.place(), place) != Ordering::Greater;
        self.from(self.table.partition_point(is_before))
    }

    fn from(&self, start: usize) -> impl Iterator<Item = &Cell> {
        let is_asked = |cell: &&Cell| {
            self.within
                .is_none_or(|around| is_inside(cell.area, around))
                && (self.needs.is_empty() || self.needs.contains(&cell.need))
        };
        self.table.iter().skip(start).filter(is_asked)
    }
}

/// One region: its cells and what there is in all.
pub struct Picture {
    /// Help whatever the need, without practitioners.
    pub supply: Supply,
    /// The share of all people in need for whom there is not enough help that stands in the region.
    pub gap: f64,
    /// Each need, in the order of the widest gap.
    pub cells: Vec<Cell>,
    area: u64,
}

/// Lists of who does what, by the region looked in and the level of areas.
pub(super) type Presences = FxHashMap<(u64, Level), Arc<Vec<Presence>>>;

/// The map as of one state of the directory.
pub struct ResourceMap {
    pub(super) index: Arc<Index>,
    pub(super) lore: Arc<Lore>,
    pub(super) census: Arc<Census>,
    pub(super) demand: Published,
    /// All needs, by code.
    pub(super) needs: Vec<(String, Uuid)>,
    edition: String,
    tables: Mutex<FxHashMap<TableKey, Arc<Vec<Cell>>>>,
    pub(super) presences: Mutex<Presences>,
}

impl ResourceMap {
    pub(super) fn new(
        index: Arc<Index>,
        lore: Arc<Lore>,
        census: Arc<Census>,
        demand: Published,
    ) -> Self {
        let day = census.day().map(|day| day.to_string());
        let edition = format!(
            "{}-{}-{:016x}",
            index.position(),
            day.unwrap_or_default(),
            demand.digest()
        );
        Self {
            needs: lore.vocabulary.coded("need"),
            index,
            lore,
            census,
            demand,
            edition,
            tables: Mutex::default(),
            presences: Mutex::default(),
        }
    }

    /// A word that is another whenever an answer of the map may be: for caches.
    pub fn edition(&self) -> &str {
        &self.edition
    }

    /// The regions of the map.
    pub fn regions(&self) -> &Regions {
        &self.lore.regions
    }

    /// The needs of the map with their codes, by code.
    pub fn needs(&self) -> &[(String, Uuid)] {
        &self.needs
    }

    /// The Indonesian and the English name of a need.
    pub fn need_name(&self, need: Uuid) -> [&str; 2] {
        self.lore.vocabulary.name(need)
    }

    /// The cells that a question asks for.
    pub fn cells(&self, question: &MapQuestion) -> Result<Cells, Error> {
        let within = question
            .within
            .as_deref()
            .map(|code| self.area(code, "within"))
            .transpose()?;
        let province = match (question.level, within) {
            (Level::Village, _) => return Err(too_fine()),
            (Level::District, None) => {
                let text = "districts are shown within a region: give `within`, the code of a province or regency";
                return Err(Error::Invalid(text.to_owned()));
            }
            (Level::District, Some(around)) => Some(around - around % PROVINCE),
            _ => None,
        };
        let mut kinds: Vec<u8> = question
            .kinds
            .iter()
            .map(|kind| kind_number(kind))
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        let table = self.table(TableKey {
            level: question.level,
            province,
            kinds,
            counted: question.counted,
            order: question.order,
        });
        let needs = terms(&self.lore.vocabulary, "needs", &question.needs)?;
        Ok(Cells {
            table,
            within,
            needs,
            order: question.order,
        })
    }

    /// One region; `None` when there is none with this code, and for villages, of which nothing is told.
    pub fn picture(&self, code: &str) -> Option<Picture> {
        let area = region_number(code).filter(|_| Level::of(code) != Some(Level::Village))?;
        self.lore.regions.get(code)?;
        let mut cells = self.cells_of(area, &[], Counted::Standing);
        cells.sort_by(|one, other| MapOrder::Gap.compare(&one.place(), &other.place()));
        let all = self.census.all();
        Some(Picture {
            supply: Supply {
                standing: all.standing(area, &[]),
                serving: all.serving(area, &[]),
                practitioners: 0,
            },
            gap: self.gap_of(&cells),
            cells,
            area,
        })
    }

    /// How many practitioners with each specialization work in a region, most first.
    pub fn specializations(&self, picture: &Picture) -> Vec<(Uuid, u32)> {
        let all = self.lore.vocabulary.coded("specialization").into_iter();
        let counted = all.map(|(_, term)| (term, self.census.practitioners(term, picture.area)));
        let mut counted: Vec<(Uuid, u32)> = counted.filter(|(_, number)| *number > 0).collect();
        counted.sort_by_key(|(_, number)| Reverse(*number));
        counted
    }

    /// The gap over all needs, each weighed by its people. A broader need holds the narrower ones already.
    #[expect(
        clippy::as_conversions,
        reason = "people are far fewer than a float counts exactly"
    )]
    fn gap_of(&self, cells: &[Cell]) -> f64 {
        let broadest = cells
            .iter()
            .filter(|cell| self.lore.vocabulary.parent(cell.need).is_none());
        let (mut unhelped, mut people) = (0.0, 0.0);
        for cell in broadest {
            unhelped += cell.gap * cell.demand.open.people as f64;
            people += cell.demand.open.people as f64;
        }
        if people > 0.0 { unhelped / people } else { 0.0 }
    }

    /// The number of the region with this code.
    pub(super) fn area(&self, code: &str, argument: &str) -> Result<u64, Error> {
        let known = self.lore.regions.get(code);
        known.and_then(|region| region_number(&region.code)).ok_or_else(|| {
            Error::Invalid(format!(
                "`{argument}` is \"{code}\"; give the Kemendagri code of a region, such as 32.73"
            ))
        })
    }

    fn table(&self, key: TableKey) -> Arc<Vec<Cell>> {
        let held = || self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = held().get(&key) {
            return table.clone();
        }
        let table = Arc::new(self.make_table(&key));
        let mut tables = held();
        if tables.len() >= TABLES {
            tables.clear();
        }
        tables.insert(key, table.clone());
        table
    }

    fn make_table(&self, key: &TableKey) -> Vec<Cell> {
        let regions = self.lore.regions.iter();
        let of_level = regions.filter(|region| Level::of(&region.code) == Some(key.level));
        let areas = of_level.filter_map(|region| region_number(&region.code));
        let areas = areas.filter(|area| key.province.is_none_or(|around| is_inside(*area, around)));
        let mut cells: Vec<Cell> = areas
            .flat_map(|area| self.cells_of(area, &key.kinds, key.counted))
            .collect();
        cells.sort_unstable_by(|one, other| key.order.compare(&one.place(), &other.place()));
        cells
    }

    /// Each need in one area, by code.
    fn cells_of(&self, area: u64, kinds: &[u8], counted: Counted) -> Vec<Cell> {
        let cell = |(rank, (_, need)): (usize, &(String, Uuid))| {
            let supply = Supply::of(&self.census, *need, area, kinds);
            let demand = self.demand.get(*need, area);
            Cell {
                area,
                rank,
                need: *need,
                supply,
                demand,
                gap: gap(supply.services(counted), demand.open.people),
            }
        };
        self.needs.iter().enumerate().map(cell).collect()
    }

    /// Makes the tables that are asked for most, so that nobody waits for them.
    pub(super) fn prepare(&self) {
        for level in [Level::Province, Level::Regency] {
            self.table(TableKey {
                level,
                province: None,
                kinds: Vec::new(),
                counted: Counted::default(),
                order: MapOrder::default(),
            });
        }
    }
}

/// That nothing is told of villages.
pub(super) fn too_fine() -> Error {
    Error::Invalid("nothing is told of villages; ask for districts".to_owned())
}
