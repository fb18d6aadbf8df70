//! Making, enabling and deleting webhooks.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::directory::{Desk, NewWebhook};
use crate::graphql::object::{Webhook, tables_of};
use crate::graphql::support::{UserError, fail, record_id, settle};

/// Acts on webhooks.
#[derive(Default)]
pub struct WebhookMutation;

/// A webhook to be made.
#[derive(InputObject)]
struct WebhookCreateInput {
    /// Where to post changes: an address out in the internet that begins with `https://`.
    url: String,
    /// Only changes of records of these types, such as `Service`; of all types when left out.
    kinds: Option<Vec<String>>,
    /// Only changes of records that stand in this region, by its Kemendagri code, as with the subscription `changed`.
    region_code: Option<String>,
}

/// What became of making a webhook.
#[derive(SimpleObject)]
struct WebhookCreatePayload {
    /// The webhook; null when it was not made.
    webhook: Option<Webhook>,
    /// The secret that signs what is posted. It is shown here and never again.
    secret: Option<String>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What became of enabling a webhook.
#[derive(SimpleObject)]
struct WebhookEnablePayload {
    /// The webhook; null when there is none.
    webhook: Option<Webhook>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What became of deleting a webhook.
#[derive(SimpleObject)]
struct WebhookDeletePayload {
    /// The id of the webhook that is gone.
    deleted_id: Option<ID>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

fn none() -> UserError {
    UserError::new("NOT_FOUND", &["id"], "There is no webhook with this id.")
}

fn view(row: entity::webhook::Model) -> Webhook {
    Webhook {
        row,
        deliveries: None,
    }
}

#[Object]
impl WebhookMutation {
    /// Makes a webhook: an address to which changes are posted from now on, ids only, signed as Standard Webhooks says with
    /// a secret that is shown once. For admins.
    async fn webhook_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook to be made.")] input: WebhookCreateInput,
    ) -> Result<Option<WebhookCreatePayload>> {
        let webhook = NewWebhook {
            url: input.url,
            tables: tables_of(input.kinds.as_deref())?,
            region_code: input.region_code,
        };
        let made = ctx.data::<Desk>()?.make_webhook(&webhook).await;
        let (made, user_errors) = settle(made)?;
        let (row, secret) = made.unzip();
        Ok(Some(WebhookCreatePayload {
            webhook: row.map(view),
            secret,
            user_errors,
        }))
    }

    /// Has a webhook told again from where it stands, and at once: after it was disabled, or to try again before the time.
    /// For admins.
    async fn webhook_enable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the webhook.")] id: ID,
    ) -> Result<Option<WebhookEnablePayload>> {
        let key = record_id("Webhook", &id)?;
        let row = ctx
            .data::<Desk>()?
            .enable_webhook(key)
            .await
            .map_err(fail)?;
        Ok(Some(WebhookEnablePayload {
            user_errors: if row.is_some() {
                Vec::new()
            } else {
                vec![none()]
            },
            webhook: row.map(view),
        }))
    }

    /// Deletes a webhook with its secret and its deliveries. For admins.
    async fn webhook_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the webhook.")] id: ID,
    ) -> Result<Option<WebhookDeletePayload>> {
        let key = record_id("Webhook", &id)?;
        let is_deleted = ctx
            .data::<Desk>()?
            .delete_webhook(key)
            .await
            .map_err(fail)?;
        Ok(Some(WebhookDeletePayload {
            user_errors: if is_deleted { Vec::new() } else { vec![none()] },
            deleted_id: is_deleted.then_some(id),
        }))
    }
}
