//! The tables: one file each, singular, with columns and relations and no logic. All 24 HSDS objects are here; beside its
//! columns each says how HSDS spells it ([`object`]). The history of the tables is in the crate `migration`.

pub mod accessibility;
pub mod address;
pub mod api_token;
pub mod attribute;
pub mod change;
pub mod contact;
pub mod cost_option;
pub mod eligibility_rule;
pub mod funding;
pub mod holiday;
pub mod language;
pub mod location;
pub mod meta_table_description;
pub mod metadata;
pub mod object;
pub mod organization;
pub mod organization_identifier;
pub mod phone;
pub mod practitioner;
pub mod program;
pub mod qualification;
pub mod region;
pub mod required_document;
pub mod schedule;
pub mod service;
pub mod service_area;
pub mod service_at_location;
pub mod service_capacity;
pub mod shipped_data;
pub mod taxonomy;
pub mod taxonomy_term;
pub mod term_label;
pub mod term_mapping;
pub mod unit;
pub mod url;
