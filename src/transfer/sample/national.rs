//! Made-up lines and bodies that serve the whole country.

use super::provider::{ALWAYS, Cost, OFFICE, Offer, Places, Provider, WEEKEND, Way};

/// What comes before all regencies.
pub(super) const PROVIDERS: &[Provider] = &[
    Provider::new("darurat-kekerasan", "GOVERNMENT_AGENCY", "Lembaga pemerintah")
        .called(
            &["Layanan Darurat Kekerasan"],
            &["Saluran telepon nasional bagi siapa saja yang mengalami atau melihat kekerasan."],
        )
        .places(Places::Nowhere)
        .offers(&[
            Offer::new(
                &["Telepon darurat kekerasan dan KDRT"],
                &["Menerima panggilan darurat KDRT, kekerasan seksual, dan ancaman, siang dan malam."],
                &["Petugas membantu mencari tempat aman dan menghubungkan dengan pendamping setempat."],
                &["need:N09", "method:CRISIS_INTERVENTION", "role:BROKER", "situation:S36", "situation:S46"],
            )
            .hours(&[ALWAYS])
            .by(Way::Phone)
            .cost(Cost::Free)
            .for_anyone(),
            Offer::new(
                &["Telepon pengaduan kekerasan terhadap anak"],
                &["Menerima laporan anak yang dipukul, dilecehkan, ditelantarkan, atau dipekerjakan paksa."],
                &["Pelapor boleh tetangga, guru, keluarga, atau anak itu sendiri."],
                &["need:N10", "method:PROTECTION", "role:ADVOCATE", "situation:S38"],
            )
            .hours(&[ALWAYS])
            .by(Way::Phone)
            .cost(Cost::Free)
            .for_anyone(),
        ]),
    Provider::new("krisis-jiwa", "MENTAL_HEALTH_CENTRE", "Perkumpulan")
        .called(
            &["Layanan Krisis Jiwa"],
            &["Konselor terlatih yang mendengarkan orang yang sedang putus asa atau ingin bunuh diri."],
        )
        .places(Places::Online)
        .offers(&[
            Offer::new(
                &["Telepon krisis dan pencegahan bunuh diri"],
                &["Mendengarkan dan menenangkan orang dalam krisis emosional atau yang ingin mengakhiri hidup."],
                &["Bila perlu, konselor membantu memanggil pertolongan terdekat."],
                &["need:N12", "method:CRISIS_INTERVENTION", "role:COUNSELOR", "situation:S46"],
            )
            .hours(&[ALWAYS])
            .by(Way::Phone)
            .cost(Cost::Free)
            .for_anyone(),
            Offer::new(
                &["Obrol daring kesehatan jiwa"],
                &["Konseling lewat pesan tertulis untuk cemas, depresi, dan pikiran yang berat."],
                &["Cocok bagi yang sulit berbicara lewat telepon."],
                &["need:N11", "need:N12", "method:COUNSELING", "specialization:MENTAL_HEALTH"],
            )
            .hours(&[OFFICE, WEEKEND])
            .by(Way::Online)
            .cost(Cost::Free)
            .aged_from(13),
        ]),
    Provider::new("saluran-remaja", "NGO", "Yayasan")
        .called(&["Saluran Remaja"], &["Tempat bercerita bagi remaja yang sedang bingung atau jauh dari rumah."])
        .places(Places::Nowhere)
        .offers(&[
            Offer::new(
                &["Telepon remaja yang kabur dari rumah"],
                &["Teman bicara bagi remaja yang kabur, diusir, atau takut pulang ke rumah."],
                &["Petugas mencarikan tempat singgah yang aman dan, bila remaja mau, menghubungi keluarga."],
                &["need:N17", "method:COUNSELING", "role:COUNSELOR", "situation:S04"],
            )
            .hours(&[ALWAYS])
            .by(Way::Phone)
            .cost(Cost::Free)
            .aged_from(10)
            .to_age(21),
        ]),
    Provider::new("informasi-layanan", "GOVERNMENT_AGENCY", "Lembaga pemerintah")
        .called(
            &["Pusat Informasi Layanan Sosial"],
            &["Membantu warga menemukan layanan sosial, kesehatan, dan pendidikan di daerahnya."],
        )
        .places(Places::Nowhere)
        .offers(&[
            Offer::new(
                &["Telepon tanya layanan sosial"],
                &["Menjawab pertanyaan ke mana harus pergi dan syarat apa yang harus dibawa."],
                &["Petugas menyambungkan penelepon dengan kantor yang tepat."],
                &["need:N28", "role:BROKER", "method:SERVICE_COORDINATION", "served_unit:SOCIETY"],
            )
            .hours(&[OFFICE])
            .by(Way::Phone)
            .cost(Cost::Free)
            .for_anyone(),
        ]),
    Provider::new("pekerja-migran", "GOVERNMENT_AGENCY", "Lembaga pemerintah")
        .called(
            &["Pusat Bantuan Pekerja Migran"],
            &["Saluran bantuan bagi pekerja migran Indonesia dan keluarganya."],
        )
        .places(Places::Nowhere)
        .offers(&[
            Offer::new(
                &["Telepon pengaduan pekerja migran dan TPPO"],
                &["Menerima laporan pekerja migran yang ditipu, ditahan dokumennya, atau diperdagangkan."],
                &["Keluarga di tanah air juga boleh menelepon."],
                &["need:N36", "role:ADVOCATE", "method:ADVOCACY", "situation:S27", "situation:S39"],
            )
            .hours(&[ALWAYS])
            .by(Way::Phone)
            .cost(Cost::Free),
        ]),
    Provider::new("kajian-kebijakan", "NGO", "Perkumpulan")
        .called(
            &["Lembaga Kajian Kebijakan Sosial"],
            &["Meneliti masalah sosial dan mengusulkan perbaikan kebijakan bersama warga."],
        )
        .places(Places::Nowhere)
        .offers(&[
            Offer::new(
                &["Kajian kebijakan dan advokasi hak warga"],
                &["Meneliti diskriminasi dan akses layanan, lalu menyampaikan usulan kepada pembuat kebijakan."],
                &["Data dan laporan dapat dipakai lembaga lain."],
                &[
                    "need:N03",
                    "need:N38",
                    "practice_level:MACRO",
                    "practice_field:SOCIAL_POLICY_ANALYSIS",
                    "practice_field:SOCIAL_WORK_RESEARCH",
                    "method:RESEARCH",
                    "specialization:POLICY_RESEARCH",
                    "served_unit:SOCIETY",
                    "served_unit:ORGANIZATION",
                ],
            )
            .by(Way::Online),
        ]),
];
