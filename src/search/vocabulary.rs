//! Understanding words: which needs and situations a text speaks of, by every word that people call them.

use std::sync::Arc;

use entity::{taxonomy_term, term_label, term_mapping};
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::analysis::{Stem, Stems, is_stop_word, words};
use super::label::{Label, NOTHING, common_words};
use super::meaning::confidence;
use super::phrase::{Phrases, Sense};
use super::spelling::{Mender, standard};
use crate::directory::shipped::taxonomy_id;
use crate::store::{Fault, Reader};

/// Phrases that hold the words of a need and mean none, such as the adoption of a cat.
const NO_NEED: &str = include_str!("../../data/not_need_phrases.txt");

/// A term that is understood.
pub(super) struct Term {
    pub(super) id: Uuid,
    pub(super) is_need: bool,
}

/// Every word and phrase by which needs and situations are called.
#[derive(Default)]
pub struct Vocabulary {
    pub(super) stems: Stems,
    pub(super) terms: Vec<Term>,
    at: FxHashMap<Uuid, u32>,
    pub(super) exact: Phrases,
    pub(super) stemmed: Phrases,
    pub(super) english: Phrases,
    pub(super) mender: Mender,
    /// How much each word speaks of each need.
    pub(super) single: FxHashMap<String, FxHashMap<u32, f64>>,
    by_code: FxHashMap<String, Uuid>,
    children: FxHashMap<Uuid, Vec<Uuid>>,
    parents: FxHashMap<Uuid, Uuid>,
    /// The needs that people in a situation often have.
    needs_of: FxHashMap<Uuid, Vec<Uuid>>,
    related: FxHashMap<Uuid, Vec<Uuid>>,
    /// All terms of each taxonomy, by the taxonomy's id.
    by_taxonomy: FxHashMap<Uuid, FxHashSet<Uuid>>,
    names: FxHashMap<Uuid, [String; 2]>,
    /// Codes of terms by taxonomy, in upper case.
    codes: FxHashMap<(Uuid, String), Uuid>,
    /// Folded labels in order, with the labels as written and their terms.
    completions: Vec<(String, String, Uuid)>,
    /// The labels of terms that are neither needs nor situations.
    labels: FxHashMap<Uuid, Vec<String>>,
    /// The needs that a specialization or another such term has to do with.
    needs_about: FxHashMap<Uuid, Vec<Uuid>>,
}

impl Vocabulary {
    /// Reads the labels of these terms.
    pub(super) async fn load(
        reader: &Reader,
        terms: &[Arc<taxonomy_term::Model>],
    ) -> Result<Self, Fault> {
        let labels = reader
            .all::<term_label::Entity>(|select| select.filter(term_label::Column::Label.ne("")))
            .await?;
        let mappings = reader.all::<term_mapping::Entity>(|select| select).await?;
        let mut vocabulary = Self::default();
        for term in terms {
            vocabulary.add_term(term);
        }
        for label in &labels {
            vocabulary.name_term(label);
        }
        for mapping in &mappings {
            let (from, to) = (mapping.from_term_id, mapping.to_term_id);
            match (vocabulary.is_need(from), vocabulary.is_need(to)) {
                (Some(true), Some(false)) => {
                    vocabulary.needs_of.entry(to).or_default().push(from);
                }
                (Some(true), Some(true)) => {
                    vocabulary.related.entry(from).or_default().push(to);
                    vocabulary.related.entry(to).or_default().push(from);
                }
                (None, Some(true)) => {
                    vocabulary.needs_about.entry(from).or_default().push(to);
                }
                _ => {}
            }
        }
        let labels: Vec<Label> = labels
            .iter()
            .filter_map(|label| vocabulary.label(label))
            .chain(NO_NEED.lines().map(Label::of_no_need))
            .collect();
        let common = common_words(&labels);
        for label in labels {
            vocabulary.add(label, &common);
        }
        vocabulary.completions.sort_unstable();
        Ok(vocabulary)
    }

    fn add_term(&mut self, term: &taxonomy_term::Model) {
        if let Some(taxonomy) = term.taxonomy_id {
            if let Some(code) = &term.code {
                self.codes.insert((taxonomy, code.to_uppercase()), term.id);
            }
            self.by_taxonomy
                .entry(taxonomy)
                .or_default()
                .insert(term.id);
        }
        if let Some(parent) = term.parent_id {
            self.children.entry(parent).or_default().push(term.id);
            self.parents.insert(term.id, parent);
        }
        self.names
            .insert(term.id, [term.name.clone(), term.name.clone()]);
        let is_need = term.taxonomy_id == Some(taxonomy_id("need"));
        if !is_need && term.taxonomy_id != Some(taxonomy_id("situation")) {
            return;
        }
        if let Some(code) = &term.code {
            self.by_code.insert(code.to_uppercase(), term.id);
        }
        let at = u32::try_from(self.terms.len()).unwrap_or(NOTHING);
        self.at.insert(term.id, at);
        self.terms.push(Term {
            id: term.id,
            is_need,
        });
    }

