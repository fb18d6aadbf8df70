//! Passphrases: which ones will do, and their hashes (argon2id). Hashing takes time and memory on purpose, so it has
//! threads of its own, only a few hashes are made at once, and nobody tries without being counted.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use super::attempts::Attempts;

/// The shortest passphrase, in letters.
const SHORTEST: usize = 12;

/// The longest, so that nobody makes us hash a book.
const LONGEST: usize = 200;

/// Memory of one hash in KiB, passes over it and lanes, as OWASP advises for argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many hashes are made at once; others wait.
const AT_ONCE: usize = 2;

/// How many random bytes are hashed with each passphrase.
const SALT_BYTES: usize = 16;

/// Passphrases that are long enough and that everybody tries first, in small letters and without spaces.
const COMMON: [&str; 40] = [
    "abcdefghijkl",
    "abcdefghijklm",
    "abcdefghijklmnop",
    "adminadminadmin",
    "administrator",
    "administrator1",
    "akusayangkamu",
    "alhamdulillah",
    "asdfghjkl123",
    "assalamualaikum",
    "bismillah123",
    "bismillahirrahmanirrahim",
    "changemeplease",
    "correcthorsebatterystaple",
    "iloveyou1234",
    "indonesia123",
    "indonesia1234",
    "indonesia1945",
    "indonesiaraya",
    "jembatan1234",
    "katasandi123",
    "katasandi1234",
    "letmeinplease",
    "liverpool123",
    "password1234",
    "password12345",
    "password123456",
    "password2026",
    "passwordpassword",
    "q1w2e3r4t5y6",
    "qazwsxedcrfv",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopasdfghjkl",
    "rahasia12345",
    "rahasia123456",
    "rahasiasekali",
    "sayangkamu123",
    "terimakasih123",
    "welcome12345",
];

/// What begins in order and is as common at every length.
const RUNS: [&str; 3] = [
    "12345678901234567890123456789012345678901234567890",
    "01234567890123456789012345678901234567890123456789",
    "98765432109876543210987654321098765432109876543210",
];

/// Why a passphrase will not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// It is shorter or longer than it may be.
    Length,
    /// Everybody tries it first.
    Common,
    /// It is or holds the e-mail address of the account.
    OwnEmail,
}

impl Weakness {
    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Length => {
                "Choose a passphrase of 12 to 200 letters; some words that you can remember will do."
            }
            Self::Common => {
                "Many people use this passphrase, so it is tried first. Choose another."
            }
            Self::OwnEmail => "Choose a passphrase without your e-mail address in it.",
        }
    }
}

/// Why a passphrase will not do for the account with this e-mail address; length counts, and no mixture of signs is asked
/// for (NIST SP 800-63B-4).
pub fn weakness(passphrase: &str, email: &str) -> Option<Weakness> {
    let letters = normal(passphrase).chars().count();
    if !(SHORTEST..=LONGEST).contains(&letters) {
        return Some(Weakness::Length);
    }
    let lower = normal(passphrase).to_lowercase();
    let folded: String = lower.split_whitespace().collect();
    if folded.contains(email)
        || email
            .split_once('@')
            .is_some_and(|(name, _)| folded == name)
    {
        return Some(Weakness::OwnEmail);
    }
    let is_common = COMMON.contains(&folded.as_str())
        || RUNS.iter().any(|run| run.starts_with(&folded))
        || repeats(&folded);
    is_common.then_some(Weakness::Common)
}

/// Whether text is nothing but up to four letters again and again.
fn repeats(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    (1..=4).any(|length| {
        letters
            .iter()
            .zip(letters.iter().skip(length))
            .all(|(a, b)| a == b)
    })
}

/// The same passphrase typed on another keyboard has the same letters.
fn normal(passphrase: &str) -> String {
    passphrase.nfkc().collect()
}

/// What the store keeps of a passphrase, in the PHC form, which names its own cost.
#[derive(Clone, PartialEq, Eq)]
pub struct PassphraseHash(String);

impl PassphraseHash {
    /// A hash as the store kept it.
    pub fn kept(text: String) -> Self {
        Self(text)
    }

    /// The text to be kept.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// Hashes are not written where they could be read.
impl std::fmt::Debug for PassphraseHash {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PassphraseHash")
    }
}

/// Why a passphrase was not looked at.
#[derive(Debug, thiserror::Error)]
pub enum Unchecked {
    /// There were too many tries; the next may be made then.
    #[error("too many tries")]
    TooOften(DateTime<Utc>),
    /// A defect.
    #[error("a passphrase could not be hashed: {0}")]
    Failed(String),
}

impl Unchecked {
    fn because(cause: impl std::fmt::Display) -> Self {
        Self::Failed(cause.to_string())
    }
}

/// Makes and checks hashes, a few at once.
#[derive(Debug)]
pub struct Passphrases {
    places: Arc<Semaphore>,
    attempts: Attempts,
}

impl Default for Passphrases {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(AT_ONCE)),
            attempts: Attempts::default(),
        }
    }
}

impl Passphrases {
    /// The hash of a new passphrase.
    pub async fn hash(&self, passphrase: &str) -> Result<PassphraseHash, Unchecked> {
        let passphrase = normal(passphrase);
        self.work(move || {
            let mut salt = [0; SALT_BYTES];
            getrandom::fill(&mut salt).map_err(Unchecked::because)?;
            let hash = hasher()?.hash_password_with_salt(passphrase.as_bytes(), &salt);
            Ok(PassphraseHash(
                hash.map_err(Unchecked::because)?.to_string(),
            ))
        })
        .await
    }

    /// Whether the passphrase given with an e-mail address is the one behind the hash. Without a hash it is not, which takes
    /// as long to find out.
    pub async fn is_right(
        &self,
        email: &str,
        passphrase: &str,
        hash: Option<PassphraseHash>,
        now: DateTime<Utc>,
    ) -> Result<bool, Unchecked> {
        let counted = self.attempts.count(email, now);
        counted.map_err(Unchecked::TooOften)?;
        let is_right = self.compare(passphrase, hash).await?;
        if is_right {
            self.attempts.forgive(email);
        }
        Ok(is_right)
    }

    async fn compare(
        &self,
        passphrase: &str,
        hash: Option<PassphraseHash>,
    ) -> Result<bool, Unchecked> {
        // Longer ones were never taken, and hashing them would cost more.
        let passphrase: String = normal(passphrase).chars().take(LONGEST + 1).collect();
        self.work(move || {
            let hasher = hasher()?;
            let Some(PassphraseHash(hash)) = hash else {
                let salt = [0; SALT_BYTES];
                let hash = hasher.hash_password_with_salt(passphrase.as_bytes(), &salt);
                return hash.map(|_| false).map_err(Unchecked::because);
            };
            let hash = PasswordHash::new(&hash).map_err(Unchecked::because)?;
            Ok(hasher.verify_password(passphrase.as_bytes(), &hash).is_ok())
        })
        .await
    }

    /// Does the work on a thread that may be kept busy, when a place is free. The place stays taken until the work is done,
    /// also when whoever asked no longer waits.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Unchecked> + Send + 'static,
    ) -> Result<T, Unchecked> {
        let place = self.places.clone().acquire_owned().await;
        let place = place.map_err(Unchecked::because)?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        done.await.map_err(Unchecked::because)?
    }
}

fn hasher() -> Result<Argon2<'static>, Unchecked> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(Unchecked::because)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}
