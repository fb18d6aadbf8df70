//! The OpenAPI document of HSDS's API, made from the tables that requests are read by and from the descriptions of the
//! records.

use std::sync::LazyLock;

use entity::object::{Field, Kind, OBJECTS, Object};
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, Parameter as Described, ParameterBuilder, ParameterIn, PathItem,
};
use utoipa::openapi::schema::{
    ArrayBuilder, ComponentsBuilder, KnownFormat, ObjectBuilder, Ref, Schema, SchemaFormat, Type,
};
use utoipa::openapi::{
    ContentBuilder, Info, OpenApi, OpenApiBuilder, PathsBuilder, RefOr, Required, Response,
    ResponseBuilder,
};

use super::hsds_endpoint::{ENDPOINTS, Endpoint, Holds, MOST_IDS, Parameter};

/// The document.
pub(super) fn document() -> &'static OpenApi {
    static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(written);
    &DOCUMENT
}

fn written() -> OpenApi {
    let about = OperationBuilder::new()
        .summary(Some(
            "Which version of HSDS is spoken, and where it is described",
        ))
        .operation_id(Some("about"))
        .response(
            "200",
            answer(
                "What is spoken here.",
                "application/json",
                Ref::from_schema_name("about"),
            ),
        )
        .response("default", problem());
    let mut paths = PathsBuilder::new().path("/hsds", PathItem::new(HttpMethod::Get, about));
    for endpoint in &ENDPOINTS {
        let path = format!("/hsds/{}", endpoint.name);
        paths = paths
            .path(path.clone(), PathItem::new(HttpMethod::Get, list(endpoint)))
            .path(
                format!("{path}/{{id}}"),
                PathItem::new(HttpMethod::Get, single(endpoint)),
            );
    }
    let mut components = ComponentsBuilder::new()
        .schema("about", described_about())
        .schema("problem", described_problem())
        .schema("minimal", described_minimal());
    for object in OBJECTS {
        components = components.schema(object.name, record(object));
    }
    for endpoint in &ENDPOINTS {
        components = components.schema(page_name(endpoint), page(endpoint));
    }
    let mut info = Info::new("Jembatan, HSDS API", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "The directory for readers who speak Open Referral HSDS 3.2. Filters given together must all hold.".to_owned(),
    );
    OpenApiBuilder::new()
        .info(info)
        .paths(paths)
        .components(Some(components.build()))
        .build()
}

fn list(endpoint: &Endpoint) -> OperationBuilder {
    let name = Ref::from_schema_name(page_name(endpoint));
    let mut pages = answer(
        "One page, or all records one a line.",
        "application/json",
        name,
    );
    pages.content.insert(
        "application/x-ndjson".to_owned(),
        ContentBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .build()
            .into(),
    );
    let operation = OperationBuilder::new()
        .summary(Some(format!("A list of {}", endpoint.about)))
        .operation_id(Some(format!("list_{}", endpoint.name)))
        .parameters(Some(endpoint.list.iter().map(|one| parameter(*one))))
        .response("200", pages);
    with_problems(operation)
}

fn single(endpoint: &Endpoint) -> OperationBuilder {
    let id = ParameterBuilder::new()
        .name("id")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some("The id of the record."))
        .schema(Some(uuid()))
        .build();
    let record = Ref::from_schema_name(endpoint.object);
    let parameters = endpoint.single.iter().map(|one| parameter(*one));
    let operation = OperationBuilder::new()
        .summary(Some(format!(
            "One {}, with all that is nested in it",
            endpoint.object
        )))
        .operation_id(Some(format!("read_{}", endpoint.object)))
        .parameters(Some(std::iter::once(id).chain(parameters)))
        .response("200", answer("The record.", "application/json", record));
    with_problems(operation)
}

fn with_problems(operation: OperationBuilder) -> OperationBuilder {
    operation
        .response(
            "304",
            ResponseBuilder::new()
                .description(
                    "What was had before, by `If-None-Match` or `If-Modified-Since`, is still so.",
                )
                .build(),
        )
        .response("default", problem())
}

fn answer(about: &str, media: &str, schema: impl Into<RefOr<Schema>>) -> Response {
    ResponseBuilder::new()
        .description(about)
        .content(media, ContentBuilder::new().schema(Some(schema)).build())
        .build()
}

fn problem() -> Response {
    answer(
        "Why there is no answer.",
        "application/json",
        Ref::from_schema_name("problem"),
    )
}

