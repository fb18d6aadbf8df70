//! `MetaTableDescription` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, metadata};

use super::{Attribute, Metadata};
use crate::graphql::support::{GlobalId, many, relations, view};

view!(MetaTableDescription(meta_table_description));

relations! {
    MetaTableDescription(meta_table_description) {
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// How a published table is written.
#[Object]
impl MetaTableDescription {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("MetaTableDescription", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// The name of the table.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The language of its text.
    async fn language(&self) -> Option<&str> {
        self.0.language.as_deref()
    }

    /// Its character set.
    async fn character_set(&self) -> Option<&str> {
        self.0.character_set.as_deref()
    }

    /// Terms and values that say more about it.
    async fn attributes(&self, ctx: &Context<'_>) -> Result<Vec<Attribute>> {
        many::<attribute::Entity, _>(ctx, attribute::Column::LinkId, self.0.id).await
    }

    /// Changes that its publisher recorded.
    async fn metadata(&self, ctx: &Context<'_>) -> Result<Vec<Metadata>> {
        many::<metadata::Entity, _>(ctx, metadata::Column::ResourceId, self.0.id).await
    }
}
