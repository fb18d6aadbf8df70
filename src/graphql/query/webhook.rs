//! The root field for webhooks.

use async_graphql::{Context, Object, Result};

use crate::directory::Desk;
use crate::graphql::object::Webhook;
use crate::graphql::support::fail;

/// The root field for webhooks.
#[derive(Default)]
pub struct WebhookQuery;

#[Object]
impl WebhookQuery {
    /// All webhooks, newest first. For admins.
    async fn webhooks(&self, ctx: &Context<'_>) -> Result<Vec<Webhook>> {
        let desk = ctx.data::<Desk>()?;
        let webhooks = desk.webhooks().await.map_err(fail)?;
        let ids: Vec<_> = webhooks.iter().map(|webhook| webhook.id).collect();
        let mut deliveries = if ctx.look_ahead().field("deliveries").exists() {
            desk.deliveries(&ids).await.map_err(fail)?
        } else {
            Default::default()
        };
        let view = |row: entity::webhook::Model| {
            let deliveries = Some(deliveries.remove(&row.id).unwrap_or_default());
            Webhook { row, deliveries }
        };
        Ok(webhooks.into_iter().map(view).collect())
    }
}
