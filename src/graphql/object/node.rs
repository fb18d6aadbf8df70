//! `Node`: everything that can be fetched again by its opaque id.

use async_graphql::{Interface, Lookahead, Result};
use entity::object::Object;
use entity::{
    accessibility, address, attribute, contact, cost_option, eligibility_rule, funding, language,
    location, meta_table_description, metadata, organization, organization_identifier, phone,
    practitioner, program, qualification, required_document, schedule, service, service_area,
    service_at_location, service_capacity, taxonomy, taxonomy_term, term_label, term_mapping, unit,
    url,
};
use uuid::Uuid;

use super::{
    Accessibility, Address, Attribute, Contact, CostOption, EligibilityRule, Funding, Language,
    Link, Location, MetaTableDescription, Metadata, Organization, OrganizationIdentifier, Phone,
    Practitioner, Program, Qualification, Region, RequiredDocument, Schedule, Service, ServiceArea,
    ServiceAtLocation, ServiceCapacity, Taxonomy, TaxonomyTerm, TermLabel, TermMapping, Unit,
};
use crate::graphql::support::{GlobalId, Loader, Preload, Record};

/// A thing with an opaque id, by which `node` fetches it again.
#[derive(Interface, Clone)]
#[graphql(field(
    name = "id",
    ty = "async_graphql::ID",
    desc = "The opaque id, for `node`."
))]
pub enum Node {
    /// A list of terms that belong together, such as needs or practice levels.
    Taxonomy(Taxonomy),
    /// A term of a taxonomy, such as a need, a situation or a specialisation.
    TaxonomyTerm(TaxonomyTerm),
    /// An organization that provides help: an NGO, a government agency, a clinic, a school, a home or a private practice.
    Organization(Organization),
    /// A set of services an organization runs under one name.
    Program(Program),
    /// A place, postal or virtual address where services are given.
    Location(Location),
    /// A service: one kind of help an organization gives.
    Service(Service),
    /// A service offered at one location, with what is particular to that place.
    ServiceAtLocation(ServiceAtLocation),
    /// A person or desk to speak to.
    Contact(Contact),
    /// A telephone number.
    Phone(Phone),
    /// The address of a location.
    Address(Address),
    /// When a service or a location is open.
    Schedule(Schedule),
    /// An area whose residents a service is for.
    ServiceArea(ServiceArea),
    /// A language in which help is given.
    Language(Language),
    /// Help for people with disabilities at a location.
    Accessibility(Accessibility),
    /// What a service costs for a group of people or a period.
    CostOption(CostOption),
    /// A document a person must bring.
    RequiredDocument(RequiredDocument),
    /// What a capacity is counted in, such as beds.
    Unit(Unit),
    /// How much room a service has.
    ServiceCapacity(ServiceCapacity),
    /// A source of funding.
    Funding(Funding),
    /// A number by which an outside register knows an organization.
    OrganizationIdentifier(OrganizationIdentifier),
    /// A web address of an organization or a service.
    Link(Link),
    /// How a published table is written.
    MetaTableDescription(MetaTableDescription),
    /// A term or a value that says more about a record.
    Attribute(Attribute),
    /// One change its publisher recorded about a record.
    Metadata(Metadata),
    /// A professional who helps people at an organization.
    Practitioner(Practitioner),
    /// What shows that a practitioner may do the work.
    Qualification(Qualification),
    /// One condition on who may use a service; all conditions must be met.
    EligibilityRule(EligibilityRule),
    /// A word or phrase by which people call a taxonomy term.
    TermLabel(TermLabel),
    /// How a taxonomy term stands to a term of another taxonomy.
    TermMapping(TermMapping),
    /// An administrative area.
    Region(Region),
}

