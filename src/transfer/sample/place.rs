//! The records of a provider itself: organization, program, locations.

use uuid::Uuid;

use super::choice::Choice;
use super::provider::Provider;
use super::site::Site;
use super::writer::{Writer, email, id, number_of, text};
use crate::directory::Place;
use crate::store::Cell;
use crate::transfer::Closed;

impl Writer<'_> {
    /// Sends the organization with its number and telephone.
    pub(super) fn organization(
        &mut self,
        provider: &Provider,
        site: &Site<'_>,
        name: &str,
    ) -> Result<Uuid, Closed> {
        let organization = id("organization", &site.path);
        let about = site.fill(
            site.choice
                .one_of("about", provider.about)
                .copied()
                .unwrap_or_default(),
        );
        let founded = i32::try_from(site.choice.below("founded", 50)).unwrap_or_default() + 1970;
        let is_verified = !site.choice.is_one_in("verified", 3);
        self.put(
            "organization",
            organization,
            [
                ("name", text(format!("{name} (contoh)"))),
                (
                    "description",
                    text(format!("{about} Data contoh, bukan lembaga sungguhan.")),
                ),
                ("email", text(email(site.choice))),
                (
                    "website",
                    text(format!("https://contoh.example/lembaga/{organization}")),
                ),
                ("year_incorporated", Cell::Integer(founded)),
                ("legal_status", text(provider.legal)),
                ("kind", text(provider.kind)),
                ("lifecycle", text("ACTIVE")),
                (
                    "verified_at",
                    if is_verified {
                        text("2026-03-02T02:00:00Z")
                    } else {
                        Cell::Null
                    },
                ),
                (
                    "verified_by",
                    if is_verified {
                        text("sample")
                    } else {
                        Cell::Null
                    },
                ),
            ],
        )?;
        let number = self.organization;
        self.put(
            "organization_identifier",
            id("organization_identifier", &site.path),
            [
                ("organization_id", Cell::Id(organization)),
                ("identifier_type", text("sample")),
                ("identifier", text(format!("sample-{number}"))),
            ],
        )?;
        self.put(
            "phone",
            id("phone", &site.path),
            [
                ("organization_id", Cell::Id(organization)),
                ("number", text(number_of(site.choice))),
                ("type", text("voice")),
                ("description", text("Telepon kantor")),
            ],
        )?;
        Ok(organization)
    }

    /// Sends the program of its services, when it has one.
    pub(super) fn program(
        &mut self,
        provider: &Provider,
        site: &Site<'_>,
    ) -> Result<Option<Uuid>, Closed> {
        let Some((name, about)) = provider.program else {
            return Ok(None);
        };
        let program = id("program", &site.path);
        self.put(
            "program",
            program,
            [
                ("organization_id", Cell::Id(id("organization", &site.path))),
                ("name", text(site.fill(name))),
                ("description", text(site.fill(about))),
            ],
        )?;
        Ok(Some(program))
    }

    /// Sends a place on the web.
    pub(super) fn web_place(
        &mut self,
        provider: &Provider,
        site: &Site<'_>,
    ) -> Result<Option<Uuid>, Closed> {
        let location = id("location:web", &site.path);
        self.put(
            "location",
            location,
            [
                ("location_type", text("virtual")),
                (
                    "url",
                    text(format!("https://contoh.example/obrol/{}", provider.key)),
                ),
                ("organization_id", Cell::Id(id("organization", &site.path))),
                ("name", text("Ruang obrol daring")),
                ("visibility", text("PUBLIC")),
            ],
        )?;
        Ok(Some(location))
    }

    /// Sends a location with its address.
    pub(super) fn location(
        &mut self,
        provider: &Provider,
        site: &Site<'_>,
        district: Option<&Place>,
        name: &str,
        visibility: &str,
    ) -> Result<Option<Uuid>, Closed> {
        let path = format!("{visibility}:{}", site.path);
        let location = id("location", &path);
        let choice = Choice::about(&path);
        let coordinates = site.coordinates(district);
        let area = district.or(site.area.map(|area| area.regency));
        let can_be_reached = choice.is_one_in("transport", 3);
        self.put(
            "location",
            location,
            [
                ("location_type", text("physical")),
                ("organization_id", Cell::Id(id("organization", &site.path))),
                ("name", text(name)),
                (
                    "transportation",
                    if can_be_reached {
                        text("Dilalui angkutan umum.")
                    } else {
                        Cell::Null
                    },
                ),
                (
                    "latitude",
                    coordinates.map_or(Cell::Null, |(latitude, _)| Cell::Number(latitude)),
                ),
                (
                    "longitude",
                    coordinates.map_or(Cell::Null, |(_, longitude)| Cell::Number(longitude)),
                ),
                (
                    "external_identifier",
                    area.map_or(Cell::Null, |area| text(&area.code)),
                ),
                (
                    "external_identifier_type",
                    area.map_or(Cell::Null, |_| text("kemendagri")),
                ),
                ("visibility", text(visibility)),
                (
                    "region_code",
                    area.map_or(Cell::Null, |area| text(&area.code)),
                ),
                (
                    "coordinate_precision",
                    coordinates.map_or(Cell::Null, |_| text("REGENCY")),
                ),
            ],
        )?;
        let street = choice
            .one_of("street", &STREETS)
            .copied()
            .unwrap_or_default();
        let house = choice.below("house", 180) + 1;
        self.put(
            "address",
            id("address", &path),
            [
                ("location_id", Cell::Id(location)),
                (
                    "address_1",
                    text(format!("Jalan Contoh {street} No. {house}")),
                ),
                ("city", text(site.fill("{regency}"))),
                (
                    "region",
                    district.map_or(Cell::Null, |district| text(&district.name)),
                ),
                ("state_province", text(site.fill("{province}"))),
                ("country", text("ID")),
                ("address_type", text("physical")),
            ],
        )?;
        // Public offices and clinics more often have a ramp than a rented house does.
        let one_in = if matches!(provider.kind, "GOVERNMENT_AGENCY" | "CLINIC" | "HOSPITAL") {
            2
        } else {
            4
        };
        if choice.is_one_in("accessibility", one_in) {
            let what = choice.one_of("ramp", &ACCESS).copied().unwrap_or_default();
            let cells = [
                ("location_id", Cell::Id(location)),
                ("description", text(what)),
            ];
            self.put("accessibility", id("accessibility", &path), cells)?;
        }
        Ok(Some(location))
    }
}

/// Streets are named after flowers and trees everywhere; the word "Contoh" before them says that this one is not there.
const STREETS: [&str; 16] = [
    "Melati",
    "Mawar",
    "Kenanga",
    "Cempaka",
    "Anggrek",
    "Flamboyan",
    "Dahlia",
    "Teratai",
    "Bougenvil",
    "Kamboja",
    "Beringin",
    "Mahoni",
    "Cemara",
    "Akasia",
    "Jati",
    "Trembesi",
];

/// What helps people with disabilities to come in.
const ACCESS: [&str; 4] = [
    "Jalur landai untuk kursi roda",
    "Toilet yang dapat dimasuki kursi roda",
    "Ubin pemandu bagi tunanetra",
    "Ruang layanan di lantai dasar",
];
