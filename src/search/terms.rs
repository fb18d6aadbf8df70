//! The terms of the store, and which terms of other publishers mean one of ours.

use std::sync::Arc;

use entity::{attribute, taxonomy, taxonomy_term};
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::analysis::words;
use crate::directory::shipped;
use crate::store::{Fault, Reader};

/// All taxonomy terms.
pub(super) struct Terms {
    pub(super) by_id: FxHashMap<Uuid, Arc<taxonomy_term::Model>>,
    /// Terms of other publishers that mean one of ours, by the name of their taxonomy and their code or name.
    ours: FxHashMap<Uuid, Uuid>,
}

/// A word of another publisher as it is compared: `practice-level` and `Practice Level` are one.
fn plain(word: &str) -> String {
    words(word)
        .join("_")
        .replace("specialisation", "specialization")
}

impl Terms {
    pub(super) async fn load(
        reader: &Reader,
        rows: &[Arc<taxonomy_term::Model>],
    ) -> Result<Self, Fault> {
        let taxonomies = reader.all::<taxonomy::Entity>(|select| select).await?;
        let shipped: FxHashMap<Uuid, &str> = shipped::taxonomy_codes()
            .map(|code| (shipped::taxonomy_id(code), code))
            .collect();
        let mut named: FxHashMap<(&str, String), Uuid> = FxHashMap::default();
        for term in rows {
            let taxonomy = term.taxonomy_id.and_then(|id| shipped.get(&id));
            if let Some(taxonomy) = taxonomy {
                let names = term.code.iter().chain([&term.name]);
                named.extend(names.map(|name| ((*taxonomy, plain(name)), term.id)));
            }
        }
        let name_of: FxHashMap<Uuid, &str> = taxonomies
            .iter()
            .map(|taxonomy| (taxonomy.id, taxonomy.name.as_str()))
            .collect();
        let mut ours = FxHashMap::default();
        for term in rows {
            let is_ours = term.taxonomy_id.is_some_and(|id| shipped.contains_key(&id));
            let taxonomy = term
                .taxonomy_id
                .and_then(|id| name_of.get(&id).copied())
                .or(term.taxonomy.as_deref());
            let (false, Some(taxonomy)) = (is_ours, taxonomy.map(plain)) else {
                continue;
            };
            let mut names = term.code.iter().chain([&term.name]);
            let same = names.find_map(|name| named.get(&(taxonomy.as_str(), plain(name))));
            if let Some(same) = same {
                ours.insert(term.id, *same);
            }
        }
        Ok(Self {
            by_id: rows.iter().map(|row| (row.id, row.clone())).collect(),
            ours,
        })
    }

    /// Our term for one that means the same, else the term itself.
    pub(super) fn canonical(&self, id: Uuid) -> Uuid {
        self.ours.get(&id).copied().unwrap_or(id)
    }

    /// The terms that marks name, as ours, each once and in order.
    pub(super) fn of_marks<'a>(
        &self,
        marks: impl Iterator<Item = &'a attribute::Model>,
    ) -> Vec<Uuid> {
        let mut terms: Vec<Uuid> = marks
            .filter_map(|mark| mark.taxonomy_term_id)
            .map(|id| self.canonical(id))
            .collect();
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    /// The term and those above it; a ring of parents is walked once.
    pub(super) fn with_ancestors(&self, id: Uuid) -> Vec<Uuid> {
        let mut ids = vec![id];
        let mut next = self.by_id.get(&id).and_then(|term| term.parent_id);
        while let Some(id) = next {
            if ids.contains(&id) {
                break;
            }
            ids.push(id);
            next = self.by_id.get(&id).and_then(|term| term.parent_id);
        }
        ids
    }
}
