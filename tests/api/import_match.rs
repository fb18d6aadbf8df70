//! Matching an import with what was there: what certainly is the same is linked, what may be waits for an admin, and
//! nobody else sees the queue nor a second copy of what is in it.

use jembatan::auth::Role;
use jembatan::transfer::{ImportOptions, MatchCounts, Report};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::support::TestDirectory;
use crate::support::actor::{ask_with, secret};

/// What one publisher says of one home.
struct Home {
    organization: Uuid,
    location: Uuid,
    service: Uuid,
    name: &'static str,
    place: &'static str,
    website: Option<&'static str>,
    phone: Option<&'static str>,
    point: (f64, f64),
}

impl Home {
    fn new(name: &'static str) -> Self {
        Self {
            organization: Uuid::now_v7(),
            location: Uuid::now_v7(),
            service: Uuid::now_v7(),
            name,
            place: "Rumah di Coblong",
            website: Some("http://harapan.example"),
            phone: Some("022-555-0101"),
            point: (-6.89, 107.61),
        }
    }

    /// The same home with other ids.
    fn again(&self) -> Self {
        Self {
            organization: Uuid::now_v7(),
            location: Uuid::now_v7(),
            service: Uuid::now_v7(),
            ..*self
        }
    }

    fn json(&self) -> Value {
        let key = |what: &str, of: Uuid| Uuid::new_v5(&of, what.as_bytes());
        let phones: Vec<Value> = self
            .phone
            .iter()
            .map(|number| json!({"id": key("phone", self.organization), "number": number}))
            .collect();
        json!([
            {"id": self.organization, "name": self.name, "description": "Tempat tinggal", "website": self.website, "phones": phones,
             "locations": [{"id": self.location, "location_type": "physical", "name": self.place, "latitude": self.point.0, "longitude": self.point.1,
                "phones": [{"id": key("phone", self.location), "number": "022-555-0199"}],
                "addresses": [{"id": key("address", self.location), "address_1": "Jl. Melati 4", "city": "Kota Bandung", "state_province": "Jawa Barat",
                    "postal_code": "40132", "country": "ID", "address_type": "physical"}]}]},
            {"id": self.service, "name": format!("Layanan {}", self.service), "status": "active",
             "organization": {"id": self.organization, "name": self.name, "description": "Tempat tinggal"},
             "service_at_locations": [{"id": key("at", self.service), "location": {"id": self.location, "location_type": "physical", "name": self.place}}]}
        ])
    }
}

async fn import(directory: &TestDirectory, home: &Home, matches: bool) -> Report {
    let options = ImportOptions {
        matches,
        ..ImportOptions::default()
    };
    let report = directory
        .import_text("home.json", home.json().to_string(), options)
        .await;
    assert!(report.is_written, "{:#?}", report.problems);
    report
}

fn counts(report: &Report) -> [(u64, u64, u64); 2] {
    let matches = report.matches.as_ref().unwrap();
    let plain = |counts: MatchCounts| (counts.exact, counts.probable, counts.new);
    [plain(matches.organization), plain(matches.location)]
}

/// How many organizations, services and locations everyone is shown.
async fn shown(directory: &TestDirectory) -> [u64; 3] {
    let data = directory
        .ask("{ organizations { totalCount } services { totalCount } locations { totalCount } }")
        .await;
    ["organizations", "services", "locations"]
        .map(|list| data[list]["totalCount"].as_u64().unwrap())
}