macro_rules! kinds {
    ($($kind:literal => $view:ident($table:ident),)*) => {
        $(impl Record for $view {
            const OBJECT: &'static Object = &$table::OBJECT;

            fn key(&self) -> Uuid {
                self.0.id
            }
        })*

        impl Node {
            /// The type of the records of a table; `None` for tables whose records are no nodes of their own.
            pub(crate) fn kind_of(table: &str) -> Option<&'static str> {
                match table {
                    $(stringify!($table) => Some($kind),)*
                    _ => None,
                }
            }

            /// The table behind a type.
            pub(crate) fn table_of(kind: &str) -> Option<&'static str> {
                match kind {
                    $($kind => Some(stringify!($table)),)*
                    _ => None,
                }
            }

            /// The things with these ids in their order, with what is selected below them: one statement a type and
            /// relation, however many ids there are.
            pub(crate) async fn fetch_all<'a>(
                ids: &[GlobalId],
                look: impl Fn() -> Lookahead<'a>,
                loader: &Loader,
            ) -> Result<Vec<Option<Self>>> {
                let mut found: Vec<(&GlobalId, Self)> = Vec::new();
                $({
                    let wanted: Vec<(&GlobalId, Uuid)> = ids
                        .iter()
                        .filter(|id| id.kind == $kind)
                        .filter_map(|id| Some((id, Uuid::try_parse(&id.key).ok()?)))
                        .collect();
                    if !wanted.is_empty() {
                        let rows = loader.load::<$table::Entity>(wanted.iter().map(|(_, id)| *id)).await?;
                        let views: Vec<$view> = rows.into_iter().map($view::from).collect();
                        $view::preload(views.clone(), look(), loader).await?;
                        for (id, key) in wanted {
                            if let Some(view) = views.iter().find(|view| view.0.id == key) {
                                found.push((id, Self::$view(view.clone())));
                            }
                        }
                    }
                })*
                let codes = ids.iter().filter(|id| id.kind == "Region").map(|id| id.key.clone());
                let regions: Vec<Region> = loader.load_regions(codes).await?.into_iter().map(Region::from).collect();
                if !regions.is_empty() {
                    Region::preload(regions.clone(), look(), loader).await?;
                }
                for id in ids.iter().filter(|id| id.kind == "Region") {
                    if let Some(view) = regions.iter().find(|view| view.0.code == id.key) {
                        found.push((id, Self::Region(view.clone())));
                    }
                }
                let node = |id: &GlobalId| found.iter().find(|(known, _)| *known == id).map(|(_, node)| node.clone());
                Ok(ids.iter().map(node).collect())
            }
        }
    };
}

kinds! {
    "Taxonomy" => Taxonomy(taxonomy),
    "TaxonomyTerm" => TaxonomyTerm(taxonomy_term),
    "Organization" => Organization(organization),
    "Program" => Program(program),
    "Location" => Location(location),
    "Service" => Service(service),
    "ServiceAtLocation" => ServiceAtLocation(service_at_location),
    "Contact" => Contact(contact),
    "Phone" => Phone(phone),
    "Address" => Address(address),
    "Schedule" => Schedule(schedule),
    "ServiceArea" => ServiceArea(service_area),
    "Language" => Language(language),
    "Accessibility" => Accessibility(accessibility),
    "CostOption" => CostOption(cost_option),
    "RequiredDocument" => RequiredDocument(required_document),
    "Unit" => Unit(unit),
    "ServiceCapacity" => ServiceCapacity(service_capacity),
    "Funding" => Funding(funding),
    "OrganizationIdentifier" => OrganizationIdentifier(organization_identifier),
    "Link" => Link(url),
    "MetaTableDescription" => MetaTableDescription(meta_table_description),
    "Attribute" => Attribute(attribute),
    "Metadata" => Metadata(metadata),
    "Practitioner" => Practitioner(practitioner),
    "Qualification" => Qualification(qualification),
    "EligibilityRule" => EligibilityRule(eligibility_rule),
    "TermLabel" => TermLabel(term_label),
    "TermMapping" => TermMapping(term_mapping),
}
