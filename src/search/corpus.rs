//! The documents of one kind of thing: how they are kept in a folder, replaced and made visible.

use std::path::Path;
use std::sync::{Arc, Mutex};

use tantivy::directory::MmapDirectory;
use tantivy::indexer::{IndexWriterOptions, UserOperation};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};
use uuid::Uuid;

use super::analysis::{Stem, Stems, Words};
use super::error::Error;
use super::fields::{Fields, VERSION, WAYS};
use super::index::locked;
use super::profile::Shelf;
use crate::change::Position;

/// How much memory the writer may fill before it writes a segment.
const WRITER_BYTES: usize = 24 * 1024 * 1024;

/// The documents of one kind of thing.
pub(super) struct Corpus {
    index: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    pub(super) shelf: Arc<Shelf>,
    /// Up to which change it knew when it was opened.
    pub(super) opened_at: Position,
    /// Kept open while changes are followed, so that nobody waits for segments to be merged.
    writer: Mutex<Option<IndexWriter>>,
}

impl Corpus {
    /// Makes an empty one in `folder`.
    pub(super) fn create(folder: &Path, fields: &Fields, stems: &Stems) -> Result<Self, Error> {
        std::fs::create_dir_all(folder)?;
        let index = tantivy::Index::create_in_dir(folder, fields.schema.clone())?;
        Self::with(index, fields, stems, 0)
    }

    /// Opens the one in `folder`; `None` when there is none of this version.
    pub(super) fn open(
        folder: &Path,
        fields: &Fields,
        stems: &Stems,
    ) -> Result<Option<Self>, Error> {
        let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
        if !tantivy::Index::exists(&directory).map_err(tantivy::TantivyError::from)? {
            return Ok(None);
        }
        let index = tantivy::Index::open(directory)?;
        let payload = index.load_metas()?.payload.unwrap_or_default();
        let position = payload.split_once(':').and_then(|(version, position)| {
            (version == VERSION)
                .then(|| position.parse().ok())
                .flatten()
        });
        match position {
            Some(position) if index.schema() == fields.schema => {
                Self::with(index, fields, stems, position).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn with(
        index: tantivy::Index,
        fields: &Fields,
        stems: &Stems,
        opened_at: Position,
    ) -> Result<Self, Error> {
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
            index,
            reader,
            fields: fields.clone(),
            shelf,
            opened_at,
            writer: Mutex::default(),
        })
    }

    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Replaces the documents of these things. Nothing is seen before [`Corpus::commit`].
    pub(super) fn replace(
        &self,
        subjects: &[Uuid],
        documents: Vec<Vec<TantivyDocument>>,
    ) -> Result<(), Error> {
        self.with_writer(|writer| {
            for id in subjects {
                let id = id.simple().to_string();
                writer.delete_term(Term::from_field_text(self.fields.subject, &id));
            }
            // The documents of one thing go in as one, so that they stand side by side.
            for documents in documents {
                writer.run(documents.into_iter().map(UserOperation::Add))?;
            }
            Ok(())
        })
    }

    /// Empties it.
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
        self.shelf.refresh(self.searcher().segment_readers())?;
        Ok(())
    }

    /// Gives the memory of the writer back once its merges are done.
    pub(super) fn rest(&self) -> Result<(), Error> {
        let writer = locked(&self.writer).take();
        if let Some(writer) = writer {
            writer.wait_merging_threads()?;
        }
        Ok(())
    }

    fn with_writer<T>(
        &self,
        act: impl FnOnce(&mut IndexWriter) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut writer = locked(&self.writer);
        if writer.is_none() {
            // Merges one after another: each holds parts of all the segments that it merges.
            let options = IndexWriterOptions::builder()
                .num_worker_threads(1)
                .memory_budget_per_thread(WRITER_BYTES)
                .num_merge_threads(1)
                .build();
            *writer = Some(self.index.writer_with_options(options)?);
        }
        match writer.as_mut() {
            Some(writer) => act(writer),
            None => Err(tantivy::TantivyError::InternalError("no writer".to_owned()).into()),
        }
    }
}
