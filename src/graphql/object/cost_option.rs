//! `CostOption` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, metadata, service};

use super::{Attribute, Metadata, Service};
use crate::graphql::support::scalar::Date;
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(CostOption(cost_option));

relations! {
    CostOption(cost_option) {
        "recordVersion" => version();
        "service" => one(Service, service, service_id);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// What a service costs for a group of people or a period.
#[Object]
impl CostOption {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("CostOption", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The service that is paid for.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        one::<service::Entity, _>(ctx, self.0.service_id).await
    }

    /// The first day on which the price holds.
    async fn valid_from(&self) -> Option<Date> {
        self.0.valid_from.as_deref().map(Date::of)
    }

    /// The last day on which the price holds.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.as_deref().map(Date::of)
    }

    /// For whom or what the price is.
    async fn option(&self) -> Option<&str> {
        self.0.option.as_deref()
    }

    /// The currency as an ISO 4217 code.
    async fn currency(&self) -> Option<&str> {
        self.0.currency.as_deref()
    }

    /// The price in units of `currency`; 0 is free.
    async fn amount(&self) -> Option<f64> {
        self.0.amount
    }

    /// The price in words.
    async fn amount_description(&self) -> Option<&str> {
        self.0.amount_description.as_deref()
    }

    /// Terms and values that say more about it.
    async fn attributes(&self, ctx: &Context<'_>) -> Result<Vec<Attribute>> {
        many::<attribute::Entity, _>(ctx, attribute::Column::LinkId, self.0.id).await
    }

    /// Changes that its publisher recorded.
    async fn metadata(&self, ctx: &Context<'_>) -> Result<Vec<Metadata>> {
        many::<metadata::Entity, _>(ctx, metadata::Column::ResourceId, self.0.id).await
    }
}
