//! Telling by content what a path holds, and reading it.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use entity::object::{OBJECTS, Object};
use flate2::read::MultiGzDecoder;

use super::dialect::{Dialect, dialect_of};
use super::dialect_file;
use super::hsds_json;
use super::hsds_package::{DESCRIPTOR, Descriptor, Told};
use super::hsds_tabular;
use super::mapping::Mapping;
use super::package::{Counted, Hearing, Package, table_stem, without_mark};
use super::record::{Closed, Item, Origin, Sink};
use super::report::{Problem, ProblemCode};
use super::spreadsheet;
use crate::directory::Regions;

/// The forms that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// HSDS JSON, one object to ndjson.
    Json,
    /// One CSV file: an HSDS table, or a spreadsheet when there is a mapping.
    Table,
    /// A folder of tables or of JSON.
    Folder,
    /// A .zip of tables or of JSON.
    Zip,
}

/// One path to import, and what it holds.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as it was given.
    pub path: PathBuf,
    /// What it holds.
    pub form: Form,
    /// How many bytes there are to read.
    pub bytes: u64,
    /// For tables of another form than HSDS 3: which.
    pub dialect: Option<&'static Dialect>,
    is_gzipped: bool,
}

/// Looks at the first bytes of a file, or at the folder.
pub fn recognise(path: &Path) -> io::Result<Source> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        let mut package = Package::of_folder(path)?;
        return Ok(Source {
            path: path.to_owned(),
            form: Form::Folder,
            bytes: package.bytes(),
            dialect: dialect_of(&mut package),
            is_gzipped: false,
        });
    }
    let mut head = Vec::new();
    File::open(path)?.take(4_096).read_to_end(&mut head)?;
    let is_gzipped = head.starts_with(&[0x1F, 0x8B]);
    if is_gzipped {
        head.clear();
        MultiGzDecoder::new(File::open(path)?)
            .take(4_096)
            .read_to_end(&mut head)?;
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head);
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    let form = match first {
        Some(b'{' | b'[') => Form::Json,
        Some(b'P') if head.starts_with(b"PK\x03\x04") => Form::Zip,
        _ => Form::Table,
    };
    // An archive that cannot be opened is told of when it is read.
    let package = (form == Form::Zip).then(|| Package::of_zip(path).ok());
    Ok(Source {
        path: path.to_owned(),
        form,
        bytes: metadata.len(),
        dialect: package.flatten().as_mut().and_then(dialect_of),
        is_gzipped,
    })
}

impl Source {
    /// What names the source in the ids of its rows: its file or folder, without the endings.
    pub fn name(&self) -> String {
        let path = self.path.canonicalize();
        let path = path.as_deref().unwrap_or(&self.path);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_ending = |ending: &str| matches!(ending, "gz" | "zip" | "json" | "ndjson");
        let mut name = name.into_owned();
        while let Some((stem, _)) = name
            .rsplit_once('.')
            .filter(|(stem, ending)| !stem.is_empty() && is_ending(ending))
        {
            name = stem.to_owned();
        }
        name
    }

