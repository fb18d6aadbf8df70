//! The main question: who can help with this, near here?

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::{location, service, taxonomy_term};

use crate::broker::{self, FindServices, Matches, Reach};
use crate::directory;
use crate::graphql::input::FindServicesInput;
use crate::graphql::object::{Location, Service, TaxonomyTerm};
use crate::graphql::support::connection::{PageInfo, first_of, page_complexity};
use crate::graphql::support::{Loader, Preload, fail, invalid, one, record_id};

/// Root fields for finding.
#[derive(Default)]
pub struct FindQuery;

/// How near to the person help stands, or which area around the person it serves; nearest first.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Reach")]
pub enum ReachRung {
    /// In the same district, or for it.
    District,
    /// In the same regency, or for it.
    Regency,
    /// In the same province, or for it.
    Province,
    /// For the whole country.
    Nation,
    /// Elsewhere, and not known to serve the area.
    Outside,
}

/// A service that fits, at the location that fits best.
pub struct ServiceMatch {
    service: Service,
    found: broker::Match,
}

/// A service that fits, with its place in the list.
#[derive(SimpleObject)]
pub struct ServiceMatchEdge {
    /// The place in the list, for `after`.
    cursor: String,
    /// What stands there.
    node: ServiceMatch,
}

/// A part of the text that was understood as a need or a situation.
pub struct InterpretedTerm(broker::Understood);

/// The services that fit, best first.
pub struct FindServicesConnection {
    matches: Vec<(Service, broker::Match)>,
    found: Matches,
    skip: usize,
    binding: u64,
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
        question.skip = after
            .map(|after| read_cursor(&after, binding))
            .transpose()?
            .unwrap_or_default();
        question.first = usize::try_from(first_of(first)?).unwrap_or_default();
        let look = ctx.look_ahead();
        question.counts = look.field("totalCount").exists();
        let found = loader
            .broker
            .find_services(&question)
            .map_err(|error| fail(directory::Error::from(error)))?;
        let rows = loader
            .load::<service::Entity>(found.matches.iter().map(|found| found.service))
            .await?;
        let services: Vec<Service> = rows.into_iter().map(Service::from).collect();
        // A service that has gone since the index was written is left out.
        let matches: Vec<(Service, broker::Match)> = found
            .matches
            .iter()
            .filter_map(|found| {
                let service = services
                    .iter()
                    .find(|service| service.0.id == found.service)?;
                Some((service.clone(), found.clone()))
            })
            .collect();
        for node in [look.field("nodes"), look.field("edges").field("node")] {
            Service::preload(services.clone(), node.field("service"), loader).await?;
            let below = node.field("location");
            if below.exists() {
                let ids = found.matches.iter().filter_map(|found| found.location);
                let rows = loader.load::<location::Entity>(ids).await?;
                Location::preload(
                    rows.into_iter().map(Location::from).collect(),
                    below,
                    loader,
                )
                .await?;
            }
        }
        let below = look.field("interpretedAs").field("term");
        if below.exists() {
            let ids = found
                .interpreted_as
                .iter()
                .map(|understood| understood.term);
            let rows = loader.load::<taxonomy_term::Entity>(ids).await?;
            TaxonomyTerm::preload(
                rows.into_iter().map(TaxonomyTerm::from).collect(),
                below,
                loader,
            )
            .await?;
        }
        Ok(FindServicesConnection {
            matches,
            found,
            skip: question.skip,
            binding,
        })
    }
}

fn question(input: FindServicesInput) -> Result<FindServices> {
    let needs = input.needs.unwrap_or_default();
    Ok(FindServices {
        text: input.text,
        // Opaque ids become HSDS ids here; codes go on as they are.
        needs: needs
            .into_iter()
            .map(|need| match record_id("TaxonomyTerm", &need) {
                Ok(id) => id.to_string(),
                Err(_) => need,
            })
            .collect(),
        near: input
            .near
            .as_ref()
            .map(|near| (near.latitude, near.longitude)),
        radius_m: input.near.as_ref().and_then(|near| near.radius_m),
        region_code: input.region_code,
        includes_outside: input.include_outside,
        ..FindServices::default()
    })
}

