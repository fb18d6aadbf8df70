//! Accounts of people: inviting, disabling, listing, and the passphrases by which they sign in. An invitation is the only
//! way in: for somebody new, for whoever forgot their passphrase, and back after an account was disabled.

use chrono::Duration;
use entity::{account, account_organization};
use rustc_hash::FxHashMap;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::desk::Desk;
use super::draft::Draft;
use super::editor::{Editor, Outcome, moment};
use super::error::Error;
use super::session::end_sessions;
use super::validate;
use crate::auth::{Act, Identity, PassphraseHash, Role, Secret, SecretKind, Unchecked, weakness};
use crate::store::{Cell, Fault};

/// How long an invitation waits.
const INVITED_FOR: Duration = Duration::days(7);

/// The longest e-mail address, as SMTP bounds it.
const LONGEST_EMAIL: usize = 254;

/// The most organizations that one editor keeps.
const MOST_ORGANIZATIONS: usize = 100;

/// A person who may sign in.
#[derive(Debug, Clone)]
pub struct Account {
    /// The row.
    pub row: account::Model,
    /// The organizations that they keep.
    pub organizations: Vec<Uuid>,
}

/// A person to be invited.
#[derive(Clone)]
pub struct NewAccount {
    /// Their e-mail address.
    pub email: String,
    /// What they shall be to the directory.
    pub role: Role,
    /// For editors: the organizations that they keep.
    pub organizations: Vec<Uuid>,
}

fn unfit(field: &'static str, sentence: impl Into<String>) -> Error {
    let sentence = sentence.into();
    Error::Unfit { field, sentence }
}

/// An invitation that was used, has ended, was replaced or never was is told in one way.
fn no_invitation() -> Error {
    unfit(
        "invitation",
        "This invitation does not hold: it was used, it has ended, or there is a newer one. Ask an admin to invite you again.",
    )
}

/// An e-mail address as accounts are told apart by it.
pub(super) fn fold(email: &str) -> String {
    let letters = email.trim().nfc().flat_map(char::to_lowercase);
    letters.take(LONGEST_EMAIL + 1).collect()
}

impl NewAccount {
    /// The folded e-mail address, once everything will do.
    fn check(&self) -> Result<String, Error> {
        let email = Cell::Text(fold(&self.email));
        let (_, field) = account::OBJECT
            .field("email")
            .ok_or_else(|| Error::internal("accounts have no e-mail address"))?;
        if let Some(expected) = validate::oddity("email", field.kind, &email) {
            return Err(unfit("email", format!("Give {}.", expected.0)));
        }
        let email = fold(&self.email);
        if email.chars().count() > LONGEST_EMAIL {
            return Err(unfit(
                "email",
                "Give an e-mail address of at most 254 letters.",
            ));
        }
        if !matches!(self.role, Role::Worker | Role::Editor | Role::Admin) {
            return Err(unfit(
                "role",
                "People are workers, editors or admins. A program gets a token (`tokenCreate`).",
            ));
        }
        let is_editor = self.role == Role::Editor;
        let count = self.organizations.len();
        if is_editor == self.organizations.is_empty() || count > MOST_ORGANIZATIONS {
            return Err(unfit(
                "organizationIds",
                "An editor keeps 1 to 100 organizations, and nobody else names any.",
            ));
        }
        Ok(email)
    }
}

impl Desk {
    /// Invites a person: makes the account when there is none with the e-mail address, and otherwise lets it begin anew, with
    /// what is given now, without a passphrase and without sessions. Returns it with the invitation, which is kept nowhere.
    pub async fn invite(&self, given: &NewAccount) -> Result<(Account, Secret), Error> {
        let permit = self.permit(Act::KeepAccounts, None)?;
        let email = given.check()?;
        let secret = Secret::make(SecretKind::Invitation).map_err(Error::internal)?;
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        let held = account::Entity::find().filter(account::Column::Email.eq(&email));
        let held = held.lock_exclusive().one(editor.transaction()).await;
        let held = held.map_err(Fault::from)?;
        let id = held.as_ref().map_or_else(Uuid::now_v7, |row| row.id);
        let object = &account::OBJECT;
        let text = |text: &str| Cell::Text(text.to_owned());
        let mut draft = Draft::new(id);
        if held.is_none() {
            draft.set(object, "email", Cell::Text(email));
            draft.set(object, "created_at", Cell::Text(moment(self.now)));
        }
        draft.set(object, "role", text(given.role.word()));
        draft.set(object, "passphrase_hash", Cell::Null);
        draft.set(object, "disabled_at", Cell::Null);
        draft.set(object, "invitation_hash", Cell::Text(secret.hash()));
        let ends = moment(self.now + INVITED_FOR);
        draft.set(object, "invitation_expires_at", Cell::Text(ends));
        editor.put(object, &[draft]).await?;
        if !self.link(&mut editor, id, &given.organizations).await? {
            editor.roll_back().await?;
            return Err(unfit(
                "organizationIds",
                "One of these ids is of no organization in the directory.",
            ));
        }
        end_sessions(editor.transaction(), id, None).await?;
        editor.commit().await?;
        let account = self.account(id).await?;
        let account =
            account.ok_or_else(|| Error::internal("an account that was made is not there"))?;
        Ok((account, secret))
    }