    fn name_term(&mut self, label: &term_label::Model) {
        let place = match label.language.as_str() {
            "id" => 0,
            "en" => 1,
            _ => return,
        };
        if self.at.contains_key(&label.taxonomy_term_id) {
            let folded = words(&label.label).join(" ");
            self.completions
                .push((folded, label.label.clone(), label.taxonomy_term_id));
        } else {
            let labels = self.labels.entry(label.taxonomy_term_id).or_default();
            labels.push(label.label.clone());
        }
        if label.kind == "PREFERRED"
            && let Some(name) = self
                .names
                .get_mut(&label.taxonomy_term_id)
                .and_then(|names| names.get_mut(place))
        {
            name.clone_from(&label.label);
        }
    }

    pub(super) fn is_need(&self, term: Uuid) -> Option<bool> {
        let at = usize::try_from(*self.at.get(&term)?).ok()?;
        Some(self.terms.get(at)?.is_need)
    }

    /// A label of a term that is understood.
    fn label(&self, label: &term_label::Model) -> Option<Label> {
        let meaning = self.at.get(&label.taxonomy_term_id).copied()?;
        let is_need = self.is_need(label.taxonomy_term_id) == Some(true);
        let raw = words(&label.label);
        Some(Label {
            spelled: standard(raw.clone()),
            raw,
            meaning,
            is_abbreviation: label.kind == "ABBREVIATION",
            is_english: label.language == "en" && label.kind != "PREFERRED",
            is_need,
            is_word_for_need: is_need && matches!(label.kind.as_str(), "SYNONYM" | "SLANG"),
        })
    }

    fn add(&mut self, mut label: Label, common: &FxHashSet<String>) {
        if let ([_], [word]) = (label.raw.as_slice(), label.spelled.as_slice())
            && label.raw != label.spelled
            && common.contains(word)
        {
            label.spelled.clone_from(&label.raw);
        }
        let (raw, spelled) = (&label.raw, &label.spelled);
        let Some(first) = spelled.first() else { return };
        let sense = |confidence| Sense {
            meaning: label.meaning,
            confidence,
        };
        self.exact.add(raw, sense(1.0), false);
        self.exact.add(spelled, sense(1.0), false);
        for word in raw.iter().chain(spelled) {
            self.mender.add(word);
        }
        let telling: Vec<String> = spelled
            .iter()
            .filter(|word| !is_stop_word(word))
            .cloned()
            .collect();
        let is_shorter = telling.len() >= 2 && telling.len() < spelled.len();
        if is_shorter {
            let sense = sense(confidence::WITHOUT_STOP_WORDS);
            self.exact.add(&telling, sense, false);
        }
        // A short form has no stem: what is left of "TB" or "HAM" would match too much.
        if label.is_abbreviation {
            return;
        }
        let stem = if label.is_english {
            Stem::English
        } else {
            Stem::Indonesian
        };
        let cut = |words: &[String]| -> Vec<String> {
            words
                .iter()
                .map(|word| self.stems.cut(stem, word))
                .collect()
        };
        let (stems, telling_stems) = (cut(spelled), cut(&telling));
        let is_one_word = spelled.len() == 1;
        let is_affixed = is_one_word && !label.is_english && stems != *spelled;
        let is_long = !is_one_word || first.chars().count() >= 4;
        let phrases = if label.is_english {
            &mut self.english
        } else {
            &mut self.stemmed
        };
        if is_long {
            let confidence = if is_affixed {
                confidence::STEM_OF_ONE_WORD
            } else {
                confidence::STEMS
            };
            phrases.add(&stems, sense(confidence), is_affixed);
        }
        if telling.len() >= 2 {
            let sense = sense(confidence::STEMS_WITHOUT_STOP_WORDS);
            phrases.add(&telling_stems, sense, false);
        }
        if label.is_need {
            self.weigh(&label, &telling, telling_stems, is_one_word);
        }
    }

