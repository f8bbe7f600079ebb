//! Whether a URL leads to this machine.

use std::net::Ipv4Addr;

/// Whether the host of a URL is a loopback address. A user in front of it can look like a host.
pub(crate) fn is_local(url: &str) -> bool {
    let (_, rest) = url.split_once("://").unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let is_loopback = |host: &str| host.parse::<Ipv4Addr>().is_ok_and(|host| host.is_loopback());
    ["localhost", "[::1]"].contains(&host) || authority == "[::1]" || is_loopback(host)
}
