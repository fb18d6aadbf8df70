//! Registering organizations: who may hand one in, and mending one that was returned.

use std::sync::Arc;

use entity::object::Object;
use entity::{location, organization, phone, registration};
use uuid::Uuid;

use super::desk::Desk;
use super::draft::Draft;
use super::duplicate::{Spot, Traits, possible_duplicates};
use super::editor::{Editor, Outcome, moment};
use super::error::Error;
use super::review::{MOVES, MoveRefused, Standing, Step, standing};
use super::sight::reader_for;
use super::step::lead;
use super::validate;
use crate::auth::{Act, Grant};
use crate::store::{Cell, Key, naming};

/// An organization as it is handed in.
#[derive(Debug, Clone, Default)]
pub struct NewOrganization {
    /// Fields of the organization by the name of their column, with the name in the schema and the text given.
    pub fields: Vec<(&'static str, &'static str, Option<String>)>,
    /// A number to call.
    pub phone: Option<String>,
    /// Where it is, for a location that is made of it.
    pub place: NewPlace,
}

/// Where an organization is, as it is handed in.
#[derive(Debug, Clone, Default)]
pub struct NewPlace {
    /// The Kemendagri code of its area.
    pub region_code: Option<String>,
    /// Latitude in WGS 84 decimal degrees.
    pub latitude: Option<f64>,
    /// Longitude in WGS 84 decimal degrees.
    pub longitude: Option<f64>,
}

/// What became of a registration.
#[derive(Debug)]
pub enum Registered {
    /// It is registered, under this id.
    Done(Uuid),
    /// It may be one of these, and nothing was written.
    PossibleDuplicates(Vec<Arc<organization::Model>>),
    /// It cannot be handed in again.
    Refused(MoveRefused),
}

impl NewPlace {
    fn is_none(&self) -> bool {
        self.region_code.is_none() && self.latitude.is_none() && self.longitude.is_none()
    }

    fn point(&self) -> Result<Option<(f64, f64)>, Error> {
        let (latitude, longitude) = (self.latitude, self.longitude);
        if latitude.is_some() != longitude.is_some() {
            return Err(Error::Unfit {
                field: "latitude",
                sentence: "Give `latitude` and `longitude` together.".to_owned(),
            });
        }
        for (field, degrees, most) in [
            ("latitude", latitude, 90.0),
            ("longitude", longitude, 180.0),
        ] {
            if degrees.is_some_and(|degrees| degrees.abs() > most) {
                let sentence = "Give decimal degrees on the globe, such as -6.9.".to_owned();
                return Err(Error::Unfit { field, sentence });
            }
        }
        Ok(latitude.zip(longitude))
    }
}

impl NewOrganization {
    fn text(&self, column: &str) -> Option<&str> {
        let fields = self.fields.iter();
        let mut of = fields.filter(|(known, ..)| *known == column);
        of.next()?.2.as_deref()
    }

    fn traits(&self) -> Result<Traits, Error> {
        let name = self.text("name").unwrap_or_default();
        let traits = Traits::new(name, self.text("email"), self.text("website"));
        let spot = Spot {
            region: self.place.region_code.clone(),
            point: self.place.point()?,
        };
        Ok(traits
            .with_number(self.phone.as_deref())
            .with_spot(Some(spot)))
    }

    /// The draft of the organization, once every field can hold what is given.
    fn draft(&self, id: Uuid) -> Result<Draft, Error> {
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
        Ok(draft)
    }

    /// The draft of the number to call, when one is given.
    fn call(&self, id: Uuid, key: impl Into<Key>) -> Option<Draft> {
        let number = self.phone.as_deref().map(str::trim).unwrap_or_default();
        (!number.is_empty()).then(|| {
            let mut call = Draft::new(key);
            call.set(&phone::OBJECT, "organization_id", Cell::Id(id));
            call.set(&phone::OBJECT, "number", Cell::Text(number.to_owned()));
            call
        })
    }

    /// The draft of the location, when it is said where it is.
    fn location(&self, id: Uuid, key: impl Into<Key>) -> Option<Draft> {
        if self.place.is_none() {
            return None;
        }
        let object = &location::OBJECT;
        let number = |it: Option<f64>| it.map_or(Cell::Null, Cell::Number);
        let text = |it: Option<&str>| it.map_or(Cell::Null, |it| Cell::Text(it.trim().to_owned()));
        let mut draft = Draft::new(key);
        draft.set(object, "organization_id", Cell::Id(id));
        draft.set(object, "location_type", text(Some("physical")));
        draft.set(object, "name", text(self.text("name")));
        let region = self.place.region_code.as_deref();
        draft.set(object, "region_code", text(region));
        draft.set(object, "latitude", number(self.place.latitude));
        draft.set(object, "longitude", number(self.place.longitude));
        let precision = self.place.latitude.map(|_| "POINT");
        draft.set(object, "coordinate_precision", text(precision));
        Some(draft)
    }
}

