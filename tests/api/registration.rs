//! The way of an organization into the directory and out of it: who sees it meanwhile, and which steps there are.
//!
//! Long because one organization with every kind of record that can hang on it is followed through all of them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::object::object;
use jembatan::auth::Role;
use jembatan::directory::{Draft, Editor, MOVES, Standing, Step, lead, validate};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::support::actor::{OWN, OWN_SERVICE, ask_as, ask_with, organization, secret};
use crate::support::{TestDirectory, now};

const CANARY: &str = "Kenari";

const REGISTER: &str = "mutation($input: OrganizationRegisterInput!, $confirm: Boolean! = false) { organizationRegister(input: $input, confirm: $confirm) {
    organization { hsdsId name lifecycle phones { number } locations { regionCode latitude } } possibleDuplicates { name } userErrors { code path message } } }";

async fn send(
    directory: &TestDirectory,
    secret: Option<&str>,
    document: &str,
    variables: Value,
) -> Value {
    let header = secret.map(|secret| format!("Bearer {secret}"));
    let (.., mut answer) = ask_as(directory, header.as_deref(), document, variables).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"].take()
}

async fn register(
    directory: &TestDirectory,
    secret: Option<&str>,
    input: Value,
    confirm: bool,
) -> Value {
    let variables = json!({ "input": input, "confirm": confirm });
    let mut data = send(directory, secret, REGISTER, variables).await;
    data["organizationRegister"].take()
}

/// Takes a step with an organization; the organization's lifecycle, or the code of the user error.
async fn step(
    directory: &TestDirectory,
    secret: Option<&str>,
    name: &str,
    id: &str,
    reason: Option<&str>,
) -> String {
    let reason = reason.map_or(String::new(), |reason| format!(", reason: \"{reason}\""));
    let document = format!(
        "mutation {{ done: {name}(id: \"{id}\"{reason}) {{ organization {{ lifecycle }} userErrors {{ code }} }} }}"
    );
    let data = send(directory, secret, &document, Value::Null).await;
    let done = &data["done"];
    let told = &done["organization"]["lifecycle"];
    let code = &done["userErrors"][0]["code"];
    told.as_str().or(code.as_str()).unwrap().to_owned()
}

fn opaque(kind: &str, id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}:{id}"))
}

/// An organization with one of everything that can hang on it, and the opaque ids of all of it.
struct Nest {
    organization: Uuid,
    service: Uuid,
    location: Uuid,
    nodes: Vec<(&'static str, Uuid)>,
    record: Value,
}

fn nest(organization: Uuid) -> Nest {
    let mut nodes = vec![("Organization", organization)];
    let mut id = |kind: &'static str| {
        let id = Uuid::now_v7();
        nodes.push((kind, id));
        id
    };
    let (service, location) = (id("Service"), id("Location"));
    let attribute = |id: Uuid| json!([{ "id": id, "link_type": "x", "value": "Kenari" }]);
    let metadata = |id: Uuid| {
        json!([{ "id": id, "last_action_date": "2026-01-01", "last_action_type": "update", "field_name": "name",
            "previous_value": "Kenari", "replacement_value": "Kenari", "updated_by": "x" }])
    };
    let record = json!({
        "id": service, "name": "Layanan Kenari", "status": "active", "description": "Kenari mendampingi.",
        "organization": {
            "id": organization, "name": "Rumah Kenari Emas", "description": "Kenari.", "email": "halo@kenari.example",
            "programs": [{ "id": id("Program"), "name": "Program Kenari", "description": "Kenari" }],
            "funding": [{ "id": id("Funding"), "source": "Kenari" }],
            "contacts": [{ "id": id("Contact"), "name": "Loket Kenari", "phones": [{ "id": id("Phone"), "number": "+62-000-77",
                "description": "Kenari", "languages": [{ "id": id("Language"), "name": "Kenari" }] }] }],
            "organization_identifiers": [{ "id": id("OrganizationIdentifier"), "identifier_type": "Kenari", "identifier": "Kenari" }],
            "additional_websites": [{ "id": id("Link"), "label": "Kenari", "url": "https://kenari.example" }],
            "attributes": attribute(id("Attribute")), "metadata": metadata(id("Metadata")),
        },
        "phones": [{ "id": id("Phone"), "number": "+62-000-78", "description": "Kenari" }],
        "schedules": [{ "id": id("Schedule"), "byday": "MO", "description": "Kenari" }],
        "service_areas": [{ "id": id("ServiceArea"), "name": "Kenari" }],
        "languages": [{ "id": id("Language"), "name": "Kenari" }],
        "cost_options": [{ "id": id("CostOption"), "option": "Kenari" }],
        "required_documents": [{ "id": id("RequiredDocument"), "document": "Kenari" }],
        "capacities": [{ "id": id("ServiceCapacity"), "unit": { "id": Uuid::now_v7(), "name": "tempat tidur" }, "available": 1, "description": "Kenari", "updated": "2026-01-01" }],
        "attributes": attribute(id("Attribute")), "metadata": metadata(id("Metadata")),
        "service_at_locations": [{ "id": id("ServiceAtLocation"), "description": "Kenari", "location": {
            "id": location, "location_type": "physical", "name": "Gedung Kenari", "latitude": -6.9, "longitude": 107.6,
            "addresses": [{ "id": id("Address"), "address_1": "Jalan Kenari", "city": "Kota Bandung", "state_province": "Jawa Barat", "postal_code": "40111",
                "country": "ID", "address_type": "physical", "attributes": attribute(id("Attribute")) }],
            "accessibility": [{ "id": id("Accessibility"), "description": "Kenari" }],
            "phones": [{ "id": id("Phone"), "number": "+62-000-79", "description": "Kenari" }],
            "schedules": [{ "id": id("Schedule"), "byday": "TU", "description": "Kenari" }],
            "metadata": metadata(id("Metadata")),
        } }],
    });
    Nest {
        organization,
        service,
        location,
        nodes,
        record,
    }
}

