//! Telling by content what a path holds, and reading it.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use entity::object::{OBJECTS, Object};
use flate2::read::MultiGzDecoder;

use super::hsds_json;
use super::hsds_package::{DESCRIPTOR, Descriptor, Told};
use super::hsds_tabular;
use super::mapping::Mapping;
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
    /// A folder of HSDS tables.
    Folder,
    /// A .zip of HSDS tables.
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
    is_gzipped: bool,
}

/// Looks at the first bytes of a file, or at the folder.
pub fn recognise(path: &Path) -> io::Result<Source> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        let mut bytes = 0;
        for entry in std::fs::read_dir(path)? {
            bytes += entry?.metadata()?.len();
        }
        return Ok(Source {
            path: path.to_owned(),
            form: Form::Folder,
            bytes,
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
    Ok(Source {
        path: path.to_owned(),
        form,
        bytes: metadata.len(),
        is_gzipped,
    })
}

/// Counts what has been read and tells the sink now and then.
struct Counted<'a, R> {
    inner: R,
    unreported: u64,
    report: &'a (dyn Fn(u64) + Send + Sync),
}

const REPORTED_BYTES: u64 = 256 * 1024;

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.unreported += u64::try_from(count).unwrap_or(0);
        if self.unreported >= REPORTED_BYTES || count == 0 {
            (self.report)(self.unreported);
            self.unreported = 0;
        }
        Ok(count)
    }
}

impl Source {
    /// Reads all of it and tells `sink`; `report` hears how many more bytes have been read.
    pub(super) fn read(
        &self,
        mapping: Option<&Mapping>,
        regions: &Regions,
        report: &(dyn Fn(u64) + Send + Sync),
        sink: &mut dyn Sink,
    ) -> Result<(), Closed> {
        let outcome = match self.form {
            Form::Json | Form::Table => self.read_file(mapping, regions, report, sink),
            Form::Folder => self.read_folder(report, sink),
            Form::Zip => self.read_zip(report, sink),
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
        regions: &Regions,
        report: &(dyn Fn(u64) + Send + Sync),
        sink: &mut dyn Sink,
    ) -> io::Result<Result<(), Closed>> {
        let file: Arc<str> = self.path.to_string_lossy().into();
        let counted = Counted {
            inner: File::open(&self.path)?,
            unreported: 0,
            report,
        };
        let input: Box<dyn Read + '_> = if self.is_gzipped {
            Box::new(MultiGzDecoder::new(BufReader::new(counted)))
        } else {
            Box::new(counted)
        };
        let input = without_mark(BufReader::with_capacity(64 * 1024, input))?;
        if self.form == Form::Json {
            return Ok(hsds_json::read(&file, input, sink));
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

    fn read_folder(
        &self,
        report: &(dyn Fn(u64) + Send + Sync),
        sink: &mut dyn Sink,
    ) -> io::Result<Result<(), Closed>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.path)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        let descriptor = match File::open(self.path.join(DESCRIPTOR)) {
            Ok(file) => Some(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let descriptor = Descriptor::read(descriptor);
        let tables = tables(&names, &descriptor);
        if let Err(closed) = self.announce_unknown(&names, &tables, sink) {
            return Ok(Err(closed));
        }
        for (object, name) in tables {
            let path = self.path.join(&name);
            let file: Arc<str> = path.to_string_lossy().into();
            let input = Counted {
                inner: File::open(&path)?,
                unreported: 0,
                report,
            };
            let told = descriptor.told(object);
            let input = BufReader::new(input);
            if let Err(closed) = hsds_tabular::read(object, &told, &file, input, sink) {
                return Ok(Err(closed));
            }
        }
        Ok(Ok(()))
    }

    fn read_zip(
        &self,
        report: &(dyn Fn(u64) + Send + Sync),
        sink: &mut dyn Sink,
    ) -> io::Result<Result<(), Closed>> {
        let mut archive = zip::ZipArchive::new(BufReader::new(File::open(&self.path)?))
            .map_err(io::Error::other)?;
        // Only names are used, never paths to write to, so an entry cannot reach outside.
        let names: Vec<String> = archive
            .file_names()
            .filter_map(|name| name.ok().map(|name| name.into_owned()))
            .collect();
        let folder = package_folder(&names).to_owned();
        let inside: Vec<String> = names
            .iter()
            .filter_map(|name| name.strip_prefix(&folder))
            .map(str::to_owned)
            .collect();
        let descriptor = match archive.by_name(&format!("{folder}{DESCRIPTOR}")) {
            Ok(mut entry) => {
                let mut content = Vec::new();
                entry.read_to_end(&mut content)?;
                Some(Cursor::new(content))
            }
            Err(_) => None,
        };
        let descriptor = Descriptor::read(descriptor);
        let tables = tables(&inside, &descriptor);
        if let Err(closed) = self.announce_unknown(&inside, &tables, sink) {
            return Ok(Err(closed));
        }
        for (object, name) in tables {
            let entry = archive
                .by_name(&format!("{folder}{name}"))
                .map_err(io::Error::other)?;
            let file: Arc<str> = format!("{}/{name}", self.path.display()).into();
            report(entry.compressed_size());
            let told = descriptor.told(object);
            if let Err(closed) = hsds_tabular::read(object, &told, &file, entry, sink) {
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
            let expected = "HSDS tables such as organizations.csv and services.csv";
            return self.malformed(&package, expected, sink);
        }
        for name in names.iter().filter(|name| name.ends_with(".csv")) {
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

/// The folder inside an archive that holds the package: the one nearest to the top with a table or a descriptor.
fn package_folder(names: &[String]) -> &str {
    let is_part =
        |file: &str| file == DESCRIPTOR || OBJECTS.iter().any(|object| object.csv == file);
    names
        .iter()
        .filter_map(|name| {
            let file = name.rsplit('/').next().filter(|file| is_part(file))?;
            name.strip_suffix(file)
        })
        .min_by_key(|folder| folder.matches('/').count())
        .unwrap_or_default()
}

/// The tables among `names` in the order in which they refer to each other. A descriptor may give them other names.
fn tables(names: &[String], descriptor: &Descriptor) -> Vec<(&'static Object, String)> {
    OBJECTS
        .iter()
        .filter_map(|object| {
            let name = descriptor
                .path(object)
                .map(str::to_owned)
                .filter(|name| names.contains(name))
                .unwrap_or_else(|| object.csv.to_owned());
            names.contains(&name).then_some((object, name))
        })
        .collect()
}

/// The input without the byte-order mark that some programs put before UTF-8.
fn without_mark(mut input: impl Read) -> io::Result<impl Read> {
    let mut head = [0_u8; 3];
    let mut held = 0;
    while held < head.len() {
        let count = input.read(head.get_mut(held..).unwrap_or_default())?;
        if count == 0 {
            break;
        }
        held += count;
    }
    let head = head.get(..held).unwrap_or_default();
    let kept = if head == b"\xEF\xBB\xBF" {
        Vec::new()
    } else {
        head.to_vec()
    };
    Ok(Cursor::new(kept).chain(input))
}
