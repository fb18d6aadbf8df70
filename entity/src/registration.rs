//! `registration`: who handed an organization in, and what was decided about it. At most one for each organization; what
//! it was before stands in the change log.

use sea_orm::entity::prelude::*;

use crate::object::{Field, Kind, Object};

/// Who handed an organization in, and what was decided about it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "registration")]
pub struct Model {
    /// The id; lists run in its order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Who handed it in, as a role with the id of the account or token, never a name; nothing when an import brought it.
    pub registrant: Option<String>,
    /// Where it stands.
    pub state: String,
    /// When it was last handed in.
    pub submitted_at: Option<String>,
    /// When something was last decided about it.
    pub reviewed_at: Option<String>,
    /// Who decided it, as a role, never a person.
    pub reviewed_by: Option<String>,
    /// Why it was decided so.
    pub reason: Option<String>,
    /// The row behind `organization_id`.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the table describes itself. It is in no list of objects: nothing imports or exports it.
pub const OBJECT: Object = Object {
    name: "registration",
    key: "id",
    csv: "",
    fields: &[
        Field::ours("organization_id", Kind::Reference("organization")).never_null(),
        Field::ours("registrant", Kind::Text),
        Field::ours(
            "state",
            Kind::OneOf(&[
                "PENDING",
                "RETURNED",
                "REJECTED",
                "APPROVED",
                "SUSPENDED",
                "CLOSED",
            ]),
        )
        .never_null(),
        Field::ours("submitted_at", Kind::DateTime),
        Field::ours("reviewed_at", Kind::DateTime),
        Field::ours("reviewed_by", Kind::Text),
        Field::ours("reason", Kind::Text),
    ],
    lists: &[],
    singles: &[],
    has_attributes: false,
    has_metadata: false,
};
