//! Public holidays: a CSV with the columns `day,name` and, where some are no days off, `offices`.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::object::object;
use serde::Deserialize;

use super::csv_list::{List, import_list};
use super::record::{Item, Origin, Record};
use super::report::{Problem, ProblemCode, Report};
use crate::directory::{Draft, Error, shipped};
use crate::store::{Cell, Store};

#[derive(Deserialize)]
struct Row {
    day: String,
    name: String,
    offices: Option<String>,
}

/// Imports the holidays of one file in one transaction. A day that is known already takes the new name.
pub async fn import_holidays(
    store: Arc<Store>,
    path: &Path,
    keeps_good: bool,
    now: DateTime<Utc>,
) -> Result<Report, Error> {
    let list = List {
        path,
        actor: "import holidays",
        columns: "day and name",
        keeps_good,
    };
    import_list(store, list, now, |_, row: Row, origin| item(row, origin)).await
}

fn item(row: Row, origin: Origin) -> Item {
    let problem = |field: &str, found: &str, expected: &str| {
        Item::Problem(Problem::new(
            ProblemCode::BadValue,
            &origin,
            field,
            found,
            expected,
        ))
    };
    let Ok(day) = row.day.parse::<NaiveDate>() else {
        return problem("day", &row.day, "a day such as 2026-08-17");
    };
    let offices = match row.offices.as_deref().map(str::to_uppercase).as_deref() {
        None | Some("" | "CLOSED") => "CLOSED",
        Some("OPEN") => "OPEN",
        Some(other) => return problem("offices", other, "CLOSED or OPEN"),
    };
    if row.name.is_empty() {
        return problem("name", "", "what the holiday is called");
    }
    let Some(holiday) = object("holiday") else {
        return problem("day", &row.day, "a store that knows holidays");
    };
    let mut draft = Draft::new(shipped::derived_id(&format!("holiday:{day}")));
    draft.set(holiday, "day", Cell::Text(day.to_string()));
    draft.set(holiday, "name", Cell::Text(row.name));
    draft.set(holiday, "offices", Cell::Text(offices.to_owned()));
    Item::Record(Record {
        object: holiday,
        draft,
        origin,
        nesting: None,
        said: Vec::new(),
    })
}
