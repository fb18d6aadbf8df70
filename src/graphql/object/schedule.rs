//! `Schedule` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, location, metadata, practitioner, service, service_at_location};

use super::enumeration::{Frequency, Weekday};
use super::{Attribute, Location, Metadata, Practitioner, Service, ServiceAtLocation};
use crate::graphql::support::scalar::{Date, Url};
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(Schedule(schedule));

relations! {
    Schedule(schedule) {
        "recordVersion" => version();
        "service" => one(Service, service, service_id);
        "location" => one(Location, location, location_id);
        "serviceAtLocation" => one(ServiceAtLocation, service_at_location, service_at_location_id);
        "practitioner" => one(Practitioner, practitioner, practitioner_id);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// When a service or a location is open.
#[Object]
impl Schedule {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Schedule", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The service that keeps these hours.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        one::<service::Entity, _>(ctx, self.0.service_id).await
    }

    /// The location that keeps these hours.
    async fn location(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        one::<location::Entity, _>(ctx, self.0.location_id).await
    }

    /// The service at a location that keeps these hours.
    async fn service_at_location(&self, ctx: &Context<'_>) -> Result<Option<ServiceAtLocation>> {
        one::<service_at_location::Entity, _>(ctx, self.0.service_at_location_id).await
    }

    /// The practitioner who keeps these hours.
    async fn practitioner(&self, ctx: &Context<'_>) -> Result<Option<Practitioner>> {
        one::<practitioner::Entity, _>(ctx, self.0.practitioner_id).await
    }

    /// The first day on which the hours hold.
    async fn valid_from(&self) -> Option<Date> {
        self.0.valid_from.as_deref().map(Date::of)
    }

    /// The last day on which the hours hold.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.as_deref().map(Date::of)
    }

    /// The day of the first event.
    async fn dtstart(&self) -> Option<Date> {
        self.0.dtstart.as_deref().map(Date::of)
    }

    /// The offset from UTC in hours: 7 for WIB, 8 for WITA, 9 for WIT.
    async fn timezone(&self) -> Option<f64> {
        self.0.timezone
    }

    /// The day of the last event.
    async fn until(&self) -> Option<Date> {
        self.0.until.as_deref().map(Date::of)
    }

    /// How many times the event happens.
    async fn count(&self) -> Option<i32> {
        self.0.count
    }

    /// The day on which the week starts.
    async fn wkst(&self) -> Result<Option<Weekday>> {
        self.0.wkst.as_deref().map(Weekday::of).transpose()
    }

    /// How often the hours repeat.
    async fn freq(&self) -> Result<Option<Frequency>> {
        self.0.freq.as_deref().map(Frequency::of).transpose()
    }

    /// How many weeks or months lie between repeats.
    async fn interval(&self) -> Option<i32> {
        self.0.interval
    }

    /// Days of the week as in RFC 5545, such as `MO,TU` or `1FR`.
    async fn byday(&self) -> Option<&str> {
        self.0.byday.as_deref()
    }

    /// Weeks of the year as in RFC 5545.
    async fn byweekno(&self) -> Option<&str> {
        self.0.byweekno.as_deref()
    }

    /// Days of the month as in RFC 5545.
    async fn bymonthday(&self) -> Option<&str> {
        self.0.bymonthday.as_deref()
    }

    /// Days of the year as in RFC 5545.
    async fn byyearday(&self) -> Option<&str> {
        self.0.byyearday.as_deref()
    }

    /// The hours in words.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The time of opening as `HH:MM`, with an offset or in the schedule's `timezone`.
    async fn opens_at(&self) -> Option<&str> {
        self.0.opens_at.as_deref()
    }

    /// The time of closing as `HH:MM`, with an offset or in the schedule's `timezone`.
    async fn closes_at(&self) -> Option<&str> {
        self.0.closes_at.as_deref()
    }

    /// A web page with the hours.
    async fn schedule_link(&self) -> Option<Url> {
        self.0.schedule_link.as_deref().map(Url::of)
    }

    /// How to take part: in person, by phone or online.
    async fn attending_type(&self) -> Option<&str> {
        self.0.attending_type.as_deref()
    }

    /// Exceptions and remarks.
    async fn notes(&self) -> Option<&str> {
        self.0.notes.as_deref()
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
