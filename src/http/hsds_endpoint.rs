//! The lists of HSDS's API and their parameters, told once: requests are read and the OpenAPI document is written by
//! these tables. After HSDS 3.2, `schema/openapi.json`.

use chrono::DateTime;
use entity::object::{Object, object};
use uuid::Uuid;

use crate::transfer::{Detail, HsdsAsk};

/// One list, with its single records below it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Endpoint {
    /// The last part of its path, such as `services`.
    pub(super) name: &'static str,
    /// The kind of its records, such as `service`.
    pub(super) object: &'static str,
    /// What it is a list of.
    pub(super) about: &'static str,
    /// The parameters of the list.
    pub(super) list: &'static [Parameter],
    /// The parameters of a single record.
    pub(super) single: &'static [Parameter],
}

/// A parameter of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parameter {
    Search,
    Page,
    PerPage,
    Format,
    TaxonomyTermId,
    TaxonomyId,
    OrganizationId,
    ModifiedAfter,
    Minimal,
    Full,
    FullService,
    Postcode,
    Proximity,
    TopOnly,
    ParentId,
}

/// What a parameter may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Words; blank ones are none.
    Text,
    /// A postcode: text with a letter or a digit.
    Postcode,
    /// A whole number from 1 to this one; what stands for one that is not given.
    Number(u64, u64),
    /// `true` or `false`.
    Flag,
    /// UUIDs, one each time that the parameter is given.
    Ids,
    /// A moment in RFC 3339.
    Moment,
    /// One of these words, the first when it is not given.
    OneOf(&'static [&'static str]),
    /// Metres, up to this many.
    Metres(u32),
}

/// The most records on a page.
const MOST_PER_PAGE: u64 = 100;

/// The highest number of a page.
const LAST_PAGE: u64 = 1_000_000_000;

/// The farthest from a postcode that is looked, in metres.
const FARTHEST_M: u32 = 50_000;

use Parameter::{
    Format, Full, FullService, Minimal, ModifiedAfter, OrganizationId, Page, ParentId, PerPage,
    Postcode, Proximity, Search, TaxonomyId, TaxonomyTermId, TopOnly,
};

/// All lists.
pub(super) const ENDPOINTS: [Endpoint; 5] = [
    Endpoint {
        name: "services",
        object: "service",
        about: "services",
        list: &[
            Search,
            Page,
            PerPage,
            Format,
            TaxonomyTermId,
            TaxonomyId,
            OrganizationId,
            ModifiedAfter,
            Minimal,
            Full,
        ],
        single: &[],
    },
    Endpoint {
        name: "organizations",
        object: "organization",
        about: "organizations",
        list: &[
            Search,
            FullService,
            Full,
            TaxonomyTermId,
            TaxonomyId,
            Page,
            PerPage,
            Format,
        ],
        single: &[FullService],
    },
    Endpoint {
        name: "service_at_locations",
        object: "service_at_location",
        about: "services, each at one of its locations",
        list: &[
            Search,
            TaxonomyTermId,
            TaxonomyId,
            OrganizationId,
            ModifiedAfter,
            Full,
            Page,
            PerPage,
            Format,
            Postcode,
            Proximity,
        ],
        single: &[],
    },
    Endpoint {
        name: "taxonomies",
        object: "taxonomy",
        about: "taxonomies",
        list: &[Search, Page, PerPage, Format],
        single: &[],
    },
    Endpoint {
        name: "taxonomy_terms",
        object: "taxonomy_term",
        about: "taxonomy terms",
        list: &[Search, Page, PerPage, Format, TaxonomyId, TopOnly, ParentId],
        single: &[],
    },
];

impl Endpoint {
    /// The list with this name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        ENDPOINTS.iter().find(|known| known.name == name)
    }

    /// The description of its records.
    pub(super) fn described(&self) -> Option<&'static Object> {
        object(self.object)
    }
}

impl Parameter {
    /// As it stands in an address.
    pub(super) fn name(self) -> &'static str {
        match self {
            Search => "search",
            Page => "page",
            PerPage => "per_page",
            Format => "format",
            TaxonomyTermId => "taxonomy_term_id",
            TaxonomyId => "taxonomy_id",
            OrganizationId => "organization_id",
            ModifiedAfter => "modified_after",
            Minimal => "minimal",
            Full => "full",
            FullService => "full_service",
            Postcode => "postcode",
            Proximity => "proximity",
            TopOnly => "top_only",
            ParentId => "parent_id",
        }
    }

    /// What it may hold.
    pub(super) fn holds(self) -> Holds {
        match self {
            Search => Holds::Text,
            Postcode => Holds::Postcode,
            Page => Holds::Number(LAST_PAGE, 1),
            PerPage => Holds::Number(MOST_PER_PAGE, 25),
            Format => Holds::OneOf(&["json", "ndjson"]),
            TaxonomyTermId | TaxonomyId | OrganizationId | ParentId => Holds::Ids,
            ModifiedAfter => Holds::Moment,
            Minimal | Full | FullService | TopOnly => Holds::Flag,
            Proximity => Holds::Metres(FARTHEST_M),
        }
    }

    /// What it asks for.
    pub(super) fn about(self) -> &'static str {
        match self {
            Search => {
                "Words to look for. Services are found in Indonesian and English and come best first, at most 2,000; other records have the words in their names."
            }
            Page => "The number of the page.",
            PerPage => "How many records a page has.",
            Format => "`json` for pages, or `ndjson` for a stream of all records, one a line.",
            TaxonomyTermId => {
                "Only records marked with this term; given again, with one of these terms."
            }
            TaxonomyId => {
                "Only records marked with a term of this taxonomy, and terms of it; given again, of one of these."
            }
            OrganizationId => "Only services of this organization; given again, of one of these.",
            ModifiedAfter => {
                "Only services changed at this moment or later, and those that do not say when they were."
            }
            Minimal => "Only the id of each service and when it was last changed.",
            Full => "Records with everything that is nested in them.",
            FullService => {
                "Organizations with everything that is nested in them, and their services."
            }
            Postcode => {
                "Only services at a place with this postcode, or for an area that holds such a place."
            }
            Proximity => {
                "With a postcode, and of no effect without one: only services at places no farther than this from its middle, in meters. Of more than 10,000 places the nearest count."
            }
            TopOnly => "Only terms without a broader one.",
            ParentId => "Only terms directly below this one; given again, below one of these.",
        }
    }
}

