//! The contract: `schema.graphql` is fresh, and everything in it is described.

use serde_json::Value;

use crate::support::TestDirectory;

const SCHEMA: &str = include_str!("../../schema.graphql");

#[test]
fn the_file_is_fresh() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_jembatan"))
        .arg("schema")
        .output()
        .unwrap();
    assert!(output.status.success());
    let fresh = String::from_utf8(output.stdout).unwrap();
    assert!(
        fresh == SCHEMA,
        "schema.graphql is stale: run `cargo run -- schema > schema.graphql`"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_described() {
    let directory = TestDirectory::start().await;
    let answer = directory
        .ask(
            "{ __schema { types {
        kind name description
        fields(includeDeprecated: true) { name description args { name description } }
        inputFields { name description } enumValues(includeDeprecated: true) { name description }
    } } }",
        )
        .await;
    let mut missing = Vec::new();
    let mut described = 0;
    let mut check = |thing: &Value, path: String| {
        let text = thing["description"].as_str().unwrap_or_default();
        described += 1;
        if text.trim().is_empty() {
            missing.push(path);
        }
    };
    for kind in answer["__schema"]["types"].as_array().unwrap() {
        let name = kind["name"].as_str().unwrap();
        // GraphQL itself describes its own scalars.
        if name.starts_with("__") || ["Boolean", "Float", "ID", "Int", "String"].contains(&name) {
            continue;
        }
        check(kind, name.to_owned());
        for part in ["fields", "inputFields", "enumValues"] {
            for item in kind[part].as_array().into_iter().flatten() {
                let path = format!("{name}.{}", item["name"].as_str().unwrap());
                check(item, path.clone());
                for argument in item["args"].as_array().into_iter().flatten() {
                    check(
                        argument,
                        format!("{path}({})", argument["name"].as_str().unwrap()),
                    );
                }
            }
        }
    }
    assert!(missing.is_empty(), "without a description: {missing:#?}");
    assert!(described > 400);
}

/// Every field of every HSDS object has its place in the schema.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_hsds_field_can_be_read() {
    let directory = TestDirectory::start().await;
    let answer = directory
        .ask("{ __schema { types { name fields { name } } } }")
        .await;
    let types = answer["__schema"]["types"].as_array().unwrap();
    for object in entity::object::OBJECTS {
        let name = match object.name {
            "url" => "Link".to_owned(),
            other => other.split('_').map(capital).collect(),
        };
        let kind = types
            .iter()
            .find(|kind| kind["name"] == *name)
            .unwrap_or_else(|| panic!("no type {name}"));
        let fields: Vec<&str> = kind["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        let properties = object
            .fields
            .iter()
            .map(|field| field.name)
            .chain(object.lists.iter().map(|list| list.property))
            .chain(object.singles.iter().map(|single| single.property));
        for property in properties {
            let mut words = property.split('_');
            let camel: String =
                words.next().unwrap().to_owned() + &words.map(capital).collect::<String>();
            let owner = camel.strip_suffix("Id").unwrap_or(&camel);
            // Terms carry their taxonomy as `taxonomyDetail`, since HSDS's `taxonomy` is a text.
            let is_there = [camel.as_str(), owner, &format!("{owner}Detail")]
                .iter()
                .any(|name| fields.contains(name));
            assert!(is_there, "{name} has no {camel}");
        }
    }
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}
