//! Which organizations of an import may be in the directory already, or twice in the input.

use std::hash::{BuildHasher, RandomState};

use entity::{location, merged_organization, organization, organization_identifier, phone};
use futures_util::TryStreamExt;
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::duplicate::{Spot, Traits, digits, fold, longest};
use super::editor::Editor;
use super::error::Error;
use crate::store::Fault;

/// When more organizations of an import share a mailbox, site, number or word, it is that of a publisher or a kind.
const SHARED: usize = 20;

/// How many organizations' names are read at once.
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

/// A text as a number, by a hash that nobody can foresee: that of another text is another, but for one chance in 2^64.
type Mark = u64;

/// An organization among all others. There may be hundreds of thousands, so it holds no texts.
struct Known {
    id: Uuid,
    traits: Traits<Mark>,
    /// Whether the editor has just written it.
    is_new: bool,
    /// Whether everyone is shown it.
    is_listed: bool,
}

/// All organizations in the order of their ids, by what may tell that two are the same.
#[derive(Default)]
struct Census {
    known: Vec<Known>,
    /// Names and places in `known`, sorted.
    by_name: Vec<(Mark, usize)>,
    /// The same for addresses, numbers and telling words.
    by_sign: Vec<(Mark, usize)>,
    hasher: RandomState,
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

/// An organization, and the area and coordinates of a location of it.
type Placed = (Uuid, Option<String>, Option<f64>, Option<f64>);

/// Which register, what kind of entry, and the entry of an organization.
type Entered = (Uuid, Option<String>, String, String);

impl Census {
    async fn take(editor: &Editor, new: &FxHashSet<Uuid>) -> Result<Self, Error> {
        let transaction = editor.transaction();
        let merged: Vec<Uuid> = merged_organization::Entity::find()
            .select_only()
            .column(merged_organization::Column::Id)
            .into_tuple()
            .all(transaction)
            .await
            .map_err(Fault::from)?;
        let merged: FxHashSet<Uuid> = merged.into_iter().collect();
        let mut census = Self::default();
        let mut rows = organization::Entity::find()
            .order_by_asc(organization::Column::Id)
            .into_partial_model::<Named>()
            .stream(transaction)
            .await
            .map_err(Fault::from)?;
        while let Some(row) = rows.try_next().await.map_err(Fault::from)? {
            if !merged.contains(&row.id) {
                census.add(&row, new.contains(&row.id));
            }
        }
        drop(rows);
        census.add_numbers(transaction).await?;
        census.add_entries(transaction).await?;
        census.add_spots(transaction).await?;
        for (at, known) in census.known.iter().enumerate() {
            let traits = &known.traits;
            let signs = traits.mailbox.iter().chain(&traits.site);
            let signs = signs.chain(&traits.numbers).chain(&traits.identifiers);
            census.by_sign.extend(signs.map(|sign| (*sign, at)));
        }
        census.by_name.sort_unstable();
        census.by_sign.sort_unstable();
        census.by_sign.dedup();
        Ok(census)
    }

    fn add(&mut self, row: &Named, is_new: bool) {
        let at = self.known.len();
        let mut traits = Traits::new(&row.name, row.email.as_deref(), row.website.as_deref());
        let tax_id = row.tax_id.as_deref().and_then(fold);
        let tax_id = tax_id.map(|tax_id| format!("tax {tax_id}"));
        traits.identifiers.extend(tax_id);
        if !traits.words.is_empty() {
            self.by_name.push((self.hasher.hash_one(&traits.words), at));
        }
        let mark = |text: &str| self.hasher.hash_one(text);
        let telling = longest(&traits.words).into_iter();
        self.by_sign.extend(telling.map(|word| (mark(word), at)));
        self.known.push(Known {
            id: row.id,
            traits: traits.map(mark),
            is_new,
            is_listed: row.lifecycle == "ACTIVE",
        });
    }

    async fn add_numbers(&mut self, transaction: &DatabaseTransaction) -> Result<(), Error> {
        let mut phones = phone::Entity::find()
            .select_only()
            .columns([phone::Column::OrganizationId, phone::Column::Number])
            .filter(phone::Column::OrganizationId.is_not_null())
            .into_tuple::<(Uuid, String)>()
            .stream(transaction)
            .await
            .map_err(Fault::from)?;
        while let Some((id, number)) = phones.try_next().await.map_err(Fault::from)? {
            let number = digits(&number).map(|number| self.hasher.hash_one(number));
            if let Some(traits) = self.traits(id) {
                traits.numbers.extend(number);
            }
        }
        Ok(())
    }

