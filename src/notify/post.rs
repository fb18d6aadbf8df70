//! One message on its way: signed as Standard Webhooks says, and never to an address beside this server. A name is asked
//! for when it is connected to, and what it leads to is checked then, so a name that leads elsewhere a moment later gains
//! nothing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use serde_json::json;
use sha2::Sha256;
use tokio::time::Instant;

use crate::directory::{Attempt, Batch, Error, WebhookUrl, is_public};
use crate::graphql::Change;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The addresses of a name, where all of them are out in the internet.
struct PublicAddresses;

/// A name that leads to no address, or to one that is not out in the internet.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to no public address")]
struct AddressRefused;

impl Resolve for PublicAddresses {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let found: Vec<SocketAddr> = found.map_err(|_| AddressRefused)?.collect();
            // One that leads both ways is not to be trusted with either.
            if found.is_empty() || !found.iter().all(|address| is_public(address.ip())) {
                return Err(AddressRefused.into());
            }
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}

/// Posts messages.
pub struct Post {
    client: Client,
    allows_private: bool,
}

impl Post {
    /// Gets ready to post. `allows_private` lets messages go to this machine and its network.
    pub fn new(allows_private: bool) -> Result<Self, reqwest::Error> {
        let mut client = Client::builder()
            .user_agent(concat!("jembatan/", env!("CARGO_PKG_VERSION")))
            .timeout(PATIENCE)
            .redirect(Policy::none())
            .no_proxy()
            // A connection that is kept would not be checked again.
            .pool_max_idle_per_host(0);
        if !allows_private {
            client = client
                .dns_resolver(Arc::new(PublicAddresses))
                .https_only(true);
        }
        Ok(Self {
            client: client.build()?,
            allows_private,
        })
    }

    /// Posts a message and tells what came of it.
    pub async fn send(&self, batch: &Batch, now: DateTime<Utc>) -> Result<Attempt, Error> {
        let message = batch.message();
        let changes: Vec<Change> = batch.told.iter().filter_map(Change::of).collect();
        let body = json!({
            "type": "directory.changed",
            "timestamp": now.to_rfc3339_opts(SecondsFormat::Secs, true),
            "data": { "changes": changes, "seq": batch.end.to_string() },
        })
        .to_string();
        let sent_at = now.timestamp();
        let signature = sign(&batch.key()?, &message, sent_at, &body)?;
        // Rules may have become stricter since the webhook was made; an address in digits is looked up by nobody.
        let Ok(url) = WebhookUrl::parse(&batch.webhook.url, self.allows_private) else {
            return Ok(Attempt {
                status: None,
                failure: Some("ADDRESS_REFUSED"),
                took_ms: 0,
            });
        };
        let started = Instant::now();
        let answer = self
            .client
            .post(url.as_str())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", message)
            .header("webhook-timestamp", sent_at)
            .header("webhook-signature", signature)
            .body(body)
            .send()
            .await;
        let took_ms = i32::try_from(started.elapsed().as_millis()).unwrap_or(i32::MAX);
        // The body of the answer is not read.
        let (status, failure) = match answer {
            Ok(answer) => (Some(answer.status()), failure_of(answer.status())),
            Err(error) => (None, Some(cause_of(&error))),
        };
        Ok(Attempt {
            status: status.map(|status| status.as_u16()),
            failure,
            took_ms,
        })
    }
}

fn failure_of(status: StatusCode) -> Option<&'static str> {
    (!status.is_success()).then_some("STATUS")
}

fn cause_of(error: &reqwest::Error) -> &'static str {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<AddressRefused>() {
            return "ADDRESS_REFUSED";
        }
        cause = error.source();
    }
    if error.is_timeout() {
        "TIMEOUT"
    } else {
        "NOT_CONNECTED"
    }
}

/// The signature of a message: HMAC-SHA256 over its id, the time and the body.
fn sign(key: &[u8], message: &str, sent_at: i64, body: &str) -> Result<String, Error> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(Error::internal)?;
    mac.update(format!("{message}.{sent_at}.{body}").as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    Ok(format!("v1,{signature}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    #[test]
    fn messages_are_signed_as_the_specification_says() {
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = sign(
            &key,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(
            signature.unwrap(),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[tokio::test]
    async fn a_name_that_leads_here_is_refused_when_it_is_asked_for() {
        for name in ["localhost", "ip6-localhost", "nothing.invalid"] {
            let refused = PublicAddresses.resolve(name.parse().unwrap()).await;
            assert!(
                refused.is_err_and(|error| error.is::<AddressRefused>()),
                "{name}"
            );
        }
        let post = Post::new(false).unwrap();
        let error = post.client.get("https://localhost:9/").send().await;
        assert_eq!(cause_of(&error.unwrap_err()), "ADDRESS_REFUSED");
    }
}
