//! What webhooks are to be told next, and how telling them went. It opens no connection: whoever does asks here what to
//! send and says here what came of it. The position of a webhook moves when a message has arrived, so each change is sent
//! at least once, in order.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};
use entity::webhook::{ActiveModel, Column, Entity, Model, OBJECT};
use entity::webhook_delivery;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::changes::{Changes, PUBLISHED, Told, Wanted};
use super::draft::Draft;
use super::editor::{Editor, moment};
use super::error::Error;
use super::webhook::{SECRET_PREFIX, WebhookState};
use crate::change::Position;
use crate::store::{Cell, Fault, Reader, Sight, Store};

/// How many changes a message tells of at most.
const AT_ONCE: usize = 100;

/// How many attempts of a webhook are kept.
const KEPT: u64 = 100;

/// How long a process keeps the others from sending: longer than a message may take.
const CLAIM_SECONDS: i64 = 60;

/// When nothing is to be sent, the position is written down only each time it has moved this far.
const WORTH_NOTING: Position = 1_000;

/// How long to wait after failures.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// After the first; each further failure doubles it.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// A webhook that has failed for longer is disabled.
    pub patience: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            first: Duration::seconds(5),
            longest: Duration::hours(1),
            patience: Duration::days(5),
        }
    }
}

impl Backoff {
    fn after(&self, failures: i32) -> Duration {
        let doublings = u32::try_from(failures.clamp(1, 20) - 1).unwrap_or(0);
        let factor = 2_i32.saturating_pow(doublings);
        self.first
            .checked_mul(factor)
            .map_or(self.longest, |wait| wait.min(self.longest))
    }
}

/// A message to be sent.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The webhook as it was when the message was made.
    pub webhook: Model,
    /// What it tells of, in order.
    pub told: Vec<Told>,
    /// Where the webhook stands once it has arrived.
    pub end: Position,
}

impl Batch {
    /// The id of the message, the same when it is sent again.
    pub fn message(&self) -> String {
        let first = self.told.first().map_or(self.end, |told| told.seq);
        let name = format!("{first}-{}", self.end);
        let id = Uuid::new_v5(&self.webhook.id, name.as_bytes());
        format!("msg_{}", id.simple())
    }

    /// The key that signs it.
    pub fn key(&self) -> Result<Vec<u8>, Error> {
        let text = self.webhook.secret.strip_prefix(SECRET_PREFIX);
        STANDARD
            .decode(text.unwrap_or_default())
            .map_err(Error::internal)
    }
}

/// What is next for a webhook.
#[derive(Debug, Clone)]
pub enum Next {
    /// A message, which no other process sends.
    Message(Box<Batch>),
    /// Nothing up to this position.
    Nothing(Position),
    /// Another process is telling it.
    Taken,
}

/// What came of sending a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The status of the answer.
    pub status: Option<u16>,
    /// Why there was no answer, or none that counts; a word of a closed set.
    pub failure: Option<&'static str>,
    /// How long it took.
    pub took_ms: i32,
}

/// What webhooks are to be told, for one process that sends.
pub struct Outbox {
    store: Arc<Store>,
    changes: Changes,
    reader: Reader,
    process: Uuid,
    backoff: Backoff,
}

impl Outbox {
    /// The outbox of a process. What leaves the house is what everyone may know.
    pub fn new(store: Arc<Store>, changes: Changes, backoff: Backoff) -> Self {
        Self {
            reader: Reader::new(store.clone(), Sight::Public),
            store,
            changes,
            process: Uuid::now_v7(),
            backoff,
        }
    }

    /// What follows the log.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The webhooks that may be told now.
    pub async fn due(&self, now: DateTime<Utc>) -> Result<Vec<Model>, Error> {
        let now = moment(now);
        let rows = Entity::find()
            .filter(Column::State.eq(WebhookState::Active.word()))
            .filter(
                Condition::any()
                    .add(Column::NextAttemptAt.is_null())
                    .add(Column::NextAttemptAt.lte(now.as_str())),
            )
            .order_by_asc(Column::Id)
            .all(self.store.read())
            .await;
        Ok(rows.map_err(Fault::from)?)
    }

