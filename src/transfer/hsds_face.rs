//! The directory as HSDS's read-only API lists it: records of one kind by numbered pages or all in a stream, and single
//! records. Everything is what everyone may see.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use entity::object::Object;
use futures_util::stream::{self, BoxStream, StreamExt};
use rustc_hash::FxHashSet;
use uuid::Uuid;

use super::hsds_grove::Detail;
use super::hsds_tree::{Tree, trees};
use crate::broker::{self, Broker, Question};
use crate::directory::{Changes, Directory, Error, Position, RecordFilter, Start};

/// The most services that words find; a list of them ends there.
const MOST_FOUND: usize = 2_000;

/// How many records of a stream are read at once.
const STREAMED: u64 = 200;

/// What a client asks for. Of several values of one any may hold; all that is stated must.
#[derive(Debug, Clone, Default)]
pub struct HsdsAsk {
    /// Words. Services and their places are found and ranked as the search of the directory ranks them, best first; other
    /// records have the words in their names.
    pub search: Option<String>,
    /// Marked with one of these terms.
    pub terms: Vec<Uuid>,
    /// Marked with a term of one of these taxonomies, or a term of one of them.
    pub taxonomies: Vec<Uuid>,
    /// Services of one of these organizations.
    pub organizations: Vec<Uuid>,
    /// Services changed at this moment or later, or nobody says when.
    pub modified_after: Option<DateTime<Utc>>,
    /// Places in the area of this postcode, and those who serve it.
    pub postcode: Option<String>,
    /// With a postcode: the places no farther than this from its middle, in metres.
    pub proximity_m: Option<f64>,
    /// Terms directly below one of these.
    pub parents: Vec<Uuid>,
    /// Terms without a broader one.
    pub is_top: bool,
}

/// One numbered page.
pub struct HsdsPage {
    /// How many records there are on all pages.
    pub total: u64,
    /// Those on this one.
    pub records: Vec<Tree>,
}

/// Why a list cannot be told.
pub type HsdsError = broker::Error;

/// Answers questions of HSDS's API.
#[derive(Clone)]
pub struct HsdsFace {
    directory: Directory,
    broker: Broker,
    changes: Changes,
}

/// A part of the records that are asked for.
enum Chosen {
    /// Those that the filter admits, by their ids.
    Filtered(RecordFilter),
    /// These, in this order.
    Found(Vec<Uuid>),
}

impl HsdsFace {
    /// A face of what the reader of `directory` shows.
    pub fn new(directory: Directory, broker: Broker, changes: Changes) -> Self {
        Self {
            directory,
            broker,
            changes,
        }
    }

    /// The position of the newest change, and when it was made.
    pub async fn edition(&self) -> Result<(Position, Option<DateTime<Utc>>), Error> {
        self.changes.newest().await
    }

    /// One record; `None` when there is none with this id that everyone may see. The id of one that was merged into
    /// another stands for that.
    pub async fn record(
        &self,
        object: &'static Object,
        id: Uuid,
        detail: Detail,
    ) -> Result<Option<Tree>, Error> {
        let id = match object.name {
            "organization" => self.directory.reader.standing_for(id),
            _ => id,
        };
        let mut found = trees(&self.directory.reader, object, &[id], detail).await?;
        Ok(found.pop())
    }

    /// One page of `per_page` records; the first is number 1.
    pub async fn page(
        &self,
        object: &'static Object,
        ask: &HsdsAsk,
        detail: Detail,
        page: u64,
        per_page: u64,
    ) -> Result<HsdsPage, HsdsError> {
        let first = page.saturating_sub(1).saturating_mul(per_page);
        let directory = &self.directory;
        let (total, ids) = match self.chosen(object, ask).await? {
            Chosen::Filtered(filter) => {
                let total = directory.count_records(object, &filter).await?;
                let from = Start::Number(first);
                let ids = match first < total {
                    true => {
                        directory
                            .record_ids(object, &filter, from, per_page)
                            .await?
                    }
                    false => Vec::new(),
                };
                (total, ids)
            }
            Chosen::Found(found) => {
                let total = u64::try_from(found.len()).unwrap_or(u64::MAX);
                let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
                let ids = found.into_iter().skip(number(first));
                (total, ids.take(number(per_page)).collect())
            }
        };
        let records = trees(&directory.reader, object, &ids, detail).await?;
        Ok(HsdsPage { total, records })
    }

