//! Bringing the index up to the change log.

use std::sync::{Arc, PoisonError};

use entity::{change, practitioner, service, service_at_location};
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, QueryFilter};
use tantivy::TantivyDocument;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::document::{Lore, Scribe};
use super::error::Error;
use super::index::{Index, Sought};
use super::stale::Stale;
use crate::change::{Feed, Position};
use crate::store::{self, Cell, Key, Keyset, Reader, Sight, Slice, Store};

/// How many changes are read at once.
const CHANGES: u64 = 5_000;

/// How many services or practitioners are indexed at once; the rows around all of them are in memory together.
const SUBJECTS: u64 = 256;

/// Beyond this many changes it is faster to begin anew.
const TOO_FAR_BEHIND: Position = 50_000;

impl Index {
    /// Brings the index up to the head of the log, and returns that position. Segments go on being merged after it, see
    /// [`Self::rest`].
    pub async fn catch_up(&self, store: &Arc<Store>, feed: &Feed) -> Result<Position, Error> {
        let _one_at_a_time = self.catching_up.lock().await;
        let head = feed.head().await?;
        let position = self.position();
        if position == head {
            return Ok(head);
        }
        // A position beyond the log is that of another store.
        if position == 0 || position > head || head - position > TOO_FAR_BEHIND {
            self.rebuild_to(store, head).await?;
        } else {
            self.follow(store, feed, head).await?;
        }
        Ok(head)
    }

    /// The words, terms and regions as of the last catch-up.
    pub async fn lore(&self, store: &Arc<Store>) -> Result<Arc<Lore>, Error> {
        let known = self
            .lore
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        match known {
            Some(lore) => Ok(lore),
            None => self.learn(store).await,
        }
    }

    /// Reads the words, terms and regions of the store.
    async fn learn(&self, store: &Arc<Store>) -> Result<Arc<Lore>, Error> {
        let lore = Arc::new(Lore::load(store).await?);
        *self.lore.write().unwrap_or_else(PoisonError::into_inner) = Some(lore.clone());
        Ok(lore)
    }

    /// Makes the index anew from the store.
    pub async fn rebuild(&self, store: &Arc<Store>, feed: &Feed) -> Result<Position, Error> {
        let _one_at_a_time = self.catching_up.lock().await;
        let head = feed.head().await?;
        self.rebuild_to(store, head).await?;
        Ok(head)
    }

    async fn rebuild_to(&self, store: &Arc<Store>, head: Position) -> Result<(), Error> {
        let scribe = Scribe {
            reader: Reader::new(store.clone(), Sight::Public).past_memory(),
            fields: self.fields.clone(),
            lore: self.learn(store).await?,
        };
        for sought in SOUGHT {
            let corpus = self.corpus(sought);
            corpus.clear()?;
            let mut next = scribe.next_part(sought, None).await?;
            while let Some(part) = next {
                next = scribe.next_part(sought, Some(part.last)).await?;
                let documents = part.documents.await??;
                tokio::task::block_in_place(|| corpus.replace(&[], documents))?;
            }
        }
        tokio::task::block_in_place(|| self.commit(head, Stale::All))
    }

    async fn follow(&self, store: &Arc<Store>, feed: &Feed, head: Position) -> Result<(), Error> {
        let reader = Reader::new(store.clone(), Sight::Public);
        // What has just been hidden is to leave the index, so it must be seen once more.
        let whole = Reader::new(store.clone(), Sight::Everything);
        let mut touched = Touched::default();
        let mut position = self.position();
        while position < head {
            let changes = feed.after(position, CHANGES).await?;
            let Some(last) = changes.last() else { break };
            position = last.seq;
            for change in &changes {
                if REMAKERS.contains(&change.entity.as_str()) {
                    return self.rebuild_to(store, head).await;
                }
            }
            touch(store, &whole, &changes, &mut touched).await?;
        }
        if touched.services.is_empty() && touched.practitioners.is_empty() {
            return tokio::task::block_in_place(|| self.commit(position, Stale::default()));
        }
        let scribe = Scribe {
            reader,
            fields: self.fields.clone(),
            lore: self.lore(store).await?,
        };
        let Touched {
            services,
            practitioners,
        } = touched;
        for (sought, ids) in SOUGHT.into_iter().zip([&services, &practitioners]) {
            let corpus = self.corpus(sought);
            let ids: Vec<Uuid> = ids.iter().copied().collect();
            for ids in ids.chunks(usize::try_from(SUBJECTS).unwrap_or(256)) {
                let documents = scribe.documents(sought, ids).await?;
                tokio::task::block_in_place(|| corpus.replace(ids, documents))?;
            }
        }
        let stale = Stale::Some {
            services,
            practitioners,
        };
        tokio::task::block_in_place(|| self.commit(position, stale))
    }
}

/// The two halves of the index.
const SOUGHT: [Sought; 2] = [Sought::Services, Sought::Practitioners];

/// The documents of some, which are being written.
struct Part {
    documents: JoinHandle<Result<Vec<Vec<TantivyDocument>>, Error>>,
    last: Uuid,
}

