//! What a text means: the labels in it, the needs that situations and single words speak of, and the needs that a listing
//! speaks of.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use uuid::Uuid;

use super::analysis::{Stem, is_stop_word, words};
use super::phrase::{Sense, Token};
use super::spelling::{is_chat_form, standard};
use super::vocabulary::{Term, Vocabulary};

/// Words that may stand inside a phrase beside stop words: they tell how often.
static BETWEEN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    "suka sering terus selalu setiap hari sekali tiap baru masih"
        .split(' ')
        .collect()
});

/// What a word that only shares its stem with a label is worth, and other ways of not quite matching; chosen on the
/// development queries of the relevance set, where they matter little: see `docs/RELEVANCE.md`.
pub(super) mod confidence {
    pub(in crate::search) const WITHOUT_STOP_WORDS: f64 = 0.95;
    pub(in crate::search) const STEMS: f64 = 0.85;
    pub(in crate::search) const STEMS_WITHOUT_STOP_WORDS: f64 = 0.8;
    pub(in crate::search) const STEM_OF_ONE_WORD: f64 = 0.65;
    pub(in crate::search) const EACH_SKIP: f64 = 0.05;
    pub(in crate::search) const ONE_WORD: f64 = 0.7;
    pub(in crate::search) const BY_SITUATION: f64 = 0.45;
    pub(in crate::search) const BESIDE_A_LABEL: f64 = 0.6;
    /// Below this, single words are weighed too.
    pub(in crate::search) const ENOUGH: f64 = 0.5;
    pub(in crate::search) const OF_SINGLE_WORDS: f64 = 0.45;
    pub(in crate::search) const LEAST_OF_SINGLE_WORDS: f64 = 0.15;
}

/// A part of a question that was understood as a term.
#[derive(Debug, Clone, PartialEq)]
pub struct Understood {
    /// The term.
    pub term: Uuid,
    /// The words that were understood, as they were typed, in lower case.
    pub matched_text: String,
    /// How sure that is, 0 to 1: 1 for the very words of a label of several words.
    pub confidence: f64,
}

/// What a text means.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Meaning {
    /// The parts that were understood, surest first.
    pub understood: Vec<Understood>,
    /// Needs with how sure they are, also those that only situations or single words speak of.
    pub needs: Vec<(Uuid, f64)>,
    /// All words in standard spelling, mistyped ones mended.
    pub words: Vec<String>,
}

/// The shortest part of a word that was typed without the space between two.
const SHORTEST_PART: usize = 4;

/// Two words typed as one, where listings know both; the most even split.
fn split<'a>(word: &'a str, is_word: &dyn Fn(&str) -> bool) -> Option<(&'a str, &'a str)> {
    let shorter = |(head, tail): &(&str, &str)| head.len().min(tail.len());
    word.char_indices()
        .map(|(at, _)| word.split_at(at))
        .filter(|parts| shorter(parts) >= SHORTEST_PART)
        .filter(|(head, tail)| is_word(head) && is_word(tail))
        .max_by_key(shorter)
}

/// The words in which a label was found.
#[derive(Clone, Copy)]
struct Span {
    start: usize,
    /// The word after them.
    end: usize,
    /// How many of them are the label's.
    matched: usize,
}

impl Vocabulary {
    fn tokens(&self, words: &[String], stem: Stem) -> Vec<Token> {
        words
            .iter()
            .map(|word| {
                let cut = self.stems.cut(stem, word);
                Token {
                    is_gap: is_stop_word(word) || BETWEEN.contains(word.as_str()),
                    is_affixed: stem == Stem::Whole || cut != *word,
                    word: cut,
                }
            })
            .collect()
    }

