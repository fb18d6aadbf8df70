//! Clients that others have written, against the real program: `graphql-ws` and `graphql-sse` from npm.

use crate::support::node;
use crate::support::server::Server;

#[test]
fn clients_from_npm_subscribe_and_go_on_after_a_cut() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), "error", &["--sample", "20"]);
    let arguments = [server.url.as_str(), server.secret.as_str()];
    let Some((is_good, told)) = node::run("subscribe.mjs", &arguments) else {
        return;
    };
    assert!(is_good && told.contains("done"), "the clients say:\n{told}");
}
