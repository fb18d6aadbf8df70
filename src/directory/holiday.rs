//! The public holidays of the store.

use std::sync::Arc;

use chrono::NaiveDate;

use super::error::Error;
use super::hours::{Holiday, Holidays};
use crate::store::{Reader, Sight, Store};

/// Reads all public holidays.
pub async fn load_holidays(store: &Arc<Store>) -> Result<Holidays, Error> {
    let rows = Reader::new(store.clone(), Sight::Public)
        .all::<entity::holiday::Entity>(|select| select)
        .await?;
    let holidays = rows.iter().filter_map(|row| {
        let day: NaiveDate = row.day.parse().ok()?;
        let holiday = Holiday {
            name: row.name.clone(),
            closed: row.offices == "CLOSED",
        };
        Some((day, holiday))
    });
    Ok(holidays.collect())
}
