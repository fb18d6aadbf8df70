//! `ApiToken` as admins see it: nothing of its secret.

use async_graphql::{ID, Object, Result};

use super::enumeration::{Role, TokenScope};
use crate::graphql::support::GlobalId;
use crate::graphql::support::scalar::DateTime;

/// A secret by which requests say who sends them.
#[derive(Clone)]
pub struct ApiToken(pub(crate) entity::api_token::Model);

/// A secret by which requests say who sends them: who it is for and what it may be used for, and nothing of itself.
#[Object]
impl ApiToken {
    /// The opaque id, to revoke it by.
    async fn id(&self) -> ID {
        GlobalId::new("ApiToken", self.0.id).into()
    }

    /// What it is for, such as the name of a program or an office.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What whoever sends it is to the directory.
    async fn role(&self) -> Result<Role> {
        Role::of(&self.0.role)
    }

    /// What it may be used for.
    async fn scopes(&self) -> Result<Vec<TokenScope>> {
        let scopes = self.0.scopes.split_whitespace();
        scopes.map(TokenScope::of).collect()
    }

    /// The opaque id of the organization that an editor keeps.
    async fn organization_id(&self) -> Option<ID> {
        let organization = self.0.organization_id;
        organization.map(|id| GlobalId::new("Organization", id).into())
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime::of(&self.0.created_at)
    }

    /// When it ends.
    async fn expires_at(&self) -> DateTime {
        DateTime::of(&self.0.expires_at)
    }

    /// When it was revoked; null while it holds.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.as_deref().map(DateTime::of)
    }

    /// The hour in which it was last used.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.as_deref().map(DateTime::of)
    }
}