fn parameter(parameter: Parameter) -> Described {
    let schema: RefOr<Schema> = match parameter.holds() {
        Holds::Text => text(None).into(),
        Holds::Postcode => text(None).pattern(Some("[0-9A-Za-z]")).into(),
        Holds::Number(most, default) => number(Type::Integer)
            .minimum(Some(1_u64))
            .maximum(Some(most))
            .default(Some(default.into()))
            .into(),
        Holds::Flag => number(Type::Boolean).into(),
        Holds::Ids => ArrayBuilder::new()
            .items(uuid().build())
            .max_items(Some(MOST_IDS))
            .into(),
        Holds::Moment => text(Some(KnownFormat::DateTime)).into(),
        Holds::OneOf(words) => text(None)
            .enum_values(Some(words.iter().copied()))
            .default(words.first().map(|word| (*word).into()))
            .into(),
        Holds::Metres(most) => number(Type::Number)
            .minimum(Some(0_u64))
            .maximum(Some(u64::from(most)))
            .into(),
    };
    ParameterBuilder::new()
        .name(parameter.name())
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(parameter.about()))
        .schema(Some(schema))
        .build()
}

fn page_name(endpoint: &Endpoint) -> String {
    format!("{}_page", endpoint.object)
}

fn page(endpoint: &Endpoint) -> ObjectBuilder {
    let record = Ref::from_schema_name(endpoint.object);
    let contents: RefOr<Schema> = match endpoint.list.contains(&Parameter::Minimal) {
        true => utoipa::openapi::schema::AnyOfBuilder::new()
            .item(record)
            .item(Ref::from_schema_name("minimal"))
            .into(),
        false => record.into(),
    };
    ["total_items", "total_pages", "page_number", "size"]
        .into_iter()
        .fold(ObjectBuilder::new(), |page, name| {
            page.property(name, number(Type::Integer)).required(name)
        })
        .property("first_page", number(Type::Boolean))
        .property("last_page", number(Type::Boolean))
        .property("empty", number(Type::Boolean))
        .required("empty")
        .property("contents", ArrayBuilder::new().items(contents))
        .required("contents")
}

fn record(object: &Object) -> ObjectBuilder {
    let mut record = ObjectBuilder::new().property("id", uuid()).required("id");
    for field in object.fields.iter().filter(|field| field.is_hsds) {
        record = record.property(field.name, value(field));
        if field.is_required {
            record = record.required(field.name);
        }
    }
    for single in object.singles {
        record = record.property(single.property, Ref::from_schema_name(single.object));
    }
    let marks = object.has_attributes.then_some(("attributes", "attribute"));
    let metadata = object.has_metadata.then_some(("metadata", "metadata"));
    let lists = object.lists.iter().map(|list| (list.property, list.object));
    for (property, part) in lists.chain(marks).chain(metadata) {
        let items = ArrayBuilder::new().items(Ref::from_schema_name(part));
        record = record.property(property, items);
    }
    record
}

fn value(field: &Field) -> ObjectBuilder {
    match field.kind {
        Kind::Text | Kind::Region | Kind::Date | Kind::DateTime | Kind::Uri | Kind::Email => {
            text(None)
        }
        Kind::Integer => number(Type::Integer),
        Kind::Number => number(Type::Number),
        Kind::OneOf(words) => text(None).enum_values(Some(words.iter().copied())),
        Kind::Reference(_) | Kind::Id => uuid(),
    }
}

fn described_about() -> ObjectBuilder {
    ["version", "profile", "openapi_url"]
        .into_iter()
        .fold(ObjectBuilder::new(), |about, name| {
            about.property(name, text(None)).required(name)
        })
}

fn described_minimal() -> ObjectBuilder {
    ObjectBuilder::new()
        .property("id", uuid())
        .required("id")
        .property("last_modified", text(None))
}

fn described_problem() -> ObjectBuilder {
    let error = ObjectBuilder::new()
        .property("message", text(None))
        .required("message")
        .property(
            "extensions",
            ObjectBuilder::new()
                .property("code", text(None))
                .required("code"),
        );
    ObjectBuilder::new()
        .property("errors", ArrayBuilder::new().items(error))
        .required("errors")
}

fn text(format: Option<KnownFormat>) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(format.map(SchemaFormat::KnownFormat))
}

fn uuid() -> ObjectBuilder {
    let format = SchemaFormat::Custom("uuid".to_owned());
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(format))
}

fn number(of: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(of)
}
