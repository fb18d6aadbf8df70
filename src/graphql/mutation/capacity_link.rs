//! Links by which a service tells how much room it has.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entity::service_capacity;

use crate::directory::{Desk, Room};
use crate::graphql::object::ServiceCapacity;
use crate::graphql::support::{GlobalId, Loader, UserError, fail, record_id, settle, settle_below};

/// Acts on links for capacities.
#[derive(Default)]
pub struct CapacityLinkMutation;

/// What became of making a link.
#[derive(SimpleObject)]
struct CapacityLinkCreatePayload {
    /// The opaque id of the link, by which it is revoked.
    link_id: Option<ID>,
    /// The secret of the link, to be sent to `capacityReport`. It is shown here and never again.
    secret: Option<String>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What became of revoking a link.
#[derive(SimpleObject)]
struct CapacityLinkRevokePayload {
    /// The id of the link that no longer holds.
    revoked_id: Option<ID>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// How much room a service has.
#[derive(InputObject)]
struct CapacityReportInput {
    /// The capacity, by its `id` or `hsdsId`; it can be left out when the service has one or none.
    capacity_id: Option<ID>,
    /// How much is free now.
    available: f64,
    /// How much there is in all; what was said before stays when left out.
    maximum: Option<f64>,
}

/// What became of a report.
#[derive(SimpleObject)]
struct CapacityReportPayload {
    /// The capacity as it now stands.
    service_capacity: Option<ServiceCapacity>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

#[Object]
impl CapacityLinkMutation {
    /// Makes a link by which a service tells how much room it has, without an account. It can do nothing else. For admins,
    /// and for editors of the organization of the service.
    async fn capacity_link_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` or `hsdsId` of the service.")] service_id: ID,
        #[graphql(desc = "How many days it holds, 1 to 366.", default = 90)] days: u32,
    ) -> Result<Option<CapacityLinkCreatePayload>> {
        let service = record_id("Service", &service_id)?;
        let made = ctx.data::<Desk>()?.make_capacity_link(service, days).await;
        let (made, mut user_errors) = settle_below(&[], made)?;
        if matches!(made, Some(None)) {
            let sentence = "There is no service with this id.";
            user_errors.push(UserError::new("NOT_FOUND", &["serviceId"], sentence));
        }
        let (id, secret) = made.flatten().unzip();
        Ok(Some(CapacityLinkCreatePayload {
            link_id: id.map(|id| GlobalId::new("CapacityLink", id).into()),
            secret: secret.map(|secret| secret.reveal().to_owned()),
            user_errors,
        }))
    }

    /// Ends a link at once. For admins, and for editors of the organization of the service.
    async fn capacity_link_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `linkId` that was given when it was made.")] id: ID,
    ) -> Result<Option<CapacityLinkRevokePayload>> {
        let key = record_id("CapacityLink", &id)?;
        let desk = ctx.data::<Desk>()?;
        let is_revoked = desk.revoke_capacity_link(key).await.map_err(fail)?;
        let sentence = "There is no link with this id that holds.";
        let none = || UserError::new("NOT_FOUND", &["id"], sentence);
        Ok(Some(CapacityLinkRevokePayload {
            user_errors: if is_revoked { Vec::new() } else { vec![none()] },
            revoked_id: is_revoked.then_some(id),
        }))
    }

    /// Tells how much room a service has now. It wants the secret of a link and no account.
    async fn capacity_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The secret of the link.", secret)] link: String,
        #[graphql(desc = "How much room there is.")] input: CapacityReportInput,
    ) -> Result<Option<CapacityReportPayload>> {
        let capacity = input.capacity_id;
        let room = Room {
            capacity: capacity
                .map(|id| record_id("ServiceCapacity", &id))
                .transpose()?,
            available: input.available,
            maximum: input.maximum,
        };
        let told = ctx.data::<Desk>()?.report_capacity(&link, &room).await;
        let (told, mut user_errors) = settle(told)?;
        let mut service_capacity = None;
        match told {
            Some(Some(id)) => {
                let row = Loader::of(ctx)?.one::<service_capacity::Entity>(id).await?;
                service_capacity = row.map(ServiceCapacity::from);
            }
            Some(None) => {
                let sentence = "This link does not hold (any longer); ask for a new one.";
                user_errors.push(UserError::new("LINK_INVALID", &["link"], sentence));
            }
            None => {}
        }
        Ok(Some(CapacityReportPayload {
            service_capacity,
            user_errors,
        }))
    }
}
