//! How an older form of human services data differs from HSDS 3: which of its tables is which object, and what its
//! columns feed. A dialect is a table of tables; [`super::dialect_row`] reads rows by it.

use std::io::Read;

use csv::{ReaderBuilder, StringRecord, Trim};

use super::hsds_1::HSDS_1;
use super::ohana::OHANA;
use super::package::Package;

/// A form of data other than HSDS 3.
#[derive(Debug, PartialEq)]
pub struct Dialect {
    /// Its name in ids.
    pub(super) name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What only this dialect has: a table, and columns that it has all of.
    pub(super) signs: &'static [(&'static str, &'static [&'static str])],
    /// A file that marks rows of a table with rows of another: an object of JSON with an array for each id.
    pub(super) marks: Option<(&'static str, &'static str, &'static str)>,
    /// Its tables, each after those it refers to.
    pub(super) tables: &'static [Table],
}

/// One table of a dialect.
#[derive(Debug, PartialEq)]
pub(super) struct Table {
    /// The name of its file without the ending.
    pub(super) name: &'static str,
    /// Other names of it: other spellings of the file, and properties of JSON.
    pub(super) aliases: &'static [&'static str],
    /// The object of HSDS 3 that its rows are; empty when they only add to the rows of another table.
    pub(super) object: &'static str,
    /// The column that tells its rows apart.
    pub(super) id: &'static str,
    /// Another column by which its rows are named.
    pub(super) other_id: Option<&'static str>,
    /// The columns that tell its rows apart where there are no ids, as in JSON.
    pub(super) names: &'static [&'static str],
    /// Whether a row of a table can do without an id; then all that it says makes up its id.
    pub(super) is_detail: bool,
    /// Another table is of the same object, and publishers give both the same ids.
    pub(super) is_second: bool,
    /// What its columns feed, apart from those that are called as in HSDS 3. A column may feed several things.
    pub(super) feeds: &'static [(&'static str, Feed)],
    /// What fields hold when no column says otherwise, where the dialect itself says so.
    pub(super) defaults: &'static [(&'static str, &'static str)],
    /// A column that rows of other tables ask for.
    pub(super) remembered: Option<&'static str>,
}

/// A table with an object and nothing else to say.
pub(super) const TABLE: Table = Table {
    name: "",
    aliases: &[],
    object: "",
    id: "id",
    other_id: None,
    names: &[],
    is_detail: true,
    is_second: false,
    feeds: &[],
    defaults: &[],
    remembered: None,
};

/// Contacts, which all dialects tell alike.
pub(super) const CONTACTS: Table = Table {
    name: "contacts",
    aliases: &["contact"],
    object: "contact",
    ..TABLE
};

/// What a column feeds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Feed {
    /// A field.
    To(&'static str),
    /// A field, behind what is there.
    Behind(&'static str),
    /// A field, in capitals.
    Capitals(&'static str),
    /// A field, through a list of words without regard to case.
    Words(&'static str, &'static [(&'static str, &'static str)]),
    /// A field, with the id of the row of a table.
    Row(&'static str, &'static str),
    /// A field, with the id of the row of the second table that the row of the first remembers.
    Through(&'static str, &'static str, &'static str),
    /// A service at a location, which is the row of a table.
    At(&'static str),
    /// A day; one without a year, or not to be read, goes into the notes.
    Day(&'static str),
    /// The year of a day.
    Year(&'static str),
    /// A time of day.
    Clock(&'static str),
    /// A day of the week of every week.
    Weekday,
    /// Whether the days are closed.
    Closed,
    /// The name or code of a language.
    Language,
    /// A record for each part of a list: its object, the field that names this row, and the one that holds the part.
    Each(&'static str, &'static str, &'static str),
    /// A record with the whole cell.
    Part(&'static str, &'static str, &'static str),
    /// Terms of a table with which this row is marked.
    Marks(&'static str),
    /// A row of a table that this term marks.
    Marked(&'static str),
    /// Hours in words, and the field of a schedule that names this row.
    Hours(&'static str),
    /// A field of the row of a table, gathered from all rows that name it; the column with the text.
    Gathered(&'static str, &'static str, &'static str),
    /// Nothing that another column does not say.
    Told,
}

impl Dialect {
    /// The table with a name.
    pub(super) fn table(&self, name: &str) -> Option<&'static Table> {
        let mut tables = self.tables.iter();
        tables.find(|table| table.name == name || table.aliases.contains(&name))
    }
}

impl Table {
    /// The name of its file in a package.
    pub(super) fn file<'a>(&self, package: &'a Package) -> Option<&'a str> {
        let names = std::iter::once(self.name).chain(self.aliases.iter().copied());
        names.into_iter().find_map(|name| package.table(name))
    }
}

/// The dialect of a package, told by the names of its files and their columns; `None` for HSDS 3.
pub(super) fn dialect_of(package: &mut Package) -> Option<&'static Dialect> {
    [&OHANA, &HSDS_1].into_iter().find(|dialect| {
        dialect.signs.iter().any(|(table, columns)| {
            // By this name alone: another one of the table may be that of a table of HSDS 3.
            let Some(file) = package.table(table).map(str::to_owned) else {
                return false;
            };
            columns.is_empty() || {
                let headers = package.open(&file, &|_| ()).ok().and_then(headers);
                headers.is_some_and(|headers| {
                    columns
                        .iter()
                        .all(|column| headers.iter().any(|header| header == *column))
                })
            }
        })
    })
}

fn headers(input: impl Read) -> Option<StringRecord> {
    let mut table = ReaderBuilder::new().trim(Trim::All).from_reader(input);
    table.headers().ok().cloned()
}
