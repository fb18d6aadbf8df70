//! Practitioners: who consented is found by profession, specialization, place and hour; of others nothing is told.

use jembatan::directory::{Draft, Editor};
use jembatan::store::{Cell, Reader, Sight};
use jembatan::transfer::ImportOptions;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::both_backends;
use crate::support::{TestDirectory, example_mapping, now};

/// Three private practices: the first person consented, the second refused, the third was not asked.
const CSV: &str = "\
nomor,praktik,nama,jabatan,profesi,spesialisasi,tingkat,metode,bahasa,hari,buka,tutup,jam_seminggu,tahun,klien_baru,setuju,tanggal_setuju,ijazah,penerbit_ijazah,izin,nomor_izin,berlaku_sampai,diperiksa
p1,Praktik Melati,\"Rina Melati, S.Tr.Sos.\",Pekerja Sosial Klinis,pekerja sosial,klinis,mikro,konseling,id,\"TU,TH\",17:00,20:00,12,5,ya,ya,2026-01-05,Sarjana terapan pekerjaan sosial,Poltekesos,SIPPS,SIPPS-778899,2027-01-01,2026-02-01
p2,Praktik Melati,Kenanga Rahasia,Jabatan Kenari,psikolog,klinis,mikro,konseling,id,MO,08:00,12:00,20,9,ya,tidak,2026-01-05,Ijazah Cempaka,Kampus Flamboyan,STR,STR-445566,2028-01-01,2026-02-01
p3,Praktik Melati,Dahlia Tersembunyi,Jabatan Kutilang,psikiater,klinis,mikro,konseling,id,MO,08:00,12:00,20,9,ya,,,Ijazah Teratai,Kampus Bakung,STR,STR-112233,2028-01-01,2026-02-01
";

/// What tells of the two who did not consent, and the numbers of permits, which are never shown.
const CANARIES: [&str; 12] = [
    "Kenanga",
    "Rahasia",
    "Kenari",
    "Cempaka",
    "Flamboyan",
    "Dahlia",
    "Tersembunyi",
    "Kutilang",
    "Teratai",
    "Bakung",
    "778899",
    "445566",
];

/// Everything of a practitioner that the API can be asked for.
const PRACTITIONER: &str = "id name title hoursPerWeek yearsOfExperience experienceVerifiedAt acceptsClients consentOn
    organization { name } location { name } terms { code } attributes { value label } languages { id name code note }
    schedules { id byday opensAt closesAt description practitioner { name } }
    qualifications { id kind name issuer issuedOn expiresOn isExpired verifiedAt verifiedBy specialization { code }
        practitioner { name } }";

pub async fn with_three(directory: &TestDirectory) {
    let options = ImportOptions {
        mapping: Some(example_mapping("practitioners.toml")),
        ..ImportOptions::default()
    };
    let report = directory.import_text("praktisi.csv", CSV, options).await;
    assert!(report.is_written, "{:#?}", report.problems);
}

async fn set_consent(directory: &TestDirectory, person: Uuid, consent: &str) {
    let object = entity::object::object("practitioner").unwrap();
    let mut draft = Draft::new(person);
    draft.set(object, "consent", Cell::Text(consent.to_owned()));
    let mut editor = Editor::begin(directory.opened.store.clone(), "test", now())
        .await
        .unwrap();
    editor.put(object, &[draft]).await.unwrap();
    editor.commit().await.unwrap();
    directory.opened.catch_up().await.unwrap();
}

/// Opaque ids of every row around the practitioners, whether they are shown or not.
async fn nodes(directory: &TestDirectory) -> Vec<String> {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let mut ids = Vec::new();
    for (kind, table) in [
        ("Practitioner", "practitioner"),
        ("Qualification", "qualification"),
        ("Language", "language"),
        ("Schedule", "schedule"),
        ("Attribute", "attribute"),
    ] {
        let rows = match directory.opened.store.backend() {
            sea_orm::DbBackend::Sqlite => {
                directory
                    .words(&format!("SELECT hex(id) FROM {table}"))
                    .await
            }
            _ => {
                directory
                    .words(&format!("SELECT id::text FROM {table}"))
                    .await
            }
        };
        for id in rows {
            let id = Uuid::try_parse(&id).unwrap();
            ids.push(URL_SAFE_NO_PAD.encode(format!("{kind}:{id}")));
        }
    }
    ids
}

