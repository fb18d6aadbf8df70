//! Where webhooks may go: out into the internet, and never to what stands beside this server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// The longest address that is taken.
const LONGEST: usize = 2_000;

/// Ports to which webhooks go: those of HTTPS. Others belong to services that nobody meant.
const PORTS: [u16; 2] = [443, 8443];

/// An address that webhooks may go to, as far as its text tells. Where its name leads is asked when it is connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookUrl(Url);

impl WebhookUrl {
    /// Reads an address, or says what is wrong with it. `allows_private` lets it lead to this machine and its network, and
    /// there go without TLS.
    pub fn parse(text: &str, allows_private: bool) -> Result<Self, &'static str> {
        if text.len() > LONGEST {
            return Err("Give an address of at most 2000 letters.");
        }
        let url = Url::parse(text)
            .map_err(|_| "Give a whole address, such as `https://example.org/changes`.")?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "Leave the name and password out of the address; the signature says who sends.",
            );
        }
        if url.fragment().is_some() {
            return Err("Leave out what follows `#`; it is not sent.");
        }
        let is_beside = match url.host() {
            Some(Host::Ipv4(ip)) => !is_public(ip.into()),
            Some(Host::Ipv6(ip)) => !is_public(ip.into()),
            Some(Host::Domain(name)) => is_local_name(name),
            None => return Err("Give an address with a host."),
        };
        if is_beside && !allows_private {
            return Err("This address does not lead out into the internet.");
        }
        if url.scheme() != "https" && !(url.scheme() == "http" && is_beside) {
            return Err("Give an address that begins with `https://`.");
        }
        let port = url.port_or_known_default().unwrap_or_default();
        if !is_beside && !PORTS.contains(&port) {
            return Err("Use port 443 or 8443.");
        }
        Ok(Self(url))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Names that lead to this machine or to its network wherever they are asked for.
fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let last = name.rsplit('.').next().unwrap_or_default();
    !name.contains('.')
        || ["localhost", "local", "internal", "home", "lan"]
            .iter()
            .any(|local| last.eq_ignore_ascii_case(local))
}

/// Whether an address is one of the internet at large: not of this machine, its network, or set apart for anything else.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let is_apart = match (a, b, c) {
        // This network, carrier-grade NAT, IETF protocols, 6to4 relays, benchmarks.
        (0, ..) | (100, 64..=127, _) | (192, 0, 0) | (192, 88, 99) | (198, 18..=19, _) => true,
        // Multicast and all that is reserved.
        (224.., ..) => true,
        _ => false,
    };
    !(is_apart
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation())
}

/// Only 2000::/3 is given out; within it some parts are set apart, and some hold an address of the older kind.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let is_given_out = (0x2000..=0x3fff).contains(&a);
    let is_apart = match (a, b) {
        // IETF protocols with Teredo, documentation, 6to4, documentation again.
        (0x2001, 0..=0x01ff) | (0x2001, 0x0db8) | (0x2002, _) | (0x3fff, 0..=0x0fff) => true,
        _ => false,
    };
    is_given_out && !is_apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_internet_at_large_is_public() {
        for public in [
            "8.8.8.8",
            "103.28.12.1",
            "2606:4700::1111",
            "2001:4860:4860::8888",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for other in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.254",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(other.parse().unwrap()), "{other}");
        }
    }

    #[test]
    fn addresses_are_read_as_what_they_are() {
        for (text, is_taken) in [
            ("https://example.org/hook?a=1", true),
            ("https://example.org:8443/", true),
            ("https://8.8.8.8/", true),
            ("http://example.org/", false),
            ("ftp://example.org/", false),
            ("https://example.org:22/", false),
            ("https://name:secret@example.org/", false),
            ("https://name@example.org/", false),
            ("https://example.org/#part", false),
            ("https:///nothing", false),
            ("/hook", false),
            ("https://localhost/", false),
            ("https://LOCALHOST./", false),
            ("https://x.localhost/", false),
            ("https://metadata.google.internal/", false),
            ("https://printer/", false),
            ("https://127.0.0.1/", false),
            ("https://127.1/", false),
            ("https://2130706433/", false),
            ("https://0x7f000001/", false),
            ("https://0177.0.0.1/", false),
            ("https://[::1]/", false),
            ("https://[::ffff:10.0.0.1]/", false),
            ("https://10.0.0.1/", false),
            ("https://169.254.169.254/latest/meta-data", false),
        ] {
            assert_eq!(WebhookUrl::parse(text, false).is_ok(), is_taken, "{text}");
        }
        for (text, is_taken) in [
            ("http://127.0.0.1:4000/hook", true),
            ("https://localhost:4000/hook", true),
            ("http://example.org/hook", false),
            ("http://a:b@127.0.0.1/", false),
        ] {
            assert_eq!(WebhookUrl::parse(text, true).is_ok(), is_taken, "{text}");
        }
    }
}
