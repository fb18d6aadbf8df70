//! Sends a made-up provider at its place as records, each after those it refers to, until there are enough services.

use std::sync::Arc;

use entity::object::object;
use uuid::Uuid;

use super::choice::Choice;
use super::provider::{Places, Provider, Unit};
use super::service::Service;
use super::site::Site;
use crate::directory::{Draft, shipped};
use crate::store::Cell;
use crate::transfer::{Closed, Item, Origin, Record, Sink};

/// Sends records until there are enough services.
pub(super) struct Writer<'a> {
    sink: &'a mut dyn Sink,
    file: Arc<str>,
    service: usize,
    services: usize,
    /// The number of the organization being written.
    pub(super) organization: usize,
}

/// The rows that a provider's services refer to.
pub(super) struct Home {
    /// The provider.
    pub(super) organization: Uuid,
    /// The program of its services.
    pub(super) program: Option<Uuid>,
    /// Its office.
    pub(super) office: Option<Uuid>,
    /// Its hidden house.
    pub(super) shelter: Option<Uuid>,
}

impl<'a> Writer<'a> {
    /// A writer of so many services.
    pub(super) fn new(sink: &'a mut dyn Sink, services: usize) -> Self {
        Self {
            sink,
            file: Arc::from("sample"),
            service: 1,
            services,
            organization: 0,
        }
    }

    /// Whether there are enough services.
    pub(super) fn is_full(&self) -> bool {
        self.service > self.services
    }

    /// Sends what room is counted in.
    pub(super) fn units(&mut self) -> Result<(), Closed> {
        Unit::ALL
            .into_iter()
            .try_for_each(|unit| self.put("unit", unit_id(unit), [("name", text(unit.name()))]))
    }

    /// Sends a provider with as many of its services as are still wanted.
    pub(super) fn provider(&mut self, provider: &Provider, site: &Site<'_>) -> Result<(), Closed> {
        if self.is_full() {
            return Ok(());
        }
        self.organization += 1;
        let name = site.name_of(provider);
        let home = Home {
            organization: self.organization(provider, site, &name)?,
            program: self.program(provider, site)?,
            office: match provider.places {
                Places::Nowhere => None,
                Places::Online => self.web_place(provider, site)?,
                Places::Office | Places::OfficeAndShelter => {
                    let place = format!("Kantor {name}");
                    self.location(provider, site, site.district, &place, "PUBLIC")?
                }
            },
            shelter: match provider.places {
                Places::OfficeAndShelter => self.location(
                    provider,
                    site,
                    site.hidden_district,
                    "Rumah aman",
                    "CONFIDENTIAL",
                )?,
                _ => None,
            },
        };
        self.practitioners(provider.key, site, &home)?;
        for (index, offer) in provider.offers.iter().enumerate() {
            if self.is_full() {
                break;
            }
            let path = format!("{}:{index}", site.path);
            let choice = Choice::about(&path);
            if choice.is_one_in("offer", offer.one_in) {
                self.service(
                    &Service {
                        id: id("service", &path),
                        path,
                        choice,
                        offer,
                        site,
                    },
                    &home,
                )?;
                self.service += 1;
            }
        }
        Ok(())
    }

    /// Sends one record; what is null is left unsaid.
    pub(super) fn put(
        &mut self,
        name: &str,
        id: Uuid,
        cells: impl IntoIterator<Item = (&'static str, Cell)>,
    ) -> Result<(), Closed> {
        let Some(object) = object(name) else {
            return Ok(());
        };
        let mut draft = Draft::new(id);
        for (field, cell) in cells {
            if cell != Cell::Null {
                draft.set(object, field, cell);
            }
        }
        let origin = Origin {
            file: self.file.clone(),
            place: format!("service {}", self.service),
        };
        self.sink.take(Item::Record(Record {
            object,
            draft,
            origin,
            nesting: None,
            said: Vec::new(),
        }))
    }
}

/// The id of a row of `object` that belongs to what `path` names.
pub(super) fn id(object: &str, path: &str) -> Uuid {
    shipped::derived_id(&format!("sample:{object}:{path}"))
}

/// The id of a unit.
pub(super) fn unit_id(unit: Unit) -> Uuid {
    id("unit", unit.name())
}

/// A cell that holds text.
pub(super) fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// A number that no exchange knows: area codes of Indonesia do not begin with 0.
pub(super) fn number_of(choice: Choice) -> String {
    format!(
        "+62-000-{:04}-{:04}",
        choice.below("number", 10_000),
        choice.below("line", 10_000)
    )
}

/// An address that cannot receive mail.
pub(super) fn email(choice: Choice) -> String {
    format!(
        "layanan-{:08x}@contoh.example",
        choice.number("email") >> 32
    )
}
