//! The policy, role by role: who may do what, over every mutation and guarded field there is.
//! Long because every act that the policy names is met here by every role.

use jembatan::auth::{ACTS, Act, Grant, Role, Scope, grant};
use serde_json::json;
use uuid::Uuid;

use crate::both_backends;
use crate::listing::{Kind, OWN_LOCATION, furnish, kinds};
use crate::support::actor::{OTHER_SERVICE, OWN, OWN_SERVICE, ask_with, secret, secret_with};

const OTHER: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0021);
const OTHER_LOCATION: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0022);

pub const VIEWER: &str = "{ viewer { role name scopes permissions { act grant } } }";
pub const REGISTER: &str = "mutation { organizationRegister(input: {name: \"Yayasan Baru\", description: \"Baru.\"}, confirm: true) { organization { name lifecycle } userErrors { code path } } }";
pub const CREATE: &str = "mutation { tokenCreate(input: {name: \"Mitra\", role: PARTNER}) { secret token { name role } userErrors { code } } }";

/// One guarded field and a document that asks for it.
struct Step {
    act: Act,
    /// The field of `Query` or `Mutation`.
    field: &'static str,
    document: String,
    /// Whether it is about the editor's own organization, or about none.
    is_own: bool,
}

fn step(act: Act, field: &'static str, is_own: bool, document: impl Into<String>) -> Step {
    Step {
        act,
        field,
        document: document.into(),
        is_own,
    }
}

/// Every guarded field. Documents must work again and again.
fn steps() -> Vec<Step> {
    let confirm = |id: Uuid| {
        format!(
            "mutation {{ serviceConfirm(id: \"{id}\") {{ service {{ assuredDate }} userErrors {{ code }} }} }}"
        )
    };
    let disable = "mutation { accountDisable(id: \"00000000-0000-4000-8000-000000000000\") { userErrors { code } } }";
    let invite = "mutation { accountInvite(input: {email: \"langkah@contoh.example\", role: WORKER}) { invitation userErrors { code } } }";
    let revoke = "mutation { tokenRevoke(id: \"00000000-0000-4000-8000-000000000000\") { userErrors { code } } }";
    let accept = "mutation { suggestionAccept(id: \"00000000-0000-4000-8000-000000000000\") { userErrors { code } } }";
    let decline = "mutation { suggestionDecline(id: \"00000000-0000-4000-8000-000000000000\", reason: \"-\") { userErrors { code } } }";
    let hook = "mutation { webhookCreate(input: {url: \"https://example.org/ubah\"}) { secret webhook { url } userErrors { code } } }";
    let none = |field: &str| {
        format!(
            "mutation {{ {field}(id: \"00000000-0000-4000-8000-000000000000\") {{ userErrors {{ code }} }} }}"
        )
    };
    let review = |field: &'static str, arguments: &str| {
        let id = "00000000-0000-4000-8000-000000000000";
        let document =
            format!("mutation {{ {field}(id: \"{id}\"{arguments}) {{ userErrors {{ code }} }} }}");
        step(Act::ReviewRegistrations, field, true, document)
    };
    let resubmit = "mutation { organizationResubmit(id: \"00000000-0000-4000-8000-000000000000\", input: {name: \"Ada\", description: \"Ada.\"}) { userErrors { code } } }";
    let merge = "mutation { organizationMerge(from: \"00000000-0000-4000-8000-000000000000\", into: \"00000000-0000-4000-8000-000000000001\") { userErrors { code } } }";
    let mut steps = listing_steps();
    steps.extend(community_steps());
    steps.extend([
        step(Act::KeepWebhooks, "webhookCreate", true, hook),
        step(
            Act::KeepWebhooks,
            "webhookEnable",
            true,
            none("webhookEnable"),
        ),
        step(
            Act::KeepWebhooks,
            "webhookDelete",
            true,
            none("webhookDelete"),
        ),
        step(
            Act::KeepWebhooks,
            "webhooks",
            true,
            "{ webhooks { url deliveries { at } } }",
        ),
        review("organizationApprove", ""),
        review("organizationReturn", ", reason: \"x\""),
        review("organizationReject", ", reason: \"x\""),
        review("organizationVerify", ""),
        review("organizationSuspend", ", reason: \"x\""),
        review("organizationReinstate", ""),
        review("organizationClose", ""),
        step(Act::ReviewRegistrations, "organizationMerge", true, merge),
        step(
            Act::ReviewRegistrations,
            "importMatchLink",
            true,
            none("importMatchLink"),
        ),
        step(
            Act::ReviewRegistrations,
            "importMatchSeparate",
            true,
            none("importMatchSeparate"),
        ),
        step(
            Act::ReviewRegistrations,
            "importMatches",
            true,
            "{ importMatches { edges { cursor } } }",
        ),
        step(
            Act::RegisterOrganization,
            "organizationResubmit",
            true,
            resubmit,
        ),
        step(
            Act::RegisterOrganization,
            "registrations",
            true,
            "{ registrations { nodes { state } } }",
        ),
        step(
            Act::KeepListing,
            "serviceConfirm",
            true,
            confirm(OWN_SERVICE),
        ),
        step(
            Act::KeepListing,
            "serviceConfirm",
            false,
            confirm(OTHER_SERVICE),
        ),
        step(Act::ReviewSuggestions, "suggestionAccept", false, accept),
        step(Act::ReviewSuggestions, "suggestionDecline", false, decline),
        step(
            Act::ReviewSuggestions,
            "suggestions",
            true,
            "{ suggestions { edges { cursor } } }",
        ),
        step(
            Act::KeepListing,
            "capacityLinkCreate",
            true,
            format!(
                "mutation {{ capacityLinkCreate(serviceId: \"{OWN_SERVICE}\") {{ secret userErrors {{ code }} }} }}"
            ),
        ),
        step(
            Act::KeepListing,
            "capacityLinkRevoke",
            false,
            format!(
                "mutation {{ capacityLinkRevoke(id: \"{}\") {{ userErrors {{ code }} }} }}",
                Uuid::nil()
            ),
        ),
        step(Act::KeepTokens, "tokenCreate", true, CREATE),
        step(Act::KeepTokens, "tokenRevoke", true, revoke),
        step(Act::KeepTokens, "tokens", true, "{ tokens { name } }"),
        step(Act::KeepAccounts, "accountInvite", true, invite),
        step(Act::KeepAccounts, "accountDisable", true, disable),
        step(
            Act::KeepAccounts,
            "accounts",
            true,
            "{ accounts { email } }",
        ),
        step(
            Act::RegisterOrganization,
            "organizationRegister",
            true,
            REGISTER,
        ),
    ]);
    steps
}

