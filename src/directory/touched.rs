//! What an export of a part holds: the published records that the log tells of since a position, and the services of a
//! region. Only ids leave here; what of them is shown, the reader decides.

use entity::object::{Kind, Object, object};
use entity::{change, location, service, service_area, service_at_location};
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::error::Error;
use super::read::{Directory, inside};
use super::region::parent_code;
use crate::change::Position;
use crate::store::{Fault, Key, Reader, Row, fetch};

/// Ids by the name of their object.
pub type Touched = FxHashMap<&'static str, FxHashSet<Uuid>>;

/// The records that stand by themselves; what hangs on one changes it. A service at a location is its service's.
const WHOLE: [&str; 5] = [
    "service",
    "organization",
    "location",
    "taxonomy",
    "taxonomy_term",
];

/// How many entries of the log are read at once.
const AT_ONCE: u64 = 5_000;

/// The records that stand by themselves and have changed after a position, or something that hangs on them. Of a record
/// that is gone nothing is left to tell.
pub async fn touched_since(reader: &Reader, since: Position) -> Result<Touched, Error> {
    use change::Column;
    let mut touched = Touched::default();
    let mut after = since;
    loop {
        let entries = change::Entity::find()
            .filter(Column::Seq.gt(after))
            .order_by_asc(Column::Seq)
            .limit(AT_ONCE)
            .all(reader.open())
            .await
            .map_err(Fault::from)?;
        let Some(last) = entries.last() else {
            return Ok(touched);
        };
        after = last.seq;
        let mut open: FxHashMap<&'static str, FxHashSet<Uuid>> = FxHashMap::default();
        for entry in &entries {
            let (Some(of), Ok(id)) = (object(&entry.entity), Uuid::try_parse(&entry.key)) else {
                continue;
            };
            if of.key != "id" {
                continue;
            }
            open.entry(of.name).or_default().insert(id);
            // What a row hung on before matters when it is gone or hangs on another.
            let before = entry
                .before
                .as_deref()
                .map(serde_json::from_str::<Map<String, Value>>);
            if let Some(Ok(before)) = before {
                let text = |field: &str| before.get(field).and_then(Value::as_str);
                let id = |field: &str| Uuid::try_parse(text(field)?).ok();
                for (owner, id) in named(of, id, text) {
                    open.entry(owner.name).or_default().insert(id);
                }
            }
        }
        climb(reader, open, &mut touched).await?;
    }
}

/// From rows to the records they hang on.
async fn climb(
    reader: &Reader,
    mut open: FxHashMap<&'static str, FxHashSet<Uuid>>,
    touched: &mut Touched,
) -> Result<(), Error> {
    while let Some(name) = open.keys().next().copied() {
        let ids = open.remove(name).unwrap_or_default();
        let Some(of) = object(name) else { continue };
        if WHOLE.contains(&name) {
            touched.entry(of.name).or_default().extend(ids);
            continue;
        }
        let keys: Vec<Key> = ids.into_iter().map(Key::Id).collect();
        for row in fetch(reader.open(), of, &keys).await?.into_values() {
            let owners = named(of, |field| row.id(of, field), |field| row.text(of, field));
            if owners.is_empty() && of.name == "service_at_location" {
                add(touched, of, &row);
            }
            for (owner, id) in owners {
                open.entry(owner.name).or_default().insert(id);
            }
        }
    }
    Ok(())
}

fn add(touched: &mut Touched, of: &'static Object, row: &Row) {
    if let Key::Id(id) = row.key {
        touched.entry(of.name).or_default().insert(id);
    }
}

/// The rows that a row hangs on. A service at a location is no part of the place, and a mark none of its term.
fn named<'a>(
    of: &'static Object,
    id: impl Fn(&str) -> Option<Uuid>,
    text: impl Fn(&str) -> Option<&'a str>,
) -> Vec<(&'static Object, Uuid)> {
    let mut owners = Vec::new();
    for field in of.fields {
        let owner = match (of.name, field.name, field.kind) {
            ("service_at_location", "location_id", _) => None,
            (_, "link_id", _) => text("link_entity").and_then(object),
            (_, "resource_id", _) => text("resource_type").and_then(object),
            (_, "owner_id", _) => text("owner_object").and_then(object),
            (_, _, Kind::Reference("taxonomy_term" | "unit")) => None,
            (_, _, Kind::Reference(owner)) => object(owner),
            _ => None,
        };
        if let (Some(owner), Some(id)) = (owner, id(field.name)) {
            owners.push((owner, id));
        }
    }
    owners
}

/// The services that stand in the region with this code or serve it, by id.
pub async fn services_in(directory: &Directory, code: &str) -> Result<Vec<Uuid>, Error> {
    use service_area::Column as Area;
    use service_at_location::Column as Offer;
    let offers = || {
        Query::select()
            .column((service_at_location::Entity, Offer::ServiceId))
            .from(service_at_location::Entity)
            .and_where(Expr::col((service_at_location::Entity, Offer::ServiceId)).is_not_null())
            .to_owned()
    };
    let places = Query::select()
        .column(location::Column::Id)
        .from(location::Entity)
        .cond_where(directory.location_region(code))
        .to_owned();
    let standing = offers()
        .and_where(Offer::LocationId.in_subquery(places))
        .to_owned();
    // Who serves a part of the region serves it, and so does who serves an area around it.
    let mut around = Vec::new();
    let mut at = code;
    while let Some(parent) = parent_code(at) {
        around.push(parent.to_owned());
        at = parent;
    }
    let serves = || inside(Area::RegionCode, code).add(Area::RegionCode.is_in(around.clone()));
    let areas = |owner: Area| -> SelectStatement {
        Query::select()
            .column(owner)
            .from(service_area::Entity)
            .and_where(owner.is_not_null())
            .cond_where(serves())
            .to_owned()
    };
    let serving = offers()
        .and_where(Offer::Id.in_subquery(areas(Area::ServiceAtLocationId)))
        .to_owned();
    let id = service::Column::Id;
    let condition = Condition::any()
        .add(id.in_subquery(standing))
        .add(id.in_subquery(areas(Area::ServiceId)))
        .add(id.in_subquery(serving));
    Ok(directory
        .reader
        .ids::<service::Entity>(|select| select.filter(condition))
        .await?)
}
