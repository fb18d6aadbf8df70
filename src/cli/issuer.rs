//! The OpenID Connect issuer whose JWTs are accepted: the settings that name it, and its keys, which are read from a file
//! or over the network, kept, and read again when they may have changed.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use reqwest::Url;
use tokio::sync::Mutex;

use crate::auth::{Issuer, Keys, Role, Unaccepted, Viewer};

/// Keys older than this are read again, so that one the issuer has given up ends here too.
const KEPT_FOR: Duration = Duration::from_hours(1);

/// The time between two readings, however many unknown keys are named.
const READ_EVERY: Duration = Duration::from_secs(60);

/// The longest time for one reading.
const READ_WITHIN: Duration = Duration::from_secs(5);

/// The most bytes of a JWK set.
const MOST_BYTES: usize = 256 * 1024;

/// Which OpenID Connect issuer to trust.
#[derive(Args, Debug, Clone, Default)]
pub struct IssuerOptions {
    /// Accept JWTs of this OpenID Connect issuer, as it stands in their `iss`
    #[arg(
        long,
        env = "JEMBATAN_OIDC_ISSUER",
        value_name = "URL",
        requires_all = ["oidc_audience", "oidc_jwks", "oidc_role"]
    )]
    pub oidc_issuer: Option<String>,
    /// What must stand in their `aud`
    #[arg(
        long,
        env = "JEMBATAN_OIDC_AUDIENCE",
        value_name = "NAME",
        requires = "oidc_issuer"
    )]
    pub oidc_audience: Option<String>,
    /// The issuer's public keys (a JWK set): an https address, an http address of this machine, or a file
    #[arg(
        long,
        env = "JEMBATAN_OIDC_JWKS",
        value_name = "URL|FILE",
        requires = "oidc_issuer"
    )]
    pub oidc_jwks: Option<String>,
    /// The claim that holds roles: a name, or a JSON pointer such as /realm_access/roles
    #[arg(
        long,
        env = "JEMBATAN_OIDC_ROLE_CLAIM",
        default_value = "roles",
        value_name = "CLAIM"
    )]
    pub oidc_role_claim: String,
    /// What a value of that claim means, such as pekerja=worker; of several that somebody has, the first given counts
    #[arg(
        long,
        env = "JEMBATAN_OIDC_ROLE",
        value_delimiter = ',',
        value_name = "VALUE=ROLE",
        requires = "oidc_issuer"
    )]
    pub oidc_role: Vec<String>,
    /// The claim that holds the HSDS ids of the organizations that an editor keeps
    #[arg(
        long,
        env = "JEMBATAN_OIDC_ORGANIZATIONS_CLAIM",
        value_name = "CLAIM",
        requires = "oidc_issuer"
    )]
    pub oidc_organizations_claim: Option<String>,
}

/// Where keys are read.
enum Source {
    Url(reqwest::Client, Url),
    File(PathBuf),
}

/// The issuer that is trusted, with its keys.
pub struct TrustedIssuer {
    issuer: Issuer,
    source: Source,
    kept: Mutex<Kept>,
}

/// The keys as they were last read.
#[derive(Default)]
struct Kept {
    keys: Option<Arc<Keys>>,
    read_at: Option<Instant>,
    /// When reading was last tried, but for the first time that it went well: a key may be new right after a start.
    tried_at: Option<Instant>,
}

impl TrustedIssuer {
    /// The issuer that the options name, if any. A file of keys must be there; an address that does not answer is asked
    /// again when a JWT comes.
    pub async fn open(options: &IssuerOptions) -> Result<Option<Self>> {
        let (Some(name), Some(audience), Some(jwks)) = (
            &options.oidc_issuer,
            &options.oidc_audience,
            &options.oidc_jwks,
        ) else {
            return Ok(None);
        };
        let issuer = Issuer {
            name: name.clone(),
            audience: audience.clone(),
            role_claim: options.oidc_role_claim.clone(),
            roles: options
                .oidc_role
                .iter()
                .map(|pair| role(pair))
                .collect::<Result<_>>()?,
            organizations_claim: options.oidc_organizations_claim.clone(),
        };
        let trusted = Self {
            issuer,
            source: source(jwks)?,
            kept: Mutex::default(),
        };
        match (trusted.keys(Instant::now(), false).await, &trusted.source) {
            (Err(error), Source::File(_)) => return Err(error),
            (Err(error), Source::Url(..)) => complain(&error),
            (Ok(_), _) => {}
        }
        Ok(Some(trusted))
    }

