//! `Webhook` as admins see it: nothing of its secret.

use async_graphql::{Context, ID, Object, Result};
use entity::{webhook, webhook_delivery};

use super::Node;
use super::enumeration::{WebhookFailure, WebhookState};
use crate::directory::Desk;
use crate::graphql::support::connection::first_of;
use crate::graphql::support::scalar::{DateTime, Position};
use crate::graphql::support::{GlobalId, fail};

/// An address that is told of changes.
#[derive(Clone)]
pub struct Webhook {
    pub(crate) row: webhook::Model,
    /// Its attempts, where they were loaded ahead.
    pub(crate) deliveries: Option<Vec<webhook_delivery::Model>>,
}

/// An address that is told of changes by HTTP, signed as Standard Webhooks says.
#[Object]
impl Webhook {
    /// The opaque id, to enable and delete it by.
    async fn id(&self) -> ID {
        GlobalId::new("Webhook", self.row.id).into()
    }

    /// Where changes are posted.
    async fn url(&self) -> &str {
        &self.row.url
    }

    /// The types of records whose changes it wants; null for all.
    async fn kinds(&self) -> Option<Vec<&'static str>> {
        let tables = self.row.tables.as_deref()?;
        Some(tables.split(' ').filter_map(Node::kind_of).collect())
    }

    /// The region whose changes it wants, by its Kemendagri code; null for all.
    async fn region_code(&self) -> Option<&str> {
        self.row.region_code.as_deref()
    }

    /// Whether it is told.
    async fn state(&self) -> Result<WebhookState> {
        WebhookState::of(&self.row.state)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime::of(&self.row.created_at)
    }

    /// The place in the log up to which it has been told.
    async fn position(&self) -> Position {
        Position(self.row.position.unwrap_or_default())
    }

    /// Since when every attempt has failed; null when the last one did not.
    async fn failing_since(&self) -> Option<DateTime> {
        self.row.failing_since.as_deref().map(DateTime::of)
    }

    /// When it is tried again after a failure.
    async fn next_attempt_at(&self) -> Option<DateTime> {
        self.row.next_attempt_at.as_deref().map(DateTime::of)
    }

    /// The last attempts, newest first. The newest 100 are kept.
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many to return, 1 to 100.", default = 10)] first: i32,
    ) -> Result<Vec<Delivery>> {
        let first = usize::try_from(first_of(first)?).unwrap_or(1);
        let rows = match &self.deliveries {
            Some(rows) => rows.clone(),
            None => {
                let desk = ctx.data::<Desk>()?;
                let mut found = desk.deliveries(&[self.row.id]).await.map_err(fail)?;
                found.remove(&self.row.id).unwrap_or_default()
            }
        };
        Ok(rows.into_iter().take(first).map(Delivery).collect())
    }
}

/// One attempt to tell a webhook.
pub(super) struct Delivery(webhook_delivery::Model);

/// One attempt to tell a webhook of changes.
#[Object(name = "WebhookDelivery")]
impl Delivery {
    /// When it was made.
    async fn at(&self) -> DateTime {
        DateTime::of(&self.0.at)
    }

    /// The id of the message, as in its header `webhook-id`; the same when it is sent again.
    async fn message_id(&self) -> &str {
        &self.0.message
    }

    /// The place in the log of the first change it tells of.
    async fn first_seq(&self) -> Position {
        Position(self.0.first_seq)
    }

    /// The place in the log of the last change it tells of.
    async fn last_seq(&self) -> Position {
        Position(self.0.last_seq)
    }

    /// How many changes it tells of.
    async fn change_count(&self) -> i32 {
        self.0.events
    }

    /// Which attempt of the message it is, from 1 on.
    async fn attempt(&self) -> i32 {
        self.0.attempt
    }

    /// The status of the answer; null when there was none.
    async fn status(&self) -> Option<i32> {
        self.0.status
    }

    /// Why it failed; null when it arrived.
    async fn failure(&self) -> Result<Option<WebhookFailure>> {
        let failure = self.0.failure.as_deref();
        failure.map(WebhookFailure::of).transpose()
    }

    /// How long it took, in milliseconds.
    async fn took_ms(&self) -> i32 {
        self.0.took_ms
    }
}
