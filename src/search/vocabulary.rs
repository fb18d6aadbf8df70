//! Understanding words: which needs and situations a text speaks of, by every word that people call them.

use std::sync::{Arc, LazyLock};

use entity::{taxonomy_term, term_label, term_mapping};
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::analysis::{Stem, Stems, is_stop_word, words};
use super::error::Error;
use super::phrase::{Phrases, Sense, Token};
use super::spelling::{Mender, is_chat_form, standard};
use crate::directory::shipped::taxonomy_id;
use crate::store::{Reader, Sight, Store};

/// Words that may stand inside a phrase beside stop words: they tell how often.
static BETWEEN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    "suka sering terus selalu setiap hari sekali tiap baru masih"
        .split(' ')
        .collect()
});

/// Phrases that hold the words of a need and mean none, such as the adoption of a cat.
const NO_NEED: &str = include_str!("../../data/not_need_phrases.txt");

/// The meaning of phrases that mean none.
const NOTHING: u32 = u32::MAX;

/// What a word that only shares its stem with a label is worth, and other ways of not quite matching; chosen on the
/// development queries of the relevance set, where they matter little: see `docs/RELEVANCE.md`.
mod confidence {
    pub(super) const WITHOUT_STOP_WORDS: f64 = 0.95;
    pub(super) const STEMS: f64 = 0.85;
    pub(super) const STEMS_WITHOUT_STOP_WORDS: f64 = 0.8;
    pub(super) const STEM_OF_ONE_WORD: f64 = 0.65;
    pub(super) const EACH_SKIP: f64 = 0.05;
    pub(super) const ONE_WORD: f64 = 0.7;
    pub(super) const BY_SITUATION: f64 = 0.45;
    pub(super) const BESIDE_A_LABEL: f64 = 0.6;
    /// Below this, single words are weighed too.
    pub(super) const ENOUGH: f64 = 0.5;
    pub(super) const OF_SINGLE_WORDS: f64 = 0.45;
    pub(super) const LEAST_OF_SINGLE_WORDS: f64 = 0.15;
}

/// A label of one word that is spelled like a word in the labels of this many needs or more says too little.
const COMMON_IN_NEEDS: usize = 6;

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

/// A term that is understood.
struct Term {
    id: Uuid,
    is_need: bool,
    names: [String; 2],
}

/// Every word and phrase by which needs and situations are called.
#[derive(Default)]
pub struct Vocabulary {
    stems: Stems,
    terms: Vec<Term>,
    at: FxHashMap<Uuid, u32>,
    exact: Phrases,
    stemmed: Phrases,
    english: Phrases,
    mender: Mender,
    /// How much each word speaks of each need.
    single: FxHashMap<String, FxHashMap<u32, f64>>,
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

/// A label while the vocabulary is made.
struct Label<'a> {
    text: &'a str,
    meaning: u32,
    is_abbreviation: bool,
    is_english: bool,
    is_need: bool,
}

