//! `merged_organization`: an organization that became part of another. Its id goes on to answer, with the other one.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// An organization that became part of another.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "merged_organization")]
pub struct Model {
    /// The id of the organization that was merged away.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization that stands for it; never itself one that was merged away.
    pub into_id: Uuid,
    /// The row behind `into_id`.
    #[sea_orm(belongs_to, from = "into_id", to = "id")]
    pub into: BelongsTo<super::organization::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself. It is in no list of objects: nothing imports or exports it.
pub const OBJECT: Object = Object {
    name: "merged_organization",
    key: "id",
    csv: "",
    fields: &[Field::ours("into_id", Kind::Reference("organization")).never_null()],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
