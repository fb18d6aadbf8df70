//! What acts on records answer.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::parser::types::Field as Selected;
use async_graphql::registry::{MetaTypeId, Registry};
use async_graphql::resolver_utils::resolve_container;
use async_graphql::{
    ContainerType, Context, ContextSelectionSet, Error, ObjectType, OutputType, Positioned,
    ServerResult, Value,
};

use super::act::{Act, Fields, given_id, spelled};
use super::mutation::{argument, output_field, output_object};
use super::noun::{Noun, noun_for};
use crate::directory::{self, Desk, Refused, Shown, Write, Written};
use crate::graphql::support::{Loader, Preload, Record, UserError, fail};

/// What became of an act on one record.
pub(super) struct Payload<V> {
    noun: &'static Noun,
    view: Option<V>,
    user_errors: Vec<UserError>,
}

impl<V: Record + OutputType> Payload<V> {
    fn noun() -> Option<&'static Noun> {
        noun_for(V::OBJECT)
    }
}

impl<V: Record + OutputType> OutputType for Payload<V> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Payload", V::type_name()))
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |registry| {
            let mut fields = Vec::new();
            if let Some(noun) = Self::noun() {
                let ty = Option::<V>::create_type_info(registry);
                let meaning = "The record as it now stands; null when there is none, or none that you may see.";
                fields.push(output_field(noun.name, ty, meaning));
            }
            let errors = Vec::<UserError>::create_type_info(registry);
            fields.push(output_field("userErrors", errors, "What is to be mended."));
            let words = Self::noun().map_or("a record", |noun| noun.words);
            let description = format!("What became of an act on {words}.");
            output_object(&Self::type_name(), &description, fields)
        })
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Selected>,
    ) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl<V: Record + OutputType> ContainerType for Payload<V> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let name = ctx.item.node.name.node.as_str();
        let below = ctx.with_selection_set(&ctx.item.node.selection_set);
        if name == self.noun.name {
            OutputType::resolve(&self.view, &below, ctx.item)
                .await
                .map(Some)
        } else if name == "userErrors" {
            OutputType::resolve(&self.user_errors, &below, ctx.item)
                .await
                .map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<V: Record + OutputType> ObjectType for Payload<V> {}

/// Does one act on one record and answers what was selected.
pub(super) async fn perform<E: Shown, V>(
    ctx: &Context<'_>,
    noun: &'static Noun,
    act: Act,
) -> ServerResult<Value>
where
    V: Record + OutputType + Preload + Clone + From<Arc<E::Model>>,
    E::Model: Send + Sync + 'static,
{
    let at = |error: Error| ctx.set_error_path(error.into_server_error(ctx.item.pos));
    let (write, written) = done(ctx, noun, act).await?;
    let (shown, user_errors) = mended(noun, &write, &written).map_err(at)?;
    let mut view = None;
    if let Some(id) = shown {
        let loader = Loader::of(ctx).map_err(at)?;
        let row = loader.one::<E>(id).await.map_err(at)?;
        view = row.map(V::from);
        if let Some(view) = &view {
            let below = ctx.look_ahead().field(noun.name);
            V::preload(vec![view.clone()], below, loader)
                .await
                .map_err(at)?;
        }
    }
    let payload = Payload {
        noun,
        view,
        user_errors,
    };
    let below = ctx.with_selection_set(&ctx.item.node.selection_set);
    OutputType::resolve(&payload, &below, ctx.item).await
}

/// Reads the arguments and does the act. It knows no type, so it is compiled once.
async fn done(ctx: &Context<'_>, noun: &'static Noun, act: Act) -> ServerResult<(Write, Written)> {
    let at = |error: Error| ctx.set_error_path(error.into_server_error(ctx.item.pos));
    let fields = |value: Option<Value>| match value {
        Some(Value::Object(fields)) => fields,
        _ => Fields::new(),
    };
    let expected_version = match argument(ctx, "expectedVersion")? {
        Some(Value::String(version)) => Some(version),
        _ => None,
    };
    let id = argument(ctx, "id")?.map(|id| given_id(noun.kind, &id));
    let id = id.transpose().map_err(at)?.unwrap_or_default();
    let given = fields(argument(ctx, "input")?);
    let write = match act {
        Act::Create => noun.create(given).map_err(at)?,
        Act::Update => noun.update(id, given, expected_version).map_err(at)?,
        Act::Retire => Write::Retire {
            object: noun.object,
            id,
            expected_version,
        },
    };
    let desk = ctx.data::<Desk>().map_err(at)?;
    let written = desk.write(std::slice::from_ref(&write)).await;
    let written = written.map_err(|error| at(fail(error)))?;
    let written = written.into_iter().next().unwrap_or(Err(Refused::NotFound));
    Ok((write, written))
}

/// What to show of a record and what is to be mended. What the viewer may not do at all fails the field.
pub(crate) fn mended(
    noun: &Noun,
    write: &Write,
    written: &Written,
) -> Result<(Option<uuid::Uuid>, Vec<UserError>), Error> {
    match written {
        Ok(id) => Ok((Some(*id), Vec::new())),
        Err(Refused::Forbidden) => Err(fail(directory::Error::Forbidden)),
        Err(refused) => {
            // Whoever met a newer version sees what it says.
            let shown = write
                .id()
                .filter(|_| matches!(refused, Refused::Conflict(_)));
            Ok((shown, vec![refusal(noun, refused, &[])]))
        }
    }
}

/// A refusal as something to be mended; `path` leads to the write among the arguments.
pub(crate) fn refusal(noun: &Noun, refused: &Refused, path: &[&str]) -> UserError {
    let error = |code: &str, last: &[&str], sentence: &str| {
        UserError::new(code, last, sentence).below(path)
    };
    match refused {
        Refused::Unfit(field, sentence) => error("INVALID", &["input", &spelled(field)], sentence),
        Refused::NotFound => {
            let sentence = format!("There is no such record: {} with this id.", noun.words);
            error("NOT_FOUND", &["id"], &sentence)
        }
        Refused::Exists => error(
            "EXISTS",
            &["input", "hsdsId"],
            "Another record has this id already; leave it out to get a new one.",
        ),
        Refused::Conflict(version) => error(
            "CONFLICT",
            &["expectedVersion"],
            &format!(
                "Somebody has changed it since: it is at version {version} now. Look at it again, and send that version if your change still holds."
            ),
        ),
        Refused::InUse(sentence) => error("IN_USE", &["id"], sentence),
        Refused::Forbidden => error(
            "FORBIDDEN",
            &[],
            "Your token does not allow this; `viewer` tells what it does allow.",
        ),
    }
}
