//! Counts of what fits a question, by which it can be asked more narrowly.

use std::hash::Hash;

use rustc_hash::FxHashMap;
use uuid::Uuid;

use crate::search::{Counts, Vocabulary, region_code};

/// How many values a facet holds at most.
const LONGEST: usize = 50;

/// Something with how many have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count<T> {
    /// What they have.
    pub value: T,
    /// How many.
    pub number: u64,
}

/// Counts of what fits a question, most first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// By need.
    pub needs: Vec<Count<Uuid>>,
    /// By specialization.
    pub specializations: Vec<Count<Uuid>>,
    /// By practice level.
    pub practice_levels: Vec<Count<Uuid>>,
    /// By practice field.
    pub practice_fields: Vec<Count<Uuid>>,
    /// By profession.
    pub professions: Vec<Count<Uuid>>,
    /// By kind of organization.
    pub kinds: Vec<Count<String>>,
    /// By language.
    pub languages: Vec<Count<String>>,
    /// By the areas of the next level down, as Kemendagri codes.
    pub regions: Vec<Count<String>>,
    /// Those without payment.
    pub free: u64,
    /// Those open now.
    pub open_now: u64,
}

impl Facets {
    pub(super) fn new(counts: &Counts, vocabulary: &Vocabulary) -> Self {
        let (mut needs, mut others) = (FxHashMap::default(), FxHashMap::default());
        for (marks, count) in &counts.marks {
            for need in &marks.needs {
                add(&mut needs, need.term, *count);
            }
            for term in &marks.own {
                add(&mut others, *term, *count);
            }
        }
        let (mut kinds, mut languages) = (FxHashMap::default(), FxHashMap::default());
        let mut free = 0;
        for (traits, count) in &counts.traits {
            if let Some(kind) = &traits.kind {
                add(&mut kinds, kind.clone(), *count);
            }
            for language in &traits.languages {
                add(&mut languages, language.clone(), *count);
            }
            if traits.is_free == Some(true) {
                free += u64::from(*count);
            }
        }
        let of = |taxonomy: &str| {
            let terms = vocabulary.of_taxonomy(taxonomy);
            let of = others.iter().filter(|(term, _)| terms.contains(*term));
            most(of.map(|(term, count)| (*term, *count)))
        };
        Self {
            specializations: of("specialization"),
            practice_levels: of("practice_level"),
            practice_fields: of("practice_field"),
            professions: of("profession"),
            needs: most(needs),
            kinds: most(kinds),
            languages: most(languages),
            regions: most(
                counts
                    .areas
                    .iter()
                    .map(|(area, count)| (region_code(*area), u64::from(*count))),
            ),
            free,
            open_now: u64::from(counts.open),
        }
    }
}

fn add<T: Eq + Hash>(counts: &mut FxHashMap<T, u64>, value: T, count: u32) {
    *counts.entry(value).or_default() += u64::from(count);
}

fn most<T: Ord>(counts: impl IntoIterator<Item = (T, u64)>) -> Vec<Count<T>> {
    let mut counts: Vec<Count<T>> = counts
        .into_iter()
        .map(|(value, number)| Count { value, number })
        .collect();
    counts.sort_unstable_by(|one, other| {
        other
            .number
            .cmp(&one.number)
            .then_with(|| one.value.cmp(&other.value))
    });
    counts.truncate(LONGEST);
    counts
}
