//! Copies of a row: a record that stands in two others of a kind becomes a row for each, because a row names one owner of
//! a kind. A copy remembers under which id it was published.

use entity::extra_property;
use entity::object::Object;
use uuid::Uuid;

use super::draft::Draft;
use super::editor::{Editor, Outcome};
use super::error::Error;
use crate::store::{Cell, Key};

/// The property by which a copy remembers its published id. JSON, which nests copies, shows that id itself; tables, in which
/// each row needs an id of its own, have a column of this name.
pub const PUBLISHED_ID: &str = "jembatan:published_id";

/// The id of a property of a record that HSDS does not know.
pub fn extra_id(object: &Object, owner: Uuid, name: &str) -> Uuid {
    let key = format!("{}.{name}", object.name);
    Uuid::new_v5(&owner, key.as_bytes())
}

/// A property of a record that HSDS does not know; `value` is JSON.
pub fn extra(object: &Object, owner: Uuid, name: &str, value: &serde_json::Value) -> Draft {
    let extras = &extra_property::OBJECT;
    let mut draft = Draft::new(extra_id(object, owner, name));
    draft.set(extras, "owner_object", object.name.into());
    draft.set(extras, "owner_id", owner.into());
    draft.set(extras, "name", name.into());
    draft.set(extras, "value", Cell::Text(value.to_string()));
    draft.owner = extras.field("owner_id").map(|(at, _)| at);
    draft
}

impl Editor {
    /// Writes drafts that became rows of their own, each with its place among `drafts`.
    pub(super) async fn put_copies(
        &mut self,
        object: &'static Object,
        drafts: &[Draft],
        copies: Vec<(usize, Draft)>,
        outcomes: &mut [Outcome],
    ) -> Result<(), Error> {
        if copies.is_empty() {
            return Ok(());
        }
        let (places, copies): (Vec<usize>, Vec<Draft>) = copies.into_iter().unzip();
        let results = Box::pin(self.put(object, &copies)).await?;
        let mut published = Vec::new();
        for ((place, copy), outcome) in places.into_iter().zip(copies).zip(results) {
            let original = drafts.get(place).map(|draft| &draft.key);
            if let (Key::Id(copy), Some(Key::Id(original)), Outcome::Created) =
                (copy.key, original, &outcome)
                && object.name != extra_property::OBJECT.name
            {
                let id = serde_json::Value::String(original.to_string());
                published.push(extra(object, copy, PUBLISHED_ID, &id));
            }
            if let Some(slot) = outcomes.get_mut(place) {
                *slot = outcome;
            }
        }
        if !published.is_empty() {
            Box::pin(self.put(&extra_property::OBJECT, &published)).await?;
        }
        Ok(())
    }
}
