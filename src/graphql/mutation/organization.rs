//! Registering organizations, and mending registrations that were returned.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entity::organization;

use super::review::refusal;
use crate::directory::{Desk, NewOrganization, NewPlace, Registered};
use crate::graphql::object::Organization;
use crate::graphql::object::enumeration::OrganizationKind;
use crate::graphql::support::{Loader, UserError, record_id, settle};

/// Acts on organizations.
#[derive(Default)]
pub struct OrganizationMutation;

/// An organization to be registered.
#[derive(InputObject)]
struct OrganizationRegisterInput {
    /// The official or public name.
    name: String,
    /// A short account of what the organization is and does.
    description: String,
    /// What kind of provider it is.
    kind: Option<OrganizationKind>,
    /// Another name or an acronym people use for it.
    alternate_name: Option<String>,
    /// The e-mail address for general questions.
    email: Option<String>,
    /// The main website.
    website: Option<String>,
    /// Its legal form, such as yayasan, perkumpulan or government body.
    legal_status: Option<String>,
    /// The calendar year in which it was founded.
    year_incorporated: Option<i32>,
    /// A number to call.
    phone: Option<String>,
    /// The Kemendagri code of the area it is in, such as `32.73`. Organizations of one name in different regencies are not
    /// taken for the same. Makes a location of it, as the coordinates do.
    region_code: Option<String>,
    /// Its latitude in WGS 84 decimal degrees, given with the longitude.
    latitude: Option<f64>,
    /// Its longitude in WGS 84 decimal degrees, given with the latitude.
    longitude: Option<f64>,
}

impl From<OrganizationRegisterInput> for NewOrganization {
    fn from(input: OrganizationRegisterInput) -> Self {
        let kind = input.kind.map(|kind| kind.word().to_owned());
        let year = input.year_incorporated.map(|year| year.to_string());
        Self {
            fields: vec![
                ("name", "name", Some(input.name)),
                ("description", "description", Some(input.description)),
                ("kind", "kind", kind),
                ("alternate_name", "alternateName", input.alternate_name),
                ("email", "email", input.email),
                ("website", "website", input.website),
                ("legal_status", "legalStatus", input.legal_status),
                ("year_incorporated", "yearIncorporated", year),
            ],
            phone: input.phone,
            place: NewPlace {
                region_code: input.region_code.filter(|code| !code.trim().is_empty()),
                latitude: input.latitude,
                longitude: input.longitude,
            },
        }
    }
}

/// What became of a registration.
#[derive(SimpleObject)]
struct OrganizationRegisterPayload {
    /// The organization; null when it was not registered.
    organization: Option<Organization>,
    /// Those in the directory that it may already be.
    possible_duplicates: Vec<Organization>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What became of handing a registration in again.
#[derive(SimpleObject)]
struct OrganizationResubmitPayload {
    /// The organization; null when it was not handed in.
    organization: Option<Organization>,
    /// Those in the directory that it may already be.
    possible_duplicates: Vec<Organization>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

#[Object]
impl OrganizationMutation {
    /// Registers an organization. An admin's is then in the directory; anyone else's waits for review as PENDING, and is
    /// shown to nobody but admins and whoever registered it. One that may be in the directory already, by its mailbox,
    /// site or number, by its name in the same area or by its name and place, is not registered and gets the user error
    /// `POSSIBLE_DUPLICATE`. For everyone with a token.
    async fn organization_register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organization to be registered.")] input: OrganizationRegisterInput,
        #[graphql(
            desc = "Whether it is known to be another than those that it may already be.",
            default
        )]
        confirm: bool,
    ) -> Result<Option<OrganizationRegisterPayload>> {
        let desk = ctx.data::<Desk>()?;
        let settled = settle(desk.register(&input.into(), confirm).await)?;
        let (organization, possible_duplicates, user_errors) = told(ctx, settled).await?;
        Ok(Some(OrganizationRegisterPayload {
            organization,
            possible_duplicates,
            user_errors,
        }))
    }

    /// Mends a registration that was returned and hands it in again, as it now is: what is left out is emptied, but for
    /// the number, the area and the coordinates, which then stay. For whoever registered it, its editors and admins; to
    /// others it is not there.
    async fn organization_resubmit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` or `hsdsId` of the organization.")] id: ID,
        #[graphql(desc = "The organization as it now is.")] input: OrganizationRegisterInput,
        #[graphql(
            desc = "Whether it is known to be another than those that it may already be.",
            default
        )]
        confirm: bool,
    ) -> Result<Option<OrganizationResubmitPayload>> {
        let desk = ctx.data::<Desk>()?;
        let id = record_id("Organization", &id)?;
        let settled = settle(desk.resubmit(id, &input.into(), confirm).await)?;
        let (organization, possible_duplicates, user_errors) = told(ctx, settled).await?;
        Ok(Some(OrganizationResubmitPayload {
            organization,
            possible_duplicates,
            user_errors,
        }))
    }
}

/// The organization, those that it may already be, and what is to be mended.
async fn told(
    ctx: &Context<'_>,
    (done, mut user_errors): (Option<Registered>, Vec<UserError>),
) -> Result<(Option<Organization>, Vec<Organization>, Vec<UserError>)> {
    let (mut organization, mut possible_duplicates) = (None, Vec::new());
    match done {
        Some(Registered::Done(id)) => {
            let row = Loader::of(ctx)?.one::<organization::Entity>(id).await?;
            organization = row.map(Organization::from);
        }
        Some(Registered::PossibleDuplicates(rows)) => {
            user_errors.push(UserError::new(
                "POSSIBLE_DUPLICATE",
                &["input", "name"],
                "It may be in the directory already: look at `possibleDuplicates`, and send it again with `confirm: true` if it is none of them.",
            ));
            possible_duplicates = rows.into_iter().map(Organization::from).collect();
        }
        Some(Registered::Refused(refused)) => user_errors.push(refusal(refused)),
        None => {}
    }
    Ok((organization, possible_duplicates, user_errors))
}
