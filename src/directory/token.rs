//! Tokens: making, listing, revoking, and finding out who sends one. The secret is shown once, when it is made.

use std::sync::Arc;

use chrono::{DateTime, Duration, Timelike, Utc};
use entity::api_token::{ActiveModel, Column, Entity, Model, OBJECT};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::draft::Draft;
use super::editor::{Editor, moment};
use super::error::Error;
use super::session::viewer_of_session;
use crate::auth::{Identity, Permit, Role, Scope, Secret, SecretKind, Viewer};
use crate::store::{Cell, Fault, Store};

/// The longest a token may hold, in days.
const LONGEST_DAYS: u32 = 3_660;

/// The most letters in the name of a token.
const LONGEST_NAME: usize = 200;

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What it is for, such as the name of a program or an office.
    pub name: String,
    /// What whoever sends it is to the directory.
    pub role: Role,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// How many days it holds, 1 to 3,660.
    pub days: u32,
    /// For editors: the organization they keep.
    pub organization: Option<Uuid>,
}

impl NewToken {
    fn check(&self) -> Result<(), Error> {
        let unfit = |field, sentence: &str| {
            let sentence = sentence.to_owned();
            Err(Error::Unfit { field, sentence })
        };
        if self.name.trim().is_empty() || self.name.chars().count() > LONGEST_NAME {
            return unfit(
                "name",
                "Give a name of 1 to 200 letters, by which the token is known again.",
            );
        }
        if !(1..=LONGEST_DAYS).contains(&self.days) {
            return unfit("days", "Let it hold 1 to 3660 days.");
        }
        if self.role == Role::Visitor {
            return unfit("role", "Visitors need no token.");
        }
        if (self.role == Role::Editor) != self.organization.is_some() {
            return unfit(
                "organizationId",
                "A token for an editor names the organization to keep, and no other does.",
            );
        }
        Ok(())
    }
}

/// Makes a token and returns it with its secret, which is kept nowhere. `permit` is leave to keep tokens; without one
/// the operator makes it at the machine itself.
pub async fn make_token(
    store: &Arc<Store>,
    permit: Option<&Permit>,
    token: &NewToken,
    now: DateTime<Utc>,
) -> Result<(Model, Secret), Error> {
    token.check()?;
    let secret = Secret::make(SecretKind::Token).map_err(Error::internal)?;
    let id = Uuid::now_v7();
    let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.word()).collect();
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut draft = Draft::new(id);
    draft.set(&OBJECT, "name", text(token.name.trim()));
    draft.set(&OBJECT, "role", text(token.role.word()));
    draft.set(&OBJECT, "scopes", text(&scopes.join(" ")));
    draft.set(&OBJECT, "hash", Cell::Text(secret.hash()));
    draft.set(&OBJECT, "created_at", Cell::Text(moment(now)));
    let ends = now + Duration::days(i64::from(token.days));
    draft.set(&OBJECT, "expires_at", Cell::Text(moment(ends)));
    if let Some(organization) = token.organization {
        draft.set(&OBJECT, "organization_id", Cell::Id(organization));
    }
    put(store, permit, draft, now).await?;
    let row = Entity::find_by_id(id).one(store.read()).await;
    let row = row.map_err(Fault::from)?;
    let row = row.ok_or_else(|| Error::internal("a token that was made is not there"))?;
    Ok((row, secret))
}

/// Ends a token at once; `false` when there is none that holds.
pub async fn revoke_token(
    store: &Arc<Store>,
    permit: Option<&Permit>,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let held = Entity::find_by_id(id)
        .filter(Column::RevokedAt.is_null())
        .count(store.read())
        .await
        .map_err(Fault::from)?;
    if held == 0 {
        return Ok(false);
    }
    let mut draft = Draft::new(id);
    draft.set(&OBJECT, "revoked_at", Cell::Text(moment(now)));
    put(store, permit, draft, now).await?;
    Ok(true)
}

async fn put(
    store: &Arc<Store>,
    permit: Option<&Permit>,
    draft: Draft,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let actor = permit.map_or("operator", Permit::actor);
    let mut editor = Editor::begin(store.clone(), actor, now).await?;
    let outcomes = editor.put(&OBJECT, &[draft]).await?;
    if outcomes
        .iter()
        .any(|outcome| matches!(outcome, super::Outcome::BrokenReference(_)))
    {
        editor.roll_back().await?;
        return Err(Error::Unfit {
            field: "organizationId",
            sentence: "There is no organization with this id.".to_owned(),
        });
    }
    editor.commit().await
}

/// Whether there is a token, even one that has ended.
pub async fn has_tokens(store: &Store) -> Result<bool, Error> {
    let some = Entity::find().limit(1).count(store.read()).await;
    Ok(some.map_err(Fault::from)? > 0)
}

/// All tokens, newest first; nothing of their secrets.
pub async fn list_tokens(store: &Store) -> Result<Vec<Model>, Error> {
    let rows = Entity::find()
        .order_by_desc(Column::Id)
        .all(store.read())
        .await;
    Ok(rows.map_err(Fault::from)?)
}

/// Who sends a token or the secret of a session; `None` when it is none that holds.
pub async fn viewer_of(
    store: &Store,
    given: &str,
    now: DateTime<Utc>,
) -> Result<Option<Viewer>, Error> {
    if let Some(hash) = SecretKind::Session.hash_of(given) {
        return viewer_of_session(store, &hash, now).await;
    }
    let Some(hash) = SecretKind::Token.hash_of(given) else {
        return Ok(None);
    };
    let row = Entity::find()
        .filter(Column::Hash.eq(hash))
        .one(store.read())
        .await;
    let Some(row) = row.map_err(Fault::from)? else {
        return Ok(None);
    };
    let holds = row.revoked_at.is_none() && row.expires_at > moment(now);
    let Some(role) = Role::of(&row.role).filter(|_| holds) else {
        return Ok(None);
    };
    // What cannot be noted is not worth failing a question for.
    if let Err(error) = note_use(store, &row, now).await {
        tracing::warn!(%error, "the use of a token could not be noted");
    }
    let has = |scope: &Scope| row.scopes.split(' ').any(|word| word == scope.word());
    Ok(Some(Viewer {
        role,
        identity: Identity::Token(row.id),
        name: Some(row.name),
        organizations: row.organization_id.into_iter().collect(),
        scopes: Scope::ALL.into_iter().filter(has).collect(),
    }))
}

/// Notes the hour of use, so that tokens nobody uses can be found. It is written once an hour and not logged.
async fn note_use(store: &Store, row: &Model, now: DateTime<Utc>) -> Result<(), Error> {
    let hour = now
        .with_minute(0)
        .and_then(|at| at.with_second(0))
        .unwrap_or(now);
    let hour = moment(hour);
    if row.last_used_at.as_deref() == Some(hour.as_str()) {
        return Ok(());
    }
    let transaction = store.begin().await?;
    let used = ActiveModel {
        id: Set(row.id),
        last_used_at: Set(Some(hour)),
        ..ActiveModel::default()
    };
    Entity::update(used)
        .exec(&transaction)
        .await
        .map_err(Fault::from)?;
    transaction.commit().await.map_err(Fault::from)?;
    Ok(())
}
