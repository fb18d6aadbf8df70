//! A service that fits a question, or nearly does.

use async_graphql::{MergedObject, Object, SimpleObject};

use super::Service;
use super::found::{FindFilter, Finding, SentenceLanguage};
use crate::broker;

/// A service that fits, at the location that fits best.
#[derive(MergedObject, Clone)]
pub struct ServiceMatch(FoundService, Finding);

/// The service of a match.
#[derive(Clone)]
struct FoundService(Service);

impl ServiceMatch {
    pub(crate) fn new(service: Service, found: broker::Match) -> Self {
        Self(FoundService(service), Finding(found))
    }
}

#[Object]
impl FoundService {
    /// The service.
    async fn service(&self) -> &Service {
        &self.0
    }
}

/// A service that fits, with its place in the list.
#[derive(SimpleObject)]
pub struct ServiceMatchEdge {
    /// The place in the list, for `after`.
    pub(crate) cursor: String,
    /// What stands there.
    pub(crate) node: ServiceMatch,
}

/// A service that fails one filter alone.
pub struct NearMiss {
    pub(crate) service: Service,
    pub(crate) missed: broker::NearMiss,
}

/// A service that fails one filter alone, with what would satisfy it.
#[Object]
impl NearMiss {
    /// The service as it would be found.
    async fn node(&self) -> ServiceMatch {
        ServiceMatch::new(self.service.clone(), self.missed.found.clone())
    }

    /// The filter it fails.
    async fn filter(&self) -> FindFilter {
        self.missed.filter.into()
    }

    /// What would satisfy the filter, such as `Menerima mulai usia 15 tahun.`
    async fn remedy(
        &self,
        #[graphql(
            desc = "The language of the sentence.",
            default_with = "SentenceLanguage::Id"
        )]
        language: SentenceLanguage,
    ) -> &str {
        self.missed.remedy.in_language(language.into())
    }
}
