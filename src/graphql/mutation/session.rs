//! Signing in and out.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::directory::Desk;
use crate::graphql::support::scalar::DateTime;
use crate::graphql::support::{UserError, fail};

/// Acts on sessions.
#[derive(Default)]
pub struct SessionMutation;

/// What became of signing in.
#[derive(SimpleObject)]
struct SessionCreatePayload {
    /// The secret of the session, to be sent as `Authorization: Bearer`; null when nobody signed in. It is shown here and
    /// never again.
    secret: Option<String>,
    /// When the session ends, 12 hours after it began.
    expires_at: Option<DateTime>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What became of signing out.
#[derive(SimpleObject)]
struct SessionEndPayload {
    /// Whether the session has ended.
    is_ended: bool,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

#[Object]
impl SessionMutation {
    /// Signs a person in with e-mail address and passphrase. Whatever is wrong, the answer is the user error
    /// `INVALID_CREDENTIALS`, and takes as long. After 10 wrong tries with one address within 15 minutes, or 100 tries of all
    /// people together within a minute, every try is refused with the code `RATE_LIMITED` until `retryAt`. For everyone. Send
    /// both as variables, since the text of a document is kept in memory for others who send the same.
    async fn session_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The e-mail address of the account.")] email: String,
        #[graphql(desc = "Its passphrase.")] passphrase: String,
    ) -> Result<Option<SessionCreatePayload>> {
        let desk = ctx.data::<Desk>()?;
        let session = desk.sign_in(&email, &passphrase).await.map_err(fail)?;
        let wrong = || {
            UserError::new(
                "INVALID_CREDENTIALS",
                &[],
                "No account that may sign in has this e-mail address and this passphrase. An admin can invite you again.",
            )
        };
        Ok(Some(SessionCreatePayload {
            user_errors: session.is_none().then(wrong).into_iter().collect(),
            expires_at: session.as_ref().map(|new| DateTime::of(&new.expires_at)),
            secret: session.map(|new| new.secret.reveal().to_owned()),
        }))
    }

    /// Signs out: ends the session that sends this. For whoever has signed in.
    async fn session_end(&self, ctx: &Context<'_>) -> Result<Option<SessionEndPayload>> {
        let desk = ctx.data::<Desk>()?;
        desk.sign_out().await.map_err(fail)?;
        Ok(Some(SessionEndPayload {
            is_ended: true,
            user_errors: Vec::new(),
        }))
    }
}
