//! `api_token`: a secret by which requests say who sends them. The table keeps its hash; nothing can be made of that.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A secret by which requests say who sends them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    /// The id, by which it is listed and revoked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is for, such as the name of a program or an office.
    pub name: String,
    /// What whoever sends it is to the directory.
    pub role: String,
    /// What it may be used for, words separated by spaces.
    pub scopes: String,
    /// The SHA-256 of the secret in hexadecimal.
    pub hash: String,
    /// When it was made.
    pub created_at: String,
    /// When it ends.
    pub expires_at: String,
    /// When it was revoked; without it, it holds.
    pub revoked_at: Option<String>,
    /// The organization that an editor keeps.
    pub organization_id: Option<Uuid>,
    /// When it was last used, to the hour.
    pub last_used_at: Option<String>,
    /// The row behind `organization_id`.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<Option<super::organization::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself. It is in no list of objects: nothing imports or exports it.
pub const OBJECT: Object = Object {
    name: "api_token",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("name", Kind::Text).never_null(),
        Field::ours(
            "role",
            Kind::OneOf(&["PARTNER", "WORKER", "EDITOR", "ADMIN"]),
        )
        .never_null(),
        Field::ours("scopes", Kind::Text).never_null(),
        Field::ours("hash", Kind::Text).never_null().personal(),
        Field::ours("created_at", Kind::DateTime).never_null(),
        Field::ours("expires_at", Kind::DateTime).never_null(),
        Field::ours("revoked_at", Kind::DateTime),
        Field::ours("organization_id", Kind::Reference("organization")),
        Field::ours("last_used_at", Kind::DateTime),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
