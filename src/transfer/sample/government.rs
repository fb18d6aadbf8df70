//! Made-up offices of local government. Longer than other files because it is a list of texts.

use super::provider::{
    ALWAYS, Cost, EVENINGS, KK, KTP, OFFICE, Offer, Provider, Rule, SIX_DAYS, SKTM, Unit, Way,
};

/// The offices of a regency.
pub(super) const PROVIDERS: &[Provider] = &[
    Provider::new("dinas-sosial", "GOVERNMENT_AGENCY", "Lembaga pemerintah")
        .called(
            &["Dinas Sosial {regency}"],
            &[
                "Kantor pemerintah yang mengurus bantuan dan rehabilitasi sosial warga {regency}.",
                "Melayani warga {regency} yang kesulitan memenuhi kebutuhan hidup atau kehilangan tempat tinggal.",
            ],
        )
        .program(
            "Perlindungan sosial {regency}",
            "Bantuan, rehabilitasi, dan pendampingan bagi warga yang rentan di {regency}.",
        )
        .offers(&[
            Offer::new(
                &["Bantuan sosial keluarga miskin", "Pendaftaran bantuan sosial dan sembako"],
                &[
                    "Membantu warga miskin mendaftar bansos seperti PKH dan bantuan sembako.",
                    "Mengurus bantuan sosial bagi keluarga yang tidak mampu mencukupi kebutuhan pokok.",
                ],
                &[
                    "Petugas memeriksa data keluarga dan menjelaskan langkah berikutnya.",
                    "Tersedia pula santunan tunai untuk keadaan mendesak bila anggaran ada.",
                ],
                &[
                    "need:N01",
                    "need:N32",
                    "practice_level:MICRO",
                    "practice_field:CASEWORK",
                    "role:BROKER",
                    "served_unit:FAMILY",
                    "situation:S28",
                    "setting:GOVERNMENT_OFFICE",
                ],
            )
            .cost(Cost::Free)
            .documents(&[KTP, KK, SKTM])
            .rules(&[Rule::Residents]),
            Offer::new(
                &["Rehabilitasi sosial tunawisma", "Penjangkauan dan rehabilitasi orang tanpa tempat tinggal"],
                &[
                    "Menjangkau tunawisma dan orang yang hidup di jalanan, lalu mencarikan tempat tinggal sementara.",
                    "Membantu orang tanpa rumah, gelandangan, dan pengemis kembali hidup layak.",
                ],
                &[
                    "Pekerja sosial menyusun rencana bersama, termasuk pulang ke keluarga bila diinginkan.",
                    "Disertai pemeriksaan kesehatan dan bimbingan keterampilan.",
                ],
                &[
                    "need:N05",
                    "practice_level:MICRO",
                    "method:OUTREACH",
                    "method:CASE_MANAGEMENT",
                    "role:CASE_MANAGER",
                    "service_function:REHABILITATION",
                    "situation:S29",
                ],
            )
            .cost(Cost::Free)
            .room(Unit::Bed, 40),
            Offer::new(
                &["Bantuan pengurusan KTP dan KK", "Layanan identitas bagi warga rentan"],
                &[
                    "Mendampingi warga yang belum punya KTP, KK, atau akta kelahiran.",
                    "Mengurus dokumen identitas yang hilang atau belum pernah dibuat.",
                ],
                &[
                    "Cukup membawa surat keterangan dari RT atau kelurahan bila tidak ada dokumen sama sekali.",
                    "Petugas menemani sampai ke kantor kependudukan.",
                ],
                &["need:N39", "role:PROGRAM_COMPANION", "served_unit:INDIVIDUAL", "situation:S52"],
            )
            .cost(Cost::Free)
            .documents(&[KK])
            .rules(&[Rule::Residents]),
        ]),
    Provider::new("uptd-ppa", "GOVERNMENT_AGENCY", "Lembaga pemerintah")
        .called(
            &["UPTD PPA {regency}"],
            &["Unit perlindungan perempuan dan anak {regency}: menerima laporan dan mendampingi korban kekerasan."],
        )
        .offers(&[
            Offer::new(
                &["Hotline kekerasan dan KDRT", "Pengaduan KDRT dan kekerasan seksual"],
                &[
                    "Menerima laporan KDRT, pelecehan, dan kekerasan seksual sepanjang hari dan malam.",
                    "Telepon siaga bagi korban kekerasan dalam rumah tangga dan orang yang terancam.",
                ],
                &[
                    "Korban didampingi ke dokter, polisi, atau rumah aman bila diperlukan.",
                    "Nama dan alamat pelapor dijaga kerahasiaannya.",
                ],
                &[
                    "need:N09",
                    "practice_level:MICRO",
                    "method:CRISIS_INTERVENTION",
                    "method:PROTECTION",
                    "role:ADVOCATE",
                    "service_function:PROTECTION",
                    "situation:S36",
                ],
            )
            .hours(&[ALWAYS])
            .by(Way::Phone)
            .cost(Cost::Free)
            .for_anyone(),
            Offer::new(
                &["Pendampingan anak korban kekerasan", "Perlindungan anak dari kekerasan dan penelantaran"],
                &[
                    "Melindungi anak yang dipukul, dilecehkan, atau ditelantarkan di rumah maupun di sekolah.",
                    "Pendampingan psikologis dan hukum bagi anak korban kekerasan.",
                ],
                &[
                    "Guru, tetangga, dan keluarga boleh melapor mewakili anak.",
                    "Setiap kasus dibahas bersama dalam konferensi kasus.",
                ],
                &[
                    "need:N10",
                    "need:N15",
                    "practice_field:CASEWORK",
                    "method:CASE_CONFERENCE",
                    "role:CASE_MANAGER",
                    "specialization:CHILD_FAMILY_SCHOOL",
                    "situation:S38",
                ],
            )
            .cost(Cost::Free)
            .to_age(17),
        ]),
    Provider::new("disnaker", "GOVERNMENT_AGENCY", "Lembaga pemerintah")
        .called(
            &["Balai Latihan Kerja {regency}", "Dinas Tenaga Kerja {regency}"],
            &["Membantu pencari kerja {regency} menemukan pekerjaan dan belajar keterampilan."],
        )
        .program("Siap kerja {regency}", "Pelatihan dan penempatan bagi pencari kerja.")
        .offers(&[
            Offer::new(
                &["Informasi lowongan kerja", "Layanan pencari kerja dan kartu kuning"],
                &[
                    "Mempertemukan pencari kerja dengan lowongan dan membantu menulis lamaran.",
                    "Bagi yang menganggur atau baru kena PHK: lowongan, kartu kuning, dan bimbingan kerja.",
                ],
                &["Bursa kerja kecil diadakan berkala.", "Petugas antar kerja memberi saran sesuai kemampuan."],
                &["need:N02", "role:BROKER", "method:SERVICE_COORDINATION", "method:PLACEMENT", "situation:S24"],
            )
            .cost(Cost::Free)
            .documents(&[KTP])
            .aged_from(18),
            Offer::new(
                &["Pelatihan keterampilan kerja", "Kursus menjahit, las, dan komputer"],
                &[
                    "Kursus singkat menjahit, las, listrik, tata boga, dan komputer bagi warga yang ingin mandiri.",
                    "Pelatihan keterampilan hidup dan usaha kecil sampai peserta siap bekerja sendiri.",
                ],
                &["Peserta mendapat sertifikat.", "Ada kelas sore bagi yang bekerja pada siang hari."],
                &[
                    "need:N33",
                    "need:N02",
                    "practice_level:MEZZO",
                    "role:FACILITATOR",
                    "served_unit:GROUP",
                    "service_function:EMPOWERMENT",
                ],
            )
            .hours(&[OFFICE, EVENINGS])
            .cost(Cost::Free)
            .documents(&[KTP, KK])
            .aged_from(17)
            .to_age(45)
            .room(Unit::Seat, 32),
        ]),
    Provider::new("dinas-perumahan", "GOVERNMENT_AGENCY", "Lembaga pemerintah")
        .called(
            &["Dinas Perumahan {regency}"],
            &["Mengurus rumah susun sewa dan perbaikan rumah tidak layak huni di {regency}."],
        )
        .offers(&[
            Offer::new(
                &["Rusun sewa dan rumah layak huni", "Bantuan perbaikan rumah dan rumah susun sewa"],
                &[
                    "Pendaftaran rusun sewa murah dan bantuan bedah rumah bagi keluarga tidak mampu.",
                    "Bagi keluarga tanpa tempat tinggal tetap atau yang kesulitan membayar kontrakan.",
                ],
                &["Daftar tunggu diumumkan setiap tiga bulan.", "Petugas meninjau rumah sebelum bantuan diputuskan."],
                &["need:N04", "practice_level:MACRO", "served_unit:FAMILY", "situation:S28"],
            )
            .cost(Cost::Words("Sewa rusun menurut luas; bantuan perbaikan rumah gratis."))
            .documents(&[KTP, KK, SKTM])
            .rules(&[Rule::Residents]),
        ]),
    Provider::new("meja-migran", "GOVERNMENT_AGENCY", "Lembaga pemerintah")
        .called(
            &["Meja Pekerja Migran {regency}"],
            &["Tempat bertanya dan mengadu bagi pekerja migran (PMI) dari {regency} dan keluarganya."],
        )
        .offers(&[
            Offer::new(
                &["Bantuan pekerja migran dan korban TPPO", "Pengaduan pekerja migran bermasalah"],
                &[
                    "Membantu TKI dan PMI yang ditipu agen, gajinya ditahan, atau pulang tanpa bekal.",
                    "Mendampingi korban perdagangan orang dan pekerja migran yang ingin pulang.",
                ],
                &["Keluarga boleh melapor mewakili.", "Tersedia penjelasan prosedur berangkat yang aman dan resmi."],
                &[
                    "need:N36",
                    "method:ADVOCACY",
                    "method:CASE_MANAGEMENT",
                    "role:ADVOCATE",
                    "situation:S27",
                    "situation:S39",
                ],
            )
            .cost(Cost::Free)
            .documents(&[KTP]),
        ]),
    Provider::new("meja-jaminan", "GOVERNMENT_AGENCY", "Lembaga pemerintah")
        .called(
            &["Meja Bantu Jaminan Sosial {regency}", "Pos Bantu BPJS {regency}"],
            &["Membantu warga {regency} memahami BPJS dan jaminan sosial lainnya."],
        )
        .offers(&[
            Offer::new(
                &["Bantuan urusan BPJS dan KIS", "Pendampingan klaim jaminan sosial"],
                &[
                    "Membantu mendaftar BPJS, mengaktifkan KIS, dan mengurus tunggakan iuran.",
                    "Menjelaskan jaminan kecelakaan kerja, jaminan kehilangan pekerjaan, dan bantuan iuran PBI.",
                ],
                &["Petugas mengisi formulir bersama warga.", "Bila ditolak, petugas membantu membuat keberatan."],
                &["need:N27", "need:N26", "role:BROKER", "served_unit:INDIVIDUAL", "situation:S51"],
            )
            .hours(&[SIX_DAYS])
            .cost(Cost::Free)
            .documents(&[KTP, KK, OLD_CARD]),
            Offer::new(
                &["Penunjuk jalan layanan kesehatan dan sekolah", "Navigasi layanan dan rujukan"],
                &[
                    "Menunjukkan ke mana harus pergi untuk rujukan rumah sakit, pindah sekolah, atau bantuan lain.",
                    "Menemani warga yang bingung berpindah dari satu loket ke loket lain.",
                ],
                &["Tidak perlu surat apa pun untuk bertanya.", "Petugas menelepon kantor tujuan lebih dulu."],
                &[
                    "need:N28",
                    "practice_field:HUMAN_SERVICE_MANAGEMENT",
                    "role:BROKER",
                    "role:COLLABORATOR",
                    "method:SERVICE_COORDINATION",
                ],
            )
            .hours(&[SIX_DAYS])
            .cost(Cost::Free)
            .for_anyone(),
        ]),
];

const OLD_CARD: &str = "Kartu BPJS lama bila ada";
