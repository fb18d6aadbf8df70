//! Made-up schools, homes and foundations that care, shelter and defend.

use super::provider::{
    ALWAYS, Cost, EVENINGS, FIRST_SATURDAY, KK, KTP, OFFICE, Offer, Places, Provider, Rule,
    SIX_DAYS, SKTM, Unit, WEEKEND, Way,
};

/// The schools, homes and foundations of a regency.
pub(super) const PROVIDERS: &[Provider] = &[
    Provider::new("slb", "SCHOOL", "Lembaga pendidikan")
        .called(
            &["SLB {name} {regency}", "Sekolah Luar Biasa {name} {regency}"],
            &["Sekolah bagi anak dengan disabilitas di {regency}, dari kelas kecil sampai keterampilan."],
        )
        .offers(&[
            Offer::new(
                &["Pendidikan anak dengan disabilitas", "Sekolah khusus anak difabel"],
                &[
                    "Kelas bagi anak tunanetra, Tuli, autis, dan anak dengan hambatan gerak atau berpikir.",
                    "Belajar, terapi, dan latihan mandiri bagi anak difabel.",
                ],
                &["Orang tua mendapat bimbingan setiap bulan.", "Antar jemput tersedia terbatas."],
                &["need:N06", "setting:SCHOOL", "specialization:SCHOOL", "situation:S21", "practice_level:MEZZO"],
            )
            .hours(&[SIX_DAYS])
            .cost(Cost::Free)
            .documents(&[KK])
            .aged_from(4)
            .to_age(21)
            .room(Unit::Seat, 60),
            Offer::new(
                &["Asesmen kesulitan belajar", "Bimbingan anak disleksia dan lambat belajar"],
                &[
                    "Pemeriksaan anak yang sulit membaca, menulis, atau berhitung, lalu saran bagi sekolahnya.",
                    "Bimbingan belajar khusus untuk disleksia, ADHD, dan anak lambat belajar.",
                ],
                &["Hasil dijelaskan kepada orang tua dan guru.", "Anak dari sekolah mana pun boleh datang."],
                &["need:N24", "method:DIAGNOSIS", "specialization:SCHOOL", "situation:S22"],
            )
            .hours(&[WEEKEND])
            .cost(Cost::Priced)
            .aged_from(5)
            .to_age(18),
        ]),
    Provider::new("panti-asuhan", "RESIDENTIAL_HOME", "Yayasan")
        .called(
            &["Panti Asuhan {name} {regency}", "LKSA {name} {regency}"],
            &["Rumah bagi anak yatim, piatu, dan anak yang tidak dapat diasuh keluarganya."],
        )
        .offers(&[
            Offer::new(
                &["Pengasuhan anak yatim piatu", "Panti asuhan anak"],
                &[
                    "Tempat tinggal, sekolah, dan kasih sayang bagi anak yatim piatu dan anak terlantar.",
                    "Panti asuhan yang mengasuh anak sambil tetap menjaga hubungan dengan keluarganya.",
                ],
                &["Penempatan selalu melalui pekerja sosial.", "Keluarga boleh berkunjung setiap akhir pekan."],
                &[
                    "need:N18",
                    "setting:RESIDENTIAL_HOME",
                    "method:PLACEMENT",
                    "specialization:CHILD_FAMILY_SCHOOL",
                    "situation:S12",
                ],
            )
            .hours(&[ALWAYS])
            .cost(Cost::Free)
            .documents(&[KK, SKTM])
            .aged_from(3)
            .to_age(18)
            .room(Unit::Bed, 60),
        ]),
    Provider::new("griya-lansia", "RESIDENTIAL_HOME", "Yayasan")
        .called(
            &["Griya Lansia {name} {regency}", "Panti Werdha {name} {regency}"],
            &["Rumah dan perawatan bagi lanjut usia di {regency}."],
        )
        .offers(&[
            Offer::new(
                &["Perawatan jangka panjang lansia", "Panti jompo dan perawatan lansia"],
                &[
                    "Tempat tinggal dan perawatan bagi lansia yang tidak lagi sanggup hidup sendiri.",
                    "Panti jompo dengan perawat, kegiatan harian, dan pemeriksaan kesehatan rutin.",
                ],
                &["Kamar berdua atau berempat.", "Lansia terlantar diterima lewat Dinas Sosial."],
                &["need:N21", "setting:RESIDENTIAL_HOME", "service_function:REHABILITATION", "situation:S05"],
            )
            .hours(&[ALWAYS])
            .cost(Cost::Words("Iuran menurut kemampuan keluarga; gratis bagi lansia terlantar."))
            .documents(&[KTP, KK])
            .aged_from(60)
            .room(Unit::Bed, 50),
            Offer::new(
                &["Perawatan lansia di rumah", "Kunjungan perawat ke rumah"],
                &[
                    "Perawat datang ke rumah lansia atau orang sakit untuk memandikan, memeriksa, dan melatih gerak.",
                    "Home care bagi lansia dan orang dengan disabilitas yang tidak bisa keluar rumah.",
                ],
                &["Keluarga yang merawat juga dilatih.", "Jadwal disepakati pada kunjungan pertama."],
                &["need:N20", "practice_level:MICRO", "served_unit:FAMILY", "situation:S05", "situation:S11"],
            )
            .hours(&[SIX_DAYS])
            .cost(Cost::Priced),
        ]),
    Provider::new("rumah-aman", "NGO", "Yayasan")
        .called(
            &["Yayasan Perempuan {name} {regency}", "Women Crisis Center {name} {regency}"],
            &["Mendampingi perempuan dan anak korban kekerasan di {regency}; alamat rumah aman dirahasiakan."],
        )
        .places(Places::OfficeAndShelter)
        .offers(&[
            Offer::new(
                &["Rumah aman perempuan dan anak", "Rumah aman korban KDRT"],
                &[
                    "Tempat berlindung sementara bagi perempuan dan anak korban KDRT.",
                    "Rumah aman bagi perempuan yang terancam pasangan atau keluarganya.",
                ],
                &["Alamat hanya diberitahukan setelah petugas berbicara dengan korban.", "Anak boleh dibawa."],
                &["need:N09", "method:PROTECTION", "service_function:PROTECTION", "situation:S36", "situation:S46"],
            )
            .hours(&[ALWAYS])
            .in_shelter()
            .cost(Cost::Free)
            .rules(&[Rule::Women])
            .room(Unit::Bed, 16),
            Offer::new(
                &["Konseling korban kekerasan", "Pendampingan korban KDRT dan pelecehan"],
                &[
                    "Konseling dan pendampingan bagi korban KDRT, pelecehan, dan perkosaan.",
                    "Teman bicara, pendamping ke polisi dan pengadilan, serta kelompok penyintas.",
                ],
                &["Semua cerita dirahasiakan.", "Konselor perempuan."],
                &["need:N09", "need:N15", "method:COUNSELING", "role:ADVOCATE", "situation:S37", "setting:NON_PROFIT"],
            )
            .hours(&[OFFICE])
            .cost(Cost::Free)
            .rules(&[Rule::Women]),
        ]),
    Provider::new("sahabat-remaja", "NGO", "Yayasan")
        .called(
            &["Sahabat Remaja {name} {regency}", "Yayasan Remaja {name} {regency}"],
            &["Menemani remaja {regency} yang hidup di jalan, putus sekolah, atau jauh dari keluarga."],
        )
        .offers(&[
            Offer::new(
                &["Rumah singgah remaja", "Konseling remaja kabur dari rumah"],
                &[
                    "Rumah singgah dan konseling bagi remaja yang kabur, minggat, atau diusir dari rumah.",
                    "Tempat istirahat aman bagi anak jalanan dan remaja yang takut pulang.",
                ],
                &["Petugas membantu berdamai dengan keluarga bila remaja setuju.", "Boleh datang tanpa surat."],
                &[
                    "need:N17",
                    "method:COUNSELING",
                    "method:OUTREACH",
                    "role:COUNSELOR",
                    "situation:S04",
                    "situation:S13",
                ],
            )
            .hours(&[ALWAYS])
            .cost(Cost::Free)
            .aged_from(10)
            .to_age(19)
            .room(Unit::Bed, 20),
            Offer::new(
                &["Kakak pendamping remaja", "Mentor bagi remaja kurang beruntung"],
                &[
                    "Seorang kakak pendamping menemani remaja belajar, bercita-cita, dan melewati masa sulit.",
                    "Mentoring satu lawan satu bagi remaja dari keluarga kurang mampu.",
                ],
                &["Pendamping dilatih dan diperiksa lebih dulu.", "Warga boleh mendaftar menjadi mentor."],
                &["need:N31", "role:GUIDE", "practice_level:MEZZO", "service_function:PREVENTION", "situation:S04"],
            )
            .hours(&[WEEKEND])
            .cost(Cost::Free)
            .aged_from(12)
            .to_age(18),
        ]),
    Provider::new("lbh", "NGO", "Perkumpulan")
        .called(
            &["LBH {name} {regency}", "Lembaga Bantuan Hukum {name} {regency}"],
            &["Pengacara dan paralegal yang membela warga tidak mampu di {regency}."],
        )
        .offers(&[
            Offer::new(
                &["Bantuan hukum gratis", "Konsultasi hukum bagi warga tidak mampu"],
                &[
                    "Bantuan hukum gratis untuk perkara pidana, perceraian, tanah, dan perburuhan.",
                    "Nasihat hukum dan pendampingan di polisi atau pengadilan tanpa biaya.",
                ],
                &["Ceritakan perkara dan bawa surat yang ada.", "Anak berhadapan dengan hukum didahulukan."],
                &["need:N40", "role:ADVOCATE", "method:ADVOCACY", "situation:S14", "situation:S28"],
            )
            .cost(Cost::Free)
            .documents(&[KTP, SKTM])
            .rules(&[Rule::Situation("orang berpenghasilan rendah", "situation:S28")]),
            Offer::new(
                &["Pendampingan kasus diskriminasi", "Pengaduan diskriminasi dan hak sipil"],
                &[
                    "Membela orang yang ditolak bekerja, bersekolah, atau berobat karena siapa dirinya.",
                    "Pendampingan bagi kelompok minoritas dan penyandang disabilitas yang didiskriminasi.",
                ],
                &["Kasus dapat dilaporkan bersama-sama.", "Tersedia juga penyuluhan hak warga."],
                &["need:N03", "practice_level:MACRO", "method:ADVOCACY", "situation:S48", "served_unit:COMMUNITY"],
            )
            .cost(Cost::Free)
            .for_anyone(),
        ]),
    Provider::new("pkbm", "SCHOOL", "Lembaga pendidikan")
        .called(&["PKBM {name} {regency}"], &["Pusat kegiatan belajar masyarakat: sekolah kedua bagi semua umur."])
        .offers(&[
            Offer::new(
                &["Kejar Paket A, B, dan C", "Kelas kesetaraan dan bimbingan belajar"],
                &[
                    "Kelas kesetaraan bagi anak dan orang dewasa yang putus sekolah.",
                    "Bimbingan bagi siswa yang tertinggal pelajaran dan kejar paket sampai ijazah.",
                ],
                &["Kelas sore dan akhir pekan.", "Warga belajar menentukan kecepatannya sendiri."],
                &["need:N25", "setting:SCHOOL", "role:FACILITATOR", "situation:S23", "served_unit:GROUP"],
            )
            .hours(&[EVENINGS, WEEKEND])
            .cost(Cost::Free)
            .documents(&[KK])
            .aged_from(7)
            .room(Unit::Seat, 40),
        ]),
    Provider::new("sekolah-ramah", "NGO", "Perkumpulan")
        .called(
            &["Meja Bantu Sekolah Ramah {name} {regency}"],
            &["Membantu siswa, guru, dan orang tua di {regency} menghentikan perundungan."],
        )
        .offers(&[
            Offer::new(
                &["Pengaduan perundungan di sekolah", "Bantuan korban bullying"],
                &[
                    "Mendampingi anak yang dirundung (bullying) di sekolah atau di media sosial.",
                    "Menerima laporan perundungan dan duduk bersama sekolah mencari jalan keluar.",
                ],
                &["Pelaku juga dibimbing.", "Siswa boleh menghubungi tanpa orang tua."],
                &["need:N23", "method:PREVENTION", "setting:SCHOOL", "specialization:SCHOOL", "situation:S22"],
            )
            .hours(&[SIX_DAYS])
            .by(Way::Phone)
            .cost(Cost::Free)
            .to_age(18),
        ]),
    Provider::new("warga-baru", "NGO", "Yayasan")
        .called(
            &["Yayasan Langkah Pulang {name} {regency}"],
            &["Menemani warga binaan sejak di lapas sampai kembali bekerja di tengah masyarakat."],
        )
        .offers(&[
            Offer::new(
                &["Pendampingan mantan warga binaan", "Bimbingan kembali ke masyarakat"],
                &[
                    "Membantu mantan narapidana mencari kerja, tempat tinggal, dan berdamai dengan keluarga.",
                    "Bimbingan bagi warga binaan di lapas dan setelah bebas agar tidak terjerat lagi.",
                ],
                &["Kunjungan ke lapas setiap minggu.", "Keluarga juga didampingi."],
                &["need:N30", "setting:PRISON", "role:PROGRAM_COMPANION", "situation:S31", "situation:S32"],
            )
            .cost(Cost::Free)
            .aged_from(18),
        ]),
    Provider::new("keluarga-prajurit", "NGO", "Perkumpulan")
        .called(
            &["Sahabat Keluarga Prajurit {name} {regency}"],
            &["Dukungan bagi prajurit, purnawirawan, dan keluarga yang ditinggal bertugas."],
        )
        .offers(&[
            Offer::new(
                &["Dukungan keluarga militer", "Konseling keluarga prajurit dan veteran"],
                &[
                    "Konseling dan kelompok bagi istri, suami, dan anak prajurit TNI yang lama ditinggal bertugas.",
                    "Pendampingan purnawirawan dan veteran yang sulit kembali ke kehidupan sipil.",
                ],
                &["Pertemuan bulanan terbuka bagi keluarga.", "Semua percakapan dirahasiakan."],
                &["need:N22", "specialization:MILITARY", "method:GROUP_WORK", "situation:S33", "situation:S34"],
            )
            .hours(&[FIRST_SATURDAY, EVENINGS])
            .cost(Cost::Free)
            .rules(&[Rule::Situation("anggota militer, purnawirawan, dan keluarganya", "situation:S33")]),
        ]),
];
