//! What other publishers say with terms and we keep in fields: that a location is confidential, and what kind of
//! organization one is. A place must not be shown because its publisher's way of hiding it was not understood.

use entity::object::{Kind, Object, object};
use rustc_hash::{FxHashMap, FxHashSet};
use uuid::Uuid;

use super::record::Record;
use crate::directory::{Draft, Editor, Error};
use crate::store::{Cell, Key};

/// A row that a term says something about.
pub(super) struct Told {
    link_id: Uuid,
    term: Uuid,
}

/// The terms that locations and organizations among the records are marked with.
pub(super) fn told(records: &[Record]) -> Vec<Told> {
    records
        .iter()
        .filter(|record| record.object.name == "attribute")
        .filter_map(|record| {
            let draft = &record.draft;
            let is_of_others = matches!(
                draft.get(record.object, "link_entity"),
                Some(Cell::Text(entity)) if !matches!(entity.as_str(), "location" | "organization")
            );
            let (Some(Cell::Id(link_id)), Some(Cell::Id(term))) = (
                draft.get(record.object, "link_id"),
                draft.get(record.object, "taxonomy_term_id"),
            ) else {
                return None;
            };
            (!is_of_others).then_some(Told {
                link_id: *link_id,
                term: *term,
            })
        })
        .collect()
}

/// Writes what the terms say into the fields. A kind that is known already stays.
pub(super) async fn write(editor: &mut Editor, told: &[Told]) -> Result<(), Error> {
    let (Some(terms), Some(taxonomies), Some(location), Some(organization)) = (
        object("taxonomy_term"),
        object("taxonomy"),
        object("location"),
        object("organization"),
    ) else {
        return Ok(());
    };
    let asked: FxHashSet<Key> = told.iter().map(|told| told.term.into()).collect();
    let asked: Vec<Key> = asked.into_iter().collect();
    let rows = editor.rows(terms, &asked).await?;
    let within: FxHashSet<Key> = rows
        .values()
        .filter_map(|row| row.id(terms, "taxonomy_id"))
        .map(Key::from)
        .collect();
    let within: Vec<Key> = within.into_iter().collect();
    let named = editor.rows(taxonomies, &within).await?;
    let meaning = |term: Uuid| {
        let row = rows.get(&term.into())?;
        let code = row.text(terms, "code")?.to_uppercase();
        let taxonomy = row
            .id(terms, "taxonomy_id")
            .and_then(|id| named.get(&id.into())?.text(taxonomies, "name"))
            .or_else(|| row.text(terms, "taxonomy"))?;
        Some((taxonomy.to_lowercase().replace(['-', ' '], "_"), code))
    };
    let (mut hidden, mut kinds) = (Vec::new(), FxHashMap::default());
    for told in told {
        match meaning(told.term) {
            Some((taxonomy, code)) if taxonomy == "visibility" && code == "CONFIDENTIAL" => {
                hidden.push(told.link_id);
            }
            Some((taxonomy, code)) if taxonomy == "organization_kind" => {
                kinds.insert(told.link_id, code);
            }
            _ => {}
        }
    }
    hide(editor, location, &hidden).await?;
    let Some(Kind::OneOf(allowed)) = organization.field("kind").map(|(_, field)| field.kind) else {
        return Ok(());
    };
    kinds.retain(|_, kind: &mut String| allowed.contains(&kind.as_str()));
    editor.fill(organization, "kind", kinds).await
}

async fn hide(
    editor: &mut Editor,
    location: &'static Object,
    hidden: &[Uuid],
) -> Result<(), Error> {
    let keys: Vec<Key> = hidden.iter().copied().map(Key::from).collect();
    let known = editor.rows(location, &keys).await?;
    let drafts: Vec<Draft> = known
        .into_keys()
        .map(|key| {
            let mut draft = Draft::new(key);
            draft.set(
                location,
                "visibility",
                Cell::Text("CONFIDENTIAL".to_owned()),
            );
            draft
        })
        .collect();
    editor.put(location, &drafts).await?;
    Ok(())
}
