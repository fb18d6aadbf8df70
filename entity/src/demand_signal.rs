//! `demand_signal`: how often help for a need was sought in vain, by region and month. Counters and nothing else: no words,
//! no person, no address. They change with searches and not with writes, so they are not in the change log.

use sea_orm::entity::prelude::*;

/// How often help for a need was sought in vain in a region and a month.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "demand_signal")]
pub struct Model {
    /// The term of the taxonomy `need`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub need_id: Uuid,
    /// The Kemendagri code of the region; empty for the nation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_code: String,
    /// The month, as `YYYY-MM`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: String,
    /// SEARCH_NONE or SEARCH_FEW.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// How often.
    pub number: i32,
}

impl ActiveModelBehavior for ActiveModel {}
