//! Made-up people who work at made-up providers. Their last names are words for "example", which nobody bears.

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::choice::Choice;
use super::provider::{EVENINGS, Hours, NIGHT, OFFICE, SIX_DAYS, WEEKEND, Way};
use super::site::Site;
use super::writer::{Home, Writer, id, text};
use crate::directory::shipped;
use crate::store::Cell;
use crate::transfer::Closed;

/// A post that a kind of provider has.
struct Post {
    /// The word for the kind of provider.
    provider: &'static str,
    title: &'static str,
    /// What follows a name after study.
    degree: &'static str,
    studied: &'static str,
    /// Global codes of terms, the profession first.
    terms: &'static [&'static str],
    hours: &'static [Hours],
    /// What permits the work, as a kind of qualification and its name.
    permit: (&'static str, &'static str),
}

/// One in so many posts of an area is filled, so that a large sample does not become one of people.
const FILLED_ONE_IN: u32 = 2;

/// One in so many did not consent to be listed.
const WITHHELD_ONE_IN: u32 = 8;

const FIRST_NAMES: [&str; 16] = [
    "Ayu", "Bagus", "Citra", "Dewi", "Eko", "Fitri", "Gilang", "Hana", "Indra", "Joko", "Kartika",
    "Lestari", "Made", "Nur", "Rahmat", "Sari",
];

const LAST_NAMES: [&str; 8] = [
    "Contohwati",
    "Contohman",
    "Misalnya",
    "Percontohan",
    "Teladan",
    "Umpama",
    "Andaikan",
    "Permisalan",
];

const CERTIFICATE: (&str, &str) = (
    "COMPETENCE_CERTIFICATE",
    "Sertifikat kompetensi pekerja sosial",
);
const LICENSE: (&str, &str) = ("PRACTICE_LICENSE", "Surat izin praktik pekerja sosial");
const REGISTRATION: (&str, &str) = ("REGISTRATION", "Surat tanda registrasi");
const TRAINING: (&str, &str) = ("TRAINING", "Pelatihan dasar pendampingan");

const fn post(
    provider: &'static str,
    title: &'static str,
    (degree, studied): (&'static str, &'static str),
    permit: (&'static str, &'static str),
    hours: &'static [Hours],
    terms: &'static [&'static str],
) -> Post {
    Post {
        provider,
        title,
        degree,
        studied,
        terms,
        hours,
        permit,
    }
}

const SOCIAL_WORK: (&str, &str) = ("S.Tr.Sos.", "Sarjana terapan pekerjaan sosial");
const SOCIAL_WELFARE: (&str, &str) = ("S.Sos.", "Sarjana kesejahteraan sosial");
const PSYCHOLOGY: (&str, &str) = ("M.Psi., Psikolog", "Profesi psikologi");
const NURSING: (&str, &str) = ("S.Kep., Ners", "Profesi ners");

