//! The records of one service: how it is found, reached and entered.

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::choice::Choice;
use super::provider::{Cost, Offer, Rule, Way};
use super::site::Site;
use super::writer::{Home, Writer, email, id, number_of, text, unit_id};
use crate::directory::{COUNTRY_URI, shipped};
use crate::store::Cell;
use crate::transfer::Closed;

/// One service with what its records are made from.
pub(super) struct Service<'a> {
    /// Its id.
    pub(super) id: Uuid,
    /// What the ids of its records are made from.
    pub(super) path: String,
    /// Its choices.
    pub(super) choice: Choice,
    /// What is offered.
    pub(super) offer: &'a Offer,
    /// Where.
    pub(super) site: &'a Site<'a>,
}

impl Writer<'_> {
    /// Sends a service with what belongs to it.
    pub(super) fn service(&mut self, service: &Service<'_>, home: &Home) -> Result<(), Closed> {
        let Service {
            id: service_id,
            path,
            choice,
            offer,
            site,
        } = service;
        let one_of = |question: &str, list: &[&'static str]| {
            site.fill(choice.one_of(question, list).copied().unwrap_or_default())
        };
        let assured = assured_date(*choice);
        let is_closed = choice.is_one_in("status", 80);
        self.put(
            "service",
            *service_id,
            [
                ("organization_id", Cell::Id(home.organization)),
                ("program_id", home.program.map_or(Cell::Null, Cell::Id)),
                ("name", text(one_of("name", offer.names))),
                (
                    "description",
                    text(format!(
                        "{} {}",
                        one_of("does", offer.does),
                        one_of("more", offer.more)
                    )),
                ),
                (
                    "email",
                    if choice.is_one_in("email", 2) {
                        text(email(*choice))
                    } else {
                        Cell::Null
                    },
                ),
                (
                    "status",
                    text(if is_closed {
                        "temporarily closed"
                    } else {
                        "active"
                    }),
                ),
                (
                    "interpretation_services",
                    sometimes(*choice, 8, "Juru bahasa isyarat dengan janji lebih dulu."),
                ),
                (
                    "application_process",
                    text(one_of("process", ways_in(offer.way))),
                ),
                ("fees_description", fees(offer.cost, *choice)),
                ("eligibility_description", eligibility_words(offer, site)),
                (
                    "minimum_age",
                    offer
                        .minimum_age
                        .map_or(Cell::Null, |age| Cell::Number(age.into())),
                ),
                (
                    "maximum_age",
                    offer
                        .maximum_age
                        .map_or(Cell::Null, |age| Cell::Number(age.into())),
                ),
                (
                    "assurer_email",
                    assured
                        .as_ref()
                        .map_or(Cell::Null, |_| text("sample@contoh.example")),
                ),
                ("assured_date", assured.map_or(Cell::Null, text)),
                ("eligibility", text(eligibility(offer, *choice))),
            ],
        )?;
        let location = if offer.is_in_shelter {
            home.shelter
        } else {
            home.office
        };
        let at_location = location.map(|_| id("service_at_location", path));
        if let Some((location, at_location)) = location.zip(at_location) {
            self.put(
                "service_at_location",
                at_location,
                [
                    ("service_id", Cell::Id(*service_id)),
                    ("location_id", Cell::Id(location)),
                ],
            )?;
        }
        self.reach(service, at_location)?;
        self.terms(service)?;
        self.access(service)
    }

    /// Telephone, hours, languages and area.
    fn reach(&mut self, service: &Service<'_>, at_location: Option<Uuid>) -> Result<(), Closed> {
        let Service {
            id: service_id,
            path,
            choice,
            offer,
            site,
        } = service;
        let owner = ("service_id", Cell::Id(*service_id));
        if offer.way == Way::Phone || choice.is_one_in("phone", 3) {
            let cells = [
                owner.clone(),
                ("number", text(number_of(*choice))),
                ("type", text("voice")),
            ];
            self.put("phone", id("phone", path), cells)?;
        }
        let keeper = match at_location {
            Some(at_location) if choice.is_one_in("schedule", 4) => {
                ("service_at_location_id", Cell::Id(at_location))
            }
            _ => owner.clone(),
        };
        self.hours(&keeper, path, offer.hours, offer.way, site)?;
        if choice.is_one_in("languages", 2) {
            self.languages(&owner, path, *choice, site)?;
        }
        // Who can only be called has no place on the map, so the area must say whom it is for.
        if at_location.is_none() || offer.way != Way::InPerson || !choice.is_one_in("area", 4) {
            let regency = site.area.map(|area| &area.regency.code);
            let uri = regency.map_or(COUNTRY_URI.to_owned(), |code| {
                format!("urn:kemendagri:{code}")
            });
            let cells = [
                owner,
                ("name", text(site.fill("{regency}"))),
                ("uri", text(uri)),
                ("region_code", regency.map_or(Cell::Null, text)),
            ];
            self.put("service_area", id("service_area", path), cells)?;
        }
        Ok(())
    }

    /// What the service is about: every need, and a third of what else could be said.
    fn terms(&mut self, service: &Service<'_>) -> Result<(), Closed> {
        for code in service.offer.terms {
            let taxonomy = code.split(':').next().unwrap_or_default();
            if taxonomy != "need" && !service.choice.is_one_in(code, 3) {
                continue;
            }
            self.mark("service", service.id, &service.path, code)?;
        }
        Ok(())
    }

    /// Price, documents, conditions and room.
    fn access(&mut self, service: &Service<'_>) -> Result<(), Closed> {
        let Service {
            id: service_id,
            path,
            choice,
            offer,
            site,
        } = service;
        let owner = ("service_id", Cell::Id(*service_id));
        let price = match offer.cost {
            Cost::Free => Some((0.0, "Gratis")),
            Cost::Priced => Some((
                f64::from(choice.below("price", 6) + 1) * 25_000.0,
                "Setiap kunjungan",
            )),
            Cost::Unknown | Cost::Words(_) => None,
        };
        if let Some((amount, words)) = price {
            let cells = [
                owner.clone(),
                ("option", text("Umum")),
                ("currency", text("IDR")),
                ("amount", Cell::Number(amount)),
                ("amount_description", text(words)),
            ];
            self.put("cost_option", id("cost_option", path), cells)?;
        }
        for document in offer.documents {
            if !choice.is_one_in(document, 3) {
                let cells = [owner.clone(), ("document", text(*document))];
                self.put(
                    "required_document",
                    id("required_document", &format!("{path}:{document}")),
                    cells,
                )?;
            }
        }
        for (index, rule) in offer.rules.iter().enumerate() {
            let (kind, field, condition) = match *rule {
                Rule::Women => ("GENDER", "gender", text("FEMALE")),
                Rule::Residents => {
                    let Some(area) = site.area else { continue };
                    ("RESIDENCE", "region_code", text(&area.regency.code))
                }
                Rule::Situation(_, code) => (
                    "SITUATION",
                    "taxonomy_term_id",
                    Cell::Id(shipped::term_id(code)),
                ),
            };
            let cells = [owner.clone(), ("kind", text(kind)), (field, condition)];
            self.put(
                "eligibility_rule",
                id("eligibility_rule", &format!("{path}:{index}")),
                cells,
            )?;
        }
        if let Some((unit, most)) = offer.room {
            let maximum = most / 3 + choice.below("room", most - most / 3 + 1);
            let cells = [
                owner,
                ("unit_id", Cell::Id(unit_id(unit))),
                (
                    "available",
                    Cell::Number(choice.below("free", maximum / 3 + 1).into()),
                ),
                ("maximum", Cell::Number(maximum.into())),
                (
                    "updated",
                    text(format!(
                        "2026-06-{:02}T01:00:00Z",
                        choice.below("counted", 30) + 1
                    )),
                ),
            ];
            self.put("service_capacity", id("service_capacity", path), cells)?;
        }
        Ok(())
    }
}

