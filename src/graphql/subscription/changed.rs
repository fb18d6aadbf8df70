//! Following what changes.

use async_graphql::{Context, Result, Subscription};
use futures_util::stream::{BoxStream, StreamExt};

use crate::directory::{Changes, Desk, Error, Level, Occurrence, Wanted};
use crate::graphql::object::{ChangedEvent, tables_of};
use crate::graphql::support::scalar::Position;
use crate::graphql::support::{Loader, fail, invalid};

/// What happens from now on.
pub struct Subscription;

type Events = BoxStream<'static, Result<ChangedEvent>>;

fn events(occurrences: BoxStream<'static, Result<Occurrence, Error>>) -> Events {
    occurrences
        .map(|occurrence| occurrence.map_err(fail).and_then(ChangedEvent::of))
        .boxed()
}

/// Follow what changes, over a WebSocket (`graphql-transport-ws`) or as server-sent events (`Accept: text/event-stream`).
/// After a cut, go on with `since`: nothing is missed and nothing comes twice.
#[Subscription]
impl Subscription {
    /// Follows changes of the directory, as far as the viewer may know of them. DELETE also says that a record is no longer
    /// shown, and CREATE that it is shown from now on; what belongs to it goes and comes with it and is not told of.
    async fn changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only of records of these types, such as `Service`; of all types when left out."
        )]
        kinds: Option<Vec<String>>,
        #[graphql(
            desc = "Only of records that stand in this region, by its Kemendagri code: locations and what belongs to them; services, and what belongs to them, by the locations where they are given; organizations, and what belongs to them, by their own locations. Where a confidential place stands is not told below the regency. What is gone stands where what it belonged to does."
        )]
        region_code: Option<String>,
        #[graphql(
            desc = "Go on after this place, the `seq` of the last event; from now on when left out."
        )]
        since: Option<Position>,
    ) -> Result<Events> {
        let unknown = |code: &String| Level::of(code).is_none();
        if region_code.as_ref().is_some_and(unknown) {
            return Err(invalid(
                "`regionCode` is not the code of a region, such as `32.73`",
            ));
        }
        let wanted = Wanted {
            tables: tables_of(kinds.as_deref())?,
            region_code,
        };
        let reader = Loader::of(ctx)?.directory.reader.clone();
        let changes = ctx.data::<Changes>()?;
        let since = since.map(|since| since.0);
        let followed = changes.follow(reader, wanted, since).await.map_err(fail)?;
        Ok(events(followed))
    }

    /// Follows organizations that come to wait for review. For admins.
    async fn registration_queued(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Go on after this place, the `seq` of the last event; from now on when left out."
        )]
        since: Option<Position>,
    ) -> Result<Events> {
        ctx.data::<Desk>()?
            .may_watch_registrations()
            .map_err(fail)?;
        let changes = ctx.data::<Changes>()?;
        let since = since.map(|since| since.0);
        Ok(events(changes.follow_queue(since).await.map_err(fail)?))
    }
}
