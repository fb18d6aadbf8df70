//! Keeping listings: every kind of record is made, changed and retired, versions hold, bulk writes, history.
//! Long because every kind of record is walked, and each way in which a write is refused.

use jembatan::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::confidential::{CANARIES, shelter};
use crate::support::TestDirectory;
use crate::support::actor::{OWN, OWN_SERVICE, ask_as, ask_with, organization, secret};

/// A place of the editor's own organization.
pub const OWN_LOCATION: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0011);
/// A unit, a taxonomy and two of its terms.
const UNIT: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0012);
const TAXONOMY: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0013);
const TERM: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0014);
const OTHER_TERM: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0015);

/// A kind of record: the begin of its mutations, its type, the fields it is made of, and one field with another value.
pub struct Kind {
    pub name: &'static str,
    pub of: &'static str,
    pub made: String,
    pub changed: (&'static str, &'static str),
    /// Whether it belongs to the organization it is made for, or to the directory as a whole.
    pub is_owned: bool,
}

/// Every kind, made for this organization, service and location.
pub fn kinds(organization: Uuid, service: Uuid, location: Uuid) -> Vec<Kind> {
    let kind = |name, of, made: String, changed, is_owned| Kind {
        name,
        of,
        made,
        changed,
        is_owned,
    };
    let at = |rest: &str| format!("serviceId: \"{service}\", {rest}");
    let here = |rest: &str| format!("locationId: \"{location}\", {rest}");
    let ours = |rest: &str| format!("organizationId: \"{organization}\", {rest}");
    vec![
        kind(
            "program",
            "Program",
            ours("name: \"Program Uji\", description: \"Uji.\""),
            ("alternateName", "\"Lain\""),
            true,
        ),
        kind(
            "location",
            "Location",
            ours("name: \"Balai\", locationType: PHYSICAL"),
            ("alternateName", "\"Lain\""),
            true,
        ),
        kind(
            "service",
            "Service",
            ours("name: \"Layanan baru\", status: ACTIVE"),
            ("alert", "\"Tutup besok\""),
            true,
        ),
        kind(
            "serviceAtLocation",
            "ServiceAtLocation",
            at(&format!("locationId: \"{location}\"")),
            ("description", "\"Lantai satu\""),
            true,
        ),
        kind(
            "contact",
            "Contact",
            at("name: \"Loket\""),
            ("title", "\"Petugas\""),
            true,
        ),
        kind(
            "phone",
            "Phone",
            at("number: \"022-1\""),
            ("extension", "12"),
            true,
        ),
        kind(
            "address",
            "Address",
            here(
                "address1: \"Jalan Uji 1\", city: \"Kota Bandung\", stateProvince: \"Jawa Barat\", postalCode: \"40111\", country: \"ID\", addressType: PHYSICAL",
            ),
            ("address2", "\"Lantai dua puluh\""),
            true,
        ),
        kind(
            "schedule",
            "Schedule",
            at("freq: WEEKLY, byday: \"MO\", opensAt: \"08:00\", closesAt: \"15:00\""),
            ("notes", "\"Kecuali libur\""),
            true,
        ),
        kind(
            "language",
            "Language",
            at("name: \"Sunda\""),
            ("note", "\"Pagi\""),
            true,
        ),
        kind(
            "accessibility",
            "Accessibility",
            here("description: \"Landai\""),
            ("details", "\"Pintu timur\""),
            true,
        ),
        kind(
            "costOption",
            "CostOption",
            at("amount: 10000, currency: \"IDR\""),
            ("option", "\"Umum\""),
            true,
        ),
        kind(
            "requiredDocument",
            "RequiredDocument",
            at("document: \"KTP\""),
            ("uri", "\"https://uji.example/ktp\""),
            true,
        ),
        kind(
            "serviceArea",
            "ServiceArea",
            at("name: \"Kota Bandung\""),
            ("regionCode", "\"32.73\""),
            true,
        ),
        kind(
            "eligibilityRule",
            "EligibilityRule",
            at("kind: GENDER, gender: FEMALE"),
            ("note", "\"Ibu hamil\""),
            true,
        ),
        kind(
            "serviceCapacity",
            "ServiceCapacity",
            at(&format!("unitId: \"{UNIT}\", available: 3")),
            ("maximum", "9"),
            true,
        ),
        kind(
            "unit",
            "Unit",
            "name: \"Kursi\"".to_owned(),
            ("scheme", "\"Uji\""),
            false,
        ),
        kind(
            "funding",
            "Funding",
            at("source: \"APBD\""),
            ("source", "\"Donasi\""),
            true,
        ),
        kind(
            "organizationIdentifier",
            "OrganizationIdentifier",
            ours("identifierType: \"NIB\", identifier: \"1\""),
            ("identifierScheme", "\"OSS\""),
            true,
        ),
        kind(
            "link",
            "Link",
            at("url: \"https://uji.example\""),
            ("label", "\"Situs\""),
            true,
        ),
        kind(
            "attribute",
            "Attribute",
            format!("linkId: \"{service}\", taxonomyTermId: \"{TERM}\""),
            ("value", "\"ya\""),
            true,
        ),
        kind(
            "taxonomy",
            "Taxonomy",
            "name: \"Uji\", description: \"Uji.\"".to_owned(),
            ("uri", "\"https://uji.example/t\""),
            false,
        ),
        kind(
            "taxonomyTerm",
            "TaxonomyTerm",
            format!("name: \"Istilah\", description: \"Uji.\", taxonomyId: \"{TAXONOMY}\""),
            ("code", "\"U9\""),
            false,
        ),
        kind(
            "termLabel",
            "TermLabel",
            format!(
                "taxonomyTermId: \"{TERM}\", language: \"id\", label: \"kata uji\", kind: SYNONYM"
            ),
            ("description", "\"Uji.\""),
            false,
        ),
        kind(
            "termMapping",
            "TermMapping",
            format!("fromTermId: \"{TERM}\", toTermId: \"{OTHER_TERM}\", relation: RELATED"),
            ("relation", "CLOSE"),
            false,
        ),
    ]
}

