//! The main question: who can help with this, near here?

use async_graphql::{Context, Lookahead, Object, Result};
use entity::{location, practitioner, service, taxonomy_term};
use uuid::Uuid;

use super::found::{FindPractitionersConnection, FindServicesConnection, NEAR_MISSES, Page};
use super::question::{practitioners_question, services_question};
use crate::broker::{self, Matches, Question};
use crate::directory;
use crate::graphql::input::{FindPractitionersInput, FindServicesInput};
use crate::graphql::object::{Location, Practitioner, Service, TaxonomyTerm};
use crate::graphql::support::connection::{first_of, page_complexity};
use crate::graphql::support::{Loader, Preload, fail};

/// Root fields for finding.
#[derive(Default)]
pub struct FindQuery;

#[Object]
impl FindQuery {
    /// Services that help with a need, for a person in a place, best first. Words are understood as needs where they can
    /// be, and also sought in names and texts; each service appears once, at its best location.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn find_services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What help is sought, for whom and where; everything when left out.")]
        input: Option<FindServicesInput>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<FindServicesConnection> {
        let loader = Loader::of(ctx)?;
        let look = ctx.look_ahead();
        let question = Question {
            misses: misses(&look)?,
            ..services_question(input.unwrap_or_default())?
        };
        let page = answer(question, first, after.as_deref(), &look, loader).await?;
        let missed = page.found.misses.iter().map(|missed| &missed.found);
        let all: Vec<&broker::Match> = page.found.matches.iter().chain(missed).collect();
        let rows = loader
            .load::<service::Entity>(all.iter().map(|found| found.subject()))
            .await?;
        let services: Vec<Service> = rows.into_iter().map(Service::from).collect();
        for node in nodes(&look) {
            Service::preload(services.clone(), node.field("service"), loader).await?;
            preload_locations(&all, node.field("location"), loader).await?;
        }
        Ok(FindServicesConnection::new(page, services))
    }

    /// Practitioners who consented to be listed, such as social workers and psychologists, best first. Words are sought
    /// in names, titles, qualifications and the labels of professions, specializations and methods, and understood as
    /// needs where they can be; each practitioner appears once, at the best location.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn find_practitioners(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is sought, for what and where; everyone when left out.")]
        input: Option<FindPractitionersInput>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 25)] first: i32,
        #[graphql(desc = "Return those after this cursor.")] after: Option<String>,
    ) -> Result<FindPractitionersConnection> {
        let loader = Loader::of(ctx)?;
        let look = ctx.look_ahead();
        let question = practitioners_question(input.unwrap_or_default())?;
        let page = answer(question, first, after.as_deref(), &look, loader).await?;
        let all: Vec<&broker::Match> = page.found.matches.iter().collect();
        let rows = loader
            .load::<practitioner::Entity>(all.iter().map(|found| found.subject()))
            .await?;
        let people: Vec<Practitioner> = rows.into_iter().map(Practitioner::from).collect();
        for node in nodes(&look) {
            Practitioner::preload(people.clone(), node.field("practitioner"), loader).await?;
            preload_locations(&all, node.field("location"), loader).await?;
        }
        Ok(FindPractitionersConnection::new(page, people))
    }
}

/// The page of the answer that was asked for.
async fn answer(
    mut question: Question,
    first: i32,
    after: Option<&str>,
    look: &Lookahead<'_>,
    loader: &Loader,
) -> Result<Page> {
    let place = Page::begin(&mut question, after, loader.directory.now)?;
    question.first = usize::try_from(first_of(first)?).unwrap_or_default();
    question.wants_facets = look.field("facets").exists();
    let found = loader
        .broker
        .find(&question)
        .await
        .map_err(|error| fail(directory::Error::from(error)))?;
    preload_understanding(&found, look, loader).await?;
    Ok(place.with(found))
}

fn nodes<'a>(look: &Lookahead<'a>) -> [Lookahead<'a>; 3] {
    [
        look.field("nodes"),
        look.field("edges").field("node"),
        look.field("nearMisses").field("node"),
    ]
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

async fn preload_locations(
    all: &[&broker::Match],
    below: Lookahead<'_>,
    loader: &Loader,
) -> Result<()> {
    if !below.exists() {
        return Ok(());
    }
    let ids = all.iter().filter_map(|found| found.location());
    let rows = loader.load::<location::Entity>(ids).await?;
    let locations = rows.into_iter().map(Location::from).collect();
    Location::preload(locations, below, loader).await
}

/// Loads how the question was understood and by what its answer is counted.
async fn preload_understanding(
    found: &Matches,
    look: &Lookahead<'_>,
    loader: &Loader,
) -> Result<()> {
    let facets = look.field("facets");
    let counted = found.facets.iter().flat_map(|facets| facets.terms());
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
    Ok(())
}
