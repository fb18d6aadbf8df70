//! Organizations that are not there for everyone: those not yet approved, suspended, or merged into another. Lists leave
//! them out in SQL ([`super::veil`]); whatever hangs on a row is shown when that row is, which
//! [`Reader`] finds out through its own door, so that no second rule exists. While nothing is hidden none of it is asked.

use std::sync::{Arc, PoisonError};

use entity::object::{Kind, OBJECTS, OURS, object};
use entity::{
    accessibility, address, attribute, contact, cost_option, eligibility_rule, funding, language,
    location, meta_table_description, metadata, organization, organization_identifier, phone,
    practitioner, program, qualification, required_document, schedule, service, service_area,
    service_at_location, service_capacity, unit, url,
};
use futures_util::future::BoxFuture;
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, UnionType};
use uuid::Uuid;

use super::connect::Store;
use super::door::{Reader, Sight, uuid_of};
use super::fault::Fault;
use super::guard::Guarded;
use super::veil::{NOT_PUBLIC, Veil, matched_locations};

/// What was hidden when the log was last looked at.
#[derive(Default)]
pub(super) struct Hidden {
    /// The position of the log; `None` before the first look, when anything may be hidden.
    as_of: Option<i64>,
    organizations: FxHashSet<Uuid>,
    /// The same by who handed them in.
    by_registrant: FxHashMap<String, Vec<Uuid>>,
    /// Which organization stands for one that was merged away, and which location for one that an import matched.
    merged: FxHashMap<Uuid, Uuid>,
}

/// Somebody to whom their own organizations are shown, whatever became of those.
#[derive(Debug, Clone, Default)]
pub struct Keeper {
    /// By what the organizations they handed in are known to be theirs.
    pub registrant: String,
    /// Organizations that they keep.
    pub organizations: Vec<Uuid>,
}

impl Store {
    /// Looks at what is hidden, as of a position of the log.
    pub(super) async fn look_at_hidden(&self, seq: i64) -> Result<(), Fault> {
        let column = |table: &str, name: &str| Expr::col((Alias::new(table), Alias::new(name)));
        let organizations = Query::select()
            .expr(column("organization", "id"))
            .expr(column("registration", "registrant"))
            .from(Alias::new("organization"))
            .left_join(
                Alias::new("registration"),
                column("registration", "organization_id").eq(column("organization", "id")),
            )
            .and_where(column("organization", "lifecycle").is_in(NOT_PUBLIC))
            .to_owned();
        let merged = Query::select()
            .columns([Alias::new("id"), Alias::new("into_id")])
            .from(Alias::new("merged_organization"))
            .to_owned();
        let matched = matched_locations(&["record_id", "candidate_id"]);
        let mut hidden = Hidden {
            as_of: Some(seq),
            ..Hidden::default()
        };
        for row in self.read().query_all(&organizations).await? {
            let id: Uuid = row.try_get_by_index(0)?;
            hidden.organizations.insert(id);
            if let Some(registrant) = row.try_get_by_index::<Option<String>>(1)? {
                hidden.by_registrant.entry(registrant).or_default().push(id);
            }
        }
        for pairs in [&merged, &matched] {
            for row in self.read().query_all(pairs).await? {
                let (id, into) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
                hidden.merged.insert(id, into);
            }
        }
        let mut held = self.hidden.write().unwrap_or_else(PoisonError::into_inner);
        // Another look may have seen more in the meantime.
        if held.as_of <= hidden.as_of {
            *held = Arc::new(hidden);
        }
        Ok(())
    }

    fn hidden(&self) -> Arc<Hidden> {
        let held = self.hidden.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    /// The organization or location that answers to an id: another one when it was merged away.
    pub fn standing_for(&self, id: Uuid) -> Uuid {
        self.hidden().merged.get(&id).copied().unwrap_or(id)
    }

    /// Whether any organization or location was merged into another.
    pub fn has_merged(&self) -> bool {
        !self.hidden().merged.is_empty()
    }
}

/// Whether rows of a table may hang on an organization.
fn may_be_hidden(table: &str) -> bool {
    let owners = object(table)
        .map(|object| object.fields)
        .unwrap_or_default();
    table == "organization"
        || link_of(table).is_some()
        || owners
            .iter()
            .any(|field| matches!(field.kind, Kind::Reference(owner) if may_be_hidden(owner)))
}

/// The column by which rows of a table name a row of any other.
fn link_of(table: &str) -> Option<&'static str> {
    match table {
        "attribute" => Some("link_id"),
        "metadata" => Some("resource_id"),
        "extra_property" => Some("owner_id"),
        _ => None,
    }
}

/// Which tables a row of `E` may hang on, with the columns that say so; none where SQL has told already.
fn owners<E: Guarded>(veil: &Veil) -> Vec<(E::Column, &'static str)> {
    let described = object(E::default().table_name());
    let Some(described) = described.filter(|_| E::hidden(veil).is_none()) else {
        return Vec::new();
    };
    let named = described
        .fields
        .iter()
        .filter_map(|field| match field.kind {
            Kind::Reference(owner) if may_be_hidden(owner) => Some((field.name, owner)),
            _ => None,
        });
    named
        .filter_map(|(name, owner)| Some((name.parse().ok()?, owner)))
        .collect()
}