impl Desk {
    /// Registers an organization: for reviewers it is in the directory at once, for others it waits for review. One that
    /// may be there already is only registered when that was confirmed.
    pub async fn register(
        &self,
        given: &NewOrganization,
        is_confirmed: bool,
    ) -> Result<Registered, Error> {
        let permit = self.permit(Act::RegisterOrganization, None)?;
        let id = Uuid::now_v7();
        let mut draft = given.draft(id)?;
        if let Some(same) = self.doubted(given, is_confirmed, None).await? {
            return Ok(same);
        }
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        let standing = match self.viewer.may(Act::ReviewRegistrations) {
            Grant::Always => Standing::Approved,
            Grant::Own | Grant::Never => Standing::Pending,
        };
        let lifecycle = Cell::Text(standing.lifecycle().to_owned());
        draft.set(&organization::OBJECT, "lifecycle", lifecycle);
        let mut paper = self.paper(Uuid::now_v7(), id, standing);
        let registrant = Cell::Text(permit.actor().to_owned());
        paper.set(&registration::OBJECT, "registrant", registrant);
        put(&mut editor, &organization::OBJECT, Some(draft)).await?;
        put(&mut editor, &registration::OBJECT, Some(paper)).await?;
        let call = given.call(id, Uuid::now_v7());
        put(&mut editor, &phone::OBJECT, call).await?;
        let place = given.location(id, Uuid::now_v7());
        put(&mut editor, &location::OBJECT, place).await?;
        editor.commit().await?;
        Ok(Registered::Done(id))
    }

    /// Hands a returned registration in again, as it now is. For who registered it, its editors and reviewers; to others
    /// it is not there.
    pub async fn resubmit(
        &self,
        id: Uuid,
        given: &NewOrganization,
        is_confirmed: bool,
    ) -> Result<Registered, Error> {
        let permit = self.permit(Act::RegisterOrganization, None)?;
        let id = self.store.standing_for(id);
        let mut draft = given.draft(id)?;
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        let Some(stands) = standing(&editor, id).await? else {
            return Ok(Registered::Refused(MoveRefused::NotFound));
        };
        let is_registrant = stands.registrant.as_deref() == Some(permit.actor());
        let is_editor = self.viewer.organizations.contains(&id);
        let is_reviewer = self.viewer.may(Act::ReviewRegistrations) == Grant::Always;
        if !(is_registrant || is_editor || is_reviewer) {
            return Ok(Registered::Refused(MoveRefused::NotFound));
        }
        let Some(to) = lead(MOVES, stands.standing, Step::Resubmit) else {
            return Ok(Registered::Refused(MoveRefused::NotFromHere(
                Step::Resubmit,
            )));
        };
        if let Some(same) = self.doubted(given, is_confirmed, Some(id)).await? {
            return Ok(same);
        }
        let lifecycle = Cell::Text(to.lifecycle().to_owned());
        draft.set(&organization::OBJECT, "lifecycle", lifecycle);
        let paper = self.paper(stands.key(), id, to);
        put(&mut editor, &organization::OBJECT, Some(draft)).await?;
        put(&mut editor, &registration::OBJECT, Some(paper)).await?;
        let held = first_of(&editor, &phone::OBJECT, id).await?;
        put(&mut editor, &phone::OBJECT, given.call(id, held)).await?;
        let held = first_of(&editor, &location::OBJECT, id).await?;
        put(&mut editor, &location::OBJECT, given.location(id, held)).await?;
        editor.commit().await?;
        Ok(Registered::Done(id))
    }

    /// Those that it may already be, when nobody has said that it is none of them.
    async fn doubted(
        &self,
        given: &NewOrganization,
        is_confirmed: bool,
        own: Option<Uuid>,
    ) -> Result<Option<Registered>, Error> {
        let traits = given.traits()?;
        if is_confirmed {
            return Ok(None);
        }
        // Others' registrations that wait are no more shown here than anywhere.
        let reader = reader_for(self.store.clone(), &self.viewer);
        let same = possible_duplicates(&reader, &traits, own).await?;
        Ok((!same.is_empty()).then_some(Registered::PossibleDuplicates(same)))
    }

    /// The registration as it is handed in now.
    fn paper(&self, key: Uuid, organization: Uuid, standing: Standing) -> Draft {
        let object = &registration::OBJECT;
        let mut paper = Draft::new(key);
        let now = Cell::Text(moment(self.now));
        paper.set(object, "organization_id", Cell::Id(organization));
        paper.set(object, "state", Cell::Text(standing.word().to_owned()));
        paper.set(object, "submitted_at", now.clone());
        if standing == Standing::Approved {
            paper.set(object, "reviewed_at", now);
            paper.set(
                object,
                "reviewed_by",
                Cell::Text(self.viewer.role.word().to_owned()),
            );
        }
        paper
    }
}

/// The first row of `object` that belongs to an organization, or a key for a new one.
async fn first_of(editor: &Editor, object: &Object, organization: Uuid) -> Result<Key, Error> {
    let held = naming(
        editor.transaction(),
        object,
        "organization_id",
        organization,
    )
    .await?;
    let first = held.into_iter().next();
    Ok(first.unwrap_or_else(|| Key::Id(Uuid::now_v7())))
}

async fn put(
    editor: &mut Editor,
    object: &'static Object,
    draft: Option<Draft>,
) -> Result<(), Error> {
    let outcomes = editor.put(object, draft.as_slice()).await?;
    for outcome in outcomes {
        match outcome {
            Outcome::Created | Outcome::Updated | Outcome::Unchanged => {}
            Outcome::BrokenReference(field) if field.name == "region_code" => {
                return Err(Error::Unfit {
                    field: "regionCode",
                    sentence: "Give the Kemendagri code of a region, such as 32.73.".to_owned(),
                });
            }
            Outcome::BrokenReference(field) | Outcome::Incomplete(field) => {
                let text = format!("{} without {}", object.name, field.name);
                return Err(Error::internal(text));
            }
        }
    }
    Ok(())
}
