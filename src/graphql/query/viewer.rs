//! Who asks, as the directory knows them.

use async_graphql::{Context, Enum, ID, Object, Result};

use crate::auth::{ACTS, Act, Grant, Identity, Viewer};
use crate::graphql::object::enumeration::{Role, TokenScope};
use crate::graphql::support::GlobalId;

/// The root field for the viewer.
#[derive(Default)]
pub struct ViewerQuery;

/// Who asks, and what they may do.
pub struct ViewerView(Viewer);

/// What the policy says of one act.
pub(super) struct Permission {
    act: Act,
    grant: Grant,
}

/// What can be done.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Act")]
pub enum PermissionAct {
    /// Read what everyone may read.
    ReadDirectory,
    /// Read where confidential places stand.
    ReadConfidential,
    /// Register an organization, which is listed once it was reviewed.
    RegisterOrganization,
    /// Decide which organizations are listed.
    ReviewRegistrations,
    /// Keep the listings of an organization true.
    KeepListing,
    /// Accept or decline what others suggest for a listing.
    ReviewSuggestions,
    /// Make, list and revoke tokens.
    KeepTokens,
    /// Invite people to accounts, list these and disable them.
    KeepAccounts,
    /// Make, list, enable and delete webhooks.
    KeepWebhooks,
    /// Be told of organizations that wait for review.
    WatchRegistrations,
    /// Report needs of a community, and follow one's own reports.
    ReportNeeds,
    /// Decide which reported needs are confirmed, and see those of all.
    ReviewNeeds,
    /// Make joint plans on confirmed needs, and follow one's own plans.
    PlanJointly,
}

/// Whether a role may do something.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Grant")]
pub enum PermissionGrant {
    /// No.
    Never,
    /// For organizations of their own.
    Own,
    /// Yes.
    Always,
}

#[Object]
impl ViewerQuery {
    /// Who asks: what the token or the account says, or a visitor without one.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<ViewerView> {
        Ok(ViewerView(ctx.data::<Viewer>()?.clone()))
    }
}

/// Who asks, and what they may do.
#[Object(name = "Viewer")]
impl ViewerView {
    /// What the viewer is to the directory.
    async fn role(&self) -> Result<Role> {
        Role::of(self.0.role.word())
    }

    /// The opaque id of the account to which the viewer has signed in; null for all others.
    async fn account_id(&self) -> Option<ID> {
        match self.0.identity {
            Identity::Session { account, .. } => Some(GlobalId::new("Account", account).into()),
            Identity::Unknown | Identity::Token(_) | Identity::Subject(_) => None,
        }
    }

    /// The name of the token; null for visitors and for people.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// What the viewer may do of what the role may.
    async fn scopes(&self) -> Result<Vec<TokenScope>> {
        let scopes = self.0.scopes.iter();
        scopes.map(|scope| TokenScope::of(scope.word())).collect()
    }

    /// Opaque ids of the viewer's own organizations.
    async fn organization_ids(&self) -> Vec<ID> {
        let own = self.0.organizations.iter();
        own.map(|id| GlobalId::new("Organization", id).into())
            .collect()
    }

    /// What the viewer may do.
    async fn permissions(&self) -> Vec<Permission> {
        let acts = ACTS.iter().map(|(act, _)| *act);
        acts.map(|act| Permission {
            act,
            grant: self.0.may(act),
        })
        .collect()
    }
}

/// What the viewer may do.
#[Object]
impl Permission {
    /// The act.
    async fn act(&self) -> PermissionAct {
        self.act.into()
    }

    /// Whether the viewer may.
    async fn grant(&self) -> PermissionGrant {
        self.grant.into()
    }
}
