//! How much of the directory a viewer sees.

use std::sync::Arc;

use crate::auth::{Act, Grant, Viewer};
use crate::store::{Keeper, Reader, Sight, Store};

/// The door as it opens for a viewer.
pub fn reader_for(store: Arc<Store>, viewer: &Viewer) -> Reader {
    let sees = |act| viewer.may(act) == Grant::Always;
    let sees_confidential = sees(Act::ReadConfidential);
    let sight = match sees_confidential {
        true if sees(Act::ReviewRegistrations) => Sight::Everything,
        true => Sight::Confidential,
        false => Sight::Public,
    };
    Reader::new(store, sight).for_keeper(Keeper {
        registrant: viewer.actor(),
        organizations: viewer.organizations.clone(),
    })
}
