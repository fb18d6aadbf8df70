//! The desk: where whoever asks hands in what shall change. It asks the policy before every act, so that nothing is
//! written without leave; who may only read holds a [`Directory`](super::Directory) instead.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::api_token::Model as ApiToken;
use entity::service;
use sea_orm::{EntityTrait, PaginatorTrait, Select};
use uuid::Uuid;

use super::draft::Draft;
use super::editor::Editor;
use super::error::Error;
use super::token::{NewToken, list_tokens, make_token, revoke_token};
use crate::auth::{Act, Passphrases, Permit, Role, Secret, Viewer};
use crate::store::{Cell, Fault, Page, Reader, Sight, Slice, Store};

/// Takes changes in from one viewer at one moment.
pub struct Desk {
    pub(super) store: Arc<Store>,
    pub(super) viewer: Viewer,
    pub(super) passphrases: Arc<Passphrases>,
    pub(super) now: DateTime<Utc>,
    pub(super) allows_private_webhooks: bool,
}

impl Desk {
    /// The desk for a viewer.
    pub fn new(
        store: Arc<Store>,
        viewer: Viewer,
        passphrases: Arc<Passphrases>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            store,
            viewer,
            passphrases,
            now,
            allows_private_webhooks: false,
        }
    }

    /// Whether webhooks may lead to this machine and its network, as its operator says.
    pub fn with_private_webhooks(self, allows_private_webhooks: bool) -> Self {
        Self {
            allows_private_webhooks,
            ..self
        }
    }

    /// Leave for an act, or why there is none.
    pub(super) fn permit(&self, act: Act, organization: Option<Uuid>) -> Result<Permit, Error> {
        let permit = self.viewer.permit(act, organization);
        permit.ok_or_else(|| self.refused())
    }

    /// Why the viewer may not do what others may.
    pub(super) fn refused(&self) -> Error {
        match self.viewer.role {
            Role::Visitor => Error::Unauthenticated,
            _ => Error::Forbidden,
        }
    }

    /// One part of a list that only the desk reads, and how many rows it has in all when that is asked.
    pub(super) async fn listed<E: EntityTrait<Model: Send + Sync>>(
        &self,
        select: Select<E>,
        slice: &Slice,
        is_counted: bool,
    ) -> Result<(Page<Arc<E::Model>>, Option<u64>), Error> {
        let connection = self.store.read();
        let mut total = None;
        if is_counted {
            let counted = select.clone().count(connection).await;
            total = Some(counted.map_err(Fault::from)?);
        }
        let rows = slice.apply(select).all(connection).await;
        let rows = rows.map_err(Fault::from)?;
        let mut rows: Vec<Arc<E::Model>> = rows.into_iter().map(Arc::new).collect();
        let first = usize::try_from(slice.first).unwrap_or(usize::MAX);
        let has_next = rows.len() > first;
        rows.truncate(first);
        Ok((Page { rows, has_next }, total))
    }

    /// Notes that what is said of a service is still true today; `false` when there is no such service.
    pub async fn confirm_service(&self, id: Uuid) -> Result<bool, Error> {
        // Editors keep listings that others are not shown.
        let reader = Reader::new(self.store.clone(), Sight::Everything);
        let found = reader.by_ids::<service::Entity>([id]).await?.remove(&id);
        let organization = found.as_ref().and_then(|service| service.organization_id);
        let permit = self.permit(Act::KeepListing, organization)?;
        if found.is_none() {
            return Ok(false);
        }
        let mut draft = Draft::new(id);
        let today = self.now.date_naive().to_string();
        draft.set(&service::OBJECT, "assured_date", Cell::Text(today));
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        editor.put(&service::OBJECT, &[draft]).await?;
        editor.commit().await?;
        Ok(true)
    }

    /// Makes a token; returns it with its secret, which is kept nowhere.
    pub async fn make_token(&self, token: &NewToken) -> Result<(ApiToken, Secret), Error> {
        let permit = self.permit(Act::KeepTokens, None)?;
        make_token(&self.store, Some(&permit), token, self.now).await
    }

    /// Ends a token at once; `false` when there is none that holds.
    pub async fn revoke_token(&self, id: Uuid) -> Result<bool, Error> {
        let permit = self.permit(Act::KeepTokens, None)?;
        revoke_token(&self.store, Some(&permit), id, self.now).await
    }

    /// All tokens, newest first.
    pub async fn tokens(&self) -> Result<Vec<ApiToken>, Error> {
        self.permit(Act::KeepTokens, None)?;
        list_tokens(&self.store).await
    }
}
