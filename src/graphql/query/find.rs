//! The main question: who can help with this, near here?

use async_graphql::{Context, Lookahead, Object, Result, Union};
use chrono::{DateTime, Utc};
use entity::{location, organization, service, taxonomy_term};
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::question::{Cursor, binding, question, read_cursor, write_cursor};
use crate::broker::{self, Matches, Suggestion};
use crate::directory;
use crate::graphql::input::FindServicesInput;
use crate::graphql::object::{
    FindFacets, InterpretedPlace, InterpretedTerm, Location, NearMiss, Organization, Region,
    Service, ServiceMatch, ServiceMatchEdge, TaxonomyTerm,
};
use crate::graphql::support::connection::{PageInfo, first_of, page_complexity};
use crate::graphql::support::{Loader, Preload, fail};

/// Root fields for finding.
#[derive(Default)]
pub struct FindQuery;

/// The services that fit, best first.
pub struct FindServicesConnection {
    services: FxHashMap<Uuid, Service>,
    found: Matches,
    /// What a cursor is bound to: the question and the moment it was first asked.
    binding: u64,
    asked_at: DateTime<Utc>,
    has_previous: bool,
}

/// Something whose name or label begins as was typed.
#[derive(Union)]
pub enum SuggestedThing {
    /// A need or a situation.
    TaxonomyTerm(TaxonomyTerm),
    /// A region.
    Region(Region),
    /// A service.
    Service(Service),
    /// An organization.
    Organization(Organization),
}

/// A completion of what was typed.
pub struct CompletedText {
    text: String,
    thing: SuggestedThing,
}

#[Object]
impl FindQuery {
    /// Services that help with a need, for a person in a place, best first. Words are understood as needs where they can
    /// be, and also sought in names and texts; each service appears once, at its best location.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn find_services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is sought; without it all services are found.")] input: Option<
            FindServicesInput,
        >,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<FindServicesConnection> {
        let loader = Loader::of(ctx)?;
        let mut question = question(input.unwrap_or_default())?;
        let binding = binding(&question);
        let after = after
            .map(|after| read_cursor(&after, binding))
            .transpose()?;
        // A later page is asked as of the moment of the first, so that nothing opens or closes between.
        let now = loader.directory.now;
        question.now = after.as_ref().map_or(now, |after| after.asked_at);
        question.after = after.as_ref().map(|after| (after.score, after.service));
        question.first = usize::try_from(first_of(first)?).unwrap_or_default();
        let look = ctx.look_ahead();
        question.wants_facets = look.field("facets").exists();
        question.misses = misses(&look)?;
        let found = loader
            .broker
            .find_services(&question)
            .await
            .map_err(|error| fail(directory::Error::from(error)))?;
        let services = preload(&found, &look, loader).await?;
        Ok(FindServicesConnection {
            services,
            found,
            binding,
            asked_at: question.now,
            has_previous: after.is_some(),
        })
    }

    /// Completes what is being typed: needs and situations by any of their labels, regions, services and organizations.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn suggest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What has been typed so far.")] text: String,
        #[graphql(desc = "How many to return, 1 to 100.", default = 10)] first: i32,
    ) -> Result<Vec<CompletedText>> {
        let loader = Loader::of(ctx)?;
        let first = usize::try_from(first_of(first)?).unwrap_or_default();
        let suggestions = loader
            .broker
            .suggest(&text, first)
            .map_err(|error| fail(directory::Error::from(error)))?;
        complete(suggestions, loader).await
    }
}

async fn complete(suggestions: Vec<Suggestion>, loader: &Loader) -> Result<Vec<CompletedText>> {
    let ids = |pick: fn(&Suggestion) -> Option<Uuid>| suggestions.iter().filter_map(pick);
    let terms = ids(|it| match it {
        Suggestion::Term(id, _) => Some(*id),
        _ => None,
    });
    loader.load::<taxonomy_term::Entity>(terms).await?;
    let services = ids(|it| match it {
        Suggestion::Service(id) => Some(*id),
        _ => None,
    });
    loader.load::<service::Entity>(services).await?;
    let organizations = ids(|it| match it {
        Suggestion::Organization(id) => Some(*id),
        _ => None,
    });
    loader.load::<organization::Entity>(organizations).await?;
    let regions = suggestions.iter().filter_map(|it| match it {
        Suggestion::Region(code) => Some(code.clone()),
        _ => None,
    });
    loader.load_regions(regions).await?;
    let mut completed = Vec::with_capacity(suggestions.len());
    for suggestion in suggestions {
        // What has gone since the index was written is left out.
        let thing = match suggestion {
            Suggestion::Term(id, label) => {
                let term = loader.one::<taxonomy_term::Entity>(id).await?;
                term.map(|term| (label, SuggestedThing::TaxonomyTerm(term.into())))
            }
            Suggestion::Region(code) => loader
                .region(&code)
                .await?
                .map(|region| (region.name.clone(), SuggestedThing::Region(region.into()))),
            Suggestion::Service(id) => loader.one::<service::Entity>(id).await?.map(|service| {
                (
                    service.name.clone(),
                    SuggestedThing::Service(service.into()),
                )
            }),
            Suggestion::Organization(id) => {
                let owner = loader.one::<organization::Entity>(id).await?;
                owner.map(|owner| {
                    (
                        owner.name.clone(),
                        SuggestedThing::Organization(owner.into()),
                    )
                })
            }
        };
        completed.extend(thing.map(|(text, thing)| CompletedText { text, thing }));
    }
    Ok(completed)
}

