//! What is asked of the resource map as a file, read from the parameters of an address.

use entity::object::Kind;

use crate::broker::{Counted, Error, MapOrder, MapQuestion};
use crate::directory::Level;

/// What a file shall hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetAsk {
    /// Needs beside help, region by region.
    Map(MapQuestion),
    /// How far help with each need is from a region.
    Coverage {
        /// The Kemendagri code of the region.
        region_code: String,
    },
    /// Which organization helps with what where.
    WhoDoesWhat {
        /// The Kemendagri code of the region whose parts are listed.
        within: String,
        /// The level of the parts.
        level: Level,
    },
}

/// The parameters of an address, each read once; what is left in the end is not known.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        let (_, value) = self.0.swap_remove(at);
        Some(value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn needed(&mut self, name: &str, what: &str) -> Result<String, Error> {
        let missing = || Error::Invalid(format!("`{name}` is missing; give {what}"));
        self.take(name).ok_or_else(missing)
    }

    /// Words with commas between them.
    fn list(&mut self, name: &str) -> Vec<String> {
        let given = self.take(name).unwrap_or_default();
        let words = given.split(',').map(str::trim);
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// One of some words; `None` when it is not given.
    fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Result<Option<T>, Error> {
        let Some(given) = self.take(name) else {
            return Ok(None);
        };
        let found = words
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(&given));
        let unknown = || Error::Invalid(format!("`{name}` is none of {}", listed(words)));
        found.map(|(_, it)| Some(*it)).ok_or_else(unknown)
    }

    fn finish(self) -> Result<(), Error> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => Err(Error::Invalid(format!(
                "`{name}` is not known here, or is given twice"
            ))),
        }
    }
}

fn listed<T>(words: &[(&str, T)]) -> String {
    let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    words.join(", ")
}

/// What a file is of.
#[derive(Clone, Copy)]
enum Topic {
    Map,
    Coverage,
    WhoDoesWhat,
}

const TOPICS: [(&str, Topic); 3] = [
    ("MAP", Topic::Map),
    ("COVERAGE", Topic::Coverage),
    ("WHO_DOES_WHAT", Topic::WhoDoesWhat),
];

const LEVELS: [(&str, Level); 3] = [
    ("PROVINCE", Level::Province),
    ("REGENCY", Level::Regency),
    ("DISTRICT", Level::District),
];

impl SheetAsk {
    /// What the parameters of an address ask for: `of`, and what goes with it.
    pub fn read(parameters: Vec<(String, String)>) -> Result<Self, Error> {
        let mut parameters = Parameters(parameters);
        let topic = parameters.word("of", &TOPICS)?.unwrap_or(Topic::Map);
        let level = |parameters: &mut Parameters| -> Result<Level, Error> {
            let level = parameters.word("level", &LEVELS)?;
            Ok(level.unwrap_or(Level::Province))
        };
        const REGION: &str = "the Kemendagri code of a region, such as 32.73";
        let ask = match topic {
            Topic::Map => Self::Map(MapQuestion {
                level: level(&mut parameters)?,
                ..question(&mut parameters)?
            }),
            Topic::Coverage => Self::Coverage {
                region_code: parameters.needed("regionCode", REGION)?,
            },
            Topic::WhoDoesWhat => Self::WhoDoesWhat {
                within: parameters.needed("within", REGION)?,
                level: level(&mut parameters)?,
            },
        };
        parameters.finish()?;
        Ok(ask)
    }
}

fn question(parameters: &mut Parameters) -> Result<MapQuestion, Error> {
    let reach = [
        ("STANDING", Counted::Standing),
        ("SERVING", Counted::Serving),
    ];
    let orders = [("GAP", MapOrder::Gap), ("REGION", MapOrder::Region)];
    Ok(MapQuestion {
        within: parameters.take("within"),
        level: Level::Province,
        needs: parameters.list("needs"),
        kinds: kinds(parameters)?,
        counted: parameters.word("reach", &reach)?.unwrap_or_default(),
        order: parameters.word("orderBy", &orders)?.unwrap_or_default(),
    })
}

fn kinds(parameters: &mut Parameters) -> Result<Vec<&'static str>, Error> {
    let field = entity::organization::OBJECT.field("kind");
    let known = match field.map(|(_, field)| field.kind) {
        Some(Kind::OneOf(words)) => words,
        _ => &[],
    };
    let of = |given: String| {
        let found = known.iter().find(|word| word.eq_ignore_ascii_case(&given));
        let unknown = || {
            let words = known.join(", ");
            Error::Invalid(format!(
                "`organizationKinds` holds \"{given}\", which is none of {words}"
            ))
        };
        found.copied().ok_or_else(unknown)
    };
    let given = parameters.list("organizationKinds");
    given.into_iter().map(of).collect()
}
