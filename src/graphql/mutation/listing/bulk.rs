//! Many writes in one request, of any kinds.

use std::borrow::Cow;

use async_graphql::registry::{MetaType, MetaTypeId, Registry};
use async_graphql::{
    Context, InputType, InputValueError, InputValueResult, Object, Result, SimpleObject, Value,
};

use super::act::{Act, Fields, given_id};
use super::input::{input_object, value};
use super::noun::{NOUNS, Noun, noun_of};
use super::payload::{mended, refusal};
use crate::directory::{Desk, Error, Refused, Write};
use crate::graphql::object::Node;
use crate::graphql::support::{GlobalId, Loader, UserError, fail};

/// How many writes one request may bring.
const MOST_WRITES: usize = 100;

/// Writes of many records at once.
#[derive(Default)]
pub struct BulkMutation;

/// One write, not yet read.
pub(crate) struct ListingWriteInput(Fields);

impl InputType for ListingWriteInput {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed("ListingWriteInput")
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::InputObject, |registry| {
            for noun in NOUNS {
                noun.register_inputs(registry);
            }
            one_of(registry, "ListingCreateInput", "A record to be made, of exactly one kind.", Act::Create);
            one_of(registry, "ListingFieldsInput", "What changes of a record of exactly one kind.", Act::Update);
            let version = "The `recordVersion` you have seen; when somebody has changed it since, the write is refused.";
            let update = vec![
                value("id", "ID!", "Which record, by its `id`, or its `hsdsId`."),
                value("fields", "ListingFieldsInput!", "What changes."),
                value("expectedVersion", "String", version),
            ];
            insert(registry, input_object("ListingUpdateInput", "A record to be changed.", update, false));
            let retire = vec![
                value("id", "ID!", "Which record, by its `id`; an `hsdsId` does not say its kind."),
                value("expectedVersion", "String", version),
            ];
            insert(registry, input_object("ListingRetireInput", "A record to be retired.", retire, false));
            let write = vec![
                value("create", "ListingCreateInput", "Make a record."),
                value("update", "ListingUpdateInput", "Change a record."),
                value("retire", "ListingRetireInput", "End a record: a service is defunct, anything else is taken out."),
            ];
            input_object("ListingWriteInput", "One write to one record.", write, true)
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value {
            Some(Value::Object(fields)) => Ok(Self(fields)),
            other => Err(InputValueError::expected_type(other.unwrap_or_default())),
        }
    }

