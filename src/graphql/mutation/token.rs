//! Making and revoking tokens.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::auth::{self, Scope};
use crate::directory::{Desk, Error, NewToken};
use crate::graphql::object::ApiToken;
use crate::graphql::object::enumeration::{Role, TokenScope};
use crate::graphql::support::{UserError, fail, record_id, settle};

/// Acts on tokens.
#[derive(Default)]
pub struct TokenMutation;

/// A token to be made.
#[derive(InputObject)]
struct TokenCreateInput {
    /// What it is for, such as the name of a program or an office; never a person's name.
    name: String,
    /// What whoever sends it is to the directory.
    role: Role,
    /// What it may be used for; for reading and writing when left out.
    scopes: Option<Vec<TokenScope>>,
    /// How many days it holds, 1 to 3660.
    #[graphql(default = 365)]
    days: u32,
    /// For editors: the organization they keep, by its `id` or `hsdsId`.
    organization_id: Option<ID>,
}

/// What became of making a token.
#[derive(SimpleObject)]
struct TokenCreatePayload {
    /// The token; null when it was not made.
    token: Option<ApiToken>,
    /// The secret to be sent as `Authorization: Bearer`. It is shown here and never again.
    secret: Option<String>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What became of revoking a token.
#[derive(SimpleObject)]
struct TokenRevokePayload {
    /// The id of the token that no longer holds.
    revoked_id: Option<ID>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

pub(super) fn role(role: Role) -> Result<auth::Role> {
    auth::Role::of(role.word()).ok_or_else(|| fail(Error::internal("a role without a policy")))
}

fn scope(scope: TokenScope) -> Scope {
    match scope {
        TokenScope::Read => Scope::Read,
        TokenScope::Write => Scope::Write,
    }
}

#[Object]
impl TokenMutation {
    /// Makes a token and shows its secret, once. For admins.
    async fn token_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token to be made.")] input: TokenCreateInput,
    ) -> Result<Option<TokenCreatePayload>> {
        let desk = ctx.data::<Desk>()?;
        let organization = input.organization_id;
        let token = NewToken {
            name: input.name,
            role: role(input.role)?,
            scopes: match input.scopes {
                Some(scopes) => scopes.into_iter().map(scope).collect(),
                None => Scope::ALL.to_vec(),
            },
            days: input.days,
            organization: organization
                .map(|id| record_id("Organization", &id))
                .transpose()?,
        };
        let (made, user_errors) = settle(desk.make_token(&token).await)?;
        let (token, secret) = made.unzip();
        Ok(Some(TokenCreatePayload {
            token: token.map(ApiToken),
            secret: secret.map(|secret| secret.reveal().to_owned()),
            user_errors,
        }))
    }

    /// Ends a token at once. For admins.
    async fn token_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the token.")] id: ID,
    ) -> Result<Option<TokenRevokePayload>> {
        let desk = ctx.data::<Desk>()?;
        let key = record_id("ApiToken", &id)?;
        let is_revoked = desk.revoke_token(key).await.map_err(fail)?;
        let gone = || {
            UserError::new(
                "NOT_FOUND",
                &["id"],
                "There is no token with this id that holds.",
            )
        };
        Ok(Some(TokenRevokePayload {
            user_errors: if is_revoked { Vec::new() } else { vec![gone()] },
            revoked_id: is_revoked.then_some(id),
        }))
    }
}
