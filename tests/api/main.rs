//! One test binary: every test goes through a public door, with real parts. Modules are named after what they test.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::disallowed_methods,
    reason = "tests may stop at the first surprise"
)]

mod support;

mod access;
mod account;
mod audit;
mod backend;
mod capacity;
mod census;
mod change;
mod clients;
mod community;
mod confidential;
mod demand;
mod dialects;
mod door;
mod export;
mod feed;
mod find;
mod fuzz;
mod gone;
mod hsds_face;
mod http;
mod import_json;
mod import_match;
mod import_real;
mod import_spreadsheet;
mod import_tables;
mod issuer;
mod listing;
mod map_file;
mod matching;
mod node;
mod page;
mod paging;
mod planner;
mod policy;
mod practitioner;
mod readme;
mod registration;
mod relevance;
mod resource_map;
mod round_trip;
mod sample;
mod schema;
mod socket;
mod source_rows;
mod suggestion;
mod webhook;
mod writers;
