//! Rows by description: one way to read and write any table that [`entity::object`] describes.

use std::borrow::Cow;

use entity::object::{Kind, Object};
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SimpleExpr, Value};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use uuid::Uuid;

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

impl Cell {
    /// As JSON, for history and answers.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Text(text) => text.as_str().into(),
            Self::Number(number) => (*number).into(),
            Self::Integer(number) => (*number).into(),
            Self::Id(id) => id.to_string().into(),
        }
    }

    fn to_expr(&self, kind: Kind) -> SimpleExpr {
        let value: Value = match self {
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
        };
        Expr::val(value)
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

/// SQLite takes 32,766 parameters a statement, PostgreSQL 65,535.
const PARAMETERS: usize = 30_000;

/// The rows of `object` that have one of these keys.
pub async fn fetch(
    connection: &impl ConnectionTrait,
    object: &Object,
    keys: &[Key],
) -> Result<FxHashMap<Key, Row>, Fault> {
    let mut rows = FxHashMap::default();
    for keys in keys.chunks(1_000) {
        let mut select = Query::select();
        select
            .from(Alias::new(object.name))
            .column(Alias::new(object.key))
            .columns(object.fields.iter().map(|field| Alias::new(field.name)))
            .and_where(Expr::col(Alias::new(object.key)).is_in(keys.iter().map(Value::from)));
        for row in connection.query_all(&select).await? {
            let row = read(object, &row)?;
            rows.insert(row.key.clone(), row);
        }
    }
    Ok(rows)
}

fn read(object: &Object, row: &QueryResult) -> Result<Row, Fault> {
    let key = if object.key == "id" {
        Key::Id(row.try_get_by_index(0)?)
    } else {
        Key::Code(Cow::Owned(row.try_get_by_index(0)?))
    };
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
    rows: &[Row],
) -> Result<(), Fault> {
    for rows in rows.chunks(PARAMETERS / (object.fields.len() + 1)) {
        let mut statement = Query::insert();
        statement.into_table(Alias::new(object.name)).columns(
            std::iter::once(object.key)
                .chain(object.fields.iter().map(|field| field.name))
                .map(Alias::new),
        );
        for row in rows {
            let cells = row.cells.iter().zip(object.fields);
            let values = std::iter::once(Expr::val(Value::from(&row.key)))
                .chain(cells.map(|(cell, field)| cell.to_expr(field.kind)));
            statement
                .values(values)
                .map_err(|error| DbErr::Custom(error.to_string()))?;
        }
        connection.execute(&statement).await?;
    }
    Ok(())
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
            statement.value(Alias::new(field.name), cell.to_expr(field.kind));
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
    for asked in asked.chunks(1_000) {
        let mut select = Query::select();
        select
            .from(Alias::new(object.name))
            .column(Alias::new(object.key))
            .and_where(Expr::col(Alias::new(object.key)).is_in(asked.iter().map(Value::from)));
        for row in connection.query_all(&select).await? {
            keys.remove(&if object.key == "id" {
                Key::Id(row.try_get_by_index(0)?)
            } else {
                Key::Code(Cow::Owned(row.try_get_by_index(0)?))
            });
        }
    }
    Ok(keys)
}
