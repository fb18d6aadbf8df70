//! Links by which a service tells how much room it has.

use jembatan::auth::Role;
use serde_json::{Value, json};

use crate::both_backends;
use crate::support::TestDirectory;
use crate::support::actor::{OWN_SERVICE, ask_as, ask_with, organization, secret};

const REPORT: &str = "mutation($link: String!, $input: CapacityReportInput!) { capacityReport(link: $link, input: $input) { serviceCapacity { id available maximum unit { name } updated } userErrors { code path } } }";

async fn report(directory: &TestDirectory, link: &str, input: Value) -> Value {
    let variables = json!({ "link": link, "input": input });
    let (.., answer) = ask_as(directory, None, REPORT, variables).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["capacityReport"].clone()
}

both_backends! {
    async fn a_link_tells_how_much_room_there_is_and_nothing_else(directory: TestDirectory) {
        organization(&directory).await;
        let editor = secret(&directory, Role::Editor).await;
        let make = format!("mutation {{ capacityLinkCreate(serviceId: \"{OWN_SERVICE}\", days: 7) {{ linkId secret userErrors {{ code }} }} }}");
        let made = ask_with(&directory, editor.as_deref(), &make).await;
        let made = &made["data"]["capacityLinkCreate"];
        let link = made["secret"].as_str().unwrap().to_owned();
        assert!(link.starts_with("jbc_"));

        let first = report(&directory, &link, json!({ "available": 3, "maximum": 10 })).await;
        assert_eq!(first["userErrors"], json!([]), "{first}");
        assert_eq!(first["serviceCapacity"]["available"], 3.0);
        assert_eq!(first["serviceCapacity"]["unit"]["name"], "tempat");
        let next = report(&directory, &link, json!({ "available": 2 })).await;
        assert_eq!(next["serviceCapacity"]["id"], first["serviceCapacity"]["id"], "the same capacity");
        assert_eq!(next["serviceCapacity"]["maximum"], 10.0);
        let seen = directory.ask(&format!("{{ service(id: \"{OWN_SERVICE}\") {{ capacities {{ available }} }} }}")).await;
        assert_eq!(seen["service"]["capacities"], json!([{ "available": 2.0 }]));
        let actors = directory.words("SELECT actor FROM change WHERE entity = 'service_capacity'").await;
        assert!(actors.iter().all(|actor| actor.starts_with("link ")), "{actors:?}");

        for (input, path) in [
            (json!({ "available": 11 }), "available"),
            (json!({ "available": -1 }), "available"),
            (json!({ "available": 1, "capacityId": "00000000-0000-4000-8000-000000000000" }), "capacityId"),
        ] {
            let refused = report(&directory, &link, input).await;
            assert_eq!(refused["userErrors"][0]["path"], json!(["input", path]), "{refused}");
        }
        let (status, ..) = ask_as(&directory, Some(&format!("Bearer {link}")), "{ viewer { role } }", Value::Null).await;
        assert_eq!(status, 401, "a link is no token");
        let kept = directory.words("SELECT coalesce(after, '') FROM change WHERE entity = 'capacity_link'").await.join(" ");
        for hash in directory.words("SELECT hash FROM capacity_link").await {
            assert!(!kept.contains(&hash) && !kept.contains(&link));
        }

        let revoke = format!("mutation {{ capacityLinkRevoke(id: {}) {{ revokedId userErrors {{ code }} }} }}", made["linkId"]);
        assert_eq!(ask_with(&directory, editor.as_deref(), &revoke).await["data"]["capacityLinkRevoke"]["userErrors"], json!([]));
        let refused = report(&directory, &link, json!({ "available": 1 })).await;
        assert_eq!(refused["userErrors"][0]["code"], "LINK_INVALID");
    }

    async fn a_link_ends_by_itself(directory: TestDirectory) {
        organization(&directory).await;
        let admin = secret(&directory, Role::Admin).await;
        let make = |days: u32| format!("mutation {{ capacityLinkCreate(serviceId: \"{OWN_SERVICE}\", days: {days}) {{ secret userErrors {{ code path }} }} }}");
        let made = ask_with(&directory, admin.as_deref(), &make(7)).await;
        let link = made["data"]["capacityLinkCreate"]["secret"].as_str().unwrap().to_owned();
        directory.write("UPDATE capacity_link SET expires_at = '2020-01-01T00:00:00Z'").await;
        for link in [link.as_str(), "jbc_x", ""] {
            let refused = report(&directory, link, json!({ "available": 1 })).await;
            assert_eq!(refused["userErrors"][0]["code"], "LINK_INVALID");
        }
        let refused = ask_with(&directory, admin.as_deref(), &make(0)).await;
        assert_eq!(refused["data"]["capacityLinkCreate"]["userErrors"][0]["path"], json!(["days"]), "{refused}");
    }
}