async fn everything_said(directory: &TestDirectory) -> String {
    let nodes = nodes(directory).await;
    let ids: Vec<String> = nodes.iter().map(|id| format!("\"{id}\"")).collect();
    let mut said = String::new();
    for query in [
        format!("{{ practitioners(first: 50) {{ totalCount nodes {{ {PRACTITIONER} }} }} }}"),
        format!("{{ practitioners(filter: {{name: \"rahasia\"}}) {{ totalCount nodes {{ {PRACTITIONER} }} }} }}"),
        format!("{{ practitioners(filter: {{qualificationExpiresBefore: \"2030-01-01\"}}) {{ totalCount nodes {{ {PRACTITIONER} }} }} }}"),
        format!("{{ organizations(first: 9) {{ nodes {{ name practitioners {{ {PRACTITIONER} }} }} }} }}"),
        format!("{{ findPractitioners(first: 50) {{ totalCount nodes {{ practitioner {{ {PRACTITIONER} }} hours reasons {{ sentence }} cautions {{ sentence }} }}
            facets {{ professions {{ term {{ code }} count }} specializations {{ count }} languages {{ count }} openNow }} }} }}"),
        format!("{{ findPractitioners(input: {{text: \"kenanga\"}}) {{ totalCount nodes {{ practitioner {{ {PRACTITIONER} }} }} }} }}"),
        format!("{{ nodes(ids: [{}]) {{ id ... on Practitioner {{ {PRACTITIONER} }} ... on Qualification {{ name issuer }} ... on Schedule {{ byday }} }} }}", ids.join(",")),
        "{ suggest(text: \"kenanga\") { text } services(first: 9) { nodes { name terms { code } } } }".to_owned(),
    ] {
        said += &directory.answer(&query, Value::Null).await.to_string();
    }
    said
}

