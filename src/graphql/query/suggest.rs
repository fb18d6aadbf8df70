//! Completing what is being typed.

use async_graphql::{Context, Object, Result, Union};
use entity::{organization, service, taxonomy_term};
use uuid::Uuid;

use crate::broker::Suggestion;
use crate::directory;
use crate::graphql::object::{Organization, Region, Service, TaxonomyTerm};
use crate::graphql::support::connection::{first_of, page_complexity};
use crate::graphql::support::{Loader, fail};

/// The root field for completing.
#[derive(Default)]
pub struct SuggestQuery;

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
impl SuggestQuery {
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
