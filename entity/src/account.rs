//! `account`: a person who may sign in. Nothing here names the person but the e-mail address.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A person who may sign in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// The id, by which the change log names who wrote.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The e-mail address in small letters; no two accounts have the same.
    pub email: String,
    /// What the person is to the directory.
    pub role: String,
    /// The argon2id hash of the passphrase in PHC form; without it nobody signs in.
    pub passphrase_hash: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// The SHA-256 of the invitation that waits, in hexadecimal.
    pub invitation_hash: Option<String>,
    /// When that invitation ends.
    pub invitation_expires_at: Option<String>,
    /// When it was disabled; without it, the person may sign in.
    pub disabled_at: Option<String>,
    /// When the person last signed in.
    pub last_sign_in_at: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself. It is in no list of objects: nothing imports or exports it.
pub const OBJECT: Object = Object {
    name: "account",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("email", Kind::Email).never_null().personal(),
        Field::ours("role", Kind::OneOf(&["WORKER", "EDITOR", "ADMIN"])).never_null(),
        Field::ours("passphrase_hash", Kind::Text).personal(),
        Field::ours("created_at", Kind::DateTime).never_null(),
        Field::ours("invitation_hash", Kind::Text).personal(),
        Field::ours("invitation_expires_at", Kind::DateTime),
        Field::ours("disabled_at", Kind::DateTime),
        Field::ours("last_sign_in_at", Kind::DateTime).personal(),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