fn binding(question: &FindServices) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    format!("{question:?}").hash(&mut hasher);
    hasher.finish()
}

fn cursor(binding: u64, place: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("find:{binding:016x}:{place}"))
}

fn read_cursor(cursor: &str, binding: u64) -> Result<usize> {
    let parts = URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| {
            let (bound, place) = text.strip_prefix("find:")?.split_once(':')?;
            Some((u64::from_str_radix(bound, 16).ok()?, place.parse().ok()?))
        });
    match parts {
        Some((bound, place)) if bound == binding => Ok(place),
        Some(_) => Err(invalid(
            "`after` is the cursor of another question; leave it out to start over",
        )),
        None => Err(invalid("`after` is not a cursor that this list returned")),
    }
}

impl FindServicesConnection {
    fn cursor(&self, place: usize) -> String {
        cursor(self.binding, self.skip + place + 1)
    }
}

/// The services that fit, best first.
#[Object]
impl FindServicesConnection {
    /// The page with the cursor of each node.
    async fn edges(&self) -> Vec<ServiceMatchEdge> {
        let edge =
            |(place, (service, found)): (usize, &(Service, broker::Match))| ServiceMatchEdge {
                cursor: self.cursor(place),
                node: ServiceMatch {
                    service: service.clone(),
                    found: found.clone(),
                },
            };
        self.matches.iter().enumerate().map(edge).collect()
    }

    /// The page.
    async fn nodes(&self) -> Vec<ServiceMatch> {
        let node = |(service, found): &(Service, broker::Match)| ServiceMatch {
            service: service.clone(),
            found: found.clone(),
        };
        self.matches.iter().map(node).collect()
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        let last = self.matches.len().checked_sub(1);
        PageInfo::new(
            self.found.has_next,
            self.skip > 0,
            last.map(|_| self.cursor(0)),
            last.map(|last| self.cursor(last)),
        )
    }

    /// How many services fit in all; counted only when asked for.
    async fn total_count(&self) -> u64 {
        self.found.total.unwrap_or_default()
    }

    /// How the words were understood.
    async fn interpreted_as(&self) -> Vec<InterpretedTerm> {
        self.found
            .interpreted_as
            .iter()
            .cloned()
            .map(InterpretedTerm)
            .collect()
    }
}

/// A service that fits, at the location that fits best.
#[Object]
impl ServiceMatch {
    /// The service.
    async fn service(&self) -> &Service {
        &self.service
    }

    /// The location that fits best; null for a service without one.
    async fn location(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        one::<location::Entity, _>(ctx, self.found.location).await
    }

    /// How well it fits, 0 to 1.
    async fn score(&self) -> f64 {
        self.found.score
    }

    /// Metres from the place asked for; null when either place is not known or is confidential.
    async fn distance_m(&self) -> Option<f64> {
        self.found.distance_m.map(f64::round)
    }

    /// How near to the person it stands, or which area it serves; null when no region was given.
    async fn reach(&self) -> Option<ReachRung> {
        self.found.reach.map(ReachRung::from)
    }
}

/// A part of the text that was understood as a need or a situation.
#[Object]
impl InterpretedTerm {
    /// The need or situation.
    async fn term(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyTerm>> {
        one::<taxonomy_term::Entity, _>(ctx, self.0.term).await
    }

    /// The words that were understood, in lower case.
    async fn matched_text(&self) -> &str {
        &self.0.matched_text
    }

    /// How sure that is, 0 to 1: 1 for the very words of a label, less for other forms of them.
    async fn confidence(&self) -> f64 {
        self.0.confidence
    }
}
