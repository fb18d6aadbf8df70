//! The rules of the open zone: what a record may hold ([`validate`]), how it is written ([`Editor`]), where a place is
//! ([`Regions`]), and the taxonomies and regions that ship with the binary ([`shipped`]). Called by `graphql`, `transfer`,
//! `search` and `broker`; it never calls them.

mod account;
mod belonging;
mod capacity_link;
mod changes;
mod community_need;
mod community_plan;
mod community_plan_list;
mod copies;
mod demand;
mod desk;
mod discretion;
mod distance;
mod draft;
mod duplicate;
mod editor;
mod error;
mod filter;
mod free_text;
mod given;
mod gone;
mod history;
mod holiday;
mod hours;
mod import_match;
mod likeness;
mod listing;
mod match_review;
mod merge;
mod need_life;
mod outbox;
mod place_match;
mod read;
mod record_list;
mod region;
mod registration;
mod review;
mod session;
pub mod shipped;
mod sight;
mod standing;
mod step;
mod suggestion;
mod token;
mod touched;
pub mod validate;
mod webhook;
mod webhook_url;

pub use crate::change::{Operation, Position};
pub use crate::store::{First, Guarded as Shown, Keyset, Page, Reader as Reading, Rows, Slice};
pub use account::{Account, NewAccount};
pub use capacity_link::Room;
pub use changes::{ChangePage, Changes, Occurrence, Told, Wanted};
pub use community_need::{NeedFilter, NeedRefused, NeedReported, NewNeed};
pub use community_plan::{
    ActivityChange, ActivityDetail, Figures, NewActivity, NewPlan, PlanChange, PlanRefused,
};
pub use community_plan_list::{Plan, PlanFilter, partner_terms};
pub use copies::{PUBLISHED_ID, extra, extra_id};
pub use demand::{
    Measure, Signal, SignalSource, Tally, Window, add_signals, demand_signals, is_sensitive,
    month_of,
};
pub use desk::Desk;
pub use distance::metres_between;
pub use draft::{Draft, copy_id};
pub use editor::{Editor, Outcome};
pub use error::{Error, Expected};
pub use filter::{
    LocationFilter, OrganizationFilter, PractitionerFilter, RegionFilter, ServiceFilter, TermFilter,
};
pub use given::{Given, fields, is_needed};
pub use history::Entry;
pub use holiday::load_holidays;
pub use hours::{Holiday, Holidays, Hours, Language, Opening, Row as HoursRow};
pub use import_match::{Matched, Sameness, match_import};
pub use likeness::{Likeness, likenesses};
pub use listing::{Refused, Write, Written};
pub use match_review::MatchFilter;
pub use merge::Merged;
pub use need_life::{NEED_MOVES, NeedState, NeedStep};
pub use outbox::{Attempt, Backoff, Batch, Next, Outbox};
pub use read::Directory;
pub use record_list::{Around, RecordFilter, Start};
pub use region::{COUNTRY_URI, Level, Names, Place, Regions, parent_code};
pub use registration::{NewOrganization, NewPlace, Registered};
pub use review::{MOVES, MoveRefused, RegistrationFilter, Standing, Step};
pub use session::NewSession;
pub use sight::reader_for;
pub use step::{Moves, lead};
pub use suggestion::{Proposal, SuggestionFilter, read as read_suggestion};
pub use token::{NewToken, has_tokens, list_tokens, make_token, revoke_token, viewer_of};
pub use touched::{Touched, services_in, touched_since};
pub use webhook::NewWebhook;
pub use webhook_url::{WebhookUrl, is_public};
