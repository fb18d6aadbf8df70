//! `Language` as clients see it.

use async_graphql::{Context, ID, Object, Result};
use entity::{attribute, location, metadata, phone, practitioner, service};

use super::{Attribute, Location, Metadata, Phone, Practitioner, Service};
use crate::graphql::support::scalar::LanguageTag;
use crate::graphql::support::{GlobalId, many, one, relations, version, view};

view!(Language(language));

relations! {
    Language(language) {
        "recordVersion" => version();
        "service" => one(Service, service, service_id);
        "location" => one(Location, location, location_id);
        "phone" => one(Phone, phone, phone_id);
        "practitioner" => one(Practitioner, practitioner, practitioner_id);
        "attributes" => many(Attribute, attribute, LinkId);
        "metadata" => many(Metadata, metadata, ResourceId);
    }
}

/// A language in which help is given.
#[Object]
impl Language {
    /// The opaque id, for `node`.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::new("Language", self.0.id).into()
    }

    /// The id under which HSDS publishes it.
    async fn hsds_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Changes with every write to it. Give it as `expectedVersion` to change it only if nobody else has since.
    async fn record_version(&self, ctx: &Context<'_>) -> Result<String> {
        version(ctx, self).await
    }

    /// The service given in the language.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        one::<service::Entity, _>(ctx, self.0.service_id).await
    }

    /// The location where the language is spoken.
    async fn location(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        one::<location::Entity, _>(ctx, self.0.location_id).await
    }

    /// The number where the language is spoken.
    async fn phone(&self, ctx: &Context<'_>) -> Result<Option<Phone>> {
        one::<phone::Entity, _>(ctx, self.0.phone_id).await
    }

    /// The practitioner who speaks the language.
    async fn practitioner(&self, ctx: &Context<'_>) -> Result<Option<Practitioner>> {
        one::<practitioner::Entity, _>(ctx, self.0.practitioner_id).await
    }

    /// The name of the language.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The ISO 639-1 or 639-3 code of the language.
    async fn code(&self) -> Option<LanguageTag> {
        self.0.code.as_deref().map(LanguageTag::of)
    }

    /// Remarks, such as when an interpreter is there.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
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
