//! Phrases by their words: which labels begin at a word of a text, when words between that say nothing are passed over.

use rustc_hash::FxHashMap;

/// A place among the phrases: a node and the word that leads on from it.
type Step = (u32, u32);

/// What a phrase stands for, and how sure that is, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sense {
    pub(super) meaning: u32,
    pub(super) confidence: f64,
}

/// Phrases with what they stand for.
#[derive(Default)]
pub(super) struct Phrases {
    words: FxHashMap<Box<str>, u32>,
    steps: FxHashMap<Step, u32>,
    senses: FxHashMap<u32, Vec<Sense>>,
    /// Senses of one word that hold only for a word with an affix: "dirumahkan" must not be found in "rumah".
    affixed: FxHashMap<u32, Vec<Sense>>,
    nodes: u32,
}

/// A word of a text as it is sought among phrases.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) word: String,
    /// May be passed over inside a phrase.
    pub(super) is_gap: bool,
    /// Its stem is another word.
    pub(super) is_affixed: bool,
}

/// The longest phrase that begins at a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// How many of the words are the phrase's.
    pub(super) matched: usize,
    /// How many were passed over.
    pub(super) skipped: usize,
    /// The word after the phrase.
    pub(super) end: usize,
    pub(super) senses: Vec<Sense>,
}

/// How many words inside a phrase may be passed over.
const SKIPS: usize = 2;

impl Phrases {
    /// Adds a phrase; the surer of two equal senses counts.
    pub(super) fn add(&mut self, phrase: &[String], sense: Sense, only_affixed: bool) {
        let mut node = 0;
        for word in phrase {
            let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            let word = *self.words.entry(word.as_str().into()).or_insert(next);
            let nodes = &mut self.nodes;
            node = *self.steps.entry((node, word)).or_insert_with(|| {
                *nodes += 1;
                *nodes
            });
        }
        let senses = if only_affixed {
            &mut self.affixed
        } else {
            &mut self.senses
        };
        let senses = senses.entry(node).or_default();
        match senses
            .iter_mut()
            .find(|known| known.meaning == sense.meaning)
        {
            Some(known) => known.confidence = known.confidence.max(sense.confidence),
            None => senses.push(sense),
        }
    }

    /// The phrase with the most words that begins at `start`; of equal ones that with the fewest words passed over.
    pub(super) fn longest(&self, tokens: &[Token], start: usize) -> Option<Found> {
        let mut best: Option<Found> = None;
        let mut open = vec![(0, start, 0_usize, 0_usize)];
        while let Some((node, at, matched, skipped)) = open.pop() {
            if matched > 0
                && let Some(found) = self.ending(node, tokens, start, matched)
                && best.as_ref().is_none_or(|best| {
                    (matched, std::cmp::Reverse(skipped))
                        > (best.matched, std::cmp::Reverse(best.skipped))
                })
            {
                best = Some(Found {
                    matched,
                    skipped,
                    end: at,
                    senses: found,
                });
            }
            let Some(token) = tokens.get(at) else {
                continue;
            };
            if matched > 0 && skipped < SKIPS && token.is_gap {
                open.push((node, at + 1, matched, skipped + 1));
            }
            let word = self.words.get(token.word.as_str());
            if let Some(next) = word.and_then(|word| self.steps.get(&(node, *word))) {
                open.push((*next, at + 1, matched + 1, skipped));
            }
        }
        best
    }

    fn ending(
        &self,
        node: u32,
        tokens: &[Token],
        start: usize,
        matched: usize,
    ) -> Option<Vec<Sense>> {
        let mut senses = self.senses.get(&node).cloned().unwrap_or_default();
        let is_affixed = tokens.get(start).is_some_and(|token| token.is_affixed);
        if matched == 1 && is_affixed {
            let affixed = self.affixed.get(&node).into_iter().flatten();
            for sense in affixed {
                if senses.iter().all(|known| known.meaning != sense.meaning) {
                    senses.push(*sense);
                }
            }
        }
        (!senses.is_empty()).then_some(senses)
    }
}
