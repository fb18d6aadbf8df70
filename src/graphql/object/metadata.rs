//! `Metadata` as clients see it.

use async_graphql::{ID, Object};

use crate::graphql::support::{GlobalId, relations, view};

view!(Metadata(metadata));

relations! {
    Metadata(metadata) {}
}

/// One change its publisher recorded about a record.
#[Object]
impl Metadata {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Metadata", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// The HSDS id of the record that was changed.
    async fn resource_id(&self) -> Option<String> {
        self.0.resource_id.map(|id| id.to_string())
    }

    /// The object the record is.
    async fn resource_type(&self) -> Option<&str> {
        self.0.resource_type.as_deref()
    }

    /// When it was changed.
    async fn last_action_date(&self) -> Option<&str> {
        self.0.last_action_date.as_deref()
    }

    /// What was done, such as create or update.
    async fn last_action_type(&self) -> Option<&str> {
        self.0.last_action_type.as_deref()
    }

    /// The field that was changed.
    async fn field_name(&self) -> Option<&str> {
        self.0.field_name.as_deref()
    }

    /// The value before.
    async fn previous_value(&self) -> Option<&str> {
        self.0.previous_value.as_deref()
    }

    /// The value after.
    async fn replacement_value(&self) -> Option<&str> {
        self.0.replacement_value.as_deref()
    }

    /// Who changed it.
    async fn updated_by(&self) -> Option<&str> {
        self.0.updated_by.as_deref()
    }
}
