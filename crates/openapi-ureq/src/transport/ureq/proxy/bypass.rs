//! The hosts that `NO_PROXY` excludes from the proxy, as interpreted by `curl` and Go.
//!
//! Entries are separated by commas or white space. Each has one of these forms:
//!
//! | entry | matches |
//! |---|---|
//! | `*` | everything |
//! | `example.com`, `.example.com` | the domain and everything below it (`curl`) |
//! | `*.example.com` | everything below the domain (Go) |
//! | `192.0.2.1`, `2001:db8::1`, `[2001:db8::1]` | the address |
//! | `192.0.2.0/24`, `2001:db8::/32` | the addresses of the network |
//! | any of these except a network, with `:port` | the same, at that port |
//!
//! An entry of any other form matches nothing. Host names are not resolved.

use std::net::IpAddr;

/// Returns whether an entry matches a host, which may be a bracketed IPv6 address, and its port.
pub(super) fn is_bypassed(entries: &str, host: &str, port: u16) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let address = parse_address(&host);
    entries.split(|c: char| c == ',' || c.is_whitespace()).any(|entry| match address {
        _ if entry == "*" => true,
        Some(address) if entry.contains('/') => is_in_network(address, entry),
        _ => split_port(entry).is_some_and(|(name, at_port)| {
            at_port.is_none_or(|at_port| at_port == port)
                && match (address, parse_address(name)) {
                    (Some(address), entry) => entry == Some(address),
                    (None, Some(_)) => false,
                    (None, None) => is_in_domain(&host, name),
                }
        }),
    })
}

/// Parses an address, in brackets or not.
fn parse_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().map(|address: IpAddr| address.to_canonical())
}

/// Splits an entry into the part before its port, and the port if there is one.
fn split_port(entry: &str) -> Option<(&str, Option<u16>)> {
    if parse_address(entry).is_some() {
        return Some((entry, None));
    }
    match entry.rsplit_once(':') {
        Some((name, port)) => Some((name, Some(port.parse().ok()?))),
        None => Some((entry, None)),
    }
}

fn is_in_domain(host: &str, entry: &str) -> bool {
    let (domain, is_below) = match entry.strip_prefix("*.") {
        Some(domain) => (domain, true),
        None => (entry.strip_prefix('.').unwrap_or(entry), false),
    };
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    if domain.is_empty() {
        return false;
    }
    match host.strip_suffix(&domain) {
        Some("") => !is_below,
        Some(prefix) => prefix.ends_with('.'),
        None => false,
    }
}

fn is_in_network(address: IpAddr, entry: &str) -> bool {
    let Some((network, prefix)) = entry.split_once('/') else {
        return false;
    };
    let (Some(network), Ok(prefix)) = (parse_address(network), prefix.parse::<u32>()) else {
        return false;
    };
    // Aligned to the top bit, so that a prefix length has the same meaning for both families.
    let (difference, longest) = match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            (u128::from(address.to_bits() ^ network.to_bits()) << 96, 32)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => (address.to_bits() ^ network.to_bits(), 128),
        _ => return false,
    };
    prefix <= longest && difference.checked_shr(128 - prefix).unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_match_as_in_curl_and_go() {
        for (entries, matched, other) in [
            ("*", "api.example.com 192.0.2.1 [2001:db8::1]", ""),
            ("other, *", "api.example.com", ""),
            (
                "example.com",
                "example.com api.example.com a.b.example.com",
                "notexample.com example.org",
            ),
            (
                "example.com",
                "EXAMPLE.com example.com. Api.Example.Com",
                "example.com.example.org com",
            ),
            (".example.com", "example.com api.example.com", "notexample.com"),
            ("*.example.com", "api.example.com a.b.example.com", "example.com notexample.com"),
            ("Example.COM.", "example.com api.example.com", "example.org"),
            ("  a.example ,\tb.example  c.example,", "a.example b.example c.example", "d.example"),
            ("com", "example.com", "example.org"),
            (
                "example.com:8443",
                "example.com:8443 api.example.com:8443",
                "example.com example.com:443",
            ),
            (".example.com:80", "api.example.com:80", "api.example.com:8080"),
            ("192.0.2.1", "192.0.2.1 192.0.2.1:8080 [::ffff:192.0.2.1]", "192.0.2.10 192.0.2.2"),
            ("192.0.2.1:8080", "192.0.2.1:8080", "192.0.2.1:8081 192.0.2.1"),
            ("2001:db8::1", "[2001:db8::1] [2001:DB8:0:0::1]:8080", "[2001:db8::2]"),
            ("[2001:db8::1]", "[2001:db8::1] [2001:db8::1]:8080", "[2001:db8::2]"),
            ("[2001:db8::1]:8080", "[2001:db8::1]:8080", "[2001:db8::1] [2001:db8::1]:8081"),
            (
                "192.0.2.0/24",
                "192.0.2.0 192.0.2.255 192.0.2.7:81",
                "192.0.3.1 [2001:db8::1] a.example",
            ),
            ("192.0.2.9/24", "192.0.2.1", "192.0.3.1"),
            ("192.0.2.128/25", "192.0.2.128 192.0.2.255", "192.0.2.127"),
            ("192.0.2.7/32", "192.0.2.7", "192.0.2.6"),
            ("0.0.0.0/0", "192.0.2.1", "[2001:db8::1] a.example"),
            ("2001:db8::/32", "[2001:db8::1] [2001:db8:ffff::]", "[2001:db9::1] 192.0.2.1"),
            ("[2001:db8::]/33", "[2001:db8:7fff::1]", "[2001:db8:8000::1]"),
            ("2001:db8::1/128", "[2001:db8::1]", "[2001:db8::2]"),
            ("::/0", "[2001:db8::1]", "192.0.2.1"),
        ] {
            let is_bypassed = |target: &str| {
                let has_port = !target.ends_with(']') && target.contains(':');
                let (host, port) =
                    target.rsplit_once(':').filter(|_| has_port).unwrap_or((target, "443"));
                is_bypassed(entries, host, port.parse().unwrap_or(0))
            };
            for target in matched.split_whitespace() {
                assert!(is_bypassed(target), "{entries:?} matches {target}");
            }
            for target in other.split_whitespace() {
                assert!(!is_bypassed(target), "{entries:?} does not match {target}");
            }
        }
    }

    #[test]
    fn entry_of_another_form_matches_nothing() {
        for entries in [
            "",
            " , ,",
            ".",
            "*.",
            "..",
            "*example.com",
            "host:",
            "example.com:x",
            "example.com:99999",
            "192.0.2.1/33",
            "192.0.2.1/",
            "192.0.2.1/x",
            "192.0.2.1/-1",
            "192.0.2/24",
            "2001:db8::1/129",
            "[2001:db8::1",
            "2001:db8::/32/1",
            "https://example.com",
            "/24",
            ":443",
        ] {
            for host in ["example.com", "192.0.2.1", "[2001:db8::1]", "host"] {
                assert!(!is_bypassed(entries, host, 443), "{entries:?} does not match {host}");
            }
        }
    }
}
