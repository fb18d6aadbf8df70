//! `HistoryEntry` as clients see it.

use std::sync::Arc;

use async_graphql::{Object, Result, SimpleObject};
use entity::metadata;
use entity::object::Object as Table;
use uuid::Uuid;

use super::Metadata;
use super::enumeration::ChangeOperation;
use crate::directory::Entry;
use crate::graphql::support::plain;
use crate::graphql::support::scalar::DateTime;

/// One write to a record, as the change log tells it.
pub struct HistoryEntry {
    entry: Entry,
    object: &'static Table,
    id: Uuid,
    names_actor: bool,
}

/// One field of a record that was written.
#[derive(SimpleObject)]
pub(super) struct FieldChange {
    /// The field, as HSDS spells it.
    field: String,
    /// What it held before; null when nothing, and when it tells of a person or of where a confidential place stands.
    before: Option<String>,
    /// What it held after; null likewise.
    after: Option<String>,
}

impl HistoryEntry {
    pub(crate) fn new(entry: Entry, object: &'static Table, id: Uuid, names_actor: bool) -> Self {
        Self {
            entry,
            object,
            id,
            names_actor,
        }
    }

    /// The place in the log.
    pub(crate) fn position(&self) -> i64 {
        self.entry.seq
    }

    /// Who wrote, as far as the viewer may know.
    fn actor_shown(&self) -> &str {
        let actor = self.entry.actor.as_str();
        match actor.split_once(' ') {
            Some((role, _)) if !self.names_actor && actor != "shipped data" => role,
            _ => actor,
        }
    }
}

/// One write to a record, as the change log tells it.
#[Object]
impl HistoryEntry {
    /// The place in the change log; it grows with time.
    async fn seq(&self) -> String {
        self.entry.seq.to_string()
    }

    /// When it was written.
    async fn at(&self) -> DateTime {
        DateTime::of(&self.entry.at)
    }

    /// Who wrote: a role or a source such as `import`, never a person. Admins also see the id of the token or account.
    async fn actor(&self) -> &str {
        self.actor_shown()
    }

    /// What was done.
    async fn operation(&self) -> Result<ChangeOperation> {
        ChangeOperation::of(&self.entry.operation)
    }

    /// The fields that were written.
    async fn fields(&self) -> Vec<FieldChange> {
        let fields = self.entry.fields.iter();
        fields
            .map(|(field, before, after)| FieldChange {
                field: field.clone(),
                before: plain(before),
                after: plain(after),
            })
            .collect()
    }

    /// The same as HSDS tells changes: one piece of metadata a field. They are made from the log and cannot be fetched by
    /// their ids.
    async fn metadata(&self) -> Vec<Metadata> {
        let fields = self.entry.fields.iter();
        fields
            .map(|(field, before, after)| {
                let name = format!("{}.{field}", self.entry.seq);
                Metadata(Arc::new(metadata::Model {
                    id: Uuid::new_v5(&self.id, name.as_bytes()),
                    resource_id: Some(self.id),
                    resource_type: Some(self.object.name.to_owned()),
                    last_action_date: Some(self.entry.at.clone()),
                    last_action_type: Some(self.entry.operation.to_lowercase()),
                    field_name: Some(field.clone()),
                    previous_value: plain(before),
                    replacement_value: plain(after),
                    updated_by: Some(self.actor_shown().to_owned()),
                }))
            })
            .collect()
    }
}
