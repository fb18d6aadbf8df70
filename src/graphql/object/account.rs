//! `Account` as admins see it: nothing of the passphrase or the invitation.

use async_graphql::{ID, Object, Result};

use super::enumeration::Role;
use crate::directory;
use crate::graphql::support::GlobalId;
use crate::graphql::support::scalar::DateTime;

/// A person who may sign in.
#[derive(Clone)]
pub struct Account(pub(crate) directory::Account);

/// A person who may sign in: how they are reached and what they are to the directory, and nothing of their passphrase.
#[Object]
impl Account {
    /// The opaque id, to disable it by.
    async fn id(&self) -> ID {
        GlobalId::new("Account", self.0.row.id).into()
    }

    /// The e-mail address with which the person signs in, in small letters.
    async fn email(&self) -> &str {
        &self.0.row.email
    }

    /// What the person is to the directory.
    async fn role(&self) -> Result<Role> {
        Role::of(&self.0.row.role)
    }

    /// Opaque ids of the organizations that an editor keeps.
    async fn organization_ids(&self) -> Vec<ID> {
        let organizations = self.0.organizations.iter();
        let ids = organizations.map(|id| GlobalId::new("Organization", id).into());
        ids.collect()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime::of(&self.0.row.created_at)
    }

    /// Whether the person has chosen a passphrase, without which nobody signs in.
    async fn has_passphrase(&self) -> bool {
        self.0.row.passphrase_hash.is_some()
    }

    /// When the invitation that waits ends; null when none does.
    async fn invitation_expires_at(&self) -> Option<DateTime> {
        let ends = self.0.row.invitation_expires_at.as_deref();
        ends.map(DateTime::of)
    }

    /// When it was disabled; null while the person may sign in.
    async fn disabled_at(&self) -> Option<DateTime> {
        self.0.row.disabled_at.as_deref().map(DateTime::of)
    }

    /// When the person last signed in.
    async fn last_sign_in_at(&self) -> Option<DateTime> {
        self.0.row.last_sign_in_at.as_deref().map(DateTime::of)
    }
}
