//! The brief of one need in one region, as clients see it.

use async_graphql::{Lookahead, Object, Result};
use entity::service;
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::found::SentenceLanguage;
use super::{NeedCoverage, ResourceCell, Service, ServiceMatch};
use crate::broker;
use crate::graphql::support::scalar::Date;
use crate::graphql::support::{Loader, Preload};

/// What there is to say of one need in one region, for whoever asks others to act.
pub struct NeedBrief {
    brief: broker::NeedBrief,
    services: FxHashMap<Uuid, Service>,
}

impl NeedBrief {
    /// A brief with the services that it names and what is selected below them.
    pub(crate) async fn load(
        brief: broker::NeedBrief,
        look: Lookahead<'_>,
        loader: &Loader,
    ) -> Result<Self> {
        let subjects = brief.nearest.iter().map(broker::Match::subject);
        let rows = loader.load_by_id::<service::Entity>(subjects).await?;
        let services: FxHashMap<Uuid, Service> =
            rows.into_iter().map(|(id, row)| (id, row.into())).collect();
        let below = look.field("nearest").field("service");
        Service::preload(services.values().cloned().collect(), below, loader).await?;
        Ok(Self { brief, services })
    }
}

/// What there is to say of one need in one region, for whoever asks others to act.
#[Object]
impl NeedBrief {
    /// The day it was made on.
    async fn date(&self) -> Date {
        Date::of(&self.brief.day.to_string())
    }

    /// The figures of the need in the region, as the resource map tells them.
    async fn cell(&self) -> ResourceCell {
        ResourceCell(self.brief.cell.clone())
    }

    /// How far the nearest help is.
    async fn coverage(&self) -> NeedCoverage {
        NeedCoverage(self.brief.coverage.clone())
    }

    /// The services that fit best for somebody who lives there, three at most.
    async fn nearest(&self) -> Vec<ServiceMatch> {
        let found = self.brief.nearest.iter().filter_map(|found| {
            let service = self.services.get(&found.subject())?;
            Some(ServiceMatch::new(service.clone(), found.clone()))
        });
        found.collect()
    }

    /// All of it to be read: what is needed, how that moves, what help there is, the gap, the nearest help, the sources.
    async fn text(
        &self,
        #[graphql(
            desc = "The language of the text.",
            default_with = "SentenceLanguage::Id"
        )]
        language: SentenceLanguage,
    ) -> String {
        let names = self.brief.nearest.iter().filter_map(|found| {
            let service = self.services.get(&found.subject())?;
            Some(service.0.name.clone())
        });
        let text = self.brief.text(&names.collect::<Vec<String>>());
        text.in_language(language.into()).to_owned()
    }
}
