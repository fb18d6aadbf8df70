//! Rows by description for one viewer: whole tables and whole trees leave through the same door as single rows. They are
//! not kept in memory, because whoever asks so reads each row once, and keeping them would push out what others ask for
//! again and again.

use entity::object::Object;
use entity::{
    accessibility, address, attribute, contact, cost_option, extra_property, funding, language,
    location, meta_table_description, metadata, organization, organization_identifier, phone,
    program, required_document, schedule, service, service_area, service_at_location,
    service_capacity, taxonomy, taxonomy_term, unit, url,
};
use futures_util::future::BoxFuture;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, EntityTrait, ModelTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    Value,
};
use uuid::Uuid;

use super::bulk;
use super::door::{Reader, id_column, uuid_of};
use super::fault::Fault;
use super::guard::Guarded;
use super::row::{Cell, Row};

/// A list of rows of one table.
#[derive(Debug, Clone, Copy, Default)]
pub struct Listed {
    /// Rows that name the same row in this column stand together, and those that name none are left out.
    pub grouped_by: Option<&'static str>,
    /// Only rows that hold nothing in these columns.
    pub lacking: &'static [&'static str],
    /// Only rows that no row of these tables names in this column.
    pub unnamed_by: &'static [(&'static str, &'static str)],
}

/// Where a row stands in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The row.
    pub id: Uuid,
    group: Uuid,
}

/// Finds the table of an object.
macro_rules! described {
    ($($table:ident)*) => {
        impl Reader {
            /// The rows of an HSDS object whose `field` holds one of these ids, in the order of their own ids; `id` for
            /// those that have these ids.
            pub fn described_rows<'a>(
                &'a self,
                object: &'static Object,
                field: &'a str,
                ids: &'a [Uuid],
            ) -> BoxFuture<'a, Result<Vec<Row>, Fault>> {
                match object.name {
                    $(stringify!($table) => Box::pin(self.rows_of::<$table::Entity>(object, field, ids)),)*
                    _ => Box::pin(std::future::ready(Ok(Vec::new()))),
                }
            }

            /// How many rows of an HSDS object a list has at the most.
            pub fn described_count(&self, object: &'static Object) -> BoxFuture<'_, Result<u64, Fault>> {
                match object.name {
                    $(stringify!($table) => Box::pin(self.count::<$table::Entity>(|select| select)),)*
                    _ => Box::pin(std::future::ready(Ok(0))),
                }
            }

            /// The next rows of an HSDS object in a list, by place. Rows that hang on what is hidden are among them, and
            /// are not read by their ids.
            pub fn described_places<'a>(
                &'a self,
                object: &'static Object,
                list: &'a Listed,
                after: Option<Place>,
                first: u64,
            ) -> BoxFuture<'a, Result<Vec<Place>, Fault>> {
                match object.name {
                    $(stringify!($table) => Box::pin(self.places_of::<$table::Entity>(list, after, first)),)*
                    _ => Box::pin(std::future::ready(Ok(Vec::new()))),
                }
            }
        }
    };
}

described! {
    accessibility address attribute contact cost_option extra_property funding language location meta_table_description metadata
    organization organization_identifier phone program required_document schedule service service_area
    service_at_location service_capacity taxonomy taxonomy_term unit url
}

impl Reader {
    async fn rows_of<E: Guarded>(
        &self,
        object: &'static Object,
        field: &str,
        ids: &[Uuid],
    ) -> Result<Vec<Row>, Fault>
    where
        E::Model: Send + Sync,
    {
        let veil = self.veil();
        let (id, asked) = (id_column::<E>()?, named::<E>(field)?);
        let columns = object.fields.iter().map(|field| named::<E>(field.name));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let mut found = Vec::new();
        for part in bulk::long_parts(ids) {
            let wanted = asked.is_in(part.iter().copied());
            let select = self.select::<E>(&veil).filter(wanted);
            for row in self.rows::<E>(&select, &veil, Some(field)).await? {
                if let Some(key) = uuid_of::<E>(&row, id) {
                    let cells = columns.iter().map(|column| cell(row.get(*column)));
                    found.push(Row {
                        key: key.into(),
                        cells: cells.collect(),
                    });
                }
            }
        }
        found.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(found)
    }

    async fn places_of<E: Guarded>(
        &self,
        list: &Listed,
        after: Option<Place>,
        first: u64,
    ) -> Result<Vec<Place>, Fault> {
        let id = id_column::<E>()?;
        let group = list.grouped_by.map(named::<E>).transpose()?;
        let mut select = self.select::<E>(&self.veil());
        for column in list.lacking {
            select = select.filter(named::<E>(column)?.is_null());
        }
        for (table, column) in list.unnamed_by {
            let column = Expr::col((Alias::new(*table), Alias::new(*column)));
            let named = Query::select()
                .expr(Expr::val(1))
                .from(Alias::new(*table))
                .and_where(column.equals((id.entity_name(), id)))
                .to_owned();
            select = select.filter(Expr::exists(named).not());
        }
        if let Some(group) = group {
            select = select.filter(group.is_not_null()).order_by_asc(group);
        }
        let col = |column: E::Column| Expr::col((column.entity_name(), column));
        select = match (after, group) {
            (None, _) => select,
            (Some(after), None) => select.filter(id.gt(after.id)),
            (Some(after), Some(group)) => {
                let seen = [Expr::val(after.group), Expr::val(after.id)];
                select.filter(Expr::tuple([col(group), col(id)]).gt(Expr::tuple(seen)))
            }
        };
        let select = select
            .select_only()
            .column(id)
            .column(group.unwrap_or(id))
            .order_by_asc(id)
            .limit(first);
        let found = self.run(select.build(self.store.backend())).await?;
        let places = found.iter().map(|row| {
            Ok(Place {
                id: row.try_get_by_index(0)?,
                group: row.try_get_by_index(1)?,
            })
        });
        places.collect()
    }

    /// The ids of all rows that pass a filter, in order.
    pub async fn ids<E: Guarded>(
        &self,
        narrow: impl FnOnce(Select<E>) -> Select<E>,
    ) -> Result<Vec<Uuid>, Fault> {
        let id = id_column::<E>()?;
        let select = narrow(self.select::<E>(&self.veil()))
            .select_only()
            .column(id)
            .order_by_asc(id);
        let found = self.run(select.build(self.store.backend())).await?;
        let ids = found.iter().map(|row| Ok(row.try_get_by_index(0)?));
        ids.collect()
    }
}

fn named<E: EntityTrait>(column: &str) -> Result<E::Column, Fault> {
    column.parse().map_err(|_| {
        let problem = format!("no column {column}");
        Fault::Internal(sea_orm::DbErr::Custom(problem))
    })
}

fn cell(value: Value) -> Cell {
    match value {
        Value::String(Some(text)) => Cell::Text(text),
        Value::Double(Some(number)) => Cell::Number(number),
        Value::Int(Some(number)) => Cell::Integer(number),
        Value::Uuid(Some(id)) => Cell::Id(id),
        _ => Cell::Null,
    }
}
