//! Records that belong to services and practitioners alike: hours, languages and terms.

use uuid::Uuid;

use super::choice::Choice;
use super::provider::{Hours, Way};
use super::site::Site;
use super::writer::{Writer, id, text};
use crate::directory::shipped;
use crate::store::Cell;
use crate::transfer::Closed;

/// The field that names whom a record belongs to, with the id.
pub(super) type Owner = (&'static str, Cell);

impl Writer<'_> {
    /// Sends hours.
    pub(super) fn hours(
        &mut self,
        keeper: &Owner,
        path: &str,
        hours: &[Hours],
        way: Way,
        site: &Site<'_>,
    ) -> Result<(), Closed> {
        for (index, hours) in hours.iter().enumerate() {
            let is_monthly = hours.freq == "MONTHLY";
            self.put(
                "schedule",
                id("schedule", &format!("{path}:{index}")),
                [
                    keeper.clone(),
                    (
                        "dtstart",
                        if is_monthly {
                            text("2024-01-06")
                        } else {
                            Cell::Null
                        },
                    ),
                    ("timezone", Cell::Number(site.time_zone())),
                    ("freq", text(hours.freq)),
                    ("byday", text(hours.byday)),
                    ("opens_at", text(hours.opens_at)),
                    ("closes_at", text(hours.closes_at)),
                    ("description", text(hours.words)),
                    ("attending_type", text(attending(way))),
                ],
            )?;
        }
        Ok(())
    }

    /// Sends Indonesian and at times the language of the region.
    pub(super) fn languages(
        &mut self,
        owner: &Owner,
        path: &str,
        choice: Choice,
        site: &Site<'_>,
    ) -> Result<(), Closed> {
        let regional = site
            .regional_language()
            .filter(|_| choice.is_one_in("regional", 2));
        for (name, code) in std::iter::once(("Bahasa Indonesia", "id")).chain(regional) {
            let cells = [owner.clone(), ("name", text(name)), ("code", text(code))];
            self.put("language", id("language", &format!("{path}:{code}")), cells)?;
        }
        Ok(())
    }

    /// Marks a record with the term of a global code such as `need:N09`.
    pub(super) fn mark(
        &mut self,
        object: &'static str,
        marked: Uuid,
        path: &str,
        code: &str,
    ) -> Result<(), Closed> {
        let taxonomy = code.split(':').next().unwrap_or_default();
        self.put(
            "attribute",
            id("attribute", &format!("{path}:{code}")),
            [
                ("link_id", Cell::Id(marked)),
                ("taxonomy_term_id", Cell::Id(shipped::term_id(code))),
                ("link_type", text(taxonomy)),
                ("link_entity", text(object)),
            ],
        )
    }
}

fn attending(way: Way) -> &'static str {
    match way {
        Way::InPerson => "in_person",
        Way::Phone => "phone",
        Way::Online => "online",
    }
}