fn sometimes(choice: Choice, one_in: u32, words: &str) -> Cell {
    if choice.is_one_in(words, one_in) {
        text(words)
    } else {
        Cell::Null
    }
}

/// A day from 2024-01-01 to 2026-06-30; `None` for one in six.
fn assured_date(choice: Choice) -> Option<String> {
    if choice.is_one_in("assured", 6) {
        return None;
    }
    let day = Days::new(choice.below("day", 912).into());
    let date = NaiveDate::from_ymd_opt(2024, 1, 1)?.checked_add_days(day)?;
    Some(date.to_string())
}

fn ways_in(way: Way) -> &'static [&'static str] {
    match way {
        Way::InPerson => &[
            "Datang langsung pada jam layanan.",
            "Hubungi petugas lewat telepon untuk membuat janji.",
            "Datang sendiri, bersama pendamping, atau dengan surat rujukan.",
            "Daftar di meja penerima, lalu petugas menanyakan kebutuhan Anda.",
        ],
        Way::Phone => &[
            "Telepon langsung; nama tidak harus disebutkan.",
            "Hubungi nomor layanan dan ceritakan keadaannya kepada petugas.",
        ],
        Way::Online => &["Buka ruang obrol dan tulis pesan; nama tidak harus disebutkan."],
    }
}

fn fees(cost: Cost, choice: Choice) -> Cell {
    match cost {
        Cost::Free => sometimes(choice, 2, "Gratis, tidak dipungut biaya."),
        Cost::Priced => sometimes(choice, 2, "Berbayar; ada keringanan bagi yang tidak mampu."),
        Cost::Words(words) => text(words),
        Cost::Unknown => Cell::Null,
    }
}

fn eligibility(offer: &Offer, choice: Choice) -> &'static str {
    let has_ages = offer.minimum_age.is_some() || offer.maximum_age.is_some();
    if has_ages || !offer.rules.is_empty() {
        "RULES"
    } else if offer.is_for_anyone && !choice.is_one_in("eligibility", 6) {
        "NONE"
    } else {
        "UNKNOWN"
    }
}

fn eligibility_words(offer: &Offer, site: &Site<'_>) -> Cell {
    let ages = match (offer.minimum_age, offer.maximum_age) {
        (Some(from), Some(to)) => Some(format!("Usia {from} sampai {to} tahun.")),
        (Some(from), None) => Some(format!("Usia {from} tahun ke atas.")),
        (None, Some(to)) => Some(format!("Usia sampai {to} tahun.")),
        (None, None) => None,
    };
    let rules = offer.rules.iter().map(|rule| match rule {
        Rule::Women => "Untuk perempuan.".to_owned(),
        Rule::Residents => site.fill("Untuk warga {regency}."),
        Rule::Situation(words, _) => format!("Untuk {words}."),
    });
    let words: Vec<String> = rules.chain(ages).collect();
    if words.is_empty() {
        Cell::Null
    } else {
        text(words.join(" "))
    }
}