    /// Makes these the organizations that an account keeps; `false` when one of them is not there.
    async fn link(&self, editor: &mut Editor, id: Uuid, wanted: &[Uuid]) -> Result<bool, Error> {
        use account_organization::{Column, Entity, OBJECT};
        let held = Entity::find().filter(Column::AccountId.eq(id));
        let held = held.filter(Column::EndedAt.is_null());
        let held = held.all(editor.transaction()).await.map_err(Fault::from)?;
        let mut drafts = Vec::new();
        for row in held
            .iter()
            .filter(|row| !wanted.contains(&row.organization_id))
        {
            let mut draft = Draft::new(row.id);
            draft.set(&OBJECT, "ended_at", Cell::Text(moment(self.now)));
            drafts.push(draft);
        }
        for organization in wanted {
            let mut draft = Draft::new(Uuid::new_v5(&id, organization.as_bytes()));
            draft.set(&OBJECT, "account_id", Cell::Id(id));
            draft.set(&OBJECT, "organization_id", Cell::Id(*organization));
            draft.set(&OBJECT, "ended_at", Cell::Null);
            drafts.push(draft);
        }
        let outcomes = editor.put(&OBJECT, &drafts).await?;
        let is_broken = |outcome: &Outcome| matches!(outcome, Outcome::BrokenReference(_));
        Ok(!outcomes.iter().any(is_broken))
    }

    /// Disables an account and ends its sessions and its invitation at once; `None` when there is none with this id.
    pub async fn disable_account(&self, id: Uuid) -> Result<Option<Account>, Error> {
        let permit = self.permit(Act::KeepAccounts, None)?;
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        let Some(row) = locked(editor.transaction(), id).await? else {
            editor.roll_back().await?;
            return Ok(None);
        };
        let object = &account::OBJECT;
        let mut draft = Draft::new(id);
        let since = row.disabled_at.unwrap_or_else(|| moment(self.now));
        draft.set(object, "disabled_at", Cell::Text(since));
        draft.set(object, "passphrase_hash", Cell::Null);
        draft.set(object, "invitation_hash", Cell::Null);
        draft.set(object, "invitation_expires_at", Cell::Null);
        editor.put(object, &[draft]).await?;
        end_sessions(editor.transaction(), id, None).await?;
        editor.commit().await?;
        self.account(id).await
    }

    /// All accounts, newest first.
    pub async fn accounts(&self) -> Result<Vec<Account>, Error> {
        self.permit(Act::KeepAccounts, None)?;
        let connection = self.store.read();
        let rows = account::Entity::find().order_by_desc(account::Column::Id);
        let rows = rows.all(connection).await.map_err(Fault::from)?;
        let links = account_organization::Entity::find();
        let links = links.filter(account_organization::Column::EndedAt.is_null());
        let links = links.order_by_asc(account_organization::Column::OrganizationId);
        let mut kept: FxHashMap<Uuid, Vec<Uuid>> = FxHashMap::default();
        for link in links.all(connection).await.map_err(Fault::from)? {
            let organizations = kept.entry(link.account_id).or_default();
            organizations.push(link.organization_id);
        }
        let account = |row: account::Model| Account {
            organizations: kept.remove(&row.id).unwrap_or_default(),
            row,
        };
        Ok(rows.into_iter().map(account).collect())
    }

    async fn account(&self, id: Uuid) -> Result<Option<Account>, Error> {
        let row = account::Entity::find_by_id(id).one(self.store.read()).await;
        let Some(row) = row.map_err(Fault::from)? else {
            return Ok(None);
        };
        let organizations = organizations_of(self.store.read(), id).await?;
        Ok(Some(Account { row, organizations }))
    }

