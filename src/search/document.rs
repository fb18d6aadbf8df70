//! One document is an offer: a service at a location, or a service alone when it has none.

use std::sync::Arc;

use entity::{location, organization, service, service_at_location, taxonomy_term};
use tantivy::TantivyDocument;
use tantivy::schema::Field;
use uuid::Uuid;

use super::analysis::words;
use super::area::{area_number, region_number, with_areas_around};
use super::error::Error;
use super::fields::Fields;
use super::grid::square;
use super::index::Sought;
use super::offer::{Around, day_of, rows};
use super::profile::{MarkedNeed, Marks, encode};
use super::terms::Terms;
use super::vocabulary::Vocabulary;
use crate::directory::Regions;
use crate::store::{Reader, Sight, Store};

/// What documents are written and questions understood with. It changes only with terms and regions.
pub struct Lore {
    pub(super) terms: Terms,
    /// All regions.
    pub regions: Regions,
    /// The words of needs and situations.
    pub vocabulary: Vocabulary,
}

impl Lore {
    pub(super) async fn load(store: &Arc<Store>) -> Result<Self, Error> {
        let reader = Reader::new(store.clone(), Sight::Public);
        let terms = reader.all::<taxonomy_term::Entity>(|select| select).await?;
        Ok(Self {
            terms: Terms::load(&reader, &terms).await?,
            regions: Regions::load(store).await.map_err(Error::internal)?,
            vocabulary: Vocabulary::load(&reader, &terms).await?,
        })
    }
}

/// Writes documents.
#[derive(Clone)]
pub(super) struct Scribe {
    pub(super) reader: Reader,
    pub(super) fields: Fields,
    pub(super) lore: Arc<Lore>,
}

impl Scribe {
    /// The documents of each of these services or practitioners as they stand in the store; none for those who are not to
    /// be found.
    pub(super) async fn documents(
        &self,
        sought: Sought,
        ids: &[Uuid],
    ) -> Result<Vec<Vec<TantivyDocument>>, Error> {
        match sought {
            Sought::Services => self.services(ids).await,
            Sought::Practitioners => self.practitioners(ids).await,
        }
    }

    async fn services(&self, ids: &[Uuid]) -> Result<Vec<Vec<TantivyDocument>>, Error> {
        let around = Around::load(&self.reader, ids).await?;
        ids.iter()
            .filter_map(|id| around.services.get(id))
            .map(|service| self.offers(&around, service))
            .collect()
    }

    fn offers(
        &self,
        around: &Around,
        service: &service::Model,
    ) -> Result<Vec<TantivyDocument>, Error> {
        let organization = service
            .organization_id
            .and_then(|id| around.organizations.get(&id))
            .map(Arc::as_ref);
        let is_listed = organization.is_none_or(|organization| organization.lifecycle == "ACTIVE");
        if !is_listed || service.status == "defunct" {
            return Ok(Vec::new());
        }
        let common = self.common(around, service, organization)?;
        let mut documents = Vec::new();
        for place in rows(&around.places, Some(service.id)) {
            let location = place.location_id.and_then(|id| around.locations.get(&id));
            if let Some(location) = location {
                let placed = Some((place, location.as_ref()));
                documents.push(self.offer(around, common.clone(), service, placed)?);
            }
        }
        if documents.is_empty() {
            documents.push(self.offer(around, common, service, None)?);
        }
        Ok(documents)
    }

    /// What all offers of a service have in common, with what is known of it at one place or at none.
    fn offer(
        &self,
        around: &Around,
        mut document: TantivyDocument,
        service: &service::Model,
        placed: Option<(&service_at_location::Model, &location::Model)>,
    ) -> Result<TantivyDocument, Error> {
        let (place, location) = placed.unzip();
        if let Some(location) = location {
            self.add_location(&mut document, location);
        }
        let place_id = place.map(|place| place.id);
        self.add_areas(around, &mut document, service.id, place_id)?;
        let hours = around.hours(service.id, place, &self.lore.regions);
        document.add_bytes(self.fields.hours, &encode(&hours)?);
        let traits = around.traits(service, location, place_id);
        document.add_bytes(self.fields.traits, &encode(&traits)?);
        Ok(document)
    }

    fn common(
        &self,
        around: &Around,
        service: &service::Model,
        organization: Option<&organization::Model>,
    ) -> Result<TantivyDocument, Error> {
        let mut document = self.begin(service.id, &service.name, organization);
        let mut names = vec![service.name.as_str()];
        let mut texts: Vec<&str> = [
            &service.alternate_name,
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
            names.push(&organization.name);
            texts.extend(organization.alternate_name.as_deref());
            texts.extend(organization.description.as_deref());
        }
        if let Some(day) = service.assured_date.as_deref().and_then(day_of) {
            document.add_u64(self.fields.assured, day);
        }
        let marks = self.marks(around, service, organization);
        let named = marks.needs.iter().filter(|need| !need.is_inferred);
        for id in named.map(|need| &need.term).chain(&marks.own) {
            texts.extend(self.lore.terms.by_id.get(id).map(|term| term.name.as_str()));
        }
        self.add_words(&mut document, names, texts);
        self.add_marks(&mut document, &marks)?;
        Ok(document)
    }

