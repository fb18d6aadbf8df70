//! The workloads: what is asked, with which arguments, and when two answers are the same.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::id::Id;
use crate::load::{Client, Requests, post};
use crate::random::Random;

const ORGANIZATION: &str = "query Organization($id: ID!) {
  organization(id: $id) {
    hsdsId name description email website
    services(first: 10) {
      nodes {
        hsdsId name status description
        serviceAtLocations {
          location {
            hsdsId name latitude longitude
            addresses { address1 city region stateProvince postalCode country }
            phones { number type description }
            schedules { byday opensAt closesAt description }
          }
        }
      }
    }
  }
}";

const PAGE_OF_50: &str = "query Page($after: String) {
  services(first: 50, after: $after) {
    pageInfo { hasNextPage }
    nodes {
      hsdsId name description status
      organization { hsdsId name }
      serviceAtLocations { location { hsdsId name latitude longitude addresses { address1 city stateProvince postalCode } } }
      phones { number type }
      schedules { byday opensAt closesAt }
      languages { name code }
      costOptions { option amount currency amountDescription }
      requiredDocuments { document }
      terms(taxonomy: \"need\") { code name }
    }
  }
}";

const PAGE_OF_20: &str = "query Short($after: String) {
  services(first: 20, after: $after) {
    pageInfo { hasNextPage }
    nodes { hsdsId name status organization { name } terms(taxonomy: \"need\") { code name } }
  }
}";

const TEXT: &str = "query Text($text: String!) {
  findServices(input: {text: $text}, first: 20) { nodes { service { hsdsId name } } }
}";

const NEAR: &str = "query Near($latitude: Float!, $longitude: Float!) {
  findServices(input: {needs: [\"N26\"], near: {latitude: $latitude, longitude: $longitude, radiusM: 10000}}, first: 20) {
    nodes { distanceM service { hsdsId name } }
  }
}";

/// To find where each page begins.
const WALK: &str = "query Walk($after: String) {
  services(first: 100, after: $after) { pageInfo { hasNextPage } edges { cursor node { hsdsId name } } }
}";

/// What people type.
pub(crate) const TEXTS: [&str; 40] = [
    "anak kabur dari rumah",
    "KDRT",
    "korban kekerasan",
    "bantuan hukum gratis",
    "panti asuhan",
    "perawatan lansia",
    "konseling remaja",
    "sekolah luar biasa",
    "anak difabel",
    "kejar paket",
    "rumah singgah",
    "puskesmas",
    "imunisasi anak",
    "kesehatan jiwa",
    "bullying di sekolah",
    "mantan narapidana",
    "keluarga prajurit",
    "bantuan sosial",
    "dinas sosial",
    "rehabilitasi narkoba",
    "diskriminasi",
    "perceraian",
    "pelecehan",
    "putus sekolah",
    "anak jalanan",
    "panti jompo",
    "home care",
    "mentor remaja",
    "anak yatim",
    "tempat tinggal sementara",
    "warga tidak mampu",
    "kelompok penyintas",
    "bimbingan belajar",
    "terapi anak autis",
    "pengaduan",
    "konsultasi keluarga",
    "pendampingan perempuan",
    "layanan gratis",
    "kunjungan rumah",
    "pekerja sosial",
];

/// How two answers are compared.
#[derive(Clone, Copy)]
enum Same {
    /// Everything is equal.
    Json,
    /// The same number of hits: the two rank differently.
    Count,
    /// The same services at the same distances; all of them, as long as there are not more than fit.
    Hits,
}

/// One question with all its arguments, as both sides take it.
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    pub(crate) ours: Requests,
    pub(crate) theirs: Requests,
    same: Same,
}

impl Workload {
    fn new(
        name: &'static str,
        document: &str,
        path: &str,
        same: Same,
        arguments: Vec<(Value, Value)>,
    ) -> Self {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for (our, their) in arguments {
            ours.push(post(
                "/graphql",
                &json!({ "query": document, "variables": our }).to_string(),
            ));
            theirs.push(post(path, &their.to_string()));
        }
        Self {
            name,
            ours: ours.into(),
            theirs: theirs.into(),
            same,
        }
    }

    /// Puts every question once to both sides and compares the answers. Afterwards both are warm.
    pub(crate) fn check(&self, client: &mut Client, ours: SocketAddr, theirs: SocketAddr) {
        for (our, their) in self.ours.iter().zip(self.theirs.iter()) {
            let our = ask(client, ours, our);
            let their = ask(client, theirs, their);
            assert!(our.get("errors").is_none(), "{}: {our:#}", self.name);
            let is_same = match self.same {
                Same::Json => our == their,
                Same::Count => hits(&our).len() == 20 && hits(&their).len() == 20,
                Same::Hits => match (hits(&our), hits(&their)) {
                    (our, their) if our.len() < 20 => texts(our) == texts(their),
                    (our, their) => our.len() == their.len(),
                },
            };
            assert!(
                is_same,
                "{}: the answers differ\nours: {our}\ntheirs: {their}",
                self.name
            );
        }
    }
}