/// What the kinds above name, with the editor's organization.
pub async fn furnish(directory: &TestDirectory) {
    organization(directory).await;
    let admin = secret(directory, Role::Admin).await;
    let made = format!(
        "mutation {{
            locationCreate(input: {{hsdsId: \"{OWN_LOCATION}\", organizationId: \"{OWN}\", name: \"Kantor\", locationType: PHYSICAL}}) {{ userErrors {{ code }} }}
            unitCreate(input: {{hsdsId: \"{UNIT}\", name: \"Tempat tidur\"}}) {{ userErrors {{ code }} }}
            taxonomyCreate(input: {{hsdsId: \"{TAXONOMY}\", name: \"Uji\", description: \"Uji.\"}}) {{ userErrors {{ code }} }}
            a: taxonomyTermCreate(input: {{hsdsId: \"{TERM}\", name: \"Satu\", description: \"Uji.\", taxonomyId: \"{TAXONOMY}\"}}) {{ userErrors {{ code }} }}
            b: taxonomyTermCreate(input: {{hsdsId: \"{OTHER_TERM}\", name: \"Dua\", description: \"Uji.\", taxonomyId: \"{TAXONOMY}\"}}) {{ userErrors {{ code }} }} }}"
    );
    let answer = ask_with(directory, admin.as_deref(), &made).await;
    for (field, payload) in answer["data"].as_object().unwrap() {
        assert_eq!(payload["userErrors"], json!([]), "{field}");
    }
}

both_backends! {
    async fn every_kind_is_made_changed_and_retired(directory: TestDirectory) {
        furnish(&directory).await;
        let editor = secret(&directory, Role::Editor).await;
        let admin = secret(&directory, Role::Admin).await;
        for Kind { name, of, made, changed: (field, other), is_owned } in kinds(OWN, OWN_SERVICE, OWN_LOCATION) {
            let by = if is_owned { editor.as_deref() } else { admin.as_deref() };
            let say = async |document: String| {
                let answer = ask_with(&directory, by, &document).await;
                assert!(answer.get("errors").is_none(), "{document}: {answer}");
                answer["data"]["it"].clone()
            };
            let it = say(format!("mutation {{ it: {name}Create(input: {{{made}}}) {{ {name} {{ id recordVersion {field} }} userErrors {{ code path message }} }} }}")).await;
            assert_eq!(it["userErrors"], json!([]), "{name}");
            let (id, first) = (it[name]["id"].as_str().unwrap().to_owned(), it[name]["recordVersion"].as_str().unwrap().to_owned());

            let update = |version: &str, value: &str| format!("mutation {{ it: {name}Update(id: \"{id}\", expectedVersion: \"{version}\", input: {{{field}: {value}}}) {{ {name} {{ recordVersion {field} }} userErrors {{ code path }} }} }}");
            let it = say(update(&first, other)).await;
            assert_eq!(it["userErrors"], json!([]), "{name}");
            assert_ne!(it[name][field], Value::Null, "{name}");
            let second = it[name]["recordVersion"].as_str().unwrap().to_owned();
            assert_ne!(first, second, "{name}");
            let head = directory.head().await;
            let it = say(update(&first, other)).await;
            assert_eq!(it["userErrors"][0]["code"], "CONFLICT", "{name}");
            assert_eq!(it["userErrors"][0]["path"], json!(["expectedVersion"]));
            assert_eq!(it[name]["recordVersion"], second, "{name}: the version now is shown");
            assert_eq!(directory.head().await, head, "{name}: nothing was written");

            let retire = format!("mutation {{ it: {name}Retire(id: \"{id}\", expectedVersion: \"{second}\") {{ {name} {{ id }} userErrors {{ code message }} }} }}");
            let it = say(retire).await;
            assert_eq!(it["userErrors"], json!([]), "{name}");
            let node = directory.ask(&format!("{{ node(id: \"{id}\") {{ __typename ... on Service {{ status }} }} }}")).await;
            if name == "service" {
                assert_eq!(node["node"]["status"], "DEFUNCT");
            } else {
                assert_eq!(node["node"], Value::Null, "{name}");
                let again = format!("mutation {{ it: {name}Retire(id: \"{id}\") {{ userErrors {{ code }} }} }}");
                let answer = ask_with(&directory, admin.as_deref(), &again).await;
                assert_eq!(answer["data"]["it"]["userErrors"][0]["code"], "NOT_FOUND", "{name}");
            }
            let history = format!("{{ it: history(of: \"{id}\") {{ edges {{ node {{ operation actor fields {{ field before after }} metadata {{ lastActionType resourceType }} }} }} }} }}");
            let told = ask_with(&directory, admin.as_deref(), &history).await;
            let told: Vec<&Value> = told["data"]["it"]["edges"].as_array().unwrap().iter().map(|edge| &edge["node"]).collect();
            let operations: Vec<&str> = told.iter().map(|entry| entry["operation"].as_str().unwrap()).collect();
            let last = if name == "service" { "UPDATE" } else { "DELETE" };
            assert_eq!(operations, [last, "UPDATE", "CREATE"], "{name}");
            assert!(told[1]["fields"].as_array().unwrap().iter().any(|change| change["after"] != Value::Null), "{name}: {}", told[1]);
            assert_eq!(told[1]["metadata"][0]["lastActionType"], "update");
            assert_eq!(object_name(of), told[1]["metadata"][0]["resourceType"].as_str().unwrap());
            let role = if is_owned { "editor " } else { "admin " };
            assert!(told[1]["actor"].as_str().unwrap().starts_with(role), "admins see who");
        }
    }

    async fn absent_null_and_value_differ(directory: TestDirectory) {
        furnish(&directory).await;
        let editor = secret(&directory, Role::Editor).await;
        let update = "mutation($input: ServiceUpdateInput!, $id: ID!) { serviceUpdate(id: $id, input: $input) { service { name alert email status lastModified } userErrors { code path message } } }";
        let header = format!("Bearer {}", editor.unwrap());
        let send = async |input: Value| {
            let (.., answer) = ask_as(&directory, Some(&header), update, json!({ "input": input, "id": OWN_SERVICE })).await;
            assert!(answer.get("errors").is_none(), "{answer}");
            answer["data"]["serviceUpdate"].clone()
        };
        let set = send(json!({ "alert": "Pindah", "email": "halo@uji.example", "status": "TEMPORARILY_CLOSED" })).await;
        assert_eq!(set["service"]["status"], "TEMPORARILY_CLOSED");
        assert!(set["service"]["lastModified"].is_string(), "a change says when");
        let cleared = send(json!({ "alert": null })).await;
        assert_eq!(cleared["service"]["alert"], Value::Null);
        assert_eq!(cleared["service"]["email"], "halo@uji.example", "what is not given stays");
        let head = directory.head().await;
        for (input, path) in [
            (json!({ "name": null }), "name"),
            (json!({ "name": "  " }), "name"),
            (json!({ "email": "bukan surel" }), "email"),
            (json!({ "minimumAge": -1 }), "minimumAge"),
            (json!({ "organizationId": null }), "organizationId"),
            (json!({ "programId": Uuid::nil() }), "programId"),
        ] {
            let (.., answer) = ask_as(&directory, Some(&header), update, json!({ "input": input, "id": OWN_SERVICE })).await;
            let refused = &answer["data"]["serviceUpdate"];
            let is_forbidden = answer["errors"][0]["extensions"]["code"] == "FORBIDDEN";
            assert!(is_forbidden || refused["userErrors"][0]["path"] == json!(["input", path]), "{input}: {answer}");
        }
        assert_eq!(directory.head().await, head, "nothing of that was written");
    }

    async fn editors_keep_their_own_and_nothing_else(directory: TestDirectory) {
        furnish(&directory).await;
        let (other, service, location, phone) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        directory.import_json(&json!({ "id": service, "name": "Layanan lain", "status": "active",
            "organization": { "id": other, "name": "Yayasan lain", "description": "Lain.",
                "locations": [{ "id": location, "location_type": "physical", "name": "Gedung lain" }] },
            "phones": [{ "id": phone, "number": "1" }] })).await;
        let editor = secret(&directory, Role::Editor).await;
        for document in [
            format!("mutation {{ it: phoneUpdate(id: \"{phone}\", input: {{number: \"2\"}}) {{ userErrors {{ code }} }} }}"),
            format!("mutation {{ it: phoneRetire(id: \"{phone}\") {{ userErrors {{ code }} }} }}"),
            format!("mutation {{ it: phoneCreate(input: {{serviceId: \"{service}\", number: \"2\"}}) {{ userErrors {{ code }} }} }}"),
            format!("mutation {{ it: phoneCreate(input: {{serviceId: \"{OWN_SERVICE}\", locationId: \"{location}\", number: \"2\"}}) {{ userErrors {{ code }} }} }}"),
            format!("mutation {{ it: serviceUpdate(id: \"{OWN_SERVICE}\", input: {{organizationId: \"{other}\"}}) {{ userErrors {{ code }} }} }}"),
            format!("mutation {{ it: attributeCreate(input: {{linkId: \"{service}\", taxonomyTermId: \"{TERM}\"}}) {{ userErrors {{ code }} }} }}"),
            format!("mutation {{ it: taxonomyTermUpdate(id: \"{TERM}\", input: {{name: \"x\"}}) {{ userErrors {{ code }} }} }}"),
            format!("mutation {{ it: organizationUpdate(id: \"{other}\", input: {{name: \"x\"}}) {{ userErrors {{ code }} }} }}"),
            format!("mutation {{ it: phoneUpdate(id: \"{}\", input: {{number: \"2\"}}) {{ userErrors {{ code }} }} }}", Uuid::nil()),
        ] {
            let head = directory.head().await;
            let answer = ask_with(&directory, editor.as_deref(), &document).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{document}: {answer}");
            assert_eq!(directory.head().await, head, "{document}");
        }
        let guest = format!("mutation {{ it: serviceAtLocationCreate(input: {{serviceId: \"{OWN_SERVICE}\", locationId: \"{location}\"}}) {{ serviceAtLocation {{ location {{ name }} }} userErrors {{ code }} }} }}");
        let answer = ask_with(&directory, editor.as_deref(), &guest).await;
        assert_eq!(answer["data"]["it"]["serviceAtLocation"]["location"]["name"], "Gedung lain", "a service may be a guest at another's place: {answer}");
        let own = format!("mutation {{ it: organizationUpdate(id: \"{OWN}\", input: {{alternateName: \"YU\"}}) {{ organization {{ alternateName lifecycle }} userErrors {{ code }} }} }}");
        let answer = ask_with(&directory, editor.as_deref(), &own).await;
        assert_eq!(answer["data"]["it"]["organization"]["alternateName"], "YU", "{answer}");
    }

    async fn what_hangs_on_a_record_goes_with_it_and_what_uses_it_holds_it(directory: TestDirectory) {
        furnish(&directory).await;
        let admin = secret(&directory, Role::Admin).await;
        let (place, phone, shared) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let writes = format!("mutation {{ listingsWrite(writes: [
            {{create: {{serviceAtLocation: {{hsdsId: \"{place}\", serviceId: \"{OWN_SERVICE}\", locationId: \"{OWN_LOCATION}\"}}}}}},
            {{create: {{phone: {{hsdsId: \"{phone}\", serviceAtLocationId: \"{place}\", number: \"1\"}}}}}},
            {{create: {{phone: {{hsdsId: \"{shared}\", serviceAtLocationId: \"{place}\", organizationId: \"{OWN}\", number: \"2\"}}}}}},
            {{create: {{attribute: {{linkId: \"{OWN_SERVICE}\", taxonomyTermId: \"{TERM}\"}}}}}}
        ]) {{ outcomes {{ node {{ __typename id }} userErrors {{ code path message }} }} }} }}");
        let answer = ask_with(&directory, admin.as_deref(), &writes).await;
        let outcomes = answer["data"]["listingsWrite"]["outcomes"].as_array().unwrap_or_else(|| panic!("{answer}")).clone();
        assert!(outcomes.iter().all(|outcome| outcome["userErrors"] == json!([]) && outcome["node"]["id"].is_string()), "{answer}");
        for (document, code) in [
            (format!("mutation {{ it: locationRetire(id: \"{OWN_LOCATION}\") {{ userErrors {{ code message }} }} }}"), "IN_USE"),
            (format!("mutation {{ it: taxonomyTermRetire(id: \"{TERM}\") {{ userErrors {{ code message }} }} }}"), "IN_USE"),
            (format!("mutation {{ it: taxonomyRetire(id: \"{TAXONOMY}\") {{ userErrors {{ code message }} }} }}"), "IN_USE"),
            (format!("mutation {{ it: taxonomyTermUpdate(id: \"{TERM}\", input: {{parentId: \"{TERM}\"}}) {{ userErrors {{ code message }} }} }}"), "INVALID"),
        ] {
            let head = directory.head().await;
            let answer = ask_with(&directory, admin.as_deref(), &document).await;
            assert_eq!(answer["data"]["it"]["userErrors"][0]["code"], code, "{document}: {answer}");
            assert_eq!(directory.head().await, head);
        }
        let retire = format!("mutation {{ it: serviceAtLocationRetire(id: \"{place}\") {{ userErrors {{ code }} }} }}");
        assert_eq!(ask_with(&directory, admin.as_deref(), &retire).await["data"]["it"]["userErrors"], json!([]));
        let left = directory.ask(&format!("{{ service(id: \"{OWN_SERVICE}\") {{ serviceAtLocations {{ id }} }} organization(id: \"{OWN}\") {{ phones {{ number serviceAtLocation {{ id }} }} }} }}")).await;
        assert_eq!(left["service"]["serviceAtLocations"], json!([]));
        assert_eq!(left["organization"]["phones"], json!([{ "number": "2", "serviceAtLocation": null }]), "a number of the organization stays");
        let gone = directory.words("SELECT key FROM change WHERE entity = 'phone' AND operation = 'DELETE'").await;
        assert_eq!(gone, [phone.to_string()]);
    }

    async fn each_of_many_writes_is_for_itself(directory: TestDirectory) {
        furnish(&directory).await;
        let editor = secret(&directory, Role::Editor).await;
        let id = Uuid::now_v7();
        let document = format!("mutation {{ listingsWrite(writes: [
            {{create: {{phone: {{hsdsId: \"{id}\", serviceId: \"{OWN_SERVICE}\", number: \"1\"}}}}}},
            {{create: {{phone: {{hsdsId: \"{id}\", serviceId: \"{OWN_SERVICE}\", number: \"1\"}}}}}},
            {{create: {{phone: {{hsdsId: \"{id}\", serviceId: \"{OWN_SERVICE}\", number: \"9\"}}}}}},
            {{update: {{id: \"{id}\", fields: {{phone: {{number: \"\"}}}}}}}},
            {{update: {{id: \"{id}\", expectedVersion: \"1\", fields: {{phone: {{number: \"3\"}}}}}}}},
            {{create: {{unit: {{name: \"Milik semua\"}}}}}},
            {{update: {{id: \"{id}\", fields: {{phone: {{extension: 7}}}}}}}}
        ]) {{ outcomes {{ node {{ id ... on Phone {{ number extension }} }} userErrors {{ code path }} }} userErrors {{ code }} }} }}");
        let answer = ask_with(&directory, editor.as_deref(), &document).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        let codes: Vec<Value> = answer["data"]["listingsWrite"]["outcomes"].as_array().unwrap().iter()
            .map(|outcome| outcome["userErrors"][0]["code"].clone()).collect();
        assert_eq!(json!(codes), json!([null, null, "EXISTS", "INVALID", "CONFLICT", "FORBIDDEN", null]), "{answer}");
        let outcomes = &answer["data"]["listingsWrite"]["outcomes"];
        assert_eq!(outcomes[3]["userErrors"][0]["path"], json!(["writes", "3", "input", "number"]));
        assert_eq!(outcomes[6]["node"]["number"], "1");
        assert_eq!(outcomes[6]["node"]["extension"], 7);
        let many = vec!["{create: {unit: {name: \"x\"}}}"; 101].join(", ");
        let answer = ask_with(&directory, editor.as_deref(), &format!("mutation {{ listingsWrite(writes: [{many}]) {{ userErrors {{ code }} }} }}")).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED", "{answer}");
    }

    async fn a_taxonomy_keeps_its_code(directory: TestDirectory) {
        let admin = secret(&directory, Role::Admin).await;
        let taxonomies = directory.ask("{ taxonomies { nodes { id code } } }").await;
        let id = &taxonomies["taxonomies"]["nodes"][0]["id"];
        for input in ["{code: \"need\"}", "{code: \"lain\"}"] {
            let document = format!("mutation {{ taxonomyUpdate(id: {id}, input: {input}) {{ userErrors {{ code }} }} }}");
            let answer = ask_with(&directory, admin.as_deref(), &document).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "DOCUMENT_INVALID", "{answer}");
        }
        assert_eq!(directory.ask("{ taxonomies { nodes { id code } } }").await, taxonomies);
    }

    async fn what_is_kept_is_found(directory: TestDirectory) {
        furnish(&directory).await;
        let editor = secret(&directory, Role::Editor).await;
        let change = format!("mutation {{ serviceUpdate(id: \"{OWN_SERVICE}\", input: {{name: \"Kelas merajut zebra\"}}) {{ userErrors {{ code }} }} }}");
        ask_with(&directory, editor.as_deref(), &change).await;
        directory.settle().await;
        let find = "{ findServices(input: {text: \"merajut zebra\"}) { nodes { service { name } } } }";
        assert_eq!(directory.ask(find).await["findServices"]["nodes"][0]["service"]["name"], "Kelas merajut zebra");
        let retire = format!("mutation {{ serviceRetire(id: \"{OWN_SERVICE}\") {{ userErrors {{ code }} }} }}");
        ask_with(&directory, editor.as_deref(), &retire).await;
        directory.settle().await;
        assert_eq!(directory.ask(find).await["findServices"]["nodes"], json!([]));
    }

    async fn what_was_said_of_a_place_is_taken_back_when_it_turns_confidential(directory: TestDirectory) {
        let (service, location, moved) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let admin = secret(&directory, Role::Admin).await;
        directory.import_json(&shelter(service, location)).await;
        let say = async |document: String| {
            let answer = ask_with(&directory, admin.as_deref(), &document).await;
            assert!(answer.get("errors").is_none() && !answer.to_string().contains("\"code\""), "{document}: {answer}");
            answer
        };
        // An address that has been retired, one that has been changed, and help that has been.
        say(format!("mutation {{ it: addressCreate(input: {{hsdsId: \"{moved}\", locationId: \"{location}\", address1: \"Jalan Kenari 5\", city: \"Kota Bandung\", stateProvince: \"Jawa Barat\", postalCode: \"40999\", country: \"ID\", addressType: PHYSICAL}}) {{ userErrors {{ code }} }} }}")).await;
        say(format!("mutation {{ it: addressUpdate(id: \"{moved}\", input: {{address2: \"Gang Rahasia\"}}) {{ userErrors {{ code }} }} }}")).await;
        say(format!("mutation {{ it: addressRetire(id: \"{moved}\") {{ userErrors {{ code }} }} }}")).await;
        let log = "SELECT coalesce(before, '') || coalesce(after, '') FROM change WHERE entity <> 'region'";
        assert!(directory.words(log).await.join(" ").contains("Jalan Kenari 5"), "the log says it while the place is public");

        say(format!("mutation {{ it: locationUpdate(id: \"{location}\", input: {{visibility: CONFIDENTIAL}}) {{ userErrors {{ code }} }} }}")).await;
        // And what is written afterwards is not said.
        say(format!("mutation {{ it: locationUpdate(id: \"{location}\", input: {{transportation: \"Naik angkot 9\"}}) {{ userErrors {{ code }} }} }}")).await;
        say(format!("mutation {{ it: addressCreate(input: {{locationId: \"{location}\", address1: \"Jalan Kenari 11\", city: \"Kota Bandung\", stateProvince: \"Jawa Barat\", postalCode: \"40999\", country: \"ID\", addressType: PHYSICAL}}) {{ userErrors {{ code }} }} }}")).await;
        let log = directory.words(log).await.join("\n");
        for canary in CANARIES {
            assert!(!log.contains(canary), "the log still says {canary}");
        }
        let id = directory.ask(&format!("{{ location(id: \"{location}\") {{ id }} }}")).await;
        let history = format!("{{ history(of: {}) {{ edges {{ node {{ operation fields {{ field before after }} metadata {{ previousValue replacementValue }} }} }} }} }}", id["location"]["id"]);
        for role in Role::ALL {
            let secret = secret(&directory, role).await;
            let told = ask_with(&directory, secret.as_deref(), &history).await.to_string();
            assert!(told.contains("transportation"), "that it was written is told: {told}");
            for canary in CANARIES {
                assert!(!told.contains(canary), "{role:?} reads {canary}");
            }
        }
    }

    async fn history_is_of_what_one_may_see(directory: TestDirectory) {
        furnish(&directory).await;
        let id = directory.ask(&format!("{{ service(id: \"{OWN_SERVICE}\") {{ id recordVersion }} }}")).await;
        let id = id["service"]["id"].as_str().unwrap().to_owned();
        let ask = format!("{{ history(of: \"{id}\", first: 1) {{ edges {{ cursor node {{ actor operation }} }} pageInfo {{ hasNextPage endCursor }} }} }}");
        let told = directory.ask(&ask).await;
        assert_eq!(told["history"]["edges"][0]["node"], json!({ "actor": "import", "operation": "CREATE" }));
        let editor = secret(&directory, Role::Editor).await;
        ask_with(&directory, editor.as_deref(), &format!("mutation {{ serviceUpdate(id: \"{id}\", input: {{alert: \"x\"}}) {{ userErrors {{ code }} }} }}")).await;
        let told = directory.ask(&ask).await;
        assert_eq!(told["history"]["edges"][0]["node"], json!({ "actor": "editor", "operation": "UPDATE" }), "which one is for admins to know");
        assert_eq!(told["history"]["pageInfo"]["hasNextPage"], true);
        let next = ask.replace("first: 1", &format!("first: 5, after: {}", told["history"]["pageInfo"]["endCursor"]));
        let told = directory.ask(&next).await;
        assert_eq!(told["history"]["edges"].as_array().unwrap().len(), 1);
        for (of, code) in [("", "INVALID_ID"), ("bm90aGluZw", "INVALID_ID")] {
            assert_eq!(directory.refusal(&format!("{{ history(of: \"{of}\") {{ pageInfo {{ hasNextPage }} }} }}")).await, code);
        }
        let statements = directory.statements_of(&format!("{{ service(id: \"{OWN_SERVICE}\") {{ recordVersion phones {{ recordVersion }} }} }}")).await;
        assert!(statements <= 5, "{statements}");
    }
}

/// The table behind a type, as HSDS spells it.
fn object_name(of: &str) -> String {
    if of == "Link" {
        return "url".to_owned();
    }
    let mut name = String::new();
    for letter in of.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}
