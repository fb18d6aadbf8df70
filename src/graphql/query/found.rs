//! The pages of what was found.

use std::sync::Arc;

use async_graphql::{MergedObject, Object, Result};
use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::question::{Cursor, binding, read_cursor, write_cursor};
use crate::broker::{self, Facets, Matches, Question};
use crate::graphql::object::{
    FindFacets, FindPractitionersFacets, InterpretedPlace, InterpretedTerm, NearMiss, Practitioner,
    PractitionerMatch, PractitionerMatchEdge, Service, ServiceMatch, ServiceMatchEdge,
};
use crate::graphql::support::connection::{PageInfo, first_of};

/// How many near misses are returned when nothing else is said.
pub(super) const NEAR_MISSES: i32 = 5;

/// Where a page stands in its list, before anything was found for it.
pub(super) struct Place {
    /// What a cursor is bound to: the question, whatever the moment and the page.
    binding: u64,
    /// The moment of the first page.
    asked_at: DateTime<Utc>,
    has_previous: bool,
}

/// One page of what was found.
pub(super) struct Page {
    pub(super) place: Place,
    pub(super) found: Matches,
}

impl Place {
    /// Makes the question one about the page after a cursor.
    pub(super) fn begin(
        question: &mut Question,
        after: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let binding = binding(question);
        let after = after.map(|after| read_cursor(after, binding)).transpose()?;
        // A later page is asked as of the moment of the first, so that nothing opens or closes between.
        question.now = after.as_ref().map_or(now, |after| after.asked_at);
        question.after = after.as_ref().map(|after| (after.score, after.subject));
        Ok(Self {
            binding,
            asked_at: question.now,
            has_previous: after.is_some(),
        })
    }
}

impl Page {
    fn cursor(&self, found: &broker::Match) -> String {
        let cursor = Cursor {
            asked_at: self.place.asked_at,
            score: found.score(),
            subject: found.subject(),
        };
        write_cursor(self.place.binding, &cursor)
    }

    fn facets(&self) -> Arc<Facets> {
        self.found.facets.clone().unwrap_or_default()
    }
}

/// The services that fit, best first.
#[derive(MergedObject)]
pub struct FindServicesConnection(FoundServices, Answer);

/// The practitioners who fit, best first.
#[derive(MergedObject)]
pub struct FindPractitionersConnection(FoundPractitioners, Answer);

/// A page with the rows of what was found, by their ids.
struct Found<V> {
    page: Arc<Page>,
    rows: FxHashMap<Uuid, V>,
}

/// The services of a page.
struct FoundServices(Found<Service>);

/// The practitioners of a page.
struct FoundPractitioners(Found<Practitioner>);

/// What is said of an answer, whatever was sought.
struct Answer(Arc<Page>);

impl FindServicesConnection {
    pub(super) fn new(page: Page, rows: FxHashMap<Uuid, Service>) -> Self {
        let page = Arc::new(page);
        let answer = Answer(page.clone());
        Self(FoundServices(Found { page, rows }), answer)
    }
}

impl FindPractitionersConnection {
    pub(super) fn new(page: Page, rows: FxHashMap<Uuid, Practitioner>) -> Self {
        let page = Arc::new(page);
        let answer = Answer(page.clone());
        Self(FoundPractitioners(Found { page, rows }), answer)
    }
}

impl<V: Clone> Found<V> {
    /// What was found, with its rows; what has gone since the index was written is left out.
    fn matches(&self) -> impl Iterator<Item = (&broker::Match, V)> {
        let matches = self.page.found.matches.iter();
        matches.filter_map(|found| Some((found, self.rows.get(&found.subject())?.clone())))
    }
}

#[Object]
impl FoundServices {
    /// The page with the cursor of each node.
    async fn edges(&self) -> Vec<ServiceMatchEdge> {
        self.0
            .matches()
            .map(|(found, row)| ServiceMatchEdge {
                cursor: self.0.page.cursor(found),
                node: ServiceMatch::new(row, found.clone()),
            })
            .collect()
    }

    /// The page.
    async fn nodes(&self) -> Vec<ServiceMatch> {
        self.0
            .matches()
            .map(|(found, row)| ServiceMatch::new(row, found.clone()))
            .collect()
    }

    /// Counts of the services that fit, by which the question can be asked more narrowly.
    async fn facets(&self) -> FindFacets {
        self.0.page.facets().into()
    }

    /// Services that fail one filter alone, best first, with what would satisfy it.
    async fn near_misses(
        &self,
        #[graphql(desc = "How many to return, 1 to 100.", default_with = "NEAR_MISSES")] first: i32,
    ) -> Result<Vec<NearMiss>> {
        let first = usize::try_from(first_of(first)?).unwrap_or_default();
        let misses = self.0.page.found.misses.iter().take(first);
        let misses = misses.filter_map(|missed| {
            Some(NearMiss {
                service: self.0.rows.get(&missed.found.subject())?.clone(),
                missed: missed.clone(),
            })
        });
        Ok(misses.collect())
    }
}

#[Object]
impl FoundPractitioners {
    /// The page with the cursor of each node.
    async fn edges(&self) -> Vec<PractitionerMatchEdge> {
        self.0
            .matches()
            .map(|(found, row)| PractitionerMatchEdge {
                cursor: self.0.page.cursor(found),
                node: PractitionerMatch::new(row, found.clone()),
            })
            .collect()
    }

    /// The page.
    async fn nodes(&self) -> Vec<PractitionerMatch> {
        self.0
            .matches()
            .map(|(found, row)| PractitionerMatch::new(row, found.clone()))
            .collect()
    }

    /// Counts of the practitioners who fit, by which the question can be asked more narrowly.
    async fn facets(&self) -> FindPractitionersFacets {
        self.0.page.facets().into()
    }
}

#[Object]
impl Answer {
    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        let page = &self.0;
        let cursor = |found: Option<&broker::Match>| found.map(|found| page.cursor(found));
        PageInfo::new(
            page.found.has_next,
            page.place.has_previous,
            cursor(page.found.matches.first()),
            cursor(page.found.matches.last()),
        )
    }

    /// How many fit in all.
    async fn total_count(&self) -> u64 {
        self.0.found.total
    }

    /// How the words were understood, surest first.
    async fn interpreted_as(&self) -> Vec<InterpretedTerm> {
        let understood = self.0.found.interpreted_as.iter();
        understood.cloned().map(InterpretedTerm).collect()
    }

    /// The place that the words name, when no region was given; help there comes first.
    async fn interpreted_place(&self) -> Option<InterpretedPlace> {
        self.0.found.place.clone().map(InterpretedPlace)
    }
}
