//! What reviewers decide about organizations: whether they are listed, and which became part of another.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::organization;

use crate::directory::{Desk, Merged, MoveRefused, Step};
use crate::graphql::object::Organization;
use crate::graphql::support::{Loader, UserError, fail, record_id};

/// Decisions about organizations.
#[derive(Default)]
pub struct ReviewMutation;

/// Declares what a decision answers with: the organization and what is to be mended.
macro_rules! payloads {
    ($($(#[$doc:meta])* $payload:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(SimpleObject)]
            struct $payload {
                /// The organization; null when nothing was decided.
                organization: Option<Organization>,
                /// What is to be mended.
                user_errors: Vec<UserError>,
            }

            impl From<(Option<Organization>, Vec<UserError>)> for $payload {
                fn from((organization, user_errors): (Option<Organization>, Vec<UserError>)) -> Self {
                    Self { organization, user_errors }
                }
            }
        )*
    };
}

payloads! {
    /// What became of an approval.
    OrganizationApprovePayload;
    /// What became of giving it back.
    OrganizationReturnPayload;
    /// What became of a rejection.
    OrganizationRejectPayload;
    /// What became of a verification.
    OrganizationVerifyPayload;
    /// What became of a suspension.
    OrganizationSuspendPayload;
    /// What became of reinstating.
    OrganizationReinstatePayload;
    /// What became of closing.
    OrganizationClosePayload;
}

/// What became of merging.
#[derive(SimpleObject)]
struct OrganizationMergePayload {
    /// The organization that now stands for both; null when nothing was merged.
    organization: Option<Organization>,
    /// What moved, or would move once it is confirmed.
    moved: Vec<MovedRecords>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// How many records of one kind move from one organization to the other.
#[derive(SimpleObject)]
struct MovedRecords {
    /// The kind, such as `service`.
    object: String,
    /// How many.
    count: u64,
}

#[Object]
impl ReviewMutation {
    /// Puts a registration into the directory, where everyone sees it. For admins.
    async fn organization_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` or `hsdsId` of the organization.")] id: ID,
    ) -> Result<Option<OrganizationApprovePayload>> {
        let taken = take(ctx, Step::Approve, &id, None).await?;
        Ok(Some(taken.into()))
    }

    /// Gives a registration back to whoever handed it in, who may mend it and hand it in again. For admins.
    async fn organization_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` or `hsdsId` of the organization.")] id: ID,
        #[graphql(desc = "What is to be mended, for whoever handed it in.")] reason: String,
    ) -> Result<Option<OrganizationReturnPayload>> {
        let taken = take(ctx, Step::Return, &id, Some(&reason)).await?;
        Ok(Some(taken.into()))
    }

    /// Decides that a registration will not be listed. It stays hidden and cannot be handed in again. For admins.
    async fn organization_reject(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` or `hsdsId` of the organization.")] id: ID,
        #[graphql(desc = "Why it will not be listed, for whoever handed it in.")] reason: String,
    ) -> Result<Option<OrganizationRejectPayload>> {
        let taken = take(ctx, Step::Reject, &id, Some(&reason)).await?;
        Ok(Some(taken.into()))
    }

    /// Says that the organization exists and is described truly, which makes it more trusted. For admins.
    async fn organization_verify(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` or `hsdsId` of the organization.")] id: ID,
    ) -> Result<Option<OrganizationVerifyPayload>> {
        let taken = take(ctx, Step::Verify, &id, None).await?;
        Ok(Some(taken.into()))
    }

    /// Takes the organization off the list for a time, with all that hangs on it. For admins.
    async fn organization_suspend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` or `hsdsId` of the organization.")] id: ID,
        #[graphql(desc = "Why it is taken off the list.")] reason: String,
    ) -> Result<Option<OrganizationSuspendPayload>> {
        let taken = take(ctx, Step::Suspend, &id, Some(&reason)).await?;
        Ok(Some(taken.into()))
    }

    /// Lists an organization again that was suspended or closed. For admins.
    async fn organization_reinstate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` or `hsdsId` of the organization.")] id: ID,
    ) -> Result<Option<OrganizationReinstatePayload>> {
        let taken = take(ctx, Step::Reinstate, &id, None).await?;
        Ok(Some(taken.into()))
    }

    /// Notes that the organization no longer works: it is not found by search any more, and its id goes on to answer. For admins.
    async fn organization_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` or `hsdsId` of the organization.")] id: ID,
    ) -> Result<Option<OrganizationClosePayload>> {
        let taken = take(ctx, Step::Close, &id, None).await?;
        Ok(Some(taken.into()))
    }

    /// Merges an organization into another that is listed: what hangs on it moves there, and its id answers with the
    /// other one from then on. Nobody can undo it. Without `confirm: true` nothing is done and `moved` tells what would
    /// move. For admins.
    async fn organization_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` or `hsdsId` of the organization that is merged away.")] from: ID,
        #[graphql(desc = "The `id` or `hsdsId` of the organization that stands for both.")]
        into: ID,
        #[graphql(desc = "Whether it shall be done.", default)] confirm: bool,
    ) -> Result<Option<OrganizationMergePayload>> {
        let desk = ctx.data::<Desk>()?;
        let from = record_id("Organization", &from)?;
        let into = record_id("Organization", &into)?;
        let merged = desk.merge(from, into, confirm).await.map_err(fail)?;
        let (organization, moved, error) = match merged {
            Merged::Done(id, moved) => {
                let row = Loader::of(ctx)?.one::<organization::Entity>(id).await?;
                (row.map(Organization::from), moved, None)
            }
            Merged::WouldMove(moved) => {
                let sentence =
                    "It cannot be undone: look at `moved`, and send it again with `confirm: true`.";
                let error = UserError::new("CONFIRMATION_REQUIRED", &["confirm"], sentence);
                (None, moved, Some(error))
            }
            Merged::Refused(argument, sentence) => {
                let error = UserError::new("INVALID", &[argument], sentence);
                (None, Default::default(), Some(error))
            }
        };
        let records = |(object, count): (&str, u64)| MovedRecords {
            object: object.to_owned(),
            count,
        };
        Ok(Some(OrganizationMergePayload {
            organization,
            moved: moved.into_iter().map(records).collect(),
            user_errors: error.into_iter().collect(),
        }))
    }
}