/// What a client asks of a list or a record.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) ask: HsdsAsk,
    pub(super) detail: Detail,
    pub(super) page: u64,
    pub(super) per_page: u64,
    pub(super) is_stream: bool,
    pub(super) is_minimal: bool,
}

impl Asked {
    /// Reads the parameters of an address; else a sentence says what cannot be answered, and what to give.
    pub(super) fn read(known: &[Parameter], given: Vec<(String, String)>) -> Result<Self, String> {
        let mut read = Given::default();
        for (name, value) in given {
            let parameter = known.iter().find(|parameter| parameter.name() == name);
            let Some(parameter) = parameter else {
                let names: Vec<&str> = known.iter().map(|known| known.name()).collect();
                return Err(match names.is_empty() {
                    true => format!("`{name}` is not known here; nothing is asked here but the id"),
                    false => format!("`{name}` is not known here; give {}", names.join(", ")),
                });
            };
            read.take(*parameter, &value)?;
        }
        Ok(read.finish())
    }
}

/// What has been read of an address.
#[derive(Default)]
struct Given {
    ask: HsdsAsk,
    seen: Vec<Parameter>,
    page: Option<u64>,
    per_page: Option<u64>,
    is_full: bool,
    has_services: bool,
    is_stream: bool,
    is_minimal: bool,
}

impl Given {
    fn take(&mut self, parameter: Parameter, value: &str) -> Result<(), String> {
        let name = parameter.name();
        if self.seen.contains(&parameter) && parameter.holds() != Holds::Ids {
            return Err(format!("`{name}` is given twice"));
        }
        self.seen.push(parameter);
        let wrong = |expected: &str| format!("`{name}` is \"{value}\"; give {expected}");
        match parameter.holds() {
            Holds::Text => {
                self.ask.search = Some(plain(value)).filter(|text| !text.is_empty());
            }
            Holds::Postcode => {
                if !value.contains(|letter: char| letter.is_ascii_alphanumeric()) {
                    return Err(wrong("letters or digits"));
                }
                self.ask.postcode = Some(plain(value));
            }
            Holds::Number(most, _) => {
                let number = value
                    .parse()
                    .ok()
                    .filter(|number| (1..=most).contains(number));
                let number: u64 =
                    number.ok_or_else(|| wrong(&format!("a number from 1 to {most}")))?;
                match parameter {
                    Page => self.page = Some(number),
                    _ => self.per_page = Some(number),
                }
            }
            Holds::Flag => {
                let flag = value.parse().map_err(|_| wrong("true or false"))?;
                match parameter {
                    Minimal => self.is_minimal = flag,
                    FullService => self.has_services = flag,
                    TopOnly => self.ask.is_top = flag,
                    _ => self.is_full = flag,
                }
            }
            Holds::Ids => {
                let id = Uuid::try_parse(value).map_err(|_| wrong("a UUID"))?;
                let ids = match parameter {
                    TaxonomyTermId => &mut self.ask.terms,
                    TaxonomyId => &mut self.ask.taxonomies,
                    ParentId => &mut self.ask.parents,
                    _ => &mut self.ask.organizations,
                };
                ids.push(id);
                if ids.len() > MOST_IDS {
                    return Err(format!("`{name}` is given more than {MOST_IDS} times"));
                }
            }
            Holds::Moment => {
                let moment = DateTime::parse_from_rfc3339(value);
                let moment = moment.map_err(|_| wrong("a moment such as 2026-01-31T08:00:00Z"))?;
                self.ask.modified_after = Some(moment.to_utc());
            }
            Holds::OneOf(words) => {
                if !words.contains(&value) {
                    return Err(wrong(&words.join(" or ")));
                }
                self.is_stream = words.first() != Some(&value);
            }
            Holds::Metres(most) => {
                let metres = value.parse().ok();
                let metres = metres.filter(|metres| *metres >= 0.0 && *metres <= f64::from(most));
                let expected = || wrong(&format!("meters, from 0 to {most}"));
                self.ask.proximity_m = Some(metres.ok_or_else(expected)?);
            }
        }
        Ok(())
    }

    fn finish(self) -> Asked {
        let detail = match (self.has_services, self.is_full) {
            (true, _) => Detail::FullWithServices,
            (_, true) => Detail::Full,
            _ => Detail::Brief,
        };
        Asked {
            ask: self.ask,
            detail,
            page: self.page.unwrap_or(1),
            per_page: self.per_page.unwrap_or(default_of(PerPage)),
            is_stream: self.is_stream,
            is_minimal: self.is_minimal,
        }
    }
}

/// How often an id can be given.
pub(super) const MOST_IDS: usize = 100;

fn default_of(parameter: Parameter) -> u64 {
    match parameter.holds() {
        Holds::Number(_, default) => default,
        _ => 1,
    }
}

/// A text that a name or a postcode may be: none holds a null character, and PostgreSQL takes none.
fn plain(value: &str) -> String {
    value.replace('\0', " ").trim().to_owned()
}
