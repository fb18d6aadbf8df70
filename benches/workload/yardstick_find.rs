//! The yardstick's search: FTS5 with BM25 for words, an R*Tree for places, both in a file beside the directory's.

use crate::id::Id;
use rusqlite::{Connection, Result, Row};
use serde::{Deserialize, Serialize};

/// Words that are sought.
#[derive(Deserialize)]
pub(crate) struct Text {
    text: String,
}

/// Where help with the need is sought.
#[derive(Deserialize)]
pub(crate) struct Near {
    latitude: f64,
    longitude: f64,
}

/// An answer of a search.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer<H> {
    find_services: Nodes<H>,
}

#[derive(Serialize)]
struct Nodes<H> {
    nodes: Vec<H>,
}

/// A service found by words.
#[derive(Serialize)]
pub(crate) struct Hit {
    service: Service,
}

/// A service found by place.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NearHit {
    distance_m: f64,
    service: Service,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Service {
    hsds_id: Id,
    name: String,
}

fn service(row: &Row<'_>) -> Result<Service> {
    Ok(Service {
        hsds_id: row.get(0)?,
        name: row.get(1)?,
    })
}

/// How many services are wanted.
const FIRST: usize = 20;

const RADIUS_M: f64 = 10_000.0;

/// The mean radius of the Earth (IUGG).
const EARTH_M: f64 = 6_371_008.8;

/// Writes what is searched: the same services, texts and places that ours finds.
pub(crate) fn build(connection: &Connection) {
    let sql = "
        CREATE VIRTUAL TABLE words USING fts5(name, text, content = '', tokenize = \"unicode61 remove_diacritics 2\");
        INSERT INTO words(rowid, name, text)
        SELECT s.rowid, concat_ws(' ', s.name, s.alternate_name), concat_ws(' ',
                s.description, s.eligibility_description, s.application_process, s.alert,
                o.name, o.alternate_name, o.description,
                (SELECT group_concat(t.name, ' ') FROM attribute a JOIN taxonomy_term t ON t.id = a.taxonomy_term_id
                 WHERE a.link_id = s.id),
                (SELECT group_concat(concat_ws(' ', l.name, l.alternate_name), ' ')
                 FROM service_at_location a JOIN location l ON l.id = a.location_id WHERE a.service_id = s.id))
        FROM service s LEFT JOIN organization o ON o.id = s.organization_id
        WHERE s.status = 'active' AND coalesce(o.lifecycle, 'ACTIVE') = 'ACTIVE';
        INSERT INTO words(words, rank) VALUES ('rank', 'bm25(2.0, 1.0)');
        INSERT INTO words(words) VALUES ('optimize');

        CREATE VIRTUAL TABLE place USING rtree(id, south, north, west, east, +service BLOB, +latitude REAL, +longitude REAL);
        INSERT INTO place
        SELECT a.rowid, l.latitude, l.latitude, l.longitude, l.longitude, a.service_id, l.latitude, l.longitude
        FROM service_at_location a
        JOIN location l ON l.id = a.location_id
        JOIN service s ON s.id = a.service_id
        LEFT JOIN organization o ON o.id = s.organization_id
        WHERE l.visibility = 'PUBLIC' AND l.latitude IS NOT NULL AND l.longitude IS NOT NULL
          AND s.status = 'active' AND coalesce(o.lifecycle, 'ACTIVE') = 'ACTIVE';

        CREATE TABLE wanted_term(id BLOB PRIMARY KEY) WITHOUT ROWID;
        INSERT INTO wanted_term
        WITH RECURSIVE below(id) AS (
            SELECT id FROM taxonomy_term
            WHERE code = 'N26' AND taxonomy_id = (SELECT id FROM taxonomy WHERE code = 'need')
            UNION SELECT t.id FROM taxonomy_term t JOIN below b ON t.parent_id = b.id)
        SELECT id FROM below;
        ANALYZE main;";
    connection.execute_batch(sql).unwrap();
}

/// The best 20 by words, any of which may match.
pub(crate) fn text(connection: &Connection, question: &Text) -> Result<Answer<Hit>> {
    let words: Vec<String> = question
        .text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{word}\""))
        .collect();
    let sql = "SELECT s.id, s.name
               FROM (SELECT rowid AS found, rank AS score FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?)
               JOIN service s ON s.rowid = found ORDER BY score";
    let mut select = connection.prepare_cached(sql)?;
    let hits = select.query_map((words.join(" OR "), FIRST as i64), |row| {
        Ok(Hit {
            service: service(row)?,
        })
    })?;
    Ok(Answer {
        find_services: Nodes {
            nodes: hits.collect::<Result<_>>()?,
        },
    })
}

