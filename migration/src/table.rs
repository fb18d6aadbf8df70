//! A short way to write down a table so that SQLite and PostgreSQL build the same one: every reference gets a foreign key
//! and an index, every closed set a check.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;
use sea_orm_migration::sea_query::{ColumnType, Table as Statement};

/// A table to be created.
pub(crate) struct Table {
    name: &'static str,
    columns: Vec<Column>,
    key: &'static [&'static str],
}

/// A column of it.
#[derive(Clone)]
pub(crate) struct Column {
    name: &'static str,
    column_type: ColumnType,
    is_key: bool,
    is_not_null: bool,
    is_indexed: bool,
    is_unique: bool,
    is_listed: bool,
    default: Option<&'static str>,
    allowed: &'static [&'static str],
    refers: Option<(&'static str, &'static str)>,
}

/// A table of `columns`.
pub(crate) fn table(name: &'static str, columns: &[Column]) -> Table {
    Table {
        name,
        columns: columns.to_vec(),
        key: &[],
    }
}

impl Table {
    /// The key is these columns together.
    pub(crate) fn keyed_by(self, key: &'static [&'static str]) -> Self {
        Self { key, ..self }
    }
}

fn column(name: &'static str, column_type: ColumnType) -> Column {
    Column {
        name,
        column_type,
        is_key: false,
        is_not_null: false,
        is_indexed: false,
        is_unique: false,
        is_listed: false,
        default: None,
        allowed: &[],
        refers: None,
    }
}

/// The key of most tables: a UUID called `id`.
pub(crate) fn id() -> Column {
    Column {
        is_key: true,
        ..uuid("id")
    }
}

/// A key that is a code.
pub(crate) fn code_key(name: &'static str) -> Column {
    Column {
        is_key: true,
        ..text(name)
    }
}

/// A key that the database counts up and never reuses.
pub(crate) fn sequence(name: &'static str) -> Column {
    Column {
        is_key: true,
        ..column(name, ColumnType::BigInteger)
    }
}

/// A place in the change log.
pub(crate) fn position(name: &'static str) -> Column {
    column(name, ColumnType::BigInteger)
}

/// Text of any length.
pub(crate) fn text(name: &'static str) -> Column {
    column(name, ColumnType::Text)
}

/// A UUID that no foreign key watches.
pub(crate) fn uuid(name: &'static str) -> Column {
    column(name, ColumnType::Uuid)
}

/// A number.
pub(crate) fn double(name: &'static str) -> Column {
    column(name, ColumnType::Double)
}

/// A whole number.
pub(crate) fn integer(name: &'static str) -> Column {
    column(name, ColumnType::Integer)
}