    /// All records, some at a time.
    pub async fn all(
        self,
        object: &'static Object,
        ask: &HsdsAsk,
        detail: Detail,
    ) -> Result<BoxStream<'static, Result<Vec<Tree>, Error>>, HsdsError> {
        let chosen = self.chosen(object, ask).await?;
        let rest = Rest {
            face: self,
            object,
            detail,
            chosen,
            after: None,
        };
        let step = async |mut rest: Rest| {
            let part = rest.next().await?;
            Ok::<_, Error>((!part.is_empty()).then_some((part, rest)))
        };
        Ok(stream::try_unfold(rest, step).boxed())
    }

    async fn chosen(&self, object: &'static Object, ask: &HsdsAsk) -> Result<Chosen, HsdsError> {
        let mut filter = RecordFilter {
            terms: ask.terms.clone(),
            taxonomies: ask.taxonomies.clone(),
            organizations: ask.organizations.clone(),
            parents: ask.parents.clone(),
            is_top: ask.is_top,
            modified_since: ask
                .modified_after
                .map(|since| since.to_rfc3339_opts(SecondsFormat::Secs, true)),
            ..RecordFilter::default()
        };
        if let Some(postcode) = &ask.postcode {
            let around = self.directory.around_postcode(postcode, ask.proximity_m);
            filter.around = Some(around.await?);
        }
        let Some(words) = &ask.search else {
            return Ok(Chosen::Filtered(filter));
        };
        match object.name {
            "service" => {
                let found = self.found(words).await?;
                filter.ids = Some(found.clone());
                let most = u64::try_from(MOST_FOUND).unwrap_or(u64::MAX);
                let from = Start::Number(0);
                let kept = self.directory.record_ids(object, &filter, from, most);
                let kept: FxHashSet<Uuid> = kept.await?.into_iter().collect();
                let found = found.into_iter().filter(|id| kept.contains(id));
                Ok(Chosen::Found(found.collect()))
            }
            "service_at_location" => {
                filter.ids = Some(self.found(words).await?);
                Ok(Chosen::Filtered(filter))
            }
            _ => {
                filter.name = Some(words.clone());
                Ok(Chosen::Filtered(filter))
            }
        }
    }

    /// The services that words find, best first. Partners look for listings here, not for help for somebody, so it
    /// counts as no search in vain.
    async fn found(&self, words: &str) -> Result<Vec<Uuid>, HsdsError> {
        let question = Question {
            text: Some(words.to_owned()),
            includes_outside: true,
            first: MOST_FOUND,
            now: self.directory.now,
            ..Question::default()
        };
        let found = self.broker.clone().not_counting().find(&question).await?;
        Ok(found.matches.iter().map(|found| found.subject()).collect())
    }
}

/// What of a stream is still to come.
struct Rest {
    face: HsdsFace,
    object: &'static Object,
    detail: Detail,
    chosen: Chosen,
    after: Option<Uuid>,
}

impl Rest {
    async fn next(&mut self) -> Result<Vec<Tree>, Error> {
        let directory = &self.face.directory;
        loop {
            let ids = match &mut self.chosen {
                Chosen::Filtered(filter) => {
                    let from = self.after.map_or(Start::Number(0), Start::After);
                    directory
                        .record_ids(self.object, filter, from, STREAMED)
                        .await?
                }
                Chosen::Found(found) => {
                    let most = usize::try_from(STREAMED).unwrap_or(usize::MAX);
                    found.drain(..found.len().min(most)).collect()
                }
            };
            let Some(last) = ids.last() else {
                return Ok(Vec::new());
            };
            self.after = Some(*last);
            let part = trees(&directory.reader, self.object, &ids, self.detail).await?;
            // All of a part may have gone since their ids were read.
            if !part.is_empty() {
                return Ok(part);
            }
        }
    }
}

/// Makes faces that are of the moment in which they are asked.
pub type HsdsFaces = Arc<dyn Fn() -> HsdsFace + Send + Sync>;
