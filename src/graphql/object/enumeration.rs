//! Closed sets as clients see them, beside the words the store keeps.

use async_graphql::{Enum, Result};

use crate::directory::Error;
use crate::graphql::support::fail;

macro_rules! enumerations {
    ($($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $word:literal,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
            pub enum $name {
                $($(#[$item_doc])* $item,)*
            }

            impl $name {
                /// The value behind the word that the store keeps.
                #[allow(dead_code, reason = "not every set is an answer")]
                pub(crate) fn of(word: &(impl AsRef<str> + ?Sized)) -> Result<Self> {
                    match word.as_ref() {
                        $($word => Ok(Self::$item),)*
                        other => Err(fail(Error::internal(format!("{} {other}", stringify!($name))))),
                    }
                }

                /// The word that the store keeps.
                #[allow(dead_code, reason = "not every set is an argument")]
                pub(crate) fn word(self) -> &'static str {
                    match self {
                        $(Self::$item => $word,)*
                    }
                }
            }
        )*
    };
}

pub(super) use enumerations;

enumerations! {
    /// The kinds of organizations.
    OrganizationKind {
        /// A non-governmental organization.
        Ngo = "NGO",
        /// An office or agency of the government.
        GovernmentAgency = "GOVERNMENT_AGENCY",
        /// A clinic, puskesmas or another place of outpatient care.
        Clinic = "CLINIC",
        /// A hospital.
        Hospital = "HOSPITAL",
        /// A school or another place of learning.
        School = "SCHOOL",
        /// A place that helps people recover from substance use or injury.
        RehabilitationCentre = "REHABILITATION_CENTRE",
        /// A home where people live, such as a panti.
        ResidentialHome = "RESIDENTIAL_HOME",
        /// A place of mental health care.
        MentalHealthCentre = "MENTAL_HEALTH_CENTRE",
        /// A professional who works on their own account.
        PrivatePractice = "PRIVATE_PRACTICE",
        /// A religious body.
        Religious = "RELIGIOUS",
        /// A group of residents.
        CommunityGroup = "COMMUNITY_GROUP",
        /// A company.
        Business = "BUSINESS",
        /// Another kind.
        Other = "OTHER",
    }

    /// Where an organization stands in its registration.
    OrganizationLifecycle {
        /// With whoever registered it: returned to be mended, or rejected. Shown to them and to admins.
        Draft = "DRAFT",
        /// Waiting for review. Shown to whoever registered it and to admins.
        Pending = "PENDING",
        /// Listed.
        Active = "ACTIVE",
        /// Taken off the list for a time. Shown to its editors and to admins.
        Suspended = "SUSPENDED",
        /// No longer working; not found by search.
        Closed = "CLOSED",
    }

    /// Where the registration of an organization stands.
    RegistrationState {
        /// It waits for review.
        Pending = "PENDING",
        /// It was given back to whoever handed it in, to be mended and handed in again.
        Returned = "RETURNED",
        /// It will not be listed.
        Rejected = "REJECTED",
        /// It is listed.
        Approved = "APPROVED",
        /// It was taken off the list for a time.
        Suspended = "SUSPENDED",
        /// It no longer works, or was merged into another.
        Closed = "CLOSED",
    }

    /// Whether a service is running.
    ServiceStatus {
        /// Running.
        Active = "active",
        /// Not running now.
        Inactive = "inactive",
        /// Gone for good.
        Defunct = "defunct",
        /// Closed for a time.
        TemporarilyClosed = "temporarily closed",
    }

    /// What is known about who may use a service.
    EligibilityState {
        /// Nothing is known: ask before going.
        Unknown = "UNKNOWN",
        /// It is stated that there is no restriction.
        None = "NONE",
        /// There are conditions.
        Rules = "RULES",
    }

    /// What a condition on eligibility is about.
    EligibilityRuleKind {
        /// The gender of the person.
        Gender = "GENDER",
        /// Where the person lives.
        Residence = "RESIDENCE",
        /// The situation the person is in.
        Situation = "SITUATION",
    }

    /// How people take part in a service.
    AttendingType {
        /// At the place.
        InPerson = "in_person",
        /// By telephone.
        Phone = "phone",
        /// Over the internet.
        Online = "online",
    }

    /// The gender that a condition names.
    Gender {
        /// Women and girls.
        Female = "FEMALE",
        /// Men and boys.
        Male = "MALE",
    }

    /// What a location or an address is.
    LocationType {
        /// A place one can go to.
        Physical = "physical",
        /// An address for letters.
        Postal = "postal",
        /// A place on the internet or on the phone.
        Virtual = "virtual",
    }

    /// Who may know where a location is.
    LocationVisibility {
        /// Everyone.
        Public = "PUBLIC",
        /// Only those with the right to; for others address, coordinates and finer regions are left out.
        Confidential = "CONFIDENTIAL",
    }

    /// What the coordinates of a location stand for.
    CoordinatePrecision {
        /// The place itself.
        Point = "POINT",
        /// The middle of its village.
        Village = "VILLAGE",
        /// The middle of its district.
        District = "DISTRICT",
        /// The middle or the seat of its regency.
        Regency = "REGENCY",
        /// The middle of its province.
        Province = "PROVINCE",
    }

    /// The levels of administrative areas.
    RegionLevel {
        /// Provinsi.
        Province = "PROVINCE",
        /// Kabupaten or kota.
        Regency = "REGENCY",
        /// Kecamatan.
        District = "DISTRICT",
        /// Kelurahan or desa.
        Village = "VILLAGE",
    }

    /// The time zones of Indonesia.
    TimeZone {
        /// Western Indonesia, UTC+7.
        Wib = "WIB",
        /// Central Indonesia, UTC+8.
        Wita = "WITA",
        /// Eastern Indonesia, UTC+9.
        Wit = "WIT",
    }

    /// How often hours repeat.
    Frequency {
        /// Every week, or every few weeks.
        Weekly = "WEEKLY",
        /// Every month, or every few months.
        Monthly = "MONTHLY",
    }

    /// The days of the week.
    Weekday {
        /// Monday.
        Mo = "MO",
        /// Tuesday.
        Tu = "TU",
        /// Wednesday.
        We = "WE",
        /// Thursday.
        Th = "TH",
        /// Friday.
        Fr = "FR",
        /// Saturday.
        Sa = "SA",
        /// Sunday.
        Su = "SU",
    }

    /// The kinds of words by which a term is called.
    TermLabelKind {
        /// The neutral name to show.
        Preferred = "PREFERRED",
        /// Another word for it.
        Synonym = "SYNONYM",
        /// What people say among themselves.
        Slang = "SLANG",
        /// A short form.
        Abbreviation = "ABBREVIATION",
        /// The name in law, where it differs.
        Legal = "LEGAL",
        /// A neutral name beside the preferred one.
        Neutral = "NEUTRAL",
        /// A word no longer used, kept so that it is still found.
        Deprecated = "DEPRECATED",
    }

    /// How terms of two taxonomies stand to each other, as SKOS means it.
    MappingRelation {
        /// The same.
        Exact = "EXACT",
        /// Nearly the same.
        Close = "CLOSE",
        /// The other is broader.
        Broad = "BROAD",
        /// The other is narrower.
        Narrow = "NARROW",
        /// They have to do with each other.
        Related = "RELATED",
    }

    /// The kinds of qualifications; certificates of competence, registrations and licenses are those of UU 14/2019.
    QualificationKind {
        /// A degree or diploma.
        Degree = "DEGREE",
        /// Training with a certificate of attendance or completion.
        Training = "TRAINING",
        /// A certificate of competence (sertifikat kompetensi).
        CompetenceCertificate = "COMPETENCE_CERTIFICATE",
        /// A registration (surat tanda registrasi, STR).
        Registration = "REGISTRATION",
        /// A license to practice (surat izin praktik, such as SIPPS).
        PracticeLicense = "PRACTICE_LICENSE",
        /// Another kind.
        Other = "OTHER",
    }

    /// What was done to a record.
    ChangeOperation {
        /// It is new.
        Create = "CREATE",
        /// Some of its fields have other values.
        Update = "UPDATE",
        /// It is gone, or no longer shown.
        Delete = "DELETE",
    }

    /// Whether a webhook is told of changes.
    WebhookState {
        /// It is.
        Active = "ACTIVE",
        /// It is not, because it failed for too long or said that it is gone. `webhookEnable` has it told again.
        Disabled = "DISABLED",
    }

    /// Why an attempt to tell a webhook failed.
    WebhookFailure {
        /// Its name leads to no address, or to one that is not out in the internet.
        AddressRefused = "ADDRESS_REFUSED",
        /// No connection could be made.
        NotConnected = "NOT_CONNECTED",
        /// There was no answer within ten seconds.
        Timeout = "TIMEOUT",
        /// The answer had another status than 200 to 299.
        Status = "STATUS",
    }

    /// What somebody is to the directory.
    Role {
        /// Anybody, without a token.
        Visitor = "VISITOR",
        /// A program of a partner.
        Partner = "PARTNER",
        /// A community worker.
        Worker = "WORKER",
        /// Somebody who keeps the listings of their own organization.
        Editor = "EDITOR",
        /// Somebody who keeps the directory.
        Admin = "ADMIN",
    }

    /// What a token may be used for.
    TokenScope {
        /// To read.
        Read = "READ",
        /// To write what the role may write.
        Write = "WRITE",
    }
}