    /// Who sends a JWT; `None` when it is not accepted. It fails when the keys cannot be had.
    pub(super) async fn viewer_of(&self, token: &str) -> Result<Option<Viewer>> {
        let at = Instant::now();
        let keys = self.keys(at, false).await?;
        let viewer = match self.issuer.viewer_of(token, &keys) {
            Err(Unaccepted::UnknownKey) => {
                let keys = self.keys(at, true).await?;
                self.issuer.viewer_of(token, &keys)
            }
            known => known,
        };
        Ok(viewer.ok())
    }

    /// The keys; read first when there are none, when they are old, or when one of them is unknown, but not too often.
    /// Others wait meanwhile, so that many questions make one reading.
    async fn keys(&self, at: Instant, is_one_unknown: bool) -> Result<Arc<Keys>> {
        let mut kept = self.kept.lock().await;
        let passed = |since: Option<Instant>, time| {
            since.is_none_or(|since| at.saturating_duration_since(since) >= time)
        };
        let is_wanted = is_one_unknown || passed(kept.read_at, KEPT_FOR);
        if is_wanted && passed(kept.tried_at, READ_EVERY) {
            match self.source.read().await {
                Ok(keys) => {
                    kept.tried_at = kept.read_at.is_some().then_some(at);
                    kept.read_at = Some(at);
                    kept.keys = Some(Arc::new(keys));
                }
                Err(error) => {
                    kept.tried_at = Some(at);
                    if kept.keys.is_none() {
                        return Err(error);
                    }
                    complain(&error);
                }
            }
        }
        let keys = kept.keys.clone();
        keys.context("the keys of the OpenID Connect issuer could not be read a moment ago")
    }
}

fn complain(error: &anyhow::Error) {
    let cause = format!("{error:#}");
    tracing::warn!(
        cause,
        "the keys of the OpenID Connect issuer could not be read"
    );
}

/// What one value of the role claim means.
fn role(pair: &str) -> Result<(String, Role)> {
    let (value, word) = pair
        .rsplit_once('=')
        .with_context(|| format!("--oidc-role wants VALUE=ROLE, not {pair}"))?;
    let role = Role::of(word.trim()).filter(|role| *role != Role::Visitor);
    let role = role.with_context(|| {
        format!("--oidc-role {pair}: a role is one of partner, worker, editor, admin")
    })?;
    Ok((value.trim().to_owned(), role))
}

/// Where the keys are: whoever stands between must not be able to give us others.
fn source(jwks: &str) -> Result<Source> {
    let url = Url::parse(jwks).ok();
    let Some(url) = url.filter(|url| url.has_host()) else {
        return Ok(Source::File(PathBuf::from(jwks)));
    };
    let is_here = url.host_str().is_some_and(|host| {
        let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    });
    match url.scheme() {
        "https" => {}
        "http" if is_here => {}
        _ => bail!(
            "--oidc-jwks {jwks} can be changed on its way; use https, or http on this machine"
        ),
    }
    let client = reqwest::Client::builder()
        .timeout(READ_WITHIN)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .context("cannot ask for the keys of the OpenID Connect issuer")?;
    Ok(Source::Url(client, url))
}

impl Source {
    async fn read(&self) -> Result<Keys> {
        let (bytes, place) = match self {
            Self::Url(client, url) => (fetch(client, url).await, url.to_string()),
            Self::File(path) => (read_file(path).await, path.display().to_string()),
        };
        let bytes = bytes.with_context(|| format!("cannot read the JWK set {place}"))?;
        Keys::read(&bytes).with_context(|| format!("{place} holds no JWK set"))
    }
}

async fn read_file(path: &std::path::Path) -> Result<Vec<u8>> {
    let path = path.to_owned();
    let bytes = tokio::task::spawn_blocking(move || std::fs::read(path)).await??;
    ensure!(bytes.len() <= MOST_BYTES, "it is too large");
    Ok(bytes)
}

async fn fetch(client: &reqwest::Client, url: &Url) -> Result<Vec<u8>> {
    let mut answer = client.get(url.clone()).send().await?;
    ensure!(answer.status() == 200, "it answers {}", answer.status());
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await? {
        ensure!(bytes.len() + part.len() <= MOST_BYTES, "it is too large");
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}
