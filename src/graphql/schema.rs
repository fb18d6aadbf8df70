//! The schema as a whole.

use std::any::TypeId;

use async_graphql::{MergedObject, Request, SDLExportOptions};
use chrono::{DateTime, Utc};

use super::mutation::{
    AccountMutation, BulkMutation, CapacityLinkMutation, CommunityNeedMutation,
    CommunityPlanMutation, ImportMatchMutation, ListingMutation, OrganizationMutation,
    ReviewMutation, ServiceMutation, SessionMutation, SuggestionMutation, TokenMutation,
    WebhookMutation,
};
use super::query::{
    AccountQuery, ChangesQuery, CommunityNeedQuery, CommunityPlanQuery, FindQuery, HistoryQuery,
    ImportMatchQuery, LocationQuery, NodeQuery, OrganizationQuery, PractitionerQuery,
    RateLimitQuery, RegionQuery, RegistrationQuery, ResourceMapQuery, ServiceQuery, SuggestQuery,
    SuggestionQuery, TaxonomyQuery, TokenQuery, ViewerQuery, WebhookQuery,
};
use super::subscription::Subscription;
use super::support::Loader;
use crate::auth::{Role, Viewer};
use crate::broker::Broker;
use crate::directory::{Changes, Desk, Directory};

/// Ask the directory. Everything here may be read without an account.
#[derive(MergedObject, Default)]
pub struct Query(
    FindQuery,
    SuggestQuery,
    NodeQuery,
    OrganizationQuery,
    ServiceQuery,
    PractitionerQuery,
    LocationQuery,
    TaxonomyQuery,
    RegionQuery,
    HistoryQuery,
    SuggestionQuery,
    ViewerQuery,
    TokenQuery,
    AccountQuery,
    RateLimitQuery,
    ChangesQuery,
    WebhookQuery,
    RegistrationQuery,
    ResourceMapQuery,
    CommunityNeedQuery,
    CommunityPlanQuery,
    ImportMatchQuery,
);

/// Change the directory. Each act wants a token whose role the policy lets do it; `viewer` tells what that is.
#[derive(MergedObject, Default)]
pub struct Mutation(
    OrganizationMutation,
    ServiceMutation,
    ListingMutation,
    BulkMutation,
    SuggestionMutation,
    CapacityLinkMutation,
    TokenMutation,
    AccountMutation,
    SessionMutation,
    WebhookMutation,
    ReviewMutation,
    CommunityNeedMutation,
    CommunityPlanMutation,
    ImportMatchMutation,
);

/// The schema.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// The bounds that the schema itself holds a document to.
#[derive(Debug, Clone, Copy)]
pub struct SchemaLimits {
    /// How deep selections may nest.
    pub depth: usize,
    /// How many fields may be answered, counting each node of a page.
    pub complexity: usize,
    /// How many directives a field may carry.
    pub directives: usize,
}

/// Builds the schema. No extension is installed: any, even an empty one, makes every field slower by a third.
pub fn build(limits: SchemaLimits) -> Schema {
    async_graphql::Schema::build(Query::default(), Mutation::default(), Subscription)
        .limit_depth(limits.depth)
        .limit_complexity(limits.complexity)
        .limit_directives(limits.directives)
        .register_output_type::<super::object::Node>()
        .finish()
}

/// Gives a request what its resolvers need: the directory as its viewer sees it at this moment.
pub fn attach(
    request: Request,
    reader: crate::directory::Reading,
    broker: Broker,
    viewer: Viewer,
    desk: Desk,
    changes: Changes,
    now: DateTime<Utc>,
) -> Request {
    let directory = Directory { reader, now };
    request
        .data(Loader::new(directory, broker))
        .data(viewer)
        .data(desk)
        .data(changes)
}

/// Whose budget a request that was attached is charged to: an account or token, as the change log names it; `None` for
/// visitors.
pub fn payer(request: &Request) -> Option<String> {
    let viewer = request.data.get(&TypeId::of::<Viewer>())?;
    let viewer = viewer.downcast_ref::<Viewer>()?;
    (viewer.role != Role::Visitor).then(|| viewer.actor())
}

/// The schema as text, as it stands in `schema.graphql`.
pub fn sdl(schema: &Schema) -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items();
    schema.sdl_with_options(options)
}