    async fn add_entries(&mut self, transaction: &DatabaseTransaction) -> Result<(), Error> {
        use organization_identifier::Column;
        let mut entries = organization_identifier::Entity::find()
            .select_only()
            .columns([
                Column::OrganizationId,
                Column::IdentifierScheme,
                Column::IdentifierType,
                Column::Identifier,
            ])
            .filter(Column::OrganizationId.is_not_null())
            .into_tuple::<Entered>()
            .stream(transaction)
            .await
            .map_err(Fault::from)?;
        while let Some(entered) = entries.try_next().await.map_err(Fault::from)? {
            let (id, scheme, kind, identifier) = entered;
            let register = scheme.unwrap_or(kind);
            let entry = fold(&format!("{register} {identifier}"));
            let entry = entry.map(|entry| self.hasher.hash_one(entry));
            if let Some(traits) = self.traits(id) {
                traits.identifiers.extend(entry);
            }
        }
        Ok(())
    }

    async fn add_spots(&mut self, transaction: &DatabaseTransaction) -> Result<(), Error> {
        use location::Column;
        let mut locations = location::Entity::find()
            .select_only()
            .columns([
                Column::OrganizationId,
                Column::RegionCode,
                Column::Latitude,
                Column::Longitude,
            ])
            .filter(Column::OrganizationId.is_not_null())
            .into_tuple::<Placed>()
            .stream(transaction)
            .await
            .map_err(Fault::from)?;
        while let Some(placed) = locations.try_next().await.map_err(Fault::from)? {
            let (id, region, latitude, longitude) = placed;
            if let Some(traits) = self.traits(id) {
                let point = latitude.zip(longitude);
                traits.spots.push(Spot { region, point });
            }
        }
        Ok(())
    }

    fn traits(&mut self, id: Uuid) -> Option<&mut Traits<Mark>> {
        let at = self.known.binary_search_by_key(&id, |known| known.id);
        Some(&mut self.known.get_mut(at.ok()?)?.traits)
    }

    fn pair(&self, (at, other): (usize, usize)) -> Option<(&Known, &Known)> {
        Some((self.known.get(at)?, self.known.get(other)?))
    }

    /// The organizations of these pairs.
    fn ids(&self, pairs: &[(usize, usize)]) -> Vec<Uuid> {
        let places: FxHashSet<usize> = pairs.iter().flat_map(|(at, it)| [*at, *it]).collect();
        let known = places.into_iter().filter_map(|at| self.known.get(at));
        known.map(|it| it.id).collect()
    }

    /// Each new organization with those that it may be. Of two new ones the later is compared.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let is_same = |one: &(Mark, usize), other: &(Mark, usize)| one.0 == other.0;
        let sharing = self.by_sign.chunk_by(is_same);
        let sharing = sharing.filter(|group| group.len() <= SHARED);
        let mut pairs = Vec::new();
        for group in sharing.chain(self.by_name.chunk_by(is_same)) {
            let group: Vec<(usize, &Known)> = group
                .iter()
                .filter_map(|(_, at)| Some((*at, self.known.get(*at)?)))
                .collect();
            for (at, one) in group.iter().filter(|(_, one)| one.is_new) {
                let others = group.iter().filter(|(other, it)| {
                    (other < at || !it.is_new) && one.traits.may_be(&it.traits)
                });
                pairs.extend(others.map(|(other, _)| (*at, *other)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
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
    let census = Census::take(editor, new).await?;
    let pairs = census.pairs();
    let names = names(editor, &census.ids(&pairs)).await?;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
    let known = pairs.into_iter().filter_map(|pair| census.pair(pair));
    let found = known.map(|(one, other)| Compared {
        likeness: Likeness {
            id: one.id,
            name: name(one.id),
            other: other.id,
            other_name: name(other.id),
        },
        is_certain: one.traits.is_certainly(&other.traits),
        is_listed: other.is_listed,
        reasons: one.traits.reasons(&other.traits),
    });
    Ok(found.collect())
}

/// What these organizations are called.
async fn names(editor: &Editor, ids: &[Uuid]) -> Result<FxHashMap<Uuid, String>, Error> {
    use organization::Column;
    let mut found = FxHashMap::default();
    for ids in ids.chunks(BATCH) {
        let rows: Vec<(Uuid, String)> = organization::Entity::find()
            .select_only()
            .columns([Column::Id, Column::Name])
            .filter(Column::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(editor.transaction())
            .await
            .map_err(Fault::from)?;
        found.extend(rows);
    }
    Ok(found)
}
