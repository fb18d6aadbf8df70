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

/// One page of what was found.
pub(super) struct Page {
    pub(super) found: Matches,
    /// What a cursor is bound to: the question and the moment it was first asked.
    binding: u64,
    asked_at: DateTime<Utc>,
    has_previous: bool,
}

/// A page before anything was found for it.
pub(super) struct Place {
    binding: u64,
    asked_at: DateTime<Utc>,
    has_previous: bool,
}

impl Page {
    /// Makes the question one about the page after a cursor.
    pub(super) fn begin(
        question: &mut Question,
        after: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Place> {
        let binding = binding(question);
        let after = after.map(|after| read_cursor(after, binding)).transpose()?;
        // A later page is asked as of the moment of the first, so that nothing opens or closes between.
        question.now = after.as_ref().map_or(now, |after| after.asked_at);
        question.after = after.as_ref().map(|after| (after.score, after.subject));
        Ok(Place {
            binding,
            asked_at: question.now,
            has_previous: after.is_some(),
        })
    }

    fn cursor(&self, found: &broker::Match) -> String {
        let cursor = Cursor {
            asked_at: self.asked_at,
            score: found.score(),
            subject: found.subject(),
        };
        write_cursor(self.binding, &cursor)
    }

    fn facets(&self) -> Arc<Facets> {
        self.found.facets.clone().unwrap_or_default()
    }
}

impl Place {
    pub(super) fn with(self, found: Matches) -> Page {
        Page {
            found,
            binding: self.binding,
            asked_at: self.asked_at,
            has_previous: self.has_previous,
        }
    }
}

/// The services that fit, best first.
#[derive(MergedObject)]
pub struct FindServicesConnection(FoundServices, Answer);

/// The practitioners who fit, best first.
#[derive(MergedObject)]
pub struct FindPractitionersConnection(FoundPractitioners, Answer);

/// The services of a page.
struct FoundServices {
    page: Arc<Page>,
    services: FxHashMap<Uuid, Service>,
}

/// The practitioners of a page.
struct FoundPractitioners {
    page: Arc<Page>,
    people: FxHashMap<Uuid, Practitioner>,
}

/// What is said of an answer, whatever was sought.
struct Answer(Arc<Page>);

impl FindServicesConnection {
    pub(super) fn new(page: Page, services: Vec<Service>) -> Self {
        let page = Arc::new(page);
        let services = services.into_iter();
        let found = FoundServices {
            page: page.clone(),
            services: services.map(|service| (service.0.id, service)).collect(),
        };
        Self(found, Answer(page))
    }
}

impl FindPractitionersConnection {
    pub(super) fn new(page: Page, people: Vec<Practitioner>) -> Self {
        let page = Arc::new(page);
        let people = people.into_iter();
        let found = FoundPractitioners {
            page: page.clone(),
            people: people.map(|person| (person.0.id, person)).collect(),
        };
        Self(found, Answer(page))
    }
}

impl FoundServices {
    /// One that has gone since the index was written is left out.
    fn matches(&self) -> impl Iterator<Item = (&broker::Match, ServiceMatch)> {
        self.page.found.matches.iter().filter_map(|found| {
            let service = self.services.get(&found.subject())?.clone();
            Some((found, ServiceMatch::new(service, found.clone())))
        })
    }
}

impl FoundPractitioners {
    /// One who withdrew since the index was written is left out.
    fn matches(&self) -> impl Iterator<Item = (&broker::Match, PractitionerMatch)> {
        self.page.found.matches.iter().filter_map(|found| {
            let person = self.people.get(&found.subject())?.clone();
            Some((found, PractitionerMatch::new(person, found.clone())))
        })
    }
}

#[Object]
impl FoundServices {
    /// The page with the cursor of each node.
    async fn edges(&self) -> Vec<ServiceMatchEdge> {
        self.matches()
            .map(|(found, node)| ServiceMatchEdge {
                cursor: self.page.cursor(found),
                node,
            })
            .collect()
    }

    /// The page.
    async fn nodes(&self) -> Vec<ServiceMatch> {
        self.matches().map(|(_, node)| node).collect()
    }

    /// Counts of the services that fit, by which the question can be asked more narrowly.
    async fn facets(&self) -> FindFacets {
        self.page.facets().into()
    }

    /// Services that fail one filter alone, best first, with what would satisfy it.
    async fn near_misses(
        &self,
        #[graphql(desc = "How many to return, 1 to 100.", default_with = "NEAR_MISSES")] first: i32,
    ) -> Result<Vec<NearMiss>> {
        let first = usize::try_from(first_of(first)?).unwrap_or_default();
        let misses = self
            .page
            .found
            .misses
            .iter()
            .take(first)
            .filter_map(|missed| {
                Some(NearMiss {
                    service: self.services.get(&missed.found.subject())?.clone(),
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
        self.matches()
            .map(|(found, node)| PractitionerMatchEdge {
                cursor: self.page.cursor(found),
                node,
            })
            .collect()
    }

    /// The page.
    async fn nodes(&self) -> Vec<PractitionerMatch> {
        self.matches().map(|(_, node)| node).collect()
    }

    /// Counts of the practitioners who fit, by which the question can be asked more narrowly.
    async fn facets(&self) -> FindPractitionersFacets {
        self.page.facets().into()
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
            page.has_previous,
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
