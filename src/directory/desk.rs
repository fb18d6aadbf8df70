//! The desk: where whoever asks hands in what shall change. It asks the policy before every act, so that nothing is
//! written without leave; who may only read holds a [`Directory`](super::Directory) instead.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::api_token::Model as ApiToken;
use uuid::Uuid;

use super::error::Error;
use super::registration::{NewOrganization, Registered, register};
use super::token::{NewToken, list_tokens, make_token, revoke_token};
use crate::auth::{Act, Permit, Role, Secret, Viewer};
use crate::store::Store;

/// Takes changes in from one viewer at one moment.
pub struct Desk {
    store: Arc<Store>,
    viewer: Viewer,
    now: DateTime<Utc>,
}

impl Desk {
    /// The desk for a viewer.
    pub fn new(store: Arc<Store>, viewer: Viewer, now: DateTime<Utc>) -> Self {
        Self { store, viewer, now }
    }

    fn permit(&self, act: Act) -> Result<Permit, Error> {
        let refused = match self.viewer.role {
            Role::Visitor => Error::Unauthenticated,
            _ => Error::Forbidden,
        };
        self.viewer.permit(act).ok_or(refused)
    }

    /// Registers an organization. One that may already be in the directory is only registered when that was confirmed.
    pub async fn register(
        &self,
        organization: &NewOrganization,
        is_confirmed: bool,
    ) -> Result<Registered, Error> {
        let permit = self.permit(Act::RegisterOrganization)?;
        register(&self.store, &permit, organization, is_confirmed, self.now).await
    }

    /// Makes a token; returns it with its secret, which is kept nowhere.
    pub async fn make_token(&self, token: &NewToken) -> Result<(ApiToken, Secret), Error> {
        let permit = self.permit(Act::KeepTokens)?;
        make_token(&self.store, Some(&permit), token, self.now).await
    }

    /// Ends a token at once; `false` when there is none that holds.
    pub async fn revoke_token(&self, id: Uuid) -> Result<bool, Error> {
        let permit = self.permit(Act::KeepTokens)?;
        revoke_token(&self.store, Some(&permit), id, self.now).await
    }

    /// All tokens, newest first.
    pub async fn tokens(&self) -> Result<Vec<ApiToken>, Error> {
        self.permit(Act::KeepTokens)?;
        list_tokens(&self.store).await
    }
}