/// One word of a closed set.
pub(crate) fn one_of(name: &'static str, allowed: &'static [&'static str]) -> Column {
    Column {
        allowed,
        ..text(name)
    }
}

/// The id of a row of another table.
pub(crate) fn refers(name: &'static str, table: &'static str) -> Column {
    Column {
        refers: Some((table, "id")),
        is_indexed: true,
        ..uuid(name)
    }
}

/// The code of a row of another table.
pub(crate) fn refers_to_code(name: &'static str, table: &'static str) -> Column {
    Column {
        refers: Some((table, "code")),
        is_indexed: true,
        ..text(name)
    }
}

impl Column {
    pub(crate) fn not_null(self) -> Self {
        Self {
            is_not_null: true,
            ..self
        }
    }

    pub(crate) fn indexed(self) -> Self {
        Self {
            is_indexed: true,
            ..self
        }
    }

    /// Lists are ordered by this column and then by id.
    pub(crate) fn listed(self) -> Self {
        Self {
            is_listed: true,
            ..self
        }
    }

    pub(crate) fn unique(self) -> Self {
        Self {
            is_unique: true,
            ..self
        }
    }

    pub(crate) fn default(self, word: &'static str) -> Self {
        Self {
            default: Some(word),
            ..self
        }
    }

    fn definition(&self, backend: DbBackend) -> ColumnDef {
        let column_type = match (backend, &self.column_type) {
            // SQLite compares text by its bytes. In another order, lists would page differently on PostgreSQL.
            (DbBackend::Postgres, ColumnType::Text) => ColumnType::custom("text COLLATE \"C\""),
            (_, column_type) => column_type.clone(),
        };
        let mut definition = ColumnDef::new_with_type(Alias::new(self.name), column_type);
        if self.is_key {
            definition.primary_key();
            if self.column_type == ColumnType::BigInteger {
                definition.auto_increment();
            }
        }
        if self.is_not_null || self.is_key {
            definition.not_null();
        }
        if self.is_unique {
            definition.unique_key();
        }
        if let Some(word) = self.default {
            definition.default(word);
        }
        if let Some((table, key)) = self.refers {
            // Watched at the commit: SQLite copies every page that a statement of many rows touches beforehand when a
            // reference could stop it, which took a third of an import.
            definition.extra(format!(
                "REFERENCES \"{table}\" (\"{key}\") DEFERRABLE INITIALLY DEFERRED"
            ));
        }
        if !self.allowed.is_empty() {
            definition.check(Expr::col(Alias::new(self.name)).is_in(self.allowed.iter().copied()));
        }
        definition
    }
}

/// Creates the tables in order, with their indexes.
pub(crate) async fn create(manager: &SchemaManager<'_>, tables: &[Table]) -> Result<(), DbErr> {
    for table in tables {
        let mut statement = Statement::create();
        statement.table(Alias::new(table.name));
        for column in &table.columns {
            statement.col(column.definition(manager.get_database_backend()));
        }
        if !table.key.is_empty() {
            let mut key = Index::create();
            for column in table.key {
                key.col(Alias::new(*column));
            }
            statement.primary_key(&mut key);
        }
        manager.create_table(statement).await?;
        for column in table.columns.iter().filter(|column| column.is_indexed) {
            manager.create_index(index(table.name, column)).await?;
        }
        for column in table.columns.iter().filter(|column| column.is_listed) {
            manager
                .get_connection()
                .execute_unprepared(&list_index(table, column))
                .await?;
        }
    }
    Ok(())
}

/// Adds a column that may be null, with its index, to a table that is there.
pub(crate) async fn add_column(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &Column,
) -> Result<(), DbErr> {
    let definition = column.definition(manager.get_database_backend());
    let statement = Statement::alter()
        .table(Alias::new(table))
        .add_column(definition)
        .to_owned();
    manager.alter_table(statement).await?;
    manager.create_index(index(table, column)).await
}

/// Takes a column and its index out of a table.
pub(crate) async fn drop_column(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &Column,
) -> Result<(), DbErr> {
    let index = Index::drop()
        .name(index_name(table, column))
        .table(Alias::new(table))
        .to_owned();
    manager.drop_index(index).await?;
    let statement = Statement::alter()
        .table(Alias::new(table))
        .drop_column(Alias::new(column.name))
        .to_owned();
    manager.alter_table(statement).await
}

fn index_name(table: &str, column: &Column) -> String {
    format!("{table}_{}", column.name)
}

fn index(table: &'static str, column: &Column) -> IndexCreateStatement {
    Index::create()
        .name(index_name(table, column))
        .table(Alias::new(table))
        .col(Alias::new(column.name))
        .to_owned()
}

/// An index in the order of a list. A column that may be null is listed as if it then held nothing.
fn list_index(table: &Table, column: &Column) -> String {
    let (table, column, value) = (
        table.name,
        column.name,
        if column.is_not_null {
            format!("\"{}\"", column.name)
        } else {
            format!("COALESCE(\"{}\", '')", column.name)
        },
    );
    format!("CREATE INDEX {table}_{column}_list ON \"{table}\" ({value}, id)")
}

/// Drops the tables, last first.
pub(crate) async fn drop(manager: &SchemaManager<'_>, tables: &[Table]) -> Result<(), DbErr> {
    for table in tables.iter().rev() {
        manager
            .drop_table(Statement::drop().table(Alias::new(table.name)).to_owned())
            .await?;
    }
    Ok(())
}