/// The nearest 20 with the need.
pub(crate) fn near(connection: &Connection, question: &Near) -> Result<Answer<NearHit>> {
    let from = (question.latitude, question.longitude);
    let tall = (RADIUS_M / EARTH_M).to_degrees() * 1.001;
    let wide = tall / from.0.to_radians().cos();
    let sql = "SELECT p.service, p.latitude, p.longitude FROM place p
               WHERE p.north >= ? AND p.south <= ? AND p.east >= ? AND p.west <= ?
                 AND EXISTS (SELECT 1 FROM attribute a
                             WHERE a.link_id = p.service AND a.taxonomy_term_id IN (SELECT id FROM wanted_term))";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query((from.0 - tall, from.0 + tall, from.1 - wide, from.1 + wide))?;
    let mut found: Vec<(f64, Id)> = Vec::new();
    while let Some(row) = rows.next()? {
        let distance_m = distance_m(from, (row.get(1)?, row.get(2)?));
        if distance_m <= RADIUS_M {
            found.push((distance_m, row.get(0)?));
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut nodes: Vec<NearHit> = Vec::new();
    let mut by_id = connection.prepare_cached("SELECT id, name FROM service WHERE id = ?")?;
    for (distance_m, id) in found {
        if nodes.len() == FIRST {
            break;
        }
        if nodes.iter().all(|hit| hit.service.hsds_id != id) {
            nodes.push(NearHit {
                distance_m: distance_m.round(),
                service: by_id.query_row([id], service)?,
            });
        }
    }
    Ok(Answer {
        find_services: Nodes { nodes },
    })
}

/// What a worker asks, as far as SQL takes it.
pub(crate) struct Help {
    pub(crate) text: String,
    /// The code of the need.
    pub(crate) need: String,
    pub(crate) from: (f64, f64),
    /// The day of the week and the minute at which it must be open, such as `MO` and `08:00`.
    pub(crate) open: (&'static str, &'static str),
}

/// The best 20 by words with the need, within 50 km and open, and how many there are by kind and without payment.
pub(crate) fn help(connection: &Connection, question: &Help) -> Result<usize> {
    const HELP_RADIUS_M: f64 = 50_000.0;
    let words: Vec<String> = question
        .text
        .split_whitespace()
        .map(|word| format!("\"{word}\""))
        .collect();
    let sql = "SELECT s.id, w.rank, o.kind, l.latitude, l.longitude,
                      (SELECT min(c.amount) FROM cost_option c WHERE c.service_id = s.id) = 0,
                      EXISTS (SELECT 1 FROM schedule h WHERE (h.service_id = s.id OR h.service_at_location_id = a.id)
                              AND instr(h.byday, ?3) AND h.opens_at <= ?4 AND h.closes_at > ?4)
               FROM words w JOIN service s ON s.rowid = w.rowid
               LEFT JOIN organization o ON o.id = s.organization_id
               LEFT JOIN service_at_location a ON a.service_id = s.id
               LEFT JOIN location l ON l.id = a.location_id
               WHERE words MATCH ?1 AND EXISTS (
                   SELECT 1 FROM attribute m JOIN taxonomy_term t ON t.id = m.taxonomy_term_id
                   WHERE m.link_id = s.id AND t.code = ?2)";
    let mut select = connection.prepare_cached(sql)?;
    let (day, minute) = question.open;
    let mut rows = select.query((words.join(" OR "), &question.need, day, minute))?;
    let mut found: Vec<(f64, Id)> = Vec::new();
    let mut kinds: std::collections::HashMap<Option<String>, usize> = Default::default();
    let mut free = 0;
    while let Some(row) = rows.next()? {
        let place: (Option<f64>, Option<f64>) = (row.get(3)?, row.get(4)?);
        let is_near = place
            .0
            .zip(place.1)
            .is_some_and(|place| distance_m(question.from, place) <= HELP_RADIUS_M);
        if !is_near || !row.get::<_, bool>(6)? {
            continue;
        }
        found.push((row.get(1)?, row.get(0)?));
        *kinds.entry(row.get(2)?).or_default() += 1;
        free += usize::from(row.get::<_, Option<bool>>(5)?.unwrap_or_default());
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    found.truncate(FIRST);
    Ok(found.len() + kinds.len() + free)
}

/// Metres between two points on the globe.
fn distance_m(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (lat1, lat2) = (from.0.to_radians(), to.0.to_radians());
    let (dlat, dlon) = (lat2 - lat1, (to.1 - from.1).to_radians());
    let a = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * EARTH_M * a.sqrt().min(1.0).asin()
}
