//! Secrets by which requests say who sends them: 256 random bits behind a prefix that scanners for leaked secrets can
//! look for. The store keeps a hash; the secret itself is shown once, when it is made.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// What every token begins with.
const PREFIX: &str = "jbt_";

/// How many random bytes a token has.
const BYTES: usize = 32;

/// A secret that has just been made.
pub struct Secret(String);

impl Secret {
    /// Makes one from the system's source of randomness.
    pub fn make() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))))
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

/// What the store keeps of a token that was given; `None` for text that is no token. A fast hash will do, because nobody
/// can try out 256 random bits.
pub fn hash_of(given: &str) -> Option<String> {
    let random = given.strip_prefix(PREFIX)?;
    let is_token = URL_SAFE_NO_PAD
        .decode(random)
        .is_ok_and(|bytes| bytes.len() == BYTES);
    is_token.then(|| digest(given))
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