async fn take(
    ctx: &Context<'_>,
    step: Step,
    id: &str,
    reason: Option<&str>,
) -> Result<(Option<Organization>, Vec<UserError>)> {
    let desk = ctx.data::<Desk>()?;
    let id = record_id("Organization", id)?;
    match desk.take(step, id, reason).await.map_err(fail)? {
        Err(refused) => Ok((None, vec![refusal(refused)])),
        Ok(id) => {
            let row = Loader::of(ctx)?.one::<organization::Entity>(id).await?;
            Ok((row.map(Organization::from), Vec::new()))
        }
    }
}

/// Why a step was not taken, and what to do.
pub(super) fn refusal(refused: MoveRefused) -> UserError {
    match refused {
        MoveRefused::NotFound => UserError::new(
            "NOT_FOUND",
            &["id"],
            "There is no organization with this id.",
        ),
        MoveRefused::NoReason => UserError::new("INVALID", &["reason"], "Give a reason."),
        MoveRefused::NotFromHere(step) => UserError::new(
            "WRONG_STATE",
            &["id"],
            match step {
                Step::Approve => "Only what waits for review can be approved.",
                Step::Return => "Only what waits for review can be returned.",
                Step::Reject => "Only what waits for review or was returned can be rejected.",
                Step::Resubmit => "Only what was returned can be handed in again.",
                Step::Verify => "Only what is listed can be verified.",
                Step::Suspend => "Only what is listed can be suspended.",
                Step::Reinstate => "Only what is suspended or closed can be reinstated.",
                Step::Close => "Only what is listed can be closed.",
            },
        ),
    }
}
