//! Rows by description: one way to read and write any table that [`entity::object`] describes.

use std::borrow::Cow;

use entity::object::{Kind, Object};
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, Value};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use serde::{Serialize, Serializer};
use uuid::Uuid;

use super::bulk;
use super::fault::Fault;

/// What one field holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Null,
    /// Text, also dates, addresses and words of closed sets.
    Text(String),
    /// A number.
    Number(f64),
    /// A whole number.
    Integer(i32),
    /// An id.
    Id(Uuid),
}

/// As JSON, for history and answers.
impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Integer(number) => serializer.serialize_i32(*number),
            Self::Id(id) => id.serialize(serializer),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Integer(number)
    }
}

impl From<Uuid> for Cell {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(held: Option<T>) -> Self {
        held.map_or(Self::Null, Into::into)
    }
}

impl Cell {
    /// The text it holds.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number it holds.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The id it holds.
    pub fn as_id(&self) -> Option<Uuid> {
        match self {
            Self::Id(id) => Some(*id),
            _ => None,
        }
    }

    fn to_value(&self, kind: Kind) -> Value {
        match self {
            Self::Text(text) => text.clone().into(),
            Self::Number(number) => (*number).into(),
            Self::Integer(number) => (*number).into(),
            Self::Id(id) => (*id).into(),
            Self::Null => match kind {
                Kind::Number => Option::<f64>::None.into(),
                Kind::Integer => Option::<i32>::None.into(),
                Kind::Reference(_) | Kind::Id => Option::<Uuid>::None.into(),
                _ => Option::<String>::None.into(),
            },
        }
    }
}

/// The key of a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// The id of most rows.
    Id(Uuid),
    /// The code of a region.
    Code(Cow<'static, str>),
}

impl Key {
    /// The id, for rows that have one.
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::Id(id) => Some(*id),
            Self::Code(_) => None,
        }
    }
}

impl From<Uuid> for Key {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => id.fmt(formatter),
            Self::Code(code) => code.fmt(formatter),
        }
    }
}

impl From<&Key> for Value {
    fn from(key: &Key) -> Self {
        match key {
            Key::Id(id) => (*id).into(),
            Key::Code(code) => code.as_ref().into(),
        }
    }
}

/// One row: its key and its cells in the order of the object's fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The key.
    pub key: Key,
    /// The cells.
    pub cells: Vec<Cell>,
}

impl Row {
    /// What this row of `object` holds in the field called `name`; `None` when the object has no such field.
    pub fn cell(&self, object: &Object, name: &str) -> Option<&Cell> {
        let (at, _) = object.field(name)?;
        self.cells.get(at)
    }

    /// The text in that field.
    pub fn text(&self, object: &Object, name: &str) -> Option<&str> {
        self.cell(object, name)?.as_text()
    }

    /// The number in that field.
    pub fn number(&self, object: &Object, name: &str) -> Option<f64> {
        self.cell(object, name)?.as_number()
    }

    /// The id in that field.
    pub fn id(&self, object: &Object, name: &str) -> Option<Uuid> {
        self.cell(object, name)?.as_id()
    }
}

/// The rows of `object` that have one of these keys.
pub async fn fetch(
    connection: &impl ConnectionTrait,
    object: &Object,
    keys: &[Key],
) -> Result<FxHashMap<Key, Row>, Fault> {
    let mut rows = FxHashMap::default();
    for row in having(connection, object, &columns(object), object.key, keys).await? {
        let row = read(object, &row)?;
        rows.insert(row.key.clone(), row);
    }
    Ok(rows)
}

/// The rows of `object` whose field called `field` holds one of these ids, by id.
pub async fn fetch_by(
    connection: &impl ConnectionTrait,
    object: &Object,
    field: &str,
    ids: &[Uuid],
) -> Result<Vec<Row>, Fault> {
    let keys: Vec<Key> = ids.iter().copied().map(Key::Id).collect();
    let found = having(connection, object, &columns(object), field, &keys).await?;
    let rows = found.iter().map(|row| read(object, row));
    let mut rows = rows.collect::<Result<Vec<Row>, Fault>>()?;
    rows.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(rows)
}

/// Takes rows out of the table of `object`.
pub async fn delete(
    connection: &impl ConnectionTrait,
    object: &Object,
    keys: &[Key],
) -> Result<(), Fault> {
    let mut statement = Query::delete();
    statement
        .from_table(Alias::new(object.name))
        .and_where(Expr::col(Alias::new(object.key)).is_in(keys.iter().map(Value::from)));
    connection.execute(&statement).await?;
    Ok(())
}