both_backends! {
    async fn nothing_is_told_of_who_did_not_consent(directory: TestDirectory) {
        with_three(&directory).await;
        let said = everything_said(&directory).await;
        assert!(said.contains("Rina Melati") && said.contains("Poltekesos"), "who consented is shown: {said}");
        for canary in CANARIES {
            assert!(!said.contains(canary), "{canary} in {said}");
        }
        let counted = directory.ask("{
            practitioners { totalCount } rahasia: practitioners(filter: {name: \"rahasia\"}) { totalCount }
            found: findPractitioners { totalCount facets { professions { count term { code } } } }
            byName: findPractitioners(input: {text: \"kenanga\"}) { totalCount }
        }").await;
        assert_eq!(counted["practitioners"]["totalCount"], 1);
        assert_eq!(counted["rahasia"]["totalCount"], 0);
        assert_eq!(counted["found"]["totalCount"], 1);
        assert_eq!(counted["found"]["facets"]["professions"], json!([{"count": 1, "term": {"code": "SOCIAL_WORKER"}}]));
        assert_eq!(counted["byName"]["totalCount"], 0);

        for sight in [Sight::Public, Sight::Confidential] {
            let reader = Reader::new(directory.opened.store.clone(), sight);
            assert_eq!(reader.all::<entity::practitioner::Entity>(|select| select).await.unwrap().len(), 1);
            let qualifications = reader.all::<entity::qualification::Entity>(|select| select).await.unwrap();
            assert_eq!(qualifications.len(), 2, "{sight:?}");
            assert!(qualifications.iter().all(|row| row.number.is_none()), "no number leaves the store");
            assert_eq!(reader.all::<entity::language::Entity>(|select| select).await.unwrap().len(), 1);
            assert_eq!(reader.all::<entity::schedule::Entity>(|select| select).await.unwrap().len(), 1);
        }
        let log = directory.words("SELECT after FROM change WHERE entity IN ('practitioner', 'qualification')").await.join("\n");
        for personal in ["Rina", "Kenanga", "Dahlia", "778899"] {
            assert!(!log.contains(personal), "the log says that a name or number was written, and not which");
        }
    }

    async fn who_withdraws_is_gone_everywhere(directory: TestDirectory) {
        with_three(&directory).await;
        let shown = directory.ask("{ practitioners { nodes { id } } }").await;
        let id = shown["practitioners"]["nodes"][0]["id"].as_str().unwrap().to_owned();
        let reader = Reader::new(directory.opened.store.clone(), Sight::Public);
        let person = reader.all::<entity::practitioner::Entity>(|select| select).await.unwrap()[0].id;
        set_consent(&directory, person, "WITHHELD").await;
        let said = everything_said(&directory).await;
        for gone in ["Rina", "Poltekesos", "SIPPS"] {
            assert!(!said.contains(gone), "{gone} in {said}");
        }
        let asked = directory.ask(&format!("{{ practitioner(id: \"{id}\") {{ name }} findPractitioners {{ totalCount }} }}")).await;
        assert_eq!(asked, json!({"practitioner": null, "findPractitioners": {"totalCount": 0}}));

        set_consent(&directory, person, "LISTED").await;
        let asked = directory.ask("{ findPractitioners { nodes { practitioner { name } } } }").await;
        assert_eq!(asked["findPractitioners"]["nodes"][0]["practitioner"]["name"], "Rina Melati, S.Tr.Sos.");
    }

    async fn the_index_follows_what_is_said_of_people(directory: TestDirectory) {
        with_three(&directory).await;
        let reader = Reader::new(directory.opened.store.clone(), Sight::Public);
        let person = reader.all::<entity::practitioner::Entity>(|select| select).await.unwrap()[0].id;
        let count = async |input: &str| {
            let answer = directory.ask(&format!("{{ findPractitioners(input: {{{input}}}) {{ totalCount }} }}")).await;
            answer["findPractitioners"]["totalCount"].as_u64().unwrap()
        };
        assert_eq!(count("languages: [\"jv\"], strict: true").await, 0);
        assert_eq!(count("openAt: \"2026-05-30T10:00:00+07:00\", strict: true").await, 0, "a Saturday");
        directory.put("language", json!({"practitioner_id": person, "code": "jv"})).await;
        directory.put("schedule", json!({"practitioner_id": person, "freq": "WEEKLY", "byday": "SA", "opens_at": "09:00", "closes_at": "12:00"})).await;
        directory.opened.catch_up().await.unwrap();
        assert_eq!(count("languages: [\"jv\"], strict: true").await, 1);
        assert_eq!(count("openAt: \"2026-05-30T10:00:00+07:00\", strict: true").await, 1);
    }

    async fn a_qualification_counts_while_it_holds(directory: TestDirectory) {
        with_three(&directory).await;
        let qualified = "{ findPractitioners(input: {qualified: true}) { totalCount } }";
        assert_eq!(directory.ask(qualified).await["findPractitioners"]["totalCount"], 1);
        let renewals = "{ practitioners(filter: {qualificationExpiresBefore: \"2027-06-01\"}) { totalCount } }";
        assert_eq!(directory.ask(renewals).await["practitioners"]["totalCount"], 1);

        let expired = CSV.replace("2027-01-01", "2020-01-01");
        let options = ImportOptions { mapping: Some(example_mapping("practitioners.toml")), ..ImportOptions::default() };
        assert!(directory.import_text("lagi.csv", expired, options).await.is_written);
        assert_eq!(directory.ask(qualified).await["findPractitioners"]["totalCount"], 0);
        let shown = directory.ask("{ practitioners { nodes { qualifications { kind isExpired } } } }").await;
        let shown = shown["practitioners"]["nodes"][0]["qualifications"].as_array().unwrap().clone();
        assert!(shown.contains(&json!({"kind": "PRACTICE_LICENSE", "isExpired": true})), "{shown:?}");
        assert!(shown.contains(&json!({"kind": "DEGREE", "isExpired": false})), "{shown:?}");
    }

    async fn bad_questions_are_told_what_to_do(directory: TestDirectory) {
        for query in [
            "{ findPractitioners(input: {professions: [\"DUKUN\"]}) { totalCount } }",
            "{ findPractitioners(input: {openAt: \"besok\"}) { totalCount } }",
            "{ findPractitioners(input: {regionCode: \"Sleman\"}) { totalCount } }",
            "{ practitioners(filter: {qualificationExpiresBefore: \"besok\"}) { totalCount } }",
            "{ findPractitioners(after: \"x\") { totalCount } }",
        ] {
            assert_eq!(directory.refusal(query).await, "INVALID_ARGUMENT", "{query}");
        }
        let statements = directory.statements_of("{ practitioners(first: 100) { nodes { name organization { name } qualifications { name } languages { code } schedules { byday } terms { code } } } }").await;
        assert!(statements <= 10, "{statements}");
    }
}

/// Row of the source texts, what is asked, and what must hold of somebody found: a path and a part of what stands there.
#[rustfmt::skip]
const ROWS: [(&str, &str, &str); 40] = [
    ("83", "practiceLevels: [\"MICRO\"]", "MICRO"),
    ("84", "practiceLevels: [\"MEZZO\"], settings: [\"SCHOOL\"]", "SCHOOL"),
    ("85", "practiceLevels: [\"MACRO\"]", "MACRO"),
    ("86", "practiceFields: [\"CASEWORK\"]", "CASEWORK"),
    ("86", "practiceFields: [\"CASEGROUP\"]", "CASEGROUP"),
    ("86", "practiceFields: [\"COMMUNITY_DEVELOPMENT\"]", "COMMUNITY_DEVELOPMENT"),
    ("86", "practiceFields: [\"HUMAN_SERVICE_MANAGEMENT\"]", "HUMAN_SERVICE_MANAGEMENT"),
    ("86", "practiceFields: [\"SOCIAL_POLICY_ANALYSIS\"]", "SOCIAL_POLICY_ANALYSIS"),
    ("86", "practiceFields: [\"SOCIAL_WORK_RESEARCH\"]", "SOCIAL_WORK_RESEARCH"),
    ("87", "specializations: [\"CHILD_FAMILY_SCHOOL\"]", "CHILD_FAMILY_SCHOOL"),
    ("88", "specializations: [\"MEDICAL_PUBLIC_HEALTH\"]", "MEDICAL_PUBLIC_HEALTH"),
    ("89", "specializations: [\"MENTAL_HEALTH_SUBSTANCE_USE\"]", "MENTAL_HEALTH_SUBSTANCE_USE"),
    ("90", "specializations: [\"MILITARY\"]", "MILITARY"),
    ("91", "specializations: [\"COMMUNITY\"]", "COMMUNITY"),
    ("92", "specializations: [\"MENTAL_HEALTH\"]", "MENTAL_HEALTH"),
    ("93", "specializations: [\"SCHOOL\"]", "SCHOOL"),
    ("94", "specializations: [\"CLINICAL\"]", "CLINICAL"),
    ("95", "text: \"pekerja sosial medis\"", "Pekerja Sosial Medis"),
    ("96", "settings: [\"HOSPITAL\"]", "HOSPITAL"),
    ("96", "settings: [\"MENTAL_HEALTH_CENTRE\"]", "MENTAL_HEALTH_CENTRE"),
    ("96", "settings: [\"CLINIC\"]", "CLINIC"),
    ("96", "settings: [\"REHABILITATION_CENTRE\"]", "REHABILITATION_CENTRE"),
    ("97", "organizationKinds: [GOVERNMENT_AGENCY]", "GOVERNMENT_AGENCY"),
    ("98", "organizationKinds: [NGO]", "NGO"),
    ("99", "organizationKinds: [PRIVATE_PRACTICE]", "PRIVATE_PRACTICE"),
    ("100", "settings: [\"NEIGHBOURHOOD\"]", "NEIGHBOURHOOD"),
    ("104", "openAt: \"2026-11-23T09:00:00+07:00\"", "Sen-Jum"),
    ("105", "openAt: \"2026-11-26T18:30:00+07:00\"", "17.00-20.00"),
    ("106", "openAt: \"2026-11-28T10:00:00+07:00\"", "Sab"),
    ("109", "acceptsClients: true", "\"hoursPerWeek\":20.0"),
    ("110", "organizationKinds: [PRIVATE_PRACTICE], openAt: \"2026-11-26T18:30:00+07:00\"", "PRIVATE_PRACTICE"),
    ("112", "text: \"sarjana pekerjaan sosial\"", "DEGREE"),
    ("114", "text: \"pelatihan\"", "TRAINING"),
    ("115", "specializations: [\"CLINICAL\"], qualified: true", "\"specialization\":{\"code\":\"CLINICAL\"}"),
    ("116", "qualified: true, professions: [\"SOCIAL_WORKER\"]", "COMPETENCE_CERTIFICATE"),
    ("142", "professions: [\"PSYCHIATRIST\"]", "PSYCHIATRIST"),
    ("142", "professions: [\"PSYCHOLOGIST\"]", "PSYCHOLOGIST"),
    ("142", "professions: [\"MENTAL_HEALTH_DOCTOR\"]", "MENTAL_HEALTH_DOCTOR"),
    ("142", "professions: [\"MENTAL_HEALTH_NURSE\"]", "MENTAL_HEALTH_NURSE"),
    ("143", "professions: [\"COMMUNITY_MENTAL_HEALTH_WORKER\"]", "COMMUNITY_MENTAL_HEALTH_WORKER"),
];

/// Words, and the profession or title of who must come first.
const WORDS: [(&str, &str); 12] = [
    ("psikolog", "PSYCHOLOGIST"),
    ("psikiater", "PSYCHIATRIST"),
    ("spesialis jiwa", "PSYCHIATRIST"),
    ("perawat jiwa", "MENTAL_HEALTH_NURSE"),
    ("konselor narkoba", "ADDICTION_COUNSELOR"),
    ("konseler adiksi", "ADDICTION_COUNSELOR"),
    ("pengacara", "LAWYER"),
    ("peksos sekolah", "Pekerja Sosial Sekolah"),
    ("hospital social worker", "Pekerja Sosial Medis"),
    ("clinical psychologist", "PSYCHOLOGIST"),
    ("relawan", "SOCIAL_VOLUNTEER"),
    ("penyuluh sosial", "SOCIAL_EXTENSION_WORKER"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sample_answers_the_source_texts() {
    let directory = TestDirectory::start().await.with_sample(2_000).await;
    let fields = "title hoursPerWeek yearsOfExperience organization { kind } terms { code }
        qualifications { kind specialization { code } }";
    let mut failures = Vec::new();
    for (row, input, wanted) in ROWS {
        let answer = directory
            .ask(&format!("{{ findPractitioners(input: {{{input}, strict: true}}, first: 100) {{ nodes {{ hours practitioner {{ {fields} }} }} }} }}"))
            .await;
        let found = answer["findPractitioners"]["nodes"].as_array().unwrap();
        if !found.iter().any(|node| node.to_string().contains(wanted)) {
            failures.push(format!(
                "row {row}: {input} found {} and none with {wanted}",
                found.len()
            ));
        }
    }
    for (words, wanted) in WORDS {
        let answer = directory
            .ask(&format!("{{ findPractitioners(input: {{text: \"{words}\"}}, first: 5) {{ nodes {{ practitioner {{ {fields} }} }} }} }}"))
            .await;
        let first = &answer["findPractitioners"]["nodes"][0];
        if !first.to_string().contains(wanted) {
            failures.push(format!("{words} found {first} first, not {wanted}"));
        }
    }
    let answer = directory.ask("{ findPractitioners { facets { professions { term { code } count } } } practitioners { totalCount } }").await;
    let counts = answer["findPractitioners"]["facets"]["professions"]
        .as_array()
        .unwrap();
    let sum: u64 = counts
        .iter()
        .map(|count| count["count"].as_u64().unwrap())
        .sum();
    assert_eq!(
        Some(sum),
        answer["practitioners"]["totalCount"].as_u64(),
        "everyone has one profession"
    );
    assert!(failures.is_empty(), "{failures:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn practitioners_near_come_first_page_by_page() {
    let directory = TestDirectory::start().await.with_sample(400).await;
    let input = "text: \"pekerja sosial\", regionCode: \"32.73\"";
    let whole = directory
        .ask(&format!("{{ findPractitioners(input: {{{input}}}, first: 100) {{ totalCount nodes {{ score reach practitioner {{ id }} reasons {{ share }} }} }} }}"))
        .await;
    let nodes = whole["findPractitioners"]["nodes"].as_array().unwrap();
    assert_eq!(nodes[0]["reach"], "REGENCY", "Bandung's stand first");
    for node in nodes {
        let shares: f64 = node["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["share"].as_f64().unwrap())
            .sum();
        assert!((shares - node["score"].as_f64().unwrap()).abs() < 1e-9);
    }
    let (mut paged, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = directory
            .answer(&format!("query($after: String) {{ findPractitioners(input: {{{input}}}, first: 7, after: $after) {{ edges {{ node {{ practitioner {{ id }} }} }} pageInfo {{ endCursor hasNextPage }} }} }}"), json!({"after": after}))
            .await;
        let page = &page["data"]["findPractitioners"];
        paged.extend(
            page["edges"]
                .as_array()
                .unwrap()
                .iter()
                .map(|edge| edge["node"]["practitioner"]["id"].clone()),
        );
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    let ids: Vec<Value> = nodes
        .iter()
        .map(|node| node["practitioner"]["id"].clone())
        .collect();
    let total = whole["findPractitioners"]["totalCount"].as_u64().unwrap();
    assert_eq!(u64::try_from(paged.len()).unwrap(), total);
    assert_eq!(paged[..ids.len()], ids);
}
