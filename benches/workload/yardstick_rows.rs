//! The yardstick's answers to the questions about rows: statements by hand, rows into structs, structs into JSON.
//! It is long because every relation is a statement and a struct of its own.

use crate::id::Id;
use rusqlite::types::FromSql;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Result, Row};
use serde::{Deserialize, Serialize};

/// Which organization.
#[derive(Deserialize)]
pub(crate) struct One {
    id: Id,
}

/// Where a page begins.
#[derive(Deserialize)]
pub(crate) struct After {
    after: Option<Seen>,
}

/// The last service of the page before.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    hsds_id: Id,
    name: String,
}

/// An answer of `/organization`.
#[derive(Serialize)]
pub(crate) struct OrganizationAnswer {
    organization: Option<Organization>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Organization {
    hsds_id: Id,
    name: String,
    description: Option<String>,
    email: Option<String>,
    website: Option<String>,
    services: Nodes<OrganizationService>,
}

#[derive(Serialize)]
struct Nodes<T> {
    nodes: Vec<T>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OrganizationService {
    hsds_id: Id,
    name: String,
    status: &'static str,
    description: Option<String>,
    service_at_locations: Vec<At<Place>>,
}

#[derive(Serialize)]
struct At<L> {
    location: Option<L>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    hsds_id: Id,
    name: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    addresses: Vec<Address>,
    phones: Vec<PlacePhone>,
    schedules: Vec<PlaceSchedule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    address1: Option<String>,
    city: Option<String>,
    region: Option<String>,
    state_province: Option<String>,
    postal_code: Option<String>,
    country: String,
}

#[derive(Serialize)]
struct PlacePhone {
    number: String,
    r#type: Option<String>,
    description: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlaceSchedule {
    byday: Option<String>,
    opens_at: Option<String>,
    closes_at: Option<String>,
    description: Option<String>,
}

/// An answer with a page of services.
#[derive(Serialize)]
pub(crate) struct PageAnswer<S> {
    services: Page<S>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page<S> {
    page_info: PageInfo,
    nodes: Vec<S>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
}

/// A service with what hangs on it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FullService {
    hsds_id: Id,
    name: String,
    description: Option<String>,
    status: &'static str,
    organization: Option<Owner>,
    service_at_locations: Vec<At<ShortPlace>>,
    phones: Vec<Phone>,
    schedules: Vec<Schedule>,
    languages: Vec<Language>,
    cost_options: Vec<CostOption>,
    required_documents: Vec<RequiredDocument>,
    terms: Vec<Term>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Owner {
    hsds_id: Id,
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShortPlace {
    hsds_id: Id,
    name: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    addresses: Vec<ShortAddress>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShortAddress {
    address1: Option<String>,
    city: Option<String>,
    state_province: Option<String>,
    postal_code: Option<String>,
}

#[derive(Serialize)]
struct Phone {
    number: String,
    r#type: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schedule {
    byday: Option<String>,
    opens_at: Option<String>,
    closes_at: Option<String>,
}

#[derive(Serialize)]
struct Language {
    name: Option<String>,
    code: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CostOption {
    option: Option<String>,
    amount: Option<f64>,
    currency: Option<String>,
    amount_description: Option<String>,
}

#[derive(Serialize)]
struct RequiredDocument {
    document: Option<String>,
}

#[derive(Serialize)]
struct Term {
    code: Option<String>,
    name: String,
}

/// A service on a short list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShortService {
    hsds_id: Id,
    name: String,
    status: &'static str,
    organization: Option<Name>,
    terms: Vec<Term>,
}

#[derive(Serialize)]
struct Name {
    name: String,
}

fn all<T>(
    statement: &mut CachedStatement<'_>,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    statement.query_map(params, read)?.collect()
}

fn status(row: &Row<'_>, column: usize) -> Result<&'static str> {
    Ok(match row.get_ref(column)?.as_str()? {
        "active" => "ACTIVE",
        "inactive" => "INACTIVE",
        "defunct" => "DEFUNCT",
        _ => "TEMPORARILY_CLOSED",
    })
}

/// A column that a confidential location does not show; its visibility is in the first column.
fn unless_hidden<T: FromSql>(row: &Row<'_>, column: usize) -> Result<Option<T>> {
    if is_hidden(row)? {
        Ok(None)
    } else {
        row.get(column)
    }
}

fn is_hidden(row: &Row<'_>) -> Result<bool> {
    Ok(row.get_ref(0)?.as_str()? != "PUBLIC")
}

/// One organization, its first services, their locations and what hangs on those.
pub(crate) fn organization(connection: &Connection, question: &One) -> Result<OrganizationAnswer> {
    let mut services =
        connection.prepare_cached("SELECT id, name, status, description FROM service WHERE organization_id = ? ORDER BY name, id LIMIT 10")?;
    let mut places = connection.prepare_cached(
        "SELECT l.visibility, l.id, l.name, l.latitude, l.longitude
         FROM service_at_location a LEFT JOIN location l ON l.id = a.location_id WHERE a.service_id = ? ORDER BY a.id",
    )?;
    let mut addresses = connection.prepare_cached(
        "SELECT address_1, city, region, state_province, postal_code, country FROM address WHERE location_id = ? ORDER BY id",
    )?;
    let mut phones = connection.prepare_cached(
        "SELECT number, type, description FROM phone WHERE location_id = ? ORDER BY id",
    )?;
    let mut schedules = connection
        .prepare_cached("SELECT byday, opens_at, closes_at, description FROM schedule WHERE location_id = ? ORDER BY id")?;

    let mut read_address = |row: &Row<'_>| {
        Ok(Address {
            address1: row.get(0)?,
            city: row.get(1)?,
            region: row.get(2)?,
            state_province: row.get(3)?,
            postal_code: row.get(4)?,
            country: row.get(5)?,
        })
    };
    let mut read_place = |row: &Row<'_>| {
        let Some(id) = row.get::<_, Option<Id>>(1)? else {
            return Ok(At { location: None });
        };
        let location = Place {
            hsds_id: id,
            name: row.get(2)?,
            latitude: unless_hidden(row, 3)?,
            longitude: unless_hidden(row, 4)?,
            addresses: if is_hidden(row)? {
                Vec::new()
            } else {
                all(&mut addresses, [id], &mut read_address)?
            },
            phones: all(&mut phones, [id], |row| {
                Ok(PlacePhone {
                    number: row.get(0)?,
                    r#type: row.get(1)?,
                    description: row.get(2)?,
                })
            })?,
            schedules: all(&mut schedules, [id], |row| {
                Ok(PlaceSchedule {
                    byday: row.get(0)?,
                    opens_at: row.get(1)?,
                    closes_at: row.get(2)?,
                    description: row.get(3)?,
                })
            })?,
        };
        Ok(At {
            location: Some(location),
        })
    };
    let mut read_service = |row: &Row<'_>| {
        let id = row.get(0)?;
        Ok(OrganizationService {
            hsds_id: id,
            name: row.get(1)?,
            status: status(row, 2)?,
            description: row.get(3)?,
            service_at_locations: all(&mut places, [id], &mut read_place)?,
        })
    };
    let organization = connection
        .prepare_cached(
            "SELECT id, name, description, email, website FROM organization WHERE id = ?",
        )?
        .query_row([question.id], |row| {
            Ok(Organization {
                hsds_id: row.get(0)?,
                name: row.get(1)?,
                description: row.get(2)?,
                email: row.get(3)?,
                website: row.get(4)?,
                services: Nodes {
                    nodes: all(&mut services, [question.id], &mut read_service)?,
                },
            })
        })
        .optional()?;
    Ok(OrganizationAnswer { organization })
}

/// One page of services by name; `read` makes a node of a row of id, name, status, organization and description.
fn services<S>(
    connection: &Connection,
    after: &After,
    first: u32,
    read: impl FnMut(&Row<'_>) -> Result<S>,
) -> Result<PageAnswer<S>> {
    let mut nodes = match &after.after {
        None => {
            let sql = "SELECT id, name, status, organization_id, description FROM service ORDER BY name, id LIMIT ?";
            all(&mut connection.prepare_cached(sql)?, [first + 1], read)?
        }
        Some(Seen { name, hsds_id }) => {
            let sql = "SELECT id, name, status, organization_id, description FROM service
                       WHERE (name, id) > (?, ?) ORDER BY name, id LIMIT ?";
            all(
                &mut connection.prepare_cached(sql)?,
                (name, hsds_id, first + 1),
                read,
            )?
        }
    };
    let has_next_page = nodes.len() > first as usize;
    nodes.truncate(first as usize);
    Ok(PageAnswer {
        services: Page {
            page_info: PageInfo { has_next_page },
            nodes,
        },
    })
}

/// Terms of the taxonomy of needs.
const TERMS: &str = "SELECT t.code, t.name FROM taxonomy_term t
    WHERE t.id IN (SELECT taxonomy_term_id FROM attribute WHERE link_id = ?)
      AND t.taxonomy_id = (SELECT id FROM taxonomy WHERE code = 'need')
    ORDER BY t.code, t.id";

fn term(row: &Row<'_>) -> Result<Term> {
    Ok(Term {
        code: row.get(0)?,
        name: row.get(1)?,
    })
}

/// A page of 50 with everything a list may show.
pub(crate) fn page(connection: &Connection, question: &After) -> Result<PageAnswer<FullService>> {
    let mut owners = connection.prepare_cached("SELECT id, name FROM organization WHERE id = ?")?;
    let mut places = connection.prepare_cached(
        "SELECT l.visibility, l.id, l.name, l.latitude, l.longitude
         FROM service_at_location a LEFT JOIN location l ON l.id = a.location_id WHERE a.service_id = ? ORDER BY a.id",
    )?;
    let mut addresses = connection
        .prepare_cached("SELECT address_1, city, state_province, postal_code FROM address WHERE location_id = ? ORDER BY id")?;
    let mut phones = connection
        .prepare_cached("SELECT number, type FROM phone WHERE service_id = ? ORDER BY id")?;
    let mut schedules = connection.prepare_cached(
        "SELECT byday, opens_at, closes_at FROM schedule WHERE service_id = ? ORDER BY id",
    )?;
    let mut languages = connection
        .prepare_cached("SELECT name, code FROM language WHERE service_id = ? ORDER BY id")?;
    let mut costs = connection
        .prepare_cached("SELECT option, amount, currency, amount_description FROM cost_option WHERE service_id = ? ORDER BY id")?;
    let mut documents = connection.prepare_cached(
        "SELECT document FROM required_document WHERE service_id = ? ORDER BY id",
    )?;
    let mut terms = connection.prepare_cached(TERMS)?;

    let mut read_place = |row: &Row<'_>| {
        let Some(id) = row.get::<_, Option<Id>>(1)? else {
            return Ok(At { location: None });
        };
        let read_address = |row: &Row<'_>| {
            Ok(ShortAddress {
                address1: row.get(0)?,
                city: row.get(1)?,
                state_province: row.get(2)?,
                postal_code: row.get(3)?,
            })
        };
        let location = ShortPlace {
            hsds_id: id,
            name: row.get(2)?,
            latitude: unless_hidden(row, 3)?,
            longitude: unless_hidden(row, 4)?,
            addresses: if is_hidden(row)? {
                Vec::new()
            } else {
                all(&mut addresses, [id], read_address)?
            },
        };
        Ok(At {
            location: Some(location),
        })
    };
    services(connection, question, 50, |row| {
        let id: Id = row.get(0)?;
        let owner: Option<Id> = row.get(3)?;
        Ok(FullService {
            hsds_id: id,
            name: row.get(1)?,
            description: row.get(4)?,
            status: status(row, 2)?,
            organization: owners
                .query_row([owner], |row| {
                    Ok(Owner {
                        hsds_id: row.get(0)?,
                        name: row.get(1)?,
                    })
                })
                .optional()?,
            service_at_locations: all(&mut places, [id], &mut read_place)?,
            phones: all(&mut phones, [id], |row| {
                Ok(Phone {
                    number: row.get(0)?,
                    r#type: row.get(1)?,
                })
            })?,
            schedules: all(&mut schedules, [id], |row| {
                Ok(Schedule {
                    byday: row.get(0)?,
                    opens_at: row.get(1)?,
                    closes_at: row.get(2)?,
                })
            })?,
            languages: all(&mut languages, [id], |row| {
                Ok(Language {
                    name: row.get(0)?,
                    code: row.get(1)?,
                })
            })?,
            cost_options: all(&mut costs, [id], |row| {
                Ok(CostOption {
                    option: row.get(0)?,
                    amount: row.get(1)?,
                    currency: row.get(2)?,
                    amount_description: row.get(3)?,
                })
            })?,
            required_documents: all(&mut documents, [id], |row| {
                Ok(RequiredDocument {
                    document: row.get(0)?,
                })
            })?,
            terms: all(&mut terms, [id], term)?,
        })
    })
}

/// A page of 20 for a first look.
pub(crate) fn short(connection: &Connection, question: &After) -> Result<PageAnswer<ShortService>> {
    let mut owners = connection.prepare_cached("SELECT name FROM organization WHERE id = ?")?;
    let mut terms = connection.prepare_cached(TERMS)?;
    services(connection, question, 20, |row| {
        let id: Id = row.get(0)?;
        let owner: Option<Id> = row.get(3)?;
        Ok(ShortService {
            hsds_id: id,
            name: row.get(1)?,
            status: status(row, 2)?,
            organization: owners
                .query_row([owner], |row| Ok(Name { name: row.get(0)? }))
                .optional()?,
            terms: all(&mut terms, [id], term)?,
        })
    })
}
