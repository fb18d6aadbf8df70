//! The program itself, serving on a free port in a process of its own, with its log in a file.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The program over a data folder, which says little.
pub fn jembatan(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jembatan"));
    command
        .arg("--data-dir")
        .arg(folder)
        .args(["--log", "error"])
        .args(arguments);
    command
}

/// A running server; it ends with the test.
pub struct Server {
    process: Child,
    log: PathBuf,
    /// The address of the API.
    pub url: String,
    pub address: SocketAddr,
    /// The admin's token, shown when the directory has none yet; else empty.
    pub secret: String,
}

impl Server {
    /// Serves what is in a folder, with these further arguments.
    pub fn start(folder: &Path, log_filter: &str, arguments: &[&str]) -> Self {
        let log = folder.join("server.log");
        let mut process = Command::new(env!("CARGO_BIN_EXE_jembatan"))
            .args(["--data-dir"])
            .arg(folder)
            .args(["--log", log_filter, "serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut printed = String::new();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        while !printed.contains("serving at") {
            printed += &lines
                .next()
                .expect("the server says where it serves")
                .unwrap();
            printed.push('\n');
        }
        let word = |beginning: &str| {
            let mut words = printed.split_whitespace();
            words
                .find(|word| word.starts_with(beginning))
                .unwrap_or_default()
                .to_owned()
        };
        let (url, secret) = (word("http://"), word("jbt_"));
        let authority = url.split('/').nth(2).unwrap();
        Self {
            process,
            log,
            address: authority.parse().unwrap(),
            secret,
            url,
        }
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    pub fn is_alive(&mut self) -> bool {
        self.process.try_wait().unwrap().is_none()
    }

    /// Memory it holds, in KiB; `None` where the system does not tell.
    pub fn resident_kib(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
