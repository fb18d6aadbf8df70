//! The properties of records that HSDS does not know. Import keeps each as a row of its own. HSDS's schemas refuse them at
//! the records and let every record carry metadata, so in JSON each is published as an entry of that; tables have columns
//! for them. So is what HSDS has no field for and import must know: that a location is confidential.

use std::collections::BTreeMap;

use entity::object::{Object, object};
use entity::{extra_property, location};
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::hsds_walk::knows;
use crate::directory::{Directory, Draft, Error, PUBLISHED_ID, extra_id};
use crate::store::{Listed, Row};

/// How many of them are read at once.
const PAGE: u64 = 4_000;

/// A property that HSDS does not know, as a row of its own holds it.
pub(super) struct Extra<'a> {
    /// What has it.
    pub(super) object: &'static Object,
    /// Which.
    pub(super) owner: Uuid,
    /// What it is called.
    pub(super) name: &'a str,
    /// What it holds, as JSON.
    pub(super) value: &'a str,
}

/// The property that a row holds; `None` for one that HSDS knows by now.
pub(super) fn extra_of(row: &Row) -> Option<Extra<'_>> {
    let extras = &extra_property::OBJECT;
    let text = |field| row.text(extras, field);
    let extra = Extra {
        object: object(text("owner_object")?)?,
        owner: row.id(extras, "owner_id")?,
        name: text("name")?,
        value: text("value")?,
    };
    (!knows(extra.object, extra.name)).then_some(extra)
}

/// The property by which a location says that it is confidential: HSDS has none, and must not be taken for a public one
/// where it comes in.
const VISIBILITY: &str = "jembatan:visibility";

/// Whether a property is one that export adds for import, so that nobody need look at it.
pub(super) fn is_ours(name: &str) -> bool {
    [VISIBILITY, PUBLISHED_ID].contains(&name)
}

/// What [`VISIBILITY`] holds as JSON.
const CONFIDENTIAL: &str = "\"CONFIDENTIAL\"";

/// What a row says to import that HSDS has no field for: that it is confidential.
pub(super) fn secrecy_of(object: &'static Object, row: &Row) -> Option<Extra<'static>> {
    let visibility = row.text(object, "visibility");
    (visibility == Some("CONFIDENTIAL")).then_some(Extra {
        object,
        owner: row.key.id()?,
        name: VISIBILITY,
        value: CONFIDENTIAL,
    })
}

/// Marks a draft as confidential where a property says so; whether it does.
pub(super) fn hide(object: &Object, draft: &mut Draft, name: &str, value: &Value) -> bool {
    let is_hidden = object.name == "location" && name == VISIBILITY && value == "CONFIDENTIAL";
    if is_hidden {
        draft.set(object, "visibility", "CONFIDENTIAL".into());
    }
    is_hidden
}

/// The name of a property as it is kept: no database keeps NUL in text.
pub(super) fn kept(name: &str) -> String {
    name.replace('\0', "\u{fffd}")
}

/// What an entry of metadata that holds a property names as what was done.
const KEPT_PROPERTY: &str = "jembatan:property";

/// Takes the properties that HSDS does not know out of a record's metadata, where export puts them.
pub(super) fn take_kept(fields: &mut Map<String, Value>) -> Vec<(String, Value)> {
    let Some(entries) = fields.get_mut("metadata").and_then(Value::as_array_mut) else {
        return Vec::new();
    };
    let property = |entry: &Value| {
        let text = |name| entry.get(name).and_then(Value::as_str);
        if text("last_action_type") != Some(KEPT_PROPERTY) {
            return None;
        }
        let value = serde_json::from_str(text("replacement_value")?).ok()?;
        Some((text("field_name")?.to_owned(), value))
    };
    let kept = entries.iter().filter_map(property).collect();
    entries.retain(|entry| property(entry).is_none());
    kept
}

/// A property that HSDS does not know, as an entry of metadata; HSDS requires all of it.
#[derive(Serialize)]
pub(super) struct KeptProperty<'a> {
    id: Uuid,
    last_action_date: &'a str,
    last_action_type: &'a str,
    field_name: &'a str,
    previous_value: &'a str,
    replacement_value: &'a str,
    updated_by: &'a str,
}

impl<'a> KeptProperty<'a> {
    /// The property called `name` of a record that has this id where it is published.
    pub(super) fn new(object: &Object, owner: Uuid, name: &'a str, value: &'a str) -> Self {
        Self {
            id: extra_id(object, owner, name),
            last_action_date: "",
            last_action_type: KEPT_PROPERTY,
            field_name: name,
            previous_value: "",
            replacement_value: value,
            updated_by: "",
        }
    }
}

/// The names of the properties that shown rows have beside HSDS's, by table and name, and whether all of them hold text.
pub(super) async fn kept_names(
    directory: &Directory,
) -> Result<FxHashMap<&'static str, BTreeMap<String, bool>>, Error> {
    let kept = &extra_property::OBJECT;
    let mut names: FxHashMap<_, BTreeMap<_, _>> = FxHashMap::default();
    let mut after = None;
    loop {
        let reader = &directory.reader;
        let places = reader
            .described_places(kept, &Listed::default(), after, PAGE)
            .await?;
        let ids: Vec<Uuid> = places.iter().map(|place| place.id).collect();
        for row in reader.described_rows(kept, "id", &ids).await? {
            if let Some(extra) = extra_of(&row) {
                let named = names.entry(extra.object.name).or_default();
                let all_text = named.entry(extra.name.to_owned()).or_insert(true);
                *all_text &= extra.value.starts_with('"');
            }
        }
        after = places.last().copied();
        if after.is_none() {
            break;
        }
    }
    if directory.has_confidential_location().await? {
        let named = names.entry(location::OBJECT.name).or_default();
        named.insert(VISIBILITY.to_owned(), true);
    }
    Ok(names)
}