/// The acts on community needs and joint plans.
fn community_steps() -> Vec<Step> {
    let id = Uuid::nil();
    let document = |field: &str, arguments: &str| {
        format!("mutation {{ {field}({arguments}) {{ userErrors {{ code }} }} }}")
    };
    let on = |act: Act, field: &'static str, arguments: &str| {
        let arguments = format!("id: \"{id}\"{arguments}");
        step(act, field, true, document(field, &arguments))
    };
    let report = "input: {need: \"N04\", regionCode: \"32.73\", servedUnit: FAMILY, people: {number: 3}, severity: LOW}, confirm: true";
    let create = format!("input: {{title: \"x\", goals: \"x\", needs: [\"{id}\"]}}");
    let (report_field, create_field) = ("communityNeedReport", "communityPlanCreate");
    let original = format!(", of: \"{id}\"");
    vec![
        step(
            Act::ReportNeeds,
            report_field,
            true,
            document(report_field, report),
        ),
        on(Act::ReviewNeeds, "communityNeedConfirm", ""),
        on(Act::ReviewNeeds, "communityNeedMarkDuplicate", &original),
        on(Act::ReportNeeds, "communityNeedWithdraw", ", reason: \"x\""),
        on(Act::ReportNeeds, "communityNeedAddress", ""),
        step(
            Act::ReportNeeds,
            "communityNeeds",
            true,
            "{ communityNeeds { nodes { id } } }",
        ),
        step(
            Act::PlanJointly,
            create_field,
            true,
            document(create_field, &create),
        ),
        on(
            Act::PlanJointly,
            "communityPlanUpdate",
            ", input: {title: \"x\"}",
        ),
        on(
            Act::PlanJointly,
            "communityPlanEvaluate",
            ", input: {outcome: \"x\"}",
        ),
        step(
            Act::PlanJointly,
            "communityPlans",
            true,
            "{ communityPlans { nodes { id } } }",
        ),
    ]
}

/// The acts on every kind of record, of the editor's own organization and of another.
fn listing_steps() -> Vec<Step> {
    let none = Uuid::nil();
    let mut steps = vec![step(
        Act::KeepListing,
        "organizationUpdate",
        true,
        format!(
            "mutation {{ organizationUpdate(id: \"{OWN}\", input: {{alternateName: \"YU\"}}) {{ userErrors {{ code }} }} }}"
        ),
    )];
    // A bulk write is refused write by write; nothing is in this one.
    let bulk = "mutation { listingsWrite(writes: []) { userErrors { code } } }";
    steps.push(step(Act::KeepListing, "listingsWrite", true, bulk));
    for (kinds, is_own) in [
        (kinds(OWN, OWN_SERVICE, OWN_LOCATION), true),
        (kinds(OTHER, OTHER_SERVICE, OTHER_LOCATION), false),
    ] {
        for Kind {
            name,
            made,
            changed: (field, value),
            is_owned,
            ..
        } in kinds
        {
            for (word, document) in [
                (
                    "Create",
                    format!(
                        "mutation {{ {name}Create(input: {{{made}}}) {{ userErrors {{ code }} }} }}"
                    ),
                ),
                (
                    "Update",
                    format!(
                        "mutation {{ {name}Update(id: \"{none}\", input: {{{field}: {value}}}) {{ userErrors {{ code }} }} }}"
                    ),
                ),
                (
                    "Retire",
                    format!(
                        "mutation {{ {name}Retire(id: \"{none}\") {{ userErrors {{ code }} }} }}"
                    ),
                ),
            ] {
                // A record that is not there belongs to nobody, so once is enough.
                if is_own && word != "Create" {
                    continue;
                }
                let mutation: &'static str = format!("{name}{word}").leak();
                let is_own = is_own && is_owned;
                steps.push(step(Act::KeepListing, mutation, is_own, document));
            }
        }
    }
    steps
}

