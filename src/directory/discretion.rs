//! What the change log does not say: where a confidential place stands, and what tells of a person. The log names such
//! fields without what they hold, and when a place turns confidential, what the log has said of it until then is taken
//! out. So whoever reads the log needs no rule of their own.

use entity::object::Object;
use entity::{accessibility, address, attribute, change, extra_property, location, metadata};
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect,
};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::error::Error;
use crate::change::entries;
use crate::store::{self, Cell, Fault, Key, Row};

/// The fields of a location that tell where it stands: those that the store's door empties or cuts.
const WHERE: [&str; 9] = [
    "latitude",
    "longitude",
    "coordinate_precision",
    "description",
    "transportation",
    "url",
    "external_identifier",
    "external_identifier_type",
    "region_code",
];

/// Tables whose rows tell of a place, with the field that names it. That field stays in the log: the index finds by it
/// what a change touches.
const OF_PLACES: [(&Object, &str); 5] = [
    (&address::OBJECT, "location_id"),
    (&accessibility::OBJECT, "location_id"),
    (&attribute::OBJECT, "link_id"),
    (&metadata::OBJECT, "resource_id"),
    (&extra_property::OBJECT, "owner_id"),
];

fn owner_field(object: &Object) -> Option<&'static str> {
    let mut of = OF_PLACES.iter();
    of.find(|(known, _)| known.name == object.name)
        .map(|(_, field)| *field)
}

/// The confidential places and their addresses, as one transaction knows them.
#[derive(Default)]
pub(super) struct Discretion {
    hidden: FxHashSet<Uuid>,
    is_read: bool,
}

impl Discretion {
    /// Reads what is confidential, where rows of `object` may tell of a place.
    pub(super) async fn over(
        transaction: &DatabaseTransaction,
        object: &Object,
    ) -> Result<Self, Fault> {
        let mut discretion = Self::default();
        if !may_tell(object) {
            return Ok(discretion);
        }
        discretion.is_read = true;
        let places: Vec<Uuid> = location::Entity::find()
            .select_only()
            .column(location::Column::Id)
            .filter(location::Column::Visibility.ne("PUBLIC"))
            .into_tuple()
            .all(transaction)
            .await?;
        for address in
            store::fetch_by(transaction, &address::OBJECT, "location_id", &places).await?
        {
            discretion.hide(&address.key);
        }
        discretion.hidden.extend(places);
        Ok(discretion)
    }

    /// Whether it knows what rows of `object` want.
    pub(super) fn covers(&self, object: &Object) -> bool {
        self.is_read || !may_tell(object)
    }

    fn hide(&mut self, key: &Key) {
        if let Key::Id(id) = key {
            self.hidden.insert(*id);
        }
    }

    /// Learns of rows that are about to be written.
    pub(super) fn learn<'a>(&mut self, object: &Object, rows: impl Iterator<Item = &'a Row>) {
        for row in rows {
            let is_hidden = match object.name {
                "location" => is_confidential(row),
                "address" => self.is_of_hidden(object, row),
                _ => return,
            };
            if is_hidden {
                self.hide(&row.key);
            }
        }
    }

    fn is_of_hidden(&self, object: &Object, row: &Row) -> bool {
        let owner = owner_field(object).and_then(|name| row.id(object, name));
        owner.is_some_and(|id| self.hidden.contains(&id))
    }

    /// The named cells of a row as the log says them: a JSON object in which what must not be said is null.
    pub(super) fn json_of(
        &self,
        object: &Object,
        row: &Row,
        places: &[usize],
    ) -> Result<String, Error> {
        let is_hidden = match object.name {
            "location" => is_confidential(row),
            _ => self.is_of_hidden(object, row),
        };
        let cells = Cells {
            object,
            row,
            places,
            is_hidden,
        };
        serde_json::to_string(&cells).map_err(Error::internal)
    }

    /// After rows were written: takes out of the log what it has said of places that have turned confidential.
    pub(super) async fn turn<'a>(
        &mut self,
        transaction: &DatabaseTransaction,
        object: &Object,
        rows: impl Iterator<Item = (&'a Row, &'a Row)>,
    ) -> Result<(), Error> {
        if object.name != "location" {
            return Ok(());
        }
        let (mut hidden, mut shown) = (Vec::new(), Vec::new());
        for (before, after) in rows {
            let Key::Id(id) = after.key else { continue };
            match (is_confidential(before), is_confidential(after)) {
                (false, true) => hidden.push(id),
                (true, false) => shown.push(id),
                _ => {}
            }
        }
        for address in store::fetch_by(transaction, &address::OBJECT, "location_id", &shown).await?
        {
            if let Key::Id(id) = address.key {
                self.hidden.remove(&id);
            }
        }
        self.hidden.retain(|id| !shown.contains(id));
        if !hidden.is_empty() {
            let addresses = scrub(transaction, hidden).await?;
            self.hidden.extend(addresses);
        }
        Ok(())
    }
}

