//! Which locations of an import are, or may be, ones that their organization had already.

use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use entity::import_match::{self, Column, Model};
use entity::{address, location};
use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::draft::Draft;
use super::duplicate::{ALIKE, Spot, Traits, fold};
use super::editor::Editor;
use super::error::Error;
use super::import_match::{IMPORT, Matched, Sameness, note};
use super::merge::moving;
use crate::store::{Cell, Fault, Key, Row, naming};

/// How many new locations are read at once.
const BATCH: usize = 500;

/// A location among those of its organization.
struct Site {
    id: Uuid,
    name: String,
    traits: Traits,
    /// What others call it, with the kind of that name.
    identifier: Option<(String, String)>,
    addresses: FxHashSet<String>,
}

impl Site {
    fn is_near(&self, other: &Self) -> bool {
        self.traits.is_on_the_spot(&other.traits)
    }

    fn reasons(&self, other: &Self) -> Vec<&'static str> {
        let is_identified = self.identifier.is_some() && self.identifier == other.identifier;
        let reasons = [
            ("identifier", is_identified),
            ("name", self.traits.is_alike(&other.traits, ALIKE)),
            ("place", self.is_near(other)),
            ("address", !self.addresses.is_disjoint(&other.addresses)),
        ];
        let reasons = reasons.into_iter().filter(|(_, is_so)| *is_so);
        reasons.map(|(reason, _)| reason).collect()
    }

    /// How certain it is that both are one place.
    fn sameness(&self, other: &Self) -> Option<Sameness> {
        let reasons = self.reasons(other);
        let has = |reason: &str| reasons.contains(&reason);
        let is_met = has("place") || has("address");
        let is_named = !self.traits.words.is_empty() && self.traits.words == other.traits.words;
        let is_elsewhere = self.is_told(other) && !is_met;
        if has("identifier") || (is_named && is_met) {
            Some(Sameness::Exact)
        } else if is_met || (has("name") && !is_elsewhere) {
            Some(Sameness::Probable)
        } else {
            None
        }
    }

    /// The one of the others that it is, when just one certainly is, or else may be.
    fn best_of<'a>(&self, others: &'a [Self]) -> Option<(&'a Self, Sameness)> {
        let same = others
            .iter()
            .filter_map(|other| Some((other, self.sameness(other)?)));
        let same: Vec<(&Self, Sameness)> = same.collect();
        let mut exact = same.iter().filter(|(_, it)| *it == Sameness::Exact);
        match (exact.next(), exact.next()) {
            (Some(only), None) => Some(*only),
            _ => same.first().map(|(other, _)| (*other, Sameness::Probable)),
        }
    }

    /// Whether it is known of both where they are.
    fn is_told(&self, other: &Self) -> bool {
        let has_point = |site: &Self| site.traits.spots.iter().any(|spot| spot.point.is_some());
        (has_point(self) && has_point(other))
            || !(self.addresses.is_empty() || other.addresses.is_empty())
    }
}

/// Matches new locations of organizations that were there.
pub(super) async fn match_locations(
    editor: &mut Editor,
    organizations: &FxHashSet<Uuid>,
    locations: &FxHashSet<Uuid>,
    now: DateTime<Utc>,
) -> Result<Vec<Matched>, Error> {
    let object = &location::OBJECT;
    let mut found = Vec::new();
    let mut new: Vec<Uuid> = locations.iter().copied().collect();
    new.sort_unstable();
    let mut known: FxHashMap<Uuid, Vec<Site>> = FxHashMap::default();
    for new in new.chunks(BATCH) {
        let keys: Vec<Key> = new.iter().copied().map(Key::Id).collect();
        let rows = editor.rows(object, &keys).await?;
        let rows = new
            .iter()
            .filter_map(|id| Some((*id, rows.get(&(*id).into())?)));
        let owned =
            rows.filter_map(|(id, row)| Some((id, row.id(object, "organization_id")?, row)));
        for (id, owner, row) in owned.filter(|(_, owner, _)| !organizations.contains(owner)) {
            let site = site(editor, id, row).await?;
            let others = match known.entry(owner) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(sites(editor, owner, locations).await?),
            };
            let Some((other, sameness)) = site.best_of(others) else {
                continue;
            };
            let matched = Matched {
                entity: "location",
                id,
                reasons: site.reasons(other),
                name: site.name,
                other: other.id,
                other_name: other.name.clone(),
                sameness,
            };
            let moved = gather(editor, id, matched.other).await?;
            let by = (sameness == Sameness::Exact).then_some(IMPORT);
            note(editor, &matched, Some(moved), by, now).await?;
            found.push(matched);
        }
    }
    Ok(found)
}

