//! Closed sets of community needs and joint plans as clients see them, beside the words the store keeps.

use async_graphql::{Enum, Result};

use super::enumeration::enumerations;
use crate::directory::Error;
use crate::graphql::support::fail;

enumerations! {
    /// Who has a need or is served.
    ServedUnit {
        /// One person.
        Individual = "INDIVIDUAL",
        /// A family as a unit.
        Family = "FAMILY",
        /// Several people with a like need.
        Group = "GROUP",
        /// The people of an area or a bond.
        Community = "COMMUNITY",
        /// An agency or an association.
        Organization = "ORGANIZATION",
        /// Society as a whole.
        Society = "SOCIETY",
    }

    /// How bad a need is.
    CommunityNeedSeverity {
        /// It can wait.
        Low = "LOW",
        /// Life is harder for it.
        Moderate = "MODERATE",
        /// It does harm.
        High = "HIGH",
        /// Life or safety is in danger.
        Critical = "CRITICAL",
    }

    /// Where a report of a community need stands.
    CommunityNeedState {
        /// A worker has reported it.
        Reported = "REPORTED",
        /// A reviewer has confirmed it.
        Confirmed = "CONFIRMED",
        /// A joint plan is about it.
        Planned = "PLANNED",
        /// Something was done about it.
        Addressed = "ADDRESSED",
        /// What was done has been looked back upon.
        Evaluated = "EVALUATED",
        /// It repeats another report.
        Duplicate = "DUPLICATE",
        /// It was taken back.
        Withdrawn = "WITHDRAWN",
    }

    /// Where a joint plan stands.
    CommunityPlanState {
        /// It is under way.
        Active = "ACTIVE",
        /// It has been looked back upon, and stays as it is.
        Evaluated = "EVALUATED",
    }

    /// How far an activity of a joint plan is.
    CommunityActivityState {
        /// It has not begun.
        Planned = "PLANNED",
        /// It has begun.
        InProgress = "IN_PROGRESS",
        /// It is done.
        Done = "DONE",
        /// It will not be done.
        Canceled = "CANCELED",
    }
}
