//! Jembatan: a directory of a community's helping services, for whoever links people with help.
//!
//! The rooms, in the order in which a request walks them:
//! [`cli`] and [`http`] are the doors, [`auth`] tells who asks and what they may do, [`graphql`] is what clients see, [`broker`] links needs with help, [`directory`]
//! holds the rules of the open zone, [`search`] finds ids, [`transfer`] moves data in and out, [`notify`] tells others of changes, [`change`] is the log of
//! every write, [`store`] is the SQL below. Tables and their history are the crates `entity` and `migration`.
//! Which room may know which is written down in `docs/ARCHITECTURE.md` and held by `tests/architecture.rs`.

pub mod auth;
pub mod broker;
pub mod change;
pub mod cli;
pub mod config;
pub mod directory;
pub mod graphql;
pub mod http;
pub mod notify;
pub mod search;
pub mod store;
pub mod telemetry;
pub mod transfer;