    /// Sets the passphrase of the person who holds an invitation, which then holds no longer. Returns the id of the account.
    pub async fn set_passphrase(&self, invitation: &str, passphrase: &str) -> Result<Uuid, Error> {
        let hash = SecretKind::Invitation.hash_of(invitation);
        let hash = hash.ok_or_else(no_invitation)?;
        let row = account::Entity::find().filter(account::Column::InvitationHash.eq(hash));
        let row = row.one(self.store.read()).await.map_err(Fault::from)?;
        let now = moment(self.now);
        let waits = |row: &account::Model| {
            row.invitation_expires_at
                .as_ref()
                .is_some_and(|end| *end > now)
        };
        let row = row.filter(waits).ok_or_else(no_invitation)?;
        let id = row.id;
        let is_set = self.put_passphrase(row, passphrase, None).await?;
        is_set.then_some(id).ok_or_else(no_invitation)
    }

    /// Changes the passphrase of the viewer and ends their other sessions. Returns the id of the account.
    pub async fn change_passphrase(&self, current: &str, new: &str) -> Result<Uuid, Error> {
        let Identity::Session { session, account } = self.viewer.identity else {
            return Err(self.refused());
        };
        let row = account::Entity::find_by_id(account).one(self.store.read());
        let row = row
            .await
            .map_err(Fault::from)?
            .ok_or(Error::Unauthenticated)?;
        let wrong = || unfit("current", "This is not your passphrase.");
        if !self.is_right(&row.email, current, Some(&row)).await? {
            return Err(wrong());
        }
        let is_set = self.put_passphrase(row, new, Some(session)).await?;
        is_set.then_some(account).ok_or_else(wrong)
    }

    /// Whether a passphrase is that of an account, if there is one. Takes as long without one.
    pub(super) async fn is_right(
        &self,
        email: &str,
        passphrase: &str,
        row: Option<&account::Model>,
    ) -> Result<bool, Error> {
        let hash = row.filter(|row| row.disabled_at.is_none());
        let hash = hash.and_then(|row| row.passphrase_hash.clone());
        let hash = hash.map(PassphraseHash::kept);
        let checked = self.passphrases.is_right(email, passphrase, hash, self.now);
        Ok(checked.await?)
    }

    /// Keeps a new passphrase for an account as it was read, and ends its sessions but for one; `false` when the account has
    /// changed since.
    async fn put_passphrase(
        &self,
        row: account::Model,
        passphrase: &str,
        but: Option<Uuid>,
    ) -> Result<bool, Error> {
        if let Some(weakness) = weakness(passphrase, &row.email) {
            return Err(unfit("passphrase", weakness.advice()));
        }
        let hash = self.passphrases.hash(passphrase).await?;
        let role = role_of(&row)?;
        let actor = role.actor(row.id);
        let mut editor = Editor::begin(self.store.clone(), &actor, self.now).await?;
        let held = locked(editor.transaction(), row.id).await?;
        let is_same = |held: &account::Model| {
            held.passphrase_hash == row.passphrase_hash
                && held.invitation_hash == row.invitation_hash
                && held.disabled_at == row.disabled_at
        };
        if !held.as_ref().is_some_and(is_same) {
            editor.roll_back().await?;
            return Ok(false);
        }
        let object = &account::OBJECT;
        let mut draft = Draft::new(row.id);
        let hash = Cell::Text(hash.text().to_owned());
        draft.set(object, "passphrase_hash", hash);
        draft.set(object, "invitation_hash", Cell::Null);
        draft.set(object, "invitation_expires_at", Cell::Null);
        editor.put(object, &[draft]).await?;
        end_sessions(editor.transaction(), row.id, but).await?;
        editor.commit().await?;
        Ok(true)
    }
}

/// The account with this id, which nobody else changes until the transaction ends.
pub(super) async fn locked(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<account::Model>, Error> {
    let row = account::Entity::find_by_id(id).lock_exclusive();
    Ok(row.one(connection).await.map_err(Fault::from)?)
}

/// The organizations that an account keeps.
pub(super) async fn organizations_of(
    connection: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Vec<Uuid>, Error> {
    use account_organization::{Column, Entity};
    let rows = Entity::find().filter(Column::AccountId.eq(account));
    let rows = rows.filter(Column::EndedAt.is_null());
    let rows = rows.order_by_asc(Column::OrganizationId).all(connection);
    let rows = rows.await.map_err(Fault::from)?.into_iter();
    Ok(rows.map(|row| row.organization_id).collect())
}

/// The role of an account.
pub(super) fn role_of(row: &account::Model) -> Result<Role, Error> {
    Role::of(&row.role).ok_or_else(|| Error::internal("an account has no role"))
}

impl From<Unchecked> for Error {
    fn from(unchecked: Unchecked) -> Self {
        match unchecked {
            Unchecked::TooOften(at) => Self::RateLimited {
                retry_at: moment(at),
            },
            Unchecked::Failed(_) => Self::internal(unchecked),
        }
    }
}
