//! Where a report of a community need can stand, and which steps lead from where to where. Pure: it knows no rows.

use super::step::Moves;

/// Where a report of a need stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NeedState {
    /// A worker has reported it.
    Reported,
    /// A reviewer has confirmed it.
    Confirmed,
    /// A joint plan is about it.
    Planned,
    /// Something was done about it.
    Addressed,
    /// What was done has been looked back upon.
    Evaluated,
    /// It repeats another report.
    Duplicate,
    /// It was taken back.
    Withdrawn,
}

impl NeedState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Reported,
        Self::Confirmed,
        Self::Planned,
        Self::Addressed,
        Self::Evaluated,
        Self::Duplicate,
        Self::Withdrawn,
    ];

    /// Those of reports that tell of no need of their own.
    pub(super) const VOID: [Self; 2] = [Self::Duplicate, Self::Withdrawn];

    /// The word that the store keeps.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reported => "REPORTED",
            Self::Confirmed => "CONFIRMED",
            Self::Planned => "PLANNED",
            Self::Addressed => "ADDRESSED",
            Self::Evaluated => "EVALUATED",
            Self::Duplicate => "DUPLICATE",
            Self::Withdrawn => "WITHDRAWN",
        }
    }

    /// The state behind a word.
    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A step that somebody takes with a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NeedStep {
    /// Confirm that the need is there.
    Confirm,
    /// Make a joint plan about it.
    Plan,
    /// Note that something was done about it.
    Address,
    /// Look back upon what was done.
    Evaluate,
    /// Note that it repeats another report.
    MarkDuplicate,
    /// Take it back.
    Withdraw,
}

use NeedState::{Addressed, Confirmed, Duplicate, Evaluated, Planned, Reported, Withdrawn};

/// The life of a report.
pub const NEED_MOVES: &Moves<NeedStep, NeedState> = &[
    (NeedStep::Confirm, &[Reported], Confirmed),
    (NeedStep::Plan, &[Confirmed], Planned),
    (NeedStep::Address, &[Planned], Addressed),
    (NeedStep::Evaluate, &[Planned, Addressed], Evaluated),
    (NeedStep::MarkDuplicate, &[Reported, Confirmed], Duplicate),
    (
        NeedStep::Withdraw,
        &[Reported, Confirmed, Planned],
        Withdrawn,
    ),
];
