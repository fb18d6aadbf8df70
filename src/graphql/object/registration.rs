//! `Registration` as reviewers and those who handed it in see it.

use async_graphql::{Context, Object, Result};
use entity::organization;

use super::Organization;
use super::enumeration::RegistrationState;
use crate::directory::Standing;
use crate::graphql::support::scalar::DateTime;
use crate::graphql::support::{Loader, one, relations, view};

view!(Registration(registration));

relations! {
    Registration(registration) {
        "organization" => one(Organization, organization, organization_id);
    }
}

/// Where the rules say that it stands.
pub(crate) fn standing_of(state: RegistrationState) -> Standing {
    match state {
        RegistrationState::Pending => Standing::Pending,
        RegistrationState::Returned => Standing::Returned,
        RegistrationState::Rejected => Standing::Rejected,
        RegistrationState::Approved => Standing::Approved,
        RegistrationState::Suspended => Standing::Suspended,
        RegistrationState::Closed => Standing::Closed,
    }
}

/// Who handed an organization in, and what was decided about it.
#[Object]
impl Registration {
    /// The organization; the one that stands for it when it was merged into another.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        let reader = &Loader::of(ctx)?.directory.reader;
        let id = reader.standing_for(self.0.organization_id);
        one::<organization::Entity, _>(ctx, id).await
    }

    /// Where it stands.
    async fn state(&self) -> Result<RegistrationState> {
        RegistrationState::of(&self.0.state)
    }

    /// Who handed it in: a role with the id of the account or token, never a name; null when an import brought it.
    async fn registrant(&self) -> Option<&str> {
        self.0.registrant.as_deref()
    }

    /// When it was last handed in; null when an import brought it.
    async fn submitted_at(&self) -> Option<DateTime> {
        self.0.submitted_at.as_deref().map(DateTime::of)
    }

    /// When something was last decided about it.
    async fn reviewed_at(&self) -> Option<DateTime> {
        self.0.reviewed_at.as_deref().map(DateTime::of)
    }

    /// Who decided it, as the name of a role, never a person.
    async fn reviewed_by(&self) -> Option<&str> {
        self.0.reviewed_by.as_deref()
    }

    /// Why it was decided so, when a reason was given.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}