    /// The labels in a text, in its order: what each means, and the words it was found in.
    fn labels_in(&self, words: &[String]) -> Vec<(Sense, Span)> {
        let ways = [
            (&self.exact, self.tokens(words, Stem::Whole)),
            (&self.stemmed, self.tokens(words, Stem::Indonesian)),
            (&self.english, self.tokens(words, Stem::English)),
        ];
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            // Stems win only with more words than the words themselves.
            let best = ways
                .iter()
                .filter_map(|(phrases, tokens)| phrases.longest(tokens, at))
                .reduce(|best, other| {
                    if other.matched > best.matched {
                        other
                    } else {
                        best
                    }
                });
            let says_nothing = words.get(at).is_some_and(|word| is_stop_word(word));
            let Some(best) = best.filter(|best| best.matched > 1 || !says_nothing) else {
                at += 1;
                continue;
            };
            let skips = f64::from(u32::try_from(best.skipped).unwrap_or_default());
            let mut factor = 1.0 - confidence::EACH_SKIP * skips;
            if best.matched == 1 {
                factor *= confidence::ONE_WORD;
            }
            for sense in best.senses {
                let sense = Sense {
                    confidence: sense.confidence * factor,
                    ..sense
                };
                let span = Span {
                    start: at,
                    end: best.end,
                    matched: best.matched,
                };
                found.push((sense, span));
            }
            at = best.end.max(at + 1);
        }
        found
    }

    fn term(&self, meaning: u32) -> Option<&Term> {
        self.terms.get(usize::try_from(meaning).ok()?)
    }

    /// What a question means. `is_word` tells words that stand in listings or in names of places, which are not mended.
    pub fn interpret(&self, text: &str, is_word: &dyn Fn(&str) -> bool) -> Meaning {
        let is_known = |word: &str| {
            self.mender.knows(word) || is_chat_form(word) || is_stop_word(word) || is_word(word)
        };
        let mend = |word: String| {
            if is_known(&word) {
                vec![word]
            } else if let Some(better) = self.mender.mend(&word) {
                vec![better.to_owned()]
            } else if let Some((head, tail)) = split(&word, is_word) {
                vec![head.to_owned(), tail.to_owned()]
            } else {
                vec![word]
            }
        };
        let typed = words(text);
        // The words in standard spelling, each with the place of the word that was typed.
        let (words, places): (Vec<String>, Vec<usize>) = typed
            .iter()
            .enumerate()
            .flat_map(|(place, word)| {
                let mended = standard(vec![word.clone()]).into_iter().flat_map(&mend);
                let words = standard(mended.collect());
                words.into_iter().map(move |word| (word, place))
            })
            .unzip();
        let mut understood: Vec<Understood> = Vec::new();
        let mut needs: Vec<(Uuid, f64)> = Vec::new();
        for (sense, span) in self.labels_in(&words) {
            let place = |at: usize| places.get(at).copied().unwrap_or_default();
            let (first, last) = (place(span.start), place(span.end.saturating_sub(1)));
            let matched_text = typed.get(first..=last).unwrap_or_default().join(" ");
            let Some(term) = self.term(sense.meaning) else {
                continue;
            };
            let confidence = sense.confidence;
            match understood.iter_mut().find(|known| known.term == term.id) {
                Some(known) => known.confidence = known.confidence.max(confidence),
                None => understood.push(Understood {
                    term: term.id,
                    matched_text,
                    confidence,
                }),
            }
        }
        understood.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
        for known in &understood {
            if self.is_need(known.term) == Some(true) {
                needs.push((known.term, known.confidence));
            }
        }
        self.add_needs_of_situations(&understood, &mut needs);
        let surest = needs.iter().map(|(_, sure)| *sure).fold(0.0, f64::max);
        if surest < confidence::ENOUGH {
            self.add_needs_of_single_words(&words, &mut needs);
        }
        needs.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        Meaning {
            understood,
            needs,
            words,
        }
    }

    fn add_needs_of_situations(&self, understood: &[Understood], needs: &mut Vec<(Uuid, f64)>) {
        let beside = if needs.is_empty() {
            1.0
        } else {
            confidence::BESIDE_A_LABEL
        };
        for known in understood {
            if self.is_need(known.term) == Some(true) {
                continue;
            }
            let sure = confidence::BY_SITUATION * known.confidence * beside;
            let around = self.parent(known.term);
            for situation in std::iter::once(known.term).chain(around) {
                for need in self.needs_of(situation) {
                    if needs.iter().all(|(present, _)| present != need) {
                        needs.push((*need, sure));
                    }
                }
            }
        }
    }

    /// The needs whose labels hold the single words of the text, each word counting the more the fewer needs it is of.
    fn add_needs_of_single_words(&self, words: &[String], needs: &mut Vec<(Uuid, f64)>) {
        let mut scores: FxHashMap<u32, f64> = FxHashMap::default();
        for word in words.iter().filter(|word| !is_stop_word(word)) {
            let spoken = self
                .single
                .get(&self.stems.cut(Stem::Indonesian, word))
                .or_else(|| {
                    let stem = self.stems.cut(Stem::English, word);
                    self.single.get(&format!("e:{stem}"))
                });
            let Some(spoken) = spoken else { continue };
            let all: f64 = spoken.values().sum();
            for (need, share) in spoken {
                *scores.entry(*need).or_default() +=
                    (share / all).powi(2) * (0.3 + all / 3.0).min(1.0);
            }
        }
        let mut scores: Vec<(f64, Uuid)> = scores
            .into_iter()
            .filter_map(|(need, score)| Some((score, self.term(need)?.id)))
            .filter(|(score, _)| *score > confidence::LEAST_OF_SINGLE_WORDS)
            .collect();
        scores.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        for (score, need) in scores.into_iter().take(3) {
            let score = score.min(confidence::OF_SINGLE_WORDS);
            match needs.iter_mut().find(|(present, _)| *present == need) {
                Some((_, sure)) => *sure = sure.max(score),
                None => needs.push((need, score)),
            }
        }
    }

    /// The needs that the texts of a listing speak of, each 0 to 1; `texts` come with how much each counts.
    pub(super) fn infer(&self, texts: &[(&str, f64)]) -> Vec<(Uuid, f64)> {
        let mut sure: FxHashMap<u32, f64> = FxHashMap::default();
        for (text, weight) in texts {
            let mut hits: FxHashMap<u32, Vec<f64>> = FxHashMap::default();
            for (sense, span) in self.labels_in(&standard(words(text))) {
                let more = f64::from(u32::try_from(span.matched).unwrap_or(1).saturating_sub(1));
                let strength = (0.55 + 0.2 * more).min(1.0) * sense.confidence * weight;
                hits.entry(sense.meaning).or_default().push(strength);
            }
            for (meaning, mut strengths) in hits {
                strengths.sort_by(|one, other| other.total_cmp(one));
                let doubt: f64 = strengths
                    .iter()
                    .take(2)
                    .map(|strength| 1.0 - strength)
                    .product();
                let known = sure.entry(meaning).or_default();
                *known = 1.0 - (1.0 - *known) * doubt;
            }
        }
        let needs: Vec<(Uuid, f64)> = sure
            .into_iter()
            .filter_map(|(meaning, sure)| Some((self.term(meaning)?, sure)))
            .filter(|(term, _)| term.is_need)
            .map(|(term, sure)| (term.id, sure))
            .collect();
        let top = needs.iter().map(|(_, sure)| *sure).fold(0.0, f64::max);
        needs
            .into_iter()
            .filter(|(_, sure)| *sure >= 0.25 && *sure >= 0.45 * top)
            .collect()
    }
}
