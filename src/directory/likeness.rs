//! Which organizations of an import may be in the directory already, or twice in the input.

use entity::{location, merged_organization, organization, organization_identifier, phone};
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::{ColumnTrait, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::duplicate::{ALIKE_ON_THE_SPOT, Spot, Traits, digits, fold, longest};
use super::editor::Editor;
use super::error::Error;
use crate::store::Fault;

/// When more organizations of an import share a mailbox, site, number or word, it is that of a publisher or a kind.
const SHARED: usize = 20;

/// How many organizations' places are read at once.
const BATCH: usize = 500;

/// Two organizations that may be the same.
#[derive(Debug, Clone)]
pub struct Likeness {
    /// The new one.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The one that it may be.
    pub other: Uuid,
    /// The name of that one.
    pub other_name: String,
}

/// Two organizations that may be the same, and how certain it is.
pub(super) struct Compared {
    pub(super) likeness: Likeness,
    /// Whether there is no doubt.
    pub(super) is_certain: bool,
    /// Whether everyone is shown the other one.
    is_listed: bool,
    /// By what they may be the same.
    pub(super) reasons: Vec<&'static str>,
}

/// An organization among all others.
struct Known {
    id: Uuid,
    name: String,
    traits: Traits,
    /// Whether everyone is shown it.
    is_listed: bool,
}

/// All organizations, by what may tell that two are the same.
#[derive(Default)]
struct Census {
    known: Vec<Known>,
    /// Places in `known`.
    by_name: FxHashMap<String, Vec<usize>>,
    by_sign: FxHashMap<String, Vec<usize>>,
}

/// What an organization is known by.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "organization::Entity")]
struct Named {
    id: Uuid,
    name: String,
    email: Option<String>,
    website: Option<String>,
    tax_id: Option<String>,
    lifecycle: String,
}

impl Census {
    async fn take(editor: &Editor) -> Result<Self, Error> {
        use organization::Column;
        let transaction = editor.transaction();
        let merged: Vec<Uuid> = merged_organization::Entity::find()
            .select_only()
            .column(merged_organization::Column::Id)
            .into_tuple()
            .all(transaction)
            .await
            .map_err(Fault::from)?;
        let rows = organization::Entity::find()
            .order_by_asc(Column::Id)
            .into_partial_model::<Named>()
            .all(transaction)
            .await
            .map_err(Fault::from)?;
        let mut numbers: FxHashMap<Uuid, Vec<String>> = FxHashMap::default();
        let phones: Vec<(Uuid, String)> = phone::Entity::find()
            .select_only()
            .columns([phone::Column::OrganizationId, phone::Column::Number])
            .filter(phone::Column::OrganizationId.is_not_null())
            .into_tuple()
            .all(transaction)
            .await
            .map_err(Fault::from)?;
        for (id, number) in phones {
            numbers.entry(id).or_default().extend(digits(&number));
        }
        use organization_identifier::Column as Entry;
        let entries: Vec<(Uuid, Option<String>, String, String)> =
            organization_identifier::Entity::find()
                .select_only()
                .columns([
                    Entry::OrganizationId,
                    Entry::IdentifierScheme,
                    Entry::IdentifierType,
                    Entry::Identifier,
                ])
                .filter(Entry::OrganizationId.is_not_null())
                .into_tuple()
                .all(transaction)
                .await
                .map_err(Fault::from)?;
        let mut identifiers: FxHashMap<Uuid, Vec<String>> = FxHashMap::default();
        for (id, scheme, kind, identifier) in entries {
            let register = scheme.unwrap_or(kind);
            let entry = fold(&format!("{register} {identifier}"));
            identifiers.entry(id).or_default().extend(entry);
        }
        let mut census = Self::default();
        for row in rows {
            let id = row.id;
            if merged.contains(&id) {
                continue;
            }
            let mut traits = Traits::new(&row.name, row.email.as_deref(), row.website.as_deref());
            traits.numbers = numbers.remove(&id).unwrap_or_default();
            traits.identifiers = identifiers.remove(&id).unwrap_or_default();
            let tax_id = row.tax_id.as_deref().and_then(fold);
            traits
                .identifiers
                .extend(tax_id.map(|tax_id| format!("tax {tax_id}")));
            let is_listed = row.lifecycle == "ACTIVE";
            census.add(Known {
                id,
                name: row.name,
                traits,
                is_listed,
            });
        }
        Ok(census)
    }

    fn add(&mut self, known: Known) {
        let at = self.known.len();
        let Traits {
            words,
            mailbox,
            site,
            numbers,
            identifiers,
            ..
        } = &known.traits;
        if !words.is_empty() {
            self.by_name.entry(words.join(" ")).or_default().push(at);
        }
        let signs = mailbox.iter().chain(site).chain(numbers);
        let signs = signs.chain(identifiers);
        for sign in signs.chain(longest(words)) {
            self.by_sign.entry(sign.clone()).or_default().push(at);
        }
        self.known.push(known);
    }

    /// The others that one may be, as far as can be told without their places. Of two new ones the later is compared.
    fn candidates(&self, at: usize, new: &FxHashSet<Uuid>) -> Vec<usize> {
        let Some(Known { traits, .. }) = self.known.get(at) else {
            return Vec::new();
        };
        let signs = traits.mailbox.iter().chain(&traits.site);
        let signs = signs.chain(&traits.numbers).chain(&traits.identifiers);
        let signs = signs.chain(longest(&traits.words));
        let sharing = signs
            .filter_map(|sign| self.by_sign.get(sign))
            .filter(|sharing| sharing.len() <= SHARED);
        let namesakes = self.by_name.get(&traits.words.join(" "));
        let mut found: Vec<usize> = sharing.chain(namesakes).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|other| {
            let is_earlier = *other < at;
            let other = self.known.get(*other).filter(|other| {
                let is_old = !new.contains(&other.id);
                is_earlier || is_old
            });
            other.is_some_and(|other| {
                let is_signed = Traits {
                    words: Vec::new(),
                    ..traits.clone()
                }
                .may_be(&other.traits);
                is_signed || traits.is_alike(&other.traits, ALIKE_ON_THE_SPOT)
            })
        });
        found.retain(|other| *other != at);
        found
    }
}

