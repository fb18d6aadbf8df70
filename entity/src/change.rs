//! `change`: the log of every write, in commit order. Rows are only ever added.

use sea_orm::entity::prelude::*;

/// One write to one row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    /// Grows in commit order: whoever has read up to a `seq` never misses a smaller one.
    #[sea_orm(primary_key)]
    pub seq: i64,
    /// When the write was made, in UTC as RFC 3339.
    pub at: String,
    /// Who made it, as a role or source, such as `import`.
    pub actor: String,
    /// The table written.
    pub entity: String,
    /// The key of the row: an id, or the code of a region.
    pub key: String,
    /// CREATE, UPDATE or DELETE.
    pub operation: String,
    /// The changed fields as they were: a JSON object; null on CREATE.
    pub before: Option<String>,
    /// The changed fields as they are: a JSON object; null on DELETE.
    pub after: Option<String>,
    /// The same for all writes of one transaction.
    pub batch: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
