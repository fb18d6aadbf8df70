//! Coverage: how far the nearest help with each need is from a region, and who does what where.

use std::sync::{Arc, PoisonError};

use uuid::Uuid;

use super::error::Error;
use super::reach::Home;
use super::resource_map::{ResourceMap, too_fine};
use crate::directory::Level;
use crate::search::{
    AREA_NATION, DISTRICT, PROVINCE, Presence, REGENCY, Stock, areas_around, is_named,
};

/// How many lists of who does what are kept; when there are more, all are let go.
const LISTS: usize = 8;

/// How far from a region help is, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// In the region, or for it or a part of it.
    Inside,
    /// In a neighboring regency; for a district also elsewhere in its regency, or for that.
    Neighboring,
    /// In the province, or for it.
    Province,
    /// Somewhere in the country, or for all of it.
    Nation,
}

/// How many services there are on a rung. The same service may stand on several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RungCount {
    /// The rung.
    pub rung: Rung,
    /// Services that stand there. One with places in several neighboring regencies counts in each.
    pub standing: u32,
    /// Services that say they serve the region because they serve this area.
    pub serving: u32,
}

/// How far help with a need is from a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The need.
    pub need: Uuid,
    /// All rungs, nearest first.
    pub rungs: [RungCount; 4],
}

impl Coverage {
    /// The nearest rung on which there is help; `None` when there is none in the country.
    pub fn nearest(&self) -> Option<RungCount> {
        let mut rungs = self.rungs.into_iter();
        rungs.find(|count| count.standing > 0 || count.serving > 0)
    }
}

/// The areas of the rungs around a region.
struct Around {
    home: u64,
    neighbors: Vec<u64>,
    /// The regency around a district.
    regency: Option<u64>,
    province: u64,
}

impl Around {
    fn count(&self, stock: &Stock) -> [RungCount; 4] {
        let standing = |area: u64| stock.standing(area, &[]).services;
        let serving = |area: u64| stock.serving_all_of(area, &[]).services;
        let near = self.neighbors.iter().copied().chain(self.regency);
        // A province is its own, and what serves it is inside.
        let is_province = self.province == self.home;
        let of_province = if is_province {
            0
        } else {
            serving(self.province)
        };
        let count = |rung, standing, serving| RungCount {
            rung,
            standing,
            serving,
        };
        [
            count(
                Rung::Inside,
                standing(self.home),
                stock.serving_inside(self.home, &[]).services,
            ),
            count(
                Rung::Neighboring,
                near.map(standing).sum(),
                self.regency.map_or(0, serving),
            ),
            count(Rung::Province, standing(self.province), of_province),
            count(Rung::Nation, standing(AREA_NATION), serving(AREA_NATION)),
        ]
    }
}

impl ResourceMap {
    /// How far help with each need is from a region, by the code of the need.
    pub fn coverage(&self, code: &str) -> Result<Vec<Coverage>, Error> {
        let around = self.around(code)?;
        let none = Stock::default();
        let coverage = |(_, need): &(String, Uuid)| Coverage {
            need: *need,
            rungs: around.count(self.census.of(*need).unwrap_or(&none)),
        };
        Ok(self.needs.iter().map(coverage).collect())
    }

    fn around(&self, code: &str) -> Result<Around, Error> {
        let home = self.area(code, "regionCode")?;
        if Level::of(code) == Some(Level::Village) {
            return Err(too_fine());
        }
        // The seats of regencies near that of a province are mostly its own.
        let neighbors = Home::of(code, &self.lore.regions).filter(|_| is_named(home, REGENCY));
        let neighbors = neighbors.into_iter().flat_map(|home| home.neighbors);
        let regency = is_named(home, DISTRICT).then(|| areas_around(home).next());
        Ok(Around {
            home,
            neighbors: neighbors.collect(),
            regency: regency.flatten(),
            province: home - home % PROVINCE,
        })
    }

    /// Who does what in the areas of a level inside a region, by region, need and organization.
    pub fn who_does_what(&self, within: &str, level: Level) -> Result<Arc<Vec<Presence>>, Error> {
        let around = self.area(within, "within")?;
        let size = match level {
            Level::Province => PROVINCE,
            Level::Regency => REGENCY,
            Level::District => DISTRICT,
            Level::Village => return Err(too_fine()),
        };
        let held = || {
            self.presences
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(list) = held().get(&(around, level)) {
            return Ok(list.clone());
        }
        let mut list = tokio::task::block_in_place(|| self.index.presences(within, size))?;
        list.sort_unstable_by_key(|one| (one.area, self.rank(one.need), one.organization));
        let list = Arc::new(list);
        let mut lists = held();
        if lists.len() >= LISTS {
            lists.clear();
        }
        lists.insert((around, level), list.clone());
        Ok(list)
    }

    /// The place of a need among all, by code.
    pub fn rank(&self, need: Uuid) -> usize {
        let at = self.needs.iter().position(|(_, known)| *known == need);
        at.unwrap_or(self.needs.len())
    }
}
