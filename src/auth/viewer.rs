//! Who asks.

use uuid::Uuid;

use super::policy::Role;

/// What a token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// To read.
    Read,
    /// To write what the role may write.
    Write,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];

    /// The word that the store keeps.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "READ",
            Self::Write => "WRITE",
        }
    }
}

/// By what somebody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// By nothing: a visitor.
    Unknown,
    /// By the token with this id.
    Token(Uuid),
    /// By having signed in to an account.
    Session {
        /// The session.
        session: Uuid,
        /// The account, which may have several sessions.
        account: Uuid,
    },
    /// By a JWT of the issuer that is trusted; the id is derived from the issuer's name for them and does not tell it.
    Subject(Uuid),
}

/// Who asks, as what they send tells it.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// What they are to the directory.
    pub role: Role,
    /// By what they are known.
    pub identity: Identity,
    /// The name of the token, which tells people and programs apart; never a person's.
    pub name: Option<String>,
    /// Organizations of their own.
    pub organizations: Vec<Uuid>,
    /// What they may do of what the role may.
    pub scopes: Vec<Scope>,
}

impl Viewer {
    /// Somebody without a token.
    pub fn visitor() -> Self {
        Self {
            role: Role::Visitor,
            identity: Identity::Unknown,
            name: None,
            organizations: Vec::new(),
            scopes: vec![Scope::Read],
        }
    }

    /// A person, who may do all that the role may.
    pub fn person(role: Role, identity: Identity, organizations: Vec<Uuid>) -> Self {
        Self {
            role,
            identity,
            name: None,
            organizations,
            scopes: Scope::ALL.to_vec(),
        }
    }

    /// The viewer as the change log names them: a role with the id of the token, the account or the subject, never a name.
    pub fn actor(&self) -> String {
        match self.identity {
            Identity::Unknown => self.role.word().to_lowercase(),
            Identity::Token(id) | Identity::Subject(id) => self.role.actor(id),
            Identity::Session { account, .. } => self.role.actor(account),
        }
    }
}

impl Role {
    /// Somebody with this role as the change log names them.
    pub fn actor(self, id: Uuid) -> String {
        format!("{} {id}", self.word().to_lowercase())
    }
}
