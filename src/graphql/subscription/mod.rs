//! What clients may follow as it happens.

mod changed;

pub use changed::Subscription;