impl Vocabulary {
    /// Reads the terms and labels of the store.
    pub async fn load(store: &Arc<Store>) -> Result<Self, Error> {
        let reader = Reader::new(store.clone(), Sight::Public);
        let terms = reader.all::<taxonomy_term::Entity>(|select| select).await?;
        let labels = reader
            .all::<term_label::Entity>(|select| select.filter(term_label::Column::Label.ne("")))
            .await?;
        let mappings = reader.all::<term_mapping::Entity>(|select| select).await?;
        let mut vocabulary = Self::default();
        for term in &terms {
            vocabulary.add_term(term);
        }
        for label in &labels {
            vocabulary.name_term(label);
        }
        for mapping in &mappings {
            let (need, other) = (mapping.from_term_id, mapping.to_term_id);
            match (vocabulary.is_need(need), vocabulary.is_need(other)) {
                (Some(true), Some(false)) => {
                    vocabulary.needs_of.entry(other).or_default().push(need);
                }
                (Some(true), Some(true)) => {
                    vocabulary.related.entry(need).or_default().push(other);
                    vocabulary.related.entry(other).or_default().push(need);
                }
                _ => {}
            }
        }
        let common = vocabulary.common_words(&labels);
        for label in &labels {
            let Some(meaning) = vocabulary.at.get(&label.taxonomy_term_id).copied() else {
                continue;
            };
            let is_need = vocabulary.is_need(label.taxonomy_term_id) == Some(true);
            let label = Label {
                text: &label.label,
                meaning,
                is_abbreviation: label.kind == "ABBREVIATION",
                is_english: label.language == "en" && label.kind != "PREFERRED",
                is_need,
            };
            vocabulary.add(&label, &common);
        }
        for phrase in NO_NEED.lines() {
            let label = Label {
                text: phrase,
                meaning: NOTHING,
                is_abbreviation: false,
                is_english: false,
                is_need: false,
            };
            vocabulary.add(&label, &common);
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
        let names = [term.name.clone(), term.name.clone()];
        self.names.insert(term.id, names.clone());
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
            names,
        });
    }

    fn name_term(&mut self, label: &term_label::Model) {
        let place = match label.language.as_str() {
            "id" => 0,
            "en" => 1,
            _ => return,
        };
        let term = self
            .at
            .get(&label.taxonomy_term_id)
            .and_then(|at| self.terms.get_mut(usize::try_from(*at).ok()?));
        if let Some(term) = term {
            let folded = words(&label.label).join(" ");
            self.completions
                .push((folded, label.label.clone(), term.id));
            if label.kind == "PREFERRED"
                && let Some(name) = term.names.get_mut(place)
            {
                name.clone_from(&label.label);
            }
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

    fn is_need(&self, term: Uuid) -> Option<bool> {
        let at = usize::try_from(*self.at.get(&term)?).ok()?;
        Some(self.terms.get(at)?.is_need)
    }

    /// Words that stand in labels of many needs.
    fn common_words(&self, labels: &[Arc<term_label::Model>]) -> FxHashSet<String> {
        let mut needs: FxHashMap<String, FxHashSet<Uuid>> = FxHashMap::default();
        for label in labels {
            let is_word_for_it = matches!(label.kind.as_str(), "SYNONYM" | "SLANG");
            if is_word_for_it && self.is_need(label.taxonomy_term_id) == Some(true) {
                for word in standard(words(&label.label)) {
                    needs
                        .entry(word)
                        .or_default()
                        .insert(label.taxonomy_term_id);
                }
            }
        }
        needs
            .into_iter()
            .filter(|(_, needs)| needs.len() >= COMMON_IN_NEEDS)
            .map(|(word, _)| word)
            .collect()
    }

    fn add(&mut self, label: &Label<'_>, common: &FxHashSet<String>) {
        let raw = words(label.text);
        let mut spelled = standard(raw.clone());
        if let ([_], [word]) = (raw.as_slice(), spelled.as_slice())
            && raw != spelled
            && common.contains(word)
        {
            spelled.clone_from(&raw);
        }
        let Some(first) = spelled.first() else { return };
        let sense = |confidence| Sense {
            meaning: label.meaning,
            confidence,
        };
        self.exact.add(&raw, sense(1.0), false);
        self.exact.add(&spelled, sense(1.0), false);
        for word in raw.iter().chain(&spelled) {
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
        let (stems, telling_stems) = (cut(&spelled), cut(&telling));
        let is_one_word = spelled.len() == 1;
        let is_affixed = is_one_word && !label.is_english && stems != spelled;
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
            self.weigh(label, &telling, telling_stems, is_one_word);
        }
    }

    /// Counts what single words of a label say of its need.
    fn weigh(&mut self, label: &Label<'_>, telling: &[String], stems: Vec<String>, is_one: bool) {
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

    /// Needs that are related to a need.
    pub fn related(&self, need: Uuid) -> &[Uuid] {
        self.related.get(&need).map_or(&[], Vec::as_slice)
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