    fn to_value(&self) -> Value {
        Value::Object(self.0.clone())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

fn insert(registry: &mut Registry, input: MetaType) {
    registry.types.insert(input.name().to_owned(), input);
}

fn one_of(registry: &mut Registry, name: &str, description: &str, act: Act) {
    let kinds = NOUNS.iter().filter(|noun| noun.acts.contains(&act));
    let fields = kinds
        .map(|noun| {
            let meaning = format!("When it is {}.", noun.words);
            value(noun.name, noun.input_name(act), meaning)
        })
        .collect();
    insert(registry, input_object(name, description, fields, true));
}

fn object(value: Option<Value>) -> Fields {
    match value {
        Some(Value::Object(fields)) => fields,
        _ => Fields::new(),
    }
}

/// The kind that is given, with its fields.
fn kind(fields: Fields) -> Result<(&'static Noun, Fields)> {
    let given = fields.into_iter().find(|(_, value)| *value != Value::Null);
    let found = given.and_then(|(name, value)| {
        let noun = NOUNS.iter().find(|noun| noun.name == name.as_str())?;
        Some((noun, object(Some(value))))
    });
    found.ok_or_else(|| fail(Error::Invalid("give exactly one kind of record".to_owned())))
}

impl ListingWriteInput {
    /// The write, and the kind of its record.
    pub(crate) fn read(self) -> Result<(&'static Noun, Write)> {
        let given = self.0.into_iter().find(|(_, value)| *value != Value::Null);
        let Some((act, value)) = given else {
            return Err(fail(Error::Invalid(
                "give exactly one of create, update and retire".to_owned(),
            )));
        };
        let mut fields = object(Some(value));
        if act.as_str() == "create" {
            let (noun, given) = kind(fields)?;
            return Ok((noun, noun.create(given)?));
        }
        let id = fields.shift_remove("id").unwrap_or_default();
        let expected_version = match fields.shift_remove("expectedVersion") {
            Some(Value::String(version)) => Some(version),
            _ => None,
        };
        if act.as_str() == "update" {
            let (noun, given) = kind(object(fields.shift_remove("fields")))?;
            let id = given_id(noun.kind, &id)?;
            return Ok((noun, noun.update(id, given, expected_version)?));
        }
        let text = match &id {
            Value::String(text) => text.as_str(),
            _ => "",
        };
        let named = GlobalId::parse(text).and_then(|id| noun_of(&id.kind));
        let noun = named.filter(|noun| noun.acts.contains(&Act::Retire));
        let noun = noun.ok_or_else(|| {
            fail(Error::InvalidId(
                "this is not the `id` of a record that can be retired".to_owned(),
            ))
        })?;
        Ok((
            noun,
            Write::Retire {
                object: noun.object,
                id: given_id(noun.kind, &id)?,
                expected_version,
            },
        ))
    }
}

/// What became of one write of many.
#[derive(SimpleObject)]
struct ListingOutcome {
    /// The record as it now stands; null when it was not written or is no more.
    node: Option<Node>,
    /// What is to be mended about this write.
    user_errors: Vec<UserError>,
}

/// What became of many writes.
#[derive(SimpleObject)]
struct ListingsWritePayload {
    /// The outcomes, in the order of the writes.
    outcomes: Vec<ListingOutcome>,
    /// What is to be mended about the request as a whole.
    user_errors: Vec<UserError>,
}

#[Object]
impl BulkMutation {
    /// Makes, changes and retires up to 100 records of any kinds in one transaction, in order. Each write is for itself: one
    /// that is refused stops no other. A record made by an earlier write can be named by the `hsdsId` given for it. For
    /// admins, and for editors of the organizations the records belong to.
    #[graphql(complexity = "1 + writes.len() * (1 + child_complexity)")]
    async fn listings_write(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The writes.")] writes: Vec<ListingWriteInput>,
    ) -> Result<Option<ListingsWritePayload>> {
        if writes.len() > MOST_WRITES {
            let text = format!(
                "`writes` holds {}; send at most {MOST_WRITES}",
                writes.len()
            );
            return Err(fail(Error::LimitExceeded(text)));
        }
        let mut kinds = Vec::with_capacity(writes.len());
        let mut reads = Vec::with_capacity(writes.len());
        for write in writes {
            let (noun, write) = write.read()?;
            kinds.push(noun);
            reads.push(write);
        }
        let written = ctx.data::<Desk>()?.write(&reads).await.map_err(fail)?;
        let mut ids = Vec::with_capacity(reads.len());
        let mut user_errors: Vec<Vec<UserError>> = Vec::with_capacity(reads.len());
        for (at, ((noun, write), written)) in kinds.iter().zip(&reads).zip(&written).enumerate() {
            let at = at.to_string();
            let path = ["writes", at.as_str()];
            let (shown, errors) = match written {
                Err(refused @ Refused::Forbidden) => (None, vec![refusal(noun, refused, &[])]),
                _ => mended(noun, write, written)?,
            };
            ids.push(shown.map(|id| GlobalId::new(noun.kind, id)));
            let errors = errors.into_iter().map(|error| error.below(&path));
            user_errors.push(errors.collect());
        }
        let wanted: Vec<GlobalId> = ids.iter().flatten().cloned().collect();
        let look = || ctx.look_ahead().field("outcomes").field("node");
        let found = Node::fetch_all(&wanted, look, Loader::of(ctx)?).await?;
        let mut found = found.into_iter();
        let outcomes = ids
            .into_iter()
            .zip(user_errors)
            .map(|(id, user_errors)| ListingOutcome {
                node: id.and_then(|_| found.next().flatten()),
                user_errors,
            });
        Ok(Some(ListingsWritePayload {
            outcomes: outcomes.collect(),
            user_errors: Vec::new(),
        }))
    }
}