/// Mutations that anybody may send.
const OPEN: &[&str] = &[
    "accountSetPassphrase",
    "capacityReport",
    "sessionCreate",
    "suggestionCreate",
];

/// Mutations for people who have signed in, whatever their role, each with a document that sends it.
const SIGNED_IN: &[(&str, &str)] = &[
    (
        "accountChangePassphrase",
        "mutation { accountChangePassphrase(current: \"x\", passphrase: \"y\") { accountId } }",
    ),
    ("sessionEnd", "mutation { sessionEnd { isEnded } }"),
];

/// An act as the schema spells it.
fn word(act: Act) -> String {
    let mut word = String::new();
    for letter in format!("{act:?}").chars() {
        if letter.is_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.push(letter.to_ascii_uppercase());
    }
    word
}

both_backends! {
    async fn a_token_says_who_asks(directory: TestDirectory) {
        for role in Role::ALL {
            let secret = secret(&directory, role).await;
            let answer = ask_with(&directory, secret.as_deref(), VIEWER).await;
            let viewer = &answer["data"]["viewer"];
            assert_eq!(viewer["role"], role.word(), "{answer}");
            let permissions = viewer["permissions"].as_array().unwrap();
            assert_eq!(permissions.len(), ACTS.len());
            for (permission, (act, _)) in permissions.iter().zip(ACTS) {
                assert_eq!(permission["act"], word(*act));
                let expected = match grant(role, *act) {
                    Grant::Never => "NEVER",
                    Grant::Own => "OWN",
                    Grant::Always => "ALWAYS",
                };
                assert_eq!(permission["grant"], expected, "{role:?} {act:?}");
            }
        }
    }

    async fn what_wants_a_session_is_refused_to_every_token(directory: TestDirectory) {
        for role in Role::ALL {
            let secret = secret(&directory, role).await;
            let expected = if role == Role::Visitor { "UNAUTHENTICATED" } else { "FORBIDDEN" };
            for (field, document) in SIGNED_IN {
                let before = directory.head().await;
                let answer = ask_with(&directory, secret.as_deref(), document).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], expected, "{role:?} {field}: {answer}");
                assert_eq!(directory.head().await, before, "{role:?} {field} changed something");
            }
        }
    }

    async fn every_role_meets_the_policy_at_every_act(directory: TestDirectory) {
        furnish(&directory).await;
        directory.import_json(&json!({ "id": OTHER_SERVICE, "name": "Layanan lain", "status": "active",
            "organization": { "id": OTHER, "name": "Yayasan lain", "description": "Lain.",
                "locations": [{ "id": OTHER_LOCATION, "location_type": "physical", "name": "Gedung lain" }] } })).await;
        let steps = steps();
        for role in Role::ALL {
            for scopes in [&Scope::ALL[..], &[Scope::Read]] {
                let secret = secret_with(&directory, role, scopes, 365).await;
                for Step { act, field, document, is_own } in &steps {
                    let is_granted = match grant(role, *act) {
                        Grant::Always => true,
                        Grant::Own => *is_own,
                        Grant::Never => false,
                    };
                    let is_allowed = is_granted && scopes.contains(&Scope::Write);
                    let before = directory.head().await;
                    let answer = ask_with(&directory, secret.as_deref(), document).await;
                    if is_allowed {
                        assert!(answer.get("errors").is_none(), "{role:?} {field}: {answer}");
                    } else {
                        let expected = if role == Role::Visitor { "UNAUTHENTICATED" } else { "FORBIDDEN" };
                        assert_eq!(answer["errors"][0]["extensions"]["code"], expected, "{role:?} {field}: {answer}");
                        assert_eq!(directory.head().await, before, "{role:?} {field} changed something");
                    }
                }
            }
        }
    }
}

#[test]
fn every_mutation_is_walked() {
    let schema = include_str!("../../schema.graphql");
    let (_, mutations) = schema.split_once("type Mutation {").unwrap();
    let (mutations, _) = mutations.split_once("\n}").unwrap();
    let steps = steps();
    let fields = mutations.lines().filter_map(|line| {
        let field = line.strip_prefix('\t')?;
        let (name, _) = field.split_once(['(', ':'])?;
        name.chars().all(char::is_alphanumeric).then_some(name)
    });
    let mut count = 0;
    for field in fields {
        count += 1;
        let is_walked = OPEN.contains(&field)
            || SIGNED_IN.iter().any(|(known, _)| *known == field)
            || steps.iter().any(|step| step.field == field);
        assert!(is_walked, "no role walks `{field}`: add it to `steps`");
    }
    assert!(count >= 4, "the mutations are read from the schema");
}
