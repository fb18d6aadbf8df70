//! The main question: who can help with this, near here?

use std::sync::Arc;

use async_graphql::{Context, Lookahead, Object, Result};
use entity::{location, practitioner, service, taxonomy_term};
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::found::{FindPractitionersConnection, FindServicesConnection, NEAR_MISSES, Page, Place};
use super::question::{practitioners_question, services_question};
use crate::broker::{self, Matches, Question};
use crate::directory::{self, Shown};
use crate::graphql::input::{FindPractitionersInput, FindServicesInput};
use crate::graphql::object::{Location, TaxonomyTerm};
use crate::graphql::support::connection::{first_of, page_complexity};
use crate::graphql::support::{Loader, Preload, fail};

/// What looking through the index costs beside the fields of the answer: about as long as answering so many takes.
const SEARCH: usize = 100;

/// Root fields for finding.
#[derive(Default)]
pub struct FindQuery;

#[Object]
impl FindQuery {
    /// Services that help with a need, for a person in a place, best first. Words are understood as needs where they can
    /// be, and also sought in names and texts; each service appears once, at its best location.
    #[graphql(complexity = "SEARCH + page_complexity(first, child_complexity)")]
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
        let services = rows_of::<service::Entity, _>(&page, &look, "service", loader).await?;
        Ok(FindServicesConnection::new(page, services))
    }

    /// Practitioners who consented to be listed, such as social workers and psychologists, best first. Words are sought
    /// in names, titles, qualifications and the labels of professions, specializations and methods, and understood as
    /// needs where they can be; each practitioner appears once, at the best location.
    #[graphql(complexity = "SEARCH + page_complexity(first, child_complexity)")]
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
        let people =
            rows_of::<practitioner::Entity, _>(&page, &look, "practitioner", loader).await?;
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
    let place = Place::begin(&mut question, after, loader.directory.now)?;
    question.first = usize::try_from(first_of(first)?).unwrap_or_default();
    question.wants_facets = look.field("facets").exists();
    let found = loader
        .broker
        .find(&question)
        .await
        .map_err(|error| fail(directory::Error::from(error)))?;
    preload_understanding(&found, look, loader).await?;
    Ok(Page { place, found })
}

/// The rows of what was found and of what was missed, with what is selected below them under `field`.
async fn rows_of<E: Shown, V: From<Arc<E::Model>> + Preload + Clone>(
    page: &Page,
    look: &Lookahead<'_>,
    field: &str,
    loader: &Loader,
) -> Result<FxHashMap<Uuid, V>>
where
    E::Model: Send + Sync + 'static,
{
    let missed = page.found.misses.iter().map(|missed| &missed.found);
    let all: Vec<&broker::Match> = page.found.matches.iter().chain(missed).collect();
    let subjects = all.iter().map(|found| found.subject());
    let rows = loader.load_by_id::<E>(subjects).await?;
    let rows: FxHashMap<Uuid, V> = rows.into_iter().map(|(id, row)| (id, row.into())).collect();
    for node in [
        look.field("nodes"),
        look.field("edges").field("node"),
        look.field("nearMisses").field("node"),
    ] {
        V::preload(rows.values().cloned().collect(), node.field(field), loader).await?;
        let below = node.field("location");
        if below.exists() {
            let ids = all.iter().filter_map(|found| found.location());
            let rows = loader.load::<location::Entity>(ids).await?;
            let locations = rows.into_iter().map(Location::from).collect();
            Location::preload(locations, below, loader).await?;
        }
    }
    Ok(rows)
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

/// Loads how the question was understood and by what its answer is counted.
async fn preload_understanding(
    found: &Matches,
    look: &Lookahead<'_>,
    loader: &Loader,
) -> Result<()> {
    let understood = found.interpreted_as.iter();
    let understood = understood.map(|understood| understood.term).collect();
    preload_terms(look.field("interpretedAs"), understood, loader).await?;
    let facets = look.field("facets");
    if let Some(counted) = &found.facets {
        for (field, counts) in [
            ("needs", &counted.needs),
            ("specializations", &counted.specializations),
            ("practiceLevels", &counted.practice_levels),
            ("practiceFields", &counted.practice_fields),
            ("professions", &counted.professions),
        ] {
            let ids = counts.iter().map(|count| count.value).collect();
            preload_terms(facets.field(field), ids, loader).await?;
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

/// Loads terms that a field of `around` gives.
async fn preload_terms(around: Lookahead<'_>, ids: Vec<Uuid>, loader: &Loader) -> Result<()> {
    let below = around.field("term");
    if !below.exists() {
        return Ok(());
    }
    let rows = loader.load::<taxonomy_term::Entity>(ids).await?;
    let terms = rows.into_iter().map(TaxonomyTerm::from).collect();
    TaxonomyTerm::preload(terms, below, loader).await
}
