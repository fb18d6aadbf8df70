//! Completing what is being typed.

use uuid::Uuid;

use super::error::Error;
use super::matching::Broker;
use crate::search::NamedThing;

/// Something whose name begins as was typed.
#[derive(Debug, Clone, PartialEq)]
pub enum Suggestion {
    /// A need or a situation, by one of its labels.
    Term(Uuid, String),
    /// A region by its code.
    Region(String),
    /// A service.
    Service(Uuid),
    /// An organization.
    Organization(Uuid),
}

impl Broker {
    /// What begins as was typed: needs and situations, regions, services and organizations.
    pub fn suggest(&self, text: &str, first: usize) -> Result<Vec<Suggestion>, Error> {
        let knowledge = self.knowledge();
        let terms = knowledge.lore.vocabulary.complete(text, first);
        let mut suggestions: Vec<Suggestion> = terms
            .into_iter()
            .map(|(term, label)| Suggestion::Term(term, label.to_owned()))
            .collect();
        let regions = knowledge.places.complete(text, first);
        suggestions.extend(regions.into_iter().map(Suggestion::Region));
        let named = tokio::task::block_in_place(|| self.index.complete(text, first))?;
        suggestions.extend(named.into_iter().map(|thing| match thing {
            NamedThing::Service(id) => Suggestion::Service(id),
            NamedThing::Organization(id) => Suggestion::Organization(id),
        }));
        Ok(share(suggestions, first))
    }
}

/// The first few, with every kind in its turn, so that no kind crowds out the others.
fn share(suggestions: Vec<Suggestion>, first: usize) -> Vec<Suggestion> {
    let kind = |suggestion: &Suggestion| match suggestion {
        Suggestion::Term(..) => 0,
        Suggestion::Region(_) => 1,
        Suggestion::Service(_) => 2,
        Suggestion::Organization(_) => 3,
    };
    let mut seen = [0_usize; 4];
    let mut ranked: Vec<(usize, usize, Suggestion)> = suggestions
        .into_iter()
        .filter_map(|suggestion| {
            let kind = kind(&suggestion);
            let place = seen.get_mut(kind)?;
            *place += 1;
            Some((*place, kind, suggestion))
        })
        .collect();
    ranked.sort_by_key(|(place, kind, _)| (*place, *kind));
    ranked.truncate(first);
    ranked.sort_by_key(|(place, kind, _)| (*kind, *place));
    ranked
        .into_iter()
        .map(|(_, _, suggestion)| suggestion)
        .collect()
}
