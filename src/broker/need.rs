//! Understanding words: which needs and situations a person means, by every word that people call them.

use std::sync::Arc;

use entity::{taxonomy_term, term_label};
use rustc_hash::FxHashMap;
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::error::Error;
use crate::directory;
use crate::directory::shipped::taxonomy_id;
use crate::search::analysis::{Stem, Stems, is_stop_word, words};
use crate::store::{Reader, Sight, Store};

/// The taxonomies whose words are understood.
const TAXONOMIES: [&str; 2] = ["need", "situation"];

/// A part of a question that was understood as a term.
#[derive(Debug, Clone, PartialEq)]
pub struct Understood {
    /// The term.
    pub term: Uuid,
    /// The words that were understood, as they are compared.
    pub matched_text: String,
    /// How sure that is, 0 to 1: 1 for the very words of a label, less for their stems.
    pub confidence: f64,
}

/// Every word and phrase by which needs and situations are called.
#[derive(Default)]
pub struct Vocabulary {
    stems: Stems,
    /// Labels by their words, and by their stems with less confidence.
    labels: FxHashMap<String, Vec<(Uuid, f64)>>,
    longest: usize,
    by_code: FxHashMap<String, Uuid>,
    children: FxHashMap<Uuid, Vec<Uuid>>,
}

/// How sure a match of stems is.
const STEMS_CONFIDENCE: f64 = 0.8;

impl Vocabulary {
    /// Reads the labels of the store.
    pub async fn load(store: &Arc<Store>) -> Result<Self, Error> {
        let reader = Reader::new(store.clone(), Sight::Public);
        let taxonomies = TAXONOMIES.map(taxonomy_id);
        let terms = reader
            .all::<taxonomy_term::Entity>(|select| {
                select.filter(taxonomy_term::Column::TaxonomyId.is_in(taxonomies))
            })
            .await
            .map_err(directory::Error::from)?;
        let labels = reader
            .all::<term_label::Entity>(|select| select)
            .await
            .map_err(directory::Error::from)?;
        let mut vocabulary = Self::default();
        for term in &terms {
            if let Some(code) = &term.code {
                vocabulary.by_code.insert(code.to_uppercase(), term.id);
            }
            if let Some(parent) = term.parent_id {
                vocabulary.children.entry(parent).or_default().push(term.id);
            }
        }
        let known: rustc_hash::FxHashSet<Uuid> = terms.iter().map(|term| term.id).collect();
        for label in labels
            .iter()
            .filter(|label| known.contains(&label.taxonomy_term_id))
        {
            vocabulary.add(&label.label, &label.kind, label.taxonomy_term_id);
        }
        Ok(vocabulary)
    }

    fn add(&mut self, label: &str, kind: &str, term: Uuid) {
        let words = words(label);
        self.longest = self.longest.max(words.len());
        self.enter(words.join(" "), term, 1.0);
        // A short form has no stem: what is left of "TB" or "HAM" would match too much.
        if kind != "ABBREVIATION" {
            self.enter(self.stemmed(&words), term, STEMS_CONFIDENCE);
        }
    }

    fn enter(&mut self, words: String, term: Uuid, confidence: f64) {
        let entries = self.labels.entry(words).or_default();
        match entries.iter_mut().find(|(known, _)| *known == term) {
            Some((_, sure)) => *sure = sure.max(confidence),
            None => entries.push((term, confidence)),
        }
    }

    fn stemmed(&self, words: &[String]) -> String {
        words
            .iter()
            .map(|word| self.stems.cut(Stem::Indonesian, word))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The term with this code, such as `N09`, in any case.
    pub fn by_code(&self, code: &str) -> Option<Uuid> {
        self.by_code.get(&code.trim().to_uppercase()).copied()
    }

    /// The terms below a term.
    pub fn descendants(&self, term: Uuid) -> Vec<Uuid> {
        let mut found: Vec<Uuid> = Vec::new();
        let mut open = vec![term];
        while let Some(next) = open.pop() {
            for child in self.children.get(&next).into_iter().flatten() {
                if *child != term && !found.contains(child) {
                    found.push(*child);
                    open.push(*child);
                }
            }
        }
        found
    }

    /// What the text means, longest phrase first, and the words that say something.
    pub fn interpret(&self, text: &str) -> (Vec<Understood>, Vec<String>) {
        let words = words(text);
        let mut understood: Vec<Understood> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = self.longest.min(words.len() - at);
            let phrase = (1..=longest).rev().find_map(|length| {
                let phrase = words.get(at..at + length)?;
                let joined = phrase.join(" ");
                let terms = self
                    .labels
                    .get(&joined)
                    .or_else(|| self.labels.get(&self.stemmed(phrase)))?;
                Some((length, joined, terms))
            });
            let Some((length, joined, terms)) = phrase else {
                at += 1;
                continue;
            };
            for (term, confidence) in terms {
                if !understood.iter().any(|known| known.term == *term) {
                    let matched_text = joined.clone();
                    understood.push(Understood {
                        term: *term,
                        matched_text,
                        confidence: *confidence,
                    });
                }
            }
            at += length;
        }
        let telling = words
            .into_iter()
            .filter(|word| !is_stop_word(word))
            .collect();
        (understood, telling)
    }
}
