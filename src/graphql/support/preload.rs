//! Loading ahead: a root field looks at what its selection asks for and loads each relation for the whole page in one
//! statement, level by level. The number of statements depends on the selection, never on the number of rows.

use std::sync::Arc;

use async_graphql::{Context, Lookahead, Result};
use entity::object::Object;
use entity::{attribute, taxonomy_term};
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::connection::{PAGE, ServiceConnection, first_of, name_slice};
use super::error::fail;
use super::global_id::record_id;
use super::loader::Loader;
use crate::directory::{ServiceFilter, Shown, shipped};
use crate::graphql::object::{Region, Service, TaxonomyTerm};

/// A view over rows whose relations can be loaded ahead.
pub(crate) trait Preload: Sized {
    /// Loads what `look` selects below these rows.
    fn preload<'a>(
        rows: Vec<Self>,
        look: Lookahead<'a>,
        loader: &'a Loader,
    ) -> BoxFuture<'a, Result<()>>;
}

/// A view over a row that has an id.
pub(crate) trait Record: Send + Sync {
    /// The table.
    const OBJECT: &'static Object;

    /// The id of the row.
    fn key(&self) -> Uuid;
}

/// Declares a view: a GraphQL type over the row of a table.
macro_rules! view {
    ($view:ident($table:ident)) => {
        #[doc = concat!("`", stringify!($view), "` as clients see it.")]
        #[derive(Clone)]
        pub struct $view(pub(crate) std::sync::Arc<entity::$table::Model>);

        impl From<std::sync::Arc<entity::$table::Model>> for $view {
            fn from(row: std::sync::Arc<entity::$table::Model>) -> Self {
                Self(row)
            }
        }
    };
}

/// Declares which fields of a view are relations and how they are loaded for many rows at once.
macro_rules! relations {
    ($view:ident($table:ident) { $($field:literal => $kind:ident($($argument:ident),*);)* }) => {
        impl $crate::graphql::support::Preload for $view {
            fn preload<'a>(
                rows: Vec<Self>,
                look: async_graphql::Lookahead<'a>,
                loader: &'a $crate::graphql::support::Loader,
            ) -> futures_util::future::BoxFuture<'a, async_graphql::Result<()>> {
                let _ = (&rows, &look, loader);
                Box::pin(async move {
                    $(
                        let below = look.field($field);
                        if below.exists() {
                            $crate::graphql::support::relations!(@$kind rows, below, loader $(, $argument)*);
                        }
                    )*
                    Ok(())
                })
            }
        }
    };
    (@many $rows:ident, $below:ident, $loader:ident, $target:ident, $entity:ident, $column:ident) => {
        let ids = $rows.iter().map(|row| row.0.id);
        let found = $loader
            .load_many::<entity::$entity::Entity>(entity::$entity::Column::$column, ids)
            .await?;
        if !found.is_empty() {
            let views = found.into_iter().map($target::from).collect();
            <$target as $crate::graphql::support::Preload>::preload(views, $below, $loader).await?;
        }
    };
    (@one $rows:ident, $below:ident, $loader:ident, $target:ident, $entity:ident, $column:ident) => {
        let ids = $rows.iter().filter_map(|row| Option::<uuid::Uuid>::from(row.0.$column));
        let found = $loader.load::<entity::$entity::Entity>(ids).await?;
        if !found.is_empty() {
            let views = found.into_iter().map($target::from).collect();
            <$target as $crate::graphql::support::Preload>::preload(views, $below, $loader).await?;
        }
    };
    (@region $rows:ident, $below:ident, $loader:ident, $column:ident) => {
        let codes = $rows.iter().filter_map(|row| Option::<String>::from(row.0.$column.clone()));
        let found = $loader.load_regions(codes).await?;
        if !found.is_empty() {
            let views = found.into_iter().map($crate::graphql::object::Region::from).collect();
            <$crate::graphql::object::Region as $crate::graphql::support::Preload>::preload(views, $below, $loader)
                .await?;
        }
    };
    (@terms $rows:ident, $below:ident, $loader:ident) => {
        let ids = $rows.iter().map(|row| row.0.id);
        let marks = $loader
            .load_many::<entity::attribute::Entity>(entity::attribute::Column::LinkId, ids)
            .await?;
        let ids = marks.iter().filter_map(|mark| mark.taxonomy_term_id);
        let found = $loader.load::<entity::taxonomy_term::Entity>(ids).await?;
        let views = found.into_iter().map($crate::graphql::object::TaxonomyTerm::from).collect();
        <$crate::graphql::object::TaxonomyTerm as $crate::graphql::support::Preload>::preload(views, $below, $loader)
            .await?;
    };
    (@version $rows:ident, $below:ident, $loader:ident) => {
        let _ = $below;
        $crate::graphql::support::preload::load_versions(&$rows, $loader).await?;
    };
    (@services $rows:ident, $below:ident, $loader:ident) => {
        let ids: Vec<uuid::Uuid> = $rows.iter().map(|row| row.0.id).collect();
        $crate::graphql::support::preload::load_services(ids, $below, $loader).await?;
    };
}

pub(crate) use {relations, view};