/// Finds the shown among rows of any table that has a key of its own.
macro_rules! shown_of {
    ($($table:ident)*) => {
        impl Reader {
            /// Those of these ids whose rows in `table` the viewer is shown. Boxed, because rows hang on rows.
            fn shown_in(&self, table: &str, ids: FxHashSet<Uuid>) -> BoxFuture<'_, Result<FxHashSet<Uuid>, Fault>> {
                match table {
                    $(stringify!($table) => Box::pin(async move {
                        Ok(self.by_ids::<$table::Entity>(ids).await?.into_keys().collect())
                    }),)*
                    _ => Box::pin(std::future::ready(Ok(ids))),
                }
            }
        }
    };
}

shown_of! {
    accessibility address attribute contact cost_option eligibility_rule funding language location meta_table_description
    metadata organization organization_identifier phone practitioner program qualification required_document schedule
    service service_area service_at_location service_capacity unit url
}

impl Reader {
    /// Shows a keeper their own organizations too.
    pub fn for_keeper(self, keeper: Keeper) -> Self {
        let keeper = Arc::new(keeper);
        Self { keeper, ..self }
    }

    /// The organization that answers to an id: another one when it was merged away.
    pub fn standing_for(&self, id: Uuid) -> Uuid {
        self.store.standing_for(id)
    }

    /// What is hidden from this reader now.
    pub(super) fn veil(&self) -> Veil {
        let hidden = self.store.hidden();
        let mut own: Vec<Uuid> = hidden
            .by_registrant
            .get(&self.keeper.registrant)
            .into_iter()
            .flatten()
            .chain(&self.keeper.organizations)
            .filter(|id| hidden.organizations.contains(id))
            .copied()
            .collect();
        if self.sight() == Sight::Everything {
            own.clear();
        }
        own.sort_unstable();
        own.dedup();
        let is_withheld = match self.sight() {
            Sight::Everything => false,
            Sight::Public | Sight::Confidential => hidden.organizations.len() > own.len(),
        };
        let own_key = if own.is_empty() {
            Uuid::nil()
        } else {
            let bytes: Vec<u8> = own.iter().flat_map(|id| id.as_bytes()).copied().collect();
            Uuid::new_v5(&Uuid::NAMESPACE_OID, &bytes)
        };
        Veil {
            is_drawn: hidden.as_of.is_none() || is_withheld || !hidden.merged.is_empty(),
            own_key,
            own,
            sight: self.sight(),
        }
    }

    /// Leaves out rows that hang on what is hidden. Who asks by the free link of an attribute holds the row it names; of
    /// any other the owners are looked up, and they mostly stand in memory.
    pub(super) async fn unveiled<E: Guarded>(
        &self,
        mut rows: Vec<Arc<E::Model>>,
        veil: &Veil,
        asked_by: Option<&str>,
    ) -> Result<Vec<Arc<E::Model>>, Fault>
    where
        E::Model: Send + Sync,
    {
        let named = |rows: &[Arc<E::Model>], column: E::Column| -> FxHashSet<Uuid> {
            let ids = rows.iter().filter_map(|row| uuid_of::<E>(row, column));
            ids.collect()
        };
        for (column, owner) in owners::<E>(veil) {
            let ids = named(&rows, column);
            if ids.is_empty() {
                continue;
            }
            let shown = self.shown_in(owner, ids).await?;
            rows.retain(|row| uuid_of::<E>(row, column).is_none_or(|id| shown.contains(&id)));
        }
        let link = link_of(E::default().table_name()).filter(|link| asked_by != Some(*link));
        if let Some(column) = link.and_then(|link| link.parse::<E::Column>().ok()) {
            let ids = named(&rows, column);
            if !ids.is_empty() {
                let hidden = self.hidden_links(ids).await?;
                rows.retain(|row| uuid_of::<E>(row, column).is_none_or(|id| !hidden.contains(&id)));
            }
        }
        Ok(rows)
    }

    /// Those of these ids that are of hidden rows, whatever their table.
    async fn hidden_links(&self, ids: FxHashSet<Uuid>) -> Result<FxHashSet<Uuid>, Fault> {
        let holders = OBJECTS
            .iter()
            .chain(OURS)
            .filter(|it| may_be_hidden(it.name));
        let mut found: Option<SelectStatement> = None;
        for holder in holders {
            let part = Query::select()
                .expr(Expr::col(Alias::new("id")))
                .expr(Expr::val(holder.name))
                .from(Alias::new(holder.name))
                .and_where(Expr::col(Alias::new("id")).is_in(ids.iter().copied()))
                .to_owned();
            found = Some(match found {
                None => part,
                Some(mut found) => found.union(UnionType::All, part).to_owned(),
            });
        }
        let mut of_table: FxHashMap<String, FxHashSet<Uuid>> = FxHashMap::default();
        if let Some(found) = found {
            for row in self.run(self.store.backend().build(&found)).await? {
                let (id, table) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
                of_table.entry(table).or_default().insert(id);
            }
        }
        let mut hidden = FxHashSet::default();
        for (table, ids) in of_table {
            let shown = self.shown_in(&table, ids.clone()).await?;
            hidden.extend(ids.difference(&shown));
        }
        Ok(hidden)
    }
}
