//! Spelling as people type: chat forms and old spellings made standard, and words with one wrong letter mended.

use std::collections::HashMap;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// Chat forms with the standard words for them.
static STANDARD: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    include_str!("../../data/spelling_id.tsv")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .collect()
});

/// Endings that hang on a chat form, such as `anaknya`, with the form itself left at four letters or more.
const ENDINGS: [&str; 7] = ["nya", "ku", "mu", "ne", "e", "lah", "kah"];

/// The words in standard spelling; one chat form may stand for several words.
pub(super) fn standard(words: Vec<String>) -> Vec<String> {
    let mut out = Vec::with_capacity(words.len());
    for word in words {
        match standard_of(&word) {
            Some(standard) => out.extend(standard.split(' ').map(str::to_owned)),
            None => out.push(word),
        }
    }
    out
}

fn standard_of(word: &str) -> Option<&'static str> {
    let known = |word: &str| STANDARD.get(word).copied();
    known(word).or_else(|| {
        ENDINGS.into_iter().find_map(|ending| {
            let form = word.strip_suffix(ending)?;
            (form.chars().count() >= 4).then(|| known(form)).flatten()
        })
    })
}

/// Whether a word is a chat form.
pub(super) fn is_chat_form(word: &str) -> bool {
    STANDARD.contains_key(word)
}

/// The shortest word that is mended.
const SHORTEST: usize = 5;

/// Words that a mistyped word may have meant.
#[derive(Default)]
pub(super) struct Mender {
    counts: FxHashMap<Box<str>, u32>,
    /// Words by what is left when one letter is taken out, and by themselves.
    shortened: FxHashMap<Box<str>, Vec<Box<str>>>,
}

impl Mender {
    /// Counts a word of a label.
    pub(super) fn add(&mut self, word: &str) {
        if let Some(count) = self.counts.get_mut(word) {
            *count += 1;
            return;
        }
        self.counts.insert(word.into(), 1);
        if word.chars().count() >= SHORTEST - 1 {
            for short in shortened(word) {
                self.shortened
                    .entry(short.into())
                    .or_default()
                    .push(word.into());
            }
        }
    }

    /// Whether it is a word of a label.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.counts.contains_key(word)
    }

    /// The most frequent word that is one slip away; `None` for short words and when there is none.
    pub(super) fn mend(&self, word: &str) -> Option<&str> {
        let is_number = word.chars().all(|letter| letter.is_ascii_digit());
        if is_number || word.chars().count() < SHORTEST {
            return None;
        }
        let candidates: FxHashSet<&str> = shortened(word)
            .iter()
            .filter_map(|short| self.shortened.get(short.as_str()))
            .flatten()
            .map(AsRef::as_ref)
            .filter(|candidate| is_one_slip(word, candidate))
            .collect();
        candidates.into_iter().min_by_key(|candidate| {
            let count = self.counts.get(*candidate).copied().unwrap_or_default();
            (std::cmp::Reverse(count), *candidate)
        })
    }
}

/// The word and what is left of it when one letter is taken out.
fn shortened(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let without = (0..letters.len()).map(|out| {
        letters
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != out)
            .map(|(_, letter)| *letter)
            .collect()
    });
    std::iter::once(word.to_owned()).chain(without).collect()
}

/// Whether two words differ by one letter too many, too few or other, or by two neighbours that changed places.
fn is_one_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same_head = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let (one, other) = (
        one.get(same_head..).unwrap_or_default(),
        other.get(same_head..).unwrap_or_default(),
    );
    let after = |letters: &[char], skipped: usize| letters.get(skipped..).map(<[char]>::to_vec);
    let changed_places = one.len() == other.len()
        && one.first() == other.get(1)
        && one.get(1) == other.first()
        && after(one, 2) == after(other, 2);
    changed_places
        || after(one, 1).as_deref() == Some(other)
        || after(other, 1).as_deref() == Some(one)
        || (one.len() == other.len() && after(one, 1) == after(other, 1))
}