/// How many near misses are asked for at most.
fn misses(look: &Lookahead<'_>) -> Result<usize> {
    let mut most = 0;
    for field in look.field("nearMisses").selection_fields() {
        let arguments = field.arguments()?;
        let first = arguments.iter().find(|(name, _)| name == "first");
        let first = match first.map(|(_, value)| value) {
            Some(async_graphql::Value::Number(first)) => {
                first.as_i64().and_then(|first| i32::try_from(first).ok())
            }
            _ => None,
        };
        let first = first_of(first.unwrap_or(NEAR_MISSES))?;
        most = most.max(usize::try_from(first).unwrap_or_default());
    }
    Ok(most)
}

/// How many near misses are returned when nothing else is said.
const NEAR_MISSES: i32 = 5;

/// Loads the services found and what is selected below them.
async fn preload(
    found: &Matches,
    look: &Lookahead<'_>,
    loader: &Loader,
) -> Result<FxHashMap<Uuid, Service>> {
    let missed = found.misses.iter().map(|missed| &missed.found);
    let all: Vec<&broker::Match> = found.matches.iter().chain(missed).collect();
    let rows = loader
        .load::<service::Entity>(all.iter().map(|found| found.service()))
        .await?;
    let services: Vec<Service> = rows.into_iter().map(Service::from).collect();
    for node in [
        look.field("nodes"),
        look.field("edges").field("node"),
        look.field("nearMisses").field("node"),
    ] {
        Service::preload(services.clone(), node.field("service"), loader).await?;
        let below = node.field("location");
        if below.exists() {
            let ids = all.iter().filter_map(|found| found.location());
            let rows = loader.load::<location::Entity>(ids).await?;
            let locations = rows.into_iter().map(Location::from).collect();
            Location::preload(locations, below, loader).await?;
        }
    }
    let facets = look.field("facets");
    let counted = found.facets.iter().flat_map(|facets| {
        facets
            .needs
            .iter()
            .chain(&facets.specializations)
            .chain(&facets.practice_levels)
            .map(|count| count.value)
    });
    let understood = found
        .interpreted_as
        .iter()
        .map(|understood| understood.term);
    for (below, ids) in [
        (
            look.field("interpretedAs").field("term"),
            understood.collect::<Vec<Uuid>>(),
        ),
        (facets.field("needs").field("term"), counted.collect()),
    ] {
        if below.exists() {
            let rows = loader.load::<taxonomy_term::Entity>(ids).await?;
            let terms = rows.into_iter().map(TaxonomyTerm::from).collect();
            TaxonomyTerm::preload(terms, below, loader).await?;
        }
    }
    if facets.field("regions").field("region").exists() {
        let codes = found.facets.iter().flat_map(|facets| &facets.regions);
        loader
            .load_regions(codes.map(|count| count.value.clone()))
            .await?;
    }
    Ok(services
        .into_iter()
        .map(|service| (service.0.id, service))
        .collect())
}

impl FindServicesConnection {
    fn cursor(&self, found: &broker::Match) -> String {
        let cursor = Cursor {
            asked_at: self.asked_at,
            score: found.score(),
            service: found.service(),
        };
        write_cursor(self.binding, &cursor)
    }

    /// The services of the page; one that has gone since the index was written is left out.
    fn matches(&self) -> impl Iterator<Item = ServiceMatch> {
        self.found.matches.iter().filter_map(|found| {
            Some(ServiceMatch {
                service: self.services.get(&found.service())?.clone(),
                found: found.clone(),
            })
        })
    }
}

/// The services that fit, best first.
#[Object]
impl FindServicesConnection {
    /// The page with the cursor of each node.
    async fn edges(&self) -> Vec<ServiceMatchEdge> {
        self.matches()
            .map(|node| ServiceMatchEdge {
                cursor: self.cursor(&node.found),
                node,
            })
            .collect()
    }

    /// The page.
    async fn nodes(&self) -> Vec<ServiceMatch> {
        self.matches().collect()
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        let cursor = |found: Option<&broker::Match>| found.map(|found| self.cursor(found));
        PageInfo::new(
            self.found.has_next,
            self.has_previous,
            cursor(self.found.matches.first()),
            cursor(self.found.matches.last()),
        )
    }

    /// How many services fit in all.
    async fn total_count(&self) -> u64 {
        self.found.total
    }

    /// How the words were understood, surest first.
    async fn interpreted_as(&self) -> Vec<InterpretedTerm> {
        let understood = self.found.interpreted_as.iter();
        understood.cloned().map(InterpretedTerm).collect()
    }

    /// The place that the words name, when no region was given; help there comes first.
    async fn interpreted_place(&self) -> Option<InterpretedPlace> {
        self.found.place.clone().map(InterpretedPlace)
    }

    /// Counts of the services that fit, by which the question can be asked more narrowly.
    async fn facets(&self) -> FindFacets {
        FindFacets(self.found.facets.clone().unwrap_or_default())
    }

    /// Services that fail one filter alone, best first, with what would satisfy it.
    async fn near_misses(
        &self,
        #[graphql(desc = "How many to return, 1 to 100.", default_with = "NEAR_MISSES")] first: i32,
    ) -> Result<Vec<NearMiss>> {
        let first = usize::try_from(first_of(first)?).unwrap_or_default();
        let misses = self.found.misses.iter().take(first).filter_map(|missed| {
            Some(NearMiss {
                service: self.services.get(&missed.found.service())?.clone(),
                missed: missed.clone(),
            })
        });
        Ok(misses.collect())
    }
}

/// A completion of what was typed.
#[Object]
impl CompletedText {
    /// The text to show: a label or a name.
    async fn text(&self) -> &str {
        &self.text
    }

    /// What it stands for.
    async fn thing(&self) -> &SuggestedThing {
        &self.thing
    }
}
