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

/// Who asks, as a token tells it.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// What they are to the directory.
    pub role: Role,
    /// The token by which they are known; `None` for visitors.
    pub token: Option<Uuid>,
    /// The name of the token, which tells people and programs apart; never a person's.
    pub name: Option<String>,
    /// Organizations of their own.
    pub organizations: Vec<Uuid>,
    /// What the token may be used for.
    pub scopes: Vec<Scope>,
}

impl Viewer {
    /// Somebody without a token.
    pub fn visitor() -> Self {
        Self {
            role: Role::Visitor,
            token: None,
            name: None,
            organizations: Vec::new(),
            scopes: vec![Scope::Read],
        }
    }

    /// The viewer as the change log names them: a role with the id of the token, never a name.
    pub fn actor(&self) -> String {
        match self.token {
            Some(token) => format!("{} {token}", self.role.word().to_lowercase()),
            None => self.role.word().to_lowercase(),
        }
    }
}
