//! Files that appear whole or not at all: they are written beside the place where they shall stand, under another name,
//! and take their place when everything is on the disk.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

/// A file or a folder that is being written. Dropped before [`Aside::finish`], it leaves nothing behind.
pub(super) struct Aside {
    place: PathBuf,
    aside: PathBuf,
    is_finished: bool,
}

impl Aside {
    /// A place for what shall stand at `place`.
    pub(super) fn new(place: &Path) -> io::Result<Self> {
        let Some(name) = place.file_name() else {
            let kind = io::ErrorKind::InvalidInput;
            return Err(io::Error::new(kind, "the path has no name for a file"));
        };
        let name = format!(
            ".{}.{}.part",
            name.to_string_lossy(),
            Uuid::now_v7().simple()
        );
        Ok(Self {
            aside: place.with_file_name(name),
            place: place.to_owned(),
            is_finished: false,
        })
    }

    /// Where to write in the meantime.
    pub(super) fn path(&self) -> &Path {
        &self.aside
    }

    /// Puts what was written in its place. A file there is replaced; of a folder only an empty one.
    pub(super) fn finish(mut self) -> io::Result<()> {
        fs::rename(&self.aside, &self.place)?;
        self.is_finished = true;
        sync_folder(self.place.parent())
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.is_finished {
            // What cannot be removed is named so that nobody takes it for the file itself.
            let _ = fs::remove_file(&self.aside).or_else(|_| fs::remove_dir_all(&self.aside));
        }
    }
}

/// Brings what was written to a file to the disk.
pub(super) fn settle(mut output: io::BufWriter<File>) -> io::Result<()> {
    output.flush()?;
    output.get_ref().sync_all()
}

/// Brings the names in a folder to the disk, where the system can.
pub(super) fn sync_folder(folder: Option<&Path>) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = match folder {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}