    /// A document of a service or a practitioner, with what it is called by.
    pub(super) fn begin(
        &self,
        subject: Uuid,
        name: &str,
        organization: Option<&organization::Model>,
    ) -> TantivyDocument {
        let fields = &self.fields;
        let mut document = TantivyDocument::new();
        let (high, low) = subject.as_u64_pair();
        document.add_text(fields.subject, subject.simple().to_string());
        document.add_u64(fields.subject_high, high);
        document.add_u64(fields.subject_low, low);
        document.add_text(fields.title, words(name).join(" "));
        if let Some(organization) = organization {
            let (high, low) = organization.id.as_u64_pair();
            document.add_u64(fields.owner_high, high);
            document.add_u64(fields.owner_low, low);
            document.add_text(fields.owner, words(&organization.name).join(" "));
        }
        document
    }

    /// Names count twice.
    pub(super) fn add_words(
        &self,
        document: &mut TantivyDocument,
        names: Vec<&str>,
        texts: Vec<&str>,
    ) {
        for name in &names {
            document.add_text(self.fields.names, name);
        }
        for text in names.iter().chain(&names).copied().chain(texts) {
            add_in_three_ways(document, self.fields.texts, text);
        }
    }

    pub(super) fn add_marks(
        &self,
        document: &mut TantivyDocument,
        marks: &Marks,
    ) -> Result<(), Error> {
        for term in marks.terms() {
            for id in self.lore.terms.with_ancestors(term) {
                document.add_text(self.fields.terms, id.simple().to_string());
            }
        }
        document.add_bytes(self.fields.marks, &encode(marks)?);
        Ok(())
    }

    /// The terms of a service and of its organization, the needs its text speaks of, and the situations it is only for.
    fn marks(
        &self,
        around: &Around,
        service: &service::Model,
        organization: Option<&organization::Model>,
    ) -> Marks {
        let own = rows(&around.marks, Some(service.id))
            .chain(rows(&around.marks, service.organization_id));
        let own = self.lore.terms.of_marks(own);
        let only_for = rows(&around.rules, Some(service.id))
            .filter_map(|rule| rule.taxonomy_term_id)
            .map(|id| self.lore.terms.canonical(id))
            .collect();
        let needs = self.lore.vocabulary.of_taxonomy("need");
        let (named, own): (Vec<Uuid>, Vec<Uuid>) =
            own.into_iter().partition(|term| needs.contains(term));
        Marks {
            needs: self.needs(service, organization, &named),
            own,
            only_for,
        }
    }

    /// How much a service is about each need. The needs it is marked with count by what its text says of them; one that
    /// is marked with none has those that its text speaks of, and they count less.
    fn needs(
        &self,
        service: &service::Model,
        organization: Option<&organization::Model>,
        named: &[Uuid],
    ) -> Vec<MarkedNeed> {
        let owner = |text: fn(&organization::Model) -> Option<&str>| organization.and_then(text);
        let texts = [
            (Some(service.name.as_str()), 1.0),
            (service.description.as_deref(), 0.5),
            (owner(|owner| owner.description.as_deref()), 0.35),
            (owner(|owner| Some(&owner.name)), 0.45),
        ];
        let texts: Vec<(&str, f64)> = texts
            .into_iter()
            .filter_map(|(text, weight)| Some((text?, weight)))
            .collect();
        let spoken = self.lore.vocabulary.infer(&texts);
        let top = spoken.iter().map(|(_, sure)| *sure).fold(0.0, f64::max);
        if named.is_empty() {
            return sorted_needs(spoken.into_iter().map(|(need, sure)| {
                let strength = INFERRED * (sure / top) * (0.7 + 0.3 * top);
                MarkedNeed::new(need, strength, true)
            }));
        }
        let of = |need: &Uuid| spoken.iter().find(|(spoken, _)| spoken == need);
        let is_none_spoken = named.iter().all(|need| of(need).is_none());
        sorted_needs(named.iter().map(|need| {
            let strength = if named.len() == 1 || top == 0.0 {
                1.0
            } else if is_none_spoken {
                0.8
            } else {
                0.5 + 0.5 * of(need).map_or(0.0, |(_, sure)| sure / top)
            };
            MarkedNeed::new(*need, strength, false)
        }))
    }

    fn add_areas(
        &self,
        around: &Around,
        document: &mut TantivyDocument,
        service: Uuid,
        place: Option<Uuid>,
    ) -> Result<(), Error> {
        let mut numbers: Vec<u64> = around
            .areas(service, place)
            .filter_map(area_number)
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        for number in &numbers {
            document.add_u64(self.fields.areas, *number);
        }
        document.add_bytes(self.fields.area_set, &encode(&numbers)?);
        Ok(())
    }

    pub(super) fn add_location(&self, document: &mut TantivyDocument, location: &location::Model) {
        let fields = &self.fields;
        let (high, low) = location.id.as_u64_pair();
        document.add_u64(fields.location_high, high);
        document.add_u64(fields.location_low, low);
        for name in [&location.name, &location.alternate_name]
            .into_iter()
            .flatten()
        {
            add_in_three_ways(document, fields.texts, name);
        }
        if let Some(code) = location.region_code.as_deref() {
            for code in with_areas_around(code) {
                document.add_text(fields.regions, code);
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
}

/// What a need counts that is told by the text of the listing alone, beside one that it is marked with.
const INFERRED: f64 = 0.9;

pub(super) fn sorted_needs(needs: impl Iterator<Item = MarkedNeed>) -> Vec<MarkedNeed> {
    let mut needs: Vec<MarkedNeed> = needs.collect();
    needs.sort_unstable_by_key(|need| need.term);
    needs
}

fn add_in_three_ways(document: &mut TantivyDocument, fields: [Field; 3], text: &str) {
    for field in fields {
        document.add_text(field, text);
    }
}
