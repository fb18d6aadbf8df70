//! A label of a term while the vocabulary is made.

use rustc_hash::{FxHashMap, FxHashSet};

use super::analysis::words;
use super::spelling::standard;

/// A label of one word that is spelled like a word in the labels of this many needs or more says too little.
const COMMON_IN_NEEDS: usize = 6;

/// The meaning of phrases that mean none.
pub(super) const NOTHING: u32 = u32::MAX;

/// A label while the vocabulary is made.
pub(super) struct Label {
    /// The words as they are written.
    pub(super) raw: Vec<String>,
    /// The same in standard spelling.
    pub(super) spelled: Vec<String>,
    pub(super) meaning: u32,
    pub(super) is_abbreviation: bool,
    pub(super) is_english: bool,
    pub(super) is_need: bool,
    /// Whether it is a word for a need, beside its name.
    pub(super) is_word_for_need: bool,
}

impl Label {
    pub(super) fn of_no_need(phrase: &str) -> Self {
        let raw = words(phrase);
        Self {
            spelled: standard(raw.clone()),
            raw,
            meaning: NOTHING,
            is_abbreviation: false,
            is_english: false,
            is_need: false,
            is_word_for_need: false,
        }
    }
}

/// Words that stand in labels of many needs.
pub(super) fn common_words(labels: &[Label]) -> FxHashSet<String> {
    let mut needs: FxHashMap<&str, FxHashSet<u32>> = FxHashMap::default();
    for label in labels.iter().filter(|label| label.is_word_for_need) {
        for word in &label.spelled {
            needs.entry(word).or_default().insert(label.meaning);
        }
    }
    needs
        .into_iter()
        .filter(|(_, needs)| needs.len() >= COMMON_IN_NEEDS)
        .map(|(word, _)| word.to_owned())
        .collect()
}
