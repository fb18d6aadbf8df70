//! Rows by description for one viewer: whole tables and whole trees leave through the same door as single rows. They are
//! not kept in memory, because whoever asks so reads each row once, and keeping them would push out what others ask for
//! again and again.

use entity::object::Object;
use entity::{
    accessibility, address, attribute, contact, cost_option, funding, language, location,
    meta_table_description, metadata, organization, organization_identifier, phone, program,
    required_document, schedule, service, service_area, service_at_location, service_capacity,
    taxonomy, taxonomy_term, unit, url,
};
use futures_util::future::BoxFuture;
use sea_orm::{
    ColumnTrait, EntityTrait, ModelTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Value,
};
use uuid::Uuid;

use super::door::{Reader, id_column, uuid_of};
use super::fault::Fault;
use super::guard::Guarded;
use super::row::{Cell, Row};

/// How many ids a statement takes; SQLite allows 32,766 values.
const AT_ONCE: usize = 8_000;

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

            /// The next ids of an HSDS object after one, in order. Rows that hang on what is hidden are among them, and
            /// are not read by them.
            pub fn described_ids(
                &self,
                object: &'static Object,
                after: Option<Uuid>,
                first: u64,
            ) -> BoxFuture<'_, Result<Vec<Uuid>, Fault>> {
                match object.name {
                    $(stringify!($table) => Box::pin(self.ids_of::<$table::Entity>(after, first)),)*
                    _ => Box::pin(std::future::ready(Ok(Vec::new()))),
                }
            }
        }
    };
}

described! {
    accessibility address attribute contact cost_option funding language location meta_table_description metadata
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
        for part in ids.chunks(AT_ONCE) {
            let wanted = asked.is_in(part.iter().copied());
            let select = self.select::<E>(&veil).filter(wanted).order_by_asc(id);
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
        if ids.len() > AT_ONCE {
            found.sort_by(|a, b| a.key.cmp(&b.key));
        }
        Ok(found)
    }

    async fn ids_of<E: Guarded>(
        &self,
        after: Option<Uuid>,
        first: u64,
    ) -> Result<Vec<Uuid>, Fault> {
        let id = id_column::<E>()?;
        let mut select = self.select::<E>(&self.veil());
        if let Some(after) = after {
            select = select.filter(id.gt(after));
        }
        let select = select
            .select_only()
            .column(id)
            .order_by_asc(id)
            .limit(first);
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
