//! The index on disk: the offers of services and the practitioners, side by side. It remembers up to which change it
//! knows.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::analysis::Stems;
use super::census::Counter;
use super::corpus::Corpus;
use super::document::Lore;
use super::error::Error;
use super::fields::Fields;
use super::stale::Stale;
use crate::change::Position;

/// What is sought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sought {
    /// Services, by their offers.
    #[default]
    Services,
    /// Practitioners.
    Practitioners,
}

/// The index, in a folder of its own.
pub struct Index {
    folder: PathBuf,
    pub(super) offers: Corpus,
    pub(super) practitioners: Corpus,
    pub(super) fields: Fields,
    pub(super) stems: Stems,
    pub(super) lore: RwLock<Option<Arc<Lore>>>,
    /// The counts of what help there is, and what has moved since they were made.
    pub(super) counter: Mutex<Counter>,
    pub(super) stale: Mutex<Stale>,
    position: AtomicI64,
    /// One catch-up at a time.
    pub(super) catching_up: tokio::sync::Mutex<()>,
}

impl Index {
    /// Opens the index in `folder`. One of another version, or that cannot be read, is made anew; it then stands at the
    /// beginning of the log.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let (fields, stems) = (Fields::new(), Stems::default());
        let [offers, practitioners] = ["offers", "practitioners"].map(|name| folder.join(name));
        let opened = |folder| Corpus::open(folder, &fields, &stems).ok().flatten();
        let (offers, practitioners) = match (opened(&offers), opened(&practitioners)) {
            (Some(offers), Some(practitioners)) => (offers, practitioners),
            _ => {
                if folder.exists() {
                    std::fs::remove_dir_all(folder)?;
                }
                let create = |folder| Corpus::create(folder, &fields, &stems);
                (create(&offers)?, create(&practitioners)?)
            }
        };
        // Stopped between its two commits, it catches up from the earlier.
        let position = offers.opened_at.min(practitioners.opened_at);
        Ok(Self {
            folder: folder.to_owned(),
            offers,
            practitioners,
            fields,
            stems,
            lore: RwLock::default(),
            counter: Mutex::default(),
            stale: Mutex::default(),
            position: AtomicI64::new(position),
            catching_up: tokio::sync::Mutex::default(),
        })
    }

    /// Up to which change the index knows.
    pub fn position(&self) -> Position {
        self.position.load(Ordering::Acquire)
    }

    /// How many offers there are.
    pub fn offers(&self) -> u64 {
        self.offers.searcher().num_docs()
    }

    /// The folder it is in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn corpus(&self, sought: Sought) -> &Corpus {
        match sought {
            Sought::Services => &self.offers,
            Sought::Practitioners => &self.practitioners,
        }
    }

    /// Makes what was replaced lasting and visible, with the position it stands for and what it makes stale: who counts
    /// sees all of that or nothing.
    pub(super) fn commit(&self, position: Position, moved: Stale) -> Result<(), Error> {
        let mut stale = locked(&self.stale);
        let committed = self
            .offers
            .commit(position)
            .and_then(|()| self.practitioners.commit(position));
        match &committed {
            Ok(()) => {
                stale.add(moved);
                self.position.store(position, Ordering::Release);
            }
            // A part of it may be seen.
            Err(_) => stale.add(Stale::All),
        }
        committed
    }

    /// Waits until segments have been merged, and gives the memory of the writers back.
    pub fn rest(&self) -> Result<(), Error> {
        self.offers.rest()?;
        self.practitioners.rest()
    }
}

pub(super) fn locked<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