    /// Reads all of it and tells `sink`; `report` hears how many more bytes have been read. `name` names the source where
    /// its ids are not UUIDs.
    pub(super) fn read(
        &self,
        mapping: Option<&Mapping>,
        name: Option<&str>,
        regions: &Regions,
        report: Hearing<'_>,
        sink: &mut dyn Sink,
    ) -> Result<(), Closed> {
        let own = self.name();
        let name = name.unwrap_or(&own);
        let outcome = match self.form {
            Form::Json | Form::Table => self.read_file(mapping, name, regions, report, sink),
            Form::Folder => Package::of_folder(&self.path)
                .and_then(|package| self.read_package(package, name, report, sink)),
            Form::Zip => Package::of_zip(&self.path)
                .and_then(|package| self.read_package(package, name, report, sink)),
        };
        match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                let expected = format!("a file that can be read ({error})");
                self.malformed(&self.path.to_string_lossy(), &expected, sink)
            }
        }
    }

    fn malformed(&self, file: &str, expected: &str, sink: &mut dyn Sink) -> Result<(), Closed> {
        let origin = Origin {
            file: file.into(),
            place: String::new(),
        };
        sink.take(Item::Problem(Problem::new(
            ProblemCode::Malformed,
            &origin,
            "",
            "",
            expected,
        )))
    }

    fn read_file(
        &self,
        mapping: Option<&Mapping>,
        name: &str,
        regions: &Regions,
        report: Hearing<'_>,
        sink: &mut dyn Sink,
    ) -> io::Result<Result<(), Closed>> {
        let file: Arc<str> = self.path.to_string_lossy().into();
        let counted = Counted::new(File::open(&self.path)?, report);
        let input: Box<dyn Read + '_> = if self.is_gzipped {
            Box::new(MultiGzDecoder::new(BufReader::new(counted)))
        } else {
            Box::new(counted)
        };
        let input = without_mark(BufReader::with_capacity(64 * 1024, input))?;
        if self.form == Form::Json {
            return Ok(hsds_json::read(&file, name, input, sink));
        }
        if let Some(mapping) = mapping {
            return Ok(spreadsheet::read(mapping, regions, &file, input, sink));
        }
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        match OBJECTS.iter().find(|object| object.csv == name) {
            Some(object) => Ok(hsds_tabular::read(object, &Told::default(), &file, input, sink)),
            None => Ok(self.malformed(
                &file,
                "HSDS JSON, a folder or .zip of HSDS tables, or a spreadsheet together with --mapping FILE",
                sink,
            )),
        }
    }

    fn read_package(
        &self,
        mut package: Package,
        name: &str,
        report: Hearing<'_>,
        sink: &mut dyn Sink,
    ) -> io::Result<Result<(), Closed>> {
        if let Some(dialect) = self.dialect {
            return dialect_file::read(dialect, &mut package, name, report, sink);
        }
        let descriptor = if package.names().iter().any(|name| name == DESCRIPTOR) {
            Some(package.open(DESCRIPTOR, report)?)
        } else {
            None
        };
        let descriptor = Descriptor::read(descriptor);
        let tables = tables(package.names(), &descriptor);
        let json: Vec<String> = package
            .names()
            .iter()
            .filter(|it| is_json(it))
            .cloned()
            .collect();
        if tables.is_empty() && !json.is_empty() {
            for file_name in json {
                let file: Arc<str> = package.label(&file_name).into();
                let input = package.open(&file_name, report)?;
                if let Err(closed) = hsds_json::read(&file, name, input, sink) {
                    return Ok(Err(closed));
                }
            }
            return Ok(Ok(()));
        }
        if let Err(closed) = self.announce_unknown(package.names(), &tables, sink) {
            return Ok(Err(closed));
        }
        for (object, name) in tables {
            let file: Arc<str> = package.label(&name).into();
            let input = package.open(&name, report)?;
            let told = descriptor.told(object);
            if let Err(closed) = hsds_tabular::read(object, &told, &file, input, sink) {
                return Ok(Err(closed));
            }
        }
        Ok(Ok(()))
    }

    /// Says which files are left out, and that a package without any table is none.
    fn announce_unknown(
        &self,
        names: &[String],
        tables: &[(&'static Object, String)],
        sink: &mut dyn Sink,
    ) -> Result<(), Closed> {
        let package = self.path.to_string_lossy();
        if tables.is_empty() {
            let expected = "HSDS tables such as organizations.csv and services.csv, or HSDS JSON";
            return self.malformed(&package, expected, sink);
        }
        for name in names.iter().filter(|name| table_stem(name).is_some()) {
            if !tables.iter().any(|(_, table)| table == name) {
                let origin = Origin {
                    file: format!("{package}/{name}").into(),
                    place: String::new(),
                };
                let expected = "the name of an HSDS table, such as services.csv";
                let problem = Problem::new(ProblemCode::UnknownFile, &origin, "", name, expected);
                sink.take(Item::Problem(problem))?;
            }
        }
        Ok(())
    }
}

/// Whether a file of a package is JSON with records.
fn is_json(name: &str) -> bool {
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let is_json = name.ends_with(".json") || name.ends_with(".ndjson");
    is_json && name != DESCRIPTOR
}

/// The tables among `names` in the order in which they refer to each other. A descriptor may give them other names.
fn tables(names: &[String], descriptor: &Descriptor) -> Vec<(&'static Object, String)> {
    OBJECTS
        .iter()
        .filter_map(|object| {
            let stem = table_stem(object.csv);
            let usual = names.iter().find(|name| table_stem(name) == stem);
            let told = descriptor.path(object).map(str::to_owned);
            let name = told.filter(|name| names.contains(name));
            Some((object, name.or_else(|| usual.cloned())?))
        })
        .collect()
}
