//! One document is an offer: a service at a location, or a service alone when it has none.

use std::sync::Arc;

use entity::{
    attribute, location, organization, service, service_area, service_at_location, taxonomy_term,
};
use rustc_hash::FxHashMap;
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};
use uuid::Uuid;

use super::grid::square;
use crate::store::{Fault, Reader};

/// The number of the whole country among areas served.
pub const AREA_NATION: u64 = 0;

/// Raised when the fields or what goes into them change: an index of another version is made anew.
pub(super) const VERSION: &str = "2";

/// The fields of a document.
#[derive(Clone)]
pub(super) struct Fields {
    pub(super) schema: Schema,
    /// The id of the service, to replace its documents.
    pub(super) service: Field,
    pub(super) service_high: Field,
    pub(super) service_low: Field,
    pub(super) location_high: Field,
    pub(super) location_low: Field,
    /// Names of the service, whole, in Indonesian and in English stems.
    pub(super) names: [Field; 3],
    /// Everything else that is said, in the same three ways.
    pub(super) texts: [Field; 3],
    /// Ids of the terms it is marked with and of the terms above them.
    pub(super) terms: Field,
    /// The low halves of the ids of the terms it is marked with itself.
    pub(super) own_terms: Field,
    /// The codes of the region it stands in and of the areas around that.
    pub(super) regions: Field,
    /// The same region as a number.
    pub(super) region: Field,
    /// The areas it is for, as numbers.
    pub(super) areas: Field,
    /// The square of the grid it stands in.
    pub(super) square: Field,
    pub(super) latitude: Field,
    pub(super) longitude: Field,
}

/// The names of the three ways of cutting words, as Tantivy knows them.
pub(super) const WAYS: [&str; 3] = ["whole", "indonesian", "english"];

impl Fields {
    pub(super) fn new() -> Self {
        let mut schema = Schema::builder();
        let text = |way: &str| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(way)
                .set_index_option(IndexRecordOption::WithFreqs);
            TextOptions::default().set_indexing_options(indexing)
        };
        Self {
            service: schema.add_text_field("service", STRING),
            service_high: schema.add_u64_field("service_high", FAST),
            service_low: schema.add_u64_field("service_low", FAST),
            location_high: schema.add_u64_field("location_high", FAST),
            location_low: schema.add_u64_field("location_low", FAST),
            names: WAYS.map(|way| schema.add_text_field(&format!("name_{way}"), text(way))),
            texts: WAYS.map(|way| schema.add_text_field(&format!("text_{way}"), text(way))),
            terms: schema.add_text_field("terms", STRING),
            own_terms: schema.add_u64_field("own_terms", FAST),
            regions: schema.add_text_field("regions", STRING),
            region: schema.add_u64_field("region", FAST),
            areas: schema.add_u64_field("areas", FAST | INDEXED),
            square: schema.add_u64_field("square", INDEXED),
            latitude: schema.add_f64_field("latitude", FAST),
            longitude: schema.add_f64_field("longitude", FAST),
            schema: schema.build(),
        }
    }
}

/// A Kemendagri code as a number of ten digits, so that areas inside it share its first digits: `32.73` is 3273000000.
/// `None` when it is not a code.
pub fn region_number(code: &str) -> Option<u64> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let is_code = matches!(digits.len(), 2 | 4 | 6 | 10);
    is_code
        .then(|| format!("{digits:0<10}").parse().ok())
        .flatten()
}

/// All taxonomy terms, to find those above a term.
pub(super) struct Terms {
    by_id: FxHashMap<Uuid, Arc<taxonomy_term::Model>>,
}

