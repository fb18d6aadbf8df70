//! The index on disk: opening, committing with a position, searching.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use tantivy::directory::MmapDirectory;
use tantivy::indexer::UserOperation;
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

use super::analysis::{Stem, Stems, Words};
use super::document::{Fields, Lore, VERSION, WAYS};
use super::error::Error;
use super::profile::Shelf;
use crate::change::Position;

/// How much memory the writer may fill before it writes a segment.
const WRITER_BYTES: usize = 48 * 1024 * 1024;

/// The index of offers, in a folder of its own.
pub struct Index {
    folder: PathBuf,
    pub(super) index: tantivy::Index,
    pub(super) reader: IndexReader,
    pub(super) fields: Fields,
    pub(super) stems: Stems,
    pub(super) shelf: Arc<Shelf>,
    pub(super) lore: RwLock<Option<Arc<Lore>>>,
    position: AtomicI64,
    /// One catch-up at a time.
    pub(super) catching_up: tokio::sync::Mutex<()>,
    /// Kept open between catch-ups of one burst; dropped when idle to give its memory back.
    writer: Mutex<Option<IndexWriter>>,
}

impl Index {
    /// Opens the index in `folder`. One of another version, or that cannot be read, is made anew; it then stands at the
    /// beginning of the log.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder)?;
        match Self::open_as_it_is(folder) {
            Ok(Some(index)) => Ok(index),
            Ok(None) | Err(_) => {
                std::fs::remove_dir_all(folder)?;
                std::fs::create_dir_all(folder)?;
                let fields = Fields::new();
                let index = tantivy::Index::create_in_dir(folder, fields.schema.clone())?;
                Self::with(folder, index, fields, 0)
            }
        }
    }

    fn open_as_it_is(folder: &Path) -> Result<Option<Self>, Error> {
        let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
        if !tantivy::Index::exists(&directory).map_err(tantivy::TantivyError::from)? {
            return Ok(None);
        }
        let index = tantivy::Index::open(directory)?;
        let fields = Fields::new();
        let payload = index.load_metas()?.payload.unwrap_or_default();
        let position = payload.split_once(':').and_then(|(version, position)| {
            (version == VERSION)
                .then(|| position.parse().ok())
                .flatten()
        });
        match position {
            Some(position) if index.schema() == fields.schema => {
                Self::with(folder, index, fields, position).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn with(
        folder: &Path,
        index: tantivy::Index,
        fields: Fields,
        position: Position,
    ) -> Result<Self, Error> {
        let stems = Stems::default();
        for (way, stem) in WAYS
            .into_iter()
            .zip([Stem::Whole, Stem::Indonesian, Stem::English])
        {
            let words = Words {
                stems: stems.clone(),
                stem,
            };
            index.tokenizers().register(way, TextAnalyzer::from(words));
        }
        let reader: IndexReader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let shelf = Arc::new(Shelf::default());
        shelf.refresh(reader.searcher().segment_readers())?;
        Ok(Self {
            folder: folder.to_owned(),
            index,
            reader,
            fields,
            stems,
            shelf,
            lore: RwLock::default(),
            position: AtomicI64::new(position),
            catching_up: tokio::sync::Mutex::default(),
            writer: Mutex::default(),
        })
    }

    /// Up to which change the index knows.
    pub fn position(&self) -> Position {
        self.position.load(Ordering::Acquire)
    }

    /// How many offers there are.
    pub fn offers(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// The folder it is in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Replaces the documents of services. Nothing is seen before [`Index::commit`].
    pub(super) fn replace(
        &self,
        services: &[uuid::Uuid],
        documents: Vec<Vec<TantivyDocument>>,
    ) -> Result<(), Error> {
        self.with_writer(|writer| {
            for id in services {
                writer.delete_term(Term::from_field_text(
                    self.fields.service,
                    &id.simple().to_string(),
                ));
            }
            // The offers of a service go in as one, so that they stand side by side.
            for offers in documents {
                writer.run(offers.into_iter().map(UserOperation::Add))?;
            }
            Ok(())
        })
    }

    /// Empties the index.
    pub(super) fn clear(&self) -> Result<(), Error> {
        self.with_writer(|writer| {
            writer.delete_all_documents()?;
            Ok(())
        })
    }

    /// Makes what was replaced lasting and visible, with the position it stands for.
    pub(super) fn commit(&self, position: Position) -> Result<(), Error> {
        self.with_writer(|writer| {
            let mut commit = writer.prepare_commit()?;
            commit.set_payload(&format!("{VERSION}:{position}"));
            commit.commit()?;
            Ok(())
        })?;
        self.reader.reload()?;
        let searcher = self.reader.searcher();
        self.shelf.refresh(searcher.segment_readers())?;
        self.position.store(position, Ordering::Release);
        Ok(())
    }

    /// Gives the memory of the writer back once its merges are done.
    pub(super) fn rest(&self) -> Result<(), Error> {
        let writer = self
            .writer
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .take();
        if let Some(writer) = writer {
            writer.wait_merging_threads()?;
        }
        Ok(())
    }

    fn with_writer<T>(
        &self,
        act: impl FnOnce(&mut IndexWriter) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut writer = self
            .writer
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if writer.is_none() {
            *writer = Some(self.index.writer_with_num_threads(1, WRITER_BYTES)?);
        }
        match writer.as_mut() {
            Some(writer) => act(writer),
            None => Err(tantivy::TantivyError::InternalError("no writer".to_owned()).into()),
        }
    }
}
