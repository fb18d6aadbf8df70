//! Rows of one request. What a page needs is loaded ahead, one statement a relation; resolvers then find it here.

use std::any::{Any, TypeId};
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, Result};
use entity::region;
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::error::fail;
use crate::broker::{Broker, ResourceMap};
use crate::directory::{self, Directory, First, Rows, Shown};

/// What was loaded: a table, the column asked by (empty for its key), and the value asked for.
type Place = (TypeId, &'static str, Uuid);

/// The rows that one request has loaded, and the directory to load more from.
pub(crate) struct Loader {
    pub(crate) directory: Directory,
    pub(crate) broker: Broker,
    kept: Mutex<FxHashMap<Place, Arc<dyn Any + Send + Sync>>>,
    regions: Mutex<FxHashMap<String, Option<Arc<region::Model>>>>,
    children: Mutex<FxHashMap<String, Vec<Arc<region::Model>>>>,
}

impl Loader {
    pub(crate) fn new(directory: Directory, broker: Broker) -> Self {
        Self {
            directory,
            broker,
            kept: Mutex::default(),
            regions: Mutex::default(),
            children: Mutex::default(),
        }
    }

    /// The loader of the request that a resolver answers.
    pub(crate) fn of<'a>(ctx: &Context<'a>) -> Result<&'a Self> {
        ctx.data::<Self>()
    }

    fn get<T: Any + Send + Sync>(&self, place: &Place) -> Option<Arc<T>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(place).cloned()?.downcast().ok()
    }

    /// Loads rows by id and keeps them. Ids that name nothing give nothing.
    pub(crate) async fn load<E: Shown>(
        &self,
        ids: impl IntoIterator<Item = Uuid>,
    ) -> Result<Vec<Arc<E::Model>>>
    where
        E::Model: Send + Sync + 'static,
    {
        Ok(self.load_by_id::<E>(ids).await?.into_values().collect())
    }

    /// The same, by their ids.
    pub(crate) async fn load_by_id<E: Shown>(
        &self,
        ids: impl IntoIterator<Item = Uuid>,
    ) -> Result<FxHashMap<Uuid, Arc<E::Model>>>
    where
        E::Model: Send + Sync + 'static,
    {
        let found = self.directory.reader.by_ids::<E>(ids).await.map_err(fail)?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, row) in &found {
            kept.insert((TypeId::of::<E>(), "", *id), row.clone());
        }
        Ok(found)
    }

    /// Loads the rows whose column holds one of these ids and keeps them.
    pub(crate) async fn load_many<E: Shown>(
        &self,
        column: E::Column,
        parents: impl IntoIterator<Item = Uuid>,
    ) -> Result<Vec<Arc<E::Model>>>
    where
        E::Model: Send + Sync + 'static,
    {
        let name = Directory::column_name::<E>(&column);
        let found = self
            .directory
            .reader
            .by_parents::<E>(column, parents)
            .await
            .map_err(fail)?;
        let rows = found
            .values()
            .flat_map(|rows| rows.iter().cloned())
            .collect();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for (parent, children) in found {
            kept.insert((TypeId::of::<E>(), name, parent), Arc::new(children));
        }
        Ok(rows)
    }

    /// The row with this id.
    pub(crate) async fn one<E: Shown>(&self, id: Uuid) -> Result<Option<Arc<E::Model>>>
    where
        E::Model: Send + Sync + 'static,
    {
        match self.get::<E::Model>(&(TypeId::of::<E>(), "", id)) {
            Some(row) => Ok(Some(row)),
            None => Ok(self.load::<E>([id]).await?.pop()),
        }
    }

    /// The rows whose column holds this id.
    pub(crate) async fn many<E: Shown>(
        &self,
        column: E::Column,
        parent: Uuid,
    ) -> Result<Rows<E::Model>>
    where
        E::Model: Send + Sync + 'static,
    {
        let name = Directory::column_name::<E>(&column);
        match self.get::<Rows<E::Model>>(&(TypeId::of::<E>(), name, parent)) {
            Some(rows) => Ok(Rows::clone(&rows)),
            None => Ok(self.load_many::<E>(column, [parent]).await?.into()),
        }
    }

    /// The resource map that stands ready.
    pub(crate) async fn resource_map(&self) -> Result<Arc<ResourceMap>> {
        let map = self.broker.resource_map(self.directory.now).await;
        map.map_err(|error| fail(directory::Error::from(error)))
    }

    /// Loads regions by code and keeps them.
    pub(crate) async fn load_regions(
        &self,
        codes: impl IntoIterator<Item = String>,
    ) -> Result<Vec<Arc<region::Model>>> {
        let wanted: Vec<String> = {
            let kept = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
            let mut codes: Vec<String> = codes
                .into_iter()
                .filter(|code| !kept.contains_key(code))
                .collect();
            codes.sort_unstable();
            codes.dedup();
            codes
        };
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self
            .directory
            .regions_by_code(&wanted)
            .await
            .map_err(fail)?;
        let mut kept = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        for code in wanted {
            kept.insert(code, None);
        }
        for row in &rows {
            kept.insert(row.code.clone(), Some(row.clone()));
        }
        Ok(rows)
    }

    /// The region with this code.
    pub(crate) async fn region(&self, code: &str) -> Result<Option<Arc<region::Model>>> {
        let known = {
            let kept = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
            kept.get(code).cloned()
        };
        match known {
            Some(row) => Ok(row),
            None => Ok(self.load_regions([code.to_owned()]).await?.pop()),
        }
    }

    /// Loads the versions of records of one table and keeps them.
    pub(crate) async fn load_versions(&self, table: &'static str, ids: Vec<Uuid>) -> Result<()> {
        let found = self.directory.versions(table, &ids).await.map_err(fail)?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for id in ids {
            let version = found.get(&id).copied().unwrap_or_default();
            kept.insert(
                (TypeId::of::<Version>(), table, id),
                Arc::new(Version(version)),
            );
        }
        Ok(())
    }

    /// The version of a record.
    pub(crate) async fn version(&self, table: &'static str, id: Uuid) -> Result<String> {
        let place = (TypeId::of::<Version>(), table, id);
        if self.get::<Version>(&place).is_none() {
            self.load_versions(table, vec![id]).await?;
        }
        let version = self.get::<Version>(&place).map(|version| version.0);
        Ok(version.unwrap_or_default().to_string())
    }

    /// Keeps the first services of organizations.
    pub(crate) fn keep_services(
        &self,
        first: u64,
        found: FxHashMap<Uuid, First<entity::service::Model>>,
    ) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for (organization, services) in found {
            let place = (TypeId::of::<FirstServices>(), "", organization);
            kept.insert(place, Arc::new(FirstServices { first, services }));
        }
    }

    /// The first services of an organization, one more than asked for where there are more, and how many it has.
    pub(crate) fn kept_services(
        &self,
        organization: Uuid,
        first: u64,
    ) -> Option<(Vec<Arc<entity::service::Model>>, u64)> {
        let kept = self.get::<FirstServices>(&(TypeId::of::<FirstServices>(), "", organization))?;
        let wanted = usize::try_from(first + 1).unwrap_or(usize::MAX);
        let services = kept.services.rows.iter().take(wanted).cloned().collect();
        (kept.first >= first).then_some((services, kept.services.total))
    }

    /// Loads the areas directly inside regions and keeps them.
    pub(crate) async fn load_children(
        &self,
        codes: Vec<String>,
    ) -> Result<Vec<Arc<region::Model>>> {
        let rows = self
            .directory
            .regions_inside(codes.clone())
            .await
            .map_err(fail)?;
        let mut kept = self.children.lock().unwrap_or_else(PoisonError::into_inner);
        for code in codes {
            kept.insert(code, Vec::new());
        }
        for row in &rows {
            if let Some(children) = row.parent_code.as_ref().and_then(|code| kept.get_mut(code)) {
                children.push(row.clone());
            }
        }
        Ok(rows)
    }

    /// The areas directly inside a region.
    pub(crate) async fn children(&self, code: &str) -> Result<Vec<Arc<region::Model>>> {
        let known = {
            let kept = self.children.lock().unwrap_or_else(PoisonError::into_inner);
            kept.get(code).cloned()
        };
        match known {
            Some(rows) => Ok(rows),
            None => self.load_children(vec![code.to_owned()]).await,
        }
    }
}

/// Services loaded ahead, one more than `first` where there are more.
struct FirstServices {
    first: u64,
    services: First<entity::service::Model>,
}

/// The position of the change log at which a record was last written.
struct Version(i64);