/// Whether rows of `object` may tell where a place stands.
fn may_tell(object: &Object) -> bool {
    object.name == "location" || owner_field(object).is_some()
}

/// Whether rows of a table tell of the place they belong to.
pub(super) fn tells_of_place(table: &str) -> bool {
    OF_PLACES.iter().any(|(known, _)| known.name == table)
}

fn is_confidential(location: &Row) -> bool {
    let visibility = location.text(&location::OBJECT, "visibility");
    visibility.is_some_and(|word| word != "PUBLIC")
}

/// Whether the log says what a field of a hidden row holds.
fn is_said_of_hidden(object: &str, field: &str) -> bool {
    match object {
        "location" => !WHERE.contains(&field),
        _ => OF_PLACES
            .iter()
            .any(|(known, owner)| known.name == object && *owner == field),
    }
}

/// The named cells of a row.
struct Cells<'a> {
    object: &'a Object,
    row: &'a Row,
    places: &'a [usize],
    is_hidden: bool,
}

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.places.iter().filter_map(|at| {
            let field = self.object.fields.get(*at)?;
            let cell = self.row.cells.get(*at)?;
            let is_unsaid = field.is_personal
                || (self.is_hidden && !is_said_of_hidden(self.object.name, field.name));
            Some((field.name, if is_unsaid { &Cell::Null } else { cell }))
        }))
    }
}

/// Takes what was said of these places, their addresses and what is told of both out of the log, also of rows that are
/// gone or have moved elsewhere since. Returns the addresses.
async fn scrub(transaction: &DatabaseTransaction, places: Vec<Uuid>) -> Result<Vec<Uuid>, Error> {
    empty(transaction, location::OBJECT.name, &places).await?;
    let mut owners = places;
    let mut addresses = Vec::new();
    for (object, owner) in OF_PLACES {
        let mut keys: FxHashSet<Uuid> = FxHashSet::default();
        for row in store::fetch_by(transaction, object, owner, &owners).await? {
            if let Key::Id(id) = row.key {
                keys.insert(id);
            }
        }
        keys.extend(once_there(transaction, object.name, &owners).await?);
        let keys: Vec<Uuid> = keys.into_iter().collect();
        empty(transaction, object.name, &keys).await?;
        if object.name == address::OBJECT.name {
            owners.extend(&keys);
            addresses = keys;
        }
    }
    Ok(addresses)
}

/// Rows of a table that a later change has taken away from one of these owners. Such changes are few and have an index of
/// their own.
async fn once_there(
    transaction: &DatabaseTransaction,
    entity: &str,
    owners: &[Uuid],
) -> Result<Vec<Uuid>, Fault> {
    use change::Column;
    let mut keys = Vec::new();
    for owner in owners {
        let owner = owner.to_string();
        let found: Vec<String> = change::Entity::find()
            .select_only()
            .column(Column::Key)
            .filter(Column::Entity.eq(entity))
            .filter(Column::Operation.ne("CREATE"))
            .filter(
                Condition::any()
                    .add(Column::Before.contains(&owner))
                    .add(Column::After.contains(&owner)),
            )
            .into_tuple()
            .all(transaction)
            .await?;
        keys.extend(found.iter().filter_map(|key| Uuid::try_parse(key).ok()));
    }
    Ok(keys)
}

/// Empties what the log says of these rows.
async fn empty(transaction: &DatabaseTransaction, entity: &str, ids: &[Uuid]) -> Result<(), Error> {
    for entry in entries(transaction, entity, ids).await? {
        let mut emptied = FxHashMap::default();
        for (column, json) in [("before", &entry.before), ("after", &entry.after)] {
            let Some(json) = json else { continue };
            let mut fields: Map<String, Value> =
                serde_json::from_str(json).map_err(Error::internal)?;
            for (field, value) in &mut fields {
                if !is_said_of_hidden(entity, field) {
                    *value = Value::Null;
                }
            }
            let json = serde_json::to_string(&fields).map_err(Error::internal)?;
            emptied.insert(column, json);
        }
        let scrubbed = change::ActiveModel {
            seq: Set(entry.seq),
            before: Set(emptied.remove("before")),
            after: Set(emptied.remove("after")),
            ..change::ActiveModel::default()
        };
        change::Entity::update(scrubbed)
            .exec(transaction)
            .await
            .map_err(Fault::from)?;
    }
    Ok(())
}