/// Where a service stands and whose it is, as the index finds it and as the directory tells it.
async fn whose(directory: &TestDirectory, service: Uuid) -> Value {
    let data = directory
        .ask(&format!("{{ service(id: \"{service}\") {{ organization {{ hsdsId }} serviceAtLocations {{ location {{ hsdsId }} }} }} }}"))
        .await;
    let found = directory
        .ask(&format!("{{ findServices(input: {{text: \"{service}\"}}) {{ nodes {{ service {{ hsdsId }} location {{ hsdsId }} }} }} }}"))
        .await;
    let nodes = found["findServices"]["nodes"].as_array().unwrap();
    let found: Vec<&Value> = nodes
        .iter()
        .filter(|node| node["service"]["hsdsId"] == service.to_string())
        .map(|node| &node["location"]["hsdsId"])
        .collect();
    let at: Vec<&Value> = data["service"]["serviceAtLocations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|at| &at["location"]["hsdsId"])
        .collect();
    assert_eq!(found, at, "the index and the directory agree");
    json!([data["service"]["organization"]["hsdsId"], at])
}

const QUEUE: &str = "{ importMatches(state: PENDING) { edges { node { id kind name hsdsId reasons state candidate { ... on Organization { name } ... on Location { name } } } } } }";

async fn queue(directory: &TestDirectory) -> Vec<Value> {
    let admin = secret(directory, Role::Admin).await;
    let answer = ask_with(directory, admin.as_deref(), QUEUE).await;
    let edges = answer["data"]["importMatches"]["edges"].as_array();
    let edges = edges.unwrap_or_else(|| panic!("{answer:#}"));
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

async fn decide(directory: &TestDirectory, by: Role, act: &str, id: &Value) -> Value {
    let secret = secret(directory, by).await;
    let document = format!(
        "mutation {{ it: importMatch{act}(id: {id}) {{ importMatch {{ state reviewedBy }} userErrors {{ code }} }} }}"
    );
    let answer = ask_with(directory, secret.as_deref(), &document).await;
    directory.opened.catch_up().await.unwrap();
    answer
}

both_backends! {
    async fn what_certainly_is_the_same_is_linked(directory: TestDirectory) {
        let first = Home::new("Yayasan Rumah Harapan");
        import(&directory, &first, false).await;
        let second = first.again();
        let report = import(&directory, &second, true).await;
        assert_eq!(counts(&report), [(1, 0, 0), (1, 0, 0)], "{:#?}", report.matches);
        let record = &report.matches.as_ref().unwrap().records[0];
        assert_eq!((record.id, record.other, record.sameness), (second.organization, first.organization, "EXACT"));
        assert!(record.reasons.contains(&"name") && record.reasons.contains(&"phone"), "{record:?}");
        assert!(queue(&directory).await.is_empty());

        assert_eq!(shown(&directory).await, [1, 2, 1]);
        let here = json!([first.organization, [first.location]]);
        assert_eq!(whose(&directory, second.service).await, here);
        let data = directory.ask(&format!("{{ organization(id: \"{}\") {{ hsdsId phones {{ number }} locations {{ hsdsId addresses {{ city }} phones {{ number }} }} }} }}", second.organization)).await;
        assert_eq!(data["organization"], json!({"hsdsId": first.organization, "phones": [{"number": "022-555-0101"}],
            "locations": [{"hsdsId": first.location, "addresses": [{"city": "Kota Bandung"}], "phones": [{"number": "022-555-0199"}]}]}),
            "what both say is there once");

        // The incoming ids are remembered: what comes with them later follows, with or without matching.
        let head = directory.head().await;
        for matches in [false, true] {
            let again = import(&directory, &second, matches).await;
            assert_eq!(again.total(|counts| counts.created + counts.updated), 0, "{:#?}", again.counts);
        }
        assert_eq!(directory.head().await, head);
        let more = Home { service: Uuid::now_v7(), ..second };
        import(&directory, &more, false).await;
        assert_eq!(whose(&directory, more.service).await, here);
        assert_eq!(shown(&directory).await, [1, 3, 1]);
    }

    async fn what_may_be_the_same_waits(directory: TestDirectory) {
        let first = Home::new("Yayasan Rumah Harapan");
        import(&directory, &first, false).await;
        for (act, name, more) in [("Separate", "Griya Sejahtera", 1), ("Link", "Wisma Bahagia", 0)] {
            let second = Home { name, phone: None, ..first.again() };
            let before = shown(&directory).await;
            let report = import(&directory, &second, true).await;
            assert_eq!(counts(&report)[0], (0, 1, 0), "{act}: {:#?}", report.matches);
            assert_eq!(shown(&directory).await, before, "{act}: nobody sees what waits");
            let hidden = directory.ask(&format!("{{ organization(id: \"{}\") {{ name }} service(id: \"{}\") {{ name }} }}", second.organization, second.service)).await;
            assert_eq!(hidden, json!({"organization": null, "service": null}));
            let waiting = queue(&directory).await;
            let [waiting] = waiting.as_slice() else { panic!("{act}: {waiting:#?}") };
            assert_eq!((&waiting["kind"], &waiting["name"], &waiting["hsdsId"]), (&json!("Organization"), &json!(name), &json!(second.organization)));
            assert!(waiting["reasons"].as_array().unwrap().contains(&json!("website")));
            for (role, code) in [(Role::Visitor, "UNAUTHENTICATED"), (Role::Partner, "FORBIDDEN"), (Role::Worker, "FORBIDDEN"), (Role::Editor, "FORBIDDEN")] {
                let secret = secret(&directory, role).await;
                let list = ask_with(&directory, secret.as_deref(), QUEUE).await;
                let act = decide(&directory, role, act, &waiting["id"]).await;
                for answer in [list, act] {
                    assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
                    assert!(!answer.to_string().contains(name), "{answer}");
                }
            }
            // The same file once more queues nothing twice.
            let again = import(&directory, &second, true).await;
            assert_eq!(counts(&again), [(0, 0, 0), (0, 0, 0)]);
            assert_eq!(queue(&directory).await.len(), 1);

            let [before, ..] = shown(&directory).await;
            let done = decide(&directory, Role::Admin, act, &waiting["id"]).await;
            let state = if act == "Link" { "SAME" } else { "DIFFERENT" };
            assert_eq!(done["data"]["it"], json!({"importMatch": {"state": state, "reviewedBy": "ADMIN"}, "userErrors": []}), "{done}");
            assert_eq!(shown(&directory).await[0], before + more, "{act}");
            assert!(queue(&directory).await.iter().all(|node| node["kind"] == "Location"));
            let owner = whose(&directory, second.service).await[0].clone();
            if act == "Separate" {
                assert_eq!(owner, json!(second.organization));
            } else {
                assert_ne!(owner, json!(second.organization));
            }
            let twice = decide(&directory, Role::Admin, act, &waiting["id"]).await;
            assert_eq!(twice["data"]["it"]["userErrors"][0]["code"], "NOT_FOUND");
        }
    }

    async fn what_is_decided_as_a_registration_waits_no_more(directory: TestDirectory) {
        let first = Home::new("Yayasan Rumah Harapan");
        import(&directory, &first, false).await;
        let admin = secret(&directory, Role::Admin).await;
        for (name, state) in [("Griya Sejahtera", "DIFFERENT"), ("Wisma Bahagia", "SAME")] {
            let second = Home { name, phone: None, ..first.again() };
            import(&directory, &second, true).await;
            let waiting = queue(&directory).await;
            let [waiting] = waiting.as_slice() else { panic!("{waiting:#?}") };
            let act = match state {
                "SAME" => format!("organizationMerge(from: \"{}\", into: \"{}\", confirm: true)", second.organization, first.organization),
                _ => format!("organizationApprove(id: \"{}\")", second.organization),
            };
            let done = ask_with(&directory, admin.as_deref(), &format!("mutation {{ it: {act} {{ userErrors {{ code }} }} }}")).await;
            assert_eq!(done["data"]["it"]["userErrors"], json!([]), "{done}");
            assert!(queue(&directory).await.is_empty(), "{name}");
            let settled = ask_with(&directory, admin.as_deref(), &format!("{{ importMatches(state: {state}) {{ nodes {{ id reviewedBy }} }} }}")).await;
            assert_eq!(settled["data"]["importMatches"]["nodes"], json!([{"id": waiting["id"], "reviewedBy": "ADMIN"}]), "{settled}");
        }
    }

    async fn a_place_that_may_be_the_same_is_answered_for_by_the_other(directory: TestDirectory) {
        let first = Home::new("Yayasan Rumah Harapan");
        import(&directory, &first, false).await;
        for act in ["Link", "Separate"] {
            let second = Home { place: "Kantor Pusat", ..first.again() };
            let report = import(&directory, &second, true).await;
            assert_eq!(counts(&report), [(1, 0, 0), (0, 1, 0)], "{act}: {:#?}", report.matches);
            assert_eq!(whose(&directory, second.service).await, json!([first.organization, [first.location]]), "{act}");
            assert_eq!(shown(&directory).await[2], 1, "{act}");
            let waiting = queue(&directory).await;
            let [waiting] = waiting.as_slice() else { panic!("{waiting:#?}") };
            assert_eq!((&waiting["kind"], &waiting["name"], &waiting["candidate"]["name"]), (&json!("Location"), &json!("Kantor Pusat"), &json!("Rumah di Coblong")));
            let done = decide(&directory, Role::Admin, act, &waiting["id"]).await;
            assert_eq!(done["data"]["it"]["userErrors"], json!([]), "{done}");
            let head = directory.head().await;
            let again = import(&directory, &second, true).await;
            assert_eq!((again.total(|counts| counts.created + counts.updated), directory.head().await), (0, head), "{act}: {:#?}", again.counts);
            let place = if act == "Link" { first.location } else { second.location };
            assert_eq!(whose(&directory, second.service).await, json!([first.organization, [place]]), "{act}");
        }
        assert_eq!(shown(&directory).await, [1, 3, 2]);
    }

    async fn what_is_like_nothing_is_new(directory: TestDirectory) {
        let first = Home::new("Yayasan Rumah Harapan");
        import(&directory, &first, false).await;
        let other = Home { place: "Balai Desa", website: Some("http://lain.example"), phone: Some("0274-555-777"), point: (-7.8, 110.4), ..Home::new("Klinik Sehat Sentosa") };
        let report = import(&directory, &other, true).await;
        assert_eq!(counts(&report), [(0, 0, 1), (0, 0, 1)]);
        assert_eq!(shown(&directory).await, [2, 2, 2]);
        assert!(queue(&directory).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trial_tells_and_changes_nothing() {
    let directory = TestDirectory::start().await;
    let first = Home::new("Yayasan Rumah Harapan");
    import(&directory, &first, false).await;
    let head = directory.head().await;
    let options = ImportOptions {
        matches: true,
        is_trial: true,
        ..ImportOptions::default()
    };
    let text = first.again().json().to_string();
    let report = directory.import_text("again.json", text, options).await;
    assert_eq!(counts(&report), [(1, 0, 0), (1, 0, 0)]);
    assert_eq!(directory.head().await, head);
    assert_eq!(shown(&directory).await, [1, 1, 1]);
}
