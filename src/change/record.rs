//! What the log says of single records.

use entity::change::{Column, Entity, Model};
use rustc_hash::FxHashMap;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::feed::Position;
use crate::store::Fault;

/// How many ids one statement asks about.
const AT_ONCE: usize = 500;

/// The log has an index over the last letters of keys alone, which keeps it small: every import adds to it.
const LAST_LETTERS: &str = "substr(\"key\", 29)";

fn of(entity: &str, ids: &[Uuid]) -> Select<Entity> {
    let keys: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    let last: Vec<String> = keys
        .iter()
        .map(|key| key.chars().skip(28).collect())
        .collect();
    Entity::find()
        .filter(Expr::cust(LAST_LETTERS).is_in(last))
        .filter(Column::Key.is_in(keys))
        .filter(Column::Entity.eq(entity))
}

/// Every entry about these records of one table, oldest first.
pub async fn entries(
    connection: &impl ConnectionTrait,
    entity: &str,
    ids: &[Uuid],
) -> Result<Vec<Model>, Fault> {
    let mut found = Vec::new();
    for part in ids.chunks(AT_ONCE) {
        let select = of(entity, part).order_by_asc(Column::Seq);
        found.extend(select.all(connection).await?);
    }
    Ok(found)
}

/// At most `limit` entries about one record before a position, newest first.
pub async fn history(
    connection: &impl ConnectionTrait,
    entity: &str,
    id: Uuid,
    before: Option<Position>,
    limit: u64,
) -> Result<Vec<Model>, Fault> {
    let mut select = of(entity, &[id]);
    if let Some(before) = before {
        select = select.filter(Column::Seq.lt(before));
    }
    let select = select.order_by_desc(Column::Seq).limit(limit);
    Ok(select.all(connection).await?)
}

/// The position at which each of these records was last written; nothing for those that the log does not know.
pub async fn newest(
    connection: &impl ConnectionTrait,
    entity: &str,
    ids: &[Uuid],
) -> Result<FxHashMap<Uuid, Position>, Fault> {
    let mut found = FxHashMap::default();
    for part in ids.chunks(AT_ONCE) {
        let rows: Vec<(String, Position)> = of(entity, part)
            .select_only()
            .column(Column::Key)
            .column_as(Column::Seq.max(), "seq")
            .group_by(Column::Key)
            .into_tuple()
            .all(connection)
            .await?;
        let known = rows
            .into_iter()
            .filter_map(|(key, seq)| Some((Uuid::try_parse(&key).ok()?, seq)));
        found.extend(known);
    }
    Ok(found)
}
