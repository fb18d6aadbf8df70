//! `shipped_data`: which version of the data inside the binary the store has taken in.

use sea_orm::entity::prelude::*;

/// One part of the shipped data.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "shipped_data")]
pub struct Model {
    /// The part, such as `regions`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: String,
    /// A fingerprint of its content.
    pub fingerprint: String,
}

impl ActiveModelBehavior for ActiveModel {}
