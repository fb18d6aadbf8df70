//! Sessions: signing in and out, and who sends the secret of a session. They are written beside the change log: who signs
//! in when is nobody's business, and a log that moved would empty the rows kept in memory each time.

use chrono::{DateTime, Duration, Utc};
use entity::{account, account_session};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::account::{fold, locked, organizations_of, role_of};
use super::desk::Desk;
use super::editor::moment;
use super::error::Error;
use crate::auth::{Identity, Role, Secret, SecretKind, Viewer};
use crate::store::{Fault, Store};

/// How long a session holds.
const HOLDS_FOR: Duration = Duration::hours(12);

/// A session that has just begun.
pub struct NewSession {
    /// The secret, which is kept nowhere.
    pub secret: Secret,
    /// When it ends.
    pub expires_at: String,
}

impl Desk {
    /// Signs a person in; `None` when e-mail address and passphrase are not those of an account that may sign in, which is not
    /// told apart.
    pub async fn sign_in(
        &self,
        email: &str,
        passphrase: &str,
    ) -> Result<Option<NewSession>, Error> {
        let email = fold(email);
        let row = account::Entity::find().filter(account::Column::Email.eq(&email));
        let row = row.one(self.store.read()).await.map_err(Fault::from)?;
        let is_right = self.is_right(&email, passphrase, row.as_ref()).await?;
        match row.filter(|_| is_right) {
            Some(row) => self.begin_session(&row).await,
            None => Ok(None),
        }
    }

    /// Begins a session of an account as it was read; `None` when it can no longer sign in so.
    async fn begin_session(&self, read: &account::Model) -> Result<Option<NewSession>, Error> {
        let secret = Secret::make(SecretKind::Session).map_err(Error::internal)?;
        let (now, expires_at) = (moment(self.now), moment(self.now + HOLDS_FOR));
        let transaction = self.store.begin().await?;
        let row = locked(&transaction, read.id).await?;
        let is_same = |row: &account::Model| {
            row.disabled_at.is_none() && row.passphrase_hash == read.passphrase_hash
        };
        if !row.as_ref().is_some_and(is_same) {
            return Ok(None);
        }
        let signed_in = account::ActiveModel {
            id: Set(read.id),
            last_sign_in_at: Set(Some(now.clone())),
            ..account::ActiveModel::default()
        };
        let signed_in = account::Entity::update(signed_in).exec(&transaction).await;
        signed_in.map_err(Fault::from)?;
        let ended = account_session::Entity::delete_many()
            .filter(account_session::Column::AccountId.eq(read.id))
            .filter(account_session::Column::ExpiresAt.lte(&now));
        ended.exec(&transaction).await.map_err(Fault::from)?;
        let session = account_session::ActiveModel {
            id: Set(Uuid::now_v7()),
            account_id: Set(read.id),
            hash: Set(secret.hash()),
            created_at: Set(now),
            expires_at: Set(expires_at.clone()),
        };
        let begun = account_session::Entity::insert(session).exec_without_returning(&transaction);
        begun.await.map_err(Fault::from)?;
        transaction.commit().await.map_err(Fault::from)?;
        Ok(Some(NewSession { secret, expires_at }))
    }

    /// Ends the session by which the viewer is known.
    pub async fn sign_out(&self) -> Result<(), Error> {
        let Identity::Session { session, .. } = self.viewer.identity else {
            return Err(self.refused());
        };
        let transaction = self.store.begin().await?;
        let ended = account_session::Entity::delete_by_id(session);
        ended.exec(&transaction).await.map_err(Fault::from)?;
        transaction.commit().await.map_err(Fault::from)?;
        Ok(())
    }
}

/// Ends the sessions of an account, but for one.
pub(super) async fn end_sessions(
    connection: &impl ConnectionTrait,
    account: Uuid,
    but: Option<Uuid>,
) -> Result<(), Error> {
    use account_session::{Column, Entity};
    let mut ended = Entity::delete_many().filter(Column::AccountId.eq(account));
    if let Some(session) = but {
        ended = ended.filter(Column::Id.ne(session));
    }
    ended.exec(connection).await.map_err(Fault::from)?;
    Ok(())
}

/// Who sends the secret of a session, by its hash. Role and organizations are those of the account at this moment.
pub(super) async fn viewer_of_session(
    store: &Store,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Viewer>, Error> {
    use account_session::{Column, Entity};
    let session = Entity::find().filter(Column::Hash.eq(hash));
    let session = session.filter(Column::ExpiresAt.gt(moment(now)));
    let session = session.one(store.read()).await.map_err(Fault::from)?;
    let Some(session) = session else {
        return Ok(None);
    };
    let row = account::Entity::find_by_id(session.account_id).one(store.read());
    let row = row.await.map_err(Fault::from)?;
    let Some(row) = row.filter(|row| row.disabled_at.is_none()) else {
        return Ok(None);
    };
    let role = role_of(&row)?;
    let organizations = match role {
        Role::Editor => organizations_of(store.read(), row.id).await?,
        _ => Vec::new(),
    };
    let identity = Identity::Session {
        session: session.id,
        account: row.id,
    };
    Ok(Some(Viewer::person(role, identity, organizations)))
}
