//! Who asks, and what they may do: roles, one table of what each role may do, and the tokens by which a request says who
//! sends it. Nothing here reads or writes; rows of accounts and tokens are the directory's. Called by every door and by
//! the rooms that write.

mod policy;
mod token;
mod viewer;

pub use policy::{ACTS, Act, Grant, Permit, Role, grant};
pub use token::{Secret, hash_of};
pub use viewer::{Scope, Viewer};
