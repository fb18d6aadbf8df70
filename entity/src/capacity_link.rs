//! `capacity_link`: a link by which a service tells how much room it has, without an account. The table keeps its hash.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// A link by which a service tells how much room it has.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "capacity_link")]
pub struct Model {
    /// The id, by which it is revoked and by which the change log names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The service whose capacities it may set.
    pub service_id: Uuid,
    /// The SHA-256 of the secret in hexadecimal.
    pub hash: String,
    /// When it was made.
    pub created_at: String,
    /// When it ends.
    pub expires_at: String,
    /// When it was revoked; without it, it holds.
    pub revoked_at: Option<String>,
    /// The row behind `service_id`.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<super::service::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself. It is in no list of objects: nothing imports or exports it.
pub const OBJECT: Object = Object {
    name: "capacity_link",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("service_id", Kind::Reference("service")).never_null(),
        Field::ours("hash", Kind::Text).never_null().personal(),
        Field::ours("created_at", Kind::DateTime).never_null(),
        Field::ours("expires_at", Kind::DateTime).never_null(),
        Field::ours("revoked_at", Kind::DateTime),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
