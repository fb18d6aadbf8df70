//! Keeping services true.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::service;

use crate::directory::Desk;
use crate::graphql::object::Service;
use crate::graphql::support::{Loader, UserError, fail, record_id};

/// Acts on services.
#[derive(Default)]
pub struct ServiceMutation;

/// What became of a confirmation.
#[derive(SimpleObject)]
struct ServiceConfirmPayload {
    /// The service, last assured today; null when there is none.
    service: Option<Service>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

#[Object]
impl ServiceMutation {
    /// Says that what the listing of a service tells is still true today, which makes it more trusted. For admins and for
    /// the editors of its organization.
    async fn service_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` or `hsdsId` of the service.")] id: ID,
    ) -> Result<Option<ServiceConfirmPayload>> {
        let id = record_id("Service", &id)?;
        let is_there = ctx
            .data::<Desk>()?
            .confirm_service(id)
            .await
            .map_err(fail)?;
        let row = Loader::of(ctx)?.one::<service::Entity>(id).await?;
        let none = || UserError::new("NOT_FOUND", &["id"], "There is no service with this id.");
        Ok(Some(ServiceConfirmPayload {
            service: row.filter(|_| is_there).map(Service::from),
            user_errors: if is_there { Vec::new() } else { vec![none()] },
        }))
    }
}