/// Hangs on a location what hangs on another, and says what moved.
async fn gather(editor: &mut Editor, from: Uuid, into: Uuid) -> Result<String, Error> {
    let mut moved: Vec<(&str, String, String)> = Vec::new();
    for (object, drafts) in moving(editor, "location", from, into).await? {
        for draft in &drafts {
            let fields = draft.cells.iter();
            let fields = fields.filter_map(|(at, _)| object.fields.get(*at));
            moved.extend(fields.map(|field| {
                let (column, key) = (field.name.to_owned(), draft.key.to_string());
                (object.name, column, key)
            }));
        }
        editor.put(object, &drafts).await?;
    }
    serde_json::to_string(&moved).map_err(Error::internal)
}

/// Hangs on a location again what was moved away from it.
pub(super) async fn give_back(editor: &mut Editor, row: &Model) -> Result<(), Error> {
    let moved = row.moved.as_deref().unwrap_or("[]");
    let moved: Vec<(String, String, String)> =
        serde_json::from_str(moved).map_err(Error::internal)?;
    for (table, column, key) in moved {
        let (Some(object), Ok(key)) = (entity::object::object(&table), Uuid::try_parse(&key))
        else {
            return Err(Error::internal("a match that cannot be read"));
        };
        // What has gone in the meantime stays gone.
        if editor.rows(object, &[key.into()]).await?.is_empty() {
            continue;
        }
        let mut draft = Draft::new(key);
        draft.set(object, &column, Cell::Id(row.record_id));
        editor.put_as_stated(object, &[draft]).await?;
    }
    Ok(())
}

/// The locations of an organization that were there before, and for which no other answers.
async fn sites(editor: &Editor, owner: Uuid, new: &FxHashSet<Uuid>) -> Result<Vec<Site>, Error> {
    let object = &location::OBJECT;
    let mut keys = naming(editor.transaction(), object, "organization_id", owner).await?;
    keys.retain(|key| matches!(key, Key::Id(id) if !new.contains(id)));
    let rows = editor.rows(object, &keys).await?;
    let matched: Vec<Uuid> = import_match::Entity::find()
        .select_only()
        .column(Column::RecordId)
        .filter(
            Column::RecordId.is_in(keys.iter().filter_map(|key| match key {
                Key::Id(id) => Some(*id),
                Key::Code(_) => None,
            })),
        )
        .filter(Column::State.is_in(["PENDING", "SAME"]))
        .into_tuple()
        .all(editor.transaction())
        .await
        .map_err(Fault::from)?;
    let mut sites = Vec::new();
    for key in keys {
        if let (Key::Id(id), Some(row)) = (&key, rows.get(&key))
            && !matched.contains(id)
        {
            sites.push(site(editor, *id, row).await?);
        }
    }
    Ok(sites)
}

async fn site(editor: &Editor, id: Uuid, row: &Row) -> Result<Site, Error> {
    let object = &location::OBJECT;
    let keys = naming(editor.transaction(), &address::OBJECT, "location_id", id).await?;
    let rows = editor.rows(&address::OBJECT, &keys).await?;
    let addresses = rows.values().filter_map(|row| {
        let line = row.text(&address::OBJECT, "address_1")?;
        let city = row.text(&address::OBJECT, "city").unwrap_or_default();
        fold(&format!("{line}, {city}"))
    });
    let name = row.text(object, "name").unwrap_or_default();
    let spot = Spot {
        region: row.text(object, "region_code").map(str::to_owned),
        point: row
            .number(object, "latitude")
            .zip(row.number(object, "longitude")),
    };
    let kind = row.text(object, "external_identifier_type").and_then(fold);
    // The code of an area is that of many places.
    let kind = kind.filter(|kind| !kind.contains("kemendagri"));
    let identifier = row.text(object, "external_identifier").and_then(fold);
    Ok(Site {
        id,
        name: name.to_owned(),
        traits: Traits::new(name, None, None).with_spot(Some(spot)),
        identifier: kind.zip(identifier),
        addresses: addresses.collect(),
    })
}