    /// Counts what single words of a label say of its need.
    fn weigh(&mut self, label: &Label, telling: &[String], stems: Vec<String>, is_one: bool) {
        let is_weighed = telling.len() >= 2 || (is_one && telling.len() == 1);
        let mut speak = |word: String, share: f64| {
            *self
                .single
                .entry(word)
                .or_default()
                .entry(label.meaning)
                .or_default() += share;
        };
        let share = |words: usize| 1.0 / f64::from(u32::try_from(words).unwrap_or(1).max(1));
        if label.is_english {
            for stem in &stems {
                speak(format!("e:{stem}"), share(stems.len()));
            }
        } else if is_weighed {
            let unique: FxHashSet<String> = stems.into_iter().collect();
            let share = share(unique.len());
            unique.into_iter().for_each(|stem| speak(stem, share));
        }
    }

    /// The term with this code, such as `N09`, in any case.
    pub fn by_code(&self, code: &str) -> Option<Uuid> {
        self.by_code.get(&code.trim().to_uppercase()).copied()
    }

    /// The name of a term in Indonesian and in English.
    pub fn name(&self, term: Uuid) -> [&str; 2] {
        match self.names.get(&term) {
            Some([id, en]) => [id, en],
            None => ["", ""],
        }
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

    /// The term above a term.
    pub fn parent(&self, term: Uuid) -> Option<Uuid> {
        self.parents.get(&term).copied()
    }

    /// A term and those above it.
    pub fn with_broader(&self, term: Uuid) -> impl Iterator<Item = Uuid> {
        // No shipped taxonomy is deeper; a ring of parents would have no end.
        const DEEPEST: usize = 8;
        std::iter::successors(Some(term), |term| self.parent(*term)).take(DEEPEST)
    }

    /// Needs that are related to a need.
    pub fn related(&self, need: Uuid) -> &[Uuid] {
        self.related.get(&need).map_or(&[], Vec::as_slice)
    }

    /// The labels of a term that is neither a need nor a situation.
    pub(super) fn labels(&self, term: Uuid) -> &[String] {
        self.labels.get(&term).map_or(&[], Vec::as_slice)
    }

    /// The needs that a specialization or another such term has to do with.
    pub(super) fn needs_about(&self, term: Uuid) -> &[Uuid] {
        self.needs_about.get(&term).map_or(&[], Vec::as_slice)
    }

    /// The needs that people in a situation often have.
    pub fn needs_of(&self, situation: Uuid) -> &[Uuid] {
        self.needs_of.get(&situation).map_or(&[], Vec::as_slice)
    }

    /// The term of a shipped taxonomy with this code or id.
    pub fn in_taxonomy(&self, taxonomy: &str, word: &str) -> Option<Uuid> {
        let id = taxonomy_id(taxonomy);
        let is_in = |term: &Uuid| {
            self.by_taxonomy
                .get(&id)
                .is_some_and(|terms| terms.contains(term))
        };
        let code = word.trim().to_uppercase();
        Uuid::try_parse(word)
            .ok()
            .filter(is_in)
            .or_else(|| self.codes.get(&(id, code)).copied())
    }

    /// The terms of the shipped taxonomy with this code, each with its own code, by code.
    pub fn coded(&self, taxonomy: &str) -> Vec<(String, Uuid)> {
        let id = taxonomy_id(taxonomy);
        let coded = self.codes.iter().filter(|((of, _), _)| *of == id);
        let mut coded: Vec<(String, Uuid)> = coded
            .map(|((_, code), term)| (code.clone(), *term))
            .collect();
        coded.sort_unstable();
        coded
    }

    /// All terms of the shipped taxonomy with this code.
    pub fn of_taxonomy(&self, code: &str) -> FxHashSet<Uuid> {
        self.by_taxonomy
            .get(&taxonomy_id(code))
            .cloned()
            .unwrap_or_default()
    }

    /// Labels of needs and situations that begin with the words, shortest first.
    pub fn complete(&self, beginning: &str, most: usize) -> Vec<(Uuid, &str)> {
        let beginning = words(beginning).join(" ");
        if beginning.is_empty() {
            return Vec::new();
        }
        let from = self
            .completions
            .partition_point(|(folded, ..)| *folded < beginning);
        let mut found: Vec<(usize, &str, Uuid)> = self
            .completions
            .iter()
            .skip(from)
            .take_while(|(folded, ..)| folded.starts_with(&beginning))
            .map(|(folded, label, term)| (folded.len(), label.as_str(), *term))
            .collect();
        found.sort_unstable();
        let mut terms = FxHashSet::default();
        found.retain(|(_, _, term)| terms.insert(*term));
        found.truncate(most);
        found
            .into_iter()
            .map(|(_, label, term)| (term, label))
            .collect()
    }
}
