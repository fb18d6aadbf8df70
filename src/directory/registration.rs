//! Registering organizations, and which of those in the directory a new one may already be.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{organization, phone};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::draft::Draft;
use super::editor::Editor;
use super::error::Error;
use super::read::holds;
use super::region::plain;
use super::validate;
use crate::auth::Permit;
use crate::store::{Cell, Reader, Sight, Store};

/// An organization as it is handed in.
#[derive(Debug, Clone, Default)]
pub struct NewOrganization {
    /// Fields of the organization by the name of their column, with the name in the schema and the text given.
    pub fields: Vec<(&'static str, &'static str, Option<String>)>,
    /// A number to call.
    pub phone: Option<String>,
}

/// What became of a registration.
#[derive(Debug)]
pub enum Registered {
    /// It is in the directory, under this id.
    Done(Uuid),
    /// It may be one of these, and nothing was written.
    PossibleDuplicates(Vec<Arc<organization::Model>>),
}

/// Words of names that say what kind of body it is, not which.
const KINDS_OF_BODY: [&str; 14] = [
    "yayasan",
    "perkumpulan",
    "lembaga",
    "lks",
    "lksa",
    "panti",
    "pt",
    "cv",
    "organisasi",
    "kantor",
    "foundation",
    "the",
    "dan",
    "dr",
];

/// How many organizations are compared at most; more share a word only when it says nothing.
const COMPARED: u64 = 500;

/// How many possible duplicates are shown.
const SHOWN: usize = 5;

/// The shortest number that tells two organizations apart: emergency lines have three digits and belong to many.
const TELLING_DIGITS: usize = 7;

impl NewOrganization {
    fn text(&self, column: &str) -> Option<&str> {
        let fields = self.fields.iter();
        let mut of = fields.filter(|(known, ..)| *known == column);
        of.next()?.2.as_deref()
    }

    /// The drafts of the organization and its telephone, once every field can hold what is given.
    fn drafts(&self, id: Uuid) -> Result<(Draft, Option<Draft>), Error> {
        let object = &organization::OBJECT;
        let mut draft = Draft::new(id);
        for (column, field, text) in &self.fields {
            let Some((_, described)) = object.field(column) else {
                return Err(Error::internal(format!("no field {column}")));
            };
            let cell = validate::from_text(object, described, text.as_deref().unwrap_or(""));
            let unfit = |expected: super::Expected| Error::Unfit {
                field,
                sentence: format!("Give {}.", expected.0),
            };
            let cell = cell.map_err(unfit)?;
            if let Some(expected) = validate::oddity(column, described.kind, &cell) {
                return Err(unfit(expected));
            }
            if described.is_required && cell == Cell::Null {
                return Err(unfit(super::Expected(
                    "a text that is not blank".to_owned(),
                )));
            }
            draft.set(object, column, cell);
        }
        let number = self.phone.as_deref().map(str::trim).unwrap_or_default();
        let call = (!number.is_empty()).then(|| {
            let mut call = Draft::new(Uuid::now_v7());
            call.set(&phone::OBJECT, "organization_id", Cell::Id(id));
            call.set(&phone::OBJECT, "number", Cell::Text(number.to_owned()));
            call
        });
        Ok((draft, call))
    }

    /// Those in the directory that it may already be: the same name but for the kind of body, the same mailbox, site or
    /// number.
    async fn possible_duplicates(
        &self,
        reader: &Reader,
    ) -> Result<Vec<Arc<organization::Model>>, Error> {
        use organization::Column;
        let name = telling(self.text("name").unwrap_or_default());
        let longest = name.iter().max_by_key(|word| word.chars().count());
        let [email, website] = ["email", "website"].map(|column| self.text(column).and_then(fold));
        let same = |column: Column, text: &Option<String>| {
            let held = Expr::expr(Func::lower(Expr::col(column)));
            text.as_deref().map(|text| held.eq(text))
        };
        let digits = self.phone.as_deref().map(digits).unwrap_or_default();
        let callers = with_number(reader, &digits).await?;
        let alike = Condition::any()
            .add_option(longest.map(|word| holds(Column::Name, word)))
            .add_option(same(Column::Email, &email))
            .add_option(same(Column::Website, &website))
            .add_option((!callers.is_empty()).then(|| Column::Id.is_in(callers.iter().copied())));
        if alike.is_empty() {
            return Ok(Vec::new());
        }
        let rows = reader
            .all::<organization::Entity>(|select| {
                let select = select.filter(alike).order_by_asc(Column::Id);
                select.limit(COMPARED)
            })
            .await?;
        let is_text = |held: &Option<String>, given: &Option<String>| {
            given.is_some() && held.as_deref().and_then(fold) == *given
        };
        let is_same = |row: &Arc<organization::Model>| {
            (!name.is_empty() && telling(&row.name) == name)
                || is_text(&row.email, &email)
                || is_text(&row.website, &website)
                || callers.contains(&row.id)
        };
        let mut same: Vec<Arc<organization::Model>> = rows.into_iter().filter(is_same).collect();
        same.truncate(SHOWN);
        Ok(same)
    }
}

/// An address as it is compared; `None` when it is blank.
fn fold(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    (!text.is_empty()).then_some(text)
}

/// The organizations that have a number of these digits.
async fn with_number(reader: &Reader, wanted: &str) -> Result<Vec<Uuid>, Error> {
    use phone::Column;
    if wanted.len() < TELLING_DIGITS {
        return Ok(Vec::new());
    }
    // Numbers are written in many ways, but rarely with a space inside the last three digits.
    let last = wanted.get(wanted.len() - 3..).unwrap_or_default();
    let rows = reader
        .all::<phone::Entity>(|select| {
            let select = select.filter(Column::OrganizationId.is_not_null());
            select.filter(Column::Number.ends_with(last))
        })
        .await?;
    let same = rows.iter().filter(|row| digits(&row.number) == wanted);
    Ok(same.filter_map(|row| row.organization_id).collect())
}

/// The digits of a number without the country's code or the zero that stands for it.
fn digits(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("62").unwrap_or(&digits);
    national.trim_start_matches('0').to_owned()
}

/// The words of a name that tell which organization it is, in order.
fn telling(name: &str) -> Vec<String> {
    let mut words: Vec<String> = plain(name)
        .split(' ')
        .filter(|word| !word.is_empty() && !KINDS_OF_BODY.contains(word))
        .map(str::to_owned)
        .collect();
    words.sort_unstable();
    words
}

/// Registers an organization. One that may already be in the directory is only registered when that was confirmed.
pub(super) async fn register(
    store: &Arc<Store>,
    permit: &Permit,
    given: &NewOrganization,
    is_confirmed: bool,
    now: DateTime<Utc>,
) -> Result<Registered, Error> {
    let id = Uuid::now_v7();
    let (draft, call) = given.drafts(id)?;
    if !is_confirmed {
        let reader = Reader::new(store.clone(), Sight::Public);
        let duplicates = given.possible_duplicates(&reader).await?;
        if !duplicates.is_empty() {
            return Ok(Registered::PossibleDuplicates(duplicates));
        }
    }
    let mut editor = Editor::begin(store.clone(), permit.actor(), now).await?;
    editor.put(&organization::OBJECT, &[draft]).await?;
    editor.put(&phone::OBJECT, call.as_slice()).await?;
    editor.commit().await?;
    Ok(Registered::Done(id))
}
