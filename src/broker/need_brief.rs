//! What there is to say of one need in one region, for whoever asks others to act: numbers, how they move, where the
//! nearest help is, and what all of it stands on.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::coverage::{Coverage, Rung};
use super::demand::Trend;
use super::error::Error;
use super::found::Match;
use super::matching::Broker;
use super::question::Question;
use super::resource_map::{Cell, too_fine};
use super::sentence::{Language, Sentence};
use super::supply::PEOPLE_PER_SERVICE;

/// How many services are named.
const NAMED: usize = 3;

/// One need in one region.
pub struct NeedBrief {
    /// The figures, as the resource map tells them.
    pub cell: Cell,
    /// How far the nearest help is.
    pub coverage: Coverage,
    /// The services that fit best for somebody who lives there.
    pub nearest: Vec<Match>,
    /// The day it was made on.
    pub day: NaiveDate,
    region: String,
    need: Sentence,
}

impl Broker {
    /// The brief of a need in a province, regency or district; `None` when the term is no need.
    pub async fn need_brief(
        &self,
        region_code: &str,
        need: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<NeedBrief>, Error> {
        let map = self.resource_map(now).await?;
        map.area(region_code, "regionCode")?;
        let cells = map.picture(region_code).ok_or_else(too_fine)?.cells;
        let cell = cells.into_iter().find(|cell| cell.need == need);
        let coverage = map.coverage(region_code)?;
        let coverage = coverage.into_iter().find(|row| row.need == need);
        let Some((cell, coverage)) = cell.zip(coverage) else {
            return Ok(None);
        };
        let question = Question {
            needs: vec![need.to_string()],
            region_code: Some(region_code.to_owned()),
            includes_outside: true,
            first: NAMED,
            now,
            ..Question::default()
        };
        // Nobody is looking for help here, so nobody's search may count.
        let found = self.clone().not_counting().find(&question).await?;
        let [id, en] = map.need_name(need);
        Ok(Some(NeedBrief {
            cell,
            coverage,
            nearest: found.matches,
            day: now.date_naive(),
            region: map
                .regions()
                .get(region_code)
                .map_or_else(|| region_code.to_owned(), |region| region.name.clone()),
            need: Sentence::new(id, en),
        }))
    }
}

impl NeedBrief {
    /// All of it to be read, a line a subject. `names` are those of the services in `nearest`.
    pub fn text(&self, names: &[String]) -> Sentence {
        let lines = [
            self.head(),
            self.demand(),
            self.trend(),
            self.supply(),
            self.gap(),
            self.nearest_help(names),
            sources(),
        ];
        let joined = |language: Language| {
            let lines: Vec<&str> = lines
                .iter()
                .map(|line| line.in_language(language))
                .collect();
            lines.join("\n")
        };
        Sentence::new(joined(Language::Indonesian), joined(Language::English))
    }

    fn head(&self) -> Sentence {
        let (region, code, day) = (&self.region, self.cell.region_code(), self.day);
        let Sentence { id, en } = &self.need;
        Sentence::new(
            format!("{id} di {region} ({code}), per {day}."),
            format!("{en} in {region} ({code}), as of {day}."),
        )
    }

    fn demand(&self) -> Sentence {
        let (open, answered) = (self.cell.demand.open, self.cell.demand.answered);
        let (people, reports, searches) = (open.people, open.reports, open.searches);
        let helped = answered.people;
        Sentence::new(
            format!(
                "Permintaan dalam 12 bulan: sedikitnya {people} orang dalam {reports} laporan masih menunggu bantuan, {helped} orang sudah ditangani, dan {searches} pencarian menemukan sedikit atau tidak ada bantuan."
            ),
            format!(
                "Demand in 12 months: at least {people} people in {reports} reports still wait for help, {helped} people were helped, and {searches} searches found little or nothing."
            ),
        )
    }

    fn trend(&self) -> Sentence {
        let (id, en) = match self.cell.trend() {
            None => ("belum dapat dikatakan", "cannot be told yet"),
            Some(Trend::Rising) => ("naik", "rising"),
            Some(Trend::Steady) => ("tetap", "steady"),
            Some(Trend::Falling) => ("turun", "falling"),
        };
        Sentence::new(
            format!("Dibanding 12 bulan sebelumnya: {id}."),
            format!("Beside the 12 months before: {en}."),
        )
    }

    fn supply(&self) -> Sentence {
        let (standing, serving) = (self.cell.supply.standing, self.cell.supply.serving);
        let (services, organizations) = (standing.services, standing.organizations);
        let (free, verified, serving) = (standing.free, standing.verified, serving.services);
        let practitioners = self.cell.supply.practitioners;
        Sentence::new(
            format!(
                "Bantuan di wilayah ini: {services} layanan dari {organizations} organisasi ({free} gratis, {verified} dipastikan dalam setahun), {practitioners} praktisi; {serving} layanan menyatakan melayani wilayah ini."
            ),
            format!(
                "Help in the area: {services} services of {organizations} organizations ({free} free, {verified} assured within a year), {practitioners} practitioners; {serving} services say they serve it."
            ),
        )
    }

    fn gap(&self) -> Sentence {
        let percent = format!("{:.0}", self.cell.gap * 100.0);
        let each = PEOPLE_PER_SERVICE;
        Sentence::new(
            format!(
                "Kesenjangan: {percent}% dari orang yang membutuhkan, bila satu layanan membantu {each} orang setahun."
            ),
            format!(
                "Gap: {percent}% of the people in need, if one service helps {each} people a year."
            ),
        )
    }

    fn nearest_help(&self, names: &[String]) -> Sentence {
        let (id, en) = match self.coverage.nearest().map(|count| count.rung) {
            None => ("belum ada yang diketahui", "none is known"),
            Some(Rung::Inside) => ("di wilayah ini", "in the area"),
            Some(Rung::Neighboring) => ("di wilayah tetangga", "in a neighboring area"),
            Some(Rung::Province) => ("di provinsi ini", "in the province"),
            Some(Rung::Nation) => ("di tempat lain di Indonesia", "elsewhere in Indonesia"),
        };
        let nearest = Sentence::new(
            format!("Bantuan terdekat: {id}."),
            format!("The nearest help: {en}."),
        );
        if names.is_empty() {
            return nearest;
        }
        let names = names.join("; ");
        Sentence::new(
            format!(
                "{} Yang paling cocok bagi warga di sana: {names}.",
                nearest.id
            ),
            format!("{} What fits people there best: {names}.", nearest.en),
        )
    }
}

/// What the figures stand on. People and searches are counted as `docs/RESOURCE_MAP.md` says.
fn sources() -> Sentence {
    Sentence::new(
        "Sumber: laporan pekerja komunitas dan pencarian di Jembatan, daftar layanan Jembatan. Angka permintaan dibulatkan ke bawah ke kelipatan lima; 0 berarti tidak ada atau kurang dari lima.",
        "Sources: reports of community workers and searches in Jembatan, its list of services. Demand is rounded down to whole fives; 0 means none, or fewer than five.",
    )
}