fn columns(object: &Object) -> String {
    let mut columns = quoted(object.key);
    for field in object.fields {
        columns.push_str(", ");
        columns.push_str(&quoted(field.name));
    }
    columns
}

/// These columns of the rows whose column called `name` holds one of these keys.
async fn having(
    connection: &impl ConnectionTrait,
    object: &Object,
    columns: &str,
    name: &str,
    keys: &[Key],
) -> Result<Vec<QueryResult>, Fault> {
    let backend = connection.get_database_backend();
    let mut found = Vec::new();
    for part in bulk::parts(keys) {
        let mut sql = format!(
            "SELECT {columns} FROM {} WHERE {} IN ",
            quoted(object.name),
            quoted(name)
        );
        bulk::push_places(&mut sql, backend, 1, part.len());
        let values = part.iter().map(Value::from);
        let statement = Statement::from_sql_and_values(backend, sql, values);
        found.extend(connection.query_all_raw(statement).await?);
    }
    Ok(found)
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn read_key(object: &Object, row: &QueryResult) -> Result<Key, Fault> {
    Ok(if object.key == "id" {
        Key::Id(row.try_get_by_index(0)?)
    } else {
        Key::Code(Cow::Owned(row.try_get_by_index(0)?))
    })
}

fn read(object: &Object, row: &QueryResult) -> Result<Row, Fault> {
    let key = read_key(object, row)?;
    let mut cells = Vec::with_capacity(object.fields.len());
    for (index, field) in object.fields.iter().enumerate() {
        let at = index + 1;
        let cell = match field.kind {
            Kind::Number => row.try_get_by_index::<Option<f64>>(at)?.map(Cell::Number),
            Kind::Integer => row.try_get_by_index::<Option<i32>>(at)?.map(Cell::Integer),
            Kind::Reference(_) | Kind::Id => {
                row.try_get_by_index::<Option<Uuid>>(at)?.map(Cell::Id)
            }
            _ => row.try_get_by_index::<Option<String>>(at)?.map(Cell::Text),
        };
        cells.push(cell.unwrap_or(Cell::Null));
    }
    Ok(Row { key, cells })
}

/// Adds rows to the table of `object`.
pub async fn insert(
    connection: &impl ConnectionTrait,
    object: &Object,
    rows: &[&Row],
) -> Result<(), Fault> {
    let columns: Vec<&str> = std::iter::once(object.key)
        .chain(object.fields.iter().map(|field| field.name))
        .collect();
    bulk::insert(connection, object.name, &columns, rows, |row, values| {
        values.push(Value::from(&row.key));
        let cells = row.cells.iter().zip(object.fields);
        values.extend(cells.map(|(cell, field)| cell.to_value(field.kind)));
    })
    .await
}

/// Sets the named cells of one row; `changes` are places in the object's fields with what they now hold.
pub async fn update(
    connection: &impl ConnectionTrait,
    object: &Object,
    key: &Key,
    changes: &[(usize, &Cell)],
) -> Result<(), Fault> {
    let mut statement = Query::update();
    statement.table(Alias::new(object.name));
    for (index, cell) in changes {
        if let Some(field) = object.fields.get(*index) {
            statement.value(Alias::new(field.name), Expr::val(cell.to_value(field.kind)));
        }
    }
    statement.and_where(Expr::col(Alias::new(object.key)).eq(Value::from(key)));
    connection.execute(&statement).await?;
    Ok(())
}

/// Which of these keys the table of `object` does not hold.
pub async fn missing(
    connection: &impl ConnectionTrait,
    object: &Object,
    mut keys: FxHashSet<Key>,
) -> Result<FxHashSet<Key>, Fault> {
    let asked: Vec<Key> = keys.iter().cloned().collect();
    for row in having(connection, object, &quoted(object.key), object.key, &asked).await? {
        keys.remove(&read_key(object, &row)?);
    }
    Ok(keys)
}

/// The keys of the rows of `object` whose `field` holds this id, in order.
pub async fn naming(
    connection: &impl ConnectionTrait,
    object: &Object,
    field: &str,
    id: Uuid,
) -> Result<Vec<Key>, Fault> {
    let column = quoted(object.key);
    let found = having(connection, object, &column, field, &[Key::Id(id)]).await?;
    let keys = found.iter().map(|row| read_key(object, row));
    let mut keys = keys.collect::<Result<Vec<Key>, Fault>>()?;
    keys.sort();
    Ok(keys)
}
