//! Links by which a service tells how much room it has, for whoever sits at its desk without an account. Such a link can
//! do nothing else.

use chrono::Duration;
use entity::capacity_link::{Column, Entity, Model, OBJECT};
use entity::{service, service_capacity, unit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::desk::Desk;
use super::draft::Draft;
use super::editor::{Editor, moment};
use super::error::Error;
use crate::auth::{Act, Secret, SecretKind};
use crate::store::{Cell, Fault, Key, Row, fetch, fetch_by};

/// The longest a link may hold, in days.
const LONGEST_DAYS: u32 = 366;

/// How much room there is of one kind.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// The capacity, where the service has several.
    pub capacity: Option<Uuid>,
    /// How much is free.
    pub available: f64,
    /// How much there is in all; what was said before stays when not given.
    pub maximum: Option<f64>,
}

impl Desk {
    /// Makes a link for a service; `None` when there is no such service.
    pub async fn make_capacity_link(
        &self,
        service: Uuid,
        days: u32,
    ) -> Result<Option<(Uuid, Secret)>, Error> {
        let organization = self.organization_of_service(service).await?;
        let permit = self.permit(Act::KeepListing, organization.flatten())?;
        if organization.is_none() {
            return Ok(None);
        }
        if !(1..=LONGEST_DAYS).contains(&days) {
            return Err(Error::Unfit {
                field: "days",
                sentence: format!("Let it hold 1 to {LONGEST_DAYS} days."),
            });
        }
        let secret = Secret::make(SecretKind::CapacityLink).map_err(Error::internal)?;
        let id = Uuid::now_v7();
        let mut draft = Draft::new(id);
        draft.set(&OBJECT, "service_id", Cell::Id(service));
        draft.set(&OBJECT, "hash", Cell::Text(secret.hash()));
        draft.set(&OBJECT, "created_at", Cell::Text(moment(self.now)));
        let ends = moment(self.now + Duration::days(i64::from(days)));
        draft.set(&OBJECT, "expires_at", Cell::Text(ends));
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        editor.put(&OBJECT, &[draft]).await?;
        editor.commit().await?;
        Ok(Some((id, secret)))
    }

    /// Ends a link at once; `false` when there is none that holds.
    pub async fn revoke_capacity_link(&self, id: Uuid) -> Result<bool, Error> {
        let row = Entity::find_by_id(id).one(self.store.read()).await;
        let row = row.map_err(Fault::from)?;
        let organization = match &row {
            Some(row) => self
                .organization_of_service(row.service_id)
                .await?
                .flatten(),
            None => None,
        };
        let permit = self.permit(Act::KeepListing, organization)?;
        if row.is_none_or(|row| row.revoked_at.is_some()) {
            return Ok(false);
        }
        let mut draft = Draft::new(id);
        draft.set(&OBJECT, "revoked_at", Cell::Text(moment(self.now)));
        let mut editor = Editor::begin(self.store.clone(), permit.actor(), self.now).await?;
        editor.put(&OBJECT, &[draft]).await?;
        editor.commit().await?;
        Ok(true)
    }

    /// The organization of a service; `None` when there is no such service.
    async fn organization_of_service(&self, id: Uuid) -> Result<Option<Option<Uuid>>, Error> {
        let row = service::Entity::find_by_id(id).one(self.store.read()).await;
        let row = row.map_err(Fault::from)?;
        Ok(row.map(|row| row.organization_id))
    }

    /// Sets how much room a service has, by its link alone; returns the capacity. `None` when the link does not hold.
    pub async fn report_capacity(&self, link: &str, room: &Room) -> Result<Option<Uuid>, Error> {
        let Some(link) = self.holding(link).await? else {
            return Ok(None);
        };
        let is_sound = |number: f64| number.is_finite() && number >= 0.0;
        let unfit = |field, sentence: &str| Error::Unfit {
            field,
            sentence: sentence.to_owned(),
        };
        if !is_sound(room.available) {
            return Err(unfit("available", "Give a number that is not negative."));
        }
        let object = &service_capacity::OBJECT;
        let ids = [link.service_id];
        let held = fetch_by(self.store.read(), object, "service_id", &ids).await?;
        let is_asked = |row: &&Row| room.capacity.is_none_or(|id| row.key == Key::Id(id));
        let mut asked = held.iter().filter(is_asked);
        let row = match (asked.next(), asked.next()) {
            (Some(row), None) => Some(row),
            (None, _) if held.is_empty() && room.capacity.is_none() => None,
            _ => {
                let sentence =
                    "Name the capacity by its `id`: the service has several, or has not this one.";
                return Err(unfit("capacityId", sentence));
            }
        };
        let known = || row?.number(object, "maximum");
        let maximum = room.maximum.or_else(known);
        if maximum.is_some_and(|maximum| !is_sound(maximum) || room.available > maximum) {
            let sentence = "Give at most as much free as there is in all.";
            return Err(unfit("available", sentence));
        }
        let id = match row.map(|row| &row.key) {
            Some(Key::Id(id)) => *id,
            _ => Uuid::now_v7(),
        };
        let mut draft = Draft::new(id);
        draft.set(object, "service_id", Cell::Id(link.service_id));
        draft.set(object, "available", Cell::Number(room.available));
        if let Some(maximum) = maximum {
            draft.set(object, "maximum", Cell::Number(maximum));
        }
        draft.set(object, "updated", Cell::Text(moment(self.now)));
        let actor = format!("link {}", link.id);
        let mut editor = Editor::begin(self.store.clone(), &actor, self.now).await?;
        if row.is_none() {
            draft.set(object, "unit_id", Cell::Id(self.places(&mut editor).await?));
        }
        editor.put(object, &[draft]).await?;
        editor.commit().await?;
        Ok(Some(id))
    }

    /// The link behind a secret, if it holds.
    async fn holding(&self, link: &str) -> Result<Option<Model>, Error> {
        let Some(hash) = SecretKind::CapacityLink.hash_of(link) else {
            return Ok(None);
        };
        let row = Entity::find().filter(Column::Hash.eq(hash));
        let row = row.one(self.store.read()).await.map_err(Fault::from)?;
        let now = moment(self.now);
        Ok(row.filter(|row| row.revoked_at.is_none() && row.expires_at > now))
    }

    /// The unit of a capacity that nobody has given one: places for people.
    async fn places(&self, editor: &mut Editor) -> Result<Uuid, Error> {
        let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"jembatan:unit:place");
        let known = fetch(editor.transaction(), &unit::OBJECT, &[Key::Id(id)]).await?;
        if known.is_empty() {
            let mut draft = Draft::new(id);
            draft.set(&unit::OBJECT, "name", Cell::Text("tempat".to_owned()));
            editor.put(&unit::OBJECT, &[draft]).await?;
        }
        Ok(id)
    }
}
