//! The audits of GraphQL over HTTP that the GraphQL foundation's `graphql-http` brings, against a running server.

use crate::support::node;
use crate::support::say;
use crate::support::server::Server;

#[test]
fn every_must_and_should_of_graphql_over_http_passes() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), "error", &[]);
    let Some((is_good, told)) = node::run("http-audit.mjs", &[&server.url]) else {
        return;
    };
    assert!(is_good, "{told}");
    say(&format!("audits of graphql-http: {}", told.trim()));
}
