//! Inviting people to accounts, disabling these, and choosing a passphrase.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::token::role;
use crate::directory::{Desk, NewAccount};
use crate::graphql::object::Account;
use crate::graphql::object::enumeration::Role;
use crate::graphql::support::{GlobalId, UserError, fail, record_id, settle, settle_below};

/// Acts on accounts.
#[derive(Default)]
pub struct AccountMutation;

/// A person to be invited.
#[derive(InputObject)]
struct AccountInviteInput {
    /// The e-mail address with which the person will sign in; capital letters make no difference. Nothing is sent to it.
    email: String,
    /// What the person shall be to the directory: `WORKER`, `EDITOR` or `ADMIN`.
    role: Role,
    /// For editors: the organizations they keep, each by its `id` or `hsdsId`, at most 100.
    #[graphql(default)]
    organization_ids: Vec<ID>,
}

/// What became of an invitation.
#[derive(SimpleObject)]
struct AccountInvitePayload {
    /// The account; null when nobody was invited.
    account: Option<Account>,
    /// The invitation, to be handed to the person, who chooses a passphrase with it (`accountSetPassphrase`). It holds once,
    /// for 7 days. It is shown here and never again.
    invitation: Option<String>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What became of disabling an account.
#[derive(SimpleObject)]
struct AccountDisablePayload {
    /// The account, disabled; null when there is none.
    account: Option<Account>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What became of choosing a passphrase.
#[derive(SimpleObject)]
struct AccountPassphrasePayload {
    /// The opaque id of the account whose passphrase it now is; null when it was not taken.
    account_id: Option<ID>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

#[Object]
impl AccountMutation {
    /// Invites a person and shows the invitation, once; nobody sends it, so hand it over yourself. An account that is there
    /// already begins anew: it gets this role and these organizations, is no longer disabled, and its passphrase, its
    /// sessions and an older invitation end at once. That is also how a forgotten passphrase is replaced. For admins.
    async fn account_invite(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person to be invited.")] input: AccountInviteInput,
    ) -> Result<Option<AccountInvitePayload>> {
        let ids = input.organization_ids.iter();
        let ids = ids.map(|id| record_id("Organization", id));
        let account = NewAccount {
            email: input.email,
            role: role(input.role)?,
            organizations: ids.collect::<Result<_>>()?,
        };
        let (made, user_errors) = settle(ctx.data::<Desk>()?.invite(&account).await)?;
        let (account, invitation) = made.unzip();
        Ok(Some(AccountInvitePayload {
            account: account.map(Account),
            invitation: invitation.map(|secret| secret.reveal().to_owned()),
            user_errors,
        }))
    }

    /// Disables an account and ends its sessions and its invitation at once. Inviting the person again enables it. For
    /// admins.
    async fn account_disable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the account.")] id: ID,
    ) -> Result<Option<AccountDisablePayload>> {
        let key = record_id("Account", &id)?;
        let disabled = ctx.data::<Desk>()?.disable_account(key).await;
        let account = disabled.map_err(fail)?.map(Account);
        let none = || UserError::new("NOT_FOUND", &["id"], "There is no account with this id.");
        Ok(Some(AccountDisablePayload {
            user_errors: account.is_none().then(none).into_iter().collect(),
            account,
        }))
    }

    /// Chooses a passphrase with an invitation, which then holds no longer. For whoever was invited, without a token. Send
    /// both as variables, since the text of a document is kept in memory for others who send the same.
    async fn account_set_passphrase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invitation that an admin handed over.")] invitation: String,
        #[graphql(
            desc = "The new passphrase, of 12 to 200 letters. Length makes it strong: no mixture of signs is asked for, but very common ones and those with your e-mail address are refused."
        )]
        passphrase: String,
    ) -> Result<Option<AccountPassphrasePayload>> {
        let desk = ctx.data::<Desk>()?;
        chosen(desk.set_passphrase(&invitation, &passphrase).await)
    }

    /// Changes the passphrase of whoever has signed in, and ends their other sessions. Wrong tries count like those of
    /// `sessionCreate`.
    async fn account_change_passphrase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The passphrase as it is.")] current: String,
        #[graphql(desc = "The new passphrase, by the rules of `accountSetPassphrase`.")]
        passphrase: String,
    ) -> Result<Option<AccountPassphrasePayload>> {
        let desk = ctx.data::<Desk>()?;
        chosen(desk.change_passphrase(&current, &passphrase).await)
    }
}

fn chosen(
    outcome: std::result::Result<uuid::Uuid, crate::directory::Error>,
) -> Result<Option<AccountPassphrasePayload>> {
    let (account, user_errors) = settle_below(&[], outcome)?;
    Ok(Some(AccountPassphrasePayload {
        account_id: account.map(|id| GlobalId::new("Account", id).into()),
        user_errors,
    }))
}
