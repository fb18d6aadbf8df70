//! Moving data in and out. Each reader turns a form of file into [`Record`]s with their origin; one [`Inlet`] writes them
//! in one transaction and reports every problem; [`export()`] writes all of it out again. Called by `cli`.

mod aside;
mod csv_list;
mod csv_safe;
mod dialect;
mod dialect_feed;
mod dialect_file;
mod dialect_making;
mod dialect_row;
mod export;
mod export_json;
mod export_tables;
mod holiday_file;
mod hsds_1;
mod hsds_face;
mod hsds_grove;
mod hsds_json;
mod hsds_package;
mod hsds_tabular;
mod hsds_tree;
mod hsds_walk;
mod import;
mod inlet;
mod kept;
mod mapping;
mod ohana;
mod ohana_json;
mod package;
mod placing;
mod prose_hours;
mod record;
mod region_file;
mod report;
pub mod sample;
mod sheet;
mod sheet_ask;
mod source;
mod spreadsheet;
mod told_by_terms;

pub use crate::broker::Error as SheetError;
pub use dialect::Dialect;
pub use export::{ExportError, ExportForm, ExportProgress, ExportScope, Exported, export};
pub use holiday_file::import_holidays;
pub use hsds_face::{HsdsAsk, HsdsError, HsdsFace, HsdsFaces, HsdsPage};
pub use hsds_grove::Detail;
pub use hsds_tree::{Tree, trees};
pub use import::{ImportOptions, Importing, Progress, import, load_sample};
pub use inlet::Inlet;
pub use mapping::Mapping;
pub use record::{Closed, Item, Nesting, Origin, Record, Sink};
pub use region_file::import_regions;
pub use report::{
    Counts, MatchCounts, MatchedRecord, Matches, Problem, ProblemCode, Report, Severity,
};
pub use sheet::{Sheet, SheetForm};
pub use sheet_ask::SheetAsk;
pub use source::{Form, Source, recognise};
