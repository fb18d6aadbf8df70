//! The one door for demand: what the community has reported, and how often help was sought in vain. It gives exact numbers
//! to those who decide what of them may be published; nobody else asks here.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Months, Utc};
use entity::{community_need, demand_signal};
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, OnConflict, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::error::Error;
use super::need_life::NeedState;
use super::shipped::term_id;
use crate::store::{Fault, Store};

/// The needs of which nothing finer than a district is kept: substance use, conflict and violence at home, violence, child
/// abuse, HIV, young people who ran away, alternative care, and trafficking. Conflict at home is the broader term of violence.
const SENSITIVE: [&str; 8] = ["N07", "N08", "N09", "N10", "N13", "N17", "N18", "N36"];

/// The number of letters in the code of a district, such as `32.73.05`.
const DISTRICT_LETTERS: usize = 8;

/// How many months make one window.
const WINDOW_MONTHS: u32 = 12;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// People of whom a need was reported; a report counts the least number of its people.
    People,
    /// Reports.
    Reports,
    /// Searches that found nothing or little.
    Searches,
}

/// Of which time and standing a number is. No report and no search is in two windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Window {
    /// This month and the eleven before: reports without an answer. Searches of the last twelve months that have ended.
    Open,
    /// The same months: reports of needs that were addressed or evaluated.
    Answered,
    /// The twelve months before those.
    YearBefore,
}

/// How much demand there is for help with a need in a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// The term of the taxonomy `need`.
    pub need: Uuid,
    /// The Kemendagri code of the region, as fine as it is known; empty for the nation.
    pub region: String,
    /// What is counted.
    pub measure: Measure,
    /// Of which time and standing.
    pub window: Window,
    /// How many.
    pub number: u64,
}

/// Where a count of demand comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignalSource {
    /// Searches that found nothing.
    SearchNone,
    /// Searches that found little.
    SearchFew,
}

impl SignalSource {
    /// The word that the store keeps.
    fn word(self) -> &'static str {
        match self {
            Self::SearchNone => "SEARCH_NONE",
            Self::SearchFew => "SEARCH_FEW",
        }
    }
}

/// What is to be added to a counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The term of the taxonomy `need`.
    pub need: Uuid,
    /// The Kemendagri code of the region; empty for the nation.
    pub region: String,
    /// The month, as [`month_of`] writes it.
    pub month: String,
    /// Where the count comes from.
    pub source: SignalSource,
    /// How many.
    pub number: u32,
}

/// Whether nothing finer than a district is kept of the shipped need with this code, such as `N13`.
pub fn is_sensitive(code: &str) -> bool {
    SENSITIVE.contains(&code)
}

fn is_sensitive_need(need: Uuid) -> bool {
    let mut sensitive = SENSITIVE.iter();
    sensitive.any(|code| term_id(&format!("need:{code}")) == need)
}

/// The region under which demand for a need is kept: the district around it for needs that are sensitive.
pub(super) fn kept_region(need: Uuid, region: &str) -> &str {
    match region.get(..DISTRICT_LETTERS) {
        Some(district) if is_sensitive_need(need) => district,
        _ => region,
    }
}

/// The month of a moment, as `YYYY-MM`.
pub fn month_of(at: DateTime<Utc>) -> String {
    at.format("%Y-%m").to_string()
}

/// Adds to the counters of searches. Counters are not in the change log: nothing is written about a single search.
pub async fn add_signals(store: &Store, tallies: &[Tally]) -> Result<(), Error> {
    if tallies.is_empty() {
        return Ok(());
    }
    // A statement may meet each row once, and two at a time meet them in one order.
    let mut sums: BTreeMap<(Uuid, &str, &str, &str), u32> = BTreeMap::new();
    for tally in tallies {
        let region = kept_region(tally.need, &tally.region);
        let sum = sums
            .entry((tally.need, region, &tally.month, tally.source.word()))
            .or_default();
        *sum = sum.saturating_add(tally.number);
    }
    use demand_signal::{ActiveModel, Column, Entity};
    let row =
        |((need, region, month, source), number): (&(Uuid, &str, &str, &str), &u32)| ActiveModel {
            need_id: Set(*need),
            region_code: Set((*region).to_owned()),
            month: Set((*month).to_owned()),
            source: Set((*source).to_owned()),
            number: Set(i32::try_from(*number).unwrap_or(i32::MAX)),
        };
    let held = Expr::col((Entity, Column::Number));
    let given = Expr::col((Alias::new("excluded"), Column::Number));
    let key = [
        Column::NeedId,
        Column::RegionCode,
        Column::Month,
        Column::Source,
    ];
    let adding = OnConflict::columns(key)
        .value(Column::Number, held.add(given))
        .to_owned();
    let transaction = store.begin().await?;
    Entity::insert_many(sums.iter().map(row))
        .on_conflict(adding)
        .exec_without_returning(&transaction)
        .await
        .map_err(Fault::from)?;
    transaction.commit().await.map_err(Fault::from)?;
    Ok(())
}

