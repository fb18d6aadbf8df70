//! The files of a folder or of a .zip, by name, unpacked where they are gzipped.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use entity::object::OBJECTS;
use flate2::read::MultiGzDecoder;

use super::hsds_package::DESCRIPTOR;

/// Hears how many more bytes have been read.
pub(super) type Hearing<'a> = &'a (dyn Fn(u64) + Send + Sync);

/// The files that belong together.
pub(super) struct Package {
    path: PathBuf,
    names: Vec<String>,
    held: Held,
}

enum Held {
    Folder,
    Zip(Box<zip::ZipArchive<BufReader<File>>>, String),
}

impl Package {
    /// All files in a folder and in the folders within it.
    pub(super) fn of_folder(path: &Path) -> io::Result<Self> {
        let mut names = Vec::new();
        let mut folders = vec![(path.to_owned(), String::new())];
        while let Some((folder, before)) = folders.pop() {
            for entry in std::fs::read_dir(folder)? {
                let entry = entry?;
                let name = format!("{before}{}", entry.file_name().to_string_lossy());
                // A link to a folder is not followed: it may lead round in a circle.
                if entry.file_type()?.is_dir() {
                    folders.push((entry.path(), format!("{name}/")));
                } else {
                    names.push(name);
                }
            }
        }
        names.sort_unstable();
        Ok(Self {
            path: path.to_owned(),
            names,
            held: Held::Folder,
        })
    }

    /// All files of an archive. Only names are used, never paths to write to, so an entry cannot reach outside.
    pub(super) fn of_zip(path: &Path) -> io::Result<Self> {
        let archive = zip::ZipArchive::new(BufReader::new(File::open(path)?));
        let archive = archive.map_err(io::Error::other)?;
        let names: Vec<String> = archive
            .file_names()
            .filter_map(|name| name.ok().map(|name| name.into_owned()))
            .filter(|name| !name.ends_with('/'))
            .collect();
        let folder = package_folder(&names).to_owned();
        let inside = names.iter().filter_map(|name| name.strip_prefix(&folder));
        Ok(Self {
            path: path.to_owned(),
            names: inside.map(str::to_owned).collect(),
            held: Held::Zip(Box::new(archive), folder),
        })
    }

    /// The names of the files, with the folders within the package before them.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The name of a table's file, plain or gzipped, if there is one.
    pub(super) fn table(&self, stem: &str) -> Option<&str> {
        let names = self.names.iter().map(String::as_str);
        names
            .into_iter()
            .find(|name| table_stem(name) == Some(stem))
    }

    /// How a file is called in reports.
    pub(super) fn label(&self, name: &str) -> String {
        match self.held {
            Held::Folder => self.path.join(name).to_string_lossy().into_owned(),
            Held::Zip(..) => format!("{}/{name}", self.path.display()),
        }
    }

    /// How many bytes a file takes where it lies.
    pub(super) fn bytes(&self) -> u64 {
        let sizes = self.names.iter().map(|name| match self.held {
            Held::Folder => std::fs::metadata(self.path.join(name)).map_or(0, |it| it.len()),
            Held::Zip(..) => 0,
        });
        sizes.sum()
    }

    /// Opens a file.
    pub(super) fn open<'a>(
        &'a mut self,
        name: &str,
        report: Hearing<'a>,
    ) -> io::Result<Box<dyn Read + 'a>> {
        let input: Box<dyn Read + 'a> = match &mut self.held {
            Held::Folder => Box::new(Counted::new(File::open(self.path.join(name))?, report)),
            Held::Zip(archive, folder) => {
                let entry = archive.by_name(&format!("{folder}{name}"));
                let entry = entry.map_err(io::Error::other)?;
                report(entry.compressed_size());
                Box::new(entry)
            }
        };
        let input: Box<dyn Read + 'a> = if name.ends_with(".gz") {
            Box::new(MultiGzDecoder::new(BufReader::new(input)))
        } else {
            input
        };
        Ok(Box::new(without_mark(BufReader::with_capacity(
            64 * 1024,
            input,
        ))?))
    }
}

/// The name of a table for the name of its file: `services` for `services.csv` and `services.csv.gz`.
pub(super) fn table_stem(name: &str) -> Option<&str> {
    name.strip_suffix(".gz")
        .unwrap_or(name)
        .strip_suffix(".csv")
}

/// The folder inside an archive that holds the package: the one nearest to the top with a table or a descriptor.
fn package_folder(names: &[String]) -> &str {
    let is_known =
        |file: &str| file == DESCRIPTOR || OBJECTS.iter().any(|object| object.csv == file);
    let nearest = |is_part: &dyn Fn(&str) -> bool| {
        names
            .iter()
            .filter_map(|name| {
                let file = name.rsplit('/').next().filter(|file| is_part(file))?;
                name.strip_suffix(file)
            })
            .min_by_key(|folder| folder.matches('/').count())
    };
    nearest(&is_known)
        .or_else(|| nearest(&|file| table_stem(file).is_some()))
        .unwrap_or_default()
}

/// Counts what has been read and tells now and then.
pub(super) struct Counted<'a, R> {
    inner: R,
    unreported: u64,
    report: Hearing<'a>,
}

impl<'a, R> Counted<'a, R> {
    /// Counts what is read from `inner`.
    pub(super) fn new(inner: R, report: Hearing<'a>) -> Self {
        Self {
            inner,
            unreported: 0,
            report,
        }
    }
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

/// The input without the byte-order mark that some programs put before UTF-8.
pub(super) fn without_mark(mut input: impl Read) -> io::Result<impl Read> {
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
