//! `account_organization`: an organization whose listings the editor behind an account keeps.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// An organization whose listings the editor behind an account keeps.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account_organization")]
pub struct Model {
    /// The id, derived from account and organization, so that one pair is one row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The account.
    pub account_id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// When it was taken away; without it, the editor keeps the organization.
    pub ended_at: Option<String>,
    /// The row behind `account_id`.
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub account: BelongsTo<super::account::Entity>,
    /// The row behind `organization_id`.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself. It is in no list of objects: nothing imports or exports it.
pub const OBJECT: Object = Object {
    name: "account_organization",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("account_id", Kind::Reference("account")).never_null(),
        Field::ours("organization_id", Kind::Reference("organization")).never_null(),
        Field::ours("ended_at", Kind::DateTime),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
