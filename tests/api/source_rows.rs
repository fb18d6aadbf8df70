//! What the source texts of social work name as needs and hours, each asked for in plain words: the sample has a service
//! for every one. The number is that of the row in the list of what the texts demand.

use crate::support::TestDirectory;

/// Row, words, and the need that one of the first ten services is marked with.
const NEEDS: [(u32, &str, &str); 46] = [
    (4, "sedang krisis, tidak kuat lagi secara emosi", "N12"),
    (5, "keluarga bertengkar terus", "N08"),
    (6, "susah berobat ke layanan kesehatan", "N26"),
    (7, "kena diskriminasi di tempat kerja", "N03"),
    (8, "keluarga miskin tidak bisa makan", "N01"),
    (9, "menganggur dan cari pekerjaan", "N02"),
    (10, "tidak punya rumah, cari rumah murah", "N04"),
    (11, "anak difabel butuh alat bantu", "N06"),
    (12, "kecanduan narkoba", "N07"),
    (13, "dipukuli suami di rumah", "N09"),
    (14, "gelandangan tidur di jalan", "N05"),
    (15, "mencegah kekerasan dan penelantaran anak", "N10"),
    (16, "remaja dipukul ayahnya", "N10"),
    (17, "sakit kronis, gagal ginjal", "N19"),
    (18, "perawat datang ke rumah", "N20"),
    (19, "rawat inap lama di rumah sakit", "N21"),
    (20, "tertinggal pelajaran di sekolah", "N25"),
    (21, "anak dibully teman sekolah", "N23"),
    (21, "disleksia, kesulitan belajar", "N24"),
    (22, "panti asuhan untuk anak yatim piatu", "N18"),
    (23, "orang tua bingung mengasuh anak", "N29"),
    (24, "narapidana pecandu butuh pemulihan", "N30"),
    (25, "mentor untuk remaja kurang mampu", "N31"),
    (26, "keluarga prajurit TNI", "N22"),
    (27, "keluarga pasien gangguan jiwa", "N11"),
    (29, "trauma setelah kejadian", "N15"),
    (29, "stres berat karena tekanan hidup", "N16"),
    (29, "berduka kehilangan ibu", "N14"),
    (30, "tidak punya uang untuk makan", "N01"),
    (30, "tekanan ekonomi dan sosial", "N16"),
    (31, "remaja kabur dari rumah", "N17"),
    (32, "anak yatim butuh panti", "N18"),
    (33, "perlindungan anak korban kekerasan", "N10"),
    (34, "pendampingan ODHA", "N13"),
    (35, "kelompok pemulihan pecandu alkohol", "N07"),
    (36, "bantuan uang tunai", "N32"),
    (36, "pelatihan keterampilan hidup", "N33"),
    (38, "BPJS jaminan sosial", "N27"),
    (38, "jaminan kehilangan pekerjaan", "N27"),
    (40, "hak sipil dilanggar", "N03"),
    (55, "rehabilitasi narkoba gratis", "N07"),
    (58, "siswa putus sekolah", "N25"),
    (61, "bingung harus ke kantor mana dulu", "N28"),
    (70, "kegiatan kelompok dan olahraga", "N34"),
    (71, "pengembangan masyarakat kampung", "N38"),
    (76, "bantuan hukum", "N40"),
];

/// Row, filters, and what must hold of the hours of each service found.
const HOURS: [(u32, &str, &str); 5] = [
    (104, "openAt: \"2026-11-23T09:00:00+07:00\"", "Sen-Jum"),
    (105, "openAt: \"2026-11-23T23:30:00+07:00\"", "24 jam"),
    (106, "openAt: \"2026-11-28T10:00:00+07:00\"", "Sab"),
    (107, "attendingType: [PHONE]", ""),
    (
        108,
        "needs: [\"N09\"], openAt: \"2026-11-22T03:00:00+07:00\"",
        "24 jam",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_need_and_hour_of_the_texts_is_found() {
    let directory = TestDirectory::start().await.with_sample(2_000).await;
    let mut failures = Vec::new();
    for (row, words, need) in NEEDS {
        let answer = directory
            .ask(&format!("{{ findServices(input: {{text: \"{words}\"}}, first: 10) {{ nodes {{ service {{ name terms(taxonomy: \"need\") {{ code }} }} }} }} }}"))
            .await;
        let nodes = answer["findServices"]["nodes"].as_array().unwrap();
        let is_found = nodes.iter().any(|node| {
            let terms = node["service"]["terms"].as_array().unwrap();
            terms.iter().any(|term| term["code"] == need)
        });
        if !is_found {
            let names = nodes.iter().map(|node| &node["service"]["name"]);
            failures.push(format!(
                "row {row}: {words} ({need}) found {:?}",
                names.collect::<Vec<_>>()
            ));
        }
    }
    for (row, filters, hours) in HOURS {
        let answer = directory
            .ask(&format!("{{ findServices(input: {{{filters}, strict: true}}, first: 100) {{ nodes {{ hours }} }} }}"))
            .await;
        let nodes = answer["findServices"]["nodes"].as_array().unwrap();
        let is_found = nodes.iter().any(|node| {
            node["hours"]
                .as_str()
                .is_some_and(|line| line.contains(hours))
        });
        if !is_found {
            failures.push(format!("row {row}: {filters} found {nodes:?}"));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}
