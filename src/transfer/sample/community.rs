//! Made-up groups of neighbours, believers and volunteers, and a company that gives back.

use super::provider::{
    ALWAYS, Cost, EVENINGS, FIRST_SATURDAY, KK, KTP, NIGHT, NOON, OFFICE, Offer, Provider, Rule,
    SKTM, WEEKEND, Way,
};

/// Provinces in which remote customary communities live.
const REMOTE: &[&str] = &[
    "13", "14", "15", "36", "53", "61", "62", "64", "65", "72", "73", "76", "81", "82", "91", "92",
    "93", "94", "95", "96",
];

/// The groups of a regency.
pub(super) const PROVIDERS: &[Provider] = &[
    Provider::new("tagana", "COMMUNITY_GROUP", "Kelompok masyarakat")
        .called(
            &["Pos Tagana {regency}", "Posko Siaga Bencana {regency}"],
            &["Relawan taruna siaga bencana yang siap menolong warga {regency}."],
        )
        .program("Kampung siaga bencana", "Latihan dan persiapan warga menghadapi bencana.")
        .offers(&[
            Offer::new(
                &["Pertolongan dan dapur umum bencana", "Siaga bencana 24 jam"],
                &[
                    "Evakuasi, dapur umum, dan tenda bagi warga yang kena banjir, gempa, longsor, atau kebakaran.",
                    "Menolong pengungsi bencana dan membagikan makanan, selimut, dan air bersih.",
                ],
                &["Anak dan lansia didahulukan.", "Setelah darurat lewat, relawan membantu pemulihan."],
                &[
                    "need:N35",
                    "practice_level:MEZZO",
                    "served_unit:COMMUNITY",
                    "method:CRISIS_INTERVENTION",
                    "situation:S40",
                ],
            )
            .hours(&[ALWAYS])
            .by(Way::Phone)
            .cost(Cost::Free)
            .for_anyone(),
        ]),
    Provider::new("dapur-umat", "RELIGIOUS", "Lembaga keagamaan")
        .called(
            &["Dapur Berbagi {name} {district}", "Dapur Umat {name} {district}"],
            &["Dapur umum yang dikelola jemaah dan warga {district}, terbuka bagi semua keyakinan."],
        )
        .offers(&[
            Offer::new(
                &["Makan siang gratis", "Dapur umum dan paket sembako"],
                &[
                    "Membagikan makan gratis setiap hari bagi siapa saja yang lapar.",
                    "Makanan hangat dan paket sembako bagi warga miskin, pemulung, dan tunawisma.",
                ],
                &["Tidak ditanya agama maupun surat.", "Relawan memasak bersama sejak pagi."],
                &["need:N01", "served_unit:COMMUNITY", "situation:S01", "situation:S26", "situation:S29"],
            )
            .hours(&[NOON])
            .cost(Cost::Free)
            .for_anyone(),
        ]),
    Provider::new("teman-duka", "COMMUNITY_GROUP", "Kelompok masyarakat")
        .called(
            &["Kelompok Teman Duka {name} {district}"],
            &["Orang-orang yang pernah kehilangan dan kini saling menemani."],
        )
        .offers(&[
            Offer::new(
                &["Kelompok dukungan duka", "Pertemuan bagi yang berduka"],
                &[
                    "Kelompok bagi orang yang berduka karena ditinggal mati pasangan, anak, atau orang tua.",
                    "Ruang bercerita tentang kehilangan, dipandu pendamping terlatih.",
                ],
                &["Boleh hanya mendengarkan.", "Tersedia kelompok anak."],
                &[
                    "need:N14",
                    "practice_field:CASEGROUP",
                    "method:GROUP_WORK",
                    "role:FACILITATOR",
                    "situation:S45",
                ],
            )
            .hours(&[FIRST_SATURDAY])
            .cost(Cost::Free)
            .for_anyone(),
        ]),
    Provider::new("sanggar", "COMMUNITY_GROUP", "Kelompok masyarakat")
        .called(
            &["Sanggar {name} {district}", "Karang Taruna {name} {district}"],
            &["Tempat warga {district} berkesenian, berolahraga, dan berkumpul."],
        )
        .offers(&[
            Offer::new(
                &["Kegiatan seni dan olahraga", "Kelas tari, musik, dan sepak bola"],
                &[
                    "Latihan tari, musik, gambar, dan sepak bola bagi anak muda dan orang tua.",
                    "Kegiatan kelompok dan rekreasi agar warga saling kenal dan tidak kesepian.",
                ],
                &["Alat dipinjamkan.", "Lansia dan penyandang disabilitas disambut."],
                &["need:N34", "practice_level:MEZZO", "method:GROUP_WORK", "served_unit:GROUP"],
            )
            .hours(&[WEEKEND, EVENINGS])
            .cost(Cost::Words("Iuran sukarela."))
            .for_anyone(),
        ]),
    Provider::new("warga-berdaya", "COMMUNITY_GROUP", "Kelompok masyarakat")
        .called(
            &["Forum Warga Berdaya {district}", "Forum Warga {name} {district}"],
            &["Forum tempat warga {district} membicarakan kebutuhan kampung dan bertindak bersama."],
        )
        .offers(&[
            Offer::new(
                &["Pengembangan komunitas kampung", "Musyawarah dan rencana kampung"],
                &[
                    "Warga memetakan kebutuhan kampung, menyusun rencana, dan mencari mitra.",
                    "Pendampingan gotong royong: air bersih, kebun bersama, dan posyandu.",
                ],
                &["Rapat terbuka bagi semua warga.", "Pendamping dari luar hanya membantu memulai."],
                &[
                    "need:N38",
                    "practice_level:MACRO",
                    "practice_field:COMMUNITY_DEVELOPMENT",
                    "method:PROGRAM_ORGANIZATION",
                    "role:PLANNER",
                    "setting:NEIGHBOURHOOD",
                    "specialization:COMMUNITY",
                    "service_function:DEVELOPMENT",
                ],
            )
            .hours(&[FIRST_SATURDAY])
            .cost(Cost::Free)
            .for_anyone(),
        ]),
    Provider::new("pendamping-adat", "NGO", "Perkumpulan")
        .called(
            &["Pendamping Masyarakat Adat {name} {regency}"],
            &["Relawan yang tinggal bersama masyarakat adat terpencil di {regency}."],
        )
        .only_in(REMOTE)
        .offers(&[
            Offer::new(
                &["Pendampingan masyarakat adat terpencil", "Penjangkauan komunitas adat"],
                &[
                    "Guru dan perawat keliling bagi komunitas adat terpencil yang jauh dari jalan.",
                    "Membantu masyarakat adat mendapat sekolah, kesehatan, dan pengakuan tanah.",
                ],
                &["Kegiatan mengikuti musyawarah adat.", "Memakai bahasa setempat."],
                &["need:N37", "need:N38", "method:OUTREACH", "served_unit:COMMUNITY", "situation:S49"],
            )
            .cost(Cost::Free)
            .rules(&[Rule::Situation("masyarakat adat", "situation:S49")]),
        ]),
    Provider::new("ronda-peduli", "COMMUNITY_GROUP", "Kelompok masyarakat")
        .called(
            &["Ronda Peduli {name} {regency}"],
            &["Relawan yang berkeliling {regency} pada malam hari."],
        )
        .one_in(3)
        .offers(&[
            Offer::new(
                &["Penjangkauan malam", "Teh hangat dan obat keliling malam"],
                &[
                    "Berkeliling malam menemui orang yang tidur di jalan, membawa teh, obat, dan selimut.",
                    "Menjangkau pekerja malam dan orang di jalan, juga membagikan informasi tes HIV.",
                ],
                &["Petugas dapat mengantar ke tempat singgah.", "Tidak mencatat nama."],
                &["need:N05", "need:N13", "method:OUTREACH", "situation:S29", "situation:S50"],
            )
            .hours(&[NIGHT])
            .cost(Cost::Free)
            .for_anyone(),
        ]),
    Provider::new("perusahaan-peduli", "BUSINESS", "Perseroan terbatas")
        .called(
            &["Usaha Peduli {name} {regency}"],
            &["Perusahaan setempat yang menyisihkan laba untuk pendidikan dan pekerjaan warga."],
        )
        .one_in(4)
        .offers(&[
            Offer::new(
                &["Beasiswa dan magang", "Beasiswa anak keluarga tidak mampu"],
                &[
                    "Beasiswa sekolah dan tempat magang bagi anak muda dari keluarga tidak mampu.",
                    "Membayar uang sekolah dan memberi kesempatan kerja pertama.",
                ],
                &["Pendaftaran dibuka setiap Juni.", "Penerima mendapat pembimbing."],
                &["need:N25", "need:N32", "service_function:EMPOWERMENT", "situation:S22", "situation:S28"],
            )
            .hours(&[OFFICE])
            .cost(Cost::Free)
            .documents(&[KTP, KK, SKTM])
            .aged_from(13)
            .to_age(24),
        ]),
];
