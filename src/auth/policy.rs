//! The policy: what each role may do. The whole program asks this one table.

use uuid::Uuid;

use super::viewer::{Scope, Viewer};

/// What somebody is to the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Anybody, without a token.
    Visitor,
    /// A program of a partner.
    Partner,
    /// A community worker.
    Worker,
    /// Somebody who keeps the listings of their own organizations.
    Editor,
    /// Somebody who keeps the directory.
    Admin,
}

impl Role {
    /// All roles, in the order of the columns of the policy.
    pub const ALL: [Self; 5] = [
        Self::Visitor,
        Self::Partner,
        Self::Worker,
        Self::Editor,
        Self::Admin,
    ];

    /// The word that the store keeps.
    pub fn word(self) -> &'static str {
        match self {
            Self::Visitor => "VISITOR",
            Self::Partner => "PARTNER",
            Self::Worker => "WORKER",
            Self::Editor => "EDITOR",
            Self::Admin => "ADMIN",
        }
    }

    /// The role behind a word, in any case.
    pub fn of(word: &str) -> Option<Self> {
        let word = word.to_uppercase();
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Read what everyone may read.
    ReadDirectory,
    /// Read where confidential places stand.
    ReadConfidential,
    /// Register an organization, which is listed once it was reviewed.
    RegisterOrganization,
    /// Decide which organizations are listed.
    ReviewRegistrations,
    /// Keep the listings of an organization true.
    KeepListing,
    /// Accept or decline what others suggest for a listing.
    ReviewSuggestions,
    /// Make, list and revoke tokens.
    KeepTokens,
    /// Invite people to accounts, list these and disable them.
    KeepAccounts,
    /// Make, list, enable and delete webhooks.
    KeepWebhooks,
    /// Be told of organizations that wait for review.
    WatchRegistrations,
    /// Report needs of a community, and follow one's own reports.
    ReportNeeds,
    /// Decide which reported needs are confirmed, and see those of all.
    ReviewNeeds,
    /// Make joint plans on confirmed needs, and follow one's own plans.
    PlanJointly,
}

/// Whether a role may do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// No.
    Never,
    /// For organizations of their own.
    Own,
    /// Yes.
    Always,
}

use Grant::{Always, Never, Own};

/// The policy; a row an act, a column a role in the order of [`Role::ALL`].
#[rustfmt::skip]
pub const ACTS: &[(Act, [Grant; 5])] = &[
    //                          visitor partner worker  editor  admin
    (Act::ReadDirectory,        [Always, Always, Always, Always, Always]),
    (Act::ReadConfidential,     [Never,  Never,  Never,  Never,  Always]),
    (Act::RegisterOrganization, [Never,  Always, Always, Always, Always]),
    (Act::ReviewRegistrations,  [Never,  Never,  Never,  Never,  Always]),
    (Act::KeepListing,          [Never,  Never,  Never,  Own,    Always]),
    (Act::ReviewSuggestions,    [Never,  Never,  Never,  Own,    Always]),
    (Act::KeepTokens,           [Never,  Never,  Never,  Never,  Always]),
    (Act::KeepAccounts,         [Never,  Never,  Never,  Never,  Always]),
    (Act::KeepWebhooks,         [Never,  Never,  Never,  Never,  Always]),
    (Act::WatchRegistrations,   [Never,  Never,  Never,  Never,  Always]),
    (Act::ReportNeeds,          [Never,  Never,  Always, Never,  Always]),
    (Act::ReviewNeeds,          [Never,  Never,  Never,  Never,  Always]),
    (Act::PlanJointly,          [Never,  Never,  Always, Never,  Always]),
];

/// What the policy says of a role and an act.
pub fn grant(role: Role, act: Act) -> Grant {
    let column = Role::ALL.iter().position(|known| *known == role);
    ACTS.iter()
        .find(|(known, _)| *known == act)
        .zip(column)
        .and_then(|((_, grants), column)| grants.get(column).copied())
        .unwrap_or(Never)
}

/// Leave to do something. Rooms that write ask for one, so that nothing is written without the policy having been asked.
#[derive(Debug, Clone)]
pub struct Permit {
    actor: String,
}

impl Permit {
    /// Who does it, as the change log says it: a role with the id of the account or token, never a name.
    pub fn actor(&self) -> &str {
        &self.actor
    }
}

impl Viewer {
    /// Leave for an act, on an organization where it is one that an editor may do.
    pub fn permit(&self, act: Act, organization: Option<Uuid>) -> Option<Permit> {
        let is_own = organization.is_some_and(|id| self.organizations.contains(&id));
        let is_granted = match self.may(act) {
            Always => true,
            Own => is_own,
            Never => false,
        };
        is_granted.then(|| Permit {
            actor: self.actor(),
        })
    }

    /// What the policy says of the viewer, within the scopes of the token.
    pub fn may(&self, act: Act) -> Grant {
        let is_reading = matches!(act, Act::ReadDirectory | Act::ReadConfidential);
        if is_reading || self.scopes.contains(&Scope::Write) {
            grant(self.role, act)
        } else {
            Never
        }
    }
}
