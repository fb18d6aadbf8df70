//! How long the server itself takes for pages of the resource map, without a network between, and what a count of the same
//! figures in SQL takes.

use std::path::Path;
use std::time::Instant;

use async_graphql::Request;
use jembatan::config::now;
use jembatan::http::App;
use rusqlite::Connection;

use crate::ours::Ours;
use crate::table::percentile;
use crate::yardstick::connect;

/// How often ours is asked, and SQL.
const QUESTIONS: usize = 500;
const COUNTS: usize = 5;

/// The services by need and area that stand there, with their figures: what one table of the map says of standing help.
/// The number of letters of an area's code is put in.
const COUNT: &str = "
    WITH RECURSIVE
    around(need, broader) AS (
        SELECT id, id FROM directory.taxonomy_term
        WHERE taxonomy_id = (SELECT id FROM directory.taxonomy WHERE code = 'need')
        UNION SELECT a.need, t.parent_id FROM around a JOIN directory.taxonomy_term t ON t.id = a.broader
        WHERE t.parent_id IS NOT NULL),
    marked(service, need) AS (
        SELECT DISTINCT m.link_id, a.broader FROM directory.attribute m JOIN around a ON a.need = m.taxonomy_term_id),
    stands(service, area) AS (
        SELECT DISTINCT p.service_id, substr(l.region_code, 1, ?1)
        FROM directory.service_at_location p JOIN directory.location l ON l.id = p.location_id
        WHERE length(l.region_code) >= ?1)
    SELECT s.area, m.need, count(*), count(DISTINCT o.id),
           sum(EXISTS (SELECT 1 FROM directory.cost_option c WHERE c.service_id = v.id AND c.amount = 0)),
           sum(v.assured_date >= date('now', '-12 months')),
           sum(EXISTS (SELECT 1 FROM directory.schedule h WHERE h.service_id = v.id
               AND (h.byday LIKE '%SA%' OR h.byday LIKE '%SU%' OR h.opens_at < '08:00' OR h.closes_at > '16:00'))),
           sum(EXISTS (SELECT 1 FROM directory.service_capacity c WHERE c.service_id = v.id AND c.available > 0))
    FROM stands s JOIN marked m ON m.service = s.service
    JOIN directory.service v ON v.id = s.service AND v.status <> 'defunct'
    JOIN directory.organization o ON o.id = v.organization_id AND o.lifecycle = 'ACTIVE'
    GROUP BY s.area, m.need";

/// The levels with the letters of their codes.
const LEVELS: [(&str, i64); 2] = [("PROVINCE", 2), ("REGENCY", 5)];

/// Asks for pages of both tables, as GraphQL and as SQL, and prints the times.
pub(crate) fn run(ours: &Ours, folder: &Path) {
    println!(
        "\nresource map over {} offers, in process",
        ours.opened.index.offers()
    );
    let started = Instant::now();
    ours.runtime.block_on(ours.broker.renew_map(now())).unwrap();
    println!(
        "everything counted in {:.0} ms",
        started.elapsed().as_secs_f64() * 1e3
    );
    let connection = connect(folder);
    let app = Ours::app(&ours.opened, &ours.broker);
    for (level, letters) in LEVELS {
        let page = times(QUESTIONS, || ask(ours, &app, level));
        let whole = times(QUESTIONS / 50, || whole_table(ours, level));
        let counted = times(COUNTS, || count(&connection, letters));
        println!(
            "{level:<10} page of 100 p50 {:.2} ms, p99 {:.2} ms; whole table p50 {:.2} ms; SQL p50 {:.0} ms; ratio of the medians {:.0}",
            percentile(&page, 0.5),
            percentile(&page, 0.99),
            percentile(&whole, 0.5),
            percentile(&counted, 0.5),
            percentile(&counted, 0.5) / percentile(&whole, 0.5),
        );
    }
}

fn times(count: usize, mut act: impl FnMut()) -> Vec<u64> {
    act();
    let time = |_| {
        let started = Instant::now();
        act();
        started.elapsed().as_nanos() as u64
    };
    (0..count).map(time).collect()
}

fn ask(ours: &Ours, app: &App, level: &str) {
    let document = format!(
        "{{ resourceMap(input: {{level: {level}}}, first: 100) {{ nodes {{ region {{ code }} need {{ code }} gap trend
           supply {{ standing {{ services organizations free verifiedWithinYear openOutsideOfficeHours withCapacity }} serving {{ services }} }}
           demand {{ people reports searches }} }} }} }}"
    );
    let request = (app.attach)(Request::new(document), None);
    let request = ours.runtime.block_on(request).unwrap();
    let answer = ours.runtime.block_on(app.schema.execute(request));
    assert!(answer.is_ok(), "{:?}", answer.errors);
}

/// Every cell, as exports take them.
fn whole_table(ours: &Ours, level: &str) {
    use jembatan::broker::{Counted, MapOrder, MapQuestion};
    use jembatan::directory::Level;
    let question = MapQuestion {
        within: None,
        level: if level == "PROVINCE" {
            Level::Province
        } else {
            Level::Regency
        },
        needs: Vec::new(),
        kinds: Vec::new(),
        counted: Counted::Standing,
        order: MapOrder::Gap,
    };
    let map = ours.runtime.block_on(ours.broker.resource_map(now()));
    let cells = map.unwrap().cells(&question).unwrap();
    let services: u64 = cells
        .iter()
        .map(|cell| u64::from(cell.supply.standing.services))
        .sum();
    std::hint::black_box(services);
}

fn count(connection: &Connection, letters: i64) {
    let mut select = connection.prepare_cached(COUNT).unwrap();
    let mut rows = select.query([letters]).unwrap();
    let mut services = 0;
    while let Some(row) = rows.next().unwrap() {
        services += row.get::<_, i64>(2).unwrap();
    }
    std::hint::black_box(services);
}
