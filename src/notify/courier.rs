//! Who carries messages: looks for webhooks that are to be told whenever the log moves, and each second for those whose
//! time has come again. Each webhook gets one message at a time, in order; a slow one keeps no other waiting.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::webhook;
use rustc_hash::{FxHashMap, FxHashSet};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::post::Post;
use crate::directory::{Error, Next, Outbox, Position};

/// How often it is looked for webhooks whose time has come again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// How many messages are under way at once.
const AT_ONCE: usize = 16;

/// How long a webhook rests that another process is telling, or that could not be looked after.
const REST: Duration = Duration::from_secs(2);

/// Carries messages.
pub struct Courier {
    outbox: Arc<Outbox>,
    post: Arc<Post>,
    clock: fn() -> DateTime<Utc>,
}

/// Up to where a webhook has been looked after; `None` when it is to be looked at again.
type Looked = (Uuid, Option<Position>);

impl Courier {
    /// One who carries what is in the outbox.
    pub fn new(outbox: Outbox, post: Post, clock: fn() -> DateTime<Utc>) -> Self {
        Self {
            outbox: Arc::new(outbox),
            post: Arc::new(post),
            clock,
        }
    }

    /// Carries messages until it is given up. What is under way then is sent again later.
    pub async fn run(self) {
        let mut head = self.outbox.changes().head();
        let mut under_way: JoinSet<Looked> = JoinSet::new();
        let mut busy: FxHashSet<Uuid> = FxHashSet::default();
        let mut looked_to: FxHashMap<Uuid, Position> = FxHashMap::default();
        loop {
            let end = *head.borrow_and_update();
            let due = self.outbox.due((self.clock)()).await;
            let due = due.unwrap_or_else(|error| {
                tracing::warn!(%error, "webhooks could not be looked up");
                Vec::new()
            });
            for webhook in due {
                let position = looked_to.get(&webhook.id).copied().unwrap_or_default();
                let has_nothing = webhook.until.is_none() && position >= end;
                if has_nothing || busy.len() >= AT_ONCE || !busy.insert(webhook.id) {
                    continue;
                }
                under_way.spawn(tell(
                    self.outbox.clone(),
                    self.post.clone(),
                    self.clock,
                    webhook,
                    position,
                ));
            }
            tokio::select! {
                moved = head.changed() => if moved.is_err() {
                    return;
                },
                Some(done) = under_way.join_next(), if !under_way.is_empty() => match done {
                    Ok((webhook, looked)) => {
                        busy.remove(&webhook);
                        match looked {
                            Some(position) => looked_to.insert(webhook, position),
                            None => looked_to.remove(&webhook),
                        };
                    }
                    Err(error) => {
                        tracing::error!(%error, "a webhook could not be told");
                        busy.clear();
                        under_way.abort_all();
                    }
                },
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }
}

/// Tells one webhook of what is next for it.
async fn tell(
    outbox: Arc<Outbox>,
    post: Arc<Post>,
    clock: fn() -> DateTime<Utc>,
    webhook: webhook::Model,
    position: Position,
) -> Looked {
    let id = webhook.id;
    match send(&outbox, &post, clock, webhook, position).await {
        Ok(Some(position)) => (id, Some(position)),
        Ok(None) => {
            tokio::time::sleep(REST).await;
            (id, None)
        }
        Err(error) => {
            tracing::warn!(%error, webhook = %id, "a webhook could not be told");
            tokio::time::sleep(REST).await;
            (id, None)
        }
    }
}

async fn send(
    outbox: &Outbox,
    post: &Post,
    clock: fn() -> DateTime<Utc>,
    webhook: webhook::Model,
    position: Position,
) -> Result<Option<Position>, Error> {
    let batch = match outbox.next(webhook, position, clock()).await? {
        Next::Message(batch) => batch,
        Next::Nothing(position) => return Ok(Some(position)),
        Next::Taken => return Ok(None),
    };
    let attempt = post.send(&batch, clock()).await?;
    outbox.note(&batch, &attempt, clock()).await?;
    // After a failure it is due again when its time has come, from where it stands.
    let stands = batch.webhook.position.unwrap_or_default();
    let has_arrived = attempt.failure.is_none();
    Ok(Some(if has_arrived { batch.end } else { stands }))
}
