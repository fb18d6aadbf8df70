//! What an import has done and what it found wrong.

use std::collections::BTreeMap;

use serde::Serialize;
use uuid::Uuid;

use super::record::Origin;
use crate::directory::{Matched, Sameness};

/// Whether a problem keeps a record out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Severity {
    /// The record cannot go in.
    Error,
    /// The record goes in; someone should look at it.
    Warning,
}

/// The kinds of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProblemCode {
    /// The file cannot be read as what it is.
    Malformed,
    /// A record without an id, or with one that is not a UUID.
    BadId,
    /// A required field is not there.
    Missing,
    /// A field holds something else than it should.
    BadValue,
    /// A field names a record that is neither in the input nor in the directory.
    BrokenReference,
    /// A field that cannot be right but is kept.
    Doubtful,
    /// A property or column that HSDS does not know; it is kept and given back by an export.
    UnknownProperty,
    /// A file that is not part of an HSDS package; it is not imported.
    UnknownFile,
    /// An area that could not be told from the codes or names given; it stays unknown.
    UnresolvedRegion,
    /// An address without a postal code; it stays unknown.
    UnknownPostalCode,
    /// A new organization that may be in the directory already, or twice in the input.
    PossibleDuplicate,
}

impl ProblemCode {
    /// Whether records with this problem stay out.
    pub fn severity(self) -> Severity {
        match self {
            Self::Malformed
            | Self::BadId
            | Self::Missing
            | Self::BadValue
            | Self::BrokenReference => Severity::Error,
            Self::Doubtful
            | Self::UnknownProperty
            | Self::UnknownFile
            | Self::UnresolvedRegion
            | Self::UnknownPostalCode
            | Self::PossibleDuplicate => Severity::Warning,
        }
    }
}

/// One problem: where, what was found, what was expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Whether it keeps the record out.
    pub severity: Severity,
    /// What kind it is.
    pub code: ProblemCode,
    /// The file.
    pub file: String,
    /// The row or JSON path.
    pub place: String,
    /// The field; empty when the whole record or file is meant.
    pub field: String,
    /// What stands there, shortened.
    pub found: String,
    /// What should stand there.
    pub expected: String,
}

/// How much of a found value a report repeats.
const FOUND_LETTERS: usize = 80;

impl Problem {
    /// A problem of this kind.
    pub fn new(
        code: ProblemCode,
        origin: &Origin,
        field: &str,
        found: &str,
        expected: &str,
    ) -> Self {
        let mut shown: String = found.chars().take(FOUND_LETTERS).collect();
        if shown.len() < found.len() {
            shown.push('…');
        }
        Self {
            severity: code.severity(),
            code,
            file: origin.file.to_string(),
            place: origin.place.clone(),
            field: field.to_owned(),
            found: shown,
            expected: expected.to_owned(),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(formatter, "{severity}: {}", self.file)?;
        for part in [&self.place, &self.field] {
            if !part.is_empty() {
                write!(formatter, ", {part}")?;
            }
        }
        if !self.found.is_empty() {
            write!(formatter, ": found \"{}\"", self.found)?;
        }
        write!(formatter, ": expected {}", self.expected)
    }
}

/// What became of the records of one object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// New rows.
    pub created: u64,
    /// Rows that now differ.
    pub updated: u64,
    /// Rows that were so already.
    pub unchanged: u64,
    /// Records that stayed out.
    pub refused: u64,
}

/// How many new records of one object were matched with records that were there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct MatchCounts {
    /// Linked, because there is no doubt.
    pub exact: u64,
    /// Waiting for review.
    pub probable: u64,
    /// Like nothing that was there.
    pub new: u64,
}

/// One record that is, or may be, one that was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatchedRecord {
    /// `organization` or `location`.
    pub object: &'static str,
    /// `EXACT` when it was linked, `PROBABLE` when it waits for review.
    pub sameness: &'static str,
    /// The file.
    pub file: String,
    /// The row or JSON path.
    pub place: String,
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The one that was there.
    pub other: Uuid,
    /// What that is called.
    pub other_name: String,
    /// By what they were told to be the same.
    pub reasons: Vec<&'static str>,
}

impl std::fmt::Display for MatchedRecord {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, other, .. } = self;
        let what = match self.sameness {
            "EXACT" => "linked",
            _ => "to review",
        };
        let reasons = self.reasons.join(", ");
        let (file, place, object) = (&self.file, &self.place, self.object);
        let other_name = &self.other_name;
        write!(
            formatter,
            "{what}: {file}, {place}: {object} \"{name}\" is like \"{other_name}\" ({other}) by {reasons}"
        )
    }
}

/// What an import matched with what was there.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Matches {
    /// Organizations.
    pub organization: MatchCounts,
    /// Locations of organizations that were there; those of new organizations are new.
    pub location: MatchCounts,
    /// Each that is, or may be, one that was there; at most 100,000.
    pub records: Vec<MatchedRecord>,
}

impl Matches {
    /// Before anything is matched: all are new.
    pub fn new(organizations: usize, locations: usize) -> Self {
        let new = |count: usize| MatchCounts {
            new: u64::try_from(count).unwrap_or(u64::MAX),
            ..MatchCounts::default()
        };
        Self {
            organization: new(organizations),
            location: new(locations),
            records: Vec::new(),
        }
    }

    /// Adds a match.
    pub fn add(&mut self, matched: &Matched, origin: &Origin) {
        let counts = match matched.entity {
            "organization" => &mut self.organization,
            _ => &mut self.location,
        };
        counts.new = counts.new.saturating_sub(1);
        let sameness = match matched.sameness {
            Sameness::Exact => {
                counts.exact += 1;
                "EXACT"
            }
            Sameness::Probable => {
                counts.probable += 1;
                "PROBABLE"
            }
        };
        if self.records.len() < LISTED_PROBLEMS {
            self.records.push(MatchedRecord {
                object: matched.entity,
                sameness,
                file: origin.file.to_string(),
                place: origin.place.clone(),
                id: matched.id,
                name: matched.name.clone(),
                other: matched.other,
                other_name: matched.other_name.clone(),
                reasons: matched.reasons.clone(),
            });
        }
    }
}

/// Beyond this many problems a report counts them and no longer lists them, so that its size stays bounded.
const LISTED_PROBLEMS: usize = 100_000;

/// What an import has done.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// Whether the records are now in the directory.
    pub is_written: bool,
    /// By object.
    pub counts: BTreeMap<&'static str, Counts>,
    /// What was matched with what was there, when that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matches: Option<Matches>,
    /// How many problems of each kind there are.
    pub problem_counts: BTreeMap<ProblemCode, u64>,
    /// The problems, in the order of the input; at most 100,000.
    pub problems: Vec<Problem>,
}

impl Report {
    /// Adds a problem.
    pub fn add(&mut self, problem: Problem) {
        *self.problem_counts.entry(problem.code).or_default() += 1;
        if self.problems.len() < LISTED_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// How many problems keep records out.
    pub fn errors(&self) -> u64 {
        self.problem_counts
            .iter()
            .filter(|(code, _)| code.severity() == Severity::Error)
            .map(|(_, count)| count)
            .sum()
    }

    /// How many problems do not.
    pub fn warnings(&self) -> u64 {
        self.problem_counts.values().sum::<u64>() - self.errors()
    }

    /// How many records of any object became what `part` counts.
    pub fn total(&self, part: impl Fn(&Counts) -> u64) -> u64 {
        self.counts.values().map(part).sum()
    }
}
