//! What is gone, hidden or back: whoever keeps a copy is told of it, and of nothing that could not be known before.

use jembatan::auth::Role;
use jembatan::store::Cell;
use serde_json::Value;
use uuid::Uuid;

use crate::both_backends;
use crate::confidential::{hide, shelter};
use crate::feed::{changes, organization, text, write};
use crate::support::TestDirectory;
use crate::support::actor::{ask_with, secret};

/// What everybody, or whoever holds this secret, is told after a position: operation and kind.
async fn told(directory: &TestDirectory, secret: Option<&str>, since: i64) -> Vec<String> {
    let changes = changes(directory, secret, since, 100).await;
    let word = |change: &Value, field: &str| change[field].as_str().unwrap().to_owned();
    let line = |change: &Value| format!("{} {}", word(change, "operation"), word(change, "kind"));
    changes.iter().map(line).collect()
}

/// Does an act that must succeed.
async fn act(directory: &TestDirectory, admin: Option<&str>, mutation: &str) {
    let document = format!("mutation {{ it: {mutation} {{ userErrors {{ code message }} }} }}");
    let answer = ask_with(directory, admin, &document).await;
    assert_eq!(
        answer["data"]["it"]["userErrors"],
        serde_json::json!([]),
        "{mutation}: {answer}"
    );
}

async fn id_of(directory: &TestDirectory, table: &str, column: &str, owner: Uuid) -> String {
    let object = entity::object::object(table).unwrap();
    let connection = directory.opened.store.read();
    let rows = jembatan::store::fetch_by(connection, object, column, &[owner]).await;
    rows.unwrap()[0].key.to_string()
}

both_backends! {
    async fn what_is_gone_is_told_of_where_its_owner_is_shown(directory: TestDirectory) {
        let admin = secret(&directory, Role::Admin).await;
        let admin = admin.as_deref();
        let (service, location, phone) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        directory.import_json(&shelter(service, location)).await;
        write(&directory, "phone", phone, &[("service_id", Cell::Id(service)), ("number", text("1"))]).await;
        let address = id_of(&directory, "address", "location_id", location).await;
        let attribute = id_of(&directory, "attribute", "link_id", location).await;
        let other = Uuid::now_v7();
        write(&directory, "address", other, &[("location_id", Cell::Id(location)), ("address_1", text("Jalan Kenari 11")), ("city", text("Bandung")), ("state_province", text("Jawa Barat")), ("postal_code", text("40999")), ("country", text("ID")), ("address_type", text("postal"))]).await;

        let start = directory.head().await;
        act(&directory, admin, &format!("phoneRetire(id: \"{phone}\")")).await;
        act(&directory, admin, &format!("addressRetire(id: \"{other}\")")).await;
        assert_eq!(told(&directory, None, start).await, ["DELETE Phone", "DELETE Address"]);

        hide(&directory, location).await;
        assert_eq!(told(&directory, None, start).await, ["DELETE Phone", "UPDATE Location"], "of a confidential place not even what is gone is told");
        let start = directory.head().await;
        act(&directory, admin, &format!("addressRetire(id: \"{address}\")")).await;
        act(&directory, admin, &format!("attributeRetire(id: \"{attribute}\")")).await;
        assert!(told(&directory, None, start).await.is_empty());
        assert_eq!(told(&directory, admin, start).await[0], "DELETE Address");

        let contact = Uuid::now_v7();
        write(&directory, "contact", contact, &[("service_id", Cell::Id(service)), ("name", text("Petugas"))]).await;
        write(&directory, "phone", Uuid::now_v7(), &[("contact_id", Cell::Id(contact)), ("number", text("2"))]).await;
        let start = directory.head().await;
        act(&directory, admin, &format!("contactRetire(id: \"{contact}\")")).await;
        assert_eq!(told(&directory, None, start).await, ["DELETE Contact"], "what belonged to it went with it");
    }

    async fn who_is_hidden_is_gone_and_who_comes_back_is_new(directory: TestDirectory) {
        let admin = secret(&directory, Role::Admin).await;
        let admin = admin.as_deref();
        let (company, other) = (organization(&directory, "Induk").await, organization(&directory, "Lain").await);
        let (phone, person) = (Uuid::now_v7(), Uuid::now_v7());
        write(&directory, "phone", phone, &[("organization_id", Cell::Id(company)), ("number", text("1"))]).await;
        write(&directory, "practitioner", person, &[("organization_id", Cell::Id(company)), ("name", text("Kenanga")), ("consent", text("LISTED"))]).await;

        let start = directory.head().await;
        write(&directory, "practitioner", person, &[("consent", text("WITHHELD"))]).await;
        assert_eq!(told(&directory, None, start).await, ["DELETE Practitioner"]);
        write(&directory, "practitioner", person, &[("consent", text("LISTED"))]).await;
        assert_eq!(told(&directory, None, start).await, ["UPDATE Practitioner", "CREATE Practitioner"]);

        let start = directory.head().await;
        act(&directory, admin, &format!("organizationSuspend(id: \"{company}\", reason: \"Laporan warga.\")")).await;
        write(&directory, "practitioner", person, &[("consent", text("WITHHELD"))]).await;
        act(&directory, admin, &format!("phoneRetire(id: \"{phone}\")")).await;
        assert_eq!(told(&directory, None, start).await, ["DELETE Organization"], "what hangs on it is not told of");
        let start = directory.head().await;
        act(&directory, admin, &format!("organizationReinstate(id: \"{company}\")")).await;
        assert_eq!(told(&directory, None, start).await, ["CREATE Organization"]);

        let start = directory.head().await;
        act(&directory, admin, &format!("organizationMerge(from: \"{company}\", into: \"{other}\", confirm: true)")).await;
        let told = told(&directory, None, start).await;
        assert!(told.contains(&"DELETE Organization".to_owned()), "{told:?}");
    }

    async fn who_was_never_shown_does_not_go(directory: TestDirectory) {
        let admin = secret(&directory, Role::Admin).await;
        let (draft, other) = (Uuid::now_v7(), organization(&directory, "Lain").await);
        let start = directory.head().await;
        write(&directory, "organization", draft, &[("name", text("Rancangan")), ("lifecycle", text("PENDING"))]).await;
        write(&directory, "location", Uuid::now_v7(), &[("organization_id", Cell::Id(draft)), ("location_type", text("physical"))]).await;
        let place = id_of(&directory, "location", "organization_id", draft).await;
        act(&directory, admin.as_deref(), &format!("locationRetire(id: \"{place}\")")).await;
        act(&directory, admin.as_deref(), &format!("organizationReject(id: \"{draft}\", reason: \"Bukan lembaga.\")")).await;
        act(&directory, admin.as_deref(), &format!("organizationSuspend(id: \"{other}\", reason: \"Laporan warga.\")")).await;
        assert_eq!(told(&directory, None, start).await, ["DELETE Organization"], "of the one that was listed alone");
    }
}
