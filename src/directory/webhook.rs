//! Webhooks: making, listing, enabling and deleting them. Sending is another matter: see [`Outbox`](super::Outbox).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::webhook::{ActiveModel, Column, Entity, Model, OBJECT};
use entity::webhook_delivery;
use rustc_hash::FxHashMap;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::desk::Desk;
use super::draft::Draft;
use super::editor::{Editor, Outcome, moment};
use super::error::Error;
use super::webhook_url::WebhookUrl;
use crate::auth::Act;
use crate::change::{self, Change, Operation};
use crate::store::{Cell, Fault, Key};

/// The most webhooks a directory has.
const MOST: u64 = 100;

/// What secrets begin with, as Standard Webhooks spells them.
pub(super) const SECRET_PREFIX: &str = "whsec_";

/// How many random bytes a secret has.
const SECRET_BYTES: usize = 32;

/// A webhook to be made.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    /// Where to post.
    pub url: String,
    /// The tables whose changes it wants; all when empty.
    pub tables: Vec<&'static str>,
    /// The region whose changes it wants.
    pub region_code: Option<String>,
}

/// Whether a webhook is told of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WebhookState {
    /// It is.
    Active,
    /// It is not, because it failed for too long or said that it is gone.
    Disabled,
}

impl WebhookState {
    /// The word that the store keeps.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Disabled => "DISABLED",
        }
    }
}

fn unfit<T>(field: &'static str, sentence: &str) -> Result<T, Error> {
    let sentence = sentence.to_owned();
    Err(Error::Unfit { field, sentence })
}

impl Desk {
    /// Leave to be told of organizations that wait for review, or why there is none.
    pub fn may_watch_registrations(&self) -> Result<(), Error> {
        self.permit(Act::WatchRegistrations, None).map(drop)
    }

    /// Makes a webhook, which is told of what changes from now on; returns it with the secret that signs.
    pub async fn make_webhook(&self, webhook: &NewWebhook) -> Result<(Model, String), Error> {
        let permit = self.permit(Act::KeepWebhooks, None)?;
        let url = match WebhookUrl::parse(webhook.url.trim(), self.allows_private_webhooks) {
            Ok(url) => url,
            Err(sentence) => return unfit("url", sentence),
        };
        let count = Entity::find().count(self.store.read()).await;
        if count.map_err(Fault::from)? >= MOST {
            return unfit("url", "There are 100 webhooks already; delete one first.");
        }
        let mut bytes = [0; SECRET_BYTES];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        let secret = format!("{SECRET_PREFIX}{}", STANDARD.encode(bytes));

        let id = Uuid::now_v7();
        let text = |text: &str| Cell::Text(text.to_owned());
        let mut draft = Draft::new(id);
        draft.set(&OBJECT, "url", text(url.as_str()));
        draft.set(&OBJECT, "secret", text(&secret));
        if !webhook.tables.is_empty() {
            draft.set(&OBJECT, "tables", Cell::Text(webhook.tables.join(" ")));
        }
        if let Some(code) = &webhook.region_code {
            draft.set(&OBJECT, "region_code", text(code));
        }
        draft.set(&OBJECT, "state", text(WebhookState::Active.word()));
        draft.set(&OBJECT, "created_at", Cell::Text(moment(self.now)));
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        let outcomes = editor.put(&OBJECT, &[draft]).await?;
        if outcomes != [Outcome::Created] {
            editor.roll_back().await?;
            return unfit("regionCode", "There is no region with this code.");
        }
        // The log is held until the commit, so nothing can come between this webhook and its first position.
        let position = change::look_in(editor.transaction()).await?;
        let begun = ActiveModel {
            id: Set(id),
            position: Set(Some(position)),
            ..ActiveModel::default()
        };
        let made = Entity::update(begun).exec(editor.transaction()).await;
        let made = made.map_err(Fault::from)?;
        editor.commit().await?;
        Ok((made, secret))
    }

    /// All webhooks, newest first.
    pub async fn webhooks(&self) -> Result<Vec<Model>, Error> {
        self.permit(Act::KeepWebhooks, None)?;
        let rows = Entity::find()
            .order_by_desc(Column::Id)
            .all(self.store.read())
            .await;
        Ok(rows.map_err(Fault::from)?)
    }

    /// The attempts that are kept of these webhooks, newest first.
    pub async fn deliveries(
        &self,
        webhooks: &[Uuid],
    ) -> Result<FxHashMap<Uuid, Vec<webhook_delivery::Model>>, Error> {
        self.permit(Act::KeepWebhooks, None)?;
        use webhook_delivery::Column;
        let rows = webhook_delivery::Entity::find()
            .filter(Column::WebhookId.is_in(webhooks.iter().copied()))
            .order_by_desc(Column::Id)
            .all(self.store.read())
            .await;
        let mut found: FxHashMap<Uuid, Vec<webhook_delivery::Model>> = FxHashMap::default();
        for row in rows.map_err(Fault::from)? {
            found.entry(row.webhook_id).or_default().push(row);
        }
        Ok(found)
    }

    /// Has a webhook told again from where it stands, at once; `None` when there is no such webhook.
    pub async fn enable_webhook(&self, id: Uuid) -> Result<Option<Model>, Error> {
        let permit = self.permit(Act::KeepWebhooks, None)?;
        let found = Entity::find_by_id(id).count(self.store.read()).await;
        if found.map_err(Fault::from)? == 0 {
            return Ok(None);
        }
        let mut draft = Draft::new(id);
        let state = WebhookState::Active.word().to_owned();
        draft.set(&OBJECT, "state", Cell::Text(state));
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        editor.put(&OBJECT, &[draft]).await?;
        let rested = ActiveModel {
            id: Set(id),
            failures: Set(None),
            failing_since: Set(None),
            next_attempt_at: Set(None),
            ..ActiveModel::default()
        };
        let row = Entity::update(rested).exec(editor.transaction()).await;
        let row = row.map_err(Fault::from)?;
        editor.commit().await?;
        Ok(Some(row))
    }

    /// Deletes a webhook with its secret and its attempts; `false` when there is no such webhook.
    pub async fn delete_webhook(&self, id: Uuid) -> Result<bool, Error> {
        let permit = self.permit(Act::KeepWebhooks, None)?;
        let transaction = self.store.begin().await?;
        webhook_delivery::Entity::delete_many()
            .filter(webhook_delivery::Column::WebhookId.eq(id))
            .exec(&transaction)
            .await
            .map_err(Fault::from)?;
        let gone = Entity::delete_by_id(id).exec(&transaction).await;
        if gone.map_err(Fault::from)?.rows_affected == 0 {
            transaction.rollback().await.map_err(Fault::from)?;
            return Ok(false);
        }
        let change = Change {
            entity: OBJECT.name,
            key: Key::Id(id),
            operation: Operation::Delete,
            before: None,
            after: None,
        };
        let (actor, at) = (permit.actor(), moment(self.now));
        change::append(&transaction, &[change], actor, &at, Uuid::now_v7()).await?;
        transaction.commit().await.map_err(Fault::from)?;
        change::look(&self.store).await?;
        Ok(true)
    }
}