    /// The next message for a webhook, which was looked through up to a position before.
    pub async fn next(
        &self,
        webhook: Model,
        looked_to: Position,
        now: DateTime<Utc>,
    ) -> Result<Next, Error> {
        let stored = webhook.position.unwrap_or_default();
        // What was looked through before held nothing for it; a message under way begins where it began.
        let position = match webhook.until {
            Some(_) => stored,
            None => looked_to.max(stored),
        };
        let page = self
            .changes
            .page(
                &self.reader,
                &wanted(&webhook),
                position,
                AT_ONCE,
                webhook.until,
            )
            .await?;
        if page.told.is_empty() {
            let has_left = webhook.until.is_some() || page.end - stored >= WORTH_NOTING;
            if has_left && self.claim(webhook.id, stored, None, now).await? {
                self.arrive(webhook.id, page.end).await?;
            }
            return Ok(Next::Nothing(page.end));
        }
        // What is under way ends where it ended, though a record in it may be hidden by now.
        let end = webhook.until.unwrap_or(page.end);
        if !self.claim(webhook.id, stored, Some(end), now).await? {
            return Ok(Next::Taken);
        }
        Ok(Next::Message(Box::new(Batch {
            webhook,
            told: page.told,
            end,
        })))
    }

    /// Keeps other processes from sending to a webhook that stands at `position`; `false` when one of them keeps us.
    async fn claim(
        &self,
        id: Uuid,
        position: Position,
        until: Option<Position>,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let ends = moment(now + Duration::seconds(CLAIM_SECONDS));
        let transaction = self.store.begin().await?;
        let claimed = Entity::update_many()
            .col_expr(Column::ClaimedBy, Expr::value(self.process))
            .col_expr(Column::ClaimedUntil, Expr::value(ends))
            .col_expr(Column::Until, Expr::value(until))
            .filter(Column::Id.eq(id))
            .filter(Column::Position.eq(position))
            .filter(Column::State.eq(WebhookState::Active.word()))
            .filter(
                Condition::any()
                    .add(Column::ClaimedUntil.is_null())
                    .add(Column::ClaimedBy.eq(self.process))
                    .add(Column::ClaimedUntil.lt(moment(now))),
            )
            .exec(&transaction)
            .await
            .map_err(Fault::from)?;
        transaction.commit().await.map_err(Fault::from)?;
        Ok(claimed.rows_affected > 0)
    }

    async fn arrive(&self, id: Uuid, end: Position) -> Result<(), Error> {
        let transaction = self.store.begin().await?;
        Entity::update_many()
            .set(arrived(end))
            .filter(Column::Id.eq(id))
            .exec(&transaction)
            .await
            .map_err(Fault::from)?;
        transaction.commit().await.map_err(Fault::from)?;
        Ok(())
    }

    /// Notes what came of sending a message.
    pub async fn note(
        &self,
        batch: &Batch,
        attempt: &Attempt,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let webhook = &batch.webhook;
        let has_arrived = attempt.failure.is_none();
        let failures = webhook.failures.unwrap_or_default().saturating_add(1);
        let since = webhook.failing_since.clone().unwrap_or_else(|| moment(now));
        let change = if has_arrived {
            arrived(batch.end)
        } else {
            ActiveModel {
                failures: Set(Some(failures)),
                failing_since: Set(Some(since.clone())),
                next_attempt_at: Set(Some(moment_up(now + self.backoff.after(failures)))),
                claimed_until: Set(None),
                claimed_by: Set(None),
                ..ActiveModel::default()
            }
        };
        let transaction = self.store.begin().await?;
        let noted = Entity::update_many()
            .set(change)
            .filter(Column::Id.eq(webhook.id))
            .exec(&transaction)
            .await
            .map_err(Fault::from)?;
        if noted.rows_affected == 0 {
            // It was deleted while the message was under way.
            transaction.rollback().await.map_err(Fault::from)?;
            return Ok(());
        }
        keep(&transaction, delivery(batch, attempt, failures, now)).await?;
        transaction.commit().await.map_err(Fault::from)?;
        let is_gone = attempt.status == Some(410);
        let is_hopeless = since < moment(now - self.backoff.patience);
        if !has_arrived && (is_gone || is_hopeless) {
            self.disable(webhook.id, now).await?;
        }
        Ok(())
    }

