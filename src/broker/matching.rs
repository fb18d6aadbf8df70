//! Finding help: from words, needs and a person in a place to services in the order in which a worker should see them.

use std::num::NonZero;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::error::Error;
use super::explain::Facts;
use super::facet::Facets;
use super::filter::{Filter, Filters, TERM_FILTERS, TermFilter};
use super::found::{Match, Matches, NearMiss};
use super::map_keeper::MapKeeper;
use super::place::{NamedPlace, Places};
use super::question::Question;
use super::ranking::{Ranking, add_worth};
use super::reach::Home;
use super::unmet::{UnmetSearches, counted_needs, unmet_by};
use crate::directory::{Holidays, Regions, load_holidays};
use crate::search::{self, Hit, Index, Lore, Vocabulary, day_number, is_stop_word};
use crate::store::Store;

/// Needs for which a line that never closes comes first: violence at home, children in danger, a life at risk, runaways.
const URGENT: [&str; 4] = ["N09", "N10", "N12", "N17"];

/// An urgent need counts when it is understood at least this surely.
const SURE_URGENT: f64 = 0.5;

/// A need counts this much when a narrower one is understood as surely: that is what is meant.
const SAID_MORE_NARROWLY: f64 = 0.7;

/// Near misses are looked for up to this many times the radius.
const MISSES_WITHIN: f64 = 3.0;

/// What the broker knows beside the index.
pub(super) struct Knowledge {
    pub(super) lore: Arc<Lore>,
    pub(super) places: Arc<Places>,
    holidays: Arc<Holidays>,
}

impl Knowledge {
    /// What is known now. Of what was known before, the places are kept as long as the regions are the same.
    async fn load(
        index: &Index,
        store: &Arc<Store>,
        known: Option<&Self>,
    ) -> Result<Arc<Self>, Error> {
        let lore = index.lore(store).await?;
        let known = known.filter(|known| Arc::ptr_eq(&known.lore, &lore));
        let places = known.map(|known| known.places.clone());
        Ok(Arc::new(Self {
            places: places.unwrap_or_else(|| Arc::new(Places::new(&lore.regions))),
            lore,
            holidays: Arc::new(load_holidays(store).await?),
        }))
    }
}

/// Links needs with help.
#[derive(Clone)]
pub struct Broker {
    pub(super) index: Arc<Index>,
    knowledge: Arc<RwLock<Arc<Knowledge>>>,
    turns: Arc<Semaphore>,
    pub(super) maps: Arc<MapKeeper>,
    pub(super) unmet: Option<UnmetSearches>,
}

impl Broker {
    /// A broker over an index, with the words, regions and holidays of the store.
    pub async fn new(index: Arc<Index>, store: &Arc<Store>) -> Result<Self, Error> {
        let knowledge = Knowledge::load(&index, store, None).await?;
        Ok(Self {
            index,
            knowledge: Arc::new(RwLock::new(knowledge)),
            turns: Arc::new(Semaphore::new(
                std::thread::available_parallelism().map_or(1, NonZero::get),
            )),
            maps: Arc::new(MapKeeper::new(store.clone())),
            unmet: None,
        })
    }

    /// Reads the words, regions and holidays again, after they have changed, and renews the resource map when there is
    /// one.
    pub async fn refresh(&self, store: &Arc<Store>, now: DateTime<Utc>) -> Result<(), Error> {
        let knowledge = Knowledge::load(&self.index, store, Some(&self.knowledge())).await?;
        *self
            .knowledge
            .write()
            .unwrap_or_else(PoisonError::into_inner) = knowledge;
        if self.maps.newest().is_some() {
            self.renew_map(now).await?;
        }
        Ok(())
    }

