//! A practitioner who fits a question.

use async_graphql::{MergedObject, Object, SimpleObject};

use super::Practitioner;
use super::found::Finding;
use crate::broker;

/// A practitioner who fits, at the location that fits best.
#[derive(MergedObject, Clone)]
pub struct PractitionerMatch(FoundPractitioner, Finding);

/// The practitioner of a match.
#[derive(Clone)]
struct FoundPractitioner(Practitioner);

impl PractitionerMatch {
    pub(crate) fn new(practitioner: Practitioner, found: broker::Match) -> Self {
        Self(FoundPractitioner(practitioner), Finding(found))
    }
}

#[Object]
impl FoundPractitioner {
    /// The practitioner.
    async fn practitioner(&self) -> &Practitioner {
        &self.0
    }
}

/// A practitioner who fits, with the place in the list.
#[derive(SimpleObject)]
pub struct PractitionerMatchEdge {
    /// The place in the list, for `after`.
    pub(crate) cursor: String,
    /// Who stands there.
    pub(crate) node: PractitionerMatch,
}
