//! Who asks, and what they may do: roles, one table of what each role may do, and that by which a request says who sends
//! it: tokens and sessions, the passphrases of people who sign in, and the JWTs of an issuer that is trusted. Nothing here
//! reads or writes rows; those of accounts and tokens are the directory's. Called by every door and by the rooms that
//! write.

mod attempts;
mod issuer;
mod passphrase;
mod policy;
mod token;
mod viewer;

pub use issuer::{Issuer, Keys, Unaccepted};
pub use passphrase::{PassphraseHash, Passphrases, Unchecked, Weakness, weakness};
pub use policy::{ACTS, Act, Grant, Permit, Role, grant};
pub use token::{Secret, SecretKind};
pub use viewer::{Identity, Scope, Viewer};
