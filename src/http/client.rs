//! Where a request comes from. The peer's address counts, unless the operator says that a proxy stands in front and in
//! which header it writes whom it speaks for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::header::FORWARDED;
use axum::http::{Extensions, HeaderMap, HeaderName};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The header in which the proxy in front tells the client's address. It is named, because a proxy passes the others on
/// as clients sent them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`.
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The network a request comes from: the address, or the first half of one of IPv6, because a subscriber has all the
/// addresses of the second half. Requests that came over no socket share one.
pub(super) fn network(
    extensions: &Extensions,
    headers: &HeaderMap,
    proxy: Option<ProxyHeader>,
) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |ConnectInfo(peer)| peer.ip());
    let address = proxy.and_then(|proxy| told(headers, proxy)).unwrap_or(peer);
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address => address,
    }
}

/// The last entry is the proxy's own; whatever stands before it may be the client's invention.
fn told(headers: &HeaderMap, proxy: ProxyHeader) -> Option<IpAddr> {
    let name = match proxy {
        ProxyHeader::XForwardedFor => X_FORWARDED_FOR,
        ProxyHeader::Forwarded => FORWARDED,
    };
    let line = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    let entry = line.rsplit(',').next()?;
    match proxy {
        ProxyHeader::XForwardedFor => address(entry),
        ProxyHeader::Forwarded => entry.split(';').find_map(|pair| {
            let (name, node) = pair.split_once('=')?;
            let is_for = name.trim().eq_ignore_ascii_case("for");
            is_for.then(|| address(node)).flatten()
        }),
    }
}

/// An address, perhaps with a port, brackets and quotes around it.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
    bare.unwrap_or(text).parse().or_else(|_| with_port()).ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn seen(proxy: Option<ProxyHeader>, given: &[(HeaderName, &'static str)]) -> String {
        let mut extensions = Extensions::new();
        let peer: SocketAddr = "[::ffff:192.0.2.1]:5000".parse().unwrap();
        extensions.insert(ConnectInfo(peer));
        let mut headers = HeaderMap::new();
        for (name, text) in given {
            headers.append(name, HeaderValue::from_static(text));
        }
        network(&extensions, &headers, proxy).to_string()
    }

    #[test]
    fn headers_count_only_when_a_proxy_is_trusted() {
        let given = [
            (X_FORWARDED_FOR, "198.51.100.1"),
            (FORWARDED, "for=198.51.100.2"),
        ];
        assert_eq!(seen(None, &given), "192.0.2.1");
        let x = Some(ProxyHeader::XForwardedFor);
        assert_eq!(seen(x, &given), "198.51.100.1");
        assert_eq!(seen(Some(ProxyHeader::Forwarded), &given), "198.51.100.2");
        assert_eq!(seen(x, &[]), "192.0.2.1");
    }

    #[test]
    fn only_the_entry_of_the_proxy_counts() {
        for (text, expected) in [
            ("1.1.1.1, 198.51.100.1", "198.51.100.1"),
            ("1.1.1.1,198.51.100.1:4711", "198.51.100.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("[2001:db8:1:2:3:4:5:6]:80", "2001:db8:1:2::"),
            ("198.51.100.1, unknown", "192.0.2.1"),
            ("", "192.0.2.1"),
        ] {
            let header = [(X_FORWARDED_FOR, "9.9.9.9"), (X_FORWARDED_FOR, text)];
            assert_eq!(
                seen(Some(ProxyHeader::XForwardedFor), &header),
                expected,
                "{text}"
            );
        }
        for (text, expected) in [
            (
                "for=1.1.1.1, proto=https;For=\"198.51.100.1:80\"",
                "198.51.100.1",
            ),
            ("for=\"1.1.1.1, for=\"[2001:db8::9]\"", "2001:db8::"),
            ("for=1.1.1.1, by=10.0.0.1", "192.0.2.1"),
            ("for=_hidden", "192.0.2.1"),
        ] {
            assert_eq!(
                seen(Some(ProxyHeader::Forwarded), &[(FORWARDED, text)]),
                expected,
                "{text}"
            );
        }
    }
}
