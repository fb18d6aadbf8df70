//! The history of the tables, oldest first. A migration that has been released is never edited; a new one is added.

pub use sea_orm_migration::prelude::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m0001_region_and_change;
mod m0002_taxonomy;
mod m0003_directory;
mod m0004_detail;
mod m0005_holiday;
mod m0006_practitioner;
mod m0007_access;
mod m0008_account;
mod m0009_webhook;
mod m0010_registration;
mod m0011_listing;
mod m0012_community;
mod m0013_extra_property;
mod m0014_import_match;
mod table;

/// Runs the migrations that a store has not seen yet.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_region_and_change::Migration),
            Box::new(m0002_taxonomy::Migration),
            Box::new(m0003_directory::Migration),
            Box::new(m0004_detail::Migration),
            Box::new(m0005_holiday::Migration),
            Box::new(m0006_practitioner::Migration),
            Box::new(m0007_access::Migration),
            Box::new(m0011_listing::Migration),
            Box::new(m0008_account::Migration),
            Box::new(m0009_webhook::Migration),
            Box::new(m0010_registration::Migration),
            Box::new(m0012_community::Migration),
            Box::new(m0013_extra_property::Migration),
            Box::new(m0014_import_match::Migration),
        ]
    }
}
