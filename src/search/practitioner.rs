//! One document is a practitioner at a location. Who did not consent to be shown does not come through the store's door,
//! so is not here.

use std::sync::Arc;

use entity::{attribute, language, location, organization, practitioner, qualification, schedule};
use rustc_hash::FxHashMap;
use tantivy::TantivyDocument;
use uuid::Uuid;

use super::document::{Scribe, sorted_needs};
use super::error::Error;
use super::offer::{Of, day_of, hours_at, language_code, rows, sorted, ways};
use super::profile::{Eligibility, MarkedNeed, Marks, Traits, encode};
use crate::store::{Fault, Reader};

/// How much a practitioner is about a need that a term, such as a specialization, has to do with.
const BY_TERM: f64 = 0.9;

/// The rows around some practitioners.
struct Around {
    practitioners: FxHashMap<Uuid, Arc<practitioner::Model>>,
    organizations: FxHashMap<Uuid, Arc<organization::Model>>,
    locations: FxHashMap<Uuid, Arc<location::Model>>,
    organization_locations: Of<location::Model>,
    marks: Of<attribute::Model>,
    languages: Of<language::Model>,
    schedules: Of<schedule::Model>,
    qualifications: Of<qualification::Model>,
}

impl Around {
    async fn load(reader: &Reader, ids: &[Uuid]) -> Result<Self, Fault> {
        let all = || ids.iter().copied();
        let practitioners = reader.by_ids::<practitioner::Entity>(all()).await?;
        let owners = || practitioners.values().map(|person| person.organization_id);
        let stands = practitioners
            .values()
            .filter_map(|person| person.location_id);
        Ok(Self {
            organizations: reader.by_ids::<organization::Entity>(owners()).await?,
            locations: reader.by_ids::<location::Entity>(stands).await?,
            organization_locations: reader
                .by_parents::<location::Entity>(location::Column::OrganizationId, owners())
                .await?,
            marks: reader
                .by_parents::<attribute::Entity>(attribute::Column::LinkId, all())
                .await?,
            languages: reader
                .by_parents::<language::Entity>(language::Column::PractitionerId, all())
                .await?,
            schedules: reader
                .by_parents::<schedule::Entity>(schedule::Column::PractitionerId, all())
                .await?,
            qualifications: reader
                .by_parents::<qualification::Entity>(qualification::Column::PractitionerId, all())
                .await?,
            practitioners,
        })
    }
}

impl Scribe {
    /// The documents of each of these practitioners.
    pub(super) async fn practitioners(
        &self,
        ids: &[Uuid],
    ) -> Result<Vec<Vec<TantivyDocument>>, Error> {
        let around = Around::load(&self.reader, ids).await?;
        ids.iter()
            .filter_map(|id| around.practitioners.get(id))
            .map(|person| self.practitioner(&around, person))
            .collect()
    }

    /// At the location where the practitioner works, or at each of the organization's when that is not said.
    fn practitioner(
        &self,
        around: &Around,
        person: &practitioner::Model,
    ) -> Result<Vec<TantivyDocument>, Error> {
        let organization = around.organizations.get(&person.organization_id);
        let Some(organization) = organization.filter(|owner| owner.lifecycle == "ACTIVE") else {
            return Ok(Vec::new());
        };
        let common = self.of_practitioner(around, person, organization)?;
        let places: Vec<&location::Model> = match person.location_id {
            Some(id) => around
                .locations
                .get(&id)
                .map(Arc::as_ref)
                .into_iter()
                .collect(),
            None => rows(&around.organization_locations, Some(organization.id)).collect(),
        };
        if places.is_empty() {
            return Ok(vec![self.placed(
                around,
                common,
                person,
                organization,
                None,
            )?]);
        }
        places
            .into_iter()
            .map(|place| self.placed(around, common.clone(), person, organization, Some(place)))
            .collect()
    }

    fn of_practitioner(
        &self,
        around: &Around,
        person: &practitioner::Model,
        organization: &organization::Model,
    ) -> Result<TantivyDocument, Error> {
        let vocabulary = &self.lore.vocabulary;
        let mut document = self.begin(person.id, &person.name, Some(organization));
        let marks = self.practitioner_marks(around, person.id);
        let names = vec![person.name.as_str(), &organization.name];
        let mut texts: Vec<&str> = person.title.as_deref().into_iter().collect();
        for term in &marks.own {
            texts.extend(vocabulary.labels(*term).iter().map(String::as_str));
        }
        let qualifications = || rows(&around.qualifications, Some(person.id));
        texts.extend(qualifications().map(|it| it.name.as_str()));
        self.add_words(&mut document, names, texts);
        self.add_marks(&mut document, &marks)?;
        let checked = qualifications().filter_map(|it| day_of(it.verified_at.as_deref()?));
        let consented = person.consent_on.as_deref().and_then(day_of);
        if let Some(day) = checked.chain(consented).max() {
            document.add_u64(self.fields.assured, day);
        }
        document.add_bytes(self.fields.area_set, &encode(&Vec::<u64>::new())?);
        Ok(document)
    }

    /// The terms of a practitioner, and the needs that those have to do with.
    fn practitioner_marks(&self, around: &Around, person: Uuid) -> Marks {
        let marks = rows(&around.marks, Some(person));
        let mut own = self.lore.terms.of_marks(marks);
        let all = self.lore.vocabulary.of_taxonomy("need");
        let mut needs: Vec<Uuid> = own
            .iter()
            .flat_map(|term| self.lore.vocabulary.needs_about(*term))
            .chain(&own)
            .filter(|term| all.contains(*term))
            .copied()
            .collect();
        needs.sort_unstable();
        needs.dedup();
        own.retain(|term| !all.contains(term));
        let needs = needs.into_iter();
        Marks {
            needs: sorted_needs(needs.map(|need| MarkedNeed::new(need, BY_TERM, true))),
            own,
            only_for: Vec::new(),
        }
    }

    fn placed(
        &self,
        around: &Around,
        mut document: TantivyDocument,
        person: &practitioner::Model,
        organization: &organization::Model,
        location: Option<&location::Model>,
    ) -> Result<TantivyDocument, Error> {
        if let Some(location) = location {
            self.add_location(&mut document, location);
        }
        let id = Some(person.id);
        let schedules = || rows(&around.schedules, id);
        let hours = hours_at(schedules(), location, &self.lore.regions);
        document.add_bytes(self.fields.hours, &encode(&hours)?);
        let checked = rows(&around.qualifications, id).filter(|it| it.verified_at.is_some());
        let traits = Traits {
            kind: organization.kind.clone(),
            status: "active".to_owned(),
            eligibility: Eligibility::Open,
            languages: sorted(rows(&around.languages, id).filter_map(language_code)),
            attending: ways(schedules(), location),
            has_capacity: person.accepts_clients.as_deref().map(|word| word == "YES"),
            qualified_until: checked
                .map(|it| it.expires_on.as_deref().map_or(Some(u64::MAX), day_of))
                .max()
                .flatten(),
            is_confidential: location.is_some_and(|location| location.visibility != "PUBLIC"),
            ..Traits::default()
        };
        document.add_bytes(self.fields.traits, &encode(&traits)?);
        Ok(document)
    }
}