/// Which of the organizations that an editor has just written may be in the directory already, or twice among
/// themselves. All are read once, and only those are compared that share a telling word or an address.
pub async fn likenesses(editor: &Editor, new: &FxHashSet<Uuid>) -> Result<Vec<Likeness>, Error> {
    let all = compared(editor, new).await?;
    // One is enough of a warning.
    let mut likenesses: Vec<Likeness> = all.into_iter().map(|it| it.likeness).collect();
    likenesses.dedup_by_key(|likeness| likeness.id);
    Ok(likenesses)
}

/// The same, with all that each may be, but for those that are new or hidden.
pub(super) async fn compared_with_listed(
    editor: &Editor,
    new: &FxHashSet<Uuid>,
) -> Result<Vec<Compared>, Error> {
    let mut all = compared(editor, new).await?;
    all.retain(|it| it.is_listed && !new.contains(&it.likeness.other));
    Ok(all)
}

async fn compared(editor: &Editor, new: &FxHashSet<Uuid>) -> Result<Vec<Compared>, Error> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let mut census = Census::take(editor).await?;
    let places: Vec<usize> = (0..census.known.len())
        .filter(|at| census.known.get(*at).is_some_and(|it| new.contains(&it.id)))
        .collect();
    let pairs: Vec<(usize, Vec<usize>)> = places
        .into_iter()
        .map(|at| (at, census.candidates(at, new)))
        .filter(|(_, others)| !others.is_empty())
        .collect();
    let meant: FxHashSet<Uuid> = pairs
        .iter()
        .flat_map(|(at, others)| others.iter().chain([at]))
        .filter_map(|at| Some(census.known.get(*at)?.id))
        .collect();
    let mut spots = spots(editor, meant.into_iter().collect()).await?;
    for known in &mut census.known {
        known.traits.spots = spots.remove(&known.id).unwrap_or_default();
    }
    let mut found = Vec::new();
    for (at, others) in pairs {
        let Some(one) = census.known.get(at) else {
            continue;
        };
        let others = others.iter().filter_map(|other| census.known.get(*other));
        let same = others
            .into_iter()
            .filter(|it| one.traits.may_be(&it.traits));
        found.extend(same.map(|other| Compared {
            likeness: Likeness {
                id: one.id,
                name: one.name.clone(),
                other: other.id,
                other_name: other.name.clone(),
            },
            is_certain: one.traits.is_certainly(&other.traits),
            is_listed: other.is_listed,
            reasons: one.traits.reasons(&other.traits),
        }));
    }
    Ok(found)
}

/// An organization, and the area and coordinates of a location of it.
type Placed = (Uuid, Option<String>, Option<f64>, Option<f64>);

/// Where these organizations are.
async fn spots(editor: &Editor, ids: Vec<Uuid>) -> Result<FxHashMap<Uuid, Vec<Spot>>, Error> {
    use location::Column;
    let mut found: FxHashMap<Uuid, Vec<Spot>> = FxHashMap::default();
    for ids in ids.chunks(BATCH) {
        let rows: Vec<Placed> = location::Entity::find()
            .select_only()
            .columns([
                Column::OrganizationId,
                Column::RegionCode,
                Column::Latitude,
                Column::Longitude,
            ])
            .filter(Column::OrganizationId.is_in(ids.iter().copied()))
            .into_tuple()
            .all(editor.transaction())
            .await
            .map_err(Fault::from)?;
        for (id, region, latitude, longitude) in rows {
            let point = latitude.zip(longitude);
            found.entry(id).or_default().push(Spot { region, point });
        }
    }
    Ok(found)
}
