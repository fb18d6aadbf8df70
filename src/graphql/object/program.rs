//! `Program` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, metadata, organization};

use super::{Attribute, Metadata, Organization};
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(Program(program));

relations! {
    Program(program) {
        "recordVersion" => version();
        "organization" => one(Organization, organization, organization_id);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// A set of services an organization runs under one name.
#[Object]
impl Program {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Program", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The organization that runs the program.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        one::<organization::Entity, _>(ctx, self.0.organization_id).await
    }

    /// The name of the program.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Another name for the program.
    async fn alternate_name(&self) -> Option<&str> {
        self.0.alternate_name.as_deref()
    }

    /// What the program offers and to whom.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
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
