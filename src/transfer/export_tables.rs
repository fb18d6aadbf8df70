//! Rows as HSDS's tabular form: a CSV file for each table and a `datapackage.json` that describes them, in a folder or in
//! one .zip file.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use csv::Writer;
use entity::object::Object;
use rustc_hash::FxHashMap;
use serde_json::Value;
use tokio::sync::mpsc::Receiver;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::aside::{Aside, settle, sync_folder};
use super::csv_safe::exact_cell;
use super::export::{ExportError, Exported, Extras, Piece};
use super::export_json::BUFFER;
use super::hsds_package::{DESCRIPTOR, Table, descriptor, is_required};
use crate::store::{Cell, Row};

/// From this size on a file in a .zip needs larger numbers.
const LARGE: u64 = 2_000_000_000;

/// Writes rows to the files of one package.
pub(super) struct TableWriter {
    folder: Aside,
    /// Where the .zip file shall stand.
    zip: Option<PathBuf>,
    tables: Vec<Table>,
    files: FxHashMap<&'static str, Writer<BufWriter<File>>>,
    exported: Exported,
}

impl TableWriter {
    /// A writer of these tables; with each stand the columns that HSDS does not know, and whether they hold text.
    pub(super) fn begin(
        path: &Path,
        is_zipped: bool,
        objects: Vec<(&'static Object, Vec<(String, bool)>)>,
    ) -> io::Result<Self> {
        if !is_zipped && path.exists() && fs::read_dir(path)?.next().is_some() {
            let problem = "the folder is not empty; name another, or remove what is in it";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, problem));
        }
        let folder = Aside::new(path)?;
        fs::create_dir(folder.path())?;
        let mut writer = Self {
            folder,
            zip: is_zipped.then(|| path.to_owned()),
            tables: Vec::new(),
            files: FxHashMap::default(),
            exported: Exported::default(),
        };
        for (object, extras) in objects {
            let file = File::create_new(writer.folder.path().join(object.csv))?;
            let mut file = Writer::from_writer(BufWriter::with_capacity(BUFFER, file));
            let fields = object.fields.iter().filter(|field| field.is_hsds);
            file.write_field("id")?;
            for field in fields {
                file.write_field(field.name)?;
            }
            for (name, _) in &extras {
                file.write_field(exact_cell(name).as_ref())?;
            }
            file.write_record(None::<&[u8]>)?;
            writer.files.insert(object.name, file);
            writer.tables.push(Table {
                object,
                unknown: BTreeSet::new(),
                extras,
            });
        }
        Ok(writer)
    }

    /// Writes what comes; the package takes its place when all has come.
    pub(super) fn write(
        mut self,
        mut pieces: Receiver<Piece>,
        progress: &dyn Fn(u64),
    ) -> Result<Exported, ExportError> {
        while let Some(piece) = pieces.blocking_recv() {
            match piece {
                Piece::Rows(object, rows, extras) => {
                    self.rows(object, &rows, &extras)?;
                    let count = u64::try_from(rows.len()).unwrap_or_default();
                    *self.exported.entry(object.name).or_default() += count;
                    progress(count);
                }
                Piece::Trees(..) => {}
                Piece::End => return Ok(self.finish()?),
            }
        }
        Err(ExportError::CutShort)
    }

    fn rows(&mut self, object: &'static Object, rows: &[Row], extras: &Extras) -> io::Result<()> {
        let table = self
            .tables
            .iter_mut()
            .find(|table| table.object.name == object.name);
        let (Some(table), Some(file)) = (table, self.files.get_mut(object.name)) else {
            return Ok(());
        };
        for row in rows {
            file.write_field(row.key.to_string())?;
            for (field, cell) in object.fields.iter().zip(&row.cells) {
                if !field.is_hsds {
                    continue;
                }
                match cell {
                    Cell::Text(text) => file.write_field(exact_cell(text).as_ref())?,
                    Cell::Number(number) => file.write_field(number.to_string())?,
                    Cell::Integer(number) => file.write_field(number.to_string())?,
                    Cell::Id(id) => file.write_field(id.to_string())?,
                    Cell::Null => {
                        if is_required(field) {
                            table.unknown.insert(field.name);
                        }
                        file.write_field("")?;
                    }
                }
            }
            let said = row.key.id().and_then(|id| extras.get(&id));
            for (name, is_text) in &table.extras {
                let mut named = said.into_iter().flatten();
                let value = named.find(|(said, _)| said == name).map(|(_, value)| value);
                match value {
                    None => file.write_field("")?,
                    Some(value) if *is_text => {
                        let text: Value = serde_json::from_str(value)?;
                        file.write_field(exact_cell(text.as_str().unwrap_or(value)).as_ref())?;
                    }
                    Some(value) => file.write_field(exact_cell(value).as_ref())?,
                }
            }
            file.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }

    fn finish(mut self) -> io::Result<Exported> {
        for (_, file) in self.files.drain() {
            settle(file.into_inner().map_err(|error| error.into_error())?)?;
        }
        let file = File::create_new(self.folder.path().join(DESCRIPTOR))?;
        let mut output = BufWriter::new(file);
        serde_json::to_writer_pretty(&mut output, &descriptor(&self.tables))?;
        settle(output)?;
        match self.zip.take() {
            None => {
                sync_folder(Some(self.folder.path()))?;
                self.folder.finish()?;
            }
            Some(place) => {
                let zip = Aside::new(&place)?;
                self.pack(zip.path())?;
                zip.finish()?;
            }
        }
        Ok(self.exported)
    }

    fn pack(&self, path: &Path) -> io::Result<()> {
        let mut zip = ZipWriter::new(BufWriter::with_capacity(BUFFER, File::create_new(path)?));
        let names = self.tables.iter().map(|table| table.object.csv);
        for name in std::iter::once(DESCRIPTOR).chain(names) {
            let mut file = File::open(self.folder.path().join(name))?;
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .large_file(file.metadata()?.len() > LARGE);
            zip.start_file(name, options)?;
            io::copy(&mut file, &mut zip)?;
        }
        settle(zip.finish()?)
    }
}
