//! Community needs: where a report of one can stand, and which steps lead from where to where.

/// Where a report of a need stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NeedState {
    /// A worker has reported it.
    Reported,
    /// Somebody has confirmed it.
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
}
