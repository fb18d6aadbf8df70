//! Programs of other people in Node.js that talk to the server, from `tests/npm`.

use std::path::Path;
use std::process::{Command, Stdio};

use super::say;

/// Runs a script of `tests/npm` and returns what it printed, and whether it went well. `None` without Node.js, which is
/// said on standard error and is a failure in CI.
pub fn run(script: &str, arguments: &[&str]) -> Option<(bool, String)> {
    let has = |program: &str| {
        let mut command = Command::new(program);
        command.arg("--version").stdout(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if !has("node") || !has("npm") {
        assert_ne!(
            std::env::var("CI").as_deref(),
            Ok("true"),
            "CI has node and npm"
        );
        say(&format!(
            "SKIPPED: {script} did not run, because there is no node or no npm"
        ));
        return None;
    }
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/npm");
    let folder = tempfile::tempdir().unwrap();
    for name in ["package.json", "package-lock.json", script] {
        std::fs::copy(from.join(name), folder.path().join(name)).unwrap();
    }
    let mut install = Command::new("npm");
    install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    let installed = install.current_dir(folder.path()).output().unwrap();
    let told = String::from_utf8_lossy(&installed.stderr).into_owned();
    assert!(installed.status.success(), "{told}");
    let mut node = Command::new("node");
    let output = node
        .arg(script)
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8(text).unwrap()))
}