/// Twelve months and the twelve before them: the first month of each and the month after both, as `YYYY-MM`. Moments of a
/// month sort after it.
struct Spans {
    year_before: String,
    year: String,
    end: String,
}

impl Spans {
    /// The spans whose last month is this one, or as many months ago.
    fn ending(months: u32, now: DateTime<Utc>) -> Self {
        let first = now.date_naive().with_day(1).unwrap_or_default();
        let end = first.checked_add_months(Months::new(1)).unwrap_or_default();
        let before_end = |back: u32| {
            let day = end.checked_sub_months(Months::new(back + months));
            day.unwrap_or_default().format("%Y-%m").to_string()
        };
        Self {
            year_before: before_end(2 * WINDOW_MONTHS),
            year: before_end(WINDOW_MONTHS),
            end: before_end(0),
        }
    }
}

const YEAR_BEFORE: &str = "YEAR_BEFORE";
const ANSWERED: &str = "ANSWERED";
const OPEN: &str = "OPEN";

fn window(word: &str) -> Window {
    match word {
        YEAR_BEFORE => Window::YearBefore,
        ANSWERED => Window::Answered,
        _ => Window::Open,
    }
}

/// A row of either count.
#[derive(FromQueryResult)]
struct Sum {
    need_id: Uuid,
    region_code: String,
    window: String,
    number: i64,
    people: i64,
}

impl Sum {
    fn signal(&self, measure: Measure, number: i64) -> Signal {
        Signal {
            need: self.need_id,
            region: self.region_code.clone(),
            measure,
            window: window(&self.window),
            number: u64::try_from(number).unwrap_or_default(),
        }
    }
}

/// All demand of the last twenty-four months: by need, region as fine as it is known, measure and window. The numbers are
/// exact and must not be published as they are.
pub async fn demand_signals(store: &Arc<Store>, now: DateTime<Utc>) -> Result<Vec<Signal>, Error> {
    let mut signals = Vec::new();
    for sum in reported(store, &Spans::ending(0, now)).await? {
        signals.push(sum.signal(Measure::Reports, sum.number));
        signals.push(sum.signal(Measure::People, sum.people));
    }
    // Whoever saw the number move with searches of their own could tell how many others there were.
    for sum in searched(store, &Spans::ending(1, now)).await? {
        signals.push(sum.signal(Measure::Searches, sum.number));
    }
    Ok(signals)
}

async fn reported(store: &Store, spans: &Spans) -> Result<Vec<Sum>, Fault> {
    use community_need::{Column, Entity};
    let answered = [NeedState::Addressed, NeedState::Evaluated].map(NeedState::word);
    let void = NeedState::VOID.map(NeedState::word);
    let window: SimpleExpr = CaseStatement::new()
        .case(Column::ReportedAt.lt(spans.year.as_str()), YEAR_BEFORE)
        .case(Column::State.is_in(answered), ANSWERED)
        .finally(OPEN)
        .into();
    let sums = Entity::find()
        .select_only()
        .columns([Column::NeedId, Column::RegionCode])
        .column_as(window, "window")
        .column_as(Column::Id.count(), "number")
        .column_as(Column::PeopleLow.sum(), "people")
        .filter(Column::ReportedAt.gte(spans.year_before.as_str()))
        .filter(Column::State.is_not_in(void))
        .group_by(Column::NeedId)
        .group_by(Column::RegionCode)
        .group_by(Expr::col(Alias::new("window")));
    Ok(sums.into_model().all(store.read()).await?)
}

async fn searched(store: &Store, spans: &Spans) -> Result<Vec<Sum>, Fault> {
    use demand_signal::{Column, Entity};
    let window: SimpleExpr = CaseStatement::new()
        .case(Column::Month.lt(spans.year.as_str()), YEAR_BEFORE)
        .finally(OPEN)
        .into();
    let sums = Entity::find()
        .select_only()
        .columns([Column::NeedId, Column::RegionCode])
        .column_as(window, "window")
        .column_as(Column::Number.sum(), "number")
        .expr_as(Expr::val(0_i64), "people")
        .filter(Column::Month.gte(spans.year_before.as_str()))
        .filter(Column::Month.lt(spans.end.as_str()))
        .group_by(Column::NeedId)
        .group_by(Column::RegionCode)
        .group_by(Expr::col(Alias::new("window")));
    Ok(sums.into_model().all(store.read()).await?)
}
