//! The door for operators: one file a command. Results go to standard output, progress and problems to standard error.

mod check;
mod command;
mod export;
mod following;
mod import;
mod issuer;
mod opened;
mod reindex;
mod relevance;
mod sample;
mod schema;
mod serve;
mod token;

use command::Ending;
pub use command::main;
pub use issuer::{IssuerOptions, TrustedIssuer};
pub use opened::Opened;