impl Scribe {
    /// Begins to write the documents of the next ones: while those before go into the index the database reads these.
    async fn next_part(&self, sought: Sought, after: Option<Uuid>) -> Result<Option<Part>, Error> {
        let ids = ids_after(&self.reader, sought, after).await?;
        let Some(last) = ids.last().copied() else {
            return Ok(None);
        };
        let scribe = self.clone();
        let documents = tokio::spawn(async move { scribe.documents(sought, &ids).await });
        Ok(Some(Part { documents, last }))
    }
}

/// The next ids of those who have documents.
async fn ids_after(
    reader: &Reader,
    sought: Sought,
    after: Option<Uuid>,
) -> Result<Vec<Uuid>, Error> {
    let slice = Slice {
        keyset: Keyset {
            table: match sought {
                Sought::Services => "service",
                Sought::Practitioners => "practitioner",
            },
            column: "",
            is_descending: false,
        },
        after: after.map(|id| (String::new(), id)),
        skip: 0,
        first: SUBJECTS,
    };
    let page = match sought {
        Sought::Services => {
            reader
                .page_ids::<service::Entity>(&slice, |all| all)
                .await?
        }
        Sought::Practitioners => {
            reader
                .page_ids::<practitioner::Entity>(&slice, |all| all)
                .await?
        }
    };
    Ok(page.rows)
}

/// Tables whose rows may stand in any document.
const REMAKERS: [&str; 5] = [
    "taxonomy_term",
    "taxonomy",
    "term_label",
    "term_mapping",
    "region",
];

/// Whose documents changes touch.
#[derive(Default)]
struct Touched {
    services: FxHashSet<Uuid>,
    practitioners: FxHashSet<Uuid>,
}

/// Adds those whose documents the changes touch.
async fn touch(
    store: &Store,
    reader: &Reader,
    changes: &[change::Model],
    touched: &mut Touched,
) -> Result<(), Error> {
    let mut named = Named::default();
    let mut rows: FxHashMap<&str, Vec<Key>> = FxHashMap::default();
    for change in changes {
        for json in [&change.before, &change.after].into_iter().flatten() {
            named.read(json, touched);
        }
        let Ok(id) = Uuid::try_parse(&change.key) else {
            continue;
        };
        named.add(&format!("{}_id", change.entity), id, touched);
        // A change names what has changed alone: what the row hangs on stands in the row.
        rows.entry(&change.entity).or_default().push(Key::Id(id));
    }
    for (table, keys) in rows {
        let Some(object) = entity::object::object(table) else {
            continue;
        };
        for row in store::fetch(store.read(), object, &keys).await?.values() {
            for (field, cell) in object.fields.iter().zip(&row.cells) {
                if let Cell::Id(id) = cell {
                    named.add(field.name, *id, touched);
                }
            }
        }
    }
    let Named {
        locations,
        organizations,
        places,
    } = named;
    let places = reader
        .all::<service_at_location::Entity>(|select| {
            select.filter(
                service_at_location::Column::Id
                    .is_in(places)
                    .or(service_at_location::Column::LocationId.is_in(locations.iter().copied())),
            )
        })
        .await?;
    touched
        .services
        .extend(places.iter().filter_map(|place| place.service_id));
    let owned = reader
        .all::<service::Entity>(|select| {
            select.filter(service::Column::OrganizationId.is_in(organizations.iter().copied()))
        })
        .await?;
    touched
        .services
        .extend(owned.iter().map(|service| service.id));
    let people = reader
        .all::<practitioner::Entity>(|select| {
            select.filter(
                practitioner::Column::OrganizationId
                    .is_in(organizations)
                    .or(practitioner::Column::LocationId.is_in(locations)),
            )
        })
        .await?;
    touched
        .practitioners
        .extend(people.iter().map(|person| person.id));
    Ok(())
}

/// What changed rows hang on.
#[derive(Default)]
struct Named {
    locations: FxHashSet<Uuid>,
    organizations: FxHashSet<Uuid>,
    places: FxHashSet<Uuid>,
}

impl Named {
    /// Notes what the changed fields of a row name.
    fn read(&mut self, json: &str, touched: &mut Touched) {
        let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(json) else {
            return;
        };
        for (field, value) in &fields {
            if let Some(id) = value.as_str().and_then(|text| Uuid::try_parse(text).ok()) {
                self.add(field, id, touched);
            }
        }
    }

    fn add(&mut self, field: &str, id: Uuid, touched: &mut Touched) {
        match field {
            "service_id" => touched.services.insert(id),
            "practitioner_id" => touched.practitioners.insert(id),
            "location_id" => self.locations.insert(id),
            "service_at_location_id" => self.places.insert(id),
            "organization_id" => self.organizations.insert(id),
            // Marks of what is none of these are passed over when documents are made.
            "link_id" => {
                touched.services.insert(id)
                    | touched.practitioners.insert(id)
                    | self.organizations.insert(id)
            }
            _ => false,
        };
    }
}
