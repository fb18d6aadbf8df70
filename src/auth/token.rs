//! Secrets by which requests say who sends them: 256 random bits behind a prefix that tells what kind it is and that
//! scanners for leaked secrets can look for. The store keeps a hash; the secret itself is shown once, when it is made.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// How many random bytes a secret has.
const BYTES: usize = 32;

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    /// A token of a program or an office.
    Token,
    /// A session of somebody who has signed in.
    Session,
    /// An invitation to choose a passphrase.
    Invitation,
    /// A link by which a service tells how much room it has.
    CapacityLink,
}

impl SecretKind {
    /// What every secret of the kind begins with.
    fn prefix(self) -> &'static str {
        match self {
            Self::Token => "jbt_",
            Self::Session => "jbs_",
            Self::Invitation => "jbi_",
            Self::CapacityLink => "jbc_",
        }
    }

    /// What the store keeps of a secret that was given; `None` for text that is no secret of this kind. A fast hash will
    /// do, because nobody can try out 256 random bits.
    pub fn hash_of(self, given: &str) -> Option<String> {
        let random = given.strip_prefix(self.prefix())?;
        let is_secret = URL_SAFE_NO_PAD
            .decode(random)
            .is_ok_and(|bytes| bytes.len() == BYTES);
        is_secret.then(|| digest(given))
    }
}

/// A secret that has just been made.
pub struct Secret(String);

impl Secret {
    /// Makes one from the system's source of randomness.
    pub fn make(kind: SecretKind) -> Result<Self, getrandom::Error> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes)?;
        let random = URL_SAFE_NO_PAD.encode(bytes);
        Ok(Self(format!("{}{random}", kind.prefix())))
    }

    /// The text, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the store keeps.
    pub fn hash(&self) -> String {
        digest(&self.0)
    }
}

/// Secrets are not written where they could be read again.
impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret")
    }
}

fn digest(text: &str) -> String {
    use std::fmt::Write;
    let mut hex = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing into a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