fn ask(client: &mut Client, address: SocketAddr, request: &[u8]) -> Value {
    let mut answer = Value::Null;
    client.once(address, &[request.to_vec()], |body| {
        answer = serde_json::from_slice(body).unwrap()
    });
    answer
}

fn hits(answer: &Value) -> &[Value] {
    answer["data"]["findServices"]["nodes"].as_array().unwrap()
}

fn texts(hits: &[Value]) -> BTreeSet<String> {
    hits.iter().map(Value::to_string).collect()
}

/// All workloads over the directory in `folder`.
pub(crate) fn workloads(folder: &Path, client: &mut Client, ours: SocketAddr) -> Vec<Workload> {
    let pages = Pages::walk(client, ours);
    let mut random = Random::new(1);
    let mut mix = |arguments: Vec<(Value, Value)>| random.shuffle(arguments);
    let organizations = organizations(folder)
        .into_iter()
        .map(|id| (json!({ "id": id }), json!({ "id": id })));
    let texts = TEXTS
        .iter()
        .map(|text| (json!({ "text": text }), json!({ "text": text })));
    let places = places(folder, 500)
        .into_iter()
        .map(|(latitude, longitude)| {
            let arguments = json!({ "latitude": latitude, "longitude": longitude });
            (arguments.clone(), arguments)
        });
    vec![
        Workload::new(
            "organization, three levels",
            ORGANIZATION,
            "/organization",
            Same::Json,
            mix(organizations.collect()),
        ),
        Workload::new(
            "page of 50, nine relations",
            PAGE_OF_50,
            "/page",
            Same::Json,
            mix(pages.every(50)),
        ),
        Workload::new(
            "page of 20, terms",
            PAGE_OF_20,
            "/short",
            Same::Json,
            mix(pages.every(20)),
        ),
        Workload::new(
            "text, top 20",
            TEXT,
            "/text",
            Same::Count,
            mix(texts.collect()),
        ),
        Workload::new(
            "need + 10 km, top 20",
            NEAR,
            "/near",
            Same::Hits,
            mix(places.collect()),
        ),
    ]
}

/// The whole list of services: our cursor after each, and the name and id that the yardstick goes on from.
struct Pages(Vec<(Value, Value)>);

impl Pages {
    fn walk(client: &mut Client, ours: SocketAddr) -> Self {
        let mut rows = vec![(Value::Null, Value::Null)];
        loop {
            let after = rows.last().unwrap().0.clone();
            let body = json!({ "query": WALK, "variables": { "after": after } }).to_string();
            let mut answer = ask(client, ours, &post("/graphql", &body));
            let mut services = answer["data"]["services"].take();
            let Value::Array(edges) = services["edges"].take() else {
                panic!("no page: {answer:#}")
            };
            rows.extend(
                edges
                    .into_iter()
                    .map(|mut edge| (edge["cursor"].take(), edge["node"].take())),
            );
            if services["pageInfo"]["hasNextPage"] == false {
                return Self(rows);
            }
        }
    }

    /// The arguments of each page of this length.
    fn every(&self, length: usize) -> Vec<(Value, Value)> {
        // What follows the last service is no page.
        let before_last = &self.0[..self.0.len() - 1];
        let page = |(cursor, node): &(Value, Value)| {
            (json!({ "after": cursor }), json!({ "after": node }))
        };
        before_last.iter().step_by(length).map(page).collect()
    }
}

fn read(folder: &Path) -> Connection {
    Connection::open(folder.join("jembatan.sqlite")).unwrap()
}

/// All organizations that offer something.
fn organizations(folder: &Path) -> Vec<String> {
    let file = read(folder);
    let mut select = file
        .prepare("SELECT DISTINCT organization_id FROM service ORDER BY 1")
        .unwrap();
    let ids = select
        .query_map([], |row| row.get::<_, Option<Id>>(0))
        .unwrap();
    ids.filter_map(|id| id.unwrap())
        .map(|id| id.0.to_string())
        .collect()
}

/// Where people stand who ask: at public places of the directory.
pub(crate) fn places(folder: &Path, count: usize) -> Vec<(f64, f64)> {
    let file = read(folder);
    let sql = "SELECT latitude, longitude FROM location
               WHERE visibility = 'PUBLIC' AND latitude IS NOT NULL AND longitude IS NOT NULL ORDER BY id";
    let mut select = file.prepare(sql).unwrap();
    let places = select
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let mut places = Random::new(2).shuffle(places.map(Result::unwrap).collect());
    places.truncate(count);
    places
}