/// The thing of type `kind` that an argument names, with what is selected below it loaded ahead; `None` when there is none.
pub(crate) async fn named<E: Shown, V: From<Arc<E::Model>> + Preload + Clone>(
    ctx: &Context<'_>,
    kind: &str,
    id: &str,
) -> Result<Option<V>>
where
    E::Model: Send + Sync + 'static,
{
    let loader = Loader::of(ctx)?;
    // One that was merged away answers with the other.
    let id = loader.directory.reader.standing_for(record_id(kind, id)?);
    let Some(row) = loader.one::<E>(id).await? else {
        return Ok(None);
    };
    let view = V::from(row);
    V::preload(vec![view.clone()], ctx.look_ahead(), loader).await?;
    Ok(Some(view))
}

/// Loads the versions of rows.
pub(crate) async fn load_versions<V: Record>(rows: &[V], loader: &Loader) -> Result<()> {
    loader
        .load_versions(V::OBJECT.name, rows.iter().map(V::key).collect())
        .await
}

/// The version of a row.
pub(crate) async fn version<V: Record>(ctx: &Context<'_>, view: &V) -> Result<String> {
    Loader::of(ctx)?.version(V::OBJECT.name, view.key()).await
}

/// The row of a table that a field names.
pub(crate) async fn one<E: Shown, V: From<Arc<E::Model>>>(
    ctx: &Context<'_>,
    id: impl Into<Option<Uuid>>,
) -> Result<Option<V>>
where
    E::Model: Send + Sync + 'static,
{
    match id.into() {
        None => Ok(None),
        Some(id) => Ok(Loader::of(ctx)?.one::<E>(id).await?.map(V::from)),
    }
}

/// The rows of a table that belong to a row.
pub(crate) async fn many<E: Shown, V: From<Arc<E::Model>>>(
    ctx: &Context<'_>,
    column: E::Column,
    parent: Uuid,
) -> Result<Vec<V>>
where
    E::Model: Send + Sync + 'static,
{
    let rows = Loader::of(ctx)?.many::<E>(column, parent).await?;
    Ok(rows.iter().cloned().map(V::from).collect())
}

/// The region that a code names.
pub(crate) async fn region(ctx: &Context<'_>, code: Option<&str>) -> Result<Option<Region>> {
    match code {
        None => Ok(None),
        Some(code) => Ok(Loader::of(ctx)?.region(code).await?.map(Region::from)),
    }
}

/// The terms that a record is marked with.
pub(crate) async fn terms(
    ctx: &Context<'_>,
    id: Uuid,
    taxonomy: Option<&str>,
) -> Result<Vec<TaxonomyTerm>> {
    let loader = Loader::of(ctx)?;
    let wanted = taxonomy.map(shipped::taxonomy_id);
    let marks = loader
        .many::<attribute::Entity>(attribute::Column::LinkId, id)
        .await?;
    let mut terms: Vec<TaxonomyTerm> = Vec::new();
    for id in marks.iter().filter_map(|mark| mark.taxonomy_term_id) {
        let is_known = terms.iter().any(|term| term.0.id == id);
        if let Some(term) = loader.one::<taxonomy_term::Entity>(id).await?
            && !is_known
            && (wanted.is_none() || term.taxonomy_id == wanted)
        {
            terms.push(TaxonomyTerm::from(term));
        }
    }
    terms.sort_by(|a, b| (&a.0.code, a.0.id).cmp(&(&b.0.code, b.0.id)));
    Ok(terms)
}

/// One part of the services of an organization.
pub(crate) async fn services_of(
    ctx: &Context<'_>,
    organization: Uuid,
    first: i32,
    after: Option<String>,
) -> Result<ServiceConnection> {
    let loader = Loader::of(ctx)?;
    let first = first_of(first)?;
    let filter = ServiceFilter {
        organization: Some(organization),
        ..ServiceFilter::default()
    };
    if after.is_none()
        && let Some((services, total)) = loader.kept_services(organization, first)
    {
        return Ok(ServiceConnection::from_kept(services, total, first, filter));
    }
    let slice = name_slice("service", first, after.as_deref(), &filter)?;
    let page = loader
        .directory
        .services(&filter, &slice)
        .await
        .map_err(fail)?;
    let connection = ServiceConnection::new(page, slice, filter);
    connection.preload(ctx.look_ahead(), loader).await?;
    Ok(connection)
}

/// Loads the first services of many organizations in one statement, and what is selected below them. Pages after a
/// cursor are of one organization each and are not loaded ahead.
pub(crate) async fn load_services(
    organizations: Vec<Uuid>,
    look: Lookahead<'_>,
    loader: &Loader,
) -> Result<()> {
    let mut longest = None;
    for field in look.selection_fields() {
        let arguments = field.arguments()?;
        let argument = |name: &str| {
            arguments
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value)
        };
        if argument("after").is_some_and(|after| *after != async_graphql::Value::Null) {
            continue;
        }
        let first = match argument("first") {
            Some(async_graphql::Value::Number(first)) => {
                first.as_i64().and_then(|first| i32::try_from(first).ok())
            }
            _ => None,
        };
        longest = longest.max(Some(first_of(first.unwrap_or(PAGE))?));
    }
    let Some(first) = longest else { return Ok(()) };
    let found = loader
        .directory
        .first_services(organizations, first)
        .await
        .map_err(fail)?;
    let views: Vec<Service> = found
        .values()
        .flat_map(|list| list.rows.iter().cloned())
        .map(Service::from)
        .collect();
    loader.keep_services(first, found);
    if views.is_empty() {
        return Ok(());
    }
    Service::preload(views.clone(), look.field("nodes"), loader).await?;
    Service::preload(views, look.field("edges").field("node"), loader).await
}