/// The posts, by provider.
#[rustfmt::skip]
static POSTS: [Post; 24] = [
    post("dinas-sosial", "Pekerja Sosial Ahli Muda", SOCIAL_WORK, CERTIFICATE, &[OFFICE],
        &["profession:SOCIAL_WORKER", "specialization:CHILD_FAMILY_SCHOOL", "practice_level:MICRO", "practice_field:CASEWORK",
          "method:CASE_MANAGEMENT", "role:BROKER", "setting:GOVERNMENT_OFFICE", "served_unit:FAMILY"]),
    post("dinas-sosial", "Penyuluh Sosial", SOCIAL_WELFARE, TRAINING, &[OFFICE],
        &["profession:SOCIAL_EXTENSION_WORKER", "specialization:COMMUNITY", "practice_level:MEZZO", "practice_field:CASEGROUP",
          "method:OUTREACH", "role:FACILITATOR", "setting:NEIGHBOURHOOD", "served_unit:GROUP"]),
    post("dinas-sosial", "Perencana Program Sosial", SOCIAL_WELFARE, CERTIFICATE, &[OFFICE],
        &["profession:SOCIAL_WORKER", "specialization:POLICY_RESEARCH", "practice_level:MACRO",
          "practice_field:HUMAN_SERVICE_MANAGEMENT", "method:PROGRAM_ORGANIZATION", "role:PLANNER", "setting:GOVERNMENT_OFFICE"]),
    post("uptd-ppa", "Pekerja Sosial Perlindungan Anak", SOCIAL_WORK, CERTIFICATE, &[OFFICE, WEEKEND],
        &["profession:SOCIAL_WORKER", "specialization:CHILD_FAMILY_SCHOOL", "practice_level:MICRO", "practice_field:CASEWORK",
          "method:CRISIS_INTERVENTION", "role:ADVOCATE", "need:N10", "served_unit:INDIVIDUAL"]),
    post("uptd-ppa", "Psikolog Klinis", PSYCHOLOGY, REGISTRATION, &[OFFICE],
        &["profession:PSYCHOLOGIST", "specialization:CLINICAL", "practice_level:MICRO", "method:THERAPY", "role:THERAPIST", "need:N09"]),
    post("puskesmas", "Dokter Kesehatan Jiwa", ("dr.", "Profesi dokter"), REGISTRATION, &[SIX_DAYS],
        &["profession:MENTAL_HEALTH_DOCTOR", "specialization:MENTAL_HEALTH", "practice_level:MICRO", "method:DIAGNOSIS", "setting:CLINIC"]),
    post("puskesmas", "Perawat Jiwa", NURSING, REGISTRATION, &[SIX_DAYS],
        &["profession:MENTAL_HEALTH_NURSE", "specialization:MEDICAL_PUBLIC_HEALTH", "practice_level:MEZZO", "method:OUTREACH", "setting:CLINIC"]),
    post("rsud", "Psikiater", ("Sp.KJ", "Spesialis kedokteran jiwa"), REGISTRATION, &[OFFICE],
        &["profession:PSYCHIATRIST", "specialization:MENTAL_HEALTH", "practice_level:MICRO", "method:DIAGNOSIS", "setting:HOSPITAL"]),
    post("rsud", "Pekerja Sosial Medis", SOCIAL_WORK, CERTIFICATE, &[OFFICE],
        &["profession:SOCIAL_WORKER", "specialization:MEDICAL_PUBLIC_HEALTH", "practice_level:MICRO", "practice_field:CASEWORK",
          "method:SERVICE_COORDINATION", "role:COLLABORATOR", "setting:HOSPITAL"]),
    post("pusat-jiwa", "Psikolog", PSYCHOLOGY, REGISTRATION, &[OFFICE, EVENINGS],
        &["profession:PSYCHOLOGIST", "specialization:MENTAL_HEALTH", "practice_level:MICRO", "method:COUNSELING", "setting:MENTAL_HEALTH_CENTRE"]),
    post("pusat-jiwa", "Pekerja Sosial Kesehatan Jiwa", SOCIAL_WORK, CERTIFICATE, &[OFFICE],
        &["profession:SOCIAL_WORKER", "specialization:MENTAL_HEALTH", "practice_level:MICRO", "practice_field:CASEWORK",
          "method:CASE_CONFERENCE", "role:CASE_MANAGER", "setting:MENTAL_HEALTH_CENTRE"]),
    post("pusat-jiwa", "Kader Kesehatan Jiwa", ("", ""), TRAINING, &[WEEKEND],
        &["profession:COMMUNITY_MENTAL_HEALTH_WORKER", "specialization:MENTAL_HEALTH", "practice_level:MEZZO", "method:OUTREACH",
          "setting:NEIGHBOURHOOD", "served_unit:COMMUNITY"]),
    post("rehabilitasi", "Konselor Adiksi", SOCIAL_WELFARE, TRAINING, &[OFFICE, NIGHT],
        &["profession:ADDICTION_COUNSELOR", "specialization:MENTAL_HEALTH_SUBSTANCE_USE", "practice_level:MICRO", "method:COUNSELING",
          "role:COUNSELOR", "setting:REHABILITATION_CENTRE"]),
    post("praktik-peksos", "Pekerja Sosial Klinis", SOCIAL_WORK, LICENSE, &[EVENINGS, WEEKEND],
        &["profession:SOCIAL_WORKER", "specialization:CLINICAL", "practice_level:MICRO", "practice_field:CASEWORK", "method:THERAPY",
          "role:THERAPIST", "setting:PRIVATE_PRACTICE", "served_unit:FAMILY"]),
    post("slb", "Guru Pendamping Khusus", ("S.Pd.", "Sarjana pendidikan luar biasa"), TRAINING, &[SIX_DAYS],
        &["profession:TEACHER", "specialization:SCHOOL", "practice_level:MEZZO", "setting:SCHOOL", "need:N20"]),
    post("sekolah-ramah", "Pekerja Sosial Sekolah", SOCIAL_WORK, CERTIFICATE, &[SIX_DAYS],
        &["profession:SOCIAL_WORKER", "specialization:SCHOOL", "practice_level:MEZZO", "practice_field:CASEGROUP", "method:PREVENTION",
          "role:GUIDE", "setting:SCHOOL", "served_unit:GROUP"]),
    post("lbh", "Advokat", ("S.H.", "Sarjana hukum"), REGISTRATION, &[OFFICE],
        &["profession:LAWYER", "practice_level:MICRO", "method:ADVOCACY", "role:ADVOCATE", "need:N24"]),
    post("keluarga-prajurit", "Pekerja Sosial Militer", SOCIAL_WORK, CERTIFICATE, &[OFFICE],
        &["profession:SOCIAL_WORKER", "specialization:MILITARY", "practice_level:MICRO", "practice_field:CASEWORK", "method:COUNSELING"]),
    post("warga-berdaya", "Pengembang Masyarakat", SOCIAL_WELFARE, CERTIFICATE, &[OFFICE],
        &["profession:SOCIAL_WORKER", "specialization:COMMUNITY", "practice_level:MACRO", "practice_field:COMMUNITY_DEVELOPMENT",
          "method:PROGRAM_ORGANIZATION", "role:PROGRAM_COMPANION", "served_unit:COMMUNITY"]),
    post("panti-asuhan", "Pekerja Sosial Anak", SOCIAL_WORK, CERTIFICATE, &[SIX_DAYS],
        &["profession:SOCIAL_WORKER", "specialization:CHILD_FAMILY_SCHOOL", "practice_level:MICRO", "practice_field:CASEWORK",
          "method:PLACEMENT", "setting:RESIDENTIAL_HOME"]),
    post("griya-lansia", "Perawat Lansia", NURSING, REGISTRATION, &[SIX_DAYS],
        &["profession:NURSE", "specialization:MEDICAL_PUBLIC_HEALTH", "practice_level:MICRO", "setting:RESIDENTIAL_HOME"]),
    post("tagana", "Relawan Sosial", ("", ""), TRAINING, &[WEEKEND],
        &["profession:SOCIAL_VOLUNTEER", "specialization:COMMUNITY", "practice_level:MEZZO", "method:CRISIS_INTERVENTION", "served_unit:COMMUNITY"]),
    post("kajian-kebijakan", "Analis Kebijakan Sosial", SOCIAL_WELFARE, CERTIFICATE, &[OFFICE],
        &["profession:SOCIAL_WORKER", "specialization:POLICY_RESEARCH", "practice_level:MACRO", "practice_field:SOCIAL_POLICY_ANALYSIS",
          "method:ADVOCACY", "served_unit:SOCIETY"]),
    post("kajian-kebijakan", "Peneliti Pekerjaan Sosial", SOCIAL_WELFARE, CERTIFICATE, &[OFFICE],
        &["profession:SOCIAL_WORKER", "specialization:POLICY_RESEARCH", "practice_level:MACRO", "practice_field:SOCIAL_WORK_RESEARCH",
          "method:RESEARCH", "served_unit:SOCIETY"]),
];

