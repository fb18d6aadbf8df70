//! Made-up clinics, hospitals and centres for health, mental health and recovery.

use super::provider::{
    ALWAYS, BPJS, Cost, EVENINGS, KK, KTP, OFFICE, Offer, Provider, SIX_DAYS, Unit, Way,
};

/// The health providers of a regency.
pub(super) const PROVIDERS: &[Provider] = &[
    Provider::new("puskesmas", "CLINIC", "Lembaga pemerintah")
        .called(
            &["Puskesmas {district}"],
            &[
                "Pusat kesehatan masyarakat bagi warga kecamatan {district}, {regency}.",
                "Puskesmas dengan poli umum, ibu dan anak, gizi, dan kesehatan jiwa di {district}.",
            ],
        )
        .copies(2)
        .offers(&[
            Offer::new(
                &["Pemeriksaan kesehatan umum", "Berobat jalan dan poli umum"],
                &[
                    "Pemeriksaan dan pengobatan dasar bagi warga, juga bagi yang belum punya BPJS.",
                    "Berobat ke dokter umum, imunisasi, periksa kehamilan, dan surat rujukan.",
                ],
                &["Warga tanpa jaminan dibantu mengurus kepesertaan.", "Ambil nomor antrean sejak pagi."],
                &["need:N26", "setting:CLINIC", "specialization:MEDICAL_PUBLIC_HEALTH", "method:PREVENTION"],
            )
            .hours(&[SIX_DAYS])
            .cost(Cost::Words("Gratis dengan BPJS; tanpa BPJS membayar retribusi daerah."))
            .documents(&[KTP, BPJS])
            .for_anyone(),
            Offer::new(
                &["Tes dan konseling HIV", "Layanan HIV dan dukungan ODHIV"],
                &[
                    "Tes HIV sukarela dengan konseling sebelum dan sesudah hasil, serta pengobatan ARV.",
                    "Konseling dan pengobatan bagi orang dengan HIV (ODHA) secara rahasia.",
                ],
                &["Pasangan boleh ikut.", "Bila hasil mengejutkan, konselor mendampingi sampai tenang."],
                &[
                    "need:N13",
                    "method:COUNSELING",
                    "method:CRISIS_INTERVENTION",
                    "role:COUNSELOR",
                    "specialization:MEDICAL_PUBLIC_HEALTH",
                    "situation:S42",
                ],
            )
            .hours(&[OFFICE])
            .cost(Cost::Free),
            Offer::new(
                &["Konseling kesehatan jiwa", "Poli jiwa dan konseling"],
                &[
                    "Konseling untuk cemas, depresi, sulit tidur, dan pendampingan ODGJ serta keluarganya.",
                    "Pemeriksaan kesehatan jiwa dan obat rutin bagi orang dengan gangguan jiwa.",
                ],
                &["Kunjungan rumah dapat diatur.", "Keluarga boleh datang lebih dulu untuk bertanya."],
                &["need:N11", "practice_level:MICRO", "method:COUNSELING", "specialization:CLINICAL", "situation:S20"],
            )
            .hours(&[SIX_DAYS])
            .cost(Cost::Words("Ditanggung BPJS Kesehatan."))
            .documents(&[BPJS])
            .one_in(2),
        ]),
    Provider::new("rsud", "HOSPITAL", "Lembaga pemerintah")
        .called(&["RSUD {regency}"], &["Rumah sakit umum daerah bagi warga {regency} dan sekitarnya."])
        .offers(&[
            Offer::new(
                &["Klinik penyakit kronis dan berat", "Layanan penyakit berat dan paliatif"],
                &[
                    "Perawatan diabetes, jantung, kanker, gagal ginjal, dan penyakit menahun lainnya.",
                    "Pendampingan pasien penyakit berat dan keluarganya, termasuk perawatan paliatif.",
                ],
                &["Pekerja sosial medis membantu soal biaya dan keluarga.", "Perlu surat rujukan dari puskesmas."],
                &["need:N19", "setting:HOSPITAL", "role:COLLABORATOR", "method:DIAGNOSIS", "situation:S44"],
            )
            .hours(&[OFFICE])
            .cost(Cost::Words("Ditanggung BPJS Kesehatan; pasien umum menurut tarif rumah sakit."))
            .documents(&[KTP, BPJS]),
            Offer::new(
                &["Rawat inap dan rencana pulang", "Pekerja sosial medis untuk pasien rawat inap"],
                &[
                    "Membantu pasien rawat inap lama dan keluarganya merencanakan perawatan setelah pulang.",
                    "Kamar rawat inap dengan pendampingan pekerja sosial rumah sakit.",
                ],
                &["Rencana pulang disusun bersama dokter dan keluarga.", "Tersedia ruang tunggu keluarga."],
                &[
                    "need:N21",
                    "practice_field:HUMAN_SERVICE_MANAGEMENT",
                    "role:PLANNER",
                    "method:SERVICE_COORDINATION",
                    "served_unit:FAMILY",
                ],
            )
            .hours(&[ALWAYS])
            .documents(&[KTP, KK, BPJS])
            .room(Unit::Bed, 180),
        ]),
    Provider::new("pusat-jiwa", "MENTAL_HEALTH_CENTRE", "Yayasan")
        .called(
            &["Pusat Kesehatan Jiwa {name} {regency}", "Rumah Pulih Jiwa {name} {regency}"],
            &["Psikolog, perawat jiwa, dan pekerja sosial bekerja bersama untuk warga {regency}."],
        )
        .offers(&[
            Offer::new(
                &["Konseling psikolog", "Konseling depresi dan cemas"],
                &[
                    "Konseling dengan psikolog untuk depresi, cemas, dan gangguan jiwa lainnya.",
                    "Pendampingan ODGJ dan keluarganya agar dapat hidup di tengah masyarakat.",
                ],
                &["Tersedia jadwal sore.", "Kelompok keluarga bertemu dua minggu sekali."],
                &[
                    "need:N11",
                    "need:N16",
                    "practice_level:MICRO",
                    "setting:MENTAL_HEALTH_CENTRE",
                    "role:COUNSELOR",
                    "specialization:MENTAL_HEALTH",
                ],
            )
            .hours(&[OFFICE, EVENINGS])
            .cost(Cost::Priced)
            .aged_from(12),
            Offer::new(
                &["Pertolongan krisis emosional", "Siaga krisis jiwa"],
                &[
                    "Pertolongan segera bagi orang yang ingin bunuh diri, mengamuk, atau kehilangan kendali.",
                    "Tim siaga untuk krisis emosional, dapat datang ke rumah di {regency}.",
                ],
                &["Telepon dulu agar tim dapat bersiap.", "Tidak perlu rujukan."],
                &["need:N12", "method:CRISIS_INTERVENTION", "role:COUNSELOR", "situation:S46"],
            )
            .hours(&[ALWAYS])
            .by(Way::Phone)
            .cost(Cost::Free)
            .for_anyone(),
            Offer::new(
                &["Terapi trauma", "Pemulihan trauma"],
                &[
                    "Terapi bagi penyintas kekerasan, kecelakaan, bencana, dan peristiwa yang membekas.",
                    "Pemulihan trauma bagi anak dan dewasa dengan terapis terlatih.",
                ],
                &["Biasanya delapan sampai dua belas pertemuan.", "Anak didampingi orang yang dipercaya."],
                &["need:N15", "method:THERAPY", "role:THERAPIST", "specialization:CLINICAL", "situation:S35"],
            )
            .hours(&[EVENINGS])
            .cost(Cost::Priced),
        ]),
    Provider::new("rehabilitasi", "REHABILITATION_CENTRE", "Yayasan")
        .called(
            &["IPWL {name} {regency}", "Balai Rehabilitasi {name} {regency}"],
            &["Tempat wajib lapor dan pemulihan bagi pengguna narkoba dan alkohol di {regency}."],
        )
        .offers(&[
            Offer::new(
                &["Rehabilitasi narkoba rawat inap", "Rehab narkoba dan alkohol"],
                &[
                    "Rehabilitasi narkoba, sabu, dan alkohol: asesmen, detoksifikasi, lalu pemulihan bertahap.",
                    "Program rehab bagi orang dengan ketergantungan NAPZA yang datang sendiri atau diantar keluarga.",
                ],
                &["Yang melapor sukarela tidak dituntut.", "Keluarga dilibatkan sejak awal."],
                &[
                    "need:N07",
                    "setting:REHABILITATION_CENTRE",
                    "method:DIAGNOSIS",
                    "specialization:MENTAL_HEALTH_SUBSTANCE_USE",
                    "service_function:REHABILITATION",
                    "situation:S43",
                ],
            )
            .hours(&[ALWAYS])
            .cost(Cost::Words("Gratis bagi peserta wajib lapor; kamar sendiri berbayar."))
            .documents(&[KTP, KK])
            .aged_from(15)
            .room(Unit::Bed, 45),
            Offer::new(
                &["Kelompok pemulihan dari narkoba", "Kelompok dukungan bebas narkoba"],
                &[
                    "Pertemuan kelompok bagi orang yang ingin lepas dari narkoba atau minuman keras.",
                    "Sesama mantan pengguna saling menguatkan agar tidak kambuh.",
                ],
                &["Boleh datang tanpa menyebut nama.", "Ada kelompok tersendiri bagi keluarga."],
                &[
                    "need:N07",
                    "practice_level:MEZZO",
                    "practice_field:CASEGROUP",
                    "method:GROUP_WORK",
                    "served_unit:GROUP",
                ],
            )
            .hours(&[EVENINGS])
            .cost(Cost::Free)
            .one_in(2),
        ]),
    Provider::new("praktik-peksos", "PRIVATE_PRACTICE", "Perseorangan")
        .called(
            &["Praktik Pekerja Sosial {name} {district}"],
            &["Praktik mandiri seorang pekerja sosial di {district}, {regency}, dengan janji lebih dulu."],
        )
        .offers(&[
            Offer::new(
                &["Konseling stres dan tekanan hidup", "Konseling stres kerja dan ekonomi"],
                &[
                    "Konseling bagi orang yang stres karena pekerjaan, utang, atau beban keluarga.",
                    "Menata kembali hidup yang terasa berat, selangkah demi selangkah.",
                ],
                &["Pertemuan dapat lewat panggilan video.", "Jam dapat disesuaikan."],
                &[
                    "need:N16",
                    "setting:PRIVATE_PRACTICE",
                    "method:COUNSELING",
                    "role:COUNSELOR",
                    "practice_level:MICRO",
                ],
            )
            .hours(&[EVENINGS])
            .cost(Cost::Priced)
            .aged_from(18),
            Offer::new(
                &["Mediasi konflik keluarga", "Konseling pernikahan dan keluarga"],
                &[
                    "Menengahi pertengkaran suami istri, warisan, dan hubungan orang tua dengan anak.",
                    "Mediasi bagi keluarga yang sering bertengkar atau mempertimbangkan cerai.",
                ],
                &["Kedua pihak didengar terpisah lebih dulu.", "Tidak dilakukan bila ada kekerasan."],
                &["need:N08", "role:FACILITATOR", "served_unit:FAMILY", "situation:S53", "practice_field:CASEWORK"],
            )
            .hours(&[EVENINGS])
            .cost(Cost::Priced),
            Offer::new(
                &["Bimbingan pengasuhan anak", "Konsultasi orang tua"],
                &[
                    "Bimbingan bagi orang tua yang kewalahan mengasuh anak kecil atau remaja.",
                    "Belajar pola asuh tanpa bentakan dan pukulan.",
                ],
                &["Anak boleh ikut.", "Orang tua tunggal mendapat keringanan biaya."],
                &["need:N29", "role:GUIDE", "specialization:CHILD_FAMILY_SCHOOL", "situation:S09", "situation:S10"],
            )
            .hours(&[EVENINGS])
            .cost(Cost::Priced),
        ]),
];