    pub(super) fn knowledge(&self) -> Arc<Knowledge> {
        self.knowledge
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Finds services or practitioners and ranks them, as many questions at once as there are processors: with more, each
    /// would wait for the others in the middle of its work.
    pub async fn find(&self, question: &Question) -> Result<Matches, Error> {
        question.check()?;
        let knowledge = self.knowledge();
        // It is never closed, so a turn always comes.
        let _turn = self.turns.acquire().await.ok();
        tokio::task::block_in_place(|| self.answer(&knowledge, question))
    }

    fn answer(&self, knowledge: &Knowledge, question: &Question) -> Result<Matches, Error> {
        let vocabulary = &knowledge.lore.vocabulary;
        let text = question.text.as_deref().unwrap_or_default();
        let is_word =
            |word: &str| knowledge.places.knows(word) || self.index.knows(question.sought, word);
        let meaning = vocabulary.interpret(text, &is_word);
        let place = match question.region_code {
            Some(_) => None,
            None => knowledge.places.find(text),
        };
        let home = home(&knowledge.lore.regions, question, place.as_ref())?;
        let needs = terms(vocabulary, "needs", &question.needs)?;
        let situations = terms(vocabulary, "situations", &question.filters.situations)?;
        let words = telling(&meaning.words, place.as_ref());
        let mut filters = question.filters.clone();
        if filters.is_open_now {
            filters.open_at = Some(question.now);
        }
        let mut ranking = Ranking {
            term_filters: term_filters(vocabulary, &question.filters, &situations)?,
            filters,
            holidays: knowledge.holidays.clone(),
            has_words: !words.is_empty(),
            has_place: question.near.is_some(),
            is_bounded: question.region_code.is_some() && !question.includes_outside,
            home,
            now: question.now,
            today: day_number(question.now.date_naive()).unwrap_or_default(),
            ..Ranking::default()
        };
        for need in &needs {
            add_worth(&mut ranking.worth, vocabulary, *need, 1.0);
            ranking.needs.insert(*need);
            ranking.needs.extend(vocabulary.descendants(*need));
        }
        for (need, sure) in &meaning.needs {
            let below = vocabulary.descendants(*need);
            let is_said_more_narrowly = meaning
                .needs
                .iter()
                .any(|(other, other_sure)| other_sure >= sure && below.contains(other));
            let sure = if is_said_more_narrowly {
                sure * SAID_MORE_NARROWLY
            } else {
                *sure
            };
            add_worth(&mut ranking.worth, vocabulary, *need, sure);
        }
        for situation in situations {
            for need in vocabulary.needs_of(situation) {
                add_worth(&mut ranking.worth, vocabulary, *need, 0.5);
            }
        }
        let urgent = URGENT.map(|code| vocabulary.by_code(code));
        let is_sure = |need: &Uuid| {
            ranking
                .worth
                .get(need)
                .is_some_and(|sure| *sure >= SURE_URGENT)
        };
        ranking.is_urgent = urgent.iter().flatten().any(is_sure);
        // What nearly fits is looked for a little farther than what fits: the judge tells them apart.
        let wants_misses = question.misses > 0;
        let query = search::Query {
            sought: question.sought,
            words,
            understood: meaning.needs.iter().map(|(need, _)| *need).collect(),
            terms: if wants_misses {
                with_those_around(vocabulary, needs)
            } else {
                needs
            },
            only_reaching: question
                .region_code
                .clone()
                .filter(|_| !question.includes_outside && !wants_misses),
            near: question.near,
            farthest_m: question.filters.radius_m.map(|radius_m| {
                if wants_misses {
                    radius_m * MISSES_WITHIN
                } else {
                    radius_m
                }
            }),
            after: question.after,
            first: question.first,
            inside_rung: ranking.home.as_ref().map(Home::inside_rung),
            misses: question.misses,
            counts: question.wants_facets,
        };
        let ranking = Arc::new(ranking.weighed());
        let found = self.index.find(&query, ranking.clone())?;
        let found_by = |hit: Hit| Match {
            hit,
            ranking: ranking.clone(),
            lore: knowledge.lore.clone(),
        };
        let misses = found.misses.into_iter().filter_map(|hit| {
            let filter = Filter::of_bit(hit.fails)?;
            Some(NearMiss {
                remedy: ranking.remedy(filter, &Facts::of(&hit), vocabulary),
                filter,
                found: found_by(hit),
            })
        });
        let answer = Matches {
            matches: found.hits.into_iter().map(found_by).collect(),
            has_next: found.has_next,
            total: found.total,
            inside: found.inside,
            misses: misses.collect(),
            facets: question
                .wants_facets
                .then(|| Arc::new(Facets::new(&found.counts, vocabulary))),
            interpreted_as: meaning.understood,
            place,
        };
        self.note_unmet(knowledge, question, &answer)?;
        Ok(answer)
    }

    fn note_unmet(
        &self,
        knowledge: &Knowledge,
        question: &Question,
        found: &Matches,
    ) -> Result<(), Error> {
        if let Some(unmet) = &self.unmet
            && let Some(source) = unmet_by(question, found)
        {
            let vocabulary = &knowledge.lore.vocabulary;
            let asked = terms(vocabulary, "needs", &question.needs)?;
            let all = vocabulary.of_taxonomy("need");
            let needs = counted_needs(&asked, found, |term| all.contains(&term));
            unmet.note(source, question, found, &needs, &knowledge.lore.regions);
        }
        Ok(())
    }
}

/// Needs with the broader and the related ones.
fn with_those_around(vocabulary: &Vocabulary, mut needs: Vec<Uuid>) -> Vec<Uuid> {
    for need in needs.clone() {
        needs.extend(vocabulary.parent(need));
        needs.extend(vocabulary.related(need));
    }
    needs.sort_unstable();
    needs.dedup();
    needs
}

fn home(
    regions: &Regions,
    question: &Question,
    place: Option<&NamedPlace>,
) -> Result<Option<Home>, Error> {
    let given = question.region_code.as_deref();
    let Some(code) = given.or(place.map(|place| place.region_code.as_str())) else {
        return Ok(None);
    };
    Home::of(code, regions).map(Some).ok_or_else(|| {
        Error::Invalid(format!(
            "`regionCode` is \"{code}\"; give a Kemendagri code such as 32.73"
        ))
    })
}

/// The words that say something, without those that name the place; all but the place when none says anything.
fn telling(words: &[String], place: Option<&NamedPlace>) -> Vec<String> {
    let named: Vec<&str> = place
        .map(|place| place.matched_text.split(' ').collect())
        .unwrap_or_default();
    words
        .iter()
        .filter(|word| !is_stop_word(word) && !named.contains(&word.as_str()))
        .cloned()
        .collect()
}

pub(super) fn terms(
    vocabulary: &Vocabulary,
    field: &str,
    given: &[String],
) -> Result<Vec<Uuid>, Error> {
    given
        .iter()
        .map(|word| {
            Uuid::try_parse(word)
                .ok()
                .or_else(|| vocabulary.by_code(word))
                .ok_or_else(|| {
                    Error::Invalid(format!(
                        "`{field}` holds \"{word}\"; give codes such as N09 or S28, or ids of terms"
                    ))
                })
        })
        .collect()
}

fn term_filters(
    vocabulary: &Vocabulary,
    filters: &Filters,
    situations: &[Uuid],
) -> Result<Vec<TermFilter>, Error> {
    let mut found = Vec::new();
    if !situations.is_empty() {
        let wanted = situations.to_vec();
        found.push(term_filter(
            vocabulary,
            Filter::Situations,
            "situation",
            wanted,
        ));
    }
    for (filter, given) in &filters.terms {
        let taxonomy = TERM_FILTERS
            .into_iter()
            .find(|(known, _)| known == filter)
            .map_or("", |(_, taxonomy)| taxonomy);
        let wanted = given.iter().map(|word| {
            vocabulary.in_taxonomy(taxonomy, word).ok_or_else(|| {
                Error::Invalid(format!(
                    "\"{word}\" is not a term of the taxonomy {taxonomy}; give one of its codes, or the id of a term"
                ))
            })
        });
        let wanted = wanted.collect::<Result<Vec<Uuid>, Error>>()?;
        if !wanted.is_empty() {
            found.push(term_filter(vocabulary, *filter, taxonomy, wanted));
        }
    }
    Ok(found)
}

fn term_filter(
    vocabulary: &Vocabulary,
    filter: Filter,
    taxonomy: &str,
    wanted: Vec<Uuid>,
) -> TermFilter {
    let below = wanted
        .iter()
        .flat_map(|term| vocabulary.descendants(*term))
        .collect::<Vec<Uuid>>();
    TermFilter {
        filter,
        wanted: wanted.into_iter().chain(below).collect(),
        taxonomy: vocabulary.of_taxonomy(taxonomy),
    }
}
