//! The acts on single records: `phoneCreate`, `phoneUpdate`, `phoneRetire` and so on for every kind.

use std::borrow::Cow;

use async_graphql::parser::types::Field as Selected;
use async_graphql::registry::{
    CacheControl, Deprecation, MetaField, MetaInputValue, MetaType, MetaTypeId, Registry,
};
use async_graphql::resolver_utils::resolve_container;
use async_graphql::types::Any;
use async_graphql::{
    ContainerType, Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult,
    Value,
};

use super::act::Act;
use super::input::value;
use super::noun::{NOUNS, Noun};

/// Acts on single records of every kind.
#[derive(Default)]
pub struct ListingMutation;

/// A field of an output.
pub(super) fn output_field(name: &str, ty: String, description: &str) -> MetaField {
    MetaField {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        args: Default::default(),
        ty,
        deprecation: Deprecation::NoDeprecated,
        cache_control: CacheControl::default(),
        external: false,
        requires: None,
        provides: None,
        visible: None,
        shareable: false,
        inaccessible: false,
        tags: Vec::new(),
        override_from: None,
        compute_complexity: None,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}

/// An output of these fields.
pub(super) fn output_object(name: &str, description: &str, fields: Vec<MetaField>) -> MetaType {
    MetaType::Object {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        fields: fields
            .into_iter()
            .map(|field| (field.name.clone(), field))
            .collect(),
        cache_control: CacheControl::default(),
        extends: false,
        shareable: false,
        resolvable: true,
        inaccessible: false,
        interface_object: false,
        tags: Vec::new(),
        keys: None,
        visible: None,
        is_subscription: false,
        rust_typename: None,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}

/// An argument of the field that is being answered; `None` when it is not given.
pub(super) fn argument(ctx: &Context<'_>, name: &str) -> ServerResult<Option<Value>> {
    let (_, given) = ctx.param_value::<Option<Any>>(name, None)?;
    Ok(given
        .map(|Any(value)| value)
        .filter(|value| *value != Value::Null))
}

impl Noun {
    fn mutation(&self, act: Act, payload: &str) -> MetaField {
        let words = self.words;
        let (description, arguments) = match act {
            Act::Create => (
                format!("Makes {words}. For admins, and for editors of the organization it belongs to."),
                vec![self.input(act)],
            ),
            Act::Update => (
                format!("Changes {words}: only the fields that are given. For admins, and for editors of the organization it belongs to."),
                vec![self.id(), self.input(act), expected_version()],
            ),
            Act::Retire if self.object.name == "service" => (
                "Ends a service: it is defunct from then on, found no more, and can still be read by its id. For admins, and for editors of its organization.".to_owned(),
                vec![self.id(), expected_version()],
            ),
            Act::Retire => (
                format!("Takes out {words} with what hangs on it alone. What it held stays in its history. For admins, and for editors of the organization it belongs to."),
                vec![self.id(), expected_version()],
            ),
        };
        let name = format!("{}{}", self.name, act.word());
        let mut field = output_field(
            &name,
            payload.trim_end_matches('!').to_owned(),
            &description,
        );
        field.args = arguments
            .into_iter()
            .map(|argument| (argument.name.clone(), argument))
            .collect();
        field
    }

    fn id(&self) -> MetaInputValue {
        value("id", "ID!", "Which one, by its `id` or `hsdsId`.")
    }

    fn input(&self, act: Act) -> MetaInputValue {
        let meaning = match act {
            Act::Create => "What it is made of.",
            _ => "What changes.",
        };
        value("input", format!("{}!", self.input_name(act)), meaning)
    }
}

fn expected_version() -> MetaInputValue {
    let meaning = "The `recordVersion` you have seen. When somebody has changed it since, nothing is written and you get the user error `CONFLICT`.";
    value("expectedVersion", "String", meaning)
}

/// The kind and act behind the name of a mutation.
fn named(name: &str) -> Option<(&'static Noun, Act)> {
    NOUNS.iter().find_map(|noun| {
        let word = name.strip_prefix(noun.name)?;
        let act = noun.acts.iter().find(|act| act.word() == word)?;
        Some((noun, *act))
    })
}

impl OutputType for ListingMutation {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed("ListingMutation")
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |registry| {
            let mut fields = Vec::new();
            for noun in NOUNS {
                noun.register_inputs(registry);
                let payload = (noun.register_payload)(registry);
                fields.extend(noun.acts.iter().map(|act| noun.mutation(*act, &payload)));
            }
            output_object(
                "ListingMutation",
                "Acts on single records of every kind.",
                fields,
            )
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

impl ContainerType for ListingMutation {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        match named(ctx.item.node.name.node.as_str()) {
            Some((noun, act)) => (noun.perform)(ctx, noun, act).await.map(Some),
            None => Ok(None),
        }
    }
}

impl ObjectType for ListingMutation {}
