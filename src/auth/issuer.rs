//! JWTs of an OpenID Connect issuer that is trusted: which ones are accepted, and what their claims mean here. Where the
//! keys come from is the door's business.

use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;
use uuid::Uuid;

use super::policy::Role;
use super::viewer::{Identity, Viewer};

/// How a JWT may be signed. Nothing that is checked with a secret is here: whoever knows the public key could sign.
const ALGORITHMS: [Algorithm; 3] = [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];

/// How many seconds the clocks of the issuer and of this machine may differ.
const LEEWAY_SECONDS: u64 = 60;

/// The most keys that are kept.
const MOST_KEYS: usize = 50;

/// The issuer that is trusted, and what its claims mean.
#[derive(Debug, Clone)]
pub struct Issuer {
    /// What stands in `iss`.
    pub name: String,
    /// What stands in `aud` of JWTs that are meant for this directory.
    pub audience: String,
    /// The claim that holds roles: a name, or a JSON pointer such as `/realm_access/roles`.
    pub role_claim: String,
    /// What values of that claim mean; of several that somebody has, the first here counts.
    pub roles: Vec<(String, Role)>,
    /// The claim that holds the HSDS ids of the organizations that an editor keeps.
    pub organizations_claim: Option<String>,
}

/// The public keys of an issuer.
#[derive(Debug, Clone)]
pub struct Keys(JwkSet);

/// Why a JWT is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unaccepted {
    /// It names a key that is not known; the issuer may have a new one.
    UnknownKey,
    /// Anything else.
    Invalid,
}

impl Keys {
    /// Reads a JWK set (RFC 7517); `None` when it is none, or holds more keys than an issuer has.
    pub fn read(json: &[u8]) -> Option<Self> {
        let set: JwkSet = serde_json::from_slice(json).ok()?;
        (set.keys.len() <= MOST_KEYS).then_some(Self(set))
    }

    /// The key that a JWT names. Without a name it must be the only one.
    fn find(&self, kid: Option<&str>) -> Option<&Jwk> {
        match (kid, self.0.keys.as_slice()) {
            (Some(kid), _) => self.0.find(kid),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }
}

impl Issuer {
    /// Who sends a JWT, once its signature and its claims hold. Its times are compared with the system's clock.
    pub fn viewer_of(&self, token: &str, keys: &Keys) -> Result<Viewer, Unaccepted> {
        let header = decode_header(token).map_err(|_| Unaccepted::Invalid)?;
        // `crit` names what must be understood, and nothing that it could name is.
        if !ALGORITHMS.contains(&header.alg) || header.crit.is_some() {
            return Err(Unaccepted::Invalid);
        }
        let key = keys.find(header.kid.as_deref());
        let key = key.ok_or(Unaccepted::UnknownKey)?;
        let is_for_signing = match &key.common.public_key_use {
            None | Some(PublicKeyUse::Signature) => true,
            Some(_) => false,
        };
        let algorithm = key.common.key_algorithm;
        let is_for_algorithm = algorithm.is_none_or(|known| known == header.alg.into());
        if !is_for_signing || !is_for_algorithm {
            return Err(Unaccepted::Invalid);
        }
        let key = DecodingKey::from_jwk(key).map_err(|_| Unaccepted::Invalid)?;
        let mut rules = Validation::new(header.alg);
        rules.leeway = LEEWAY_SECONDS;
        rules.validate_nbf = true;
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        rules.set_issuer(&[&self.name]);
        rules.set_audience(&[&self.audience]);
        let claims = decode::<Value>(token, &key, &rules).map_err(|_| Unaccepted::Invalid)?;
        self.viewer(&claims.claims).ok_or(Unaccepted::Invalid)
    }

    /// Who the claims speak of; `None` when they have no role here.
    fn viewer(&self, claims: &Value) -> Option<Viewer> {
        let held = words(claims, &self.role_claim);
        let mut roles = self.roles.iter();
        let (_, role) = roles.find(|(value, _)| held.contains(&value.as_str()))?;
        let claim = self.organizations_claim.as_deref();
        let organizations = match (role, claim) {
            (Role::Editor, Some(claim)) => words(claims, claim),
            _ => Vec::new(),
        };
        let organizations = organizations.into_iter();
        let organizations = organizations.filter_map(|id| Uuid::try_parse(id).ok());
        let subject = claims.get("sub")?.as_str()?;
        let issuer = Uuid::new_v5(&Uuid::NAMESPACE_URL, self.name.as_bytes());
        let subject = Uuid::new_v5(&issuer, subject.as_bytes());
        let identity = Identity::Subject(subject);
        Some(Viewer::person(*role, identity, organizations.collect()))
    }
}

/// The words of a claim that holds one or a list of them.
fn words<'a>(claims: &'a Value, claim: &str) -> Vec<&'a str> {
    let held = if claim.starts_with('/') {
        claims.pointer(claim)
    } else {
        claims.get(claim)
    };
    match held {
        Some(Value::String(word)) => vec![word],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
