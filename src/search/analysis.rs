//! Words as they are compared: folded to plain lower case, split at everything that is no letter or digit, and cut to
//! their stems in Indonesian and English.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use frostem::{Algorithm, Stemmer};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::spelling::standard;

/// Words that the Indonesian stemmer cuts wrongly, with the stems they have.
static EXCEPTIONS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    include_str!("../../data/stem_exceptions.tsv")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .collect()
});

static STOP_WORDS: LazyLock<std::collections::HashSet<&str>> = LazyLock::new(|| {
    include_str!("../../data/stop_words_id.txt")
        .lines()
        .chain(include_str!("../../data/stop_words_en.txt").lines())
        .collect()
});

/// The words of a text, folded.
pub fn words(text: &str) -> Vec<String> {
    // Most texts are plain letters, which need no folding of marks.
    let folded: String = if text.is_ascii() {
        text.replace('\'', "").to_ascii_lowercase()
    } else {
        text.nfkd()
            .filter(|letter| !is_combining_mark(*letter) && !matches!(letter, '\'' | '\u{2019}'))
            .flat_map(char::to_lowercase)
            .collect()
    };
    folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a word says nothing of what is sought.
pub fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.contains(word)
}

/// In which way words are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stem {
    /// Not at all.
    Whole,
    /// As Indonesian words.
    Indonesian,
    /// As English words.
    English,
}

/// Cuts words to their stems.
#[derive(Clone)]
pub(super) struct Stems {
    indonesian: Arc<Stemmer>,
    english: Arc<Stemmer>,
}

impl Default for Stems {
    fn default() -> Self {
        Self {
            indonesian: Arc::new(Stemmer::new(Algorithm::Indonesian)),
            english: Arc::new(Stemmer::new(Algorithm::English)),
        }
    }
}

impl Stems {
    /// The stem of a folded word.
    pub(super) fn cut(&self, stem: Stem, word: &str) -> String {
        match stem {
            Stem::Whole => word.to_owned(),
            Stem::Indonesian => match EXCEPTIONS.get(word) {
                Some(stem) => (*stem).to_owned(),
                None => self.indonesian.stem(word).into_owned(),
            },
            Stem::English => self.english.stem(word).into_owned(),
        }
    }
}

/// Gives Tantivy the words of a text in one of the three ways.
#[derive(Clone)]
pub(super) struct Words {
    pub(super) stems: Stems,
    pub(super) stem: Stem,
}

/// The words of one text.
pub(super) struct WordStream {
    tokens: std::vec::IntoIter<Token>,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream {
        let raw = words(text);
        let mut all = standard(raw.clone());
        if self.stem == Stem::Whole {
            // A name may be spelled as people chat, and is then sought as it is written.
            let changed: Vec<String> = raw.into_iter().filter(|word| !all.contains(word)).collect();
            all.extend(changed);
        }
        let tokens: Vec<Token> = all
            .into_iter()
            .enumerate()
            .map(|(position, word)| Token {
                position,
                text: self.stems.cut(self.stem, &word),
                ..Token::default()
            })
            .collect();
        WordStream {
            tokens: tokens.into_iter(),
            token: Token::default(),
        }
    }
}

impl TokenStream for WordStream {
    fn advance(&mut self) -> bool {
        match self.tokens.next() {
            Some(token) => {
                self.token = token;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
