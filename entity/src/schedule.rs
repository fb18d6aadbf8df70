//! `schedule`: when a service or a location is open. One row of `schedules.csv` in HSDS.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// When a service or a location is open.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "schedule")]
pub struct Model {
    /// The HSDS id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The service that keeps these hours.
    pub service_id: Option<Uuid>,
    /// The location that keeps these hours.
    pub location_id: Option<Uuid>,
    /// The service at a location that keeps these hours.
    pub service_at_location_id: Option<Uuid>,
    /// The first day on which the hours hold.
    pub valid_from: Option<String>,
    /// The last day on which the hours hold.
    pub valid_to: Option<String>,
    /// The day of the first event.
    pub dtstart: Option<String>,
    /// The offset from UTC in hours: 7 for WIB, 8 for WITA, 9 for WIT.
    pub timezone: Option<f64>,
    /// The day of the last event.
    pub until: Option<String>,
    /// How many times the event happens.
    pub count: Option<i32>,
    /// The day on which the week starts.
    pub wkst: Option<String>,
    /// How often the hours repeat.
    pub freq: Option<String>,
    /// How many weeks or months lie between repeats.
    pub interval: Option<i32>,
    /// Days of the week as in RFC 5545, such as `MO,TU` or `1FR`.
    pub byday: Option<String>,
    /// Weeks of the year as in RFC 5545.
    pub byweekno: Option<String>,
    /// Days of the month as in RFC 5545.
    pub bymonthday: Option<String>,
    /// Days of the year as in RFC 5545.
    pub byyearday: Option<String>,
    /// The hours in words.
    pub description: Option<String>,
    /// The time of opening as `HH:MM`, with an offset or in the schedule's `timezone`.
    pub opens_at: Option<String>,
    /// The time of closing as `HH:MM`, with an offset or in the schedule's `timezone`.
    pub closes_at: Option<String>,
    /// A web page with the hours.
    pub schedule_link: Option<String>,
    /// How to take part: in person, by phone or online.
    pub attending_type: Option<String>,
    /// Exceptions and remarks.
    pub notes: Option<String>,
    /// The practitioner who keeps these hours.
    pub practitioner_id: Option<Uuid>,
    /// The row behind `service_id`.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<Option<super::service::Entity>>,
    /// The row behind `location_id`.
    #[sea_orm(belongs_to, from = "location_id", to = "id")]
    pub location: BelongsTo<Option<super::location::Entity>>,
    /// The row behind `service_at_location_id`.
    #[sea_orm(belongs_to, from = "service_at_location_id", to = "id")]
    pub service_at_location: BelongsTo<Option<super::service_at_location::Entity>>,
    /// The row behind `practitioner_id`.
    #[sea_orm(belongs_to, from = "practitioner_id", to = "id")]
    pub practitioner: BelongsTo<Option<super::practitioner::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How HSDS spells this object.
pub const OBJECT: Object = Object {
    name: "schedule",
    key: "id",
    csv: "schedules.csv",
    fields: &[
        Field::hsds("service_id", Kind::Reference("service")),
        Field::hsds("location_id", Kind::Reference("location")),
        Field::hsds(
            "service_at_location_id",
            Kind::Reference("service_at_location"),
        ),
        Field::hsds("valid_from", Kind::Date),
        Field::hsds("valid_to", Kind::Date),
        Field::hsds("dtstart", Kind::Date),
        Field::hsds("timezone", Kind::Number),
        Field::hsds("until", Kind::Date),
        Field::hsds("count", Kind::Integer),
        Field::hsds(
            "wkst",
            Kind::OneOf(&["MO", "TU", "WE", "TH", "FR", "SA", "SU"]),
        ),
        Field::hsds("freq", Kind::OneOf(&["WEEKLY", "MONTHLY"])),
        Field::hsds("interval", Kind::Integer),
        Field::hsds("byday", Kind::Text),
        Field::hsds("byweekno", Kind::Text),
        Field::hsds("bymonthday", Kind::Text),
        Field::hsds("byyearday", Kind::Text),
        Field::hsds("description", Kind::Text),
        Field::hsds("opens_at", Kind::Text),
        Field::hsds("closes_at", Kind::Text),
        Field::hsds("schedule_link", Kind::Uri),
        Field::hsds("attending_type", Kind::Text),
        Field::hsds("notes", Kind::Text),
        Field::ours("practitioner_id", Kind::Reference("practitioner")),
    ],
    lists: &[],
    singles: &[],
    has_attributes: true,
    has_metadata: true,
};
