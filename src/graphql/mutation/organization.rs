//! Registering organizations.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use entity::organization;

use crate::directory::{Desk, NewOrganization, Registered};
use crate::graphql::object::Organization;
use crate::graphql::object::enumeration::OrganizationKind;
use crate::graphql::support::{Loader, UserError, settle};

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

#[Object]
impl OrganizationMutation {
    /// Registers an organization, which is then in the directory. One that may be there already, by its name, mailbox,
    /// site or number, is not registered and gets the user error `POSSIBLE_DUPLICATE`. For admins.
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
        let (done, mut user_errors) = settle(desk.register(&input.into(), confirm).await)?;
        let mut payload = OrganizationRegisterPayload {
            organization: None,
            possible_duplicates: Vec::new(),
            user_errors: Vec::new(),
        };
        match done {
            Some(Registered::Done(id)) => {
                let row = Loader::of(ctx)?.one::<organization::Entity>(id).await?;
                payload.organization = row.map(Organization::from);
            }
            Some(Registered::PossibleDuplicates(rows)) => {
                user_errors.push(UserError::new(
                    "POSSIBLE_DUPLICATE",
                    &["input", "name"],
                    "It may be in the directory already: look at `possibleDuplicates`, and send it again with `confirm: true` if it is none of them.",
                ));
                let rows = rows.into_iter();
                payload.possible_duplicates = rows.map(Organization::from).collect();
            }
            None => {}
        }
        payload.user_errors = user_errors;
        Ok(Some(payload))
    }
}
