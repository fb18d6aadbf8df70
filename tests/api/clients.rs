//! Clients that others have written, against the real program: `graphql-ws` and `graphql-sse` from npm.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::say;

const NPM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/npm");

fn jembatan(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jembatan"));
    command
        .arg("--data-dir")
        .arg(folder)
        .args(["--log", "error"])
        .args(arguments);
    command
}

/// Whether Node.js is there. Where everything must be tested, it has to be.
fn has_node() -> bool {
    let is_there = |program: &str| {
        let version = Command::new(program).arg("--version").output();
        version.is_ok_and(|output| output.status.success())
    };
    if is_there("node") && is_there("npm") {
        return true;
    }
    assert!(
        std::env::var("CI").is_err(),
        "node and npm are needed where CI is set"
    );
    say("SKIPPED: node or npm is not there, so the clients from npm did not run");
    false
}

#[test]
fn clients_from_npm_subscribe_and_go_on_after_a_cut() {
    if !has_node() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let packages = folder.path().join("npm");
    std::fs::create_dir(&packages).unwrap();
    for file in ["package.json", "package-lock.json", "subscribe.mjs"] {
        std::fs::copy(Path::new(NPM).join(file), packages.join(file)).unwrap();
    }
    let installed = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&packages)
        .output()
        .unwrap();
    assert!(installed.status.success(), "npm ci: {installed:?}");

    let data = folder.path().join("data");
    let made = jembatan(
        &data,
        &["token", "create", "--role", "admin", "--name", "uji"],
    )
    .output()
    .unwrap();
    let token = String::from_utf8(made.stdout).unwrap();
    let mut server = jembatan(
        &data,
        &["serve", "--listen", "127.0.0.1:0", "--sample", "20"],
    )
    .stdout(Stdio::piped())
    .spawn()
    .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let url = lines
        .by_ref()
        .map(Result::unwrap)
        .find_map(|line| Some(line.split_once("serving at ")?.1.to_owned()))
        .expect("the server says where it serves");
    let script = Command::new("node")
        .arg("subscribe.mjs")
        .env("JEMBATAN_URL", url)
        .env("JEMBATAN_TOKEN", token.trim())
        .current_dir(&packages)
        .output();
    server.kill().unwrap();
    server.wait().unwrap();
    let script = script.unwrap();
    let said = String::from_utf8([script.stdout, script.stderr].concat()).unwrap();
    assert!(
        script.status.success() && said.contains("done"),
        "the clients say:\n{said}"
    );
}