    async fn disable(&self, id: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
        let mut draft = Draft::new(id);
        let state = WebhookState::Disabled.word().to_owned();
        draft.set(&OBJECT, "state", Cell::Text(state));
        let mut editor = Editor::begin(self.store.clone(), "webhooks", now).await?;
        editor.put(&OBJECT, &[draft]).await?;
        editor.commit().await?;
        tracing::warn!(webhook = %id, "a webhook has failed for too long, or is gone, and was disabled");
        Ok(())
    }
}

fn wanted(webhook: &Model) -> Wanted {
    let words = webhook.tables.as_deref().unwrap_or_default();
    let is_wanted = |table: &&&'static str| words.split(' ').any(|word| word == **table);
    Wanted {
        tables: PUBLISHED.iter().filter(is_wanted).copied().collect(),
        region_code: webhook.region_code.clone(),
    }
}

/// A moment rounded up to the second, so that a short wait is no shorter than asked for.
fn moment_up(at: DateTime<Utc>) -> String {
    moment(at + Duration::milliseconds(999))
}

fn arrived(end: Position) -> ActiveModel {
    ActiveModel {
        position: Set(Some(end)),
        until: Set(None),
        failures: Set(None),
        failing_since: Set(None),
        next_attempt_at: Set(None),
        claimed_until: Set(None),
        claimed_by: Set(None),
        ..ActiveModel::default()
    }
}

fn delivery(
    batch: &Batch,
    attempt: &Attempt,
    number: i32,
    now: DateTime<Utc>,
) -> webhook_delivery::ActiveModel {
    webhook_delivery::ActiveModel {
        id: Set(Uuid::now_v7()),
        webhook_id: Set(batch.webhook.id),
        at: Set(moment(now)),
        message: Set(batch.message()),
        first_seq: Set(batch.told.first().map_or(batch.end, |told| told.seq)),
        last_seq: Set(batch.told.last().map_or(batch.end, |told| told.seq)),
        events: Set(i32::try_from(batch.told.len()).unwrap_or(i32::MAX)),
        attempt: Set(number),
        status: Set(attempt.status.map(i32::from)),
        failure: Set(attempt.failure.map(str::to_owned)),
        took_ms: Set(attempt.took_ms),
    }
}

/// Writes an attempt down and drops those that are too many.
async fn keep(
    transaction: &DatabaseTransaction,
    delivery: webhook_delivery::ActiveModel,
) -> Result<(), Error> {
    use webhook_delivery::{Column, Entity};
    let row = Entity::insert(delivery)
        .exec_with_returning(transaction)
        .await
        .map_err(Fault::from)?;
    let oldest: Option<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::WebhookId.eq(row.webhook_id))
        .order_by_desc(Column::Id)
        .offset(KEPT)
        .limit(1)
        .into_tuple()
        .one(transaction)
        .await
        .map_err(Fault::from)?;
    if let Some(oldest) = oldest {
        Entity::delete_many()
            .filter(Column::WebhookId.eq(row.webhook_id))
            .filter(Column::Id.lte(oldest))
            .exec(transaction)
            .await
            .map_err(Fault::from)?;
    }
    Ok(())
}
