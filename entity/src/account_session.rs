//! `account_session`: a person who has signed in, until they sign out or the session ends. What they may do is said by the
//! account alone. Sessions come and go many times a day, are no part of the directory and are not in the change log.

use sea_orm::entity::prelude::*;

/// A person who has signed in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account_session")]
pub struct Model {
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// The SHA-256 of the secret in hexadecimal.
    pub hash: String,
    /// When it began.
    pub created_at: String,
    /// When it ends.
    pub expires_at: String,
    /// The row behind `account_id`.
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub account: BelongsTo<super::account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
