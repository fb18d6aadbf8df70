//! Records as one JSON document, or one a line: each a full HSDS record. Where the properties of a record alone would not
//! tell what it is, its kind is written before it, and import knows both.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use entity::object::Object;
use serde_json::Value;
use tokio::sync::mpsc::Receiver;

use super::aside::{Aside, settle};
use super::export::{ExportError, Exported, Piece};
use super::hsds_json::is_told_apart;
use super::hsds_tree::Tree;

/// How many bytes are gathered before they are written.
pub(super) const BUFFER: usize = 256 * 1024;

/// Writes trees to one file.
pub(super) struct JsonWriter {
    aside: Aside,
    output: BufWriter<File>,
    has_lines: bool,
    /// The kind of record whose list is open.
    open: Option<&'static str>,
    exported: Exported,
}

impl JsonWriter {
    /// A writer of one record a line, or of one document.
    pub(super) fn begin(path: &Path, has_lines: bool) -> io::Result<Self> {
        let aside = Aside::new(path)?;
        let file = File::create_new(aside.path())?;
        Ok(Self {
            aside,
            output: BufWriter::with_capacity(BUFFER, file),
            has_lines,
            open: None,
            exported: Exported::default(),
        })
    }

    /// Writes what comes; the file takes its place when all has come.
    pub(super) fn write(
        mut self,
        mut pieces: Receiver<Piece>,
        progress: &dyn Fn(u64),
    ) -> Result<Exported, ExportError> {
        while let Some(piece) = pieces.blocking_recv() {
            match piece {
                Piece::Trees(object, trees) => {
                    for tree in &trees {
                        self.record(object, tree)?;
                    }
                    let count = u64::try_from(trees.len()).unwrap_or_default();
                    *self.exported.entry(object.name).or_default() += count;
                    progress(count);
                }
                Piece::Rows(..) => {}
                Piece::End => {
                    self.close()?;
                    settle(self.output)?;
                    self.aside.finish()?;
                    return Ok(self.exported);
                }
            }
        }
        Err(ExportError::CutShort)
    }

    fn record(&mut self, object: &'static Object, tree: &Tree) -> io::Result<()> {
        if self.has_lines {
            self.line(object, tree)?;
            return self.output.write_all(b"\n");
        }
        let before = match self.open {
            Some(open) if open == object.name => ",\n".to_owned(),
            Some(_) => format!("\n],\"{}\":[\n", object.name),
            None => format!("{{\"{}\":[\n", object.name),
        };
        self.open = Some(object.name);
        self.output.write_all(before.as_bytes())?;
        Ok(serde_json::to_writer(&mut self.output, tree)?)
    }

    fn line(&mut self, object: &'static Object, tree: &Tree) -> io::Result<()> {
        // A service is told by its status, a location by its type.
        let is_plain = matches!(object.name, "service" | "location")
            || matches!(serde_json::to_value(tree)?, Value::Object(fields) if is_told_apart(object, &fields));
        if is_plain {
            return Ok(serde_json::to_writer(&mut self.output, tree)?);
        }
        write!(self.output, "{{\"{}\":[", object.name)?;
        serde_json::to_writer(&mut self.output, tree)?;
        self.output.write_all(b"]}")
    }

    fn close(&mut self) -> io::Result<()> {
        match (self.has_lines, self.open) {
            (true, _) => Ok(()),
            (false, Some(_)) => self.output.write_all(b"\n]}\n"),
            (false, None) => self.output.write_all(b"{\"service\":[]}\n"),
        }
    }
}
