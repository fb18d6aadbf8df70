//! Telling others of changes: posts what the directory's outbox holds to the addresses of webhooks, signed, and says what
//! came of it. It decides neither what is told nor when to try again; the directory does. Called by `cli`, which lets it
//! run beside the server.

mod courier;
mod post;

pub use courier::Courier;
pub use post::Post;
