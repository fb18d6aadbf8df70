//! The shape of the project, held by tests: which room may know which, which crate is named where, what no file may be
//! called, what a door plate may hold, and when a file is too long. The two tables below also stand in
//! `docs/ARCHITECTURE.md`; a test compares them. Each failure says the rule and why it is one.
//!
//! Long because it reads Rust by itself: a parser would be one more crate to build for every run of the tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may stop at the first surprise"
)]

use std::fs;
use std::path::Path;

/// A name, the rooms it goes with, and why.
type Row = (&'static str, &'static [&'static str], &'static str);

/// The rooms in request order, and the rooms that each may import.
const ROOMS: &[Row] = &[
    (
        "cli",
        &[
            "http",
            "auth",
            "notify",
            "graphql",
            "broker",
            "transfer",
            "directory",
            "search",
            "change",
            "store",
            "config",
            "telemetry",
        ],
        "it opens every part and hands it to the others, so it alone may know them all",
    ),
    (
        "http",
        &["graphql", "transfer"],
        "it carries documents to the schema and files to whoever fetches them; what they ask is not its business",
    ),
    (
        "notify",
        &["graphql", "directory"],
        "it carries what the directory's outbox holds, named as clients know it; what is told and when, it is told",
    ),
    (
        "graphql",
        &["broker", "directory", "auth"],
        "clients see nouns: SQL, ranking and storage stay behind the rules",
    ),
    (
        "broker",
        &["directory", "search", "store"],
        "linking stands on the open directory and finds through the index, whose words it shares",
    ),
    (
        "transfer",
        &["broker", "directory", "store"],
        "what comes in is written by the directory's editor alone, in the cells that the store knows; what goes out is read from the broker's map",
    ),
    (
        "directory",
        &["change", "store", "auth"],
        "the rules know how rows are kept and logged, and ask the policy before they write; how the question came they do not know",
    ),
    (
        "search",
        &["directory", "change", "store"],
        "the index is made from the store and kept up by the log; what an offer is (its hours, its region) it asks the directory, and it ranks nothing itself",
    ),
    (
        "auth",
        &[],
        "who asks and what they may do are pure questions; rows of tokens are the directory's",
    ),
    (
        "change",
        &["store"],
        "the log is written in the store's own transaction",
    ),
    (
        "store",
        &[],
        "it is the ground: it knows the tables and nothing above them",
    ),
    (
        "config",
        &["store"],
        "the settings of all commands say where the store is",
    ),
    (
        "telemetry",
        &[],
        "how log lines look depends on nothing that is logged",
    ),
];

/// Crates that shape whatever names them, and the rooms that may name each.
const CRATES: &[Row] = &[
    ("axum", &["http"], "only the network door knows HTTP"),
    ("tower_http", &["http"], "only the network door knows HTTP"),
    ("hyper", &["http"], "only the network door knows HTTP"),
    ("hyper_util", &["http"], "only the network door knows HTTP"),
    (
        "reqwest",
        &["notify", "cli"],
        "only two rooms call out: one checks where to, the other asks the issuer that the operator names",
    ),
    (
        "async_graphql",
        &["graphql", "http"],
        "below the schema nothing knows that the question was GraphQL",
    ),
    (
        "tantivy",
        &["search"],
        "the index can be replaced by changing one room",
    ),
    ("frostem", &["search"], "words are cut in one way only"),
    (
        "rrule",
        &["directory"],
        "only opening hours recur, and they answer for themselves",
    ),
    (
        "argon2",
        &["auth"],
        "passphrases are hashed in one place, which bounds how many at once",
    ),
    (
        "jsonwebtoken",
        &["auth"],
        "a JWT is believed in one place or not at all",
    ),
    (
        "sea_orm",
        &["cli", "directory", "search", "change", "store"],
        "statements are built below the schema, and never in `graphql`, `http` or `transfer`",
    ),
    (
        "migration",
        &["store"],
        "the tables are brought up to date where they are opened",
    ),
    (
        "clap",
        &["cli", "config", "telemetry"],
        "only operators give flags",
    ),
];

/// Names that say nothing: such a file becomes the drawer for what nobody has thought about.
const DRAWERS: [&str; 5] = ["utils", "common", "helpers", "types", "misc"];

/// Door plates that hold a function all the same, and why.
const DOOR_PLATES_WITH_A_FUNCTION: [(&str, &str); 1] = [(
    "src/cli/mod.rs",
    "`run` is the list of commands, one line each, beside the enum they are in",
)];

/// A file longer than this gives a reason.
const LINES: usize = 400;

/// A source file: its path from the root of the project, and its text.
struct File {
    path: String,
    text: String,
}

impl File {
    /// The room a file of `src` is in: its folder, or its own name when it stands at the top.
    fn room(&self) -> &str {
        let path = self.path.strip_prefix("src/").unwrap_or_default();
        let first = path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    fn is_door_plate(&self) -> bool {
        self.path.ends_with("/mod.rs") || self.path == "src/lib.rs"
    }

    /// The lines at the top that say what the file is for.
    fn header(&self) -> String {
        let lines = self.text.lines().take_while(|line| line.starts_with("//!"));
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All `.rs` files below these folders, by path.
fn files(folders: &[&str]) -> Vec<File> {
    let mut open: Vec<_> = folders.iter().map(|folder| root().join(folder)).collect();
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(root()).unwrap().to_str().unwrap();
                files.push(File {
                    path: path.replace('\\', "/"),
                    text,
                });
            }
        }
    }
    assert!(!files.is_empty(), "there are no files in {folders:?}");
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

const ALL: [&str; 5] = ["src", "entity/src", "migration/src", "tests", "benches"];

/// The text with everything that is not code made blank: comments, and what stands in quotes. Lines stay where they are.
fn code(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let starts = |at: usize, what: &str| {
        what.chars()
            .enumerate()
            .all(|(i, letter)| letters.get(at + i) == Some(&letter))
    };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let end = if starts(at, "//") {
            (at..letters.len())
                .find(|&i| letters[i] == '\n')
                .unwrap_or(letters.len())
        } else if starts(at, "/*") {
            let mut depth = 0;
            let mut i = at;
            loop {
                if starts(i, "/*") {
                    depth += 1;
                    i += 2;
                } else if starts(i, "*/") {
                    depth -= 1;
                    i += 2;
                } else {
                    i += 1;
                }
                if depth == 0 || i >= letters.len() {
                    break i.min(letters.len());
                }
            }
        } else if let Some(hashes) = raw_string(&letters, at) {
            let close = format!("\"{}", "#".repeat(hashes));
            let first = at + 2 + hashes;
            let close_at = (first..letters.len()).find(|&i| starts(i, &close));
            close_at.map_or(letters.len(), |i| i + close.len())
        } else if letters[at] == '"' {
            let mut i = at + 1;
            while i < letters.len() && letters[i] != '"' {
                i += if letters[i] == '\\' { 2 } else { 1 };
            }
            (i + 1).min(letters.len())
        } else if letters[at] == '\'' && starts(at + 1, "\\") {
            (at + 3..letters.len())
                .find(|&i| letters[i] == '\'')
                .map_or(letters.len(), |i| i + 1)
        } else if letters[at] == '\'' && letters.get(at + 2) == Some(&'\'') {
            at + 3
        } else {
            out.push(letters[at]);
            at += 1;
            continue;
        };
        out.extend(
            letters[at..end]
                .iter()
                .map(|letter| if *letter == '\n' { '\n' } else { ' ' }),
        );
        at = end;
    }
    out
}

/// The number of `#` when a raw string begins here.
fn raw_string(letters: &[char], at: usize) -> Option<usize> {
    let is_inside_word = at > 0 && is_of_word(letters[at - 1]) && letters[at - 1] != 'b';
    if letters[at] != 'r' || is_inside_word {
        return None;
    }
    let hashes = letters[at + 1..]
        .iter()
        .take_while(|letter| **letter == '#')
        .count();
    (letters.get(at + 1 + hashes) == Some(&'"')).then_some(hashes)
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Where `word` stands by itself: the byte behind it, and its line.
fn places(code: &str, word: &str) -> Vec<(usize, usize)> {
    let is_whole = |at: usize| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(is_of_word) && !after.is_some_and(is_of_word)
    };
    let whole = code
        .match_indices(word)
        .map(|(at, _)| at)
        .filter(|at| is_whole(*at));
    whole
        .map(|at| (at + word.len(), code[..at].matches('\n').count() + 1))
        .collect()
}

/// What stands directly under `top` in every path that begins with it, such as `store` in `crate::store::Fault`.
fn named_under(code: &str, top: &str) -> Vec<(String, usize)> {
    let mut named = Vec::new();
    for (end, line) in places(code, top) {
        let Some(rest) = code[end..].trim_start().strip_prefix("::") else {
            continue;
        };
        let rest = rest.trim_start();
        let Some(group) = rest.strip_prefix('{') else {
            named.push((first_word(rest), line));
            continue;
        };
        let (mut depth, mut is_next) = (1, true);
        for (at, letter) in group.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => is_next = true,
                _ if is_next && !letter.is_whitespace() => {
                    named.push((first_word(&group[at..]), line));
                    is_next = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    named
}

fn first_word(text: &str) -> String {
    if text.starts_with('*') {
        return "*".to_owned();
    }
    text.chars()
        .take_while(|letter| is_of_word(*letter))
        .collect()
}

fn hold(rule: &str, why: &str, broken: &[String]) {
    let broken = broken.join("\n  ");
    assert!(
        broken.is_empty(),
        "\n\nRule: {rule}\nWhy: {why}\nBroken by:\n  {broken}\n"
    );
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let mut broken = Vec::new();
    for file in files(&["src"]) {
        let code = code(&file.text);
        let Some((room, allowed, why)) = ROOMS.iter().find(|(room, ..)| *room == file.room())
        else {
            continue;
        };
        for (named, line) in named_under(&code, "crate") {
            if named != *room && !allowed.contains(&named.as_str()) {
                broken.push(format!(
                    "{}:{line} `{room}` names `{named}`; {why}",
                    file.path
                ));
            }
        }
        let climbs = named_under(&code, "super")
            .into_iter()
            .filter(|(name, _)| name == "super");
        broken.extend(climbs.map(|(_, line)| {
            format!(
                "{}:{line} climbs by `super::super`; begin at `crate::`",
                file.path
            )
        }));
    }
    let why = "a room that knows few others can be read, tested and replaced by itself";
    hold(
        "a room imports only the rooms that the table in docs/ARCHITECTURE.md gives it",
        why,
        &broken,
    );
}

#[test]
fn every_room_is_in_the_table() {
    let mut broken = Vec::new();
    let files = files(&["src"]);
    for file in &files {
        let is_known = ROOMS.iter().any(|(room, ..)| *room == file.room());
        if !is_known && !["lib", "main"].contains(&file.room()) {
            broken.push(format!("{} is in a room without a row", file.path));
        }
    }
    for (room, ..) in ROOMS {
        if !files.iter().any(|file| file.room() == *room) {
            broken.push(format!("`{room}` has a row and no file"));
        }
    }
    hold(
        "every room has a row in the table of rooms",
        "a room without a row may import anything",
        &broken,
    );
}

#[test]
fn crates_are_named_only_in_their_rooms() {
    let mut broken = Vec::new();
    for file in files(&["src"]) {
        let code = code(&file.text);
        for (name, rooms, why) in CRATES {
            for (_, line) in places(&code, name) {
                if file.room() != "main" && !rooms.contains(&file.room()) {
                    broken.push(format!("{}:{line} names `{name}`; {why}", file.path));
                }
            }
        }
    }
    let why = "a crate that is named in one room can be replaced there";
    hold(
        "a crate is named only in the rooms that docs/ARCHITECTURE.md gives it",
        why,
        &broken,
    );
}

#[test]
fn tables_and_their_history_know_nothing_of_us() {
    let mut broken = Vec::new();
    for (folder, others) in [
        ("entity", ["jembatan", "migration"]),
        ("migration", ["jembatan", "entity"]),
    ] {
        for file in files(&[&format!("{folder}/src")]) {
            let code = code(&file.text);
            for other in others {
                let named = named_under(&code, other);
                broken.extend(
                    named
                        .iter()
                        .map(|(_, line)| format!("{}:{line} names `{other}`", file.path)),
                );
            }
        }
        let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
        for line in manifest
            .lines()
            .filter(|line| others.iter().any(|other| line.starts_with(other)))
        {
            broken.push(format!("{folder}/Cargo.toml: {line}"));
        }
    }
    let why = "everything stands on the tables; and a migration that read today's tables would change when they do";
    hold(
        "`entity` and `migration` name neither `jembatan` nor each other",
        why,
        &broken,
    );
}

#[test]
fn no_file_is_a_drawer() {
    let mut broken = Vec::new();
    for file in files(&ALL) {
        let parts = file
            .path
            .split('/')
            .map(|part| part.strip_suffix(".rs").unwrap_or(part));
        broken.extend(
            parts
                .filter(|part| DRAWERS.contains(part))
                .map(|part| format!("{}: `{part}`", file.path)),
        );
        let code = code(&file.text);
        for (end, line) in places(&code, "mod") {
            let name = first_word(code[end..].trim_start());
            if DRAWERS.contains(&name.as_str()) {
                broken.push(format!("{}:{line} `mod {name}`", file.path));
            }
        }
    }
    let rule = format!("no file, folder or module is called {}", DRAWERS.join(", "));
    hold(
        &rule,
        "such a name says nothing of what is inside, so anything goes in",
        &broken,
    );
}

#[test]
fn every_file_says_what_it_is_for() {
    let files = files(&ALL);
    let silent = files
        .iter()
        .filter(|file| file.header().trim_matches(['/', '!', '.', ' ']).is_empty());
    let broken: Vec<String> = silent.map(|file| file.path.clone()).collect();
    let rule = "every .rs file begins with `//!` and a sentence: what it is for, what it is not";
    hold(
        rule,
        "a reader decides by the first line whether this is the file to open",
        &broken,
    );
}

#[test]
fn door_plates_hold_no_logic() {
    let mut broken = Vec::new();
    for file in files(&["src"]).iter().filter(|file| file.is_door_plate()) {
        if DOOR_PLATES_WITH_A_FUNCTION
            .iter()
            .any(|(path, _)| *path == file.path)
        {
            continue;
        }
        let functions = places(&code(&file.text), "fn").into_iter();
        broken.extend(functions.map(|(_, line)| format!("{}:{line}", file.path)));
    }
    let why = "it says who lives in the room; work hidden there is found by nobody";
    hold(
        "a mod.rs holds a purpose, `mod` and `pub use`, and no function",
        why,
        &broken,
    );
}

#[test]
fn long_files_give_a_reason() {
    let mut broken = Vec::new();
    for file in files(&ALL) {
        let lines = file.text.lines().count();
        if lines > LINES && !file.header().to_lowercase().contains("long because") {
            broken.push(format!("{}: {lines} lines", file.path));
        }
    }
    let rule = format!(
        "a file of more than {LINES} lines says in its `//!` lines that it is \"long because\" of what"
    );
    hold(
        &rule,
        "a long file most often holds two things that were not told apart",
        &broken,
    );
}

/// A table as Markdown rows.
fn rows(table: &[Row]) -> Vec<String> {
    let row = |(name, rooms, why): &Row| {
        let rooms: Vec<String> = rooms.iter().map(|room| format!("`{room}`")).collect();
        let rooms = if rooms.is_empty() {
            "nothing".to_owned()
        } else {
            rooms.join(", ")
        };
        format!("| `{name}` | {rooms} | {why} |")
    };
    table.iter().map(row).collect()
}

#[test]
fn the_document_has_the_same_tables() {
    let document = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    for (head, table) in [
        ("| room | may import | why |", ROOMS),
        ("| crate | named in | why |", CRATES),
    ] {
        let expected = rows(table);
        let lines = document.lines().skip_while(|line| *line != head).skip(2);
        let written: Vec<&str> = lines.take_while(|line| line.starts_with('|')).collect();
        let expected_text = expected.join("\n");
        let rule = "docs/ARCHITECTURE.md and tests/architecture.rs hold the same tables";
        let why = "people read the one and the build obeys the other";
        assert_eq!(
            written, expected,
            "\n\nRule: {rule}\nWhy: {why}\nUnder `{head}` the document should have:\n{expected_text}\n"
        );
    }
}

#[test]
fn only_code_is_read() {
    let text = r##"// crate::a
/* crate::b /* crate::c */ */ use crate::{d, e::{f, g}, h}; let s = "crate::i \" crate::j"; let c = '"';
let r = r#"crate::k "quoted" "#; fn x<'a>(y: &'a str) -> crate::l::M { $crate::n::o(','); pub(crate) p }"##;
    let named: Vec<String> = named_under(&code(text), "crate")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(named, ["d", "e", "h", "l", "n"]);
    assert_eq!(places(&code(text), "pub").len(), 1);
    assert_eq!(named_under(&code(text), "crate")[0].1, 2);
}