async fn put(directory: &TestDirectory, table: &str, id: Uuid, fields: Value) {
    let object = object(table).unwrap();
    let mut draft = Draft::new(id);
    for (name, value) in fields.as_object().unwrap() {
        let (_, field) = object.field(name).unwrap();
        let cell = validate::from_json(object, field, value).unwrap();
        draft.set(object, name, cell);
    }
    let mut editor = Editor::begin(directory.opened.store.clone(), "test", now())
        .await
        .unwrap();
    editor.put(object, &[draft]).await.unwrap();
    editor.commit().await.unwrap();
}

impl Nest {
    /// Writes it, with a practitioner, who no HSDS file can bring.
    async fn build(&mut self, directory: &TestDirectory) {
        directory.import_json(&self.record).await;
        let mut id = |kind: &'static str| {
            let id = Uuid::now_v7();
            self.nodes.push((kind, id));
            id
        };
        let (person, shown, hours) = (id("Practitioner"), id("Qualification"), id("Schedule"));
        let given = json!({ "organization_id": self.organization, "name": "Konselor Kenari", "consent": "LISTED" });
        put(directory, "practitioner", person, given).await;
        let given = json!({ "practitioner_id": person, "kind": "DEGREE", "name": "Ijazah Kenari" });
        put(directory, "qualification", shown, given).await;
        let given = json!({ "practitioner_id": person, "byday": "WE", "description": "Kenari" });
        put(directory, "schedule", hours, given).await;
        let rule = json!({ "service_id": self.service, "kind": "RESIDENCE", "note": "Kenari" });
        put(directory, "eligibility_rule", Uuid::now_v7(), rule).await;
        directory.settle().await;
    }

    /// How many of its records somebody can fetch by their opaque ids.
    async fn nodes_seen(&self, directory: &TestDirectory, secret: Option<&str>) -> usize {
        let ids: Vec<String> = self
            .nodes
            .iter()
            .map(|(kind, id)| opaque(kind, *id))
            .collect();
        let document = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
        let data = send(directory, secret, document, json!({ "ids": ids })).await;
        let nodes = data["nodes"].as_array().unwrap();
        nodes.iter().filter(|node| !node.is_null()).count()
    }

    /// Everything that somebody can ask without knowing opaque ids.
    async fn told(&self, directory: &TestDirectory, secret: Option<&str>) -> Value {
        let Self {
            organization,
            service,
            location,
            ..
        } = self;
        let document = format!(
            "{{
            organization(id: \"{organization}\") {{ name }} service(id: \"{service}\") {{ name }} location(id: \"{location}\") {{ name addresses {{ address1 }} }}
            organizations(first: 100) {{ totalCount nodes {{ name parentOrganization {{ name }} services {{ totalCount nodes {{ name }} }} }} }}
            pending: organizations(filter: {{lifecycles: [PENDING, DRAFT, SUSPENDED]}}) {{ totalCount }}
            inBandung: organizations(filter: {{regionCode: \"32.73\"}}) {{ totalCount nodes {{ name }} }}
            services(first: 100) {{ totalCount nodes {{ name organization {{ name }} }} }}
            ofIt: services(filter: {{organization: \"{organization}\"}}) {{ totalCount }}
            locations(first: 100) {{ totalCount nodes {{ name serviceAtLocations {{ description }} phones {{ description }} }} }}
            practitioners(first: 100) {{ totalCount nodes {{ name }} }}
            findServices(input: {{text: \"kenari\"}}) {{ totalCount nodes {{ service {{ name }} }} facets {{ organizationKinds {{ count }} regions {{ count }} }}
                nearMisses {{ node {{ service {{ name }} }} }} }}
            inactive: findServices(input: {{text: \"kenari\", serviceStatus: [INACTIVE]}}) {{ nearMisses {{ node {{ service {{ name }} }} }} }}
            findPractitioners(input: {{text: \"kenari\"}}) {{ totalCount nodes {{ practitioner {{ name }} }} }}
            suggest(text: \"rumah kenar\") {{ text }} byService: suggest(text: \"layanan ken\") {{ text }}
        }}"
        );
        send(directory, secret, &document, Value::Null).await
    }

    async fn assert_hidden(&self, directory: &TestDirectory, secret: Option<&str>, before: &Value) {
        assert_eq!(self.nodes_seen(directory, secret).await, 0);
        let told = self.told(directory, secret).await;
        assert!(!told.to_string().contains(CANARY), "{told}");
        assert_eq!(told, *before, "as if it were not there");
    }

    async fn assert_shown(&self, directory: &TestDirectory, secret: Option<&str>) {
        let seen = self.nodes_seen(directory, secret).await;
        assert_eq!(seen, self.nodes.len(), "every record is shown");
        let told = self.told(directory, secret).await;
        assert_eq!(told["organizations"]["totalCount"], 2, "{told}");
        assert_eq!(told["services"]["totalCount"], 2);
        assert_eq!(told["ofIt"]["totalCount"], 1);
        let location = &told["location"]["addresses"][0]["address1"];
        assert_eq!(location, "Jalan Kenari");
    }

    async fn assert_found(&self, directory: &TestDirectory, secret: Option<&str>) {
        let told = self.told(directory, secret).await;
        assert_eq!(told["findServices"]["totalCount"], 1);
        let name = &told["findServices"]["nodes"][0]["service"]["name"];
        assert_eq!(name, "Layanan Kenari");
        assert_eq!(told["findPractitioners"]["totalCount"], 1);
        assert_eq!(told["suggest"], json!([{ "text": "Rumah Kenari Emas" }]));
        assert_eq!(told["byService"], json!([{ "text": "Layanan Kenari" }]));
    }
}

const REGISTRATIONS: &str = "{ registrations { totalCount nodes { state reason registrant reviewedBy submittedAt reviewedAt organization { name lifecycle phones { number } } } } }";

async fn registrations(directory: &TestDirectory, secret: Option<&str>) -> Value {
    send(directory, secret, REGISTRATIONS, Value::Null).await["registrations"].take()
}

both_backends! {
    async fn an_organization_is_there_for_everyone_once_it_is_approved(directory: TestDirectory) {
        let others = [None, secret(&directory, Role::Partner).await, secret(&directory, Role::Worker).await, secret(&directory, Role::Editor).await];
        let others: Vec<Option<&str>> = others.iter().map(Option::as_deref).collect();
        let (worker, admin) = (secret(&directory, Role::Worker).await, secret(&directory, Role::Admin).await);
        let (worker, admin) = (worker.as_deref(), admin.as_deref());
        let input = json!({ "name": "Rumah Kenari Emas", "description": "Kenari.", "phone": "+62-000-0001-0009", "regionCode": "32.73" });
        let done = register(&directory, worker, input.clone(), false).await;
        assert_eq!(done["userErrors"], json!([]));
        assert_eq!(done["organization"]["lifecycle"], "PENDING", "who registers it sees what became of it");
        assert_eq!(done["organization"]["phones"], json!([{ "number": "+62-000-0001-0009" }]));
        assert_eq!(done["organization"]["locations"], json!([{ "regionCode": "32.73", "latitude": null }]));
        let id = done["organization"]["hsdsId"].as_str().unwrap().to_owned();
        let mut nest = nest(id.parse().unwrap());

        // What others are told before and after anything hangs on it is the same.
        let before = nest.told(&directory, None).await;
        assert_eq!(before["organizations"]["totalCount"], 1);
        nest.build(&directory).await;
        for other in &others {
            nest.assert_hidden(&directory, *other, &before).await;
        }
        for reviewer in [admin, worker] {
            nest.assert_shown(&directory, reviewer).await;
            let told = nest.told(&directory, reviewer).await;
            assert_eq!(told["findServices"]["totalCount"], 0, "the index holds what everyone sees");
        }
        for other in &others {
            nest.assert_hidden(&directory, *other, &before).await;
        }

        assert_eq!(step(&directory, admin, "organizationReturn", &id, Some("  ")).await, "INVALID");
        assert_eq!(step(&directory, admin, "organizationReturn", &id, Some("Tulis alamatnya.")).await, "DRAFT");
        let own = registrations(&directory, worker).await;
        assert_eq!(own["totalCount"], 1);
        assert_eq!((&own["nodes"][0]["state"], &own["nodes"][0]["reason"]), (&json!("RETURNED"), &json!("Tulis alamatnya.")));
        assert_eq!(own["nodes"][0]["reviewedBy"], "ADMIN");
        assert_eq!(own["nodes"][0]["organization"]["name"], "Rumah Kenari Emas");
        assert!(own["nodes"][0]["registrant"].as_str().unwrap().starts_with("worker "));
        assert_eq!(registrations(&directory, admin).await["totalCount"], 1);
        for other in others.iter().filter(|other| other.is_some()) {
            assert_eq!(registrations(&directory, *other).await["totalCount"], 0);
            nest.assert_hidden(&directory, *other, &before).await;
        }

        let resubmit = format!("mutation($input: OrganizationRegisterInput!) {{ done: organizationResubmit(id: \"{id}\", input: $input) {{
            organization {{ name lifecycle legalStatus phones {{ number }} locations {{ regionCode latitude }} }} possibleDuplicates {{ name }} userErrors {{ code path }} }} }}");
        let mut mended = input;
        mended["legalStatus"] = json!("yayasan");
        mended["phone"] = json!("+62-000-0001-0010");
        mended["latitude"] = json!(-6.91);
        mended["longitude"] = json!(107.61);
        let refused = send(&directory, others[2], &resubmit, json!({ "input": mended })).await;
        assert_eq!(refused["done"]["userErrors"][0]["code"], "NOT_FOUND", "another's registration is not there");
        let done = send(&directory, worker, &resubmit, json!({ "input": mended })).await["done"].take();
        assert_eq!(done["userErrors"], json!([]), "it is no duplicate of itself");
        assert_eq!(done["organization"]["lifecycle"], "PENDING");
        assert_eq!(done["organization"]["legalStatus"], "yayasan");
        assert_eq!(done["organization"]["phones"], json!([{ "number": "+62-000-0001-0010" }]));
        assert_eq!(done["organization"]["locations"], json!([{ "regionCode": "32.73", "latitude": -6.91 }]));
        let again = send(&directory, worker, &resubmit, json!({ "input": mended })).await;
        assert_eq!(again["done"]["userErrors"][0]["code"], "WRONG_STATE");

        assert_eq!(step(&directory, admin, "organizationApprove", &id, None).await, "ACTIVE");
        directory.settle().await;
        for other in others.iter().chain([&admin, &worker]) {
            nest.assert_shown(&directory, *other).await;
            nest.assert_found(&directory, *other).await;
        }
        assert_eq!(step(&directory, admin, "organizationVerify", &id, None).await, "ACTIVE");
        let verified = directory.ask(&format!("{{ organization(id: \"{id}\") {{ verifiedBy verifiedAt }} }}")).await;
        assert_eq!(verified["organization"]["verifiedBy"], "ADMIN");
        assert!(verified["organization"]["verifiedAt"].is_string());

        assert_eq!(step(&directory, admin, "organizationSuspend", &id, Some("Laporan warga.")).await, "SUSPENDED");
        directory.settle().await;
        for other in &others {
            nest.assert_hidden(&directory, *other, &before).await;
        }
        nest.assert_shown(&directory, admin).await;
        assert_eq!(step(&directory, admin, "organizationReinstate", &id, None).await, "ACTIVE");
        directory.settle().await;
        nest.assert_found(&directory, None).await;

        assert_eq!(step(&directory, admin, "organizationClose", &id, None).await, "CLOSED");
        directory.settle().await;
        let told = nest.told(&directory, None).await;
        assert_eq!(told["organization"]["name"], "Rumah Kenari Emas", "links do not break");
        assert_eq!(told["findServices"]["totalCount"], 0);
        assert_eq!(told["findPractitioners"]["totalCount"], 0);
        assert_eq!((&told["suggest"], &told["byService"]), (&json!([]), &json!([])));

        let log = directory.words("SELECT coalesce(after, '') FROM change WHERE entity = 'registration' ORDER BY seq").await;
        let states = ["PENDING", "RETURNED", "PENDING", "APPROVED", "SUSPENDED", "APPROVED", "CLOSED"];
        assert_eq!(log.len(), states.len(), "{log:?}");
        assert!(log.iter().zip(states).all(|(row, state)| row.contains(state)), "its history is in the log: {log:?}");
    }

    async fn what_was_rejected_stays_with_who_registered_it(directory: TestDirectory) {
        let (partner, admin) = (secret(&directory, Role::Partner).await, secret(&directory, Role::Admin).await);
        let (partner, admin) = (partner.as_deref(), admin.as_deref());
        let done = register(&directory, partner, json!({ "name": "Bukan Lembaga", "description": "-" }), false).await;
        let id = done["organization"]["hsdsId"].as_str().unwrap().to_owned();
        assert_eq!(step(&directory, admin, "organizationReject", &id, Some("Tidak ada.")).await, "DRAFT");
        let own = registrations(&directory, partner).await;
        assert_eq!((&own["nodes"][0]["state"], &own["nodes"][0]["reason"]), (&json!("REJECTED"), &json!("Tidak ada.")));
        let document = format!("mutation {{ done: organizationResubmit(id: \"{id}\", input: {{name: \"Lembaga\", description: \"-\"}}) {{ userErrors {{ code }} }} }}");
        assert_eq!(send(&directory, partner, &document, Value::Null).await["done"]["userErrors"][0]["code"], "WRONG_STATE");
        assert_eq!(step(&directory, admin, "organizationApprove", &id, None).await, "WRONG_STATE");
        let query = format!("{{ organization(id: \"{id}\") {{ name }} organizations {{ totalCount }} }}");
        assert_eq!(directory.ask(&query).await, json!({ "organization": null, "organizations": { "totalCount": 0 } }));
        assert_eq!(send(&directory, admin, "{ registrations(state: PENDING) { totalCount } rejected: registrations(state: REJECTED) { totalCount } }", Value::Null).await,
            json!({ "registrations": { "totalCount": 0 }, "rejected": { "totalCount": 1 } }));
    }

    async fn the_queue_has_pages(directory: TestDirectory) {
        let (worker, admin) = (secret(&directory, Role::Worker).await, secret(&directory, Role::Admin).await);
        let names: Vec<String> = ["satu", "dua", "tiga", "empat", "lima"].map(|name| format!("Sanggar {name}")).into();
        for name in &names {
            register(&directory, worker.as_deref(), json!({ "name": name, "description": "-" }), true).await;
        }
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let document = "query($after: String) { registrations(state: PENDING, first: 2, after: $after) {
                edges { cursor node { organization { name } } } pageInfo { hasNextPage endCursor } } }";
            let mut page = send(&directory, admin.as_deref(), document, json!({ "after": after })).await["registrations"].take();
            seen.extend(page["edges"].as_array().unwrap().iter().map(|edge| edge["node"]["organization"]["name"].as_str().unwrap().to_owned()));
            after = page["pageInfo"]["endCursor"].take();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(seen, names, "oldest first, none twice");
    }

    async fn a_place_that_others_use_too_stays(directory: TestDirectory) {
        organization(&directory).await;
        let admin = secret(&directory, Role::Admin).await;
        let (shared, guest, owner) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        directory.import_json(&json!({ "id": owner, "name": "Pemilik Gedung", "description": "-",
            "locations": [{ "id": shared, "location_type": "physical", "name": "Gedung bersama" }] })).await;
        directory.import_json(&json!({ "id": OWN_SERVICE, "name": "Layanan Uji", "status": "active",
            "service_at_locations": [{ "id": Uuid::now_v7(), "description": "Lantai satu", "location": { "id": shared, "location_type": "physical", "name": "Gedung bersama" } }] })).await;
        directory.import_json(&json!({ "id": Uuid::now_v7(), "name": "Layanan Tamu", "status": "active",
            "organization": { "id": guest, "name": "Tamu", "description": "-" },
            "service_at_locations": [{ "id": Uuid::now_v7(), "description": "Lantai dua", "location": { "id": shared, "location_type": "physical", "name": "Gedung bersama" } }] })).await;
        let query = format!("{{ location(id: \"{shared}\") {{ name organization {{ name }} serviceAtLocations {{ description }} }} locations {{ totalCount }} }}");
        for hidden in [guest, owner] {
            assert_eq!(step(&directory, admin.as_deref(), "organizationSuspend", &hidden.to_string(), Some("-")).await, "SUSPENDED");
        }
        assert_eq!(directory.ask(&query).await, json!({ "location": { "name": "Gedung bersama", "organization": null,
            "serviceAtLocations": [{ "description": "Lantai satu" }] }, "locations": { "totalCount": 1 } }));
        step(&directory, admin.as_deref(), "organizationSuspend", &OWN.to_string(), Some("-")).await;
        assert_eq!(directory.ask(&query).await, json!({ "location": null, "locations": { "totalCount": 0 } }));
    }

    async fn pages_have_no_holes(directory: TestDirectory) {
        let admin = secret(&directory, Role::Admin).await;
        let mut ids = Vec::new();
        for at in 0..9 {
            let id = Uuid::now_v7();
            ids.push(id);
            directory.import_json(&json!({ "id": Uuid::now_v7(), "name": format!("Layanan {at}"), "status": "active",
                "organization": { "id": id, "name": format!("Rumah {at}"), "description": "-" } })).await;
        }
        for id in [ids[0], ids[3], ids[4], ids[8]] {
            step(&directory, admin.as_deref(), "organizationSuspend", &id.to_string(), Some("-")).await;
        }
        for list in ["organizations", "services"] {
            let mut after = Value::Null;
            let mut seen = Vec::new();
            for length in [2, 2, 1] {
                let document = format!("query($after: String) {{ {list}(first: 2, after: $after) {{ totalCount nodes {{ name }} pageInfo {{ endCursor hasNextPage }} }} }}");
                let mut page = send(&directory, None, &document, json!({ "after": after })).await[list].take();
                assert_eq!(page["totalCount"], 5);
                assert_eq!(page["nodes"].as_array().unwrap().len(), length);
                seen.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["name"].as_str().unwrap().chars().last().unwrap()));
                assert_eq!(page["pageInfo"]["hasNextPage"], length == 2);
                after = page["pageInfo"]["endCursor"].take();
            }
            assert_eq!(seen, ['1', '2', '5', '6', '7']);
        }
    }

    async fn a_page_costs_the_same_when_something_is_hidden(directory: TestDirectory) {
        let directory = directory.with_sample(120).await;
        let query = crate::page::services(50);
        let open = directory.statements_of(&query).await;
        let admin = secret(&directory, Role::Admin).await;
        let found = directory.ask("{ services(first: 1) { nodes { organization { hsdsId } } } organizations { totalCount } }").await;
        let id = found["services"]["nodes"][0]["organization"]["hsdsId"].as_str().unwrap();
        step(&directory, admin.as_deref(), "organizationSuspend", id, Some("-")).await;
        let count = directory.ask("{ organizations { totalCount } }").await["organizations"]["totalCount"].as_u64();
        assert_eq!(count.unwrap() + 1, found["organizations"]["totalCount"].as_u64().unwrap());
        assert_eq!(directory.statements_of(&query).await, open, "owners stand in memory");
    }

    async fn what_hangs_on_one_moves_to_the_other(directory: TestDirectory) {
        let (admin, editor) = (secret(&directory, Role::Admin).await, secret(&directory, Role::Editor).await);
        let admin = admin.as_deref();
        let mut nest = nest(Uuid::now_v7());
        nest.build(&directory).await;
        let (from, into, daughter) = (nest.organization, OWN, Uuid::now_v7());
        put(&directory, "organization", daughter, json!({ "name": "Cabang", "parent_organization_id": from })).await;
        put(&directory, "organization", into, json!({ "parent_organization_id": from })).await;
        // The same number stands on both.
        for organization in [from, into] {
            put(&directory, "phone", Uuid::now_v7(), json!({ "organization_id": organization, "number": "+62-000-5" })).await;
        }
        let merge = |from: Uuid, into: Uuid, confirm: bool| format!("mutation {{ organizationMerge(from: \"{from}\", into: \"{into}\", confirm: {confirm}) {{
            organization {{ hsdsId }} moved {{ object count }} userErrors {{ code path }} }} }}");
        let before = directory.head().await;
        let asked = send(&directory, admin, &merge(from, into, false), Value::Null).await["organizationMerge"].take();
        assert_eq!(asked["userErrors"][0]["code"], "CONFIRMATION_REQUIRED");
        let of = |object: &str| asked["moved"].as_array().unwrap().iter().filter(|row| row["object"] == object).map(|row| row["count"].as_u64().unwrap()).sum::<u64>();
        assert_eq!([of("service"), of("program"), of("practitioner"), of("organization"), of("attribute"), of("phone")], [1, 1, 1, 2, 1, 0]);
        assert_eq!(directory.head().await, before, "nothing is done unasked");

        let done = send(&directory, admin, &merge(from, into, true), Value::Null).await["organizationMerge"].take();
        assert_eq!(done["userErrors"], json!([]));
        assert_eq!(done["moved"], asked["moved"]);
        directory.settle().await;
        let (node, own) = (opaque("Organization", from), into.to_string());
        let query = format!("{{ organization(id: \"{from}\") {{ hsdsId parentOrganizationId phones {{ number }} programs {{ name }} practitioners {{ name }} attributes {{ value }}
                organizationIdentifiers {{ identifier }} services {{ totalCount nodes {{ name }} }} }}
            byOpaque: organization(id: \"{node}\") {{ hsdsId }} node(id: \"{node}\") {{ ... on Organization {{ hsdsId }} }} nodes(ids: [\"{node}\"]) {{ ... on Organization {{ hsdsId }} }}
            daughter: organization(id: \"{daughter}\") {{ parentOrganization {{ hsdsId }} }}
            organizations {{ totalCount }} services(filter: {{organization: \"{from}\"}}) {{ totalCount }}
            findServices(input: {{text: \"kenari\"}}) {{ nodes {{ service {{ name organization {{ name }} }} }} }} suggest(text: \"rumah kenar\") {{ text }} }}");
        // Whoever asks, and an admin too.
        for secret in [None, admin] {
            let told = send(&directory, secret, &query, Value::Null).await;
            for id in [&told["organization"], &told["byOpaque"], &told["node"], &told["nodes"][0], &told["daughter"]["parentOrganization"]] {
                assert_eq!(id["hsdsId"], own, "{told}");
            }
            let organization = &told["organization"];
            assert_eq!(organization["phones"], json!([{ "number": "+62-000-5" }]), "the same number is not doubled");
            assert_eq!(organization["parentOrganizationId"], Value::Null, "none is a part of itself");
            assert_eq!(organization["programs"], json!([{ "name": "Program Kenari" }]));
            assert_eq!(organization["practitioners"], json!([{ "name": "Konselor Kenari" }]));
            assert_eq!(organization["attributes"], json!([{ "value": "Kenari" }]));
            let identifiers: Vec<&str> = organization["organizationIdentifiers"].as_array().unwrap().iter().map(|row| row["identifier"].as_str().unwrap()).collect();
            assert!(identifiers.contains(&"Kenari") && identifiers.contains(&from.to_string().as_str()), "{identifiers:?}");
            assert_eq!(organization["services"]["totalCount"], 2);
            assert_eq!(told["organizations"]["totalCount"], 2, "the two and their daughter are now two");
            assert_eq!(told["services"]["totalCount"], 2);
            assert_eq!(told["findServices"]["nodes"], json!([{ "service": { "name": "Layanan Kenari", "organization": { "name": "Yayasan Uji" } } }]));
            assert_eq!(told["suggest"], json!([]));
        }
        let confirm = format!("mutation {{ serviceConfirm(id: \"{}\") {{ userErrors {{ code }} }} }}", nest.service);
        let kept = ask_with(&directory, editor.as_deref(), &confirm).await;
        assert_eq!(kept["data"]["serviceConfirm"]["userErrors"], json!([]), "its editors keep what came");

        // Its publisher does not know, and sends it again as it was.
        directory.import_json(&nest.record).await;
        directory.settle().await;
        let told = send(&directory, None, &query, Value::Null).await;
        assert_eq!(told["organization"]["services"]["totalCount"], 2, "{told}");
        assert_eq!(told["organizations"]["totalCount"], 2);
        assert_eq!(nest.nodes_seen(&directory, None).await, nest.nodes.len());

        // Chains are followed, and there are no circles.
        let refused = send(&directory, admin, &merge(into, from, true), Value::Null).await["organizationMerge"].take();
        assert_eq!(refused["userErrors"][0], json!({ "code": "INVALID", "path": ["into"] }));
        let refused = send(&directory, admin, &merge(from, daughter, true), Value::Null).await["organizationMerge"].take();
        assert_eq!(refused["userErrors"][0], json!({ "code": "INVALID", "path": ["from"] }));
        let none = send(&directory, admin, &merge(into, Uuid::now_v7(), true), Value::Null).await["organizationMerge"].take();
        assert_eq!(none["userErrors"][0], json!({ "code": "INVALID", "path": ["into"] }));
        let done = send(&directory, admin, &merge(into, daughter, true), Value::Null).await["organizationMerge"].take();
        assert_eq!(done["userErrors"], json!([]));
        for id in [from, into, daughter] {
            let told = directory.ask(&format!("{{ organization(id: \"{id}\") {{ hsdsId name }} }}")).await;
            assert_eq!(told["organization"], json!({ "hsdsId": daughter.to_string(), "name": "Cabang" }));
        }
    }

    async fn those_that_may_be_the_same_are_told(directory: TestDirectory) {
        let admin = secret(&directory, Role::Admin).await;
        let admin = admin.as_deref();
        let known = json!({ "name": "Yayasan Bina Sejahtera Bandung", "description": "-", "email": "halo@bina.example", "website": "https://bina.example",
            "phone": "(022) 4200-123", "regionCode": "32.73.05", "latitude": -6.9, "longitude": 107.6 });
        assert_eq!(register(&directory, admin, known, false).await["userErrors"], json!([]));
        let cases = [
            ("the same name but for the kind of body", json!({ "name": "LKS Bina Sejahtera Bandung" }), true),
            ("one word of another order", json!({ "name": "Bandung Bina Sejahtera" }), true),
            ("one word more", json!({ "name": "Bina Sejahtera Bandung Raya" }), true),
            ("the second of the name", json!({ "name": "Bina Sejahtera Bandung II" }), false),
            ("the same in the same regency", json!({ "name": "Bina Sejahtera Bandung", "regionCode": "32.73.06" }), true),
            ("the same in another regency", json!({ "name": "Bina Sejahtera Bandung", "regionCode": "32.04" }), false),
            ("the same in another regency, but next door", json!({ "name": "Bina Sejahtera Bandung", "regionCode": "32.04", "latitude": -6.901, "longitude": 107.6 }), true),
            ("somewhat alike", json!({ "name": "Bina Sejahtera Keluarga Bandung Raya" }), false),
            ("somewhat alike on the spot", json!({ "name": "Bina Sejahtera Keluarga Bandung Raya", "latitude": -6.9009, "longitude": 107.6009 }), true),
            ("somewhat alike at some distance", json!({ "name": "Bina Sejahtera Keluarga Bandung Raya", "latitude": -6.902, "longitude": 107.602 }), false),
            ("another name on the spot", json!({ "name": "Klinik Pratama", "latitude": -6.9, "longitude": 107.6 }), false),
            ("the same mailbox", json!({ "name": "Klinik Pratama", "email": "HALO@bina.example" }), true),
            ("the same site", json!({ "name": "Klinik Pratama", "website": "https://BINA.example" }), true),
            ("the same number", json!({ "name": "Klinik Pratama", "phone": "+62 22 4200123" }), true),
            ("an emergency line", json!({ "name": "Klinik Pratama", "phone": "123" }), false),
        ];
        for (what, mut input, is_told) in cases {
            input["description"] = json!("-");
            let before = directory.head().await;
            let told = register(&directory, admin, input, false).await;
            let code = &told["userErrors"][0]["code"];
            assert_eq!(code == "POSSIBLE_DUPLICATE", is_told, "{what}: {told}");
            if is_told {
                assert_eq!(told["possibleDuplicates"], json!([{ "name": "Yayasan Bina Sejahtera Bandung" }]), "{what}");
                assert_eq!(directory.head().await, before);
            } else {
                // It goes again, so that cases do not meet each other.
                let id = told["organization"]["hsdsId"].as_str().unwrap();
                step(&directory, admin, "organizationClose", id, None).await;
                let id: Uuid = id.parse().unwrap();
                put(&directory, "organization", id, json!({ "name": format!("{id}") })).await;
                directory.write("UPDATE phone SET number = '0' WHERE number = '123'").await;
                directory.write("UPDATE location SET latitude = 0 WHERE region_code IS NULL OR region_code = '32.04'").await;
            }
        }
        for (input, path) in [
            (json!({ "name": "Baru", "description": "-", "regionCode": "99.99" }), "regionCode"),
            (json!({ "name": "Baru", "description": "-", "latitude": -6.9 }), "latitude"),
            (json!({ "name": "Baru", "description": "-", "latitude": -96.9, "longitude": 107.6 }), "latitude"),
        ] {
            let before = directory.head().await;
            let refused = register(&directory, admin, input, false).await;
            assert_eq!(refused["userErrors"][0]["path"], json!(["input", path]), "{refused}");
            assert_eq!(directory.head().await, before, "nothing of it was written");
        }
    }

    async fn an_import_warns_of_duplicates_and_goes_on(directory: TestDirectory) {
        let organization = |name: &str, more: Value| {
            let mut record = json!({ "id": Uuid::now_v7(), "name": name, "description": "-" });
            record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            record
        };
        let at = |region: &str| json!({ "locations": [{ "id": Uuid::now_v7(), "location_type": "physical", "name": "x",
            "external_identifier": region, "external_identifier_type": "kemendagri" }] });
        let first = json!([organization("Yayasan Bina Sejahtera", at("32.73")), organization("Lembaga Suara Ibu", json!({ "email": "a@ibu.example" }))]);
        let report = directory.import_json(&first).await;
        assert_eq!(report.problems, []);
        let second = json!([
            organization("Bina Sejahtera", at("32.73.05")),
            organization("Bina Sejahtera", at("33.74")),
            organization("Suara Bapak", json!({ "email": "A@ibu.example" })),
            organization("Sanggar Anak Pantai", json!({})),
            organization("LKS Sanggar Anak Pantai", json!({})),
            organization("Sanggar Anak Gunung", json!({})),
        ]);
        let report = directory.import_json(&second).await;
        assert_eq!(report.errors(), 0);
        let mut told: Vec<(String, String)> = report.problems.iter().map(|problem| (problem.place.clone(), problem.to_string())).collect();
        told.sort();
        let places: Vec<&str> = told.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, ["[0]", "[2]", "[4]"], "{told:#?}");
        assert!(told[0].1.starts_with("warning: ") && told[0].1.contains("\"Yayasan Bina Sejahtera\""), "{}", told[0].1);
        let again = directory.import_json(&second).await;
        assert_eq!(again.problems, [], "what is known already is not told again");
    }
}

#[test]
fn no_other_step_leads_anywhere() {
    use Standing::{Approved, Closed, Pending, Rejected, Returned, Suspended};
    let expected = [
        (Step::Approve, Pending, Approved),
        (Step::Return, Pending, Returned),
        (Step::Reject, Pending, Rejected),
        (Step::Reject, Returned, Rejected),
        (Step::Resubmit, Returned, Pending),
        (Step::Verify, Approved, Approved),
        (Step::Suspend, Approved, Suspended),
        (Step::Close, Approved, Closed),
        (Step::Reinstate, Suspended, Approved),
        (Step::Reinstate, Closed, Approved),
    ];
    for (step, ..) in MOVES {
        for from in Standing::ALL {
            let leads = expected
                .iter()
                .find(|(known, here, _)| known == step && *here == from);
            let leads = leads.map(|(.., to)| *to);
            assert_eq!(lead(MOVES, from, *step), leads, "{step:?} from {from:?}");
        }
    }
    assert_eq!(MOVES.len(), 8);
}
