//! The kinds of records that are kept one by one.

use async_graphql::registry::Registry;
use async_graphql::{Context, OutputType, ServerResult, Value};
use entity::object::Object;
use futures_util::future::BoxFuture;

use super::act::Act;
use super::payload::{Payload, perform};
use crate::graphql::object::*;

/// A kind of record.
pub(crate) struct Noun {
    /// The GraphQL type.
    pub(crate) kind: &'static str,
    /// What mutations on it begin with, and the field of payloads.
    pub(crate) name: &'static str,
    /// What one is called in sentences, with its article.
    pub(crate) words: &'static str,
    /// The table.
    pub(crate) object: &'static Object,
    /// The acts there are beside changing it.
    pub(crate) acts: &'static [Act],
    /// Registers the type that clients read.
    pub(super) register: fn(&mut Registry) -> String,
    /// Registers what mutations on it answer.
    pub(super) register_payload: fn(&mut Registry) -> String,
    /// Does one act and answers what was selected.
    pub(super) perform:
        for<'a> fn(&'a Context<'a>, &'static Noun, Act) -> BoxFuture<'a, ServerResult<Value>>,
}

macro_rules! nouns {
    ($($view:ident($table:ident) $name:literal $words:literal $acts:expr;)*) => {
        /// Every kind, those that others belong to first.
        pub(crate) const NOUNS: &[Noun] = &[
            $(Noun {
                kind: stringify!($view),
                name: $name,
                words: $words,
                object: &entity::$table::OBJECT,
                acts: $acts,
                register: <$view as OutputType>::create_type_info,
                register_payload: <Payload<$view> as OutputType>::create_type_info,
                perform: |ctx, noun, act| Box::pin(perform::<entity::$table::Entity, $view>(ctx, noun, act)),
            },)*
        ];
    };
}

/// Organizations come by registration and go by being closed or merged.
const CHANGED: &[Act] = &[Act::Update];

const KEPT: &[Act] = &[Act::Create, Act::Update, Act::Retire];

nouns! {
    Organization(organization) "organization" "an organization" CHANGED;
    Program(program) "program" "a program" KEPT;
    Location(location) "location" "a location" KEPT;
    Service(service) "service" "a service" KEPT;
    ServiceAtLocation(service_at_location) "serviceAtLocation" "a service at a location" KEPT;
    Contact(contact) "contact" "a contact" KEPT;
    Phone(phone) "phone" "a telephone number" KEPT;
    Address(address) "address" "an address" KEPT;
    Schedule(schedule) "schedule" "a schedule" KEPT;
    Language(language) "language" "a language" KEPT;
    Accessibility(accessibility) "accessibility" "help for people with disabilities" KEPT;
    CostOption(cost_option) "costOption" "a cost" KEPT;
    RequiredDocument(required_document) "requiredDocument" "a document to bring" KEPT;
    ServiceArea(service_area) "serviceArea" "a service area" KEPT;
    EligibilityRule(eligibility_rule) "eligibilityRule" "a rule on who may use a service" KEPT;
    ServiceCapacity(service_capacity) "serviceCapacity" "a capacity" KEPT;
    Unit(unit) "unit" "a unit" KEPT;
    Funding(funding) "funding" "a source of funding" KEPT;
    OrganizationIdentifier(organization_identifier) "organizationIdentifier" "an identifier" KEPT;
    Link(url) "link" "a web address" KEPT;
    Attribute(attribute) "attribute" "a mark on a record" KEPT;
    Taxonomy(taxonomy) "taxonomy" "a taxonomy" KEPT;
    TaxonomyTerm(taxonomy_term) "taxonomyTerm" "a term" KEPT;
    TermLabel(term_label) "termLabel" "a label of a term" KEPT;
    TermMapping(term_mapping) "termMapping" "a mapping between terms" KEPT;
}

/// The kind of record that a table keeps.
pub(crate) fn noun_for(object: &Object) -> Option<&'static Noun> {
    NOUNS.iter().find(|noun| noun.object.name == object.name)
}

/// The kind of record with this GraphQL type.
pub(crate) fn noun_of(kind: &str) -> Option<&'static Noun> {
    NOUNS.iter().find(|noun| noun.kind == kind)
}
