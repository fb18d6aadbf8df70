//! `OrganizationIdentifier` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, metadata, organization};

use super::{Attribute, Metadata, Organization};
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(OrganizationIdentifier(organization_identifier));

relations! {
    OrganizationIdentifier(organization_identifier) {
        "recordVersion" => version();
        "organization" => one(Organization, organization, organization_id);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// A number by which an outside register knows an organization.
#[Object]
impl OrganizationIdentifier {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("OrganizationIdentifier", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The organization identified.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        one::<organization::Entity, _>(ctx, self.0.organization_id).await
    }

    /// The register, as a code of org-id.guide where there is one.
    async fn identifier_scheme(&self) -> Option<&str> {
        self.0.identifier_scheme.as_deref()
    }

    /// What the number is, such as company number or LKS registration.
    async fn identifier_type(&self) -> &str {
        &self.0.identifier_type
    }

    /// The number itself.
    async fn identifier(&self) -> &str {
        &self.0.identifier
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