impl Terms {
    pub(super) async fn load(reader: &Reader) -> Result<Self, Fault> {
        let rows = reader.all::<taxonomy_term::Entity>(|select| select).await?;
        Ok(Self {
            by_id: rows.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    /// The term and those above it; a ring of parents is walked once.
    fn with_ancestors(&self, id: Uuid) -> Vec<Uuid> {
        let mut ids = vec![id];
        let mut next = self.by_id.get(&id).and_then(|term| term.parent_id);
        while let Some(id) = next {
            if ids.contains(&id) {
                break;
            }
            ids.push(id);
            next = self.by_id.get(&id).and_then(|term| term.parent_id);
        }
        ids
    }
}

/// What the documents of some services are made of.
struct Parts {
    organizations: FxHashMap<Uuid, Arc<organization::Model>>,
    places: FxHashMap<Uuid, crate::store::Rows<service_at_location::Model>>,
    locations: FxHashMap<Uuid, Arc<location::Model>>,
    marks: FxHashMap<Uuid, crate::store::Rows<attribute::Model>>,
    areas: FxHashMap<Uuid, crate::store::Rows<service_area::Model>>,
}

/// The documents of these services as they stand in the store; none for services that are not to be found.
pub(super) async fn documents(
    reader: &Reader,
    fields: &Fields,
    terms: &Terms,
    ids: &[Uuid],
) -> Result<Vec<TantivyDocument>, Fault> {
    let services = reader
        .by_ids::<service::Entity>(ids.iter().copied())
        .await?;
    let owners = services
        .values()
        .filter_map(|service| service.organization_id);
    let places = reader
        .by_parents::<service_at_location::Entity>(
            service_at_location::Column::ServiceId,
            ids.iter().copied(),
        )
        .await?;
    let locations = places
        .values()
        .flat_map(|places| places.iter())
        .filter_map(|place| place.location_id);
    let parts = Parts {
        organizations: reader.by_ids::<organization::Entity>(owners).await?,
        locations: reader.by_ids::<location::Entity>(locations).await?,
        marks: reader
            .by_parents::<attribute::Entity>(attribute::Column::LinkId, ids.iter().copied())
            .await?,
        areas: reader
            .by_parents::<service_area::Entity>(
                service_area::Column::ServiceId,
                ids.iter().copied(),
            )
            .await?,
        places,
    };
    let mut documents = Vec::new();
    for id in ids {
        if let Some(service) = services.get(id) {
            offers(fields, terms, &parts, service, &mut documents);
        }
    }
    Ok(documents)
}

fn offers(
    fields: &Fields,
    terms: &Terms,
    parts: &Parts,
    service: &service::Model,
    out: &mut Vec<TantivyDocument>,
) {
    let organization = service
        .organization_id
        .and_then(|id| parts.organizations.get(&id));
    let is_listed = organization.is_none_or(|organization| organization.lifecycle == "ACTIVE");
    if !is_listed || service.status == "defunct" {
        return;
    }
    let common = common(fields, terms, parts, service, organization.map(Arc::as_ref));
    let mut is_placed = false;
    for place in parts
        .places
        .get(&service.id)
        .into_iter()
        .flat_map(|places| places.iter())
    {
        if let Some(location) = place.location_id.and_then(|id| parts.locations.get(&id)) {
            is_placed = true;
            let mut document = common.clone();
            add_location(fields, &mut document, location);
            out.push(document);
        }
    }
    if !is_placed {
        out.push(common);
    }
}

fn common(
    fields: &Fields,
    terms: &Terms,
    parts: &Parts,
    service: &service::Model,
    organization: Option<&organization::Model>,
) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    let (high, low) = service.id.as_u64_pair();
    document.add_text(fields.service, service.id.simple().to_string());
    document.add_u64(fields.service_high, high);
    document.add_u64(fields.service_low, low);
    let names = [Some(&service.name), service.alternate_name.as_ref()];
    for name in names.into_iter().flatten() {
        fields
            .names
            .iter()
            .for_each(|field| document.add_text(*field, name));
    }
    let mut texts: Vec<&str> = [
        &service.description,
        &service.eligibility_description,
        &service.application_process,
        &service.alert,
    ]
    .into_iter()
    .flatten()
    .map(String::as_str)
    .collect();
    if let Some(organization) = organization {
        texts.push(&organization.name);
        texts.extend(organization.alternate_name.as_deref());
        texts.extend(organization.description.as_deref());
    }
    for mark in parts
        .marks
        .get(&service.id)
        .into_iter()
        .flat_map(|marks| marks.iter())
    {
        let Some(id) = mark.taxonomy_term_id else {
            continue;
        };
        document.add_u64(fields.own_terms, id.as_u64_pair().1);
        for id in terms.with_ancestors(id) {
            document.add_text(fields.terms, id.simple().to_string());
        }
        if let Some(term) = terms.by_id.get(&id) {
            texts.push(&term.name);
        }
    }
    for text in texts {
        fields
            .texts
            .iter()
            .for_each(|field| document.add_text(*field, text));
    }
    for area in parts
        .areas
        .get(&service.id)
        .into_iter()
        .flat_map(|areas| areas.iter())
    {
        document_area(fields, &mut document, area);
    }
    document
}

fn document_area(fields: &Fields, document: &mut TantivyDocument, area: &service_area::Model) {
    let is_nation = area
        .uri
        .as_deref()
        .is_some_and(|uri| uri.eq_ignore_ascii_case("urn:iso3166:ID"));
    let number = if is_nation {
        Some(AREA_NATION)
    } else {
        area.region_code.as_deref().and_then(region_number)
    };
    if let Some(number) = number {
        document.add_u64(fields.areas, number);
    }
}

fn add_location(fields: &Fields, document: &mut TantivyDocument, location: &location::Model) {
    let (high, low) = location.id.as_u64_pair();
    document.add_u64(fields.location_high, high);
    document.add_u64(fields.location_low, low);
    for name in [&location.name, &location.alternate_name]
        .into_iter()
        .flatten()
    {
        fields
            .texts
            .iter()
            .for_each(|field| document.add_text(*field, name));
    }
    if let Some(code) = location.region_code.as_deref() {
        let mut around = Some(code);
        while let Some(code) = around {
            document.add_text(fields.regions, code);
            around = code.rsplit_once('.').map(|(parent, _)| parent);
        }
        if let Some(number) = region_number(code) {
            document.add_u64(fields.region, number);
        }
    }
    let point = location.latitude.zip(location.longitude);
    if let Some((latitude, longitude)) =
        point.filter(|(lat, lon)| lat.abs() <= 90.0 && lon.abs() <= 180.0)
    {
        document.add_u64(fields.square, square(latitude, longitude));
        document.add_f64(fields.latitude, latitude);
        document.add_f64(fields.longitude, longitude);
    }
}