impl Writer<'_> {
    /// Sends the people of a provider.
    pub(super) fn practitioners(
        &mut self,
        provider: &str,
        site: &Site<'_>,
        home: &Home,
    ) -> Result<(), Closed> {
        let posts = POSTS.iter().enumerate();
        for (index, post) in posts.filter(|(_, post)| post.provider == provider) {
            let path = format!("{}:post{index}", site.path);
            let choice = Choice::about(&path);
            if site.area.is_none() || choice.is_one_in("filled", FILLED_ONE_IN) {
                self.practitioner(post, &path, choice, site, home)?;
            }
        }
        Ok(())
    }

    fn practitioner(
        &mut self,
        post: &Post,
        path: &str,
        choice: Choice,
        site: &Site<'_>,
        home: &Home,
    ) -> Result<(), Closed> {
        let person = id("practitioner", path);
        let is_withheld = choice.is_one_in("consent", WITHHELD_ONE_IN);
        let is_part_time = choice.is_one_in("part time", 4);
        let years = choice.below("years", 25);
        let accepts = match choice.below("accepts", 6) {
            0 => Cell::Null,
            1 => text("NO"),
            _ => text("YES"),
        };
        self.put(
            "practitioner",
            person,
            [
                ("organization_id", Cell::Id(home.organization)),
                ("location_id", home.office.map_or(Cell::Null, Cell::Id)),
                ("name", text(name(post, choice))),
                ("title", text(post.title)),
                (
                    "hours_per_week",
                    Cell::Number(if is_part_time { 20.0 } else { 40.0 }),
                ),
                ("years_of_experience", Cell::Number(years.into())),
                (
                    "experience_verified_at",
                    if choice.is_one_in("checked", 3) {
                        text("2026-02-02T03:00:00Z")
                    } else {
                        Cell::Null
                    },
                ),
                ("accepts_clients", accepts),
                (
                    "consent",
                    text(if is_withheld { "WITHHELD" } else { "LISTED" }),
                ),
                ("consent_on", day_after(2024, choice.below("day", 700))),
            ],
        )?;
        let owner = ("practitioner_id", Cell::Id(person));
        self.hours(&owner, path, post.hours, Way::InPerson, site)?;
        self.languages(&owner, path, choice, site)?;
        for code in post.terms {
            self.mark("practitioner", person, path, code)?;
        }
        self.qualifications(post, path, choice, person)
    }

    fn qualifications(
        &mut self,
        post: &Post,
        path: &str,
        choice: Choice,
        person: Uuid,
    ) -> Result<(), Closed> {
        let owner = ("practitioner_id", Cell::Id(person));
        if !post.studied.is_empty() {
            let cells = [
                owner.clone(),
                ("kind", text("DEGREE")),
                ("name", text(post.studied)),
                ("issuer", text("Perguruan tinggi contoh")),
            ];
            self.put("qualification", id("qualification", path), cells)?;
        }
        let proves = post
            .terms
            .iter()
            .find(|code| code.starts_with("specialization:"));
        let (kind, name) = post.permit;
        let is_checked = !choice.is_one_in("unchecked", 3);
        let only_checked = |cell: Cell| if is_checked { cell } else { Cell::Null };
        let number = choice.below("number", 1_000_000);
        self.put(
            "qualification",
            id("qualification", &format!("{path}:permit")),
            [
                owner,
                (
                    "taxonomy_term_id",
                    proves.map_or(Cell::Null, |code| Cell::Id(shipped::term_id(code))),
                ),
                ("kind", text(kind)),
                ("name", text(name)),
                ("issuer", text("Lembaga sertifikasi contoh")),
                ("number", text(format!("CONTOH-{number:06}"))),
                ("issued_on", day_after(2021, choice.below("issued", 1_000))),
                (
                    "expires_on",
                    if kind == "TRAINING" {
                        Cell::Null
                    } else {
                        day_after(2026, choice.below("expires", 1_500))
                    },
                ),
                ("verified_at", only_checked(text("2026-03-02T03:00:00Z"))),
                ("verified_by", only_checked(text("Dinas Sosial"))),
            ],
        )
    }
}

fn name(post: &Post, choice: Choice) -> String {
    let part = |question: &str, names: &[&'static str]| {
        choice.one_of(question, names).copied().unwrap_or_default()
    };
    let (first, last) = (part("first", &FIRST_NAMES), part("last", &LAST_NAMES));
    match post.degree {
        "" => format!("{first} {last}"),
        "dr." => format!("dr. {first} {last}"),
        "Sp.KJ" => format!("dr. {first} {last}, Sp.KJ"),
        degree => format!("{first} {last}, {degree}"),
    }
}

fn day_after(year: i32, days: u32) -> Cell {
    NaiveDate::from_ymd_opt(year, 1, 1)
        .and_then(|day| day.checked_add_days(Days::new(days.into())))
        .map_or(Cell::Null, |day| text(day.to_string()))
}
