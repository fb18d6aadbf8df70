//! The order of the sample: lines for the whole country first, then regency after regency with all its providers, and
//! when every regency has them, a next round with a further branch of each.

use super::provider::Provider;
use super::site::{Site, areas};
use super::writer::Writer;
use super::{care, community, government, health, national};
use crate::directory::Regions;
use crate::transfer::{Closed, Sink};

/// The kinds of providers of a regency, in order.
static LOCAL: [&[Provider]; 4] = [
    government::PROVIDERS,
    health::PROVIDERS,
    care::PROVIDERS,
    community::PROVIDERS,
];

/// Sends a directory of `services` made-up services to `sink`. The same number gives the same records, and a larger
/// number begins with the same ones.
pub fn generate(regions: &Regions, services: usize, sink: &mut dyn Sink) -> Result<(), Closed> {
    let mut writer = Writer::new(sink, services);
    if writer.is_full() {
        return Ok(());
    }
    writer.units()?;
    for provider in national::PROVIDERS {
        if let Some(site) = Site::of(provider, None, 1, 0) {
            writer.provider(provider, &site)?;
        }
    }
    let areas = areas(regions);
    if areas.is_empty() {
        return Ok(());
    }
    // Every round adds services, so it ends.
    for round in 1_u32.. {
        for area in &areas {
            for provider in LOCAL.iter().copied().flatten() {
                for copy in 0..provider.copies {
                    if writer.is_full() {
                        return Ok(());
                    }
                    if let Some(site) = Site::of(provider, Some(area), round, copy) {
                        writer.provider(provider, &site)?;
                    }
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use entity::object::Kind;

    use super::*;
    use crate::directory::{Place, shipped};
    use crate::store::{Cell, Key};
    use crate::transfer::{Item, Record};

    struct Kept(Vec<Record>);

    impl Sink for Kept {
        fn take(&mut self, item: Item) -> Result<(), Closed> {
            if let Item::Record(record) = item {
                self.0.push(record);
            }
            Ok(())
        }
    }

    fn sample(services: usize) -> Vec<Record> {
        let csv = include_str!("../../../data/regions.csv");
        let regions = Regions::new(csv.lines().skip(1).map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            Place {
                code: cells[0].to_owned(),
                name: cells[1].to_owned(),
                coordinates: cells[2].parse().ok().zip(cells[3].parse().ok()),
                time_zone: "WIB".to_owned(),
            }
        }));
        let mut kept = Kept(Vec::new());
        generate(&regions, services, &mut kept).unwrap();
        kept.0
    }

    #[test]
    fn a_larger_sample_begins_with_the_smaller() {
        let smaller = sample(150);
        let larger = sample(400);
        assert_eq!(
            smaller
                .iter()
                .filter(|record| record.object.name == "service")
                .count(),
            150
        );
        assert!(larger.len() > smaller.len());
        for (one, other) in smaller.iter().zip(&larger) {
            assert_eq!(
                (one.object.name, &one.draft),
                (other.object.name, &other.draft)
            );
        }
    }

    #[test]
    fn every_id_is_new_and_every_reference_goes_back() {
        let mut seen = HashSet::new();
        for record in sample(2_000) {
            for (at, cell) in &record.draft.cells {
                if let (Kind::Reference(object), Cell::Id(id)) =
                    (record.object.fields[*at].kind, cell)
                {
                    let is_known =
                        object == "taxonomy_term" || seen.contains(&(object, Key::Id(*id)));
                    assert!(is_known, "{} names a later {object}", record.object.name);
                }
            }
            let key = (record.object.name, record.draft.key);
            assert!(seen.insert(key.clone()), "{key:?} twice");
        }
    }

    #[test]
    fn two_thousand_services_answer_every_need() {
        let records = sample(2_000);
        let named: HashSet<_> = records
            .iter()
            .filter_map(|record| record.draft.get(record.object, "taxonomy_term_id").cloned())
            .filter_map(|cell| {
                if let Cell::Id(id) = cell {
                    Some(id)
                } else {
                    None
                }
            })
            .collect();
        let missing: BTreeSet<String> = (1..=40)
            .map(|number| format!("need:N{number:02}"))
            .filter(|code| !named.contains(&shipped::term_id(code)))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn nothing_is_sent_when_nothing_is_wanted() {
        assert!(sample(0).is_empty());
    }
}
